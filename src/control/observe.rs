//! Turns the desk and its meters into a [`Snapshot`].

use crate::acoustics::level;
use crate::control::desk::Desk;
use crate::control::history::History;
use crate::control::latency::{ClockState, LatencyState, Ways};
use crate::control::loaded::Loaded;
use crate::control::programme::Programme;
use crate::control::reading::{self, LONG, PairHistory, SHORT, db};
use crate::control::snapshot::{EngineState, PlayedState, SlotState, Snapshot, StageState};
use crate::control::spectra::LiveSpectra;
use crate::control::strips::StripMeters;
use crate::control::wearing::Demonstration;
use crate::engine::knobs::{self, KnobId};
use crate::engine::link::Watch;
use crate::engine::meters::{EarLevels, PlayedLevels};
use crate::engine::slot::Place;
use crate::io::host::Health;
use crate::units::{Db, DbSpl, Pascals, SampleRate};

/// The recent past of everything that is shown as a level over a span.
pub struct Observer {
    slots: [SlotHistory; 2],
    played: PairHistory,
    strips: StripMeters,
    spectra: Option<LiveSpectra>,
    demonstration: Demonstration,
}

struct SlotHistory {
    ear: PairHistory,
    monitor: History,
    ambience: History,
}

/// What the desk does not know: where the sound comes from and goes, and what went missing there.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Where the sound comes from.
    pub input: String,
    /// Where it goes.
    pub output: String,
    /// How both ends were opened, and what is between them.
    pub ways: Ways,
    /// How often frames went missing or were dropped.
    pub xruns: u64,
    /// Frames of input that were not there in time.
    pub missed_frames: u64,
    /// Frames of input that came too late.
    pub dropped_frames: u64,
    /// What was done last.
    pub news: Option<String>,
    /// How the devices are.
    pub health: Health,
    /// What went wrong last.
    pub notice: Option<String>,
}

impl Observer {
    /// Without a past.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        let slot = || SlotHistory {
            ear: PairHistory::new(rate),
            monitor: History::new(rate),
            ambience: History::new(rate),
        };
        Self {
            slots: [slot(), slot()],
            played: PairHistory::new(rate),
            strips: StripMeters::new(rate),
            spectra: None,
            demonstration: Demonstration::default(),
        }
    }

    /// Analyses bands from now on.
    pub fn watch(&mut self, watch: Watch, rate: SampleRate) {
        self.spectra = Some(LiveSpectra::new(watch, rate));
    }

    /// What was heard of the monitor mix in the last ten seconds; none when nobody watched.
    #[must_use]
    pub fn programme(&self) -> Option<Programme> {
        self.spectra.as_ref().map(LiveSpectra::programme)
    }

    /// Levels of the monitor mix since the last call; none when nobody watches.
    pub fn mix_levels(&mut self) -> Vec<f64> {
        self.spectra.as_mut().map_or_else(Vec::new, LiveSpectra::mix_levels)
    }

    /// Reads the desk. To be called after each [`Desk::service`].
    pub fn snapshot(&mut self, desk: &Desk, around: &Surroundings) -> Snapshot {
        let meters = *desk.meters();
        for (history, levels) in self.slots.iter_mut().zip(&meters.slots) {
            history.ear.add(&levels.ear);
            history.monitor.add(levels.ear.frames, levels.monitor_a);
            history.ambience.add(levels.ear.frames, levels.ambience_a);
        }
        self.played.add(&meters.played.ear);
        let bands = self.spectra.as_mut().map(LiveSpectra::read);
        let knob = |id| desk.knobs().get(id);
        let (ceiling, full_scale) = (knobs::ceiling(desk.knobs()), DbSpl(knob(KnobId::FullScale)));
        let [a, b] = desk.slots();
        let [history_a, history_b] = &self.slots;
        let [levels_a, levels_b] = &meters.slots;
        let has_stage = desk.stage().levels.is_some();
        Snapshot {
            seconds: desk.rate().seconds(meters.frame).0,
            rate_hz: desk.rate().0,
            slots: [
                SlotState { before: before(desk, Place::A), ..slot_state(a, levels_a, history_a) },
                SlotState { before: before(desk, Place::B), ..slot_state(b, levels_b, history_b) },
            ],
            heard: usize::from(desk.heard() == Place::B),
            muted: desk.muted(),
            stage: StageState {
                id: desk.stage().id.clone(),
                name: desk.stage().name.clone(),
                laeq_db: has_stage.then(|| knob(KnobId::StageLevel)),
                on: desk.ambience(),
            },
            level_db_spl: knob(KnobId::Level),
            strips: self.strips.read(&meters, desk.mixer()),
            level_rule: desk.level_rule().id(),
            level_rule_margin_db: desk.level_rule().margin().0,
            balance_db: knob(KnobId::Balance),
            bodypack_db_spl: knobs::bodypack(desk.knobs()).map(|threshold| threshold.0),
            played: PlayedState {
                scale_db: desk.scale().0 + desk.lowered().0,
                limiter_reduction_db: Db::from_gain(meters.limiter_gain).0.abs(),
                limiter_max_reduction_db: Db::from_gain(meters.limiter_gain_min).0.abs(),
                slow_reduction_db: Db::from_gain(meters.slow_gain).0.abs(),
                slow_max_reduction_db: Db::from_gain(meters.slow_gain_min).0.abs(),
                ceiling_db_spl: ceiling.0,
                cap_dba: knob(KnobId::Cap),
                ceiling_dbfs: Db::from_gain(level::sample_at_peak(ceiling, full_scale)).0,
                full_scale_db_spl: full_scale.0,
                calibrated: desk.calibrated(),
                calibration: desk.calibration().map(|in_force| in_force.text.clone()),
                uncertainty_db: desk.calibration().map(|in_force| in_force.uncertainty_db),
                ..played_state(&meters.played, &self.played, full_scale)
            },
            wearing: self.demonstration.state(desk),
            bands,
            engine: EngineState {
                input: around.input.clone(),
                output: around.output.clone(),
                latency_frames: desk.latency(),
                latency: LatencyState::new(&around.ways, desk.latency(), desk.device_delay(), desk.rate()),
                clocks: ClockState::new(&around.ways),
                worst_load: meters.load.worst,
                p99_load: meters.load.p99,
                mean_load: meters.load.mean,
                last_load: meters.load.last,
                xruns: around.xruns,
                devices: around.health.link.word(),
                recoveries: around.health.recoveries,
                missed_frames: around.missed_frames,
                dropped_frames: around.dropped_frames,
                faults: meters.faults,
                flags: Vec::new(),
                unwatched_frames: if self.spectra.is_some() { meters.unwatched } else { 0 },
            },
            seed: desk.seed(),
            loudness: desk.is_shaped(),
            session_file: desk.session_file().map(|file| file.display().to_string()),
            obeyed: desk.is_obeyed(),
            news: around.news.clone(),
            // A device that is gone matters more than a word that was not understood.
            notice: around.health.line.clone().or_else(|| around.notice.clone()),
        }
    }
}

/// What the meters say of it; the knobs are left to the caller.
fn played_state(played: &PlayedLevels, history: &PairHistory, full_scale: DbSpl) -> PlayedState {
    let meter = reading::meter(&played.ear, history);
    let true_peaks = played.true_peak.map(|peak| DbSpl::from_pascals(Pascals(peak)).0);
    PlayedState {
        laeq_1s_db: db(history.a.equivalent(SHORT)),
        laf_db: reading::pointer(played.ear.fast.now),
        lcpeak_db: reading::peak(&played.ear.c),
        rms_dbfs: meter.rms_db_spl.map(|level| level - full_scale.0),
        dose: reading::dose(&played.ear.dose, history.a.equivalent(LONG)),
        true_peak_db_spl: true_peaks[0].max(true_peaks[1]),
        true_peaks_db_spl: true_peaks,
        meter,
        ..PlayedState::default()
    }
}

/// What `undo` brings back.
fn before(desk: &Desk, place: Place) -> Option<String> {
    desk.before(place).map(|loaded| loaded.id.clone())
}

fn slot_state(loaded: &Loaded, levels: &EarLevels, history: &SlotHistory) -> SlotState {
    let long = history.ear.a.equivalent(LONG);
    let dose = reading::dose(&levels.ear.dose, long);
    SlotState {
        drive_db: loaded.drive.map(|gain| gain.0),
        device: loaded.id.clone(),
        name: loaded.name.clone(),
        seal_pct: [0, 1].map(|ear: usize| {
            let seal = loaded.ears[ear].seal.as_ref()?;
            Some(loaded.seal_pct[ear].unwrap_or(seal.default_pct))
        }),
        laf_db: reading::pointer(levels.ear.fast.now),
        laeq_1s_db: db(history.ear.a.equivalent(SHORT)),
        laeq_10s_db: db(long),
        monitor_laeq_db: db(history.monitor.equivalent(LONG)),
        ambience_laeq_db: db(history.ambience.equivalent(LONG)),
        meter: reading::meter(&levels.ear, &history.ear),
        lcpeak_db: reading::peak(&levels.ear.c),
        niosh_minutes: dose.niosh.allowed_minutes,
        dose,
        before: None,
    }
}
