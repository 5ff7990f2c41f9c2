//! The monitor mix of a running session.

use foldback::control::command::Command;
use foldback::control::desk::Desk;
use foldback::control::setup::Setup;
use foldback::engine::doorway::Processor;
use foldback::engine::mix::Strip;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

use crate::program::Room;
use crate::running::Headless;

const RATE: SampleRate = SampleRate(48_000);

/// A sine of 1 kHz, amplitude 0.1, on two channels of a bare reference without a stage.
struct Bench {
    desk: Desk,
    processor: Processor,
    clock: u32,
}

impl Bench {
    fn new() -> Self {
        let setup = Setup {
            device: ["reference".into(), "reference".into()],
            against: "reference".into(),
            stage: "none".into(),
            ..Setup::default()
        };
        let strips = vec![Strip::CENTRE; 2];
        let library = Library::shipped().unwrap();
        let (desk, processor) = Desk::open(library, &setup, strips, Seconds(0.0), RATE).unwrap();
        Self { desk, processor, clock: 0 }
    }

    fn say(&mut self, line: &str) {
        self.desk.apply(&Command::parse(line).unwrap()).unwrap();
    }

    /// The monitor at both ears and the voice at the left one.
    fn play(&mut self, seconds: f64) -> [Vec<f64>; 3] {
        let mut heard = [const { Vec::new() }; 3];
        for _ in 0..(seconds * 100.0) as usize {
            let w = std::f64::consts::TAU / 48.0;
            let sine = (self.clock..self.clock + 480).map(|n| (0.1 * (w * f64::from(n)).sin()) as f32);
            let input: Vec<f32> = sine.flat_map(|x| [x, x]).collect();
            self.clock += 480;
            let [left, right, voice] = &mut heard;
            self.processor.process(&input, 480, |_, parts| {
                left.extend(parts.monitor.iter().map(|frame| frame[0]));
                right.extend(parts.monitor.iter().map(|frame| frame[1]));
                voice.extend(parts.voice.iter().map(|frame| frame[0]));
            });
            self.desk.service();
        }
        heard
    }

    /// Levels of the last 0.1 s, dB SPL; both channels at unity are 106 - 20 + 6.
    fn levels(&mut self) -> [f64; 3] {
        self.play(0.4).map(|sound| {
            let last = &sound[sound.len() - 4_800..];
            let mean_square = last.iter().map(|x| x * x).sum::<f64>() / last.len() as f64;
            10.0 * (mean_square / 4e-10).log10()
        })
    }
}

#[test]
fn a_channel_is_as_loud_in_each_ear_as_its_strip_says() {
    let mut bench = Bench::new();
    for (line, want) in [
        ("a", [92.02, 92.02]),
        ("ch 2 mute", [86.0, 86.0]),
        ("ch 1 gain -10", [76.0, 76.0]),
        ("ch 1 pan 50", [69.98, 76.0]),
        ("ch 1 pan -100", [76.0, f64::NEG_INFINITY]),
        ("ch 1 gain -inf", [f64::NEG_INFINITY; 2]),
        ("ch 2 solo", [f64::NEG_INFINITY; 2]),
        ("ch 2 unmute", [86.0, 86.0]),
        ("ch 1 gain 0", [86.0, 86.0]),
        ("ch 2 unsolo", [92.02, 86.0]),
        ("ch 1 polarity -", [f64::NEG_INFINITY, 86.0]),
    ] {
        bench.say(line);
        let [left, right, _] = bench.levels();
        for (got, want) in [left, right].into_iter().zip(want) {
            let same = (got - want).abs() < 0.01 || (want.is_infinite() && got < -150.0);
            assert!(same, "{line}: {left:.2} {right:.2} dB SPL, not {want}");
        }
    }
}

/// A second difference of the sine itself is w² = 0.0171 of its amplitude; a switch within a tick would show 0.5.
#[test]
fn no_change_of_a_strip_clicks() {
    let mut bench = Bench::new();
    bench.play(0.5);
    for line in ["ch 1 mute", "ch 1 unmute", "ch 1 pan 80", "ch 2 solo", "ch 1 gain 12", "ch 2 unsolo"] {
        bench.say(line);
        let [left, ..] = bench.play(0.1);
        let most = left.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let bend = left.windows(3).map(|x| (x[2] - 2.0 * x[1] + x[0]).abs()).fold(0.0, f64::max) / most;
        assert!(bend < 0.02, "{line}: a bend of {bend:.4}");
    }
}

#[test]
fn an_own_voice_that_is_switched_on_while_it_plays_is_heard_through_the_head() {
    let mut bench = Bench::new();
    assert!(bench.levels()[2] < -150.0, "nobody sings");
    bench.say("ch 1 voice on");
    let sung = bench.levels()[2];
    assert!(sung > 60.0, "{sung:.1} dB SPL");
    bench.say("load a iem-foam");
    assert!(bench.levels()[2] > 60.0, "a device that comes later has the way too");
    bench.say("ch 1 mute");
    assert!(bench.levels()[2] > 60.0, "the monitor's mute is not the singer's");
    bench.say("ch 1 voice off");
    assert!(bench.levels()[2] < -150.0);
}

#[test]
fn a_rule_on_a_key_is_worked_out_from_what_was_just_heard_through_the_strips() {
    let room = Room::new();
    let mut live = Headless::start(&room, "--output null --input demo --against on-ear-closed");
    let names = live.snapshot()["strips"].clone();
    assert!(names.as_array().unwrap().len() >= 6 && names[0]["name"].is_string(), "{names}");
    let refused = live.say("match equal-loudness").unwrap_err();
    assert!(refused.contains("nothing was heard"), "{refused}");
    live.until("two seconds on", |now| now["seconds"].as_f64().unwrap() > 2.0);
    live.say("match equal-loudness").unwrap();
    let drive = |now: &serde_json::Value| now["slots"][1]["drive_db"].as_f64().unwrap();
    let all = drive(&live.until("matched", |now| now["level_rule"] == "equal-loudness"));
    assert!(all.abs() > 0.01 && all.abs() < 20.0, "{all} dB");
    // The hardest that can be asked of the strips: what is left is silence.
    for channel in 1..=names.as_array().unwrap().len() {
        live.say(&format!("ch {channel} mute")).unwrap();
    }
    let muted = live.until("muted", |now| now["strips"][0]["mute"] == true);
    assert!(muted["strips"][0]["max_dbfs"].as_f64().unwrap() > -60.0, "its meter stands before the mute");
    live.quit();
}
