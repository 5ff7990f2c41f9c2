//! The house stands: imports go downwards, crates stay in their rooms, files stay short and are named for their subject.

mod lexer;
mod paths;
mod rules;
mod scanner;

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder of the repository, as (path below that folder, source).
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn imports_go_downwards_and_crates_stay_in_their_rooms() {
    let sources = sources("src");
    assert!(sources.iter().any(|(file, _)| file == "lib.rs"), "found no src/lib.rs");
    let wrong: Vec<String> = sources.iter().flat_map(|(file, text)| rules::imports(file, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_named_for_their_subject() {
    let sources = ["src", "tests", "benches"].map(sources).concat();
    let wrong: Vec<String> = sources.iter().flat_map(|(file, text)| rules::shape(file, text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
