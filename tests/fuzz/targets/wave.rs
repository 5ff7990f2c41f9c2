//! WAV headers and whatever else claims to be sound: any bytes.
#![no_main]

use foldback_fuzz::{decode, file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    file(bytes, "wav", decode);
});
