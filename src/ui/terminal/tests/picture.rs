//! The whole screen in windows of every size.

use super::{assert_says, drawn, panel, slot_of, snapshot};
use crate::control::snapshot::SlotState;
use crate::control::wearing::{Residual, WearingState};
use crate::engine::slot::Place;
use crate::ui::terminal::big::{self, Size};
use crate::ui::terminal::panel::Pick;
use crate::ui::terminal::{plain, view::Rooms};

#[test]
fn eighty_by_24_holds_everything() {
    let screen = drawn(&snapshot(), &panel(), 80, 24);
    assert_says(&screen, &["FOLDBACK 1:02:03", "UNCALIBRATED: full scale taken for 120 dB SPL"]);
    assert_says(
        &screen,
        &[
            "▶ A HEARD",
            " dose 12 % ",
            "iem-foam",
            "seal 100 % · data published",
            "L  92.4  R  91.9 dBA over 10 s",
        ],
    );
    assert_says(&screen, &["no seal · data class-average", "mix 105.0 105.0  stage 99.0 99.0 dBA"]);
    assert_says(&screen, &[" LIMITED  safe for 1 h 26 min, NIOSH", " DANGER  safe for 3 min, NIOSH"]);
    assert_says(
        &screen,
        &["STAGE on", "Between two wedges", "104.0 dBA at the open ear", "level 106.0 dB SPL"],
    );
    assert_says(&screen, &["L  73.1  R  72.9 dBA 1 s", "29.0 dB below simulated truth", "LIMITING 3.3 dB"]);
    assert_says(&screen, &["peak 98.2 dB SPL, dose 0.70 %", "ceiling 105.0 dB SPL, -18.0 dBFS"]);
    assert_says(
        &screen,
        &["48000 Hz, latency 312 frames = 6.5 ms, from piano on", "in demo → out null output"],
    );
    assert_says(
        &screen,
        &["load 12 % p99 25 % worst 31 %", "missed 0 frames", "dropped 0", "faults 0", "PANIC", "quit"],
    );
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let mut wrong = snapshot();
    wrong.muted = true;
    wrong.heard = 1;
    wrong.stage.on = false;
    wrong.engine.missed_frames = 512;
    wrong.engine.devices = "waiting for device";
    wrong.notice = Some("no device `earbut`: did you mean `earbud`?".into());
    let screen = drawn(&wrong, &panel(), 80, 24);
    assert_says(
        &screen,
        &["B HEARD, but MUTED", "MUTED", "STAGE OFF", "missed 512 frames !", "waiting for device !"],
    );
    assert_says(&screen, &["! no device `earbut`: did you mean `earbud`?"]);
    wrong.played.calibrated = true;
    assert!(!drawn(&wrong, &panel(), 80, 24).contains("UNCALIBRATED"));
    wrong.played.calibration = Some("HD 600 on USB Audio, 2026-11-21, ±3 dB".into());
    assert_says(&drawn(&wrong, &panel(), 80, 24), &["calibrated: HD 600 on USB Audio, 2026-11-21, ±3 dB"]);
    wrong.played.calibration = Some("A name that is longer than any line of the screen can be".repeat(2));
    assert_says(&drawn(&wrong, &panel(), 80, 24), &["calibrated: A name", "…"]);
}

#[test]
fn what_is_worn_is_said_in_every_window_and_never_taken_for_what_is_simulated() {
    let mut worn = snapshot();
    worn.wearing = Some(WearingState {
        id: "beyerdynamic-dt-770-pro-250".into(),
        name: "Beyerdynamic DT 770 Pro, 250 ohm".into(),
        response: "closed-back-studio".into(),
        stands_in: true,
        evidence: "class-average".into(),
        correction_within_db: Some(4.7),
        corrected_hz: [20.0, 10_000.0],
        boost_db: 5.8,
        lowered_db: 0.0,
        below_figures_db: 6.8,
        room_dba: 45.0,
        room_at_ear_dba: Some(38.2),
        residuals: [
            Residual { played_dba: Some(30.4), under_room: true },
            Residual { played_dba: Some(60.0), under_room: false },
        ],
    });
    let narrow = drawn(&worn, &panel(), 80, 24);
    assert_says(&narrow, &["WEARING Beyerdynamic DT 770", ", ±4.7 dB · UNCALIBRATED", "FOLDBACK 1:02:03"]);
    assert_says(&narrow, &["YOUR ROOM IS 38.2 dBA IN YOUR EARS: the stage left by iem-foam, 30.4 dBA"]);
    assert_says(
        &drawn(&worn, &panel(), 160, 40),
        &["WEARING Beyerdynamic DT 770 Pro, 250 ohm, correction within ±4.7 dB · UNCALIBRATED: full scale"],
    );
    assert_says(&plain::line(&worn), &["WEARING Beyerdynamic", "YOUR ROOM IS"]);
    worn.heard = 1;
    assert!(!drawn(&worn, &panel(), 80, 24).contains("YOUR ROOM"), "slot B is louder than the room");
    assert!(!drawn(&snapshot(), &panel(), 80, 24).contains("WEARING"));
}

#[test]
fn a_large_window_shows_large_letters_and_the_number_keys() {
    for (width, height, size) in [(120, 40, Size::Half), (200, 60, Size::Full), (240, 100, Size::Double)] {
        let screen = drawn(&snapshot(), &panel(), width, height);
        assert_says(&screen, &["1 iem-foam", "9 wedge", "▶1 iem-foam", " 40 ", "120 dBA", "LIMITED"]);
        assert_says(&screen, &big::line("iem-", size).iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn no_figure_loses_its_end_in_any_window() {
    let mut loud = snapshot();
    loud.slots[0] = SlotState { niosh_minutes: 7.0 * 60.0 + 59.0, ..slot_of("iem-foam", 96.0, Some(100.0)) };
    loud.slots[1] = slot_of("closed-back-isolating", 109.5, Some(100.0));
    loud.played.limiter_max_reduction_db = 12.5;
    loud.muted = true;
    for width in (80..=112).chain([140, 143, 145, 146, 147, 148, 149, 150, 151, 152, 200]) {
        for height in [24, 30, 34, 35, 36, 50, 60] {
            let screen = drawn(&loud, &panel(), width, height);
            assert_says(
                &screen,
                &["L  96.0  R  95.5", "L 109.5  R 109.0", "110.4", " LIMITED  safe for 7 h 59 min"],
            );
            assert_says(&screen, &[" DANGER  safe for 1 min", "mix 108.5 108.5  stage 102.5 102.5 dBA"]);
            assert_says(&screen, &["R  72.9 dBA 1 s", "below simulated truth", "-18.0 dBFS", "120 dB SPL"]);
            assert_says(&screen, &["flat and sealed", "faults 0", "quit", "HEARD, but MUTED", " dose 12 % "]);
        }
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
    assert_says(
        &drawn(&broken, &panel, 80, 24),
        &["L    --  R    -- dBA over 10 s", "no sound yet", "load --"],
    );
    for (help, list) in [(false, false), (true, false), (false, true)] {
        panel.help = help;
        panel.pick = list.then_some(Pick { place: Place::A, row: 7 });
        for width in [1, 2, 7, 40, 79, 80, 97, 120, 210] {
            for height in [1, 2, 3, 11, 23, 24, 25, 28, 29, 33, 40, 48, 64] {
                drawn(&broken, &panel, width, height);
            }
        }
    }
}

#[test]
fn a_short_reduction_stays_for_the_eye_and_returns_at_20_db_a_second() {
    let (mut panel, mut now) = (panel(), snapshot());
    now.played.limiter_reduction_db = 0.0;
    now.seconds += 0.1;
    panel.see(&now);
    assert!(
        (panel.reduction_db - 1.25).abs() < 1e-9,
        "3.25 dB less 0.1 s of 20 dB/s: {}",
        panel.reduction_db
    );
}

#[test]
fn a_click_finds_its_slot() {
    let rooms = Rooms::of(ratatui::layout::Rect::new(0, 0, 80, 24)).unwrap();
    assert_eq!(
        [(10, 5), (60, 5), (10, 20)].map(|(x, y)| rooms.slot_at(x, y)),
        [Some(Place::A), Some(Place::B), None]
    );
}

#[test]
fn without_a_terminal_a_line_says_it_all() {
    let line = plain::line(&snapshot());
    assert_says(
        &line,
        &["1:02:03 A iem-foam", "L  92.4  R  91.9 dBA", "LIMITED: safe for 1 h 26 min", "-29.0 dB re"],
    );
    assert_says(&line, &["limiter -3.3 dB, ceiling 105.0 dB SPL = -18.0 dBFS", "UNCALIBRATED"]);
    assert!(!line.contains('\n'));
}
