//! The desk: what a front end holds. Knows what is loaded, prepares what is asked for, reads the meters.

use crate::acoustics::{level, voice};
use crate::control::command::Command;
use crate::control::error::DeskError;
use crate::control::forecast::StageSpectrum;
use crate::control::level_rule::LevelRule;
use crate::control::loaded::Loaded;
use crate::control::matching::Matching;
use crate::control::setup::{InForce, Setup};
use crate::control::venue::Venue;
use crate::engine::chain::Rig;
use crate::engine::doorway::Processor;
use crate::engine::knobs::{KnobId, KnobValues, Targets};
use crate::engine::link::{ControlEnd, Parcel, Watch, link};
use crate::engine::meters::Meters;
use crate::engine::mix::{Mix, MixTable, Strip};
use crate::engine::playback::Shape;
use crate::engine::prepare;
use crate::engine::slot::{Place, Slot};
use crate::preset::{Library, Stage};
use crate::units::{Db, DbSpl, SampleRate, Seconds};

/// A full-scale sine in an own-voice channel, dB SPL at the open ear: nominal programme is the nominal voice.
const VOICE_FULL_SCALE: DbSpl = DbSpl(voice::NOMINAL.0 - level::NOMINAL.0);
/// A fader on its way to a new gain.
const FADER_RAMP: Seconds = Seconds(0.02);

mod reading;

/// The handle.
#[expect(clippy::struct_excessive_bools, reason = "four switches that do not depend on each other")]
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
    pub(super) own_voice: bool,
    calibrated: bool,
    calibration: Option<InForce>,
    shaped: Option<DbSpl>,
    seed: u64,
    meters: Meters,
    latency: usize,
}

impl Desk {
    /// Prepares a session: the desk, and the engine to be handed to a host.
    ///
    /// `strips` are the input's channels in order; `start_ramp` the time from silence to full level.
    ///
    /// # Errors
    /// A preset is unknown, faulty, or cannot run at this rate.
    pub fn open(
        library: Library,
        setup: &Setup,
        mut strips: Vec<Strip>,
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
        if let Some(channel) = setup.ambient_channel {
            *strip(&mut strips, channel, "ambient microphone")? = Strip { microphone: 1.0, ..Strip::UNHEARD };
        }
        for &channel in &setup.own_voice {
            strip(&mut strips, channel, "own voice")?.voice = level::pascals_per_unit(VOICE_FULL_SCALE).0;
        }
        let mut knobs = setup.knobs;
        if let Some(own) = laeq(&stage) {
            knobs.set(KnobId::StageLevel, setup.stage_level_dba.unwrap_or(own.0));
        }
        let matching = Matching { rule: setup.level_rule, programme: setup.programme.clone() };
        let around = StageSpectrum::of(&stage, DbSpl(knobs.get(KnobId::StageLevel)))?;
        for loaded in [&mut a, &mut b] {
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
            ambience: true,
            heard: Place::A,
            muted: false,
            own_voice: !setup.own_voice.is_empty(),
            calibrated: setup.calibrated,
            calibration: setup.calibration.clone(),
            shaped: None,
            seed: setup.seed,
            meters: Meters::default(),
            latency: 0,
        };
        desk.shaped = setup.shapes_loudness().then(|| desk.scene());
        let rig = Rig {
            slots: [desk.prepare(&desk.slots[0])?, desk.prepare(&desk.slots[1])?],
            stage: prepare::scene::stage(&desk.stage, tapes, desk.seed, rate)?,
            mix: Mix::new(&MixTable(strips.into()), FADER_RAMP.frames(rate)),
            shape: desk
                .shaped
                .map_or_else(|| Box::new(Shape(None)), |scene| prepare::scene::shape(scene, rate)),
            targets: desk.targets(),
            start_ramp,
            rate,
        };
        let processor = Processor::new(rig, audio);
        desk.latency = processor.latency();
        Ok((desk, processor))
    }

    /// Obeys.
    ///
    /// # Errors
    /// One line; nothing has changed then.
    pub fn apply(&mut self, command: &Command) -> Result<(), DeskError> {
        match command {
            Command::Hear(place) => self.heard = *place,
            Command::Toggle => self.heard = if self.heard == Place::A { Place::B } else { Place::A },
            Command::Load(place, id) => {
                let mut loaded = Loaded::find(&self.library, id, [None; 2])?;
                loaded.drive = self.drive(&loaded, &self.matching)?;
                self.install(*place, loaded)?;
            }
            Command::Seal(place, percent) => self.seal(*place, *percent)?,
            Command::Match(rule) => self.match_levels(*rule)?,
            Command::Stage(id) => {
                let Venue { stage, tapes } = Venue::find(&self.library, id, self.rate)?;
                let bed = prepare::scene::stage(&stage, tapes, self.seed, self.rate)?;
                self.stage = stage;
                if let Some(own) = laeq(&self.stage) {
                    self.knobs.set(KnobId::StageLevel, own.0);
                }
                self.link.install(Parcel::Stage(bed));
            }
            Command::Ambience(on) => self.ambience = *on,
            Command::Set(knob, value) => self.knobs.set(*knob, *value),
            Command::Nudge(knob, delta) => self.knobs.set(*knob, self.knobs.get(*knob) + delta),
            Command::Mute(muted) => self.muted = *muted,
            Command::Quit => self.muted = true,
        }
        if matches!(command, Command::Set(KnobId::FullScale, _) | Command::Nudge(KnobId::FullScale, _)) {
            // What is turned by hand is no longer what was measured.
            self.calibration = None;
        }
        if let Some(shaped) = self.shaped
            && shaped != self.scene()
        {
            self.shaped = Some(self.scene());
            self.link.install(Parcel::Shape(prepare::scene::shape(self.scene(), self.rate)));
        }
        self.link.set(self.targets());
        Ok(())
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

    /// The frames that the engine shows, for the first who asks.
    pub fn watch(&mut self) -> Option<Watch> {
        self.link.watch()
    }

    fn install(&mut self, place: Place, loaded: Loaded) -> Result<(), DeskError> {
        let slot = self.prepare(&loaded)?;
        self.reseal[place as usize] = false;
        self.slots[place as usize] = loaded;
        self.link.install(Parcel::Slot(place, slot));
        Ok(())
    }

    /// Works the rule out anew for both slots, on the stage and the monitor level as they are now.
    fn match_levels(&mut self, rule: LevelRule) -> Result<(), DeskError> {
        let matching = Matching { rule, ..self.matching.clone() };
        let mut matched = self.slots.clone();
        for loaded in &mut matched {
            loaded.drive = self.drive(loaded, &matching)?;
        }
        self.matching = matching;
        for (place, loaded) in [Place::A, Place::B].into_iter().zip(matched) {
            if loaded.drive != self.slots[place as usize].drive {
                self.install(place, loaded)?;
            }
        }
        Ok(())
    }

    fn drive(&self, loaded: &Loaded, matching: &Matching) -> Result<Option<Db>, DeskError> {
        let knob = |id| DbSpl(self.knobs.get(id));
        let stage =
            if self.ambience { StageSpectrum::of(&self.stage, knob(KnobId::StageLevel))? } else { None };
        matching.drive(loaded, stage.as_ref(), knob(KnobId::Level))
    }

    fn prepare(&self, loaded: &Loaded) -> Result<Box<Slot>, DeskError> {
        Ok(prepare::ear::slot(loaded.worn(), loaded.drive.unwrap_or(Db(0.0)), self.own_voice, self.rate)?)
    }

    fn targets(&self) -> Targets {
        let mut targets = Targets::new(&self.knobs, laeq(&self.stage), self.heard == Place::B, self.muted);
        if !self.ambience {
            targets.stage = 0.0;
        }
        targets
    }

    /// How loud the simulated scene is, dBA: the louder of the stage and the nominal programme.
    fn scene(&self) -> DbSpl {
        DbSpl(level::PLAYBACK.0 - self.scale().0)
    }
}

/// The strip of a channel counted from 0.
fn strip<'a>(strips: &'a mut [Strip], channel: usize, what: &str) -> Result<&'a mut Strip, DeskError> {
    let count = strips.len();
    strips.get_mut(channel).ok_or_else(|| {
        DeskError::Request(format!("{what} on channel {}: the input has {count}", channel + 1))
    })
}

/// The preset's own level at the open ear.
fn laeq(stage: &Stage) -> Option<DbSpl> {
    stage.levels.as_ref().map(|levels| DbSpl(levels.laeq_db))
}
