//! A TOML document whose every place has a line.

use std::io;
use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::FORMAT;
use super::bounds::Bounds;
use super::error::PresetError;
use super::node::{Node, Value};

/// One preset file and the folder it lies in.
pub(super) struct Document<'a> {
    /// Name used in messages.
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    /// Reads a file of the same folder, at most so many bytes of it.
    pub(super) sibling: &'a dyn Fn(&str, u64) -> io::Result<Vec<u8>>,
    /// That folder, unless the preset lies inside the program.
    pub(super) folder: Option<&'a Path>,
}

/// A parsed document.
pub(super) struct Root<'a> {
    document: &'a Document<'a>,
    tree: Spanned<DeTable<'a>>,
}

/// A table of which every key is known.
pub(super) struct Table<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) entries: &'a DeTable<'a>,
    pub(super) offset: usize,
}

impl<'a> Document<'a> {
    /// Parses the text and checks its format number, before anything else is judged.
    pub(super) fn parse(&'a self) -> Result<Root<'a>, PresetError> {
        let tree = DeTable::parse(self.text).map_err(|e| {
            let what = format!("not TOML: {}", e.message());
            self.refuse(e.span().map_or(self.text.len(), |s| s.start), what, "mend the line")
        })?;
        let root = Root { document: self, tree };
        let format = root.node().entries()?.key("format")?;
        let number = format.number(&Bounds { from: 1.0, to: f64::from(u32::MAX), unit: "" })?;
        if number.to_bits() != f64::from(FORMAT).to_bits() {
            let what = format!("format {number} is not known to this version");
            return Err(format.refuse(what, format!("write format = {FORMAT}, or use a newer foldback")));
        }
        Ok(root)
    }

    /// The line of a key of the root, put to a fault that was found after reading.
    pub(super) fn blame(&self, key: &str, fault: PresetError) -> PresetError {
        match self.parse().and_then(|root| Ok(root.node().entries()?.key(key)?.offset)) {
            Ok(offset) => self.refuse(offset, fault.what, fault.mend),
            Err(_) => fault,
        }
    }

    pub(super) fn refuse(
        &self,
        offset: usize,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> PresetError {
        PresetError::at(self.file, Some(self.line(offset)), what, mend)
    }

    /// The line of a place, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|&b| b == b'\n').count()
    }
}

impl Root<'_> {
    pub(super) fn node(&self) -> Node<'_> {
        let value = Value::Root(self.tree.get_ref());
        Node { document: self.document, label: "the file".into(), value, offset: 0 }
    }
}

impl<'a> Table<'a> {
    /// The value of a key that must be there.
    pub(super) fn key(&self, key: &str) -> Result<Node<'a>, PresetError> {
        self.maybe(key).ok_or_else(|| self.missing(key))
    }

    pub(super) fn missing(&self, key: &str) -> PresetError {
        self.document.refuse(self.offset, format!("`{key}` is missing"), format!("add `{key}` here"))
    }

    /// The value of a key that may be there.
    pub(super) fn maybe(&self, key: &str) -> Option<Node<'a>> {
        let (label, value) = self.entries.iter().find(|(k, _)| k.get_ref() == key)?;
        let (label, offset) = (label.get_ref().to_string(), value.span().start);
        Some(Node { document: self.document, label, value: Value::Inner(value.get_ref()), offset })
    }
}
