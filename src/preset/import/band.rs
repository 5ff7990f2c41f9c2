//! One filter of a stranger's file: taken, dropped with a warning, or reason to refuse the file.

use super::super::bounds;
use super::super::{Band, BandKind, Equaliser};
use super::notes::{Notes, Refusal};

/// Above half the lowest rate a filter waits for a higher one.
const LOWEST_NYQUIST_HZ: f64 = 22_050.0;

/// How wide a filter is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Width {
    Q(f64),
    Octaves(f64),
    /// First order.
    None,
}

/// Checks a filter against the ranges. A gain beyond 60 dB refuses the file: it is never clamped, ears are at stake.
pub(super) fn admit(
    kind: BandKind,
    freq_hz: f64,
    gain_db: f64,
    width: Width,
    line: Option<usize>,
    notes: &mut Notes,
) -> Result<Option<Band>, Refusal> {
    if kind.has_gain() {
        gain(gain_db, line)?;
    }
    let range = &bounds::EQUALISER_HZ;
    if !range.hold(freq_hz) {
        let what = format!("filter dropped: {freq_hz} Hz is not within {} to {} Hz", range.from, range.to);
        notes.warn("W_FC_RANGE", line, what);
        return Ok(None);
    }
    let (q, bandwidth_oct) = match width {
        Width::Q(q) => (Some(q), None),
        Width::Octaves(octaves) => (None, Some(octaves)),
        Width::None => (None, None),
    };
    if q.is_some_and(|q| !bounds::EQUALISER_Q.hold(q))
        || bandwidth_oct.is_some_and(|octaves| !bounds::EQUALISER_OCTAVES.hold(octaves))
    {
        let width = q.map_or_else(|| "bandwidth".to_owned(), |q| format!("Q {q}"));
        notes.warn("W_Q_RANGE", line, format!("filter dropped: {width} is no width a filter can have"));
        return Ok(None);
    }
    if freq_hz >= LOWEST_NYQUIST_HZ {
        let what = format!("{freq_hz} Hz is above half of 44.1 kHz: bypassed at rates that cannot hold it");
        notes.warn("W_FC_NYQUIST", line, what);
    }
    let gain_db = kind.has_gain().then_some(gain_db);
    Ok(Some(Band { kind, freq_hz, gain_db, q, bandwidth_oct }))
}

/// Refuses a gain that is beyond 60 dB or no number.
pub(super) fn gain(gain_db: f64, line: Option<usize>) -> Result<(), Refusal> {
    if bounds::EQUALISER_GAIN_DB.hold(gain_db) {
        return Ok(());
    }
    let what = format!("a gain of {gain_db} dB");
    Err(Refusal::at(
        "E_GAIN_RANGE",
        line,
        what,
        "give at most 60 dB: more is a fault of the file or of its units",
    ))
}

/// Adds a filter, counting.
pub(super) fn add(to: &mut Equaliser, band: Band, line: Option<usize>) -> Result<(), Refusal> {
    if to.bands.len() >= bounds::BANDS {
        let what = format!("more than {} filters", bounds::BANDS);
        return Err(Refusal::at("E_TOO_MANY", line, what, "simplify the equaliser"));
    }
    to.bands.push(band);
    Ok(())
}

/// Refuses an equaliser whose gains add up beyond 60 dB, and one that does nothing at all.
pub(super) fn finish(left: Equaliser, right: Equaliser) -> Result<super::Content, Refusal> {
    for ear in [&left, &right] {
        gain(ear.gain_db, None)?;
    }
    let idle = |ear: &Equaliser| ear.bands.is_empty() && ear.gain_db.abs() < f64::EPSILON;
    if idle(&left) && idle(&right) {
        return Err(Refusal::file(
            "E_NO_FILTERS",
            "no usable filter and no preamp",
            "name an equaliser file",
        ));
    }
    let right = (left != right).then_some(right);
    Ok(super::Content::Filters { left, right })
}
