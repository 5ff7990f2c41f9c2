//! Stage presets: any bytes.
#![no_main]

use foldback_fuzz::{LIBRARY, file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    file(bytes, "toml", |path| LIBRARY.with(|library| drop(library.stage(path))));
});
