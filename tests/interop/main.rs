//! Files as they are found in the wild, on the machine of whoever has them: `FOLDBACK_INTEROP` names their folder.
//! Nothing of them is here; without the folder every test says so and passes.

#[path = "../program/mod.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod program;
#[path = "../program/response.rs"]
mod response;
#[path = "../program/sound.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod sound;

mod golden;
mod outcomes;

use std::path::PathBuf;

/// The folder, or a word that the test is skipped.
fn samples() -> Option<PathBuf> {
    let folder = std::env::var_os("FOLDBACK_INTEROP").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("skipped: FOLDBACK_INTEROP names no folder of sample files");
    }
    folder
}

/// Rows of a CSV file with quoted fields, without its head.
fn rows(text: &str) -> Vec<Vec<String>> {
    let field = |row: &str| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for c in row.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                c => fields.last_mut().unwrap().push(c),
            }
        }
        fields
    };
    text.lines().skip(1).filter(|row| !row.trim().is_empty()).map(|row| field(row.trim_end())).collect()
}
