//! What a device does to the monitor mix besides its response: driver limits, latency, the performer's own limiter,
//! balance, and a seal for each ear.

use std::f64::consts::TAU;
use std::fs;

use crate::lines::{lines, thd};
use crate::program::Room;
use crate::sound::{Sound, db_spl, sine, write};

/// A room with a sine of so many dBFS rms, 1.5 s at 48 kHz.
fn room(hz: f64, dbfs: f64) -> Room {
    let room = Room::new();
    let tone = sine(hz, 48_000, 1.5).into_iter().map(|x| 10f64.powf(dbfs / 20.0) * x).collect();
    write(&room.path("tone.wav"), 48_000, &[tone]);
    room
}

fn monitor(room: &Room, words: &str) -> Sound {
    room.fine(&format!("render tone.wav --out m.wav --tap monitor --stage none {words}"));
    Sound::read(&room.path("m.wav"))
}

/// A flat device in a file of its own.
fn flat(room: &Room, latency_ms: f64, driver: &str) {
    let evidence = |part: &str| format!("[{part}.evidence]\nkind = \"estimated\"\nsource = \"a test\"\n");
    let text = format!(
        "format = 1\nid = \"own\"\nname = \"Own\"\nkind = \"iem-universal\"\nabout = \"Flat.\"\n\
         [response]\nshape = \"flat\"\n{}[isolation]\nshape = \"open\"\n{}\
         [occlusion]\noe_db = [0, 0, 0, 0, 0, 0, 0, 0]\n{}spread_db = 1\n{driver}\
         [latency]\nms = {latency_ms}\n{}[leakage]\nat_10_cm_db = [-40, -40, -40, -40, -40, -40, -40, -40, -40, -40]\n{}",
        evidence("response"),
        evidence("isolation"),
        evidence("occlusion"),
        evidence("latency"),
        evidence("leakage"),
    );
    fs::write(room.path("own.toml"), text).unwrap();
}

/// 112 dBA asked for: nominal programme at a monitor level of 130. The earbud's maximum, 8 dB under an in-ear's onset.
#[test]
fn an_earbud_asked_for_112_dba_is_strained_and_an_in_ear_is_not() {
    let room = room(1_000.0, -18.0);
    let distortion = |words: &str| thd(&monitor(&room, words).ear(0)[24_000..], 1_000);
    let (earbud, in_ear) =
        (distortion("--device earbud --level 130"), distortion("--device iem-foam --level 130"));
    println!("earbud {:.1} %, iem-foam {:.5} %", 100.0 * earbud, 100.0 * in_ear);
    assert!(earbud > 0.11, "{earbud:.4}");
    assert!(in_ear < 1e-4, "{in_ear:.6}");
    assert!(distortion("--device earbud --level 117") < 1e-4, "99 dBA is below its onset");
    let [soft, loud] =
        [90, 117].map(|level| db_spl(&monitor(&room, &format!("--device earbud --level {level}")).ear(0)));
    assert!((loud - soft - 27.0).abs() < 1e-3, "linear below the onset: {:.4} dB for 27", loud - soft);
    let most = db_spl(&monitor(&room, "--device earbud --level 140").ear(0)[24_000..]);
    assert!(most < 112.0, "its maximum: {most:.2} dB SPL");
}

/// What the driver's filters are late, 5 frames, is part of a device's latency, and added where there is none.
#[test]
fn a_device_is_as_late_as_it_says_with_a_driver_too() {
    let room = room(200.0, -20.0);
    let driver = "[driver]\nmax_level_db_spl = 120\ndistortion_onset_db_spl = 110\n\
                  [driver.evidence]\nkind = \"estimated\"\nsource = \"a test\"\n";
    for (ms, limits, want) in [(2.0, "", 96.0), (2.0, driver, 96.0), (0.0, "", 0.0), (0.0, driver, 5.0)] {
        flat(&room, ms, limits);
        let heard = monitor(&room, "--device own.toml").ear(1);
        let line = lines(&heard[24_000..])[200];
        // The sine has phase 0 at frame 24000: in a transform of sines that is -90 degrees.
        let late = (-line.arg() - TAU / 4.0).rem_euclid(TAU) / TAU * 240.0;
        let late = if late > 230.0 { late - 240.0 } else { late };
        assert!((late - want).abs() < 0.5, "{ms} ms, {limits:?}: {late:.2} frames late, not {want}");
    }
}

#[test]
fn the_performers_own_limiter_holds_its_threshold_and_is_off_by_default() {
    let room = room(1_000.0, 0.0);
    let held = |words: &str| monitor(&room, &format!("--device reference --level 115 {words}")).ear(0);
    assert!((db_spl(&held("")) - 115.0).abs() < 0.01);
    let limited = held("--bodypack 100");
    assert!((db_spl(&limited[24_000..]) - 100.0).abs() < 0.1, "{:.2} dB SPL", db_spl(&limited[24_000..]));
    // 100 dB SPL of a sine is 2.8284 Pa at its peak.
    assert!(limited.iter().all(|x| x.abs() < 2.828_5), "from the first frame");
    assert!(held("--bodypack 116") == held(""), "below the threshold nothing changes");
}

#[test]
fn a_balance_turns_one_ear_down_and_leaves_the_other() {
    let room = room(1_000.0, -20.0);
    let ears = |words: &str| {
        let sound = monitor(&room, &format!("--device reference {words}"));
        [0, 1].map(|n| db_spl(&sound.ear(n)))
    };
    for (words, left, right) in [("", 86.0, 86.0), ("--balance 6", 80.0, 86.0), ("--balance -20", 86.0, 66.0)]
    {
        let [l, r] = ears(words);
        assert!((l - left).abs() < 0.01 && (r - right).abs() < 0.01, "{words}: {l:.2} and {r:.2} dB SPL");
    }
    let said = room.run("render tone.wav --out m.wav --balance 21");
    assert!(said.code == Some(1) && said.err.contains("-20 to 20 dB"), "{}", said.err);
}

#[test]
fn each_ear_has_its_own_seal() {
    let room = room(50.0, -20.0);
    let words = "--device iem-foam";
    let [tight, open] = ["", "--seal 0"].map(|seal| monitor(&room, &format!("{words} {seal}")));
    let mixed = monitor(&room, &format!("{words} --seal-left 0"));
    assert!(mixed.ear(0) == open.ear(0) && mixed.ear(1) == tight.ear(1));
    let other = monitor(&room, &format!("{words} --seal 0 --seal-left 100"));
    assert!(other.ear(0) == tight.ear(0) && other.ear(1) == open.ear(1), "the ear's own option wins");
}

/// The body path is never late and the monitor path is: equally loud they cancel at 1/(2 tau).
#[test]
fn a_delayed_monitor_and_the_body_make_a_comb_whose_first_notch_is_at_half_over_tau() {
    let room = Room::new();
    let mut click = vec![0.0; 48_000];
    click[0] = 1.0;
    write(&room.path("tone.wav"), 48_000, &[click]);
    for ms in [1.0, 2.0, 3.0, 5.0] {
        flat(&room, ms, "");
        // -18 dBFS is 97 dB SPL of voice, and of monitor at a level of 115.
        let words = "--device own.toml --stage none --own-voice 1 --level 115";
        room.fine(&format!("render tone.wav --out e.wav --tap ear {words}"));
        let lines = lines(&Sound::read(&room.path("e.wav")).ear(0));
        let want = 500.0 / ms;
        let notch =
            (20..(1.9 * want) as usize).min_by(|&a, &b| lines[a].norm().total_cmp(&lines[b].norm())).unwrap();
        assert!((notch as f64 / want - 1.0).abs() < 0.02, "{ms} ms: {notch} Hz, not {want:.1}");
        let depth = 20.0 * (lines[notch].norm() / lines[2 * notch].norm()).log10();
        assert!(depth < -30.0, "{ms} ms: {depth:.1} dB");
    }
}
