//! Flow collections: `[0, 1]`, `{type: Gain, gain: -6}`.

use serde_json::{Map, Value};

use super::super::notes::Refusal;
use super::{DEPTH, refuse, scalar};

/// Whether every bracket outside quotes is closed.
pub(super) fn is_closed(text: &str) -> bool {
    let (mut open, mut quote) = (0i64, None);
    for c in text.chars() {
        match (quote, c) {
            (None, '[' | '{') => open += 1,
            (None, ']' | '}') => open -= 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            _ => {}
        }
    }
    open <= 0
}

/// A reader of one collection.
pub(super) struct Flow<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Flow<'a> {
    pub(super) fn new(text: &'a str, line: usize) -> Self {
        Self { rest: text, line }
    }

    /// The collection, with nothing behind it.
    pub(super) fn whole(mut self, depth: usize) -> Result<Value, Refusal> {
        let value = self.value(depth)?;
        if self.rest.trim().is_empty() {
            Ok(value)
        } else {
            Err(refuse(self.line, "something follows a bracket"))
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Refusal> {
        if depth > DEPTH {
            let what = format!("nested deeper than {DEPTH}");
            return Err(Refusal::at("E_DEPTH", Some(self.line), what, "name a CamillaDSP configuration"));
        }
        self.rest = self.rest.trim_start();
        if self.take('[') {
            let mut items = Vec::new();
            while !self.take(']') {
                items.push(self.value(depth + 1)?);
                self.separator(']')?;
            }
            return Ok(Value::Array(items));
        }
        if self.take('{') {
            let mut map = Map::new();
            while !self.take('}') {
                let key = match scalar(self.word(true)?, self.line)? {
                    Value::String(key) => key,
                    other => other.to_string(),
                };
                let value = if self.take(':') { self.value(depth + 1)? } else { Value::Null };
                map.insert(key, value);
                self.separator('}')?;
            }
            return Ok(Value::Object(map));
        }
        let word = self.word(false)?;
        scalar(word, self.line)
    }

    /// The text up to the next mark of the collection, or a quoted text.
    fn word(&mut self, is_key: bool) -> Result<&'a str, Refusal> {
        self.rest = self.rest.trim_start();
        let end = if let Some(quote @ ('"' | '\'')) = self.rest.chars().next() {
            let end =
                self.rest[1..].find(quote).ok_or_else(|| refuse(self.line, "a quote that does not end"))?;
            end + 2
        } else {
            let is_end = |c: char| matches!(c, ',' | ']' | '}' | '[' | '{') || (is_key && c == ':');
            self.rest.find(is_end).unwrap_or(self.rest.len())
        };
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok(word.trim())
    }

    fn separator(&mut self, end: char) -> Result<(), Refusal> {
        self.rest = self.rest.trim_start();
        if self.take(',') || self.rest.starts_with(end) {
            return Ok(());
        }
        Err(refuse(self.line, "a bracket that does not close"))
    }

    fn take(&mut self, mark: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}
