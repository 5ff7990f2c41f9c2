//! A sound file as the stage.

use crate::program::Room;
use crate::report::{self, number};
use crate::silence;
use crate::sound::{Sound, noise, sine, write};

const STAGE: &str = "--tap ambience --device open-ear --report r.json --stage-file";

fn heard(room: &Room, words: &str) -> Sound {
    room.fine(&format!("render silence.wav --out out.wav {STAGE} {words}"));
    Sound::read(&room.path("out.wav"))
}

#[test]
fn a_recording_has_the_level_that_was_asked_for_at_every_rate_it_may_have() {
    let room = Room::new();
    silence(&room, 4);
    for rate in [44_100, 48_000, 96_000] {
        write(
            &room.path("take.wav"),
            rate,
            &[noise(1, 2 * rate as usize, 0.01), noise(2, 2 * rate as usize, 0.02)],
        );
        heard(&room, "take.wav --stage-level 97");
        let report = report::read(&room.path("r.json"));
        let power = |side| 10f64.powf(number(&report, &format!("/ear/{side}/ambience_laeq_db")) / 10.0);
        let level = 10.0 * f64::midpoint(power("left"), power("right")).log10();
        assert!((level - 97.0).abs() < 0.2, "{rate} Hz: {level:.2} dBA");
        let twice = power("right") / power("left");
        assert!((10.0 * twice.log10() - 6.0).abs() < 0.3, "left and right stay apart");
        assert_eq!(report["stage"]["name"], "take.wav");
    }
    // Without a level of its own it takes that of the stage it stands for.
    heard(&room, "take.wav --stage crowd-roar");
    let stage = &report::read(&room.path("r.json"))["stage"];
    assert!((number(stage, "/levels/laeq_db") - 102.0).abs() < 1e-9);
}

/// A tone bends by at most its amplitude times the square of its angle per frame; a click bends it further.
#[test]
fn the_loop_of_a_recording_has_no_click() {
    let room = Room::new();
    silence(&room, 5);
    for (hz, seconds) in [(200.0, 1.0013), (317.3, 0.9), (440.0, 2.0007)] {
        write(&room.path("tone.wav"), 48_000, &[sine(hz, 48_000, seconds)]);
        let sound = heard(&room, "tone.wav --stage-level 94").ear(0);
        let amplitude = sound.iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let bend = sound.windows(3).map(|x| (x[0] - 2.0 * x[1] + x[2]).abs()).fold(0.0, f64::max);
        let most = amplitude * (std::f64::consts::TAU * hz / 48_000.0).powi(2);
        assert!(bend < 1.15 * most, "{hz} Hz: bends by {bend:.2e}, a tone by {most:.2e}");
    }
    // Noise keeps its level where it is joined.
    write(&room.path("noise.wav"), 48_000, &[noise(1, 48_000, 0.3)]);
    let sound = heard(&room, "noise.wav --stage-level 94").ear(0);
    let power = |part: &[f64]| part.iter().map(|x| x * x).sum::<f64>() / part.len() as f64;
    let whole = power(&sound);
    for part in sound.chunks_exact(2_400) {
        let off = 10.0 * (power(part) / whole).log10();
        assert!(off.abs() < 0.7, "50 ms are {off:.2} dB off");
    }
}

#[test]
fn what_is_no_recording_is_refused_in_one_line() {
    let room = Room::new();
    silence(&room, 1);
    write(&room.path("wide.wav"), 48_000, &vec![vec![0.1; 100]; 3]);
    write(&room.path("long.wav"), 8_000, &[vec![0.1; 8_000 * 601]]);
    write(&room.path("good.wav"), 48_000, &[noise(1, 4_800, 0.2)]);
    for (words, says) in [
        ("gone.wav", "no file"),
        ("wide.wav", "3 channels"),
        ("long.wav", "longer than 10 minutes"),
        ("silence.wav", "silent"),
        ("good.wav --stage none", "--stage-level"),
        ("good.wav --ambient-channel 1", "one of them"),
    ] {
        let said = room.run(&format!("render silence.wav --out out.wav {STAGE} {words}"));
        assert!(said.code != Some(0) && said.err.contains(says), "{words}: {}", said.err);
        assert_eq!(said.err.lines().filter(|line| line.starts_with("foldback:")).count(), 1, "{}", said.err);
    }
    let said = room.run("render silence.wav --out good.wav --stage-file good.wav");
    assert!(said.code != Some(0) && said.err.contains("also the input"), "{}", said.err);
}
