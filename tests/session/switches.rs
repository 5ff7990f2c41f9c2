//! A thousand switches: what is heard is the straight fade between the two steady sounds, and nothing else.

use std::path::Path;

use foldback::control::command::Command;
use foldback::control::desk::Desk;
use foldback::control::kept::Kept;
use foldback::control::level_rule::LevelRule;
use foldback::control::mixer::Mixer;
use foldback::control::setup::Setup;
use foldback::engine::doorway::Processor;
use foldback::io::input;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

use crate::program::Room;
use crate::sound::{sine, write};

const RATE: SampleRate = SampleRate(48_000);
const TICK: usize = 32;
/// A switch takes 30 ms: 45 ticks of 32 frames at 48 kHz.
const FADE: usize = 45;
/// How often it is switched.
const SWITCHES: usize = 1_000;

/// Where the fade stands, tick by tick, by the definition: a straight line from wherever it is to the other slot.
struct Fade {
    from: f64,
    to: f64,
    done: usize,
}

impl Fade {
    fn value(&self) -> f64 {
        self.from + (self.to - self.from) * self.done as f64 / FADE as f64
    }

    fn toggle(&mut self) {
        (self.from, self.to, self.done) = (self.value(), 1.0 - self.to, 0);
    }

    /// Share of slot B in each frame of the next tick.
    fn tick(&mut self) -> impl Iterator<Item = f64> {
        let start = self.value();
        self.done = (self.done + 1).min(FADE);
        let step = (self.value() - start) / TICK as f64;
        (0..TICK).map(move |frame| start + step * frame as f64)
    }
}

/// What is played, every frame of it.
struct Player {
    desk: Desk,
    processor: Processor,
    played: Vec<[f64; 2]>,
}

impl Player {
    fn open(words: &[String], hears_b: bool) -> Self {
        let mut setup = Setup { stage: "none".into(), loudness: false, ..Setup::default() };
        setup.level_rule = LevelRule::EqualLoudness;
        setup.kept = Kept { hears_b, ..Kept::default() };
        setup.analyse(words, RATE).unwrap();
        let mixer = Mixer::files(input::open(words, Some(RATE)).unwrap().channels());
        let library = Library::shipped().unwrap();
        let (desk, processor) = Desk::open(library, &setup, mixer, Seconds(0.0), RATE).unwrap();
        Self { desk, processor, played: Vec::new() }
    }

    fn play(&mut self, capture: &[f32], frames: usize) {
        let played = &mut self.played;
        self.processor.process(capture, frames, |limited, _| played.extend_from_slice(limited.frames()));
        self.desk.service();
    }
}

/// K-weighted loudness by a second program's hand.
fn loudness(frames: &[[f64; 2]]) -> f64 {
    let mut meter = ebur128::EbuR128::new(2, RATE.0, ebur128::Mode::I).unwrap();
    meter.add_frames_f64(frames.as_flattened()).unwrap();
    meter.loudness_global().unwrap()
}

/// Switches while this plays; the worst frame re the loudest, and B over A in loudness, dB.
fn switches(words: &[String]) -> [f64; 2] {
    let mut stems = input::open(words, Some(RATE)).unwrap();
    let (width, mut music) = (stems.channels().len(), Vec::new());
    while stems.read_block(8192, &mut music).unwrap() > 0 {}
    let ticks = music.len() / width / TICK;
    let [mut only_a, mut only_b, mut both] = [false, true, false].map(|b| Player::open(words, b));
    let (mut fade, mut shares, mut until) = (Fade { from: 0.0, to: 0.0, done: FADE }, Vec::new(), 20);
    for n in 0..SWITCHES {
        // Often enough in the middle of a fade, and at every place of the music.
        for tick in 0..10 + n * 37 % 61 {
            let at = (until + tick) % ticks * TICK * width;
            let capture = &music[at..at + TICK * width];
            shares.extend(fade.tick());
            for player in [&mut only_a, &mut only_b, &mut both] {
                player.play(capture, TICK);
            }
        }
        until += 10 + n * 37 % 61;
        both.desk.apply(&Command::Toggle).unwrap();
        fade.toggle();
    }
    let frames = shares.len();
    assert_eq!([&only_a, &only_b, &both].map(|player| player.played.len()), [frames; 3], "no frame is lost");
    let late = both.processor.latency();
    let (mut worst, mut top) = (0.0f64, 0.0f64);
    for n in late..frames {
        let (a, b, heard, g) = (only_a.played[n], only_b.played[n], both.played[n], shares[n - late]);
        for ear in 0..2 {
            worst = worst.max((heard[ear] - (1.0 - g) * a[ear] - g * b[ear]).abs());
            top = top.max(a[ear].abs().max(b[ear].abs()));
        }
    }
    let lasting = |player: &Player| loudness(&player.played[RATE.0 as usize..]);
    [20.0 * (worst / top).log10(), lasting(&only_b) - lasting(&only_a)]
}

fn holds(what: &str, words: &[String]) {
    let [worst, apart] = switches(words);
    println!("{what}: {SWITCHES} switches: {worst:.1} dB, B over A {apart:+.3} dB");
    assert!(worst < -90.0, "{what}: {worst:.1} dB beside the fade");
    assert!(apart.abs() < 0.1, "{what}: matched in loudness, and {apart:+.3} dB apart");
}

fn word(path: &Path) -> Vec<String> {
    vec![path.display().to_string()]
}

#[test]
fn a_thousand_switches_in_a_tone_are_the_fade_of_two_steady_tones_matched_within_a_tenth() {
    let room = Room::new();
    let tone: Vec<f64> = sine(997.0, RATE.0, 16.0).iter().map(|x| 0.1 * x).collect();
    write(&room.path("tone.wav"), RATE.0, &[tone]);
    holds("997 Hz", &word(&room.path("tone.wav")));
}

#[test]
fn a_thousand_switches_in_the_band_are_the_fade_of_two_steady_bands_matched_within_a_tenth() {
    holds("the band", &["demo".into()]);
}
