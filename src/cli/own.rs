//! Presets of the user's own: `foldback presets add`, `remove`, `where`, the list of all, and the library they are in.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use super::table;
use crate::control::setup::Setup;
use crate::io::whole::WholeFile;
use crate::preset::{Entry, Library, Preset, ResponseShape};

/// Below the user's config folder.
const FOLDER: &str = "foldback/devices";
/// Columns of the list.
const HEAD: [&str; 6] = ["ID", "KIND", "ISOLATION 125 Hz / 1 kHz", "LATENCY", "RESPONSE IS", "NAME"];

/// The folder of the user's own presets, whether it is there or not; none for a user without a home.
fn folder() -> Option<PathBuf> {
    Some(Xdg::new().ok()?.config_dir().join(FOLDER))
}

/// All presets: the shipped ones and the user's own.
///
/// # Errors
/// A shipped preset that breaks a rule; no released program has one.
pub fn library() -> Result<Library> {
    let shipped = Library::shipped()?;
    Ok(match folder().filter(|folder| folder.is_dir()) {
        Some(folder) => shipped.with_own(&folder),
        None => shipped,
    })
}

/// All presets for a session, whose devices may be named by a part of their name: what was taken is said.
///
/// # Errors
/// As [`library`].
pub fn library_for(setup: &mut Setup) -> Result<Library> {
    let library = library()?;
    for fault in library.entries().1 {
        eprintln!("foldback: left out: {fault}");
    }
    let [left, right] = &mut setup.device;
    for word in [left, right, &mut setup.against] {
        let meant = library.meant(word);
        if let Cow::Owned(id) = meant {
            eprintln!("foldback: `{word}` is taken for `{id}`");
            *word = id;
        }
    }
    Ok(library)
}

/// Lists devices; `part` of an id or name chooses.
///
/// # Errors
/// Nothing has that part, or standard output cannot be written.
pub fn list(library: &Library, part: Option<&str>, is_json: bool) -> Result<()> {
    let (entries, faults) = library.entries();
    for fault in faults {
        eprintln!("foldback: left out: {fault}");
    }
    let chosen: Vec<Entry> = entries.into_iter().filter(|e| part.is_none_or(|part| e.has(part))).collect();
    if let (Some(part), true) = (part, chosen.is_empty()) {
        bail!("no device has `{part}` in its id or name: `foldback presets` lists them");
    }
    if is_json {
        let presets: Result<Vec<Preset>, _> = chosen.iter().map(|entry| library.device(&entry.id)).collect();
        return table::json(&presets?);
    }
    let rows = chosen.into_iter().map(|e| vec![e.id, e.kind, e.isolation, e.latency, e.evidence, e.name]);
    let rows: Vec<_> = std::iter::once(HEAD.map(String::from).to_vec()).chain(rows).collect();
    Ok(table::print(&rows)?)
}

/// Adds preset files, each whole and under its id; nothing is added if one of them is refused.
///
/// # Errors
/// One line: a file that is no device preset, or a folder that cannot be written.
pub fn add(library: &Library, files: &[PathBuf]) -> Result<()> {
    let folder = folder().context("there is no home folder for presets: set HOME")?;
    let presets: Vec<Preset> = files.iter().map(|file| library.load_file(file)).collect::<Result<_, _>>()?;
    fs::create_dir_all(&folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    for (file, preset) in files.iter().zip(presets) {
        let id = preset.id().to_owned();
        let path = folder.join(format!("{id}.toml"));
        let word = if path.exists() { "replaced" } else { "added" };
        if let Preset::Device(device) = &preset
            && let ResponseShape::Impulse { file, wav, right_file, right_wav } = &device.response.shape
        {
            let right = right_file.as_ref().zip(right_wav.as_ref());
            for (name, bytes) in std::iter::once((file, wav)).chain(right) {
                keep_others(&folder, name, &id)?;
                write(&folder.join(name), bytes)?;
            }
        }
        write(&path, &fs::read(file).with_context(|| format!("{}: cannot be read", file.display()))?)?;
        let shadows = if Library::shipped()?.device(&id).is_ok() { ", before the shipped one" } else { "" };
        table::line(format_args!("{word} {id}{shadows}: {}", path.display()))?;
    }
    Ok(())
}

/// An impulse response is called by the id of its preset, so that two presets never share or overwrite one.
fn keep_others(folder: &Path, name: &str, id: &str) -> Result<()> {
    let own = [format!("{id}.wav"), format!("{id}-right.wav")];
    ensure!(
        own.iter().any(|own| own == name) || !folder.join(name).exists(),
        "{name}: another preset has an impulse response of that name: call it {id}.wav"
    );
    Ok(())
}

/// Removes a preset of the user's own, and the impulse responses that are called by its id.
///
/// # Errors
/// There is none of that id; a shipped one cannot be removed.
pub fn remove(id: &str) -> Result<()> {
    let is_plain = crate::preset::id_of(id) == id;
    let path =
        folder().filter(|_| is_plain).map(|folder| folder.join(format!("{id}.toml"))).filter(|p| p.is_file());
    let Some(path) = path else {
        if Library::shipped()?.device(id).is_ok() {
            bail!("`{id}` is shipped: it stays; `foldback presets add` can put one of your own before it");
        }
        bail!("there is no preset `{id}` of your own: `foldback presets where` names the folder");
    };
    fs::remove_file(&path).with_context(|| format!("{}: cannot be removed", path.display()))?;
    for beside in ["", "-right"].map(|end| path.with_file_name(format!("{id}{end}.wav"))) {
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{}: cannot be removed", beside.display()));
            }
            _ => {}
        }
    }
    Ok(table::line(format_args!("removed {id}"))?)
}

/// Says where the user's own presets are.
///
/// # Errors
/// The user has no home.
pub fn tell() -> Result<()> {
    let folder = folder().context("there is no home folder for presets: set HOME")?;
    Ok(table::line(folder.display())?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = WholeFile::create(path, "")?;
    file.write(bytes)?;
    Ok(file.finish()?)
}
