//! A leak in the seal of an ear: what the driver loses and what the stage gains through it.
//!
//! A cavity of compliance C behind a driver of fixed volume velocity, open to the outside through ZL = R +
//! sM: Hs = s C ZL/(1 + s C ZL) for the driver, Ha = 1/(1 + s C ZL) for the stage, and Hs + Ha = 1 (one
//! cavity, one opening). Valid while cavity and opening are small against the wavelength, to about 2 kHz in
//! an ear and 500 Hz in a cup; above, the model only says "sealed". Leaves out: the compliance of the driver
//! itself (a soft one moves the corner down), wave motion in long vents, the opening's own radiation.
//!
//! Hs runs as a section of its own behind every response (`dsp::leak`), so that all devices have its phase, and glides
//! when the seal changes. Ha enters the transmission as a power, see [`super::isolation`].

use std::f64::consts::PI;

use super::air::{self, ETA, RHO};
use super::complex::Complex;
use super::seal;
use crate::units::{Db, Hz};

/// Highest Q rendered: damping by canal, eardrum and the ragged edge of a real leak (estimated).
pub const Q_LIMIT: f64 = 1.0;

/// The shape of an opening, lengths in millimetres, length along the flow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Opening {
    /// A flat slit between tip and skin, height much less than width.
    Slit {
        /// Along the skin.
        width_mm: f64,
        /// Gap.
        height_mm: f64,
        /// Along the flow.
        length_mm: f64,
    },
    /// A round hole or vent.
    Tube {
        /// Bore.
        diameter_mm: f64,
        /// Along the flow.
        length_mm: f64,
    },
}

/// Acoustic resistance and mass of an opening.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impedance {
    /// R in Pa·s/m³.
    pub resistance: f64,
    /// M in kg/m⁴.
    pub mass: f64,
}

impl Opening {
    /// Resistance and mass for slow (Poiseuille) flow (Beranek, Acoustics, 1954, ch. 5).
    ///
    /// Slit: R = 12ηL/(wh³), M = 6ρL/(5wh). Tube of radius a: R = 8ηL/(πa⁴), M = ρ(4L/3 + 1.46a)/(πa²), both
    /// ends corrected. In a tube wider than about 1.5 mm the flow is no longer slow: the factor 4/3 falls
    /// towards 1, and the resonance comes out up to 13 % too low.
    #[must_use]
    pub fn impedance(self) -> Impedance {
        match self {
            Self::Slit { width_mm, height_mm, length_mm } => {
                let (w, h, l) = (width_mm * 1e-3, height_mm * 1e-3, length_mm * 1e-3);
                Impedance {
                    resistance: 12.0 * ETA * l / (w * h.powi(3)),
                    mass: 6.0 * RHO * l / (5.0 * w * h),
                }
            }
            Self::Tube { diameter_mm, length_mm } => {
                let (a, l) = (diameter_mm * 0.5e-3, length_mm * 1e-3);
                Impedance {
                    resistance: 8.0 * ETA * l / (PI * a.powi(4)),
                    mass: RHO * (4.0 * l / 3.0 + 1.46 * a) / (PI * a * a),
                }
            }
        }
    }
}

/// An opening and the cavity behind it: a second-order high-pass for the driver, low-pass for the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leak {
    natural: Hz,
    raw_q: f64,
}

impl Leak {
    /// A leak of impedance `opening` in a cavity of `volume_cm3` (above 0; an ear has 1.26, a cup 40 to 100).
    #[must_use]
    pub fn new(opening: Impedance, volume_cm3: f64) -> Self {
        let c = air::compliance(volume_cm3);
        let Impedance { resistance, mass } = opening;
        Self { natural: Hz(1.0 / (2.0 * PI * (mass * c).sqrt())), raw_q: (mass / c).sqrt() / resistance }
    }

    /// The leak of a seal from 100 (tight) to 0 (tip half out), see [`seal::impedance`].
    #[must_use]
    pub fn at_seal(percent: f64, volume_cm3: f64) -> Self {
        Self::new(seal::impedance(percent), volume_cm3)
    }

    /// Corner of both paths: f0 = 1/(2π sqrt(MC)).
    #[must_use]
    pub fn corner(&self) -> Hz {
        self.natural
    }

    /// Q as rendered: that of R, M and C, at most [`Q_LIMIT`].
    #[must_use]
    pub fn q(&self) -> f64 {
        self.raw_q.min(Q_LIMIT)
    }

    /// Q of R, M and C alone: sqrt(M/C)/R.
    #[must_use]
    pub fn undamped_q(&self) -> f64 {
        self.raw_q
    }

    /// Driver path Hs = (u² + u/Q)/(u² + u/Q + 1), u = jf/f0: the pressure that the leak leaves of a sealed
    /// driver's.
    #[must_use]
    pub fn driver(&self, frequency: Hz) -> Complex {
        self.loop_gain(frequency, self.q()).driver()
    }

    /// Stage path Ha = 1/(u² + u/Q + 1): outside pressure that enters through the leak.
    #[must_use]
    pub fn ambient(&self, frequency: Hz) -> Complex {
        self.loop_gain(frequency, self.q()).ambient()
    }

    /// Change of the driver's level, |Hs|: negative where bass escapes, up to +3.3 dB above the corner.
    #[must_use]
    pub fn driver_loss(&self, frequency: Hz) -> Db {
        self.driver(frequency).db()
    }

    /// Level of the stage that comes in through the leak relative to outside, |Ha|.
    #[must_use]
    pub fn ambient_entry(&self, frequency: Hz) -> Db {
        self.ambient(frequency).db()
    }

    fn loop_gain(&self, frequency: Hz, q: f64) -> LoopGain {
        let u = frequency.0 / self.natural.0;
        LoopGain(Complex { re: -u * u, im: u / q })
    }
}

/// s C ZL = u² + u/Q.
struct LoopGain(Complex);

impl LoopGain {
    fn driver(&self) -> Complex {
        self.0 * self.ambient()
    }

    fn ambient(&self) -> Complex {
        (self.0 + Complex { re: 1.0, im: 0.0 }).inverse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::oracle::{LEAK_HZ, LEAKS};
    use proptest::prelude::*;

    #[test]
    fn ten_leaks_at_eight_frequencies_raw_and_damped() {
        for (name, opening, volume, want) in LEAKS {
            let leak = Leak::new(opening.impedance(), volume);
            for (f, row) in LEAK_HZ.iter().zip(want) {
                let raw = leak.loop_gain(Hz(*f), leak.undamped_q());
                let got = [
                    raw.driver().db().0,
                    raw.ambient().db().0,
                    leak.driver_loss(Hz(*f)).0,
                    leak.ambient_entry(Hz(*f)).0,
                ];
                for (got, want) in got.iter().zip(row) {
                    assert!((got - want).abs() < 0.05, "{name} at {f} Hz: {got:.3} against {want}");
                }
            }
        }
    }

    #[test]
    fn a_one_millimetre_hole_in_a_2_cm3_coupler_loses_40_db_at_20_hz_and_14_at_125() {
        // Measured about -40 and -14 dB (Carmichael, 2021).
        let hole = Opening::Tube { diameter_mm: 1.0, length_mm: 8.0 };
        let leak = Leak::new(hole.impedance(), 2.0);
        let at = |f| leak.loop_gain(Hz(f), leak.undamped_q()).driver().db().0;
        assert!((at(20.0) + 40.0).abs() < 1.5 && (at(125.0) + 14.0).abs() < 0.5);
    }

    #[test]
    fn a_cup_holds_its_bass_through_a_leak_that_empties_an_ear() {
        let hair = Opening::Slit { width_mm: 30.0, height_mm: 0.5, length_mm: 15.0 };
        let cup = Leak::new(hair.impedance(), 60.0);
        assert!((cup.corner().0 - 203.0).abs() < 2.0);
        assert!((cup.undamped_q() - 2.1).abs() < 0.05 && (cup.q() - 1.0).abs() < 1e-12);
        let (in_ear, over_ear) = (Leak::at_seal(50.0, 1.26), Leak::at_seal(50.0, 60.0));
        assert!(in_ear.driver_loss(Hz(31.5)).0 < -14.0);
        assert!(over_ear.driver_loss(Hz(31.5)).0 > -0.1);
    }

    proptest! {
        #[test]
        fn whatever_the_leak_driver_and_stage_share_one_cavity(
            seal in 0.0..100.0f64, volume in 0.3..120.0f64, decades in 0.0..5.0f64,
        ) {
            let leak = Leak::at_seal(seal, volume);
            let f = Hz(10f64.powf(decades));
            let sum = leak.driver(f) + leak.ambient(f);
            prop_assert!((sum.re - 1.0).abs() < 1e-9 && sum.im.abs() < 1e-9);
            prop_assert!(leak.driver_loss(f).0 < 3.4 && leak.ambient_entry(f).0 < 1.3);
        }
    }
}
