//! Import of CSV of AutoEq: any bytes, and any bytes behind a head that makes them that format.
#![no_main]

use foldback_fuzz::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import(b"frequency,raw\n20,1.5\n", bytes));
