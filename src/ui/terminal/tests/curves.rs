//! Curves on the screen: what masks what, what the devices do, what is not at rest.

use ratatui::crossterm::event::KeyCode::Char;

use super::{assert_says, drawn, drawn_with, panel, snapshot};
use crate::acoustics::bands::{THIRDS, third_centre};
use crate::control::desk::Desk;
use crate::control::flags::{SILENT, TWO_CLOCKS};
use crate::control::snapshot::{BandState, Snapshot};
use crate::ui::terminal::curves::Responses;
use crate::ui::terminal::keys;

/// A mix of 80 dB in every third over a stage of 60 dB, but of 100 dB below 200 Hz.
fn masked() -> Snapshot {
    let mix = [[80.0; THIRDS]; 2];
    let stage =
        [0, 1].map(|_| std::array::from_fn(|band| if third_centre(band).0 < 200.0 { 100.0 } else { 60.0 }));
    let bands =
        BandState { monitor: mix, ambience: stage, ear: mix, played: mix, true_peak_db_spl: [100.0; 2] };
    Snapshot { bands: Some(bands), ..snapshot() }
}

/// Columns of the marks for buried bands.
fn marks(screen: &str) -> Vec<usize> {
    let row = screen.lines().find(|line| line.contains("│x") || line.contains("│ x"));
    let row = row.unwrap_or_else(|| panic!("no marks on\n{screen}"));
    row.chars().enumerate().filter(|(_, cell)| *cell == 'x').map(|(column, _)| column).collect()
}

#[test]
fn a_large_window_shows_what_masks_what_and_both_responses() {
    let library = crate::preset::Library::shipped().unwrap();
    let setup = crate::control::setup::Setup::default();
    let (rate, ramp) = (crate::units::SampleRate(48_000), crate::units::Seconds(0.0));
    let mixer = crate::control::mixer::Mixer::live(&[0, 1]);
    let (desk, _processor) = Desk::open(library, &setup, mixer, ramp, rate).unwrap();
    let mut responses = Responses::default();
    responses.see(&desk);
    let [a, b] = desk.slots().each_ref().map(|loaded| loaded.id.clone());
    for (width, height) in [(100, 49), (120, 52), (200, 60), (240, 90)] {
        let screen = drawn_with(&masked(), &panel(), &responses, width, height);
        assert_says(&screen, &["AT THE EAR, A: thirds", "m = mix, s = what is left of the stage"]);
        assert_says(&screen, &["RESPONSE, dB re diffuse field; A is heard", &format!("a = {a}, b = {b}")]);
        assert_says(&screen, &["1k", "L  92.4  R  91.9", "▶1 iem-foam", "quit"]);
        // 20 to 160 Hz are ten thirds of 31, at the left; of what spreads upwards from 100 dB a few more.
        let marks = marks(&screen);
        assert!((10..=16).contains(&marks.len()), "{marks:?}\n{screen}");
        assert!(marks.iter().all(|column| *column < usize::from(width) / 3), "{marks:?}");
    }
    assert!(!drawn(&masked(), &panel(), 120, 48).contains("AT THE EAR"), "no room");
}

#[test]
fn in_80_by_24_the_curves_lie_over_the_screen_on_a_key() {
    let (mut panel, now) = (panel(), masked());
    let press = |panel: &mut crate::ui::terminal::panel::Panel, code| {
        panel.act(keys::act(Char(code).into()).unwrap(), &now).unwrap()
    };
    assert_eq!(press(&mut panel, 'f'), []);
    let screen = drawn(&now, &panel, 80, 24);
    assert_says(&screen, &["F close", "AT THE EAR, A", "m = mix, s = what is left of the stage"]);
    assert!(!marks(&screen).is_empty());
    for (width, height) in [(1, 1), (40, 12), (80, 10), (80, 23), (300, 100)] {
        drawn(&now, &panel, width, height);
    }
    press(&mut panel, 'F');
    assert!(panel.is_closed());
    press(&mut panel, 'f');
    press(&mut panel, 'c');
    assert!(!drawn(&now, &panel, 80, 24).contains("AT THE EAR"), "the strips lie over all");
}

#[test]
fn balance_and_bodypack_are_said_when_they_are_not_at_rest() {
    let mut moved = snapshot();
    for word in ["balance", "bodypack"] {
        assert!(!drawn(&moved, &panel(), 80, 24).contains(word));
    }
    (moved.balance_db, moved.bodypack_db_spl) = (-3.0, Some(110.0));
    assert_says(&drawn(&moved, &panel(), 80, 24), &["balance L +3.0 dB, bodypack 110.0 dB"]);
}

#[test]
fn what_is_wrong_with_the_ends_stands_beside_them_whatever_their_names() {
    let mut wrong = snapshot();
    wrong.engine.flags = vec![SILENT, TWO_CLOCKS];
    assert_says(
        &drawn(&wrong, &panel(), 80, 24),
        &["! input is silent", "! input and output are different clocks"],
    );
    wrong.engine.input = "an interface with a name that is longer than it need be".into();
    wrong.engine.output = wrong.engine.input.clone();
    let screen = drawn(&wrong, &panel(), 80, 24);
    assert_says(&screen, &["! input is silent", "! input and output are different clocks", "→ out"]);
    let line = crate::ui::terminal::plain::line(&wrong);
    assert_says(&line, &["| input is silent | input and output are different clocks"]);
}
