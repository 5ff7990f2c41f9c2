//! Work to count the instructions of: they repeat exactly where times do not.

use foldback::dsp::simd::Machine;

use crate::clock::Work;
use crate::{chains, convolvers, filters, limiters};

/// What it is called, and how it is made ready.
pub const NAMED: [(&str, fn() -> Work); 7] = [
    ("20 biquads an ear, f64", || filters::own(Machine::here())),
    ("the same by `biquad`", filters::biquad),
    ("FIR of 1024 taps, f32", || convolvers::own(1_024)),
    ("the same by `fft-convolver`, f32", || convolvers::peer(1_024)),
    ("true-peak limiter", || limiters::own(Machine::here(), filters::noise())),
    ("mix, two flat slots, limiter, meters", || chains::own("reference", "reference", "none")),
    ("the same with an in-ear, an earbud and a stage", || {
        chains::own("iem-foam", "earbud", "vocal-with-wedges")
    }),
];

/// Does one of them, so many blocks.
pub fn run(index: &str, blocks: &str) {
    let wanted = index.parse::<usize>().ok().and_then(|index| NAMED.get(index));
    let (Some((_, prepare)), Ok(blocks)) = (wanted, blocks.parse::<usize>()) else {
        eprintln!("count: give a number below {} and a number of blocks", NAMED.len());
        std::process::exit(2);
    };
    let mut work = prepare();
    (0..blocks).for_each(|_| work());
}
