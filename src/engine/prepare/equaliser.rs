//! An equaliser's bands as digital sections: bilinear, as the programs that wrote them run them.

use crate::dsp::biquad::{Coeffs, DesignError, Spot, rbj};
use crate::preset::{Band, BandKind};
use crate::units::{Db, Hz, SampleRate};

/// An equaliser as other programs are taken to run it, at 48 kHz: for what knows no rate.
pub struct Drawn(Vec<Coeffs>);

impl Drawn {
    /// The rate.
    pub const RATE: SampleRate = SampleRate(48_000);

    /// Draws a chain and its gain.
    ///
    /// # Errors
    /// As [`sections`].
    pub fn new(gain_db: f64, bands: &[Band]) -> Result<Self, DesignError> {
        sections(gain_db, bands, Self::RATE).map(Self)
    }

    /// Gain at a frequency; held above 24 kHz.
    #[must_use]
    pub fn gain(&self, f: Hz) -> Db {
        let f = Hz(f.0.min(Self::RATE.nyquist().0));
        Db(self.0.iter().map(|section| section.response(f, Self::RATE).0).sum())
    }
}

/// Sections of a chain with its gain. A band that is not below half the rate passes everything.
///
/// # Errors
/// A band whose coefficients are not stable in double precision.
pub fn sections(gain_db: f64, bands: &[Band], rate: SampleRate) -> Result<Vec<Coeffs>, DesignError> {
    let mut sections = vec![Coeffs::IDENTITY.scaled(Db(gain_db).gain())];
    for band in bands.iter().filter(|band| band.freq_hz < rate.nyquist().0) {
        sections.push(section(band, rate)?);
    }
    Ok(sections)
}

/// One band below half the rate.
///
/// # Errors
/// As [`sections`].
pub fn section(band: &Band, rate: SampleRate) -> Result<Coeffs, DesignError> {
    let spot = Spot::new(Hz(band.freq_hz), rate)?;
    let gain_db = band.gain_db.unwrap_or_default();
    let q = band.q.or_else(|| band.bandwidth_oct.map(|octaves| rbj::q_of_octaves(spot, octaves)));
    let q = q.unwrap_or(std::f64::consts::FRAC_1_SQRT_2);
    let coeffs = match band.kind {
        BandKind::Peak => rbj::peaking(spot, gain_db, q),
        BandKind::LowShelf => rbj::low_shelf(spot, gain_db, q),
        BandKind::HighShelf => rbj::high_shelf(spot, gain_db, q),
        BandKind::LowShelf1 => rbj::low_shelf_1(spot, gain_db),
        BandKind::HighShelf1 => rbj::high_shelf_1(spot, gain_db),
        BandKind::LowPass => rbj::low_pass(spot, q),
        BandKind::HighPass => rbj::high_pass(spot, q),
        BandKind::LowPass1 => rbj::low_pass_1(spot),
        BandKind::HighPass1 => rbj::high_pass_1(spot),
        BandKind::BandPass => rbj::band_pass(spot, q),
        BandKind::Notch => rbj::notch(spot, q),
        BandKind::AllPass => rbj::all_pass(spot, q),
    };
    if coeffs.is_stable() { Ok(coeffs) } else { Err(DesignError::Unstable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    fn at(band: Band, hz: f64) -> f64 {
        section(&band, RATE).unwrap().response(Hz(hz), RATE).0
    }

    fn band(kind: BandKind, gain_db: f64, q: f64) -> Band {
        Band {
            kind,
            freq_hz: 1000.0,
            gain_db: kind.has_gain().then_some(gain_db),
            q: Some(q),
            bandwidth_oct: None,
        }
    }

    #[test]
    fn every_kind_has_its_gain_at_its_frequency_and_at_both_ends() {
        let half = -10.0 * 2f64.log10();
        for (kind, q, [low, centre, high]) in [
            (BandKind::Peak, 1.0, [0.0, 6.0, 0.0]),
            (BandKind::LowShelf, 0.7, [6.0, 3.0, 0.0]),
            (BandKind::HighShelf, 0.7, [0.0, 3.0, 6.0]),
            (BandKind::LowShelf1, 1.0, [6.0, 3.0, 0.0]),
            (BandKind::HighShelf1, 1.0, [0.0, 3.0, 6.0]),
            (BandKind::LowPass, 0.5, [0.0, -6.0206, -200.0]),
            (BandKind::HighPass, 2.0, [-200.0, 6.0206, 0.0]),
            (BandKind::LowPass1, 1.0, [0.0, half, -100.0]),
            (BandKind::HighPass1, 1.0, [-100.0, half, 0.0]),
            (BandKind::BandPass, 1.0, [-100.0, 0.0, -100.0]),
            (BandKind::Notch, 1.0, [0.0, -200.0, 0.0]),
            (BandKind::AllPass, 1.0, [0.0, 0.0, 0.0]),
        ] {
            for (hz, want) in [(0.01, low), (1000.0, centre), (23_999.99, high)] {
                let got = at(band(kind, 6.0, q), hz);
                assert!((got - want).abs() < 0.001 || (got < want && want < -90.0), "{kind:?} {hz}: {got}");
            }
        }
    }

    #[test]
    fn a_bell_of_one_octave_has_half_its_gain_half_an_octave_away_on_both_sides() {
        // The cookbook's bandwidth is exact at low frequencies, before the transform squeezes.
        let bell =
            Band { freq_hz: 100.0, q: None, bandwidth_oct: Some(1.0), ..band(BandKind::Peak, 6.0, 1.0) };
        for hz in [100.0 / 2f64.sqrt(), 100.0 * 2f64.sqrt()] {
            assert!((at(bell, hz) - 3.0).abs() < 0.001, "{}", at(bell, hz));
        }
    }

    #[test]
    fn what_no_rate_below_can_hold_passes_everything_and_comes_back_at_a_higher_one() {
        let high = Band { freq_hz: 30_000.0, ..band(BandKind::Peak, 6.0, 1.0) };
        assert_eq!(sections(0.0, &[high], RATE).unwrap().len(), 1);
        assert_eq!(sections(0.0, &[high], SampleRate(96_000)).unwrap().len(), 2);
    }
}
