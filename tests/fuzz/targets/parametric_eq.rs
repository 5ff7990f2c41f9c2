//! Import of parametric equalisers of Equalizer APO and AutoEq: any bytes, and any bytes behind a head that makes them that format.
#![no_main]

use foldback_fuzz::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| import(b"Preamp: -6.1 dB\nFilter 1: ON PK Fc 100 Hz Gain 3 dB Q 1\n", bytes));
