//! Turns the desk and its meters into a [`Snapshot`].

use crate::acoustics::{dose, level};
use crate::control::desk::Desk;
use crate::control::history::History;
use crate::control::loaded::Loaded;
use crate::control::snapshot::{EngineState, PlayedState, SlotState, Snapshot, StageState};
use crate::engine::knobs::{self, KnobId};
use crate::engine::meters::EarLevels;
use crate::engine::slot::Place;
use crate::units::{Db, DbSpl, Pascals, SampleRate, Seconds};

const SHORT: Seconds = Seconds(1.0);
const LONG: Seconds = Seconds(10.0);

/// The recent past of everything that is shown as a level over a span.
pub struct Observer {
    slots: [SlotHistory; 2],
    played: History,
}

struct SlotHistory {
    ear: History,
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
    /// Frames of input that were not there in time.
    pub missed_frames: u64,
    /// Frames of input that came too late.
    pub dropped_frames: u64,
    /// What went wrong last.
    pub notice: Option<String>,
}

impl Observer {
    /// Without a past.
    #[must_use]
    pub fn new(rate: SampleRate) -> Self {
        let slot = || SlotHistory {
            ear: History::new(rate),
            monitor: History::new(rate),
            ambience: History::new(rate),
        };
        Self { slots: [slot(), slot()], played: History::new(rate) }
    }

    /// Reads the desk. To be called after each [`Desk::service`].
    pub fn snapshot(&mut self, desk: &Desk, around: &Surroundings) -> Snapshot {
        let meters = *desk.meters();
        for (history, levels) in self.slots.iter_mut().zip(&meters.slots) {
            history.ear.add(levels.frames, levels.a);
            history.monitor.add(levels.frames, levels.monitor_a);
            history.ambience.add(levels.frames, levels.ambience_a);
        }
        self.played.add(meters.frame, meters.played);
        let knob = |id| desk.knobs().get(id);
        let (ceiling, full_scale) = (knobs::ceiling(desk.knobs()), DbSpl(knob(KnobId::FullScale)));
        let [a, b] = desk.slots();
        let [history_a, history_b] = &self.slots;
        let [levels_a, levels_b] = &meters.slots;
        let has_stage = desk.stage().levels.is_some();
        Snapshot {
            seconds: desk.rate().seconds(meters.frame).0,
            rate_hz: desk.rate().0,
            slots: [slot_state(a, levels_a, history_a), slot_state(b, levels_b, history_b)],
            heard: usize::from(desk.heard() == Place::B),
            muted: desk.muted(),
            stage: StageState {
                id: desk.stage().id.clone(),
                name: desk.stage().name.clone(),
                laeq_db: has_stage.then(|| knob(KnobId::StageLevel)),
                on: desk.ambience(),
            },
            level_db_spl: knob(KnobId::Level),
            balance_db: knob(KnobId::Balance),
            bodypack_db_spl: knobs::bodypack(desk.knobs()).map(|threshold| threshold.0),
            played: PlayedState {
                laeq_1s_db: self.played.equivalent(SHORT).map(|level| level.0),
                true_peak_db_spl: ceiling.0 + Db::from_gain(meters.true_peak).0,
                scale_db: desk.scale().0,
                limiter_reduction_db: Db::from_gain(meters.limiter_gain).0.abs(),
                limiter_max_reduction_db: Db::from_gain(meters.limiter_gain_min).0.abs(),
                ceiling_db_spl: ceiling.0,
                ceiling_dbfs: Db::from_gain(level::sample_at_peak(ceiling, full_scale)).0,
                full_scale_db_spl: full_scale.0,
                calibrated: desk.calibrated(),
            },
            engine: EngineState {
                input: around.input.clone(),
                output: around.output.clone(),
                latency_frames: desk.latency(),
                worst_load: meters.load[0],
                mean_load: meters.load[1],
                missed_frames: around.missed_frames,
                dropped_frames: around.dropped_frames,
                faults: meters.faults,
            },
            notice: around.notice.clone(),
        }
    }
}

fn slot_state(loaded: &Loaded, levels: &EarLevels, history: &SlotHistory) -> SlotState {
    let long = history.ear.equivalent(LONG);
    let worse = if long[0].0 > long[1].0 { long[0] } else { long[1] };
    let db = |pair: [DbSpl; 2]| pair.map(|level| level.0);
    SlotState {
        device: loaded.id.clone(),
        name: loaded.name.clone(),
        seal_pct: [0, 1].map(|ear: usize| {
            let seal = loaded.ears[ear].seal.as_ref()?;
            Some(loaded.seal_pct[ear].unwrap_or(seal.default_pct))
        }),
        laf_db: levels.fast.map(|square| DbSpl::from_mean_square(square).0),
        laeq_1s_db: db(history.ear.equivalent(SHORT)),
        laeq_10s_db: db(long),
        monitor_laeq_db: db(history.monitor.equivalent(LONG)),
        ambience_laeq_db: db(history.ambience.equivalent(LONG)),
        lcpeak_db: levels.c.peak.map(|peak| DbSpl::from_pascals(Pascals(peak)).0),
        niosh_minutes: dose::NIOSH.allowed(worse).0 / 60.0,
    }
}
