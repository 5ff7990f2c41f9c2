//! The same file: whatever the block, whenever it is rendered; another one for another seed.

use std::fs;

use crate::program::Room;
use crate::sound::{Sound, db_spl, noise, write};

#[test]
fn blocks_of_1_17_64_and_4096_frames_give_the_same_file_at_every_rate() {
    let room = Room::new();
    for rate in [44_100, 48_000, 88_200, 96_000, 192_000] {
        let frames = rate as usize / 4 + 7;
        write(&room.path("in.wav"), rate, &[noise(1, frames, 0.5), noise(2, frames, 0.5)]);
        for sound in ["--device earbud", "--device one-ear-out --own-voice 2 --tap ear"] {
            let bytes = [1, 17, 64, 4096].map(|block| {
                room.fine(&format!("render in.wav --out out.wav --block {block} {sound}"));
                fs::read(room.path("out.wav")).unwrap()
            });
            assert!(bytes.iter().all(|b| *b == bytes[0]), "{rate} Hz, {sound}");
        }
    }
}

#[test]
fn blocks_do_not_matter_while_the_limiter_works() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 20_000, 30.0)]);
    let bytes = [1, 17, 64, 4096].map(|block| {
        room.fine(&format!("render in.wav --out out.wav --block {block} --level 140 --ceiling 80"));
        fs::read(room.path("out.wav")).unwrap()
    });
    assert!(bytes.iter().all(|b| *b == bytes[0]));
}

#[test]
fn a_seed_is_a_file_and_another_seed_is_another_noise_of_the_same_level() {
    let room = Room::new();
    write(&room.path("silence.wav"), 48_000, &[vec![0.0; 960_000]]);
    let ambience = |words: &str| {
        room.fine(&format!("render silence.wav --out a.wav --tap ambience --device open-ear {words}"));
        Sound::read(&room.path("a.wav"))
    };
    let (one, again, other) = (ambience("--seed 1"), ambience(""), ambience("--seed 2"));
    assert!(one.frames == again.frames, "seed 1 is the default, and twice the same");
    for n in 0..2 {
        let (a, b) = (one.ear(n), other.ear(n));
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let correlation = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
        assert!(correlation.abs() < 0.1, "ear {n}: correlated by {correlation:.3}");
        let difference = db_spl(&a) - db_spl(&b);
        assert!(difference.abs() < 2.0, "ear {n}: {difference:.2} dB apart over 20 s");
    }
}

#[test]
fn as_many_frames_come_out_as_go_in_at_every_rate() {
    let room = Room::new();
    write(&room.path("short.wav"), 48_000, &[noise(1, 5_001, 0.2)]);
    write(&room.path("long.wav"), 48_000, &[noise(2, 12_347, 0.2)]);
    let length = |words: &str| {
        room.fine(&format!("render {words} --out out.wav"));
        let sound = Sound::read(&room.path("out.wav"));
        (sound.rate, sound.frames.len())
    };
    for tap in ["output", "ear", "monitor", "ambience", "voice"] {
        assert_eq!(length(&format!("short.wav --tap {tap}")), (48_000, 5_001));
        assert_eq!(length(&format!("short.wav long.wav --tap {tap}")), (48_000, 12_347), "the longest rules");
    }
    for rate in [44_100u32, 88_200, 96_000, 176_400, 192_000] {
        let (own, frames) = length(&format!("long.wav --rate {rate}"));
        let exact = 12_347.0 * f64::from(rate) / 48_000.0;
        assert_eq!(own, rate);
        assert!((frames as f64 - exact).abs() <= 1.0, "{frames} frames at {rate} Hz for {exact:.1}");
    }
}

#[test]
fn a_file_without_frames_becomes_a_file_without_frames() {
    let room = Room::new();
    write(&room.path("empty.wav"), 48_000, &[Vec::new(), Vec::new()]);
    for tap in ["output", "ear", "ambience"] {
        room.fine(&format!("render empty.wav --out {tap}.wav --tap {tap} --report r.json"));
        assert_eq!(Sound::read(&room.path(&format!("{tap}.wav"))).frames.len(), 0);
        let report = crate::report::read(&room.path("r.json"));
        assert!(report["ear"]["left"]["laeq_db"].is_null(), "a level of nothing: {report:#}");
        assert_eq!(report["seconds"], 0.0);
    }
}
