//! The parts of the ear's sound, and the two ears.

use crate::program::Room;
use crate::sound::{Sound, noise, write};

/// Renders the same two channels, the second a voice, through one tap.
fn tap(room: &Room, tap: &str, words: &str) -> Sound {
    room.fine(&format!("render band.wav voice.wav --out tap.wav --tap {tap} {words}"));
    Sound::read(&room.path("tap.wav"))
}

fn room() -> Room {
    let room = Room::new();
    write(&room.path("band.wav"), 48_000, &[noise(1, 30_000, 0.4), noise(2, 30_000, 0.4)]);
    write(&room.path("voice.wav"), 48_000, &[noise(3, 25_000, 0.4)]);
    room
}

/// Energy of what differs re the energy of the first, dB. Never nothing: both ears share one transform of the
/// convolver, where one leaves traces of rounding in the other.
fn difference_db(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let difference: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    10.0 * (energy(&difference) / energy(a)).log10()
}

fn energy(signal: &[f64]) -> f64 {
    signal.iter().map(|x| x * x).sum()
}

#[test]
fn the_ear_is_the_sum_of_monitor_ambience_and_voice() {
    let room = room();
    for device in ["iem-foam", "one-ear-out", "anc-earbud-on --seal 40"] {
        let words = format!("--device {device} --own-voice 3");
        let [ear, monitor, ambience, voice] =
            ["ear", "monitor", "ambience", "voice"].map(|name| tap(&room, name, &words));
        for n in 0..2 {
            let parts = [monitor.ear(n), ambience.ear(n), voice.ear(n)];
            assert!(energy(&parts[1]) > 0.0 && energy(&parts[2]) > 0.0, "{device}: a part is silent");
            for (i, whole) in ear.ear(n).into_iter().enumerate() {
                let [m, a, v] = [parts[0][i], parts[1][i], parts[2][i]];
                // Each of the four files is rounded to f32: half a unit in the last of 24 bits.
                let rounding = f64::from(f32::EPSILON) * (whole.abs() + m.abs() + a.abs() + v.abs());
                assert!((whole - m - a - v).abs() <= rounding, "{device}, ear {n}, frame {i}");
            }
        }
    }
}

#[test]
fn an_own_voice_sounds_only_where_a_channel_is_one() {
    let room = room();
    for words in ["", "--device open-ear"] {
        let without = tap(&room, "voice", words);
        assert!(without.is_silent(), "no channel is an own voice");
        let with = tap(&room, "voice", &format!("{words} --own-voice 3"));
        assert!(energy(&with.ear(0)) > 0.0, "channel 3 is one");
        assert!(difference_db(&with.ear(0), &with.ear(1)) < -140.0, "the body is on both sides");
    }
}

#[test]
fn a_stage_of_none_is_silent_and_a_device_without_a_driver_too() {
    let room = room();
    let ambience = tap(&room, "ambience", "--stage none --device open-ear");
    let monitor = tap(&room, "monitor", "--device open-ear");
    assert!(ambience.is_silent() && monitor.is_silent());
}

/// Each ear has its own device and hears the same stage and the same mix as with the device on both, whatever the two
/// devices are made of: filters, a curve, or nothing. A device of filters beside one with a curve is rendered as an
/// impulse response, true to -110 dB; the leak is a section of its own everywhere, and has one phase.
#[test]
fn left_and_right_are_the_ears_of_their_devices() {
    let room = room();
    for (left, right, seal) in [
        ("iem-foam", "wedge", 100),
        ("anc-earbud-on", "ciem-silicone", 100),
        ("iem-foam", "ciem-acrylic", 40),
        ("open-ear", "reference", 100),
    ] {
        let [a, b, both] = [
            format!("--device {left}"),
            format!("--device {right}"),
            format!("--left {left} --right {right}"),
        ]
        .map(|words| tap(&room, "ear", &format!("{words} --own-voice 3 --seal {seal}")));
        assert!(difference_db(&both.ear(0), &a.ear(0)) < -100.0, "{left} on the left");
        assert!(difference_db(&both.ear(1), &b.ear(1)) < -100.0, "{right} on the right");
        assert!(difference_db(&both.ear(0), &b.ear(0)) > -20.0, "{left} is not {right}");
    }
}

#[test]
fn one_ear_out_is_foam_on_the_left_and_nothing_on_the_right() {
    let room = room();
    let pair = tap(&room, "ear", "--device one-ear-out");
    let two = tap(&room, "ear", "--left iem-foam --right open-ear");
    assert!(pair.frames == two.frames);
    let one = tap(&room, "ear", "--left iem-foam --device open-ear");
    assert!(pair.frames == one.frames, "--device is for the ear that is not named");
}

/// 0 dB centre, balance law: a mono file reaches both ears at unity, a stereo file each its own.
#[test]
fn a_mono_file_is_in_both_ears_and_a_stereo_file_in_each_its_own() {
    let room = room();
    let words = "--out m.wav --tap monitor --device reference --stage none";
    room.fine(&format!("render voice.wav {words}"));
    let mono = Sound::read(&room.path("m.wav"));
    assert!(mono.ear(0) == mono.ear(1));
    room.fine(&format!("render band.wav {words}"));
    let stereo = Sound::read(&room.path("m.wav"));
    let [left, right] = [1, 2].map(|seed| noise(seed, 30_000, 0.4));
    for (n, channel) in [left, right].into_iter().enumerate() {
        // 106 dB SPL rms of a full-scale sine: 5.6435 Pa for a sample of 1.
        for (got, sent) in stereo.ear(n).into_iter().zip(channel) {
            assert!((got - 5.643_5 * sent).abs() < 1e-3, "ear {n}: {got} Pa for {sent}");
        }
    }
}
