//! The program on a PulseAudio server that is killed, loses its sinks and changes its default.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::bed::program::{Footprint, Program};
use crate::bed::pulse::{Ear, PulseServer};
use crate::bed::{missing, one_at_a_time};
use crate::recovery::is_flat;

/// From a server's return to sound: what is promised.
const BACK: Duration = Duration::from_secs(3);
/// A new null sink's first block, which is as long for any program that records its monitor.
const FIRST_BLOCK: Duration = Duration::from_secs(2);
/// Phones that make 100 dB SPL of full scale, a ceiling of 90: 10^((90 - 103.01) / 20).
const CEILING: f32 = 0.2237;

/// Which way the program speaks to the server.
#[derive(Clone, Copy)]
enum Way {
    /// By its own protocol.
    Native,
    /// Through ALSA's plug-in, as a build without features does.
    Alsa,
}

impl Way {
    fn ends(self) -> [&'static str; 4] {
        match self {
            Self::Native => ["--host", "pulseaudio", "--output", "pulseaudio:phones"],
            Self::Alsa => ["--host", "alsa", "--output", "alsa:pulse"],
        }
    }
}

/// Runs on a PulseAudio server of its own.
fn on_pulse(way: Way, body: impl FnOnce(&mut PulseServer, &mut Program)) {
    if matches!(way, Way::Native) && !cfg!(feature = "pulseaudio") {
        return missing("built without `--features pulseaudio`");
    }
    let _turn = one_at_a_time();
    match PulseServer::start() {
        Ok(mut server) => {
            let mut program = program(&server, &[&DEMO[..], &way.ends()].concat());
            body(&mut server, &mut program);
            assert!(program.stop().success(), "{}", program.said());
            assert!(!program.said().contains("panicked"), "{}", program.said());
        }
        Err(why) => missing(&why),
    }
}

/// The demo band, 14 dB louder than usual, through a limiter that has much to do.
const DEMO: [&str; 8] = ["--stage", "none", "--device", "reference", "--input", "demo", "--level", "120"];
/// What another program plays into `other`.
const TONE: [&str; 9] = [
    "--host",
    "pulseaudio",
    "--stage",
    "none",
    "--device",
    "reference",
    "--input",
    "pulseaudio:other.monitor",
    "--output",
];

fn program(server: &PulseServer, ends: &[&str]) -> Program {
    let mut args = vec!["live", "--ui", "none", "--full-scale", "100", "--ceiling", "90"];
    args.extend(ends);
    let env = server.env();
    let env: Vec<_> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Program::start(&args, &env)
}

/// Sound within the time, and no sample of it, or of the two seconds after, above the ceiling; how long it took.
fn is_back(ear: Ear, since: Instant, program: &Program) -> Duration {
    let (took, most) = comes(ear, since, program);
    assert!(most > 0.5 * CEILING, "so soft: {most}");
    took
}

/// The same for sound of any level; how long it took, and its largest sample.
fn comes(ear: Ear, since: Instant, program: &Program) -> (Duration, f32) {
    let first = ear.first_sound(since + Duration::from_secs(15));
    let Some(first) = first else { panic!("silent: {}", ends_of(&program.said())) };
    sleep(Duration::from_secs(2));
    let heard = ear.stop();
    let most = heard.as_flattened().iter().fold(0.0f32, |most, x| most.max(x.abs()));
    assert!(most <= CEILING, "{most}");
    (first.saturating_duration_since(since), most)
}

/// What it said last.
fn ends_of(said: &str) -> String {
    let last = said.lines().rfind(|line| line.contains("\"devices\""));
    let devices = last.and_then(|line| line.split("\"engine\"").nth(1)).unwrap_or(said);
    devices.chars().take(1_500).collect()
}

/// A server that is killed and restarted `rounds` times.
fn survives(way: Way, rounds: usize) {
    on_pulse(way, |server, program| {
        let mut took = vec![is_back(server.listen("phones"), Instant::now(), program)];
        let mut held: Vec<Footprint> = vec![program.footprint()];
        for _ in 0..rounds {
            server.die();
            sleep(Duration::from_millis(500));
            let returned = server.come_back();
            took.push(is_back(server.listen("phones"), returned, program));
            held.push(program.footprint());
        }
        println!("{rounds} rounds, back after {took:?}; {held:?}");
        is_flat(&held, 13);
        assert!(took[1..].iter().all(|took| *took < BACK), "{took:?}");
    });
}

#[test]
#[ignore = "two minutes"]
fn a_server_that_is_killed_is_heard_again_within_three_seconds() {
    survives(Way::Native, 20);
}

#[test]
#[ignore = "two minutes"]
fn a_server_that_is_killed_is_heard_again_through_alsa() {
    survives(Way::Alsa, 20);
}

#[test]
#[ignore = "half a minute"]
fn a_sink_that_is_taken_away_and_brought_back_is_heard_again() {
    on_pulse(Way::Native, |server, program| {
        is_back(server.listen("phones"), Instant::now(), program);
        for round in 0..3 {
            server.remove_sink("phones");
            sleep(Duration::from_secs(1));
            server.add_sink("phones");
            let took = is_back(server.listen("phones"), Instant::now(), program);
            println!("round {round}: {took:?}");
            assert!(took < BACK, "{took:?}");
        }
    });
}

#[test]
#[ignore = "half a minute"]
fn a_default_that_changes_is_followed() {
    on_pulse(Way::Native, |server, first| {
        first.stop();
        *first = program(server, &[&DEMO[..], &["--host", "pulseaudio"]].concat());
        is_back(server.listen("phones"), Instant::now(), first);
        for sink in ["other", "phones", "other"] {
            server.say(&["set-default-sink", sink]);
            let took = is_back(server.listen(sink), Instant::now(), first);
            println!("{sink}: {took:?}");
            assert!(took < BACK, "{took:?}");
        }
    });
}

#[test]
#[ignore = "half a minute"]
fn what_is_captured_is_heard_again_after_a_kill() {
    on_pulse(Way::Native, |server, first| {
        first.stop();
        let mut player = server.play("other");
        *first = program(server, &[&TONE[..], &["pulseaudio:phones"]].concat());
        let (_, full) = comes(server.listen("phones"), Instant::now(), first);
        for round in 0..5 {
            server.die();
            sleep(Duration::from_millis(500));
            let returned = server.come_back();
            drop(std::mem::replace(&mut player, server.play("other")));
            let (took, most) = comes(server.listen("phones"), returned, first);
            println!("round {round}: {took:?}, {most} of {full}");
            assert!(took < FIRST_BLOCK + BACK && most > 0.5 * full, "{took:?}, {most} of {full}");
        }
    });
}

#[test]
#[ignore = "half a minute"]
fn an_input_that_never_begins_is_said_and_the_program_leaves() {
    on_pulse(Way::Native, |server, first| {
        first.stop();
        let ends = ["--host", "pulseaudio", "--input", "pulseaudio:dumb", "--output", "pulseaudio:phones"];
        let mut program = program(server, &ends);
        assert_eq!(program.leaves().code(), Some(1), "{}", program.said());
        assert!(program.said().contains("did not begin within 8 s"), "{}", program.said());
        *first = self::program(server, &[&DEMO[..], &Way::Native.ends()].concat());
        is_back(server.listen("phones"), Instant::now(), first);
    });
}

/// The clock of the server is the machine's: a second of sound in every second, whatever else runs.
#[test]
#[ignore = "ten seconds"]
fn what_is_captured_comes_whole() {
    on_pulse(Way::Native, |server, program| {
        program.stop();
        let file = server.folder().join("heard.wav");
        let ends = ["--host", "pulseaudio", "--input", "pulseaudio:other.monitor", "--output"];
        let env = server.env();
        let env: Vec<_> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let words = ["live", "--ui", "none", "--stage", "none", "--device", "reference"];
        *program = Program::start(&[&words[..], &ends[..], &[file.to_str().unwrap()]].concat(), &env);
        program.says("\"seconds\"");
        sleep(Duration::from_secs(8));
        let said = program.said();
        let made = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            line["seconds"].as_f64()
        };
        let made: Vec<f64> = said.lines().filter_map(made).collect();
        // A line a second.
        let (first, last) = (made[1], made[made.len() - 1]);
        let share = (last - first) / (made.len() - 2) as f64;
        println!("{:.1} % of what was played: {made:?}", 100.0 * share);
        assert!((share - 1.0).abs() < 0.05, "{made:?}");
    });
}
