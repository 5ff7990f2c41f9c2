//! The whole screen on a terminal of the tests, and every key against the command it stands for.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::keys::{self, DEVICES, KEYS};
use super::panel::{Entry, Panel};
use super::view::{Rooms, View, draw};
use super::plain;
use crate::control::command::Command;
use crate::control::snapshot::{EngineState, PlayedState, SlotState, Snapshot, StageState};
use crate::engine::knobs::KnobId;
use crate::engine::slot::Place;

fn slot_of(device: &str, dba: f64, seal: Option<f64>) -> SlotState {
    SlotState {
        device: device.into(),
        name: format!("The {device}, with a name that is too long for any narrow column"),
        seal_pct: [seal; 2],
        laf_db: [dba + 0.9, dba - 0.2],
        laeq_1s_db: [dba; 2],
        laeq_10s_db: [dba, dba - 0.5],
        monitor_laeq_db: [dba - 1.0; 2],
        ambience_laeq_db: [dba - 7.0; 2],
        lcpeak_db: [dba + 12.0; 2],
        niosh_minutes: 480.0 / ((dba - 85.0) / 3.0).exp2(),
    }
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
        played: PlayedState {
            laeq_1s_db: [73.1, 72.9],
            true_peak_db_spl: 98.2,
            scale_db: -29.0,
            limiter_reduction_db: 3.25,
            limiter_max_reduction_db: 5.1,
            ceiling_db_spl: 105.0,
            ceiling_dbfs: -18.0,
            full_scale_db_spl: 120.0,
            calibrated: false,
        },
        engine: EngineState {
            input: "demo".into(),
            output: "null output".into(),
            latency_frames: 312,
            worst_load: 0.31,
            mean_load: 0.12,
            missed_frames: 0,
            dropped_frames: 0,
            faults: 0,
        },
        notice: None,
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
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let evidence = ["published".into(), "class-average".into()];
    terminal.draw(|frame| draw(frame, &View { snapshot, evidence: &evidence, panel })).unwrap();

    terminal.backend().to_string()
}

fn assert_says(screen: &str, words: &[&str]) {
    for word in words {
        assert!(screen.contains(word), "`{word}` is not on\n{screen}");
    }
}

/// What the session has to do for this key.
fn pressed(panel: &mut Panel, snapshot: &Snapshot, code: KeyCode) -> Vec<Command> {
    panel.act(keys::act(code.into()).unwrap(), snapshot).unwrap()
}

#[test]
fn eighty_by_24_holds_everything() {
    let screen = drawn(&snapshot(), &panel(), 80, 24);
    assert_says(&screen, &["FOLDBACK 1:02:03", "UNCALIBRATED: full scale taken for 120 dB SPL"]);
    assert_says(&screen, &["▶ A HEARD", "iem-foam", "seal 100 % · data published", "L  92.4  R  91.9 dBA over 10 s"]);
    assert_says(&screen, &["no seal · data class-average", "mix 105.0 105.0  stage 99.0 99.0 dBA"]);
    assert_says(&screen, &[" LIMITED  safe for 1 h 26 min, NIOSH", " DANGER  safe for 3 min, NIOSH"]);
    assert_says(&screen, &["STAGE on", "Between two wedges", "104.0 dBA at the open ear", "level 106.0 dB SPL"]);
    assert_says(&screen, &["L  73.1  R  72.9 dBA 1 s", "29.0 dB below simulated truth", "LIMITING 3.3 dB"]);
    assert_says(&screen, &["true peak 98.2 dB SPL", "ceiling 105.0 dB SPL, -18.0 dBFS"]);
    assert_says(&screen, &["48000 Hz, latency 312 frames = 6.5 ms", "in demo → out null output"]);
    assert_says(&screen, &["load 12 % worst 31 %", "missed 0 frames", "dropped 0", "faults 0", "PANIC", "quit"]);
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let mut wrong = snapshot();
    wrong.muted = true;
    wrong.heard = 1;
    wrong.stage.on = false;
    wrong.engine.missed_frames = 512;
    wrong.notice = Some("no device `earbut`: did you mean `earbud`?".into());
    let screen = drawn(&wrong, &panel(), 80, 24);
    assert_says(&screen, &["B HEARD, but MUTED", "MUTED", "STAGE OFF", "missed 512 frames !"]);
    assert_says(&screen, &["! no device `earbut`: did you mean `earbud`?"]);
    wrong.played.calibrated = true;
    assert!(!drawn(&wrong, &panel(), 80, 24).contains("UNCALIBRATED"));
}

#[test]
fn a_large_window_shows_large_letters_and_the_number_keys() {
    for (width, height) in [(120, 40), (200, 60)] {
        let screen = drawn(&snapshot(), &panel(), width, height);
        assert_says(&screen, &["1 iem-foam", "9 wedge", "▶1 iem-foam", " 40 ", "120 dBA", "LIMITED"]);
        let name = super::big::fit("iem-foam", usize::from(width) / 2 - 16, 5).unwrap();
        assert_says(&screen, &[name[0].as_str(), name[2].as_str()]);
    }
}

#[test]
fn a_small_window_says_the_most_important_and_how_large_it_should_be() {
    let screen = drawn(&snapshot(), &panel(), 40, 12);
    assert_says(&screen, &["▶ A iem-foam", "L  92.4  R  91.9 dBA", "LIMITED", "limiter 3.3 dB", "80 x 24"]);
}

#[test]
fn no_size_and_no_number_panics() {
    let mut broken = snapshot();
    for (slot, value) in broken.slots.iter_mut().zip([f64::NAN, f64::NEG_INFINITY]) {
        *slot = SlotState { niosh_minutes: f64::NAN, ..slot_of("x", value, Some(f64::NAN)) };
    }
    broken.played.limiter_reduction_db = f64::NAN;
    broken.played.true_peak_db_spl = f64::NEG_INFINITY;
    broken.level_db_spl = f64::INFINITY;
    broken.engine.mean_load = f64::NAN;
    broken.rate_hz = 0;
    let mut panel = panel();
    panel.see(&broken);
    assert_says(&drawn(&broken, &panel, 80, 24), &["L    --  R    -- dBA over 10 s", "no sound yet", "load --"]);
    for (help, list) in [(false, false), (true, false), (false, true)] {
        panel.help = help;
        panel.pick = list.then_some(super::panel::Pick { place: Place::A, row: 7 });
        for width in [1, 2, 7, 40, 79, 80, 97, 120, 210] {
            for height in [1, 2, 3, 11, 23, 24, 25, 28, 29, 33, 40, 48, 64] {
                drawn(&broken, &panel, width, height);
            }
        }
    }
}

#[test]
fn every_key_is_its_command() {
    use KeyCode::Char;
    let load = |id: &str| vec![Command::Load(Place::A, id.into())];
    let nudge = |knob, delta| vec![Command::Nudge(knob, delta)];
    let mut table = vec![
        (Char('a'), vec![Command::Hear(Place::A)]),
        (Char('B'), vec![Command::Hear(Place::B)]),
        (Char('t'), vec![Command::Toggle]),
        (Char(' '), vec![Command::Toggle]),
        (Char('0'), load("reference")),
        (Char('\\'), load("reference")),
        (Char('n'), vec![Command::Ambience(false)]),
        (Char('m'), vec![Command::Mute(true)]),
        (KeyCode::Esc, vec![Command::Mute(true)]),
        (Char('['), nudge(KnobId::StageLevel, -1.0)),
        (Char(']'), nudge(KnobId::StageLevel, 1.0)),
        (Char('-'), nudge(KnobId::Level, -1.0)),
        (Char('_'), nudge(KnobId::Level, -1.0)),
        (Char('='), nudge(KnobId::Level, 1.0)),
        (Char('+'), nudge(KnobId::Level, 1.0)),
        (Char(','), vec![Command::Seal(Place::A, 75.0)]),
        (Char('.'), vec![Command::Seal(Place::A, 100.0)]),
        (Char('s'), vec![Command::Stage("quiet".into())]),
        (Char('q'), vec![Command::Quit]),
    ];
    table.extend(DEVICES.iter().zip('1'..='9').map(|(id, digit)| (Char(digit), load(id))));
    // These change the screen alone, or need a past; they have tests of their own.
    let others = [Char('u'), Char('?'), KeyCode::Tab, KeyCode::Enter, KeyCode::Up, KeyCode::Down];
    let others = others.into_iter().chain([KeyCode::PageUp, KeyCode::PageDown, KeyCode::Home, KeyCode::End]);
    for (code, want) in &table {
        assert_eq!(&pressed(&mut panel(), &snapshot(), *code), want, "{code:?}");
    }
    let known: Vec<_> = table.iter().map(|(code, _)| keys::act((*code).into())).collect();
    let known: Vec<_> = known.into_iter().chain(others.map(|code| keys::act(code.into()))).collect();
    for (code, act) in KEYS.iter().flat_map(|key| key.acts) {
        assert!(known.contains(&Some(*act)), "no test for {code:?}");
    }
}

#[test]
fn mute_and_noise_come_back_and_panic_never_sounds() {
    let mut silent = snapshot();
    silent.muted = true;
    silent.stage.on = false;
    assert_eq!(pressed(&mut panel(), &silent, KeyCode::Char('m')), [Command::Mute(false)]);
    assert_eq!(pressed(&mut panel(), &silent, KeyCode::Char('n')), [Command::Ambience(true)]);
    assert_eq!(pressed(&mut panel(), &silent, KeyCode::Esc), [Command::Mute(true)]);
}

#[test]
fn reference_and_back_is_the_same_device_with_the_same_seal() {
    let (mut panel, mut now) = (panel(), snapshot());
    now.slots[0].seal_pct = [Some(25.0); 2];
    panel.see(&now);
    assert_eq!(pressed(&mut panel, &now, KeyCode::Char('0')), [Command::Load(Place::A, "reference".into())]);
    now.slots[0] = slot_of("reference", 106.0, None);
    panel.see(&now);
    let back = [Command::Load(Place::A, "iem-foam".into()), Command::Seal(Place::A, 25.0)];
    assert_eq!(pressed(&mut panel, &now, KeyCode::Char('0')), back);
    assert_eq!(pressed(&mut panel, &now, KeyCode::Char('u')), back);
}

#[test]
fn what_cannot_be_done_is_said_and_not_sent() {
    let mut now = snapshot();
    now.heard = 1;
    let mut try_key = |code: char| panel().act(keys::act(KeyEvent::from(KeyCode::Char(code))).unwrap(), &now);
    assert!(try_key('u').unwrap_err().contains("slot B held nothing before"));
    assert!(try_key(',').unwrap_err().contains("`closed-back-isolating` has no seal"));
}

#[test]
fn the_list_opens_for_the_heard_slot_then_for_the_other_and_loads_what_is_chosen() {
    let (mut panel, now) = (panel(), snapshot());
    assert_eq!(pressed(&mut panel, &now, KeyCode::Tab), []);
    assert_says(&drawn(&now, &panel, 80, 24), &["LOAD INTO A", "▶ 1 A  iem-foam", "3  B closed-back-isolating"]);
    pressed(&mut panel, &now, KeyCode::Up);
    pressed(&mut panel, &now, KeyCode::Down);
    assert_eq!(pressed(&mut panel, &now, KeyCode::Enter), [Command::Load(Place::A, "earbud".into())]);
    assert_eq!(panel.pick, None);
    pressed(&mut panel, &now, KeyCode::Tab);
    pressed(&mut panel, &now, KeyCode::Tab);
    assert_says(&drawn(&now, &panel, 80, 24), &["LOAD INTO B"]);
    pressed(&mut panel, &now, KeyCode::End);
    assert_eq!(pressed(&mut panel, &now, KeyCode::Enter), [Command::Load(Place::B, "reference".into())]);
    for open in [true, true, false] {
        pressed(&mut panel, &now, KeyCode::Tab);
        assert_eq!(panel.pick.is_some(), open);
    }
}

#[test]
fn the_help_names_every_key_and_any_key_closes_it() {
    let (mut panel, now) = (panel(), snapshot());
    pressed(&mut panel, &now, KeyCode::Char('?'));
    let screen = drawn(&now, &panel, 80, 24);
    for key in &KEYS {
        assert_says(&screen, &[key.caps, key.about]);
    }
    assert_eq!(pressed(&mut panel, &now, KeyCode::Char('t')), [Command::Toggle], "and does what it does");
    assert!(!panel.help);
}

#[test]
fn a_short_reduction_stays_for_the_eye_and_returns_at_20_db_a_second() {
    let (mut panel, mut now) = (panel(), snapshot());
    now.played.limiter_reduction_db = 0.0;
    now.seconds += 0.1;
    panel.see(&now);
    assert!((panel.reduction_db - 1.25).abs() < 1e-9, "3.25 dB less 0.1 s of 20 dB/s: {}", panel.reduction_db);
}

#[test]
fn a_click_finds_its_slot() {
    let rooms = Rooms::of(ratatui::layout::Rect::new(0, 0, 80, 24)).unwrap();
    assert_eq!([(10, 5), (60, 5), (10, 20)].map(|(x, y)| rooms.slot_at(x, y)), [
        Some(Place::A),
        Some(Place::B),
        None
    ]);
}

#[test]
fn without_a_terminal_a_line_says_it_all() {
    let line = plain::line(&snapshot());
    assert_says(&line, &["1:02:03 A iem-foam", "L  92.4  R  91.9 dBA", "LIMITED: safe for 1 h 26 min", "-29.0 dB re"]);
    assert_says(&line, &["limiter -3.3 dB, ceiling 105.0 dB SPL = -18.0 dBFS", "UNCALIBRATED"]);
    assert!(!line.contains('\n'));
}
