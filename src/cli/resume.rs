//! A kept session as if its options had been given on the command line; what is given there overrides it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::ArgMatches;
use clap::parser::ValueSource;

use super::args::LiveOptions;
use super::own;
use super::sound::{LevelRuleName, Switch};
use crate::control::kept::{self, Kept, KeptDrive, KeptSlot};
use crate::control::loaded::BOTH;
use crate::control::session::Session;
use crate::control::setup::Setup;
use crate::engine::knobs::KnobId;
use crate::preset::{SavedEnds, SavedSession, SavedStage};
use crate::units::{Db, DbSpl};

/// The options that are on the command line, by name; all others are defaults.
#[derive(Debug, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    /// Reads the words of a command.
    #[must_use]
    pub fn of(matches: Option<&ArgMatches>) -> Self {
        let given = |matches: &ArgMatches| {
            let ids = matches.ids().map(|id| id.as_str().to_owned());
            ids.filter(|id| matches.value_source(id) == Some(ValueSource::CommandLine)).collect()
        };
        Self(matches.map(given).unwrap_or_default())
    }

    fn any(&self, ids: &[&str]) -> bool {
        ids.iter().any(|id| self.0.contains(*id))
    }

    /// Takes the file's value unless the option was given.
    fn or<T>(&self, id: &str, option: &mut T, saved: T) {
        if !self.any(&[id]) {
            *option = saved;
        }
    }
}

/// The options and the set-up of a session, with what is kept of it in a file where one is asked for.
///
/// # Errors
/// One line: a file that is refused, an option that is.
pub fn setup(options: &LiveOptions, given: &Given) -> Result<(LiveOptions, Setup)> {
    let (saved, mut options) = (saved(options)?, options.clone());
    if let Some((saved, _)) = &saved {
        fill_in(&mut options, saved, given)?;
    }
    let mut setup = options.sound.setup(&options.against)?;
    if let Some((saved, file)) = saved {
        add(&mut setup, &saved, given);
        setup.session_file = file;
    }
    setup.ends = ends_of(&options);
    Ok((options, setup))
}

/// Where a calibration of now makes playback louder than the session was left, it begins in silence, and says so.
pub fn never_louder(setup: &mut Setup) -> Option<String> {
    let (full_scale, margin) = setup.kept.left_at?;
    let (now, now_margin) = (DbSpl(setup.knobs.get(KnobId::FullScale)), setup.knobs.margin());
    // Samples per pascal, and the ceiling as a sample value.
    let louder = (full_scale.0 - now.0).max(full_scale.0 + margin.0 - now.0 - now_margin.0);
    if louder < 0.05 || setup.kept.muted {
        return None;
    }
    setup.kept.muted = true;
    Some(format!(
        "begins muted: as it is calibrated now it plays {louder:.1} dB louder than it was left; `unmute` or M when you are ready"
    ))
}

/// Keeps the session for `--resume`. A fresh start beside a session that ended muted says so: sound is not expected.
pub fn keep(session: &mut Session, goes_on: bool) {
    let Ok(file) = kept::last_session() else { return };
    if !goes_on && kept::ended_muted(&file) == Some(true) {
        session.news("a fresh start: the last session ended muted, --resume brings it back".into());
    }
    session.keep_in(file);
}

/// The session that is asked for, if any, and the file that it was.
fn saved(options: &LiveOptions) -> Result<Option<(SavedSession, Option<PathBuf>)>> {
    if let Some(file) = &options.session {
        return Ok(Some((kept::load(file, &own::library()?)?, Some(file.clone()))));
    }
    if !options.resume {
        return Ok(None);
    }
    let file = kept::last_session()?;
    ensure!(file.exists(), "--resume: there is no last session yet: start without it");
    Ok(Some((kept::load(&file, &own::library()?)?, None)))
}

/// Fills in what was not given.
fn fill_in(options: &mut LiveOptions, saved: &SavedSession, given: &Given) -> Result<()> {
    let ends = saved.ends.clone();
    let same_output = !given.any(&["output", "host", "out_channels"]);
    // Channels belong to their device.
    if !given.any(&["input"]) {
        given.or("in_channels", &mut options.in_channels, ends.in_channels);
    }
    if !given.any(&["output"]) {
        given.or("out_channels", &mut options.out_channels, ends.out_channels);
    }
    given.or("input", &mut options.input, ends.input);
    given.or("host", &mut options.host, ends.host);
    given.or("output", &mut options.output, ends.output);
    given.or("rate", &mut options.rate, ends.rate_hz);
    given.or("buffer", &mut options.buffer, ends.buffer_frames);
    given.or("against", &mut options.against, saved.b.device.clone());

    let sound = &mut options.sound;
    if !given.any(&["device"]) {
        let (left, right) = saved.a.device.split_once(BOTH).unwrap_or((&saved.a.device, &saved.a.device));
        if left == right {
            left.clone_into(&mut sound.device);
        } else {
            sound.left.get_or_insert_with(|| left.to_owned());
            sound.right.get_or_insert_with(|| right.to_owned());
        }
    }
    given.or("seed", &mut sound.seed, saved.seed.parse()?);
    given.or("loudness", &mut sound.loudness, if saved.loudness { Switch::On } else { Switch::Off });
    given.or("level_rule", &mut sound.level_rule, LevelRuleName::find(&saved.level_rule));
    given.or("margin", &mut sound.margin, saved.margin_db);
    let knob = |knob: KnobId| knob.row().and_then(|row| saved.knobs.get(row.id)).copied();
    for (id, option, value) in [
        ("level", &mut sound.level, knob(KnobId::Level)),
        ("balance", &mut sound.balance, knob(KnobId::Balance)),
        ("ceiling", &mut sound.ceiling, knob(KnobId::Ceiling)),
        ("cap", &mut sound.cap, knob(KnobId::Cap)),
    ] {
        given.or(id, option, value.unwrap_or(*option));
    }
    given.or("bodypack", &mut sound.bodypack, knob(KnobId::Bodypack));
    if !given.any(&["wearing"]) {
        sound.wearing = ends.wearing;
        given.or("room", &mut sound.room, ends.room_dba);
    }
    // What is known of the phones is known at this output alone.
    if same_output && !given.any(&["full_scale", "calibration", "wearing"]) {
        sound.calibration = ends.calibration;
        if saved.full_scale_given {
            sound.full_scale = knob(KnobId::FullScale);
        }
    }
    if !given.any(&["stage", "stage_file", "ambient_channel"]) {
        let SavedStage { id, file, ambient_channel, .. } = saved.stage.clone();
        let silent = id == "none" && file.is_none() && ambient_channel.is_none();
        (sound.stage, sound.stage_file, sound.ambient_channel) =
            (id, file.map(PathBuf::from), ambient_channel);
        if !silent {
            given.or("stage_level", &mut sound.stage_level, knob(KnobId::StageLevel));
        }
    }
    Ok(())
}

/// Adds what no option says.
fn add(setup: &mut Setup, saved: &SavedSession, given: &Given) {
    let mut kept = Kept::of(saved);
    if given.any(&["input", "in_channels"]) {
        kept.strips = None;
    } else if given.any(&["own_voice"]) {
        kept.strips.iter_mut().flatten().for_each(|strip| strip.voice = false);
    }
    let seals = given.any(&["seal", "seal_left", "seal_right"]);
    let [a, b] = &mut kept.slots;
    for (slot, options) in [(a, &["device", "left", "right"][..]), (b, &["against"])] {
        if given.any(options) {
            *slot = None;
        }
        if let (Some(slot), true) = (slot, seals) {
            let KeptSlot { seal_pct: [left, right], .. } = *slot;
            let [new_left, new_right] = setup.seal_pct;
            slot.seal_pct = [new_left.or(left), new_right.or(right)];
        }
    }
    if given.any(&["loudness", "device", "left", "right", "stage", "stage_file", "ambient_channel"]) {
        kept.shaped = None;
    }
    if given.any(&["stage", "stage_file", "ambient_channel"]) {
        kept.stage_off = false;
    }
    // A rule that is asked for anew, or a level that it depends on, makes new gains.
    if given.any(&["level_rule", "margin", "level", "stage_level", "stage"]) {
        kept.slots.iter_mut().flatten().for_each(|slot| slot.drive = KeptDrive::Anew);
    }
    if !given.any(&["full_scale"]) {
        setup.knobs.set_margin(Db(saved.ceiling_margin_db));
    }
    if !setup.calibrated {
        // Taken for as loud as it ever was, until a calibration says better.
        let was = saved.knobs.get("full-scale").copied().unwrap_or_default();
        setup.knobs.set(KnobId::FullScale, was.max(setup.knobs.get(KnobId::FullScale)));
        // Another output, other phones: nothing to compare with.
        let same_phones = !given.any(&["output", "host", "out_channels", "calibration", "wearing"]);
        kept.left_at = same_phones.then_some((DbSpl(was), Db(saved.ceiling_margin_db)));
    }
    setup.kept = kept;
}

/// Both ends of this session in words.
fn ends_of(options: &LiveOptions) -> SavedEnds {
    SavedEnds {
        input: options.input.clone(),
        in_channels: options.in_channels.clone(),
        host: options.host.clone(),
        output: options.output.clone(),
        out_channels: options.out_channels.clone(),
        rate_hz: options.rate,
        buffer_frames: options.buffer,
        wearing: options.sound.wearing.clone(),
        room_dba: options.sound.room,
        calibration: options.sound.calibration.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resumed(full_scale: f64, margin: f64) -> Setup {
        let left_at = Some((DbSpl(114.0), Db(3.0)));
        let mut setup = Setup { kept: Kept { left_at, ..Kept::default() }, ..Setup::default() };
        setup.knobs.set(KnobId::FullScale, full_scale);
        setup.knobs.set_margin(Db(margin));
        setup
    }

    #[test]
    fn a_calibration_that_makes_playback_louder_than_it_was_left_brings_it_back_muted() {
        for (full_scale, margin, louder) in [(104.0, 3.0, "10.0 dB"), (114.0, 0.0, "3.0 dB")] {
            let mut setup = resumed(full_scale, margin);
            assert!(never_louder(&mut setup).unwrap().contains(louder));
            assert!(setup.kept.muted);
        }
    }

    #[test]
    fn the_same_phones_or_louder_ones_come_back_as_they_were_left() {
        for (full_scale, margin) in [(114.0, 3.0), (120.0, 3.0), (120.0, 0.0)] {
            let mut setup = resumed(full_scale, margin);
            assert_eq!((never_louder(&mut setup), setup.kept.muted), (None, false));
        }
    }
}
