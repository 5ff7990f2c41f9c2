//! `live` into a file is `render`, once its start ramp is over.

use crate::program::Room;
use crate::sound::{Sound, noise, write};

/// From silence to full level at the start of a live session, in seconds; it ends with the next tick of 32 frames.
const RAMP: usize = 1;
const TICK: usize = 32;

/// Runs both with the same words and compares the files sample for sample.
fn agree(room: &Room, input: &str, words: &str) {
    room.fine(&format!("live --input {input} --output live.wav --ui none {words}"));
    room.fine(&format!("render {input} --out render.wav {words}"));
    let [live, render] = ["live.wav", "render.wav"].map(|name| Sound::read(&room.path(name)));
    assert_eq!((live.rate, live.frames.len()), (render.rate, render.frames.len()), "{input} {words}");
    let ramp = (RAMP * render.rate as usize).next_multiple_of(TICK);
    assert!(live.frames.len() > ramp + 1000, "the files outlast the ramp");
    let bits = |frame: [f32; 2]| frame.map(f32::to_bits);
    let first = (ramp..live.frames.len()).find(|&i| bits(live.frames[i]) != bits(render.frames[i]));
    assert_eq!(first, None, "{input} {words}: the first frame that differs, of {}", live.frames.len());
    assert!(live.frames[..ramp / 2] != render.frames[..ramp / 2], "live starts from silence");
    let energy = |sound: &Sound| sound.ear(0)[..ramp / 10].iter().map(|x| x * x).sum::<f64>();
    assert!(energy(&live) < 0.02 * energy(&render), "live starts quiet");
}

#[test]
fn stems_of_any_rate_width_and_length_sound_the_same_live_and_rendered() {
    let room = Room::new();
    write(&room.path("keys.wav"), 44_100, &[noise(1, 70_001, 0.2), noise(2, 70_001, 0.2)]);
    write(&room.path("bass.wav"), 48_000, &[noise(3, 60_000, 0.2)]);
    write(
        &room.path("room.wav"),
        96_000,
        &[noise(4, 200_003, 0.2), noise(5, 200_003, 0.2), noise(6, 200_003, 0.2)],
    );
    agree(&room, "keys.wav bass.wav room.wav", "");
    agree(&room, "bass.wav room.wav", "--device one-ear-out --stage drummer-at-kit --seed 7 --own-voice 1");
    agree(&room, "room.wav", "--device reference --stage none --loudness off --level 90");
    agree(&room, "keys.wav bass.wav", "--rate 88200 --left earbud --right ciem-acrylic --seal 30");
}

#[test]
fn the_demo_band_sounds_the_same_live_and_rendered() {
    agree(&Room::new(), "demo", "");
}
