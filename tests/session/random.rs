//! Thousands of random commands while music plays: no panic, nothing that is no number, the ceiling held, and in the
//! end the engine does what the screen says.

use std::collections::VecDeque;

use foldback::acoustics::level;
use foldback::control::command::Command;
use foldback::control::desk::Desk;
use foldback::control::mixer::Mixer;
use foldback::control::observe::{Observer, Surroundings};
use foldback::control::setup::Setup;
use foldback::engine::knobs::{self, KNOBS, KnobId};
use foldback::io::input;
use foldback::preset::{Library, Preset};
use foldback::units::{DbSpl, SampleRate, Seconds};

use crate::program::Room;
use crate::running::Headless;
use crate::sound::{Sound, noise, write};

const RATE: SampleRate = SampleRate(48_000);
/// How long an older, higher ceiling may still be heard: its way down.
const CEILING_WAY: u64 = 9_600;

/// Marsaglia's xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn number(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.roll(10_001) as f64 / 10_000.0
    }
}

/// A line of the grammar; now and then one that must be refused.
fn line(dice: &mut Dice, devices: &[String], stages: &[String]) -> String {
    let slot = dice.one(&["a", "b"]);
    let channel = dice.roll(9);
    match dice.roll(100) {
        0..=11 => dice.one(&["a", "b", "toggle"]).into(),
        12..=19 => format!("load {slot} {}", devices[dice.roll(devices.len())]),
        20..=21 => format!("load {slot} {} + {}", devices[dice.roll(devices.len())], devices[0]),
        22 => format!("stage {}", stages[dice.roll(stages.len())]),
        23..=26 => dice.one(&["stage on", "stage off", "undo", "bypass"]).into(),
        27..=33 => {
            let ear = dice.one(&["", "left ", "right "]);
            format!("seal {slot} {ear}{:.1}", dice.number(-20.0, 120.0))
        }
        34 => format!("seal {slot} {:.1} {:.1}", dice.number(0.0, 100.0), dice.number(0.0, 100.0)),
        35 => {
            format!("match {}", dice.one(&["equal-drive", "equal-loudness", "as-turned-up", "as-you-like"]))
        }
        36..=52 => {
            let knob = &KNOBS[dice.roll(KNOBS.len())];
            let (low, high) = (knob.range.start() - 5.0, knob.range.end() + 5.0);
            format!("set {} {:.2}", knob.id, dice.number(low, high))
        }
        53..=62 => format!("nudge {} {:.2}", KNOBS[dice.roll(KNOBS.len())].id, dice.number(-6.0, 6.0)),
        63..=70 => dice.one(&["mute", "unmute", "unmute"]).into(),
        71..=76 => format!("ch {channel} gain {:.1}", dice.number(-80.0, 20.0)),
        77 => format!("ch {channel} gain -inf"),
        78..=82 => format!("ch {channel} pan {:.0}", dice.number(-130.0, 130.0)),
        83..=93 => format!(
            "ch {channel} {}",
            dice.one(&[
                "mute",
                "unmute",
                "solo",
                "unsolo",
                "unsolo",
                "polarity -",
                "polarity +",
                "voice on",
                "voice off"
            ])
        ),
        94 => format!("ch {channel} name take {}", dice.roll(100)),
        95 => format!("load {slot} nothing-like-it"),
        96 => dice.one(&["", "louder", "set level nan", "seal c 4", "ch", "help me", "load a"]).into(),
        _ => dice.one(&["a", "b"]).into(),
    }
}

/// So many commands, one every `pause` frames at the most.
fn random_session(seed: u64, commands: usize, pause: usize) {
    let mut stems = input::open(&["demo".into()], None).unwrap();
    let mixer = Mixer::files(stems.channels());
    let width = mixer.strips().len();
    let mut music = Vec::new();
    while stems.read_block(8192, &mut music).unwrap() > 0 {}
    let library = Library::shipped().unwrap();
    let devices: Vec<String> = library.devices().map(Preset::id).map(str::to_owned).collect();
    let stages: Vec<String> = library.stages().map(|stage| stage.id.clone()).collect();
    let mut setup = Setup { own_voice: vec![0], ..Setup::default() };
    setup.level_rule = foldback::control::level_rule::LevelRule::EqualLoudness;
    setup.analyse(&["demo".into()], RATE).unwrap();
    let (mut desk, mut processor) = Desk::open(library, &setup, mixer, Seconds(0.0), RATE).unwrap();

    let (mut dice, mut clock, mut refused) = (Dice(seed), 0u64, 0);
    let mut ceilings: VecDeque<(u64, f64)> = VecDeque::new();
    let (mut loudest, mut at) = (0.0f64, 0);
    let mut play = |desk: &mut Desk, clock: &mut u64, frames: usize| {
        let full_scale = DbSpl(desk.knobs().get(KnobId::FullScale));
        ceilings.push_back((*clock, level::sample_at_peak(knobs::ceiling(desk.knobs()), full_scale)));
        // The ceiling before the last change counts until its way is over.
        while ceilings.get(1).is_some_and(|&(set, _)| set + CEILING_WAY < *clock) {
            ceilings.pop_front();
        }
        let allowed = ceilings.iter().fold(0.0f64, |most, &(_, ceiling)| most.max(ceiling));
        let capture: Vec<f32> = (0..frames)
            .flat_map(|_| {
                let frame = &music[at * width..(at + 1) * width];
                at = (at + 1) % (music.len() / width);
                frame.to_vec()
            })
            .collect();
        processor.process(&capture, frames, |limited, parts| {
            for sample in limited.frames().as_flattened() {
                assert!(
                    sample.is_finite() && sample.abs() <= allowed * 1.0001,
                    "{sample} over {allowed} at {clock}"
                );
                loudest = loudest.max(sample.abs());
            }
            assert!(parts.ear.as_flattened().iter().all(|pascals| pascals.is_finite()));
        });
        *clock += frames as u64;
        desk.service()
    };
    for n in 0..commands {
        let line = line(&mut dice, &devices, &stages);
        match Command::parse(&line) {
            Ok(command) => refused += usize::from(desk.apply(&command).is_err()),
            Err(_) => refused += 1,
        }
        let frames = dice.roll(pause);
        play(&mut desk, &mut clock, frames);
        assert!(n < 200 || refused <= n / 2, "most lines are obeyed");
    }
    // Everything arrives, then every ramp.
    let patience = clock + 20 * u64::from(RATE.0);
    while !play(&mut desk, &mut clock, 4_800) {
        assert!(clock < patience, "it never comes to rest");
    }
    for _ in 0..20 {
        play(&mut desk, &mut clock, 4_800);
    }
    println!("{commands} commands, {refused} refused, {} s of sound, loudest {loudest:.4}", clock / 48_000);
    assert!(loudest > 0.0 && refused > 0);
    let now = Observer::new(RATE).snapshot(&desk, &Surroundings::default());
    assert!(now.obeyed, "every knob, the heard slot and mute: {:?}", desk.meters().obeyed);
    let obeyed = desk.meters().obeyed.unwrap();
    assert_eq!((obeyed.position > 0.5, obeyed.sound < 0.5), (now.heard == 1, now.muted));
    assert_eq!(processor.gains().collect::<Vec<_>>(), desk.mixer().table().0.to_vec());
    for (state, strip) in now.strips.iter().zip(processor.gains()) {
        assert_eq!(state.voice, strip.voice > 0.0);
        assert!(state.heard || strip.ears.iter().all(|gain| gain.abs() <= 0.0), "{state:?}");
    }
}

#[test]
fn a_thousand_random_commands_break_nothing() {
    random_session(1, 1_000, 256);
}

/// 7,200 commands over 600 s of sound.
#[test]
#[ignore = "ten minutes of sound: run it with --ignored"]
fn ten_minutes_of_random_commands_break_nothing() {
    random_session(2, 7_200, 8_000);
}

/// The same lines into the running program, whose sound becomes a file.
#[test]
fn random_lines_to_the_running_program_leave_a_file_that_never_passes_the_ceiling() {
    let room = Room::new();
    write(&room.path("noise.wav"), RATE.0, &[noise(3, 40 * RATE.0 as usize, 0.9)]);
    let library = Library::shipped().unwrap();
    let devices: Vec<String> = library.devices().map(Preset::id).map(str::to_owned).collect();
    let stages: Vec<String> = library.stages().map(|stage| stage.id.clone()).collect();
    let mut live = Headless::start(&room, "--input demo noise.wav --output out.wav");
    let mut dice = Dice(5);
    for _ in 0..150 {
        let line = line(&mut dice, &devices, &stages);
        // These move the ceiling in the file.
        if !line.contains("full-scale") && !line.contains("ceiling") {
            live.write(&line);
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
    let status = live.leave();
    assert!(status.success(), "{status}");
    let sound = Sound::read(&room.path("out.wav"));
    let most = sound.frames.as_flattened().iter().fold(0.0f64, |most, x| {
        assert!(x.is_finite());
        most.max(f64::from(x.abs()))
    });
    println!("{} s, loudest {most:.4}", sound.frames.len() / RATE.0 as usize);
    let ceiling = level::sample_at_peak(DbSpl(105.0), DbSpl(120.0));
    assert!(most > 0.0 && most <= ceiling * 1.0001, "{most} over {ceiling}");
}
