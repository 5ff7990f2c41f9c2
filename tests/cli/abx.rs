//! Blind tests through the program: what is asked, what is told and when, and how it sounds.

use std::f64::consts::TAU;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::Value;

use crate::program::Room;
use crate::refusal::{refused, room};

/// A test under way, spoken to by lines.
struct Test {
    process: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Test {
    fn start(room: &Room, words: &str) -> Self {
        let mut command = room.command(words);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (ask, answers) = (process.stdin.take(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, ask, answers }
    }

    /// The next line that it says.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line
    }

    /// Says a line and returns the answer.
    fn say(&mut self, line: &str) -> String {
        writeln!(self.ask.as_mut().unwrap(), "{line}").unwrap();
        self.line()
    }

    /// Waits for the end; returns what it said on standard error.
    fn end(mut self) -> String {
        drop(self.ask.take());
        let output = self.process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        said
    }
}

fn value(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))
}

const ABX: &str = "abx iem-foam earbud --ui none --output null -vv";

/// The same votes with three seeds, whose answers are not all the same.
#[test]
fn nothing_that_is_said_before_the_last_vote_depends_on_the_answers() {
    let room = Room::new();
    let mut heard = Vec::new();
    for seed in [1, 2, 3] {
        let mut test = Test::start(&room, &format!("{ABX} --trials 3 --seed {seed} --out {seed}.json"));
        let mut said = vec![test.line()];
        for line in ["x", "a", "b", "x", "vote a", "vote a", "x", "mute", "unmute", "vote b", "b", "x"] {
            said.push(test.say(line));
        }
        let last = value(&test.say("vote a"));
        let answers: Vec<String> =
            last["trials"].as_array().unwrap().iter().map(|t| t["x"].to_string()).collect();
        heard.push((said, test.end(), answers));
        // Even the file comes only now.
        assert_eq!(value(&std::fs::read_to_string(room.path(&format!("{seed}.json"))).unwrap()), last);
    }
    let [first, second, third] = &heard[..] else { panic!() };
    assert!(first.2 != second.2 || first.2 != third.2, "the same answers thrice: {:?}", first.2);
    for other in [second, third] {
        assert_eq!(first.0, other.0, "standard output");
        assert_eq!(first.1, other.1, "log");
    }
    let state = value(&first.0[1]);
    let keys: Vec<&String> = state.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["devices", "level_rule", "muted", "playing", "right", "stage", "test", "trial", "trials", "vote"],
        "no meter, no level, no time"
    );
    assert_eq!(
        (state["playing"].as_str(), state["level_rule"].as_str()),
        (Some("x"), Some("equal-loudness"))
    );
    assert!(first.0[6].contains("hear X before"), "{}", first.0[6]);
}

#[test]
fn the_result_is_the_exact_binomial_one_with_everything_to_judge_it_by() {
    let room = Room::new();
    let words = format!("{ABX} --trials 16 --seed 7 --listener Ada --feedback --out ada.json");
    let mut test = Test::start(&room, &words);
    test.line();
    let mut right = 0;
    for trial in 1..=16 {
        test.say("x");
        let state = value(&test.say("vote b"));
        if trial < 16 {
            assert_eq!(state["trial"], trial + 1);
            right += u32::from(state["right"].as_bool().unwrap());
        }
    }
    test.end();
    let file = value(&std::fs::read_to_string(room.path("ada.json")).unwrap());
    let result = &file["result"];
    let trials = file["trials"].as_array().unwrap();
    let votes_right = trials.iter().filter(|trial| trial["x"] == "b").count();
    assert_eq!((trials.len(), result["right"].as_u64()), (16, Some(votes_right as u64)));
    assert!(votes_right as u32 - right <= 1, "as it was told");
    // Rows of Pascal's triangle: ways to get so many or more of 16 right.
    let ways = |k: u32| (0..k).fold(1.0, |ways, i| ways * f64::from(16 - i) / f64::from(i + 1));
    let tail: f64 = (votes_right as u32..=16).map(ways).sum::<f64>() / 65_536.0;
    assert!((result["p_value"].as_f64().unwrap() - tail).abs() < 1e-12, "{result}");
    assert_eq!((result["criterion"].as_u64(), result["test"].as_str()), (Some(12), Some("abx")));
    assert_eq!(result["heard"].as_bool(), Some(votes_right >= 12));
    for (pointer, want) in [
        ("/listener", "Ada"),
        ("/devices/0/id", "iem-foam"),
        ("/devices/1/id", "earbud"),
        ("/scene/stage", "vocal-with-wedges"),
    ] {
        assert_eq!(file.pointer(pointer).unwrap(), want, "{pointer}");
    }
    assert_eq!((file["seed"].as_u64(), file["complete"].as_bool()), (Some(7), Some(true)));
    for device in file["devices"].as_array().unwrap() {
        assert!(
            device["drive_db"].is_number() && !device["evidence"].as_str().unwrap().is_empty(),
            "{device}"
        );
    }
}

#[test]
fn the_length_follows_from_power_and_a_test_given_up_proves_nothing() {
    let room = Room::new();
    let mut test = Test::start(&room, &format!("{ABX} --out given-up.json"));
    assert_eq!(value(&test.line())["trials"], 18, "80 % power at 80 % right");
    test.say("x");
    test.say("vote a");
    let last = value(&test.say("quit"));
    assert_eq!((last["complete"].as_bool(), last["result"]["done"].as_u64()), (Some(false), Some(1)));
    assert!(last["result"]["p_value"].is_null() && last["result"]["heard"].is_null(), "{last}");
    test.end();
    // Without a vote there is nothing to write, and without a seed the next order is another one.
    let mut test = Test::start(&room, &format!("{ABX} --out nothing.json"));
    test.line();
    test.end();
    assert_eq!(room.names(), ["given-up.json"]);
}

/// A listener who always likes the earbud best, of three devices.
#[test]
fn a_preference_over_three_devices_ranks_them_with_intervals() {
    let room = Room::new();
    let words = "abx iem-foam earbud open-back --trials 2 --seed 3 --ui none --output null --out p.json";
    let mut test = Test::start(&room, words);
    let state = value(&test.line());
    assert_eq!((state["test"].as_str(), state["trials"].as_u64()), (Some("preference"), Some(6)));
    let order = |seed| {
        // What is heard is not told: the same test is run through once to learn the order from its end.
        let mut rehearsal = Test::start(
            &room,
            &format!("abx iem-foam earbud open-back --trials 2 --seed {seed} --ui none --output null"),
        );
        rehearsal.line();
        let mut last = String::new();
        for _ in 0..6 {
            rehearsal.say("2");
            last = rehearsal.say("vote 1");
        }
        rehearsal.end();
        value(&last)["trials"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| [t["first"].as_u64().unwrap(), t["second"].as_u64().unwrap()])
            .collect::<Vec<_>>()
    };
    let order = order(3);
    assert!(test.say("vote 1").contains("hear both"), "both must be heard");
    for [first, second] in order {
        test.say("2");
        let likes_second = second == 1 || (first != 1 && second == 2);
        test.say(if likes_second { "vote 2" } else { "vote 1" });
    }
    test.end();
    let file = value(&std::fs::read_to_string(room.path("p.json")).unwrap());
    let standings = file["result"]["standings"].as_array().unwrap();
    let ranks: Vec<u64> = standings.iter().map(|s| s["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks, [3, 1, 2], "{file:#}");
    assert_eq!(file["result"]["wins"], serde_json::json!([[0, 0, 0], [2, 0, 2], [2, 0, 0]]));
    for standing in standings {
        let at = |pointer: &str| standing.pointer(pointer).unwrap().as_f64().unwrap();
        assert!(at("/interval/0") < at("/preferred") && at("/preferred") < at("/interval/1"), "{standing}");
    }
    for device in file["devices"].as_array().unwrap() {
        assert!(device["drive_db"].is_number(), "{device}");
    }
}

/// What `x[n+1] - 2 cos(w) x[n] + x[n-1]` leaves of a steady tone is nothing, of a jump the jump, and of a linear fade
/// over k frames at most 4 sin(w) / k of the amplitude: 0.0002 for 200 Hz and 10 ms.
#[test]
fn going_to_x_is_as_smooth_as_going_from_a_to_b() {
    let room = Room::new();
    tone(&room.path("tone.wav"));
    let words = "abx reference earbud --ui none --input tone.wav --output out.wav --stage none --trials 40 \
                 --loudness off --level-rule equal-drive --seed 5";
    let mut test = Test::start(&room, words);
    test.line();
    for _ in 0..8 {
        for line in ["x", "b", "x", "a", "x", "vote a"] {
            let answer = test.say(line);
            assert!(answer.contains("\"trial\""), "{line}: {answer}");
            // The file grows as fast as the machine goes: some of every sound must be in it, and the tone must last.
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    test.say("quit");
    test.end();
    let reader = hound::WavReader::open(room.path("out.wav")).unwrap();
    let left: Vec<f64> = reader.into_samples::<f32>().step_by(2).map(|x| f64::from(x.unwrap())).collect();
    let peak = left.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    // Without the ramp of the start and the fade-out of the end.
    let last = left.iter().rposition(|x| x.abs() > 0.01 * peak).unwrap();
    let steady = &left[52_800..last - 9_600];
    let middle = 2.0 * (TAU * HZ / 48_000.0).cos();
    let worst = steady.windows(3).map(|x| (x[2] - middle * x[1] + x[0]).abs()).fold(0.0, f64::max);
    assert!(worst < 0.000_5 * peak, "{:.6} of the amplitude", worst / peak);
    let level = |part: &[f64]| part.iter().map(|x| x * x).sum::<f64>() / part.len() as f64;
    let levels: Vec<f64> = steady.chunks_exact(480).map(level).collect();
    let [low, high] = [f64::min, f64::max].map(|f| levels.iter().copied().reduce(f).unwrap());
    assert!(high / low > 1.1, "nothing was switched: {:.3}", high / low);
}

/// Frequency of the tone.
const HZ: f64 = 200.0;

/// Six minutes at -20 dBFS.
fn tone(path: &Path) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for n in 0..360 * 48_000 {
        writer.write_sample((0.1 * (TAU * HZ * f64::from(n) / 48_000.0).sin()) as f32).unwrap();
    }
    writer.finalize().unwrap();
}

#[test]
fn what_makes_no_test_is_refused() {
    let room = room();
    for (words, says) in [
        ("abx iem-foam erbud --ui none", "did you mean `earbud`"),
        ("abx iem-foam iem-foam --ui none", "the same device"),
        ("abx iem-foam earbud --ui none --power 1", "--power 1"),
        ("abx iem-foam earbud --ui none --trials 0", "--trials 0"),
        ("abx iem-foam earbud --ui none --significance 0.7", "--significance 0.7"),
        ("abx iem-foam earbud open-back --ui none --feedback", "--feedback"),
        ("abx iem-foam earbud open-back --ui none --trials 1000", "--trials 1000"),
        ("abx iem-foam earbud open-back --ui none --seal 50", "--seal"),
        ("abx iem-foam earbud --ui none --out none/r.json", "none/r.json"),
        ("abx iem-foam earbud --ui none --input good.wav --out good.wav", "input"),
        ("abx iem-foam earbud --ui web", "`none`"),
        ("abx iem-foam earbud", "no terminal"),
    ] {
        refused(&room, words, 1, &[says]);
    }
    // What would choose another device, or tell what plays, is a wrong call.
    for option in ["--device earbud", "--left earbud", "--against earbud", "--log l.jsonl"] {
        let said = room.run(&format!("abx iem-foam earbud --ui none {option}"));
        assert_eq!(said.code, Some(2), "{option}: {}", said.err);
        assert!(said.err.contains("cannot be used with"), "{option}: {}", said.err);
    }
    assert_eq!(room.run("abx iem-foam").code, Some(2));
}
