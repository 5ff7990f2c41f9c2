//! The desk: what a front end holds. Knows what is loaded, prepares what is asked for, reads the meters.

use std::path::PathBuf;
use std::sync::Arc;

use crate::acoustics::level;
use crate::control::error::DeskError;
use crate::control::forecast::StageSpectrum;
use crate::control::kept::{KeptDrive, KeptSlot};
use crate::control::loaded::Loaded;
use crate::control::matching::Matching;
use crate::control::mixer::Mixer;
use crate::control::programme::Programme;
use crate::control::setup::{InForce, Setup};
use crate::control::venue::Venue;
use crate::control::wearing::Wearing;
use crate::engine::chain::Rig;
use crate::engine::doorway::Processor;
use crate::engine::knobs::{KnobId, KnobValues, Targets};
use crate::engine::link::{ControlEnd, Watch, link};
use crate::engine::meters::Meters;
use crate::engine::mix::Mix;
use crate::engine::prepare;
use crate::engine::slot::Place;
use crate::preset::{Library, MidiMap, SavedEnds, Stage};
use crate::units::{DbSpl, SampleRate, Seconds};

/// A fader on its way to a new gain.
const FADER_RAMP: Seconds = Seconds(0.02);

mod apply;
mod past;
mod reading;

/// Where a session came from, in words that bring it back.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Both ends.
    pub ends: SavedEnds,
    /// The stage.
    pub stage: String,
    /// A recording in place of its sources.
    pub stage_file: Option<PathBuf>,
    /// Whether the ambient microphone is in place of its sources.
    pub microphone: bool,
    /// What pedals and controllers do, as a session file says it.
    pub midi: Option<MidiMap>,
}

impl Origin {
    fn of(setup: &Setup) -> Self {
        Self {
            ends: setup.ends.clone(),
            stage: setup.stage.clone(),
            stage_file: setup.stage_file.clone(),
            microphone: setup.ambient_channel.is_some(),
            midi: setup.kept.midi.clone(),
        }
    }
}

/// The handle.
pub struct Desk {
    library: Library,
    pub(super) rate: SampleRate,
    pub(super) link: ControlEnd,
    knobs: KnobValues,
    pub(super) slots: [Loaded; 2],
    matching: Matching,
    /// Seals that are known here and not yet on the audio plane.
    pub(super) reseal: [bool; 2],
    stage: Stage,
    ambience: bool,
    heard: Place,
    muted: bool,
    pub(super) mixer: Mixer,
    calibrated: bool,
    calibration: Option<InForce>,
    shaped: Option<DbSpl>,
    wearing: Option<Wearing>,
    room: DbSpl,
    seed: u64,
    /// What each slot held before.
    before: [Option<Loaded>; 2],
    origin: Origin,
    session_file: Option<PathBuf>,
    meters: Meters,
    latency: usize,
}

impl Desk {
    /// Prepares a session: the desk, and the engine to be handed to a host.
    ///
    /// `strips` are the input's channels in order, as a mixer or as plain gains; `start_ramp` the time
    /// from silence to full level.
    ///
    /// # Errors
    /// A preset is unknown, faulty, or cannot run at this rate.
    pub fn open(
        library: Library,
        setup: &Setup,
        strips: impl Into<Mixer>,
        start_ramp: Seconds,
        rate: SampleRate,
    ) -> Result<(Self, Processor), DeskError> {
        let [left, right] = &setup.device;
        let mut a = if left == right {
            Loaded::find(&library, left, setup.seal_pct)?
        } else {
            Loaded::two(
                Loaded::find(&library, left, setup.seal_pct)?,
                Loaded::find(&library, right, setup.seal_pct)?,
            )
        };
        let mut b = Loaded::find(&library, &setup.against, setup.seal_pct)?;
        let Venue { stage, tapes } = Venue::open(&library, setup, rate)?;
        let mixer = setup.mixer(strips.into())?;
        let mut knobs = setup.knobs;
        if let Some(own) = laeq(&stage) {
            knobs.set(KnobId::StageLevel, setup.stage_level_dba.unwrap_or(own.0));
        }
        let matching = Matching { rule: setup.level_rule, programme: setup.programme.clone() };
        let around = StageSpectrum::of(&stage, DbSpl(knobs.get(KnobId::StageLevel)))?;
        for (loaded, kept) in [&mut a, &mut b].into_iter().zip(&setup.kept.slots) {
            loaded.seal_pct = kept.as_ref().map_or(loaded.seal_pct, |kept| kept.seal_pct);
            if let Some(KeptSlot { drive: KeptDrive::Stays(drive), .. }) = kept {
                loaded.drive = *drive;
                continue;
            }
            loaded.drive = matching.drive(loaded, around.as_ref(), DbSpl(knobs.get(KnobId::Level)))?;
        }
        let (control, audio) = link();
        let mut desk = Self {
            library,
            rate,
            link: control,
            knobs,
            slots: [a, b],
            matching,
            reseal: [false; 2],
            stage,
            ambience: !setup.kept.stage_off,
            heard: if setup.kept.hears_b { Place::B } else { Place::A },
            muted: setup.kept.muted,
            mixer,
            calibrated: setup.calibrated,
            calibration: setup.calibration.clone(),
            shaped: None,
            wearing: setup.wearing.clone(),
            room: setup.room,
            seed: setup.seed,
            before: [None, None],
            origin: Origin::of(setup),
            session_file: setup.session_file.clone(),
            meters: Meters::default(),
            latency: 0,
        };
        desk.shaped = setup.shapes_loudness().then(|| desk.scene());
        let rig = Rig {
            slots: [desk.prepare(&desk.slots[0])?, desk.prepare(&desk.slots[1])?],
            stage: prepare::scene::stage(&desk.stage, tapes, desk.seed, rate)?,
            mix: Mix::new(&desk.mixer.table(), FADER_RAMP.frames(rate)),
            shape: prepare::scene::shape(desk.shaped, desk.correction(), rate),
            targets: desk.targets(),
            alone: setup.alone,
            start_ramp,
            rate,
        };
        let processor = Processor::new(rig, audio);
        desk.latency = processor.latency();
        Ok((desk, processor))
    }

    /// Frees what came back, sends what waited and reads the meters. To be called often; true when all that was
    /// asked for has arrived.
    pub fn service(&mut self) -> bool {
        self.link.service();
        self.send_seals();
        let settled = self.link.service() && self.reseal == [false; 2];
        if let Some(meters) = self.link.newest_meters() {
            self.meters = meters;
        }
        settled
    }

    /// What the next level rule is worked out from.
    pub fn hear_programme(&mut self, programme: Programme) {
        self.matching.programme = Some(Arc::new(programme));
    }

    /// The frames that the engine shows, for the first who asks.
    pub fn watch(&mut self) -> Option<Watch> {
        self.link.watch()
    }

    pub(super) fn targets(&self) -> Targets {
        let mut targets = Targets::new(&self.knobs, laeq(&self.stage), self.heard == Place::B, self.muted);
        if !self.ambience {
            targets.stage = 0.0;
        }
        targets.playback *= self.lowered().gain();
        targets
    }

    /// How loud the simulated scene is, dBA: the louder of the stage and the nominal programme.
    fn scene(&self) -> DbSpl {
        DbSpl(level::PLAYBACK.0 - self.scale().0)
    }
}

/// The preset's own level at the open ear.
fn laeq(stage: &Stage) -> Option<DbSpl> {
    stage.levels.as_ref().map(|levels| DbSpl(levels.laeq_db))
}
