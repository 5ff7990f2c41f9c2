//! What every target does with its bytes. Nothing is asserted: an answer in bounded time, and no panic, is the test.

use std::io::Write;
use std::path::Path;

use foldback::engine::prepare::adopt::{Form, Wishes, adopt};
use foldback::io::Decoder;
use foldback::preset::Library;
use foldback::preset::import::{Meaning, Reading, read};

thread_local! {
    /// The shipped presets, read once.
    pub static LIBRARY: Library = Library::shipped().expect("shipped presets are sound");
}

/// Most samples that are decoded of one input.
const ENOUGH: usize = 1 << 16;

/// Reads the bytes as they are and behind `head`, and makes a device of what could be read.
pub fn import(head: &[u8], bytes: &[u8]) {
    for bytes in [bytes.to_vec(), [head, bytes].concat()] {
        let Ok(import) = read(&bytes, Reading::default()) else { continue };
        for meaning in [Meaning::Response, Meaning::Correction] {
            let wishes = Wishes { meaning: Some(meaning), form: Some(Form::Curve), ..Wishes::default() };
            let _ = adopt(std::slice::from_ref(&import), &["x".into()], &wishes, "x");
        }
    }
}

/// Does something with a file of these bytes.
pub fn file(bytes: &[u8], ending: &str, act: impl FnOnce(&str)) {
    let file = tempfile::Builder::new().suffix(&format!(".{ending}")).tempfile();
    let Ok(mut file) = file else { return };
    if file.write_all(bytes).is_ok()
        && let Some(path) = file.path().to_str()
    {
        act(path);
    }
}

/// Decodes the start of a file.
pub fn decode(path: &str) {
    let Ok(mut decoder) = Decoder::open(Path::new(path)) else { return };
    let mut samples = Vec::new();
    while samples.len() < ENOUGH && decoder.read(&mut samples).is_ok_and(|more| more) {}
}
