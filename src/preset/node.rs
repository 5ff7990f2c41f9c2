//! One value of a document: every reading is checked, every refusal knows its line.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::OCTAVES_HZ;
use super::bounds::{self, Bounds};
use super::document::{Document, Table};
use super::error::{PresetError, nearest};

/// One value with its name and place.
pub(super) struct Node<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) label: String,
    pub(super) value: Value<'a>,
    pub(super) offset: usize,
}

/// What a place holds: the document itself, or a value in it.
pub(super) enum Value<'a> {
    Root(&'a DeTable<'a>),
    Inner(&'a DeValue<'a>),
}

/// A reader of a tagged table: its word, the keys it takes, what to do with them.
pub(super) type Variant<'v, T> = (&'v str, &'v [&'v str], T);

impl<'a> Node<'a> {
    pub(super) fn refuse(&self, what: impl Into<String>, mend: impl Into<String>) -> PresetError {
        self.document.refuse(self.offset, what, mend)
    }

    fn mistyped(&self, wanted: &str) -> PresetError {
        let found = match self.value {
            Value::Root(_) => "table",
            Value::Inner(value) => value.type_str(),
        };
        self.refuse(format!("{} is not {wanted} but of type {found}", self.label), format!("write {wanted}"))
    }

    /// The table, whatever its keys.
    pub(super) fn entries(&self) -> Result<Table<'a>, PresetError> {
        let entries = match self.value {
            Value::Root(table) => Some(table),
            Value::Inner(value) => value.as_table(),
        };
        let entries = entries.ok_or_else(|| self.mistyped("a table"))?;
        Ok(Table { document: self.document, entries, offset: self.offset })
    }

    /// The table, if it has no other keys than these.
    pub(super) fn table(&self, keys: &[&str]) -> Result<Table<'a>, PresetError> {
        let table = self.entries()?;
        let strangers = table.entries.keys().filter(|k| !keys.contains(&k.get_ref().as_ref()));
        let Some(key) = strangers.min_by_key(|k| k.span().start) else { return Ok(table) };
        let mend = match nearest(key.get_ref(), keys).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("use {}", join(keys)),
        };
        Err(self.document.refuse(key.span().start, format!("unknown key `{}`", key.get_ref()), mend))
    }

    /// A table whose `tag` says which further keys it has; hands out what belongs to that tag.
    pub(super) fn variant<T: Copy>(
        &self,
        tag: &str,
        shared: &[&str],
        variants: &[Variant<'_, T>],
    ) -> Result<(Table<'a>, T), PresetError> {
        let words: Vec<_> = variants.iter().map(|&(word, keys, payload)| (word, (keys, payload))).collect();
        let (own, payload) = self.entries()?.key(tag)?.word(&words)?;
        let keys: Vec<_> = [tag].iter().chain(own).chain(shared).copied().collect();
        Ok((self.table(&keys)?, payload))
    }

    /// A finite number within bounds.
    pub(super) fn number(&self, bounds: &Bounds) -> Result<f64, PresetError> {
        let number = match self.value {
            Value::Inner(DeValue::Float(float)) => float.as_str().parse().ok(),
            Value::Inner(DeValue::Integer(integer)) => {
                i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(|i| i as f64)
            }
            _ => return Err(self.mistyped("a number")),
        };
        let number: f64 = number.ok_or_else(|| self.mistyped("a number that can be read"))?;
        if bounds.hold(number) {
            return Ok(number);
        }
        let fault = if number.is_finite() { "is out of range" } else { "is not a finite number" };
        let mend = format!("use {} to {} {}", bounds.from, bounds.to, bounds.unit);
        Err(self.refuse(format!("{} {number} {fault}", self.label), mend.trim_end()))
    }

    /// A whole number within bounds.
    pub(super) fn whole(&self, bounds: &Bounds) -> Result<f64, PresetError> {
        let number = self.number(bounds)?;
        if number.fract().abs() > 0.0 {
            return Err(
                self.refuse(format!("{} {number} is no whole number", self.label), "leave out the fraction")
            );
        }
        Ok(number)
    }

    /// True or false.
    pub(super) fn switch(&self) -> Result<bool, PresetError> {
        match self.value {
            Value::Inner(DeValue::Boolean(on)) => Ok(*on),
            _ => Err(self.mistyped("true or false")),
        }
    }

    /// Its line in the file, counted from 1.
    pub(super) fn line(&self) -> usize {
        self.document.line(self.offset)
    }

    /// A text on one line, not empty.
    pub(super) fn text(&self, longest: usize) -> Result<String, PresetError> {
        let Value::Inner(DeValue::String(text)) = self.value else { return Err(self.mistyped("a text")) };
        let (length, label) = (text.chars().count(), &self.label);
        if text.trim().is_empty() {
            return Err(self.refuse(format!("{label} is empty"), "say it in a few words"));
        }
        if length > longest {
            let what = format!("{label} has {length} characters");
            return Err(self.refuse(what, format!("use at most {longest}")));
        }
        if text.chars().any(char::is_control) {
            return Err(self.refuse(format!("{label} holds control characters"), "write it on one line"));
        }
        Ok(text.to_string())
    }

    /// A kebab-case word.
    pub(super) fn id(&self) -> Result<String, PresetError> {
        let id = self.text(bounds::ID_CHARS)?;
        if is_plain_word(&id) {
            return Ok(id);
        }
        let what = format!("{} `{id}` is not a plain word", self.label);
        Err(self.refuse(what, "use a-z and 0-9 with single hyphens between, like `iem-foam`"))
    }

    /// One of a set of words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, PresetError> {
        let text = self.text(bounds::ID_CHARS)?;
        if let Some(&(_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Ok(meaning);
        }
        let names: Vec<_> = words.iter().map(|&(word, _)| word).collect();
        Err(self.refuse(format!("{} `{text}` is unknown", self.label), format!("use {}", join(&names))))
    }

    /// The items of a list of allowed length.
    pub(super) fn list(
        &self,
        length: RangeInclusive<usize>,
        noun: &str,
    ) -> Result<Vec<Node<'a>>, PresetError> {
        let Value::Inner(DeValue::Array(items)) = self.value else { return Err(self.mistyped("a list")) };
        if !length.contains(&items.len()) {
            let (least, most) = (length.start(), length.end());
            let many = if least == most { format!("{least}") } else { format!("{least} to {most}") };
            let what = format!("{} has {} values", self.label, items.len());
            return Err(self.refuse(what, format!("write {many} {noun}")));
        }
        let items = items.iter().enumerate().map(|(i, item)| Node {
            document: self.document,
            label: format!("{}[{i}]", self.label),
            value: Value::Inner(item.get_ref()),
            offset: item.span().start,
        });
        Ok(items.collect())
    }

    /// Exactly so many numbers within bounds.
    pub(super) fn numbers(&self, n: usize, noun: &str, bounds: &Bounds) -> Result<Vec<f64>, PresetError> {
        self.list(n..=n, &format!("numbers, {noun}"))?.iter().map(|node| node.number(bounds)).collect()
    }

    /// Exactly `N` numbers within bounds.
    pub(super) fn array<const N: usize>(&self, noun: &str, bounds: &Bounds) -> Result<[f64; N], PresetError> {
        let mut array = [0.0; N];
        array.copy_from_slice(&self.numbers(N, noun, bounds)?);
        Ok(array)
    }

    /// One number per octave of [`OCTAVES_HZ`].
    pub(super) fn octaves(&self, bounds: &Bounds) -> Result<[f64; OCTAVES_HZ.len()], PresetError> {
        self.array("one per octave from 31.5 Hz to 16 kHz", bounds)
    }

    /// The bytes of the WAV file of this name in the preset's own folder.
    pub(super) fn wav(&self) -> Result<(String, Arc<[u8]>), PresetError> {
        let file = self.text(bounds::ID_CHARS)?;
        let wave = Path::new(&file).extension().is_some_and(|e| e.eq_ignore_ascii_case("wav"));
        if file.contains(['/', '\\', ':']) || !wave {
            let what = format!("`{file}` is not the plain name of a WAV file");
            return Err(self.refuse(what, "put the impulse response beside the preset and write name.wav"));
        }
        match (self.document.sibling)(&file, bounds::IMPULSE_BYTES) {
            Ok(bytes) => Ok((file, bytes.into())),
            Err(e) => Err(self.refuse(format!("cannot read `{file}`: {e}"), "put it beside the preset")),
        }
    }
}

/// Whether a word may be an id: a-z and 0-9 with single hyphens between.
#[must_use]
pub fn is_plain_word(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let parts = || word.split('-');
    word.len() <= bounds::ID_CHARS && parts().all(|part| !part.is_empty() && part.chars().all(plain))
}

fn join(words: &[&str]) -> String {
    match words {
        [one] => format!("`{one}`"),
        [all @ .., last] => format!("`{}` or `{last}`", all.join("`, `")),
        [] => "nothing here".into(),
    }
}
