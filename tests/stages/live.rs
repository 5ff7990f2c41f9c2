//! Sources that come from the capture: an ambient microphone, and the mix itself.

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{Sound, db_spl, noise, sine, write};
use crate::stage;

/// -18 dBFS rms as the amplitude of a sine (0 dBFS rms is a full-scale sine, AES17).
fn nominal() -> f64 {
    10f64.powf(-18.0 / 20.0)
}

#[test]
fn nominal_programme_on_the_ambient_channel_is_the_stage_level_and_is_not_in_the_mix() {
    let room = Room::new();
    let tone: Vec<f64> = sine(1000.0, 48_000, 4.0).into_iter().map(|x| nominal() * x).collect();
    write(&room.path("in.wav"), 48_000, &[vec![0.0; tone.len()], tone]);
    let words = "--ambient-channel 2 --stage-level 92 --device open-ear --report r.json";
    room.fine(&format!("render in.wav --out out.wav --tap ambience {words}"));
    let report = report::read(&room.path("r.json"));
    let power = |side| 10f64.powf(number(&report, &format!("/ear/{side}/ambience_laeq_db")) / 10.0);
    let level = 10.0 * f64::midpoint(power("left"), power("right")).log10();
    assert!((level - 92.0).abs() < 1.5, "one line of a spread field: {level:.2} dBA");
    room.fine("render in.wav --out out.wav --tap monitor --ambient-channel 2 --device reference");
    assert!(Sound::read(&room.path("out.wav")).is_silent());
    let said = room.run("render in.wav --out out.wav --ambient-channel 3");
    assert!(said.code != Some(0) && said.err.contains("channel 3"), "{}", said.err);
}

#[test]
fn the_ambient_microphone_is_spread_with_its_octaves_kept() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 480_000, 0.3)]);
    room.fine(
        "render in.wav --out out.wav --tap ambience --ambient-channel 1 --stage-level 90 --device open-ear",
    );
    let sound = Sound::read(&room.path("out.wav"));
    // White noise, uniform within 0.3: 0.3/sqrt(3) rms, 10.28 dB over... in levels re the nominal -18 dBFS rms.
    let rms = 0.3 / 3f64.sqrt();
    let want = 90.0 + 20.0 * (rms / (nominal() / 2f64.sqrt())).log10();
    for ear in [0, 1] {
        let level = db_spl(&sound.ear(ear));
        assert!((level - want).abs() < 0.7, "ear {ear}: {level:.2} dB SPL for {want:.2}");
    }
    let (left, right, cross) = crate::spectrum::band(&sound, 800.0, 4_000.0);
    assert!((cross.re / (left * right).sqrt()).abs() < 0.25, "the ears differ: {cross}");
}

#[test]
fn spill_follows_the_mix_with_the_octaves_of_its_preset_and_only_while_it_sounds() {
    let room = Room::new();
    let octaves = [60.0, 70.0, 80.0, 85.0, 85.0, 80.0, 78.0, 75.0, 70.0, 60.0];
    let spill = "kind = \"spill\"\nfield = { azimuth_deg = 20 }";
    let steady = "kind = \"noise\"\nmodulation = { sd_db = 0, time_s = [1, 1] }\nfield = \"diffuse\"";
    stage(&room, "pa", &[([10.0; 10], steady), (octaves, spill)]);
    let rms = 0.2 / 3f64.sqrt();
    write(&room.path("mix.wav"), 48_000, &[noise(1, 480_000, 0.2)]);
    let words = "--tap ambience --device open-ear --stage pa.toml --report r.json";
    room.fine(&format!("render mix.wav --out out.wav {words}"));
    let report = report::read(&room.path("r.json"));
    for (n, octave) in octaves.iter().enumerate().skip(1) {
        // White noise: an octave's share of the power is its share of 24 kHz. 3.01 dB: a sine of 0 dBFS rms.
        let centre = 1000.0 * 10f64.powf(0.3 * (n as f64 - 5.0));
        let width =
            (centre * (10f64.powf(0.15) - 10f64.powf(-0.15))).min(24_000.0 - centre * 10f64.powf(-0.15));
        let dbfs = 10.0 * (2.0 * rms * rms * width / 24_000.0).log10();
        let want = octave + dbfs + 28.0;
        let power = |side| 10f64.powf(number(&report, &format!("/ear/{side}/octaves/{n}/leq_db")) / 10.0);
        let level = 10.0 * f64::midpoint(power("left"), power("right")).log10();
        assert!((level - want).abs() < 2.0, "octave {n}: {level:.2} for {want:.2}");
    }
    // Twice the level of the monitor changes nothing; a mix of nothing leaves the stage alone.
    let loud = Sound::read(&room.path("out.wav"));
    room.fine(&format!("render mix.wav --out out.wav {words} --level 112"));
    assert!(Sound::read(&room.path("out.wav")).frames == loud.frames);
    write(&room.path("mix.wav"), 48_000, &[vec![0.0; 48_000]]);
    room.fine(&format!("render mix.wav --out out.wav {words}"));
    assert!(db_spl(&Sound::read(&room.path("out.wav")).ear(0)) < 30.0);
}

#[test]
fn live_hears_the_same_microphone_as_render() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[noise(1, 100_000, 0.2), noise(2, 100_000, 0.2)]);
    let words = "--ambient-channel 2 --stage-level 95";
    room.fine(&format!("live --input in.wav --output live.wav --ui none {words}"));
    room.fine(&format!("render in.wav --out render.wav {words}"));
    let [live, render] = ["live.wav", "render.wav"].map(|name| Sound::read(&room.path(name)));
    // The start ramp of a live session takes a second.
    assert!(live.frames[48_032..] == render.frames[48_032..]);
}
