//! Numbers as strangers write them: one strict grammar, and the rules for commas.

/// `[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?`, finite. Nothing else: no `nan`, no `inf`, no `1e999`.
pub(super) fn strict(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (body, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let well_formed = digits(whole)
        && digits(part)
        && !(whole.is_empty() && part.is_empty())
        && exponent.is_none_or(|e| !e.is_empty() && digits(e));
    if !well_formed {
        return None;
    }
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

/// A gain or a Q: a comma is the decimal mark.
pub(super) fn with_decimal_comma(text: &str) -> Option<f64> {
    strict(&text.replace(',', "."))
}

/// Highest frequency that a group of three digits may make.
const HIGHEST_GROUPED_HZ: f64 = 24_000.0;

/// A frequency, and whether its marks had to be interpreted. Three digits after the last mark are thousands while that
/// stays in the audible range ("1.000 Hz" and "1,000 Hz" are 1 kHz, "105.000 Hz" is 105 Hz); another comma is decimal.
pub(super) fn frequency(text: &str) -> Option<(f64, bool)> {
    let marks: Vec<usize> = text.match_indices([',', '.']).map(|(i, _)| i).collect();
    let Some(&last) = marks.last() else { return strict(text).map(|f| (f, false)) };
    let (head, tail) = (&text[..last], &text[last + 1..]);
    let bare: String = head.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    let decimal = || strict(&format!("{bare}.{tail}"));
    let several_of_one_kind = marks.len() > 1 && !(text.contains(',') && text.contains('.'));
    if several_of_one_kind {
        return strict(&format!("{bare}{tail}")).map(|f| (f, true));
    }
    let group = tail.len() == 3 && tail.bytes().all(|b| b.is_ascii_digit());
    if marks.len() == 1 && group {
        let grouped = strict(&format!("{bare}{tail}")).filter(|&f| f <= HIGHEST_GROUPED_HZ);
        let grouped = grouped.filter(|_| !matches!(bare.as_str(), "" | "0"));
        return grouped.or_else(decimal).map(|f| (f, true));
    }
    decimal().map(|f| (f, marks.len() > 1))
}
