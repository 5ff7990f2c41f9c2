//! Sessions: the monitor mix, what is kept of them, what happens while they run.

mod kept;
mod mix;
#[path = "../program/mod.rs"]
mod program;
mod protocol;
mod random;
mod reload;
mod running;
mod silence;
#[expect(dead_code, reason = "files are read here for what left the program alone")]
#[path = "../program/sound.rs"]
mod sound;
mod switches;
