//! Every path that a source names, with `use` trees spelled out: `a::{b, c::d}` is `a::b` and `a::c::d`.

use crate::lexer::{Token, tokens};

/// A path as written, where, and how many inline `mod … { }` stand around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    pub(crate) inline_depth: usize,
    /// The word before the path, such as `use`; empty at the start of a file.
    pub(crate) after: String,
}

/// All paths of a source, single words included.
pub(crate) fn paths(source: &str) -> Vec<Named> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut braces: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let text = tokens[at].text.as_str();
        if is_word(text) {
            let first = found.len();
            let after = if at == 0 { String::new() } else { tokens[at - 1].text.clone() };
            at = tree(&tokens, at, &[], &mut found);
            for named in &mut found[first..] {
                named.inline_depth = braces.iter().filter(|&&is_mod| is_mod).count();
                named.after.clone_from(&after);
            }
            continue;
        }
        match text {
            "{" => braces.push(at >= 2 && tokens[at - 2].text == "mod"),
            "}" => drop(braces.pop()),
            _ => {}
        }
        at += 1;
    }
    found
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Reads one path, or one branch of a `use` tree, from `at`; returns where it ends.
fn tree(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    let text = |i: usize| tokens.get(i).map_or("", |t| t.text.as_str());
    let line = tokens[at].line;
    let mut segments = prefix.to_vec();
    loop {
        match text(at) {
            "{" => return group(tokens, at + 1, &segments, found),
            word if is_word(word) || word == "*" => segments.push(word.to_owned()),
            _ => break,
        }
        at += 1;
        let goes_on = text(at) == "::" && (is_word(text(at + 1)) || matches!(text(at + 1), "{" | "*"));
        if !goes_on {
            break;
        }
        at += 1;
    }
    found.push(Named { segments, line, inline_depth: 0, after: String::new() });
    at
}

/// Reads the branches of `{ … }` after its opening brace; returns where it ends.
fn group(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    while at < tokens.len() && tokens[at].text != "}" {
        let is_branch = is_word(&tokens[at].text) || tokens[at].text == "*";
        at = if is_branch { tree(tokens, at, prefix, found) } else { at + 1 };
        if tokens.get(at).is_some_and(|t| t.text == "as") {
            at += 2;
        }
    }
    at + 1
}
