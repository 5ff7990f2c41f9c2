//! A recording as a take: levelled, and joined end to start without a click.

use crate::dsp::weighting::{Curve, Weighting};
use crate::dsp::{Block, Frame};
use crate::units::{DbSpl, SampleRate, Seconds};

/// The end fades into the start over this time, or over half of a recording that is shorter than twice that.
const JOIN: Seconds = Seconds(0.1);

/// A recording at the session's rate, both ears, full scale = 1.0.
#[derive(Debug, Clone, PartialEq)]
pub struct Tape(pub Box<[[f32; 2]]>);

impl Tape {
    /// Joins and levels it: the A-weighted mean of both ears over one round becomes `laeq`. Pascals.
    ///
    /// # Errors
    /// It is silent or holds samples that are no numbers.
    pub(super) fn levelled(self, laeq: DbSpl, rate: SampleRate) -> Result<Box<[[f32; 2]]>, String> {
        let mut period = join(&self.0, JOIN.frames(rate));
        let mean_square = a_weighted(&period, rate);
        if !mean_square.is_finite() || mean_square <= 0.0 {
            return Err("its recording is silent or damaged: name another file".into());
        }
        let gain = (laeq.rms().0 / mean_square.sqrt()) as f32;
        period.iter_mut().flatten().for_each(|x| *x *= gain);
        Ok(period.into())
    }
}

/// A period that is shorter than the recording by the fade: its start is the old end fading out under the old start
/// fading in. Unrelated sounds keep their power when the gains are cos and sin; sounds that are alike (a tone that fits)
/// would gain up to 3 dB so, therefore the gains are divided by the power they have together, by the likeness measured.
fn join(recording: &[[f32; 2]], frames: usize) -> Vec<[f32; 2]> {
    let fade = frames.min(recording.len() / 2);
    let (body, end) = recording.split_at(recording.len() - fade);
    let likeness = likeness(body, end);
    let mut period = body.to_vec();
    for (n, (start, end)) in period.iter_mut().zip(end).enumerate() {
        let turn = std::f64::consts::FRAC_PI_2 * (n as f64 + 0.5) / fade as f64;
        let (rise, fall) = (turn.sin(), turn.cos());
        let scale = 1.0 / (1.0 + 2.0 * rise * fall * likeness).max(0.1).sqrt();
        for (x, &old) in start.iter_mut().zip(end) {
            *x = (scale * (rise * f64::from(*x) + fall * f64::from(old))) as f32;
        }
    }
    period
}

/// Correlation of the end with the start that it fades into, -1 to 1.
fn likeness(start: &[[f32; 2]], end: &[[f32; 2]]) -> f64 {
    let (mut both, mut first, mut second) = (0.0, 0.0, 0.0);
    for (&a, &b) in start.iter().flatten().zip(end.iter().flatten()) {
        let (a, b) = (f64::from(a), f64::from(b));
        (both, first, second) = (both + a * b, first + a * a, second + b * b);
    }
    if first * second > 0.0 { both / (first * second).sqrt() } else { 0.0 }
}

/// Mean square of both ears, A-weighted.
fn a_weighted(frames: &[[f32; 2]], rate: SampleRate) -> f64 {
    let mut weighting = Weighting::new(Curve::A, rate);
    let mut sum = 0.0;
    for part in frames.chunks(4096) {
        let mut part: Vec<Frame> = part.iter().map(|frame| frame.map(f64::from)).collect();
        weighting.process(&mut part);
        sum += part.iter().flatten().map(|x| x * x).sum::<f64>();
    }
    sum / (2 * frames.len().max(1)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    fn sine(hz: f64, frames: usize) -> Tape {
        let wave = |n| (std::f64::consts::TAU * hz * f64::from(n as u32) / 48_000.0).sin() as f32;
        Tape((0..frames).map(|n| [wave(n); 2]).collect())
    }

    /// Largest second difference, which a sine bounds by amplitude x w² and any click breaks.
    fn roughness(period: &[[f32; 2]]) -> f64 {
        let count = period.len();
        let at = |n: usize| f64::from(period[n % count][0]);
        (0..count).map(|n| (at(n) - 2.0 * at(n + 1) + at(n + 2)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn a_tone_goes_round_without_a_click_whatever_its_phase_at_the_end() {
        for hz in [200.0, 200.3, 203.7] {
            let period = sine(hz, 48_017).levelled(DbSpl(94.0), RATE).unwrap();
            let amplitude = period.iter().flatten().fold(0.0f32, |most, x| most.max(x.abs()));
            let bound = f64::from(amplitude) * (std::f64::consts::TAU * hz / 48_000.0).powi(2);
            assert!(roughness(&period) < 1.1 * bound, "{hz} Hz: {} over {bound}", roughness(&period));
        }
    }

    #[test]
    fn a_kilohertz_at_94_dba_is_a_pascal() {
        let period = sine(1000.0, 96_000).levelled(DbSpl(94.0), RATE).unwrap();
        let power = period.iter().map(|f| f64::from(f[0]).powi(2)).sum::<f64>() / period.len() as f64;
        assert!((10.0 * (power / 1.0047).log10()).abs() < 0.02, "{power}");
    }

    #[test]
    fn silence_and_damage_are_refused() {
        assert!(Tape(Box::new([[0.0; 2]; 100])).levelled(DbSpl(90.0), RATE).is_err());
        assert!(Tape(Box::new([[f32::NAN; 2]; 100])).levelled(DbSpl(90.0), RATE).is_err());
        assert!(Tape(Box::new([])).levelled(DbSpl(90.0), RATE).is_err());
    }
}
