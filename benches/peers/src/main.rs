//! The same work through Foldback's blocks and through published crates, in one process: nanoseconds per stereo frame and
//! the ratio, as a table for `benches/RESULTS.md`.
//!
//! Rounds of all candidates are interleaved and the least of each counts: a shared machine only ever adds time.

mod chains;
mod clock;
mod convolvers;
mod filters;
mod limiters;
mod meters;
mod resamplers;

use clock::{Row, machine};

fn main() {
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(filters::rows());
    rows.extend(convolvers::rows());
    rows.extend(resamplers::rows());
    rows.extend(limiters::rows());
    rows.extend(meters::rows());
    rows.extend(chains::rows());
    println!("# Speed\n\nWritten by `make peers`. {}\n", machine());
    println!("Stereo at 48 kHz, blocks of 64 frames, nanoseconds per stereo frame: the least of interleaved rounds.\n");
    println!("| work | Foldback | peer | | peer / Foldback |\n|---|---|---|---|---|");
    for row in rows {
        println!("{row}");
    }
}
