//! What a session file brings that no option of the command line says, and what is written into one.

use std::path::{Path, PathBuf};

use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::control::level_rule::LevelRule;
use crate::control::loaded::{BOTH, Loaded};
use crate::control::mixer::StripSettings;
use crate::engine::knobs::{KNOBS, KnobId};
use crate::engine::slot::Place;
use crate::io::IoError;
use crate::io::whole::WholeFile;
use crate::preset::SessionWords;
use crate::preset::{
    Bounds, FORMAT, Library, MidiMap, SavedEnds, SavedPlace, SavedSession, SavedSlot, SavedStage, SavedStrip,
};
use crate::units::{Db, DbSpl};

/// What a session file brings beyond the options; nothing at a fresh start.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kept {
    /// The channels of the monitor mix.
    pub strips: Option<Vec<StripSettings>>,
    /// Slot A and slot B where they are those of the file.
    pub slots: [Option<KeptSlot>; 2],
    /// Whether slot B is heard.
    pub hears_b: bool,
    /// Output silenced from the first frame.
    pub muted: bool,
    /// The stage is there and silent.
    pub stage_off: bool,
    /// Whether playback has its equal-loudness shape, however the session began.
    pub shaped: Option<bool>,
    /// Full scale and margin that it was left with, where this output may have others now.
    pub left_at: Option<(DbSpl, Db)>,
    /// What pedals and controllers do.
    pub midi: Option<MidiMap>,
}

/// A slot as it was left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeptSlot {
    /// Seal of each ear, percent.
    pub seal_pct: [Option<f64>; 2],
    /// What the level rule adds.
    pub drive: KeptDrive,
}

/// What the level rule adds to the monitor level of a slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum KeptDrive {
    /// It was worked out once, and stays; none where the rule had nothing to say.
    Stays(Option<Db>),
    /// It is worked out when the session begins.
    Anew,
}

impl Kept {
    /// Whether both slots bring the gain that a level rule made once.
    #[must_use]
    pub fn has_drives(&self) -> bool {
        self.slots.iter().all(|slot| slot.is_some_and(|slot| slot.drive != KeptDrive::Anew))
    }

    /// All that a file says.
    #[must_use]
    pub fn of(saved: &SavedSession) -> Self {
        let slot = |slot: &SavedSlot| {
            let seal_pct = [slot.seal_left_pct, slot.seal_right_pct];
            Some(KeptSlot { seal_pct, drive: KeptDrive::Stays(slot.drive_db.map(Db)) })
        };
        let strip = |strip: &SavedStrip| StripSettings {
            name: strip.name.clone(),
            gain: Db(strip.gain_db),
            pan: strip.pan,
            mute: strip.mute,
            solo: strip.solo,
            inverted: strip.inverted,
            voice: strip.voice,
        };
        Self {
            strips: Some(saved.strips.iter().map(strip).collect()),
            slots: [slot(&saved.a), slot(&saved.b)],
            hears_b: saved.heard == SavedPlace::B,
            muted: saved.muted,
            stage_off: !saved.stage.on,
            shaped: Some(saved.loudness),
            left_at: None,
            midi: saved.midi.clone(),
        }
    }
}

/// Writes what a person asks to be saved: a session, or over one.
///
/// # Errors
/// A name that no session file has, a file that is something else, a place that cannot be written to.
pub fn save(saved: &SavedSession, path: &Path) -> Result<(), DeskError> {
    let refuse = |what: &str| Err(DeskError::Request(format!("{}: {what}", path.display())));
    if path.extension().is_none_or(|ending| ending != "toml") {
        return refuse("is no name for a session: give one that ends in .toml");
    }
    if path.exists() && ended_muted(path).is_none() {
        return refuse("is there and is no session that can be read: choose another name");
    }
    write(saved, path)
}

/// Reads and checks a session file, also whether its devices and its stage are in the library.
///
/// # Errors
/// File, line, reason and mend.
pub fn load(path: &Path, library: &Library) -> Result<SavedSession, DeskError> {
    let device = |id: &str| id.split(BOTH).try_for_each(|id| library.ears(id).map(|_| ()));
    let stage = |id: &str| library.stage(id).map(|_| ());
    let words =
        SessionWords { knobs: &knob_bounds(), rules: &LevelRule::IDS, device: &device, stage: &stage };
    Ok(SavedSession::load(path, &words)?)
}

/// Whether a file is a session that ended in silence; none where it is no session.
#[must_use]
pub fn ended_muted(path: &Path) -> Option<bool> {
    SavedSession::load(path, &any_words(&knob_bounds())).ok().map(|session| session.muted)
}

/// Writes a session file, whole or not at all.
///
/// # Errors
/// What could not be read again; a place that cannot be written to.
pub fn write(saved: &SavedSession, path: &Path) -> Result<(), DeskError> {
    let text = saved.text(&any_words(&knob_bounds()))?;
    let mut file = WholeFile::create(path, ".toml")?;
    file.write(text.as_bytes())?;
    Ok(file.finish()?)
}

/// The first free name in the current folder, for whoever gives none: nothing is written over unasked.
#[must_use]
pub fn free_name() -> PathBuf {
    let name =
        |n: u32| if n < 2 { "foldback-session.toml".into() } else { format!("foldback-session-{n}.toml") };
    let mut names = (1..).map(|n| PathBuf::from(name(n)));
    names.find(|path| !path.exists()).unwrap_or_else(|| name(1).into())
}

/// The user's last session: in the state folder of the XDG rules.
///
/// # Errors
/// The user has no home, or the folder cannot be made.
pub fn last_session() -> Result<PathBuf, DeskError> {
    use etcetera::BaseStrategy;
    let homeless = || DeskError::Request("there is no home folder for the last session: set HOME".into());
    let xdg = etcetera::base_strategy::Xdg::new().map_err(|_| homeless())?;
    Ok(xdg.state_dir().ok_or_else(homeless)?.join("foldback").join("last-session.toml"))
}

/// Writes the last session, and its folder where there is none yet.
///
/// # Errors
/// A place that cannot be written to.
pub fn write_last(saved: &SavedSession, path: &Path) -> Result<(), DeskError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| IoError::writing(folder, error))?;
    }
    write(saved, path)
}

fn any_words<'a>(knobs: &'a [(&'a str, Bounds)]) -> SessionWords<'a> {
    SessionWords { knobs, rules: &LevelRule::IDS, device: &|_| Ok(()), stage: &|_| Ok(()) }
}

fn knob_bounds() -> Vec<(&'static str, Bounds)> {
    let bounds = |knob: &crate::engine::knobs::Knob| Bounds {
        from: *knob.range.start(),
        to: *knob.range.end(),
        unit: knob.unit,
    };
    KNOBS.iter().map(|knob| (knob.id, bounds(knob))).collect()
}

impl Desk {
    /// Everything that a session file keeps. Files are named in full, so that it can be loaded from anywhere.
    #[must_use]
    pub fn saved(&self) -> SavedSession {
        let knobs = self.knobs();
        let value = |id: &str| KnobId::find(id).map_or(0.0, |knob| knobs.get(knob));
        let strip = |strip: &StripSettings| SavedStrip {
            name: strip.name.clone(),
            gain_db: strip.gain.0,
            pan: strip.pan,
            mute: strip.mute,
            solo: strip.solo,
            inverted: strip.inverted,
            voice: strip.voice,
        };
        let [a, b] = self.slots();
        let place = self.origin();
        let microphone = self.mixer().microphone().filter(|_| place.microphone).map(|channel| channel + 1);
        let wearing = place.ends.wearing.as_deref().map(in_full);
        let input = place.ends.input.iter().map(|word| in_full(word)).collect();
        SavedSession {
            format: FORMAT,
            heard: if self.heard() == Place::B { SavedPlace::B } else { SavedPlace::A },
            muted: self.muted(),
            loudness: self.is_shaped(),
            seed: self.seed().to_string(),
            level_rule: self.level_rule().id().into(),
            margin_db: self.level_rule().margin().0,
            full_scale_given: self.calibrated() && self.calibration().is_none(),
            ceiling_margin_db: knobs.margin().0,
            ends: SavedEnds { input, wearing, ..place.ends.clone() },
            a: saved_slot(a),
            b: saved_slot(b),
            stage: SavedStage {
                id: in_full(&place.stage),
                on: self.ambience(),
                file: place.stage_file.as_ref().map(|file| in_full(&file.display().to_string())),
                ambient_channel: microphone,
            },
            knobs: KNOBS.iter().map(|knob| (knob.id.to_owned(), value(knob.id))).collect(),
            strips: self.mixer().strips().iter().map(strip).collect(),
            midi: place.midi.clone(),
        }
    }
}

/// What is in a slot: a device that does not seal has no seal to keep.
fn saved_slot(loaded: &Loaded) -> SavedSlot {
    let [left, right] = loaded.seal_pct;
    SavedSlot {
        device: loaded.id.split(BOTH).map(in_full).collect::<Vec<_>>().join(BOTH),
        seal_left_pct: left,
        seal_right_pct: right,
        drive_db: loaded.drive.map(|drive| drive.0),
    }
}

/// A word that names a file that is there, from the root on; any other as it is. Ids and `demo` have no ending.
fn in_full(word: &str) -> String {
    let path = Path::new(word);
    let full = std::path::absolute(path).ok().filter(|_| path.extension().is_some() && path.is_file());
    full.map_or_else(|| word.to_owned(), |full| full.display().to_string())
}
