//! Presets of the user's own: a folder of files called by their ids, `sennheiser-hd-650.toml`. A look-up opens the one
//! file it needs; a list reads an index of what it shows, and only the files that changed since it was written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::error::PresetError;
use super::super::{IsolationShape, Preset};
use super::index;

/// What a list shows of a preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Attenuation at 125 Hz and 1 kHz, or what stands for it.
    pub isolation: String,
    /// Delay, `-` for a pair.
    pub latency: String,
    /// How sure its response is, `-` for a pair.
    pub evidence: String,
    /// Name for people.
    pub name: String,
}

/// The folder of the user's own presets.
#[derive(Debug, Clone)]
pub(super) struct Own {
    folder: PathBuf,
}

impl Entry {
    /// The entry of a preset.
    #[must_use]
    pub fn of(preset: &Preset) -> Self {
        let (isolation, latency, evidence) = match preset {
            Preset::Device(device) => {
                let isolation = match &device.isolation.shape {
                    IsolationShape::Open => "open".into(),
                    IsolationShape::Silent => "silent".into(),
                    IsolationShape::Octaves { il_db, active, .. } => {
                        let total =
                            |band: usize| il_db[band] + active.map_or(0.0, |active| active.il_db[band]);
                        format!("{:.0} / {:.0} dB", total(2), total(5))
                    }
                };
                (isolation, format!("{} ms", device.latency.ms), device.response.evidence.kind.to_string())
            }
            Preset::Pair(pair) => (format!("{} / {}", pair.left, pair.right), "-".into(), "-".into()),
        };
        let (id, name) = (preset.id().to_owned(), preset.name().to_owned());
        Self { id, kind: preset.kind().to_string(), isolation, latency, evidence, name }
    }

    /// Whether a part of a name or id is meant, in any case.
    #[must_use]
    pub fn has(&self, part: &str) -> bool {
        let part = part.to_lowercase();
        self.id.contains(&part) || self.name.to_lowercase().contains(&part)
    }
}

impl Own {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Where the preset of an id is, if there is one. An id is a plain word: it leads nowhere else.
    pub(super) fn file(&self, id: &str) -> Option<PathBuf> {
        let is_plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let path = self.folder.join(format!("{id}.toml"));
        (is_plain && !id.is_empty() && path.is_file()).then_some(path)
    }

    /// Every file of the folder, in order of names.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_preset = |path: &PathBuf| path.extension().is_some_and(|e| e == "toml");
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_preset).collect();
        files.sort();
        files
    }

    /// The entry of every file, or why it has none.
    pub(super) fn entries(
        &self,
        read: &(dyn Fn(&Path) -> Result<Preset, PresetError> + Sync),
    ) -> Vec<Result<Entry, String>> {
        let files = self.files();
        let known = index::read(&self.folder);
        let stamps: Vec<String> = each(&files, &|path: &PathBuf| stamp(path));
        let stale = |i: &usize| !known.contains_key(&(name(&files[*i]), stamps[*i].clone()));
        let changed: Vec<usize> = (0..files.len()).filter(stale).collect();
        let fresh = each(&changed, &|&i: &usize| row(&files[i], read));
        let has_changed = !changed.is_empty() || known.len() != files.len();
        let mut fresh: std::collections::BTreeMap<usize, index::Row> =
            changed.into_iter().zip(fresh).collect();
        let rows: Vec<(String, String, index::Row)> = files
            .iter()
            .zip(stamps)
            .enumerate()
            .filter_map(|(i, (path, stamp))| {
                let key = (name(path), stamp);
                let row = fresh.remove(&i).or_else(|| known.get(&key).cloned())?;
                Some((key.0, key.1, row))
            })
            .collect();
        if has_changed {
            // Without an index the next list only takes longer.
            let _ = index::write(&self.folder, &rows);
        }
        rows.into_iter().map(|(_, _, row)| row).collect()
    }
}

/// The preset of a file, if the file is called by its id.
pub(super) fn named_by_id(path: &Path, preset: Preset) -> Result<Preset, PresetError> {
    if path.file_stem().is_some_and(|stem| stem == preset.id()) {
        return Ok(preset);
    }
    let what = format!("the file is not called by its id, `{}`", preset.id());
    Err(PresetError::at(&path.display().to_string(), None, what, "rename one of them"))
}

fn row(path: &Path, read: &(dyn Fn(&Path) -> Result<Preset, PresetError> + Sync)) -> index::Row {
    read(path).and_then(|preset| named_by_id(path, preset)).map(|p| Entry::of(&p)).map_err(|e| e.to_string())
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Size and time of change, as one word.
fn stamp(path: &PathBuf) -> String {
    let word = || -> io::Result<String> {
        let metadata = fs::metadata(path)?;
        let since = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).map_err(io::Error::other)?;
        Ok(format!("{}.{}", metadata.len(), since.as_nanos()))
    };
    word().unwrap_or_else(|_| "?".into())
}

/// Works on every item, on all processors.
pub(super) fn each<T: Sync, R: Send>(items: &[T], work: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if items.len() < 32 || threads == 1 {
        return items.iter().map(work).collect();
    }
    let chunk = items.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(chunk)
            .map(|items| scope.spawn(move || items.iter().map(work).collect::<Vec<R>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}
