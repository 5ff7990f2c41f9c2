//! `foldback compare` and the level rules through their public door: the table that wins the argument is arithmetic that
//! can be checked.

mod page;
#[path = "../program/mod.rs"]
mod program;
#[path = "../program/report.rs"]
mod report;
mod rules;
#[path = "../program/sound.rs"]
mod sound;
#[path = "../residual/table.rs"]
mod table;
mod worth;
