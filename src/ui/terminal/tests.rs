//! A session as the tests see it, and the screen that shows it.

mod curves;
mod keys;
mod mouse;
mod picture;
mod strips;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::curves::Responses;
use super::keys::DEVICES;
use super::panel::{Entry, Panel};
use super::view::{View, draw};
use crate::control::latency::{LatencyPart, LatencyState};
use crate::control::snapshot::{
    DoseState, EngineState, PlayedState, RuleState, SlotState, Snapshot, StageState, StripState,
};

fn slot_of(device: &str, dba: f64, seal: Option<f64>) -> SlotState {
    SlotState {
        device: device.into(),
        name: format!("The {device}, with a name that is too long for any narrow column"),
        seal_pct: [seal; 2],
        drive_db: Some(0.0),
        laf_db: [dba + 0.9, dba - 0.2],
        laeq_1s_db: [dba; 2],
        laeq_10s_db: [dba, dba - 0.5],
        monitor_laeq_db: [dba - 1.0; 2],
        ambience_laeq_db: [dba - 7.0; 2],
        lcpeak_db: [dba + 12.0; 2],
        niosh_minutes: 480.0 / ((dba - 85.0) / 3.0).exp2(),
        dose: dose_of(12.5),
        ..SlotState::default()
    }
}

/// A dose of so many percent by NIOSH.
fn dose_of(percent: f64) -> DoseState {
    let niosh = RuleState { percent: [percent; 2], worst_percent: percent, allowed_minutes: 60.0 };
    DoseState { niosh, ..DoseState::default() }
}

fn strip_of(name: &str, peak: f64, gain_db: f64, pan: f64) -> StripState {
    StripState {
        name: name.into(),
        gain_db,
        pan,
        mute: false,
        solo: false,
        inverted: false,
        voice: false,
        microphone: false,
        heard: true,
        peak_dbfs: peak,
        rms_dbfs: peak - 10.0,
        max_dbfs: peak,
    }
}

fn strips() -> Vec<StripState> {
    let vocal = strip_of("a vocal with a long name", -30.0, f64::NEG_INFINITY, -30.0);
    let room = strip_of("room", f64::NEG_INFINITY, -6.5, 100.0);
    vec![
        strip_of("kick", -12.0, 0.0, 0.0),
        StripState { solo: true, inverted: true, voice: true, ..vocal },
        StripState { heard: false, ..room },
    ]
}

fn snapshot() -> Snapshot {
    Snapshot {
        seconds: 3723.0,
        rate_hz: 48_000,
        slots: [slot_of("iem-foam", 92.4, Some(100.0)), slot_of("closed-back-isolating", 106.0, None)],
        heard: 0,
        muted: false,
        stage: StageState {
            id: "loud".into(),
            name: "Between two wedges".into(),
            laeq_db: Some(104.0),
            on: true,
        },
        level_db_spl: 106.0,
        strips: strips(),
        level_rule: "equal-drive",
        level_rule_margin_db: 10.0,
        balance_db: 0.0,
        bodypack_db_spl: None,
        played: PlayedState {
            laeq_1s_db: [73.1, 72.9],
            true_peak_db_spl: 98.2,
            scale_db: -29.0,
            limiter_reduction_db: 3.25,
            limiter_max_reduction_db: 5.1,
            slow_reduction_db: 0.0,
            slow_max_reduction_db: 0.0,
            cap_dba: 85.0,
            ceiling_db_spl: 105.0,
            ceiling_dbfs: -18.0,
            full_scale_db_spl: 120.0,
            calibrated: false,
            dose: dose_of(0.7),
            ..PlayedState::default()
        },
        wearing: None,
        bands: None,
        engine: EngineState {
            input: "demo".into(),
            output: "null output".into(),
            latency: latency(),
            worst_load: 0.31,
            p99_load: 0.25,
            mean_load: 0.12,
            devices: "running",
            ..EngineState::default()
        },
        seed: 1,
        loudness: true,
        session_file: None,
        obeyed: true,
        news: None,
        notice: None,
    }
}

/// 312 frames at 48 kHz.
fn latency() -> LatencyState {
    let part = |part, frames: f64, known| LatencyPart { part, frames, ms: frames / 48.0, known };
    LatencyState {
        frames: 312.0,
        ms: 6.5,
        verdict: "from piano on".into(),
        roles: vec![],
        parts: vec![
            part("input buffer", 128.0, "reported"),
            part("ring", 8.0, "measured"),
            part("look-ahead", 48.0, "by design"),
            part("output buffer", 128.0, "configured"),
        ],
    }
}

fn panel() -> Panel {
    let entry = |id: &&str| Entry { id: (*id).into(), name: format!("The {id}") };
    let devices = DEVICES.iter().chain(&["reference"]).map(entry).collect();
    let mut panel = Panel::new(devices, ["quiet", "loud"].iter().map(entry).collect());
    panel.see(&snapshot());
    panel
}

fn drawn(snapshot: &Snapshot, panel: &Panel, width: u16, height: u16) -> String {
    drawn_with(snapshot, panel, &Responses::default(), width, height)
}

fn drawn_with(snapshot: &Snapshot, panel: &Panel, responses: &Responses, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let evidence = ["published".into(), "class-average".into()];
    terminal.draw(|frame| draw(frame, &View { snapshot, evidence: &evidence, responses, panel })).unwrap();

    terminal.backend().to_string()
}

fn assert_says(screen: &str, words: &[&str]) {
    for word in words {
        assert!(screen.contains(word), "`{word}` is not on\n{screen}");
    }
}
