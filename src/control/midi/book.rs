//! The map file that learning writes to: the one that was given, or the user's own, `foldback/midi.toml`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use crate::io::IoError;
use crate::io::whole::WholeFile;
use crate::preset::MidiBinding;

/// Below the user's config folder.
const FILE: &str = "foldback/midi.toml";
/// What a new file starts with.
const HEAD: &str = "format = 1\n";

/// The user's own map, whether it is there or not; none for a user without a home.
#[must_use]
pub fn of_user() -> Option<PathBuf> {
    Some(Xdg::new().ok()?.config_dir().join(FILE))
}

/// Writes a binding at the end of a map; what stands there stays as it is, remarks too. Of two bindings for one
/// message the later counts, so that the old one need not be found.
///
/// # Errors
/// The file cannot be read or written.
pub fn add(path: &Path, binding: &MidiBinding) -> Result<(), IoError> {
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => HEAD.to_owned(),
        Err(error) => return Err(IoError::reading(&path.display().to_string(), error)),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| IoError::writing(folder, error))?;
    }
    let line = if old.ends_with('\n') { "" } else { "\n" };
    let mut file = WholeFile::create(path, ".toml")?;
    file.write(format!("{old}{line}\n{binding}").as_bytes())?;
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::{MidiAction, MidiMap, MidiPlace, MidiTrigger};

    #[test]
    fn what_is_learned_stands_at_the_end_and_remarks_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/midi.toml");
        let binding = |n, line: &str| MidiBinding {
            place: MidiPlace::default(),
            trigger: MidiTrigger::Control(n),
            channel: Some(1),
            action: MidiAction::Command { line: line.into(), latching: false },
        };
        add(&path, &binding(64, "a")).unwrap();
        let remark = fs::read_to_string(&path).unwrap() + "# left foot";
        fs::write(&path, remark).unwrap();
        add(&path, &binding(65, "b")).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("# left foot\n"));
        let map = MidiMap::load(&path).unwrap();
        let numbers: Vec<_> = map.bindings.iter().map(|b| (b.trigger, b.place.line)).collect();
        assert_eq!(numbers, [(MidiTrigger::Control(64), 3), (MidiTrigger::Control(65), 9)]);
    }
}
