//! Lists of small entries in one shipped file each: what a listener wears and plugs into.

use std::io;
use std::path::Path;

use super::document::Document;
use super::error::PresetError;
use super::library::SHIPPED;
use super::node::Node;

/// Entries of one list at most; more is no list for people.
const MOST: usize = 500;

/// An entry of a list.
pub(super) trait Entry: Sized {
    /// Its file in `presets/`.
    const FILE: &str;
    /// Name of its tables, and the word after `foldback calibrate` that lists them.
    const LIST: &str;
    /// What it is called in messages.
    const NOUN: &str;

    fn id(&self) -> &str;

    fn read(node: &Node<'_>) -> Result<Self, PresetError>;
}

/// All entries of the file inside the program.
pub(super) fn shipped<T: Entry>() -> Result<Vec<T>, PresetError> {
    let file = SHIPPED.get_file(Path::new(T::FILE));
    let text = file.and_then(|file| file.contents_utf8()).unwrap_or_default();
    let name = format!("presets/{}", T::FILE);
    let sibling = |_: &str, _| Err(io::ErrorKind::NotFound.into());
    read(&Document { file: &name, text, sibling: &sibling, folder: None })
}

/// The entry of this id.
pub(super) fn find<T: Entry>(id: &str) -> Result<T, PresetError> {
    let mut all = shipped::<T>()?;
    if let Some(at) = all.iter().position(|entry| entry.id() == id) {
        return Ok(all.swap_remove(at));
    }
    let ids: Vec<_> = all.iter().map(T::id).collect();
    Err(PresetError::unknown(T::NOUN, id, &ids, &format!("calibrate {}", T::LIST)))
}

fn read<T: Entry>(document: &Document<'_>) -> Result<Vec<T>, PresetError> {
    let root = document.parse()?;
    let table = root.node().table(&["format", T::LIST])?;
    let list = table.key(T::LIST)?.list(1..=MOST, "tables")?;
    list.iter().map(T::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{HeadphoneOutput, Phones};

    fn refusal<T: Entry>(text: &str) -> String {
        let sibling = |_: &str, _| Err(io::ErrorKind::NotFound.into());
        let document = Document { file: "x.toml", text, sibling: &sibling, folder: None };
        read::<T>(&document).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_bad_entry_is_refused_with_line_reason_and_mend() {
        let output = "format = 1\n[[outputs]]\nid = \"o\"\nname = \"O\"\nvolts = 0\nohms = 1\n\
            evidence = { kind = \"estimated\", source = \"a guess\" }\n";
        assert_eq!(
            refusal::<HeadphoneOutput>(output),
            "x.toml:5: volts 0 is out of range: use 0.01 to 50 V rms"
        );
        let phones = "format = 1\n[[phones]]\nid = \"p\"\nname = \"P\"\nkind = \"earbud\"\nohms = 32\n\
            sensitivity = { db = 104, per = \"W\", hz = 1000 }\nresponse = \"earbud\"\n\
            evidence = { kind = \"estimated\", source = \"a guess\" }\n";
        assert_eq!(refusal::<Phones>(phones), "x.toml:7: per `W` is unknown: use `V` or `mW`");
        assert_eq!(
            refusal::<Phones>(&phones.replace("\"W\"", "\"V\"").replace("db =", "dB =")),
            "x.toml:7: unknown key `dB`: did you mean `db`?"
        );
    }
}
