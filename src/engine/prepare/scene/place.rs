//! From the layers of a sketch to the two ears, frequency by frequency.

use rustfft::num_complex::Complex;

use crate::acoustics::coherence;
use crate::acoustics::head::Incidence;
use crate::preset::Field;
use crate::units::Hz;

/// Gains of first and second layer to the left ear, then to the right one.
pub(super) type Gains = [[Complex<f64>; 2]; 2];

/// How the two layers reach the ears. Read from 0 Hz upwards in equal steps.
pub(super) enum Place {
    /// Mid and side of a diffuse field.
    Diffuse,
    /// Two directions, the edges of the source.
    Direct([Direction; 2]),
}

/// One direction: both ears' angles, and the phases of their delays as they turn from step to step.
pub(super) struct Direction {
    ears: [Incidence; 2],
    phase: [Complex<f64>; 2],
    turn: [Complex<f64>; 2],
}

impl Place {
    /// A source of this field; `width_deg` lies between its edges, `step_hz` between two readings.
    pub(super) fn new(field: Field, width_deg: f64, step_hz: f64) -> Self {
        match field {
            Field::Diffuse => Self::Diffuse,
            Field::Direct { azimuth_deg } => {
                Self::Direct([-0.5, 0.5].map(|edge| Direction::new(azimuth_deg + edge * width_deg, step_hz)))
            }
        }
    }

    /// The gains at the next step, whose frequency this is.
    pub(super) fn next(&mut self, frequency: Hz) -> Gains {
        match self {
            Self::Diffuse => {
                let [mid, side] = coherence::mid_side(coherence::coherence(frequency));
                let [mid, side] = [mid, side].map(|gain| Complex::new(gain, 0.0));
                [[mid, side], [mid, -side]]
            }
            Self::Direct([first, second]) => {
                let ([a, b], [c, d]) = (first.next(frequency), second.next(frequency));
                [[a, c], [b, d]]
            }
        }
    }
}

impl Direction {
    fn new(azimuth_deg: f64, step_hz: f64) -> Self {
        let ears = Incidence::of(azimuth_deg);
        let turn = ears.map(|ear| Complex::from_polar(1.0, -std::f64::consts::TAU * step_hz * ear.delay().0));
        Self { ears, phase: [Complex::new(1.0, 0.0); 2], turn }
    }

    /// Both ears, their mean power being 1: the source keeps its diffuse-field level wherever it stands.
    fn next(&mut self, frequency: Hz) -> [Complex<f64>; 2] {
        let shadows = self.ears.map(|ear| ear.shadow(frequency));
        let power: f64 = shadows.iter().map(|shadow| shadow.power()).sum();
        let level = (2.0 / power).sqrt();
        let [left, right] = shadows.map(|shadow| Complex::new(shadow.re, shadow.im) * level);
        let [first, second] = self.phase;
        let [turn, other] = self.turn;
        self.phase = [first * turn, second * other];
        [left * first, right * second]
    }
}
