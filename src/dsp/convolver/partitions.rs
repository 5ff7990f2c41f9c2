//! Uniformly partitioned convolution by overlap-save (T. G. Stockham 1966; partitioned: W. G. Gardner 1995), in three
//! steps that a schedule may spread in time: transform, multiply, synthesise.

use std::ops::Range;

use rustfft::num_complex::Complex;

use super::spectrum::{Lane, Spectrum};
use crate::dsp::{Frame, fourier::Fourier, memory};

/// A part of a response in partitions of one size, and the spectra of as many past partitions of input.
#[derive(Clone, Debug)]
pub(super) struct Partitions {
    size: usize,
    count: usize,
    fourier: Fourier,
    packed: Box<[Complex<f64>]>,
    spectrum: Spectrum,
    /// Per lane, the spectra of the response, earliest partition first.
    response: Box<[Lane]>,
    /// Per lane, a ring of input spectra: newest at `newest`, older ones after it.
    past: Box<[Lane]>,
    newest: usize,
}

impl Partitions {
    /// `taps` is the part of the response this stage plays, at least one frame.
    pub(super) fn new(taps: &[Frame], size: usize) -> Self {
        let count = taps.len().div_ceil(size).max(1);
        let spectrum = Spectrum::new(size);
        let lanes = memory::filled(Lane::ZERO, spectrum.lanes() * count);
        let mut stage = Self {
            size,
            count,
            fourier: Fourier::new(2 * size),
            packed: memory::complex_zeros(2 * size),
            spectrum,
            response: lanes.clone(),
            past: lanes,
            newest: 0,
        };
        let scale = 1.0 / (2 * size) as f64;
        for (index, partition) in taps.chunks(size).enumerate() {
            stage.transform_of(partition.iter().map(|tap| tap.map(|h| h * scale)));
            for (row, lane) in stage.response.chunks_exact_mut(count).zip(stage.spectrum.read()) {
                row.iter_mut().skip(index).take(1).for_each(|place| *place = lane);
            }
        }
        stage
    }

    /// Lanes to multiply for one partition.
    pub(super) fn lanes(&self) -> usize {
        self.spectrum.lanes()
    }

    fn transform_of(&mut self, frames: impl Iterator<Item = Frame>) {
        self.packed.fill(Complex { re: 0.0, im: 0.0 });
        for (z, [left, right]) in self.packed.iter_mut().zip(frames) {
            *z = Complex { re: left, im: right };
        }
        self.fourier.forward(&mut self.packed);
        self.spectrum.unpack(&self.packed);
    }

    /// `[audio]` Takes the last two partitions of input; the second one is new.
    pub(super) fn transform(&mut self, window: &[Frame]) {
        self.transform_of(window.iter().copied());
        self.newest = if self.newest == 0 { self.count - 1 } else { self.newest - 1 };
        for (row, lane) in self.past.chunks_exact_mut(self.count).zip(self.spectrum.read()) {
            row.iter_mut().skip(self.newest).take(1).for_each(|place| *place = lane);
        }
    }

    /// `[audio]` Multiplies some of the lanes, newest partition first.
    pub(super) fn multiply(&mut self, lanes: Range<usize>) {
        let rows = self.past.chunks_exact(self.count).zip(self.response.chunks_exact(self.count));
        for (index, (past, response)) in rows.enumerate().skip(lanes.start).take(lanes.len()) {
            let (older, newer) = past.split_at(self.newest);
            let (early, late) = response.split_at(newer.len());
            let mut sum = Lane::ZERO;
            newer.iter().zip(early).for_each(|(x, h)| sum.add_product(x, h));
            older.iter().zip(late).for_each(|(x, h)| sum.add_product(x, h));
            self.spectrum.write(index, &sum);
        }
    }

    /// `[audio]` One partition of output from the multiplied lanes.
    pub(super) fn synthesise(&mut self, out: &mut [Frame]) {
        self.spectrum.pack(&mut self.packed);
        self.fourier.inverse(&mut self.packed);
        for (y, z) in out.iter_mut().zip(self.packed.iter().skip(self.size)) {
            *y = [z.re, z.im];
        }
    }

    /// `[audio]` Forgets the past.
    pub(super) fn reset(&mut self) {
        self.past.fill(Lane::ZERO);
        self.newest = 0;
    }
}
