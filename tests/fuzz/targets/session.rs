//! Session files: any bytes.
#![no_main]

use foldback::control::kept::load;
use foldback_fuzz::{LIBRARY, file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    file(bytes, "toml", |path| LIBRARY.with(|library| drop(load(path.as_ref(), library))));
});
