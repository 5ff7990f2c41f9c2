//! What a device on an ear gives away to a microphone: its preset and its seal meet the model of
//! [`crate::acoustics::leakage`].

use super::PrepareError;
use super::declared::Declared;
use crate::acoustics::bands::{OCTAVES, octave_centres};
use crate::acoustics::leakage::Leakage;
use crate::preset::Device;
use crate::units::{Db, DbSpl};

/// One ear as a microphone 10 cm away hears it.
pub struct Outward {
    leakage: Leakage,
    response_db: [f64; OCTAVES],
}

impl Outward {
    /// A device that sits with `seal_pct` percent of its seal; none is the preset's own.
    ///
    /// # Errors
    /// An impulse response that cannot be read.
    pub fn new(device: &Device, seal_pct: Option<f64>) -> Result<Self, PrepareError> {
        let declared = Declared::new(device, seal_pct)?;
        let leak = declared.leak().zip(device.seal.as_ref().map(|seal| seal.volume_cm3));
        Ok(Self {
            leakage: Leakage::new(device.leakage.at_10_cm_db, leak),
            response_db: octave_centres().map(|f| declared.response(f).0),
        })
    }

    /// Level per octave at the microphone re the level in the ear, dB.
    #[must_use]
    pub fn octaves_db(&self) -> [f64; OCTAVES] {
        self.leakage.at_microphone_db
    }

    /// dBA at the microphone of a monitor part with these octave levels in the ear, dB SPL; -inf without a driver,
    /// whatever traces of rounding the levels are of.
    #[must_use]
    pub fn at_microphone(&self, ear_db: [f64; OCTAVES]) -> DbSpl {
        let has_driver = self.response_db.iter().any(|db| db.is_finite());
        if has_driver { self.leakage.at_microphone(ear_db) } else { DbSpl(f64::NEG_INFINITY) }
    }

    /// dBA at the microphone of a pink programme that would have this level through a flat device.
    #[must_use]
    pub fn programme(&self, level: DbSpl) -> DbSpl {
        let each = level.0 - 10.0 * (OCTAVES as f64).log10();
        self.at_microphone(self.response_db.map(|db| each + db))
    }

    /// Click at the microphone re a singer's voice there, at a monitor level `full_scale`.
    #[must_use]
    pub fn click_bleed(&self, full_scale: DbSpl) -> Db {
        self.leakage.click_bleed(full_scale, self.response_db)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Library;

    fn bleed(id: &str, seal: Option<f64>) -> f64 {
        let device = Library::shipped().unwrap().ears(id).unwrap().left;
        Outward::new(&device, seal).unwrap().click_bleed(DbSpl(106.0)).0
    }

    #[test]
    fn clicks_bleed_from_wedge_to_in_ear_in_the_order_that_engineers_know() {
        let order =
            ["wedge", "open-back", "earbud", "closed-back-studio", "iem-foam"].map(|id| bleed(id, None));
        assert!(order[0] > order[1] && order[2] > order[3] && order[3] > order[4] + 3.0, "{order:?}");
        assert!(order[1] > order[3] + 10.0, "{order:?}");
        assert!(bleed("open-ear", None) == f64::NEG_INFINITY, "no driver, no click");
    }

    #[test]
    fn a_tip_half_out_gives_its_bass_away_and_hardly_more_dba() {
        let device = Library::shipped().unwrap().ears("iem-foam").unwrap().left;
        let at = |seal| Outward::new(&device, Some(seal)).unwrap();
        let (tight, half_out) = (at(100.0), at(0.0));
        assert!(half_out.octaves_db()[2] > tight.octaves_db()[2] + 25.0, "125 Hz");
        let more = half_out.programme(DbSpl(88.0)).0 - tight.programme(DbSpl(88.0)).0;
        assert!((0.0..3.0).contains(&more), "the treble that dBA counts leaves through the shell: {more:.2}");
    }
}
