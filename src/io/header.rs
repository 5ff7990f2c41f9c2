//! Lengths in the headers of WAV and AIFF files that a crash, a stream or a full disk left wrong.
//!
//! Both are chunk files (EA IFF 85, 1985; RIFF, Microsoft and IBM 1991): four letters, a 32-bit length, the data
//! padded to even. A decoder that trusts the length loses the last packet of a file that ends early.

use std::io::{self, Read, Seek, SeekFrom};

/// Four bytes to be read in place of those in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patch {
    /// Offset of the first byte from the start of the file.
    pub(super) at: u64,
    /// The bytes that should stand there.
    pub(super) bytes: [u8; 4],
}

/// Chunks looked at before giving up: real files have a handful.
const MOST_CHUNKS: usize = 1024;

/// The corrections that make the container and its sound chunk end where the file of `len` bytes ends; none for
/// a file that is whole, or that is no WAV or AIFF.
pub(super) fn corrections<R: Read + Seek>(file: &mut R, len: u64) -> io::Result<Vec<Patch>> {
    let mut head = [0; 12];
    file.rewind()?;
    if !fill(file, &mut head)? {
        return Ok(Vec::new());
    }
    let [c0, c1, c2, c3, l0, l1, l2, l3, f0, f1, f2, f3] = head;
    let (big_endian, sound) = match (&[c0, c1, c2, c3], &[f0, f1, f2, f3]) {
        (b"RIFF", b"WAVE") => (false, b"data"),
        (b"FORM", b"AIFF" | b"AIFC") => (true, b"SSND"),
        _ => return Ok(Vec::new()),
    };
    let read = |bytes| if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
    let write = |n: u32| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
    let mut patches = Vec::new();
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        let mut chunk = [0; 8];
        file.seek(SeekFrom::Start(at))?;
        if !fill(file, &mut chunk)? {
            break;
        }
        let [n0, n1, n2, n3, s0, s1, s2, s3] = chunk;
        let size = u64::from(read([s0, s1, s2, s3]));
        let room = len.saturating_sub(at + 8);
        if [n0, n1, n2, n3] == *sound {
            let whole = u64::from(read([l0, l1, l2, l3])) + 8;
            // A writer that crashed leaves 0, one that could not seek leaves 2^32 - 1.
            if size > room || (size == 0 && whole <= at + 8 && room > 0) {
                patches.push(Patch { at: at + 4, bytes: write(clamped(room)) });
                patches.push(Patch { at: 4, bytes: write(clamped(len - 8)) });
            } else if whole < at + 8 + size {
                patches.push(Patch { at: 4, bytes: write(clamped(len - 8)) });
            }
            break;
        }
        at += 8 + size + size % 2;
    }
    Ok(patches)
}

/// One below 2^32 - 1, which readers take for "unknown".
fn clamped(len: u64) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX).min(u32::MAX - 1)
}

/// Whether `buf` could be filled; a file that ends early is no error here.
fn fill<R: Read>(file: &mut R, buf: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buf) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A WAV file of `promised` bytes of sound that holds `held`.
    fn wav(riff: u32, promised: u32, held: usize) -> Vec<u8> {
        let mut bytes =
            [b"RIFF".as_slice(), &riff.to_le_bytes(), b"WAVE", b"LIST", &3u32.to_le_bytes()].concat();
        bytes.extend([1, 2, 3, 0]);
        bytes.extend([b"data".as_slice(), &promised.to_le_bytes()].concat());
        bytes.resize(bytes.len() + held, 7);
        bytes
    }

    fn corrected(bytes: &[u8]) -> Vec<Patch> {
        corrections(&mut Cursor::new(bytes), bytes.len() as u64).unwrap()
    }

    #[test]
    fn a_whole_file_is_left_alone() {
        assert_eq!(corrected(&wav(32 - 8 + 100, 100, 100)), []);
        assert_eq!(corrected(&wav(32 - 8 + 100, 100, 160)), [], "a trailing tag is no damage");
        assert_eq!(corrected(&wav(24 + 100, 0, 100)), [], "no sound, then a tag");
        assert_eq!(corrected(b"RIFF"), []);
        assert_eq!(corrected(b"fLaC and so on and on"), []);
    }

    #[test]
    fn a_sound_chunk_ends_where_the_file_ends() {
        for (riff, promised) in [(9999, 101), (0, 0), (u32::MAX, u32::MAX)] {
            let patches = corrected(&wav(riff, promised, 100));
            assert_eq!(patches[0], Patch { at: 28, bytes: 100u32.to_le_bytes() });
            assert_eq!(patches[1], Patch { at: 4, bytes: 124u32.to_le_bytes() });
        }
    }

    #[test]
    fn a_container_shorter_than_its_sound_is_stretched() {
        assert_eq!(corrected(&wav(0, 100, 100)), [Patch { at: 4, bytes: 124u32.to_le_bytes() }]);
    }
}
