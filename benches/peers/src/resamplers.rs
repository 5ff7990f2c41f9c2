//! From one clock to another: 44.1 to 48 kHz at a ratio that is steered.

use std::hint::black_box;

use foldback::dsp::asrc::Asrc;
use foldback::units::SampleRate;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{
    Async, FixedAsync, Resampler as _, SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

use crate::clock::{BLOCK, Row, Work};

fn own() -> Work {
    let (from, to) = (SampleRate(44_100), SampleRate(48_000));
    let mut asrc = Asrc::new(2, from, to);
    let step = from.hz() / to.hz();
    asrc.restart(0.0, step);
    let input = vec![0.25f32; 8 * BLOCK];
    let mut out = [0.0f32; 2 * BLOCK];
    Box::new(move || {
        let wants = asrc.wants(BLOCK, step);
        asrc.push(&input[..2 * wants]);
        asrc.make(&mut out, step);
        black_box(&out);
    })
}

fn peer(sinc_len: usize) -> Work {
    let parameters = SincInterpolationParameters {
        sinc_len,
        f_cutoff: None,
        oversampling_factor: 256,
        interpolation: SincInterpolationType::Linear,
        window: WindowFunction::BlackmanHarris2,
    };
    let mut resampler = Async::<f32>::new_sinc(48.0 / 44.1, 1.1, &parameters, BLOCK, 2, FixedAsync::Output)
        .expect("plain rates");
    let input = vec![0.25f32; 8 * BLOCK];
    let mut out = vec![0.0f32; 2 * BLOCK];
    Box::new(move || {
        let frames = resampler.input_frames_next();
        let source = InterleavedSlice::new(&input, 2, frames).expect("enough");
        let mut sink = InterleavedSlice::new_mut(&mut out, 2, BLOCK).expect("enough");
        resampler.process_into_buffer(&source, &mut sink, None).expect("equal lengths");
        black_box(&out);
    })
}

pub fn rows() -> Vec<Row> {
    vec![Row::against("resampler between two clocks", "`rubato` 5.0, sinc of 64, linear", own(), peer(64))]
}
