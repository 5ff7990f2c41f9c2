//! Import of measurements: hertz and decibels: any bytes, and any bytes behind a head that makes them that format.
#![no_main]

use foldback_fuzz::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import(b"* Freq(Hz) SPL(dB) Phase(degrees)\n20.0\t94.1\t10\n", bytes));
