//! The text layer under every text format: magic bytes, byte order marks, encodings, line ends.

use super::notes::Refusal;

/// Bytes of a line at most.
const LINE_BYTES: usize = 1 << 20;

/// What is certainly no text, by its first bytes.
const MAGIC: [(&[u8], &str); 5] = [
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\x89HDF", "HDF5 (SOFA files are not read)"),
    (b"%PDF", "a PDF"),
];

/// A line and its number, counted from 1.
pub(super) type Line<'a> = (usize, &'a str);

/// The text of a file: UTF-8, UTF-16 with its mark, or else Latin-1 (comments of old files name microphones in it).
pub(super) fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let binary = |what: &str| Refusal::file("E_BINARY", what, "name a text file or a WAV file");
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(binary(&format!("not text but {what}")));
    }
    let text = match bytes {
        [0xFF, 0xFE, wide @ ..] => wide_text(wide, u16::from_le_bytes),
        [0xFE, 0xFF, wide @ ..] => wide_text(wide, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, plain @ ..] | plain => match std::str::from_utf8(plain) {
            Ok(text) => text.to_owned(),
            Err(_) => plain.iter().map(|&b| char::from(b)).collect(),
        },
    };
    if text.contains('\0') {
        return Err(binary("not text: it holds zero bytes"));
    }
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

fn wide_text(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|&pair| unit(pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Its lines, without blanks at their ends (a no-break space is a blank).
pub(super) fn lines(text: &str) -> Result<Vec<Line<'_>>, Refusal> {
    let lines = text.split('\n').enumerate().map(|(i, line)| {
        if line.len() > LINE_BYTES {
            let what = format!("longer than {LINE_BYTES} bytes");
            return Err(Refusal::at("E_TOO_LARGE", Some(i + 1), what, "break the line"));
        }
        Ok((i + 1, line.trim_end()))
    });
    lines.collect()
}
