//! JSON, bounded in depth, and the reading of its values.

use serde_json::Value;

use super::notes::Refusal;
use super::number::strict;

/// Nesting of JSON at most.
const DEPTH: usize = 64;

/// Parses JSON.
pub(super) fn json(text: &str) -> Result<Value, Refusal> {
    if depth(text) > DEPTH {
        return Err(Refusal::file("E_DEPTH", format!("nested deeper than {DEPTH}"), "name a preset file"));
    }
    serde_json::from_str(text).map_err(|error| {
        let (line, what) = (Some(error.line()).filter(|&line| line > 0), format!("not JSON: {error}"));
        Refusal::at("E_JSON", line, what, "mend the file")
    })
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut is_escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// A number, or a text that is one.
pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| strict(value.as_str()?)).filter(|x| x.is_finite())
}

/// A truth, or a text that is one.
pub(super) fn truth(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.as_bool().unwrap_or_else(|| value.as_str() == Some("true")))
}

/// The first line that holds a text, counted from 1.
pub(super) fn line_of(text: &str, part: &str) -> Option<usize> {
    text.lines().position(|line| line.contains(part)).map(|i| i + 1)
}
