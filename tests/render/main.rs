//! `foldback render` through its public door: levels that a meter would read, files that are the same whatever the
//! block, parts that add up, reports that are whole, peaks that stay under the ceiling.

mod apart;
mod cancelling;
mod ceiling;
mod device;
mod leakage;
mod levels;
mod lines;
mod live;
mod meters;
#[path = "../program/names.rs"]
mod names;
mod parts;
#[path = "../program/mod.rs"]
mod program;
#[path = "../program/report.rs"]
mod report;
mod sameness;
#[path = "../program/sound.rs"]
mod sound;
mod voice;
mod wearing;
mod written;
