//! The screen of a blind test, drawn.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;

fn state() -> TrialState {
    TrialState {
        test: "abx",
        devices: vec!["iem-foam".into(), "earbud".into()],
        stage: "vocal-with-wedges".into(),
        level_rule: "equal-loudness",
        trial: 3,
        trials: 18,
        playing: "x",
        vote: None,
        muted: false,
        right: None,
    }
}

fn drawn(scene: &Scene<'_>, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, scene)).unwrap();
    terminal.backend().to_string()
}

fn shows(state: &TrialState) -> Scene<'_> {
    Scene { state, asking: false, notice: None, found: None }
}

#[test]
fn everything_is_there_in_the_smallest_window_and_in_a_large_one() {
    let state = state();
    for (width, height) in [(80, 24), (200, 60)] {
        let screen = drawn(&shows(&state), width, height);
        for word in [
            "trial 3 of 18",
            "levels by equal-loudness",
            "A   iem-foam",
            "B   earbud",
            "▶ X   one of the two",
            "1  X is A",
            "2  X is B",
            "Enter  next",
            "Esc  silence",
        ] {
            assert!(screen.contains(word), "`{word}` is not on\n{screen}");
        }
        assert!(screen.contains("██"), "a large X\n{screen}");
    }
}

#[test]
fn the_chosen_vote_the_question_and_the_result_are_shown() {
    let voted = TrialState { vote: Some("b"), ..state() };
    let screen = drawn(&shows(&voted), 80, 24);
    assert!(screen.contains("▶ 2  X is B") && screen.contains("Enter: next"), "{screen}");
    let asking = drawn(&Scene { asking: true, ..shows(&voted) }, 80, 24);
    assert!(asking.contains("SOUND IS OFF. End the test?"), "{asking}");
    let found = ["14 of 18 right. The difference is heard.".to_owned()];
    let result = drawn(&Scene { found: Some(&found), ..shows(&voted) }, 80, 24);
    assert!(result.contains("14 of 18 right") && !result.contains("X is B"), "{result}");
    let told = TrialState { right: Some(false), ..state() };
    assert!(drawn(&shows(&told), 80, 24).contains("the last one was wrong"));
}

#[test]
fn a_preference_shows_no_device_at_all() {
    let devices = ["iem-foam", "earbud", "open-back"].map(String::from).to_vec();
    let state = TrialState { test: "preference", devices, playing: "2", vote: Some("1"), ..state() };
    let screen = drawn(&shows(&state), 80, 24);
    for hidden in &state.devices {
        assert!(!screen.contains(hidden.as_str()), "{hidden} on\n{screen}");
    }
    assert!(screen.contains("▶ Q  1 is better") && screen.contains("W  2 is better"), "{screen}");
}

#[test]
fn a_window_that_is_too_small_does_not_break_it() {
    let state = state();
    for (width, height) in [(1, 1), (20, 5), (300, 3)] {
        drawn(&shows(&state), width, height);
    }
}
