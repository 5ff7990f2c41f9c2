//! Presets out of other programs' files and back: signs, shelves, folders, hostile bytes, round trips, one's own library.
//! Every file here was written for its test.

#[path = "../program/mod.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod program;
#[path = "../program/response.rs"]
mod response;
#[path = "../program/sound.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod sound;

mod batch;
mod devices;
mod hostile;
mod own;
mod roundtrip;
mod shelves;
mod signs;
