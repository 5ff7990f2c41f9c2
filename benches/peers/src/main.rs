//! The same work through Foldback's blocks and through published crates, in one process: nanoseconds per stereo frame and
//! the ratio, as a table for `benches/RESULTS.md`.
//!
//! Rounds of all candidates are interleaved and the least of each counts: a shared machine only ever adds time.
//! `foldback-peers count N BLOCKS` does one work so many times and prints nothing: something else counts its instructions
//! (see `instructions.sh`); `foldback-peers names` lists them.

mod chains;
mod clock;
mod convolvers;
mod count;
mod filters;
mod limiters;
mod meters;
mod resamplers;

use clock::{Row, machine, race};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => table(),
        ["names"] => count::NAMED.iter().for_each(|(name, _)| println!("{name}")),
        ["count", index, blocks] => count::run(index, blocks),
        _ => {
            eprintln!("usage: foldback-peers [names | count N BLOCKS]");
            std::process::exit(2);
        }
    }
}

fn table() {
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(filters::rows());
    rows.extend(convolvers::rows());
    rows.extend(resamplers::rows());
    rows.extend(limiters::rows());
    rows.extend(meters::rows());
    rows.extend(chains::rows());
    race(&mut rows);
    println!("# Speed\n\nWritten by `make bench`. {}\n", machine());
    println!(
        "Stereo at 48 kHz, blocks of 64 frames, nanoseconds per stereo frame: the least of interleaved rounds.\n"
    );
    println!("| work | Foldback | peer | | peer / Foldback |\n|---|---|---|---|---|");
    for row in rows {
        println!("{row}");
    }
}
