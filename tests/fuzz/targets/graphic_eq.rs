//! Import of graphic equalisers: any bytes, and any bytes behind a head that makes them that format.
#![no_main]

use foldback_fuzz::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import(b"GraphicEQ: 20 -0.3; ", bytes));
