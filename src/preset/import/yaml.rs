//! The part of YAML that `CamillaDSP` configurations are written in: block and flow mappings and sequences, plain and
//! quoted scalars, comments. Anchors, aliases, tags and multi-line texts are refused: nothing here expands.

mod flow;

use serde_json::{Map, Value};

use super::notes::Refusal;
use super::text::Line;
use flow::Flow;

/// Nesting at most.
const DEPTH: usize = 32;
/// Bytes of a configuration at most.
const BYTES: usize = 1 << 20;

/// Whether the file has the one key that every configuration with filters has.
pub(super) fn is_yaml(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|(_, line)| {
        line.strip_prefix("filters:").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    })
}

/// A line with something on it.
struct Row<'a> {
    number: usize,
    indent: usize,
    text: &'a str,
}

/// Parses one document.
pub(super) fn parse(lines: &[Line<'_>]) -> Result<Value, Refusal> {
    if lines.iter().map(|(_, line)| line.len() + 1).sum::<usize>() > BYTES {
        return Err(Refusal::file("E_TOO_LARGE", format!("YAML longer than {BYTES} bytes"), "cut it"));
    }
    let mut rows = Vec::new();
    for &(number, line) in lines {
        let text = without_comment(line);
        let indent = text.len() - text.trim_start_matches(' ').len();
        let text = text.trim();
        if text.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t') {
            return Err(refuse(number, "a tab indents"));
        }
        if !text.is_empty() && !matches!(text, "---" | "...") {
            rows.push(Row { number, indent, text });
        }
    }
    let mut parser = Parser { rows, at: 0 };
    let value = parser.block(0, 0)?;
    match parser.rows.get(parser.at) {
        Some(row) => Err(refuse(row.number, "this line fits nowhere")),
        None => Ok(value),
    }
}

struct Parser<'a> {
    rows: Vec<Row<'a>>,
    at: usize,
}

impl<'a> Parser<'a> {
    /// The mapping, sequence or scalar that begins at the current row, at least so far in.
    fn block(&mut self, least: usize, depth: usize) -> Result<Value, Refusal> {
        let Some(row) = self.rows.get(self.at) else { return Ok(Value::Null) };
        if row.indent < least {
            return Ok(Value::Null);
        }
        if depth > DEPTH {
            let what = format!("nested deeper than {DEPTH}");
            return Err(Refusal::at("E_DEPTH", Some(row.number), what, "name a CamillaDSP configuration"));
        }
        let indent = row.indent;
        if item(row.text).is_some() {
            self.sequence(indent, depth)
        } else if entry(row.text).is_some() {
            self.mapping(indent, depth)
        } else {
            let (number, text) = (row.number, row.text);
            self.at += 1;
            self.scalar(number, text, depth)
        }
    }

    fn sequence(&mut self, indent: usize, depth: usize) -> Result<Value, Refusal> {
        let mut items = Vec::new();
        while let Some(row) = self.rows.get_mut(self.at).filter(|row| row.indent == indent) {
            let Some(rest) = item(row.text) else { break };
            if rest.is_empty() {
                self.at += 1;
                items.push(self.block(indent + 1, depth + 1)?);
            } else {
                // What follows the dash stands as far in as it is written.
                row.indent += row.text.len() - rest.len();
                row.text = rest;
                items.push(self.block(indent + 1, depth + 1)?);
            }
        }
        Ok(Value::Array(items))
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Result<Value, Refusal> {
        let mut map = Map::new();
        while let Some(row) = self.rows.get(self.at).filter(|row| row.indent == indent) {
            let number = row.number;
            let Some((key, rest)) = entry(row.text) else { break };
            let key = match scalar(key, number)? {
                Value::String(key) => key,
                other => other.to_string(),
            };
            self.at += 1;
            let value = if rest.is_empty() {
                // A sequence may stand as far out as its key.
                let is_item = |row: &Row<'_>| row.indent == indent && item(row.text).is_some();
                let least = if self.rows.get(self.at).is_some_and(is_item) { indent } else { indent + 1 };
                self.block(least, depth + 1)?
            } else {
                self.scalar(number, rest, depth + 1)?
            };
            if map.insert(key, value).is_some() {
                return Err(refuse(number, "a key comes twice"));
            }
        }
        Ok(Value::Object(map))
    }

    /// A scalar, or a flow collection that may go on over further rows.
    fn scalar(&mut self, number: usize, text: &'a str, depth: usize) -> Result<Value, Refusal> {
        if !text.starts_with(['[', '{']) {
            return scalar(text, number);
        }
        let mut whole = text.to_owned();
        while !flow::is_closed(&whole) {
            let Some(row) = self.rows.get(self.at) else { break };
            whole.push(' ');
            whole.push_str(row.text);
            self.at += 1;
        }
        Flow::new(&whole, number).whole(depth)
    }
}

/// What follows the dash of an item.
fn item(text: &str) -> Option<&str> {
    if text == "-" { Some("") } else { text.strip_prefix("- ").map(str::trim_start) }
}

/// Key and rest of an entry.
fn entry(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['[', '{']) {
        return None;
    }
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = text[1..].find(quote)? + 2;
        let rest = text[end..].trim_start().strip_prefix(':')?;
        return (rest.is_empty() || rest.starts_with(' ')).then(|| (&text[..end], rest.trim_start()));
    }
    let colon =
        text.match_indices(':').find(|(i, _)| matches!(text.as_bytes().get(i + 1), None | Some(b' ')))?.0;
    Some((text[..colon].trim_end(), text[colon + 1..].trim_start()))
}

/// A scalar as YAML's core schema reads it.
fn scalar(text: &str, number: usize) -> Result<Value, Refusal> {
    if text.starts_with(['&', '*', '!']) {
        return Err(refuse(number, "anchors, aliases and tags are not read"));
    }
    if text.starts_with(['|', '>']) {
        return Err(refuse(number, "texts over several lines are not read"));
    }
    if text.starts_with('"') {
        return serde_json::from_str::<String>(text)
            .map(Value::String)
            .map_err(|_| refuse(number, "a quoted text that does not end, or with an unknown escape"));
    }
    if let Some(rest) = text.strip_prefix('\'') {
        let inner =
            rest.strip_suffix('\'').ok_or_else(|| refuse(number, "a quoted text that does not end"))?;
        return Ok(Value::String(inner.replace("''", "'")));
    }
    Ok(match text {
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        _ => match super::number::strict(text) {
            Some(x) => Value::from(x),
            None => Value::String(text.to_owned()),
        },
    })
}

/// A comment begins with a `#` after a blank, outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (i, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => return &line[..i],
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        before = c;
    }
    line
}

fn refuse(line: usize, what: &str) -> Refusal {
    Refusal::at("E_YAML", Some(line), what, "write it as CamillaDSP's own examples do")
}
