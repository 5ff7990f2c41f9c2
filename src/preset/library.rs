//! Every preset by its id: the shipped ones, the user's own, and files the user names.

mod index;
mod own;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

pub use own::Entry;
use own::Own;

use super::document::Document;
use super::error::PresetError;
use super::{Device, Kind, Preset, Stage, bounds};

/// `presets/` as it was when the program was built.
pub(super) static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/presets");

/// All presets that can be named by id. Look-ups hand out copies: a preset is small and its user may keep it.
#[derive(Debug, Clone)]
pub struct Library {
    devices: Vec<Preset>,
    own: Option<Own>,
    /// The shipped devices with the user's own among them, once somebody asked for all.
    all: OnceLock<Vec<Preset>>,
    stages: Vec<Stage>,
}

/// The device on each ear.
#[derive(Debug, Clone, PartialEq)]
pub struct Ears {
    /// Left ear.
    pub left: Device,
    /// Right ear.
    pub right: Device,
}

impl Library {
    /// The presets inside the program.
    ///
    /// # Errors
    /// A shipped preset that breaks a rule; no released program has one.
    pub fn shipped() -> Result<Self, PresetError> {
        let mut devices = shipped("devices", Preset::read, Preset::id)?;
        let mut stages = shipped("stages", Stage::read, |stage| &stage.id)?;
        devices.sort_by(|a, b| (a.kind(), a.id()).cmp(&(b.kind(), b.id())));
        let loudness = |stage: &Stage| stage.levels.as_ref().map_or(f64::NEG_INFINITY, |l| l.laeq_db);
        stages.sort_by(|a, b| loudness(a).total_cmp(&loudness(b)).then_with(|| a.id.cmp(&b.id)));
        let library = Self { devices, own: None, all: OnceLock::new(), stages };
        for preset in library.devices() {
            library.ears(preset.id())?;
        }
        Ok(library)
    }

    /// The same with the presets of a folder, which stand before shipped ones of their ids.
    #[must_use]
    pub fn with_own(self, folder: &Path) -> Self {
        Self { own: Some(Own::new(folder)), all: OnceLock::new(), ..self }
    }

    /// Devices and pairs in display order: from the open ear to the moulded monitor, pairs last, then by id. Broken files
    /// of the user's own are left out.
    #[must_use]
    pub fn devices(&self) -> impl ExactSizeIterator<Item = &Preset> {
        let Some(own) = &self.own else { return self.devices.iter() };
        self.all
            .get_or_init(|| {
                let read = |path: &PathBuf| own::named_by_id(path, read_file(path, Preset::read).ok()?).ok();
                let own: Vec<Preset> = own::each(&own.files(), &read).into_iter().flatten().collect();
                let ids: std::collections::HashSet<&str> = own.iter().map(Preset::id).collect();
                let shipped = self.devices.iter().filter(|preset| !ids.contains(preset.id())).cloned();
                let mut all: Vec<Preset> = shipped.chain(own.iter().cloned()).collect();
                all.sort_by(|a, b| (a.kind(), a.id()).cmp(&(b.kind(), b.id())));
                all
            })
            .iter()
    }

    /// What a list shows of every device and pair, in the order of [`Library::devices`], and why files of the user's own
    /// have no place in it. Fast with thousands of them.
    #[must_use]
    pub fn entries(&self) -> (Vec<Entry>, Vec<String>) {
        let (mut entries, mut faults) = (Vec::new(), Vec::new());
        // The sides of a pair are looked up when it is used: here they could name each other for ever.
        for entry in self.own.iter().flat_map(|own| own.entries(&|path| read_file(path, Preset::read))) {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(fault) => faults.push(fault),
            }
        }
        let ids: std::collections::HashSet<String> = entries.iter().map(|entry| entry.id.clone()).collect();
        entries.extend(self.devices.iter().filter(|p| !ids.contains(p.id())).map(Entry::of));
        let rank = |entry: &Entry| Kind::WORDS.iter().position(|(word, _)| *word == entry.kind);
        entries.sort_by(|a, b| (rank(a), &a.id).cmp(&(rank(b), &b.id)));
        (entries, faults)
    }

    /// The id that a word stands for: itself, where there is such a device or it names a file; or else the only device
    /// that has it in its id or name.
    #[must_use]
    pub fn meant<'a>(&self, word: &'a str) -> std::borrow::Cow<'a, str> {
        if names_a_file(word) || self.known(word) {
            return word.into();
        }
        match self.entries().0.iter().filter(|entry| entry.has(word)).collect::<Vec<_>>().as_slice() {
            [only] => only.id.clone().into(),
            _ => word.into(),
        }
    }

    /// The file that an id or a file's own name stands for; none for what is shipped.
    #[must_use]
    pub fn file(&self, id_or_file: &str) -> Option<PathBuf> {
        if names_a_file(id_or_file) {
            return Some(id_or_file.into());
        }
        self.own.as_ref().and_then(|own| own.file(id_or_file))
    }

    fn known(&self, id: &str) -> bool {
        self.own.as_ref().is_some_and(|own| own.file(id).is_some())
            || self.devices.iter().any(|p| p.id() == id)
    }

    /// Stages in display order, from silence to the loudest.
    #[must_use]
    pub fn stages(&self) -> impl ExactSizeIterator<Item = &Stage> {
        self.stages.iter()
    }

    /// The device or pair of this id, or of this file if the argument ends in `.toml`.
    ///
    /// # Errors
    /// An unknown id (the nearest ones are offered) or a file that is refused.
    pub fn device(&self, id_or_file: &str) -> Result<Preset, PresetError> {
        if names_a_file(id_or_file) {
            return self.load_file(Path::new(id_or_file));
        }
        if let Some(path) = self.own.as_ref().and_then(|own| own.file(id_or_file)) {
            return own::named_by_id(&path, self.load_file(&path)?);
        }
        let found = self.devices.iter().find(|p| p.id() == id_or_file).cloned();
        found.ok_or_else(|| {
            let entries = self.entries().0;
            let ids: Vec<_> = entries.iter().map(|entry| entry.id.as_str()).collect();
            PresetError::unknown("device", id_or_file, &ids, "presets")
        })
    }

    /// The stage of this id, or of this file if the argument ends in `.toml`.
    ///
    /// # Errors
    /// An unknown id (the nearest ones are offered) or a file that is refused.
    pub fn stage(&self, id_or_file: &str) -> Result<Stage, PresetError> {
        if names_a_file(id_or_file) {
            return read_file(Path::new(id_or_file), Stage::read);
        }
        let found = self.stages.iter().find(|s| s.id == id_or_file).cloned();
        found.ok_or_else(|| {
            let ids: Vec<_> = self.stages.iter().map(|s| s.id.as_str()).collect();
            PresetError::unknown("stage", id_or_file, &ids, "stages")
        })
    }

    /// The device of each ear: the same one twice, or the two of a pair.
    ///
    /// # Errors
    /// As [`Library::device`]; also a pair of which one side is itself a pair.
    pub fn ears(&self, id_or_file: &str) -> Result<Ears, PresetError> {
        match self.device(id_or_file)? {
            Preset::Device(device) => Ok(Ears { left: device.clone(), right: device.on_right_ear() }),
            Preset::Pair(pair) => {
                Ok(Ears { left: self.single(&pair.left)?, right: self.single(&pair.right)?.on_right_ear() })
            }
        }
    }

    /// Reads and checks a device or pair file. It does not join the library.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or breaks a rule: with file, line, reason and mend.
    pub fn load_file(&self, path: &Path) -> Result<Preset, PresetError> {
        read_file(path, |document| {
            let preset = Preset::read(document)?;
            if let Preset::Pair(pair) = &preset {
                self.single(&pair.left).map_err(|e| document.blame("left", e))?;
                self.single(&pair.right).map_err(|e| document.blame("right", e))?;
            }
            Ok(preset)
        })
    }

    fn single(&self, id: &str) -> Result<Device, PresetError> {
        match self.device(id)? {
            Preset::Device(device) => Ok(device),
            Preset::Pair(_) => Err(PresetError {
                file: None,
                line: None,
                what: format!("`{id}` is a pair itself"),
                mend: "name a single device for each ear".into(),
            }),
        }
    }
}

fn names_a_file(argument: &str) -> bool {
    Path::new(argument).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

/// Every preset of one shipped folder; a file must be called by its id, so no id comes twice.
fn shipped<T>(
    folder: &str,
    read: fn(&Document<'_>) -> Result<T, PresetError>,
    id: fn(&T) -> &str,
) -> Result<Vec<T>, PresetError> {
    let files = SHIPPED.get_dir(folder).into_iter().flat_map(Dir::files);
    let presets = files.filter(|f| f.path().extension().is_some_and(|e| e == "toml")).map(|f| {
        let name = format!("presets/{}", f.path().display());
        let text = f.contents_utf8().ok_or_else(|| not_text(&name))?;
        let sibling = |file: &str, _| {
            let found = SHIPPED.get_file(Path::new(folder).join(file));
            found.map(|f| f.contents().to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
        };
        let preset = read(&Document { file: &name, text, sibling: &sibling, folder: None })?;
        if f.path().file_stem().is_none_or(|stem| stem != id(&preset)) {
            let what = format!("the file is not called by its id, `{}`", id(&preset));
            return Err(PresetError::at(&name, None, what, "rename one of them"));
        }
        Ok(preset)
    });
    presets.collect()
}

pub(super) fn read_file<T>(
    path: &Path,
    read: impl Fn(&Document<'_>) -> Result<T, PresetError>,
) -> Result<T, PresetError> {
    let name = path.display().to_string();
    let bytes = read_at_most(path, bounds::FILE_BYTES)
        .map_err(|e| PresetError::at(&name, None, format!("cannot be read: {e}"), "check the path"))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| not_text(&name))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let sibling = |file: &str, most| read_at_most(&folder.join(file), most);
    read(&Document { file: &name, text, sibling: &sibling, folder: Some(folder) })
}

fn not_text(name: &str) -> PresetError {
    PresetError::at(name, None, "is not UTF-8 text", "name a preset, a .toml file in UTF-8")
}

/// A whole file, refused when it is longer: a wrong path must not fill the memory.
fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is longer than {most} bytes")));
    }
    Ok(bytes)
}
