//! Which files are one device: left and right, and the seats of a measurement.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::preset::import::FILE_BYTES;

/// Endings of files that a folder is searched for.
const ENDINGS: [&str; 7] = ["txt", "csv", "yml", "yaml", "json", "wav", "irs"];
/// Folders within folders at most, and files of all.
const DEPTH: usize = 8;
const FILES: usize = 100_000;

/// The files of one device, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) files: Vec<PathBuf>,
}

/// Groups files and the contents of folders, in order of names.
pub(super) fn groups(paths: &[PathBuf]) -> Result<Vec<Group>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, 0, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    let mut groups: BTreeMap<(PathBuf, String, bool), Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
        let (key, is_side) = match without_side(&stem) {
            Some(base) => (base.to_owned(), true),
            None => (file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or(stem), false),
        };
        groups.entry((folder, key, is_side)).or_default().push(file);
    }
    let named = groups.into_iter().map(|((_, key, is_side), files)| {
        let name = if is_side { key } else { name_of(&files[0]) };
        Group { name, files }
    });
    Ok(named.collect())
}

/// Whether a path is that of a preset.
pub(super) fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

/// The bytes of a file, at most one more than any reader takes.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut read = || File::open(path)?.take(FILE_BYTES + 1).read_to_end(&mut bytes);
    read().with_context(|| format!("{}: cannot be read", path.display()))?;
    Ok(bytes)
}

/// Name for people: the file's, without what programs append.
fn name_of(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let appended = [" ParametricEQ", " FixedBandEQ", " GraphicEQ"];
    appended.iter().find_map(|end| stem.strip_suffix(end)).unwrap_or(&stem).to_owned()
}

/// `NAME L`, `NAME.R2`, `NAME_L`: the name, if the end names a side and a seat.
fn without_side(stem: &str) -> Option<&str> {
    let head = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() - head.len() > 2 {
        return None;
    }
    let head = head.strip_suffix(['L', 'R'])?;
    let name = head.strip_suffix([' ', '.', '_', '-'])?.trim_end();
    (!name.is_empty()).then_some(name)
}

fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{}: cannot be read", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let is_meant =
            path.extension().is_some_and(|e| ENDINGS.iter().any(|ending| e.eq_ignore_ascii_case(ending)));
        if path.is_dir() && !path.is_symlink() && depth < DEPTH {
            search(&path, depth + 1, files)?;
        } else if is_meant && path.is_file() {
            ensure!(
                files.len() < FILES,
                "{}: more than {FILES} files: import a part of them",
                folder.display()
            );
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_and_right_and_their_seats_are_one_device() {
        let paths: Vec<PathBuf> = [
            "a/K361 L1.txt",
            "a/K361 R1.txt",
            "a/X6.L.txt",
            "a/HD 600 ParametricEQ.txt",
            "b/K361 L1.txt",
            "a/HIFIL.txt",
        ]
        .map(PathBuf::from)
        .to_vec();
        let groups = groups(&paths).unwrap();
        let shown: Vec<_> = groups.iter().map(|group| (group.name.as_str(), group.files.len())).collect();
        assert_eq!(shown, [("HD 600", 1), ("HIFIL", 1), ("K361", 2), ("X6", 1), ("K361", 1)]);
    }

    #[test]
    fn a_name_that_ends_in_a_capital_or_in_many_digits_has_no_side() {
        for (stem, name) in [
            ("K361 L", Some("K361")),
            ("X R12", Some("X")),
            ("XL", None),
            ("X L123", None),
            (" L", None),
            ("MDR", None),
        ] {
            assert_eq!(without_side(stem), name, "{stem}");
        }
    }
}
