//! What the meters of a report read, at the simulated ear and of what is really played.

use crate::program::Room;
use crate::report::{self, number};
use crate::sound::{sine, write};

fn near(got: f64, want: f64, tolerance: f64, what: &str) {
    assert!((got - want).abs() < tolerance, "{what}: {got:.4} for {want:.4}");
}

/// Renders `in.wav` through nothing but gain.
fn plain(room: &Room, words: &str) -> serde_json::Value {
    room.fine(&format!(
        "render in.wav --out out.wav --device reference --stage none --loudness off --report r.json {words}"
    ));
    report::read(&room.path("r.json"))
}

/// IEC 61672-1:2013, table 4, before rounding: 4 kHz bursts re the steady tone, which A-weighting lifts by 0.96 dB.
#[test]
fn tone_bursts_read_as_fast_and_slow_of_the_standard() {
    let room = Room::new();
    for (rate, ms, fast, slow) in [
        (48_000, 1_000, 0.0, -1.99),
        (48_000, 500, -0.08, -4.05),
        (44_100, 200, -0.98, -7.42),
        (48_000, 100, -2.59, -10.22),
        (96_000, 50, -4.82, -13.12),
        (48_000, 20, -8.30, -17.03),
        (48_000, 10, -11.14, -20.02),
        (192_000, 5, -14.07, -23.02),
        (48_000, 2, -17.99, -26.99),
    ] {
        let mut burst = sine(4_000.0, rate, f64::from(ms) / 1e3);
        burst.resize(burst.len() + rate as usize / 4, 0.0);
        write(&room.path("in.wav"), rate, &[burst]);
        let report = plain(&room, "--level 100");
        let read = |name: &str| number(&report, &format!("/ear/right/{name}"));
        near(read("lafmax_db"), 100.0 + 0.964 + fast, 0.1, &format!("LAFmax of {ms} ms at {rate} Hz"));
        near(read("lasmax_db"), 100.0 + 0.964 + slow, 0.1, &format!("LASmax of {ms} ms at {rate} Hz"));
    }
}

#[test]
fn a_tone_stands_in_its_third_and_in_no_other() {
    let room = Room::new();
    for (hz, band, name) in [(63.0, 5, 63.0), (1_000.0, 17, 1_000.0), (8_000.0, 26, 8_000.0)] {
        write(&room.path("in.wav"), 48_000, &[sine(hz, 48_000, 3.0)]);
        let report = plain(&room, "--level 94");
        let third = |i: usize, field: &str| number(&report, &format!("/ear/left/thirds/{i}/{field}"));
        near(third(band, "band_hz"), name, 1e-9, "its name");
        near(third(band, "leq_db"), 94.0, 0.05, "its level");
        near(third(band, "monitor_leq_db"), 94.0, 0.05, "the mix alone");
        assert!(report.pointer("/ear/left/thirds/17/ambience_leq_db").unwrap().is_null(), "no stage");
        // Switching it on and off is a click, 30 dB down an octave away.
        assert!(third(band - 3, "leq_db") < 64.0 && third(band + 3, "leq_db") < 64.0, "{hz} Hz");
    }
}

/// 106 dB SPL less 13 dB of playback scale on phones of 120 dB SPL.
#[test]
fn what_is_played_is_metered_at_the_listeners_ear() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[sine(1_000.0, 48_000, 2.0), vec![0.0; 96_000]]);
    let report = plain(&room, "--level 106 --cap 100");
    let read = |pointer: &str| number(&report, pointer);
    near(read("/ear/left/laeq_db"), 106.0, 0.02, "simulated");
    near(read("/ear/left/true_peak_db_spl"), 109.01, 0.05, "crest of the simulated");
    near(read("/played/left/laeq_db"), 93.0, 0.02, "LAeq played");
    near(read("/played/left/lceq_db"), 93.0, 0.02, "LCeq played");
    near(read("/played/left/lafmax_db"), 93.0, 0.02, "LAFmax played");
    near(read("/played/left/lasmax_db"), 93.0 - 0.63, 0.05, "LASmax after two seconds");
    near(read("/played/left/rms_dbfs"), -27.0, 0.02, "rms re a full-scale sine");
    near(read("/played/left/true_peak_db_spl"), 96.01, 0.05, "true peak played");
    near(read("/limiter/true_peak_db_spl"), 96.01, 0.05, "the same");
    for nothing in ["laeq_db", "lafmax_db", "rms_dbfs"] {
        assert!(report["played"]["right"][nothing].is_null(), "nothing on the right: {nothing}");
    }
    // 93 dBA: 8 h / 2^(8/3) = 75.6 minutes by NIOSH.
    near(read("/played/left/dose/niosh/allowed_minutes"), 75.6, 0.4, "allowed");
    near(read("/played/left/dose/niosh/percent"), 100.0 * 2.0 / (75.6 * 60.0), 2e-4, "used up");
}

/// 29 CFR 1910.95: 105 dBA is allowed for an hour, 79 dBA does not count.
#[test]
fn doses_add_up_second_by_second() {
    let room = Room::new();
    let quiet = sine(1_000.0, 48_000, 10.0).into_iter().map(|x| 0.05 * x);
    let signal: Vec<f64> = quiet.chain(sine(1_000.0, 48_000, 5.0)).collect();
    write(&room.path("in.wav"), 48_000, &[signal]);
    let report = plain(&room, "--level 105");
    let percent = |rule: &str| number(&report, &format!("/ear/left/dose/{rule}/percent"));
    near(percent("osha"), 100.0 * 5.0 / 3_600.0, 1e-3, "OSHA");
    let seconds = |loud: f64, quiet: f64| 5.0 * loud + 10.0 * quiet;
    near(percent("niosh"), seconds((20.0f64 / 3.0).exp2(), (-2.0f64).exp2()) / 288.0, 0.005, "NIOSH");
    near(percent("who"), seconds(10f64.powf(2.5), 10f64.powf(-0.1)) / 1_440.0, 0.003, "WHO");
    near(percent("eu"), seconds(10f64.powf(1.8), 10f64.powf(-0.8)) / 288.0, 0.003, "EU");
}

/// The demo band by this program's BS.1770 meter and by another's.
#[test]
fn the_loudness_of_the_demo_band_agrees_with_ebur128() {
    let room = Room::new();
    for rate in [44_100, 48_000] {
        room.fine(&format!(
            "render demo --rate {rate} --out out.wav --device reference --stage none --tap monitor"
        ));
        let sound = crate::sound::Sound::read(&room.path("out.wav"));
        // In pascals; 1 Pa at -20 dBFS.
        let frames: Vec<[f64; 2]> = sound.frames.iter().map(|f| f.map(|x| 0.1 * f64::from(x))).collect();
        let mut theirs = ebur128::EbuR128::new(2, rate, ebur128::Mode::all()).unwrap();
        let mut ours = foldback::dsp::loudness::Loudness::new(foldback::units::SampleRate(rate));
        for piece in frames.chunks(rate as usize / 100) {
            theirs.add_frames_f64(piece.as_flattened()).unwrap();
            ours.feed(piece);
        }
        near(ours.integrated(), theirs.loudness_global().unwrap(), 0.05, "integrated");
        near(ours.momentary(), theirs.loudness_momentary().unwrap(), 0.05, "momentary");
        near(ours.short_term(), theirs.loudness_shortterm().unwrap(), 0.05, "short-term");
        assert!(ours.integrated() > -40.0, "the band plays: {} LUFS", ours.integrated());
    }
}
