//! Import of impulse responses: any bytes, and any bytes behind a head that makes them that format.
#![no_main]

use foldback_fuzz::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import(b"RIFF\x24\x10\x00\x00WAVEfmt \x10\x00\x00\x00", bytes));
