//! Import of filter settings of REW: any bytes, and any bytes behind a head that makes them that format.
#![no_main]

use foldback_fuzz::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import(b"Filter Settings file\n\nRoom EQ V5.19\nEqualiser: Generic\n", bytes));
