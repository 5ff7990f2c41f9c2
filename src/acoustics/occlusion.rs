//! Occlusion: how much louder a closed canal makes what bone brings into it, mostly one's own voice.
//!
//! Formula: a table of eight octaves, or a low shelf fitted to it within 1.5 dB; through a leak 20 lg |Hs 10^(OE/20) + 1 - Hs|.
//! Valid 63 Hz to 8 kHz, held beyond. Leaves out: the person, the vowel, how deep the tip sits on a given day.
//!
//! A closed canal keeps the low-frequency sound that its walls radiate and an open one lets out (Stenfelt &
//! Reinfeldt, Int. J. Audiol. 46, 2007). Tables are estimated, ±5 dB a cell; people differ by 5 to 7 dB. A
//! leak undoes it from below, by the same Hs that takes the driver's bass.

use super::bands;
use super::complex::Complex;
use super::curve::Curve;
use super::leak::Leak;
use crate::units::{Db, Hz};

/// Number of octave bands in an occlusion table: 63 Hz to 8 kHz.
pub const BANDS: usize = 8;

/// The occlusion effect over frequency, through a table; ends held.
#[derive(Debug, Clone, PartialEq)]
pub struct Occlusion(Curve);

impl Occlusion {
    /// Occlusion effect in dB (finite) in the octave bands 63 Hz to 8 kHz; 0 is an open ear.
    ///
    /// The bands outside, 31.5 Hz and 16 kHz, take their neighbour's value.
    #[must_use]
    pub fn octaves(rise_db: [f64; BANDS]) -> Self {
        Self(Curve::octaves(std::array::from_fn(|i| rise_db[i.clamp(1, BANDS) - 1])))
    }

    /// Rise of body-conducted sound over the open ear, sealed.
    #[must_use]
    pub fn at(&self, frequency: Hz) -> Db {
        self.0.at(frequency)
    }
}

/// A low shelf after the analogue prototype of the RBJ cookbook (Bristow-Johnson; W3C Note "Audio EQ
/// Cookbook").
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LowShelf {
    /// Gain at 0 Hz.
    pub gain: Db,
    /// Frequency of half the gain in dB.
    pub middle: Hz,
    /// Q of the cookbook.
    pub q: f64,
}

impl LowShelf {
    /// Gain: |A (s² + s sqrt(A)/Q + A)/(A s² + s sqrt(A)/Q + 1)|, A = 10^(gain/40), s = jf/f0.
    #[must_use]
    pub fn at(&self, frequency: Hz) -> Db {
        let u = frequency.0 / self.middle.0;
        let a = 10f64.powf(self.gain.0 / 40.0);
        let im = a.sqrt() * u / self.q;
        let above = Complex { re: a - u * u, im };
        let below = Complex { re: 1.0 - a * u * u, im };
        Db(Db::from_gain(a).0 + above.db().0 - below.db().0)
    }
}

/// The occlusion tables of five ways to close an ear as low shelves, by name; each within 1.5 dB of its
/// table.
pub const SHELVES: [(&str, LowShelf); 5] = [
    ("iem_shallow", LowShelf { gain: Db(24.3), middle: Hz(649.0), q: 0.57 }),
    ("ciem_second_bend", LowShelf { gain: Db(19.7), middle: Hz(619.0), q: 0.56 }),
    ("iem_deep_bony", LowShelf { gain: Db(10.1), middle: Hz(576.0), q: 0.60 }),
    ("on_ear_supra_aural", LowShelf { gain: Db(19.2), middle: Hz(731.0), q: 0.81 }),
    ("closed_circumaural", LowShelf { gain: Db(9.2), middle: Hz(913.0), q: 0.73 }),
];

/// What a leak leaves of an occlusion effect: 20 lg |Hs 10^(OE/20) + (1 - Hs)|; 0 dB well below the leak's
/// corner.
#[must_use]
pub fn vented(sealed: Db, leak: &Leak, frequency: Hz) -> Db {
    (leak.driver(frequency) * sealed.gain() + leak.ambient(frequency)).db()
}

/// Nominal band names of an occlusion table in Hz.
#[must_use]
pub fn nominal_hz() -> [f64; BANDS] {
    std::array::from_fn(|i| bands::NOMINAL_HZ[i + 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::air::EAR_CM3;

    /// Rise in dB, 63 Hz to 8 kHz, in the order of [`SHELVES`].
    const TABLES: [[f64; BANDS]; 5] = [
        [24.0, 24.0, 21.0, 15.0, 8.0, 1.0, 0.0, 0.0],
        [20.0, 19.0, 17.0, 12.0, 6.0, 0.0, 0.0, 0.0],
        [10.0, 10.0, 9.0, 6.0, 2.0, 0.0, 0.0, 0.0],
        [18.0, 20.0, 20.0, 15.0, 5.0, 0.0, 0.0, 0.0],
        [8.0, 10.0, 10.0, 8.0, 4.0, 0.0, 0.0, 0.0],
    ];

    #[test]
    fn five_shelves_follow_their_tables_within_1_5_db() {
        for ((name, shelf), table) in SHELVES.into_iter().zip(TABLES) {
            for (f, want) in nominal_hz().into_iter().zip(table) {
                let got = shelf.at(Hz(f)).0;
                assert!((got - want).abs() < 1.5, "{name} at {f} Hz: {got:.2} against {want}");
            }
        }
    }

    #[test]
    fn a_shelf_has_its_gain_below_half_of_it_in_the_middle_and_none_above() {
        let shelf = LowShelf { gain: Db(12.0), middle: Hz(500.0), q: 0.6 };
        for (f, want) in [(0.0, 12.0), (500.0, 6.0), (1e6, 0.0)] {
            assert!((shelf.at(Hz(f)).0 - want).abs() < 1e-4, "{f} Hz");
        }
    }

    #[test]
    fn a_table_is_met_at_its_bands_and_held_outside() {
        let occlusion = Occlusion::octaves(TABLES[0]);
        for (i, want) in TABLES[0].into_iter().enumerate() {
            assert!((occlusion.at(bands::octave_centre(i + 1)).0 - want).abs() < 1e-9);
        }
        assert!((occlusion.at(Hz(20.0)).0 - 24.0).abs() < 1e-9 && occlusion.at(Hz(20_000.0)).0.abs() < 1e-9);
    }

    #[test]
    fn a_tight_seal_keeps_the_occlusion_and_a_gone_one_frees_the_bass() {
        let tight = Leak::at_seal(100.0, EAR_CM3);
        assert!((vented(Db(24.0), &tight, Hz(63.0)).0 - 24.0).abs() < 0.1);
        let gone = Leak::at_seal(0.0, EAR_CM3);
        assert!(vented(Db(24.0), &gone, Hz(20.0)).0 < 0.5);
        assert!(vented(Db(24.0), &gone, Hz(63.0)).0 < 2.0);
        let medium = Leak::at_seal(50.0, EAR_CM3);
        let [low, middle] = [63.0, 250.0].map(|f| vented(Db(21.0), &medium, Hz(f)).0);
        assert!(low < middle && middle < 21.0, "{low:.1}, {middle:.1}");
    }

    #[test]
    fn no_occlusion_stays_none_whatever_the_leak() {
        let leak = Leak::at_seal(25.0, EAR_CM3);
        for f in [20.0, 200.0, 628.0, 2000.0] {
            assert!(vented(Db(0.0), &leak, Hz(f)).0.abs() < 1e-9);
        }
    }
}
