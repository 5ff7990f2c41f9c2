//! Start and stop: nothing begins loud, and silence comes at once.

use foldback::control::command::Command;
use foldback::control::desk::Desk;
use foldback::control::kept::Kept;
use foldback::control::setup::Setup;
use foldback::engine::doorway::Processor;
use foldback::engine::mix::Strip;
use foldback::preset::Library;
use foldback::units::{SampleRate, Seconds};

use crate::program::Room;
use crate::sound::{Sound, sine, write};

const BLOCK: usize = 64;

fn open(setup: &Setup, ramp: f64, rate: u32) -> (Desk, Processor) {
    let library = Library::shipped().unwrap();
    Desk::open(library, setup, vec![Strip::CENTRE], Seconds(ramp), SampleRate(rate)).unwrap()
}

/// Blocks of a loud 997 Hz tone; the magnitude of every frame that is played.
fn play(desk: &mut Desk, processor: &mut Processor, frames: usize, rate: u32) -> Vec<f64> {
    let mut played = Vec::new();
    let tone = sine(997.0, rate, frames as f64 / f64::from(rate));
    for block in tone.chunks(BLOCK) {
        let input: Vec<f32> = block.iter().map(|x| *x as f32).collect();
        processor.process(&input, input.len(), |limited, _| {
            played.extend(limited.frames().iter().map(|[left, right]| left.abs().max(right.abs())));
        });
        desk.service();
    }
    played
}

/// Esc in the middle of a block is obeyed at the next one: a block, the look-ahead, and a ramp of 2 ms.
#[test]
fn panic_is_silent_within_a_block_the_look_ahead_and_2_ms_also_while_a_device_is_loading() {
    for rate in [44_100, 48_000, 96_000, 192_000] {
        let (mut desk, mut processor) = open(&Setup::default(), 0.0, rate);
        play(&mut desk, &mut processor, rate as usize / 4, rate);
        desk.apply(&Command::parse("load a earbud").unwrap()).unwrap();
        desk.apply(&Command::parse("stage crowd-roar").unwrap()).unwrap();
        let sounding = play(&mut desk, &mut processor, 20 * BLOCK, rate);
        assert!(sounding[19 * BLOCK..].iter().any(|x| *x > 1e-4), "it sounds, and a swap is under way");
        desk.apply(&Command::Mute(true)).unwrap();
        let after = play(&mut desk, &mut processor, rate as usize / 4, rate);
        let last = after.iter().rposition(|x| *x > 0.0).unwrap();
        let most = BLOCK + processor.latency() + Seconds(0.002).frames(SampleRate(rate));
        println!("{rate} Hz: {last} frames, {most} allowed");
        assert!(last <= most, "{rate} Hz: sound until frame {last}, {most} allowed");
        // A ramp and no cut: after half of it there is still sound.
        assert!(after[processor.latency() + 32..].iter().any(|x| *x > 1e-5));
    }
}

#[test]
fn a_start_begins_40_db_down_or_below_and_a_muted_one_stays_silent() {
    let rate = 48_000;
    let (mut desk, mut processor) = open(&Setup::default(), 1.0, rate);
    let played = play(&mut desk, &mut processor, 2 * rate as usize, rate);
    let most = |frames: &[f64]| frames.iter().fold(0.0f64, |most, x| most.max(*x));
    let (first, steady) = (most(&played[..480]), most(&played[rate as usize..]));
    assert!(20.0 * (first / steady).log10() < -40.0, "{first:.1e} of {steady:.1e}");
    let muted = Setup { kept: Kept { muted: true, ..Kept::default() }, ..Setup::default() };
    let (mut desk, mut processor) = open(&muted, 1.0, rate);
    assert!(play(&mut desk, &mut processor, rate as usize / 2, rate).iter().all(|x| *x <= 0.0));
}

/// A file shows every frame up to the end: the tone goes down over 2 ms and then there is nothing.
#[cfg(unix)]
#[test]
fn ctrl_c_a_kill_and_a_closed_terminal_fade_out() {
    let room = Room::new();
    let rate = 48_000;
    write(&room.path("tone.wav"), rate, &[sine(100.0, rate, 600.0)]);
    for signal in ["INT", "TERM", "HUP"] {
        let words = "live --ui none --input tone.wav --output out.wav --device reference --against reference \
                     --stage none --loudness off";
        let mut program = room.command(words).stdout(std::process::Stdio::null()).spawn().unwrap();
        let growing = || {
            std::fs::read_dir(room.path("")).unwrap().flatten().any(|file| {
                file.file_name().to_string_lossy().starts_with('.')
                    && file.metadata().is_ok_and(|file| file.len() > 400_000)
            })
        };
        let begun = std::time::Instant::now();
        while !growing() {
            assert!(begun.elapsed().as_secs() < 60, "nothing is written");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        let kill = format!("kill -{signal} {}", program.id());
        assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        assert!(program.wait().unwrap().success(), "{signal}");
        let left = Sound::read(&room.path("out.wav")).ear(0);
        let end = left.iter().rposition(|x| x.abs() > 0.0).unwrap();
        assert!(end + 48 < left.len(), "{signal}: it ends in silence");
        let top = left[end - 4_800..end].iter().fold(0.0f64, |most, x| most.max(x.abs()));
        let step = left[end - 4_800..].windows(2).map(|x| (x[1] - x[0]).abs()).fold(0.0, f64::max);
        // The tone's own steepest step is 0.0131 of its height, the ramp's 1/96 of it.
        assert!(step < 0.0131 * top + top / 90.0, "{signal}: a step of {:.4}", step / top);
    }
}
