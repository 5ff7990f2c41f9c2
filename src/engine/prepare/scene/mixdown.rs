//! Joins the sketches of a stage into one take: each with its place and its octave levels, then all with the peak of
//! the stage and equal halves.

use rustfft::FftPlanner;
use rustfft::num_complex::Complex;

use super::canvas::{Canvas, FRAMES, PERIOD};
use super::equal::Slots;
use super::peak;
use super::place::Place;
use crate::acoustics::bands::OCTAVES;
use crate::preset::Field;
use crate::units::{Db, DbSpl, Hz, REFERENCE_PASCALS, SampleRate};

/// Hertz between the lines of a spectrum.
const STEP_HZ: f64 = 1.0 / PERIOD.0;
/// Lines below this are left out, hertz.
const LOWEST_HZ: f64 = 8.0;
/// Rounds in which the peak is fitted, and what is near enough.
const ROUNDS: usize = 5;
const TOLERANCE: Db = Db(0.5);
/// Noise beside the take lifts the highest of its many peaks by so much of its rms (the mean of the largest of a hundred
/// normal numbers is 2.5).
const BESIDE: f64 = 2.5;

/// A take in the making: the spectrum of both ears, left as the real and right as the imaginary signal.
pub(super) struct Mixdown {
    rate: SampleRate,
    planner: FftPlanner<f32>,
    spectrum: Box<[Complex<f32>]>,
    /// Mean square per octave of all that was added, re (20 µPa)².
    octaves: [f64; OCTAVES],
    /// Mean square of what is streamed beside the take, C-weighted, re (20 µPa)².
    beside: f64,
    hits: bool,
    empty: bool,
}

/// What a source is like before it is mixed.
pub(super) struct Sketch {
    /// The sound.
    pub(super) canvas: Canvas,
    /// Degrees between the edges of a direct source.
    pub(super) width_deg: f64,
    /// Whether it has hits that may carry the peak of the stage.
    pub(super) hits: bool,
}

impl Mixdown {
    pub(super) fn new(rate: SampleRate) -> Self {
        let frames = PERIOD.frames(rate);
        Self {
            rate,
            planner: FftPlanner::new(),
            spectrum: vec![Complex::new(0.0, 0.0); frames].into(),
            octaves: [0.0; OCTAVES],
            beside: 0.0,
            hits: false,
            empty: true,
        }
    }

    /// Adds a source; the reason where its octaves cannot be met.
    pub(super) fn add(
        &mut self,
        sketch: Sketch,
        field: Field,
        octaves_db: &[f64; OCTAVES],
    ) -> Result<(), String> {
        let mut layers = sketch.canvas.into_layers();
        self.planner.plan_fft_forward(FRAMES).process(&mut layers);
        let (lines, top) = (FRAMES / 2, self.spectrum.len() / 2);
        let scale = 1.0 / FRAMES as f64;
        let mut place = Place::new(field, sketch.width_deg, STEP_HZ);
        let mut slots = Slots::new();
        for k in 0..lines.min(top) {
            let hz = k as f64 * STEP_HZ;
            let [left, right] = place.next(Hz(hz));
            let mirror = (FRAMES - k) % FRAMES;
            let (z, w) = (wide(layers[k]), wide(layers[mirror]).conj());
            // Two real layers in one transform: first = (Z + Z*)/2, second = (Z - Z*)/2j.
            let first = (z + w) * (0.5 * scale);
            let second = (z - w) * Complex::new(0.0, -0.5 * scale);
            let ears = [left, right].map(|[a, b]| a * first + b * second);
            if k > 0 {
                // Both halves of the spectrum, the mean of both ears.
                slots.count(hz, ears[0].norm_sqr() + ears[1].norm_sqr());
            }
            [layers[k], layers[mirror]] = ears.map(|z| Complex::new(z.re as f32, z.im as f32));
        }
        let equaliser = slots.equalise(octaves_db)?;
        let size = self.spectrum.len();
        let i = Complex::new(0.0, 1.0);
        for k in (LOWEST_HZ / STEP_HZ) as usize..lines.min(top) {
            let gain = equaliser.at(k as f64 * STEP_HZ);
            let [left, right] = [layers[k] * gain, layers[FRAMES - k] * gain];
            self.spectrum[k] += left + i * right;
            self.spectrum[size - k] += left.conj() + i * right.conj();
        }
        for (sum, db) in self.octaves.iter_mut().zip(octaves_db) {
            *sum += 10f64.powf(db / 10.0);
        }
        (self.hits, self.empty) = (self.hits || sketch.hits, false);
        Ok(())
    }

    /// Something of this C-weighted level sounds beside the take and adds to its peaks.
    pub(super) fn beside(&mut self, level: DbSpl) {
        self.beside += 10f64.powf(level.0 / 10.0);
    }

    /// The take, or nothing if nothing was added. `peak` is what the C-weighted peak should be; a take with hits is
    /// brought up to it, any take is brought down to it.
    pub(super) fn finish(mut self, peak: DbSpl) -> Option<Box<[[f32; 2]]>> {
        if self.empty {
            return None;
        }
        let full = 10f64.powf(peak.0 / 20.0);
        let wanted = REFERENCE_PASCALS * (full - BESIDE * self.beside.sqrt()).max(0.5 * full);
        self.inverse();
        let mut aim = wanted;
        for _ in 0..ROUNDS {
            peak::level_halves(&mut self.spectrum);
            let weighted = peak::c_weighted(&self.spectrum, self.rate);
            let peak = weighted.iter().fold(0.0, |most: f64, &x| most.max(f64::from(x)));
            let off = Db::from_gain(wanted / peak);
            if off.0 < -TOLERANCE.0 {
                // What is limited away comes back with the octaves: the aim goes lower every time.
                aim = if aim < peak { aim } else { wanted };
                peak::limit(&mut self.spectrum, &weighted, aim, self.rate);
                aim = (aim * off.gain().sqrt()).max(0.5 * wanted);
                self.restore();
            } else if off.0 > TOLERANCE.0 && self.hits {
                peak::accent(&mut self.spectrum, &weighted, wanted / peak, self.rate);
                self.rescale();
            } else {
                break;
            }
        }
        Some(self.spectrum.iter().map(|z| [z.re, z.im]).collect())
    }

    fn inverse(&mut self) {
        let size = self.spectrum.len();
        self.planner.plan_fft_inverse(size).process(&mut self.spectrum);
    }

    /// Brings the octaves back to their levels after the limiter.
    fn restore(&mut self) {
        let size = self.spectrum.len();
        self.planner.plan_fft_forward(size).process(&mut self.spectrum);
        let scale = 1.0 / size as f32;
        let mut slots = Slots::new();
        for k in 1..size / 2 {
            let power = (self.spectrum[k] * scale).norm_sqr() + (self.spectrum[size - k] * scale).norm_sqr();
            // L + jR and its mirror hold both ears twice; their mean is a half of that, on both sides a whole.
            slots.count(k as f64 * STEP_HZ, 0.5 * f64::from(power));
        }
        let wanted = self.octaves.map(|sum| 10.0 * sum.log10());
        let equaliser = slots.equalise(&wanted).ok();
        for k in 0..size {
            let hz = k.min(size - k) as f64 * STEP_HZ;
            self.spectrum[k] *= scale * equaliser.as_ref().map_or(1.0, |equaliser| equaliser.at(hz));
        }
        self.inverse();
    }

    /// Brings the whole back to its mean square.
    fn rescale(&mut self) {
        let frames = self.spectrum.len() as f64;
        let got = self.spectrum.iter().map(|z| f64::from(z.norm_sqr())).sum::<f64>() / (2.0 * frames);
        let wanted = self.octaves.iter().sum::<f64>() * REFERENCE_PASCALS * REFERENCE_PASCALS;
        let gain = (wanted / got).sqrt() as f32;
        self.spectrum.iter_mut().for_each(|z| *z *= gain);
    }
}

fn wide(z: Complex<f32>) -> Complex<f64> {
    Complex::new(f64::from(z.re), f64::from(z.im))
}
