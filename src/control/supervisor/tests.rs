//! Lost devices and closed loops on the scripted system, through a whole session.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::mixer::Mixer;
use crate::control::session::{Session, Source};
use crate::control::setup::Setup;
use crate::control::snapshot::Snapshot;
use crate::engine::knobs::KnobId;
use crate::io::faults::Fatal;
use crate::io::intake::Clock;
use crate::io::scripted::{Air, Script, ScriptedSystem};
use crate::preset::Library;
use crate::units::{SampleRate, Seconds};

const RATE: SampleRate = SampleRate(48_000);

struct Show {
    system: ScriptedSystem,
    session: Session,
    now: f64,
}

impl Show {
    /// `reference` on a silent stage, over phones that make so much SPL of full scale.
    fn start(script: Script, full_scale: f64) -> Self {
        Self::start_on("none", script, full_scale)
    }

    fn start_on(stage: &str, script: Script, full_scale: f64) -> Self {
        let mut setup = Setup {
            device: ["reference".into(), "reference".into()],
            against: "reference".into(),
            stage: stage.into(),
            loudness: false,
            ..Setup::default()
        };
        setup.knobs.set(KnobId::FullScale, full_scale);
        let mixer = Mixer::live(&[0, 1]);
        let library = Library::shipped().unwrap();
        let (desk, processor) = Desk::open(library, &setup, mixer, Seconds(0.01), RATE).unwrap();
        let (intake, inlet) = Intake::new(2, SampleRate(48_000), 64, Clock::Same);
        let (gauge, driver) = (intake.gauge(), Driver::new(processor, Some(inlet)));
        let system = ScriptedSystem::new(script);
        let supervisor = Supervisor::start(Arc::new(system.clone()), driver, Some(intake)).unwrap();
        let (running, source) = (Box::new(supervisor), Source::Linked(gauge, None));
        let mut session = Session::new(desk, running, source, "scripted".into(), "scripted".into());
        session.watch_bands();
        Self { system, session, now: 0.0 }
    }

    /// Goes on for so many seconds, in steps of 10 ms; the last snapshot.
    fn go(&mut self, seconds: f64) -> Snapshot {
        let end = self.now + seconds;
        loop {
            self.now += 0.01;
            self.system.run(self.now);
            let snapshot = self.session.step_at(Duration::from_secs_f64(self.now));
            if self.now >= end {
                return snapshot;
            }
        }
    }

    /// Largest sample since the last call.
    fn peak(&self) -> f64 {
        self.system.heard(1.0).recent
    }
}

#[test]
fn a_device_that_was_away_comes_back_by_a_ramp_with_everything_as_it_was_left() {
    let mut show = Show::start(Script::steady(1, RATE), 120.0);
    show.go(1.0);
    show.session.apply(&Command::parse("load b earbud").unwrap()).unwrap();
    show.session.apply(&Command::parse("set balance 3").unwrap()).unwrap();
    show.go(1.0);
    let full = show.peak();
    assert!(full > 1e-3, "{full}");
    show.system.lose(2.0, Fatal::DeviceVanished);
    let away = show.go(1.0);
    assert_eq!(away.engine.devices, "waiting for device");
    let said = away.notice.unwrap();
    assert!(said.contains("went away") && said.contains("comes back by itself"), "{said}");
    show.peak();
    show.go(0.9);
    assert!(show.peak() <= 0.0);
    // It is there again at 2.0 s, and looked for four times a second.
    let (mut waited, mut first) = (0.0, 0.0);
    while first == 0.0 {
        show.go(0.01);
        waited += 0.01;
        assert!(waited < 0.45, "not back after {waited} s");
        first = show.peak();
    }
    assert!(first < 0.1 * full, "what was on its way out when it went: {first} of {full}");
    show.go(0.01);
    let start = show.peak();
    let back = show.go(0.4);
    show.peak();
    show.go(0.5);
    let end = show.peak();
    assert!(start < 0.2 * full && end > 0.8 * full, "{start}, then {end} of {full}");
    assert_eq!((back.engine.devices, back.engine.recoveries), ("running", 1));
    assert!(back.notice.unwrap().contains("is back after 2."));
    assert_eq!((back.slots[1].device.as_str(), back.balance_db), ("earbud", 3.0));
    assert_eq!(show.go(10.0).notice, None, "it is said once");
}

#[test]
fn an_input_that_is_lost_alone_leaves_the_stage_playing_and_comes_back() {
    let mut show = Show::start_on("vocal-with-wedges", Script::steady(6, RATE), 120.0);
    show.session.apply(&Command::parse("load a open-back").unwrap()).unwrap();
    show.go(2.0);
    show.peak();
    show.go(0.2);
    let full = show.peak();
    show.system.lose_input(2.0, Fatal::DeviceVanished);
    for tenth in 0..17 {
        let away = show.go(0.1);
        let said = away.notice.unwrap();
        assert_eq!(away.engine.devices, "waiting for input", "{tenth}: {said}");
        assert!(said.contains("scripted input") && said.contains("the output plays on"), "{tenth}: {said}");
        let peak = show.peak();
        assert!(peak > 0.02 * full, "{tenth}: {peak} of {full}");
    }
    let back = show.go(0.7);
    assert_eq!((back.engine.devices, back.engine.recoveries), ("running", 1));
    assert!(back.notice.unwrap().contains("`scripted input` is back after 2."));
    assert_eq!(show.system.counts(), [1, 3], "two streams, and one of them again");
}

#[test]
fn an_input_that_came_back_is_heard_while_its_output_was_never_opened_again() {
    let mut show = Show::start(Script::steady(7, RATE), 120.0);
    show.go(2.0);
    show.peak();
    show.go(0.5);
    let full = show.peak();
    show.system.lose_input(1.0, Fatal::StreamInvalidated);
    show.go(0.5);
    show.peak();
    show.go(0.4);
    assert!(show.peak() <= 0.0, "nobody plays");
    let back = show.go(0.6);
    show.peak();
    let later = show.go(0.5);
    let again = show.peak();
    assert!(again > 0.7 * full, "{again} of {full}");
    let missed = [back, later].map(|snapshot| snapshot.engine.missed_frames);
    assert!(
        missed[0] == missed[1] && missed[0] <= 12_000 + 64,
        "a quarter of a second, then it was away: {missed:?}"
    );
}

#[test]
fn one_box_for_both_that_reports_its_input_first_is_opened_anew_as_one() {
    let mut show = Show::start(Script::steady(8, RATE), 120.0);
    show.go(1.0);
    show.system.lose_input(1.0, Fatal::DeviceVanished);
    assert_eq!(show.go(0.3).engine.devices, "waiting for input");
    show.system.lose(1.0, Fatal::DeviceVanished);
    assert_eq!(show.go(0.1).engine.devices, "waiting for device");
    let back = show.go(1.5);
    assert_eq!((back.engine.devices, back.engine.recoveries), ("running", 1));
    assert_eq!(show.system.counts(), [2, 4], "two streams, and both again");
}

#[test]
fn every_loss_is_told_in_words_of_its_own_and_recovered_from() {
    for (fatal, words) in [
        (Fatal::StreamInvalidated, "changed its configuration"),
        (Fatal::HostUnavailable, "lost its audio system"),
        (Fatal::PermissionDenied, "may no longer be used"),
        (Fatal::Backend, "stopped with an error"),
    ] {
        let mut show = Show::start(Script::steady(2, RATE), 120.0);
        show.go(0.2);
        show.system.lose(0.5, fatal);
        let said = show.go(0.1).notice.unwrap();
        assert!(said.contains(words), "{said}");
        assert_eq!(show.go(1.0).engine.recoveries, 1);
    }
}

#[test]
fn a_stall_passes_by_itself_and_one_that_does_not_is_ended_by_opening_anew() {
    let mut show = Show::start(Script::steady(3, RATE), 120.0);
    show.go(0.5);
    show.system.stall(2.0);
    let still = show.go(1.0);
    assert_eq!(still.engine.devices, "stalled");
    assert!(still.notice.unwrap().contains("stands still"));
    let on = show.go(1.5);
    assert_eq!((on.engine.devices, on.engine.recoveries), ("running", 0));
    show.system.stall(f64::INFINITY);
    assert_eq!(show.go(2.4).engine.recoveries, 0);
    let back = show.go(0.5);
    assert_eq!((back.engine.devices, back.engine.recoveries), ("running", 1));
}

#[test]
fn a_closed_loop_is_muted_within_half_a_second_and_stays_muted_until_the_person_says_otherwise() {
    // 93 - 80 dB over unity, or 3 dB over it; from input to output and back in 6 to 60 ms.
    for (gain, delay) in [(1.0, 100), (0.32, 300), (1.0, 2_700)] {
        let air = Some(Air::new(gain, delay));
        let mut show = Show::start(Script { air, peak: 1e-3, ..Script::steady(4, RATE) }, 80.0);
        let mut loud = None;
        let verdict = loop {
            let snapshot = show.go(0.01);
            loud = loud.or((show.peak() > 0.1).then_some(show.now));
            if snapshot.notice.as_ref().is_some_and(|line| line.contains("(feedback)")) {
                break snapshot;
            }
            assert!(show.now < 4.0, "gain {gain}, {delay} frames: never recognised");
        };
        let took = show.now - loud.unwrap_or(show.now);
        println!("gain {gain}, {delay} frames: {took:.2} s after it became loud");
        assert!(took < 0.5 && verdict.muted, "gain {gain}, {delay} frames: {took:.2} s");
        show.go(0.2);
        show.peak();
        assert!(show.go(2.0).muted);
        assert!(show.peak() <= 0.0, "gain {gain}, {delay} frames");
        show.session.apply(&Command::Mute(false)).unwrap();
        assert!(!show.go(0.01).muted);
    }
}

#[test]
fn loud_noise_that_is_no_feedback_plays_on() {
    let mut show = Show::start(Script { peak: 1.0, ..Script::steady(5, RATE) }, 80.0);
    let later = show.go(3.0);
    assert!(!later.muted && later.notice.is_none(), "{:?}", later.notice);
    show.peak();
    show.go(0.5);
    assert!(show.peak() > 0.1);
}
