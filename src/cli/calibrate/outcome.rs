//! What was found, in words or as JSON, and kept where an output was named.

use std::time::SystemTime;

use anyhow::{Result, ensure};
use serde::Serialize;

use super::options::PlugOptions;
use super::worn::stated;
use crate::acoustics::level;
use crate::cli::{calibrated, table};
use crate::control::calibrations::{Calibrations, margin};
use crate::control::worn::{Found, Worn};
use crate::engine::knobs::{KnobId, KnobValues};
use crate::preset::{CalibratedOutput, CalibratedPhones, Calibration, FORMAT, Method, bounds};
use crate::units::{Db, DbSpl};

/// Longest part of a name that is made of another name.
const PART: usize = 28;

/// All of it.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    #[serde(flatten)]
    found: &'a Found,
    /// What every ceiling is lowered by.
    margin_db: f64,
    /// The default ceiling, lowered.
    ceiling_db_spl: f64,
    /// The same re a sample of 1.0.
    ceiling_dbfs: f64,
    phones: &'a str,
    /// Device preset whose response stands in, and how sure that is.
    response: &'a [String; 2],
    note: &'a str,
    /// Name it was stored under.
    stored: Option<&'a str>,
}

/// Stores it if there is an output to store it for, and tells.
///
/// # Errors
/// A full scale out of bounds, a name that will not do, a folder that cannot be written to.
pub fn tell(
    options: &PlugOptions,
    output: Option<CalibratedOutput>,
    worn: &Worn,
    found: &Found,
    note: &str,
) -> Result<()> {
    let range = bounds::FULL_SCALE_DB_SPL;
    ensure!(
        range.hold(found.full_scale_db_spl),
        "full scale comes to {:.1} dB SPL, outside {} to {}: check every figure, or change the volume of the output",
        found.full_scale_db_spl,
        range.from,
        range.to
    );
    let stored = output.map(|output| store(options, output, worn, found, note)).transpose()?;
    let margin = margin(found.method, Db(found.uncertainty_db)).0;
    let ceiling = DbSpl(KnobValues::default().get(KnobId::Ceiling) - margin);
    let outcome = Outcome {
        found,
        margin_db: margin,
        ceiling_db_spl: ceiling.0,
        ceiling_dbfs: Db::from_gain(level::sample_at_peak(ceiling, DbSpl(found.full_scale_db_spl)))
            .0
            .min(0.0),
        phones: &worn.name,
        response: &worn.class,
        note,
        stored: stored.as_ref().map(|(name, _)| name.as_str()),
    };
    if options.json {
        return table::json(&outcome);
    }
    let mut rows = rows(worn, &outcome);
    let kept = match &stored {
        Some((name, place)) => format!("as `{name}`, for {place} alone, with the volume as it is now"),
        None => "no: name the output with --output, and it is taken whenever that one plays".into(),
    };
    rows.push(vec!["stored".into(), kept]);
    Ok(table::print(&rows)?)
}

fn rows(worn: &Worn, outcome: &Outcome<'_>) -> Vec<Vec<String>> {
    let found = outcome.found;
    let row = |head: &str, text: String| vec![head.to_owned(), text];
    let sensitivity = worn.sensitivity.as_ref().map(stated).map_or(String::new(), |text| format!(", {text}"));
    let ohms = worn.ohms.map_or(String::new(), |ohms| format!(", {ohms} ohm"));
    let mut rows = vec![
        row("phones", format!("{}{sensitivity}{ohms}", worn.name)),
        row("from", outcome.note.to_owned()),
    ];
    if let (Some(volts), Some(dbu)) = (found.volts, found.dbu) {
        rows.push(row("at the driver", format!("{volts:.3} V rms at full scale, {dbu:+.2} dBu")));
    }
    if let Some(eardrum) = found.eardrum_db_spl {
        rows.push(row("at the eardrum", format!("{eardrum:.2} dB SPL at 0 dBFS, {:.0} Hz", found.hz)));
    }
    let [class, sure] = &worn.class;
    rows.extend([
        row(
            "in the field",
            format!("{:.2} dB SPL at {:.0} Hz, diffuse-field equivalent", found.field_db_spl, found.hz),
        ),
        row(
            "full scale",
            format!(
                "{:.1} dB SPL at {:.0} Hz, where they are loudest",
                found.full_scale_db_spl, found.loudest_hz
            ),
        ),
        row(
            "",
            format!(
                "{:+.1} dB by the response of `{class}`, which stands in for theirs: {sure}",
                found.rise_db
            ),
        ),
        row("uncertainty", format!("±{:.0} dB: {}", found.uncertainty_db, why(found.method))),
        row(
            "ceiling",
            format!(
                "{:.0} dB SPL true peak less {:.0} dB, in case they are louder: {:.1} dBFS",
                KnobValues::default().get(KnobId::Ceiling),
                outcome.margin_db,
                outcome.ceiling_dbfs
            ),
        ),
    ]);
    rows
}

fn why(method: Method) -> &'static str {
    match method {
        Method::Sheet => "data sheets alone, one pair and fit against another 3 dB",
        Method::Voltmeter => "one pair and fit against another; the voltage is known",
        Method::Match => "the ear's judgement, and a calibrated meter's 2 dB",
        Method::Cup | Method::Tube => "a cavity that is no ear, and the meter",
    }
}

/// Returns the name and the output in words.
fn store(
    options: &PlugOptions,
    output: CalibratedOutput,
    worn: &Worn,
    found: &Found,
    note: &str,
) -> Result<(String, String)> {
    let round = |db: f64| (db * 100.0).round() / 100.0;
    let phones = worn.id.as_deref().unwrap_or(&worn.name);
    let name = options.name.clone().unwrap_or_else(|| format!("{}-on-{}", plain(phones), plain(&output.id)));
    let place = calibrated::plug(&output.id, output.channels);
    let calibration = Calibration {
        format: FORMAT,
        date: day(SystemTime::now()),
        method: found.method,
        full_scale_db_spl: round(found.full_scale_db_spl),
        uncertainty_db: round(found.uncertainty_db),
        note: format!("{note}; response of {}", worn.class[0]),
        output,
        phones: CalibratedPhones { id: worn.id.clone(), name: worn.name.clone() },
    };
    Calibrations::of_user()?.save(&name, &calibration)?;
    Ok((name, place))
}

/// A plain word made of a name.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let words = words.join("-");
    let short: String = words.chars().take(PART).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "phones".into() } else { short.into() }
}

/// The day of a moment in Greenwich, ISO 8601 (days to the civil calendar after H. Hinnant, 2013).
fn day(moment: SystemTime) -> String {
    let seconds = moment.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) =
        (of_year - (153 * shifted + 2) / 5 + 1, if shifted < 10 { shifted + 3 } else { shifted - 9 });
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, date) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_778, "2026-11-21"), (47_541, "2100-03-01")]
        {
            assert_eq!(day(SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 * days + 3600)), date);
        }
    }

    #[test]
    fn any_name_makes_a_plain_word() {
        assert_eq!(plain("alsa:hw:CARD=USB,DEV=0"), "alsa-hw-card-usb-dev-0");
        assert_eq!(plain("Ætherphön  9!"), "therph-n-9");
        assert_eq!(plain("///"), "phones");
    }
}
