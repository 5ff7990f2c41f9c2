//! What sounds, and how it moves.

use std::fs;

use crate::program::Room;
use crate::sound::{noise, write};
use crate::spectrum::{band, modulation};
use crate::{hear, silence, stage};

/// Octaves of speech, roughly.
const SPEECH: [f64; 10] = [50.0, 55.0, 62.0, 68.0, 70.0, 65.0, 60.0, 55.0, 48.0, 42.0];

/// Speech moves most at 4 Hz, 3 to 6 Hz its syllables (Houtgast and Steeneken 1985).
#[test]
fn talking_people_move_most_at_the_rate_of_syllables_and_steady_noise_does_not() {
    let room = Room::new();
    silence(&room, 20);
    stage(
        &room,
        "talk",
        &[(SPEECH, "kind = \"crowd\"\nmanner = \"babble\"\nvoices = 4\nfield = \"diffuse\"")],
    );
    let steady = "kind = \"noise\"\nmodulation = { sd_db = 0, time_s = [1, 1] }\nfield = \"diffuse\"";
    stage(&room, "hiss", &[(SPEECH, steady)]);
    let [talk, hiss] = ["talk", "hiss"].map(|name| modulation(&hear(&room, name).ear(0)));
    // Octaves of 0.5, 1, 2, 4, 8 and 16 Hz: the fourth is 2.8 to 5.7 Hz.
    let most = (0..6).max_by(|&a, &b| talk[a].total_cmp(&talk[b]));
    assert_eq!(most, Some(3), "{talk:?}");
    assert!(talk[3] > 10.0 * hiss[3], "{talk:?} against {hiss:?}");
}

#[test]
fn a_kit_beats_in_time_and_hum_stands_on_its_harmonics() {
    let room = Room::new();
    silence(&room, 20);
    let kit = "kind = \"kit\"\ngroove = \"club\"\nwidth_deg = 0\nfield = { azimuth_deg = 0 }";
    stage(&room, "kit", &[([80.0; 10], kit)]);
    let sound = hear(&room, "kit");
    // 120 beats a minute: the envelope comes again after half a second, and not after 0.4 s.
    let energy: Vec<f64> =
        sound.ear(0).chunks(960).map(|part| part.iter().map(|x| x * x).sum::<f64>().sqrt()).collect();
    let mean = energy.iter().sum::<f64>() / energy.len() as f64;
    let again = |late: usize| {
        energy[late..].iter().zip(&energy).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>()
            / energy.iter().map(|a| (a - mean).powi(2)).sum::<f64>()
    };
    assert!(again(25) > 0.5 && again(20) < 0.3, "{:.2} and {:.2}", again(25), again(20));
    stage(&room, "hum", &[(SPEECH, "kind = \"hum\"\nmains_hz = 50\nfield = { azimuth_deg = 0 }")]);
    let sound = hear(&room, "hum");
    let [on, off] = [100.0, 125.0].map(|hz| band(&sound, hz - 8.0, hz + 8.0).0);
    assert!(on > 300.0 * off, "100 Hz {on:.1e}, 125 Hz {off:.1e}");
}

#[test]
fn blocks_of_1_17_and_512_frames_give_the_same_stage() {
    let room = Room::new();
    write(&room.path("take.wav"), 44_100, &[noise(3, 30_000, 0.3), noise(4, 30_000, 0.3)]);
    write(&room.path("mix.wav"), 48_000, &[noise(1, 40_000, 0.2), noise(2, 40_000, 0.2)]);
    let diffuse = "field = \"diffuse\"";
    let sources: Vec<_> = [
        format!("kind = \"noise\"\nmodulation = {{ sd_db = 4, time_s = [0.3, 3] }}\n{diffuse}"),
        format!("kind = \"notes\"\nplayers = 1\nrange_hz = [41, 165]\nlength_s = [0.2, 1]\n{diffuse}"),
        format!("kind = \"spill\"\n{diffuse}"),
        format!("kind = \"recording\"\nfile = \"take.wav\"\n{diffuse}"),
    ]
    .into_iter()
    .collect();
    let sources: Vec<_> = sources.iter().map(|keys| (SPEECH, keys.as_str())).collect();
    stage(&room, "all", &sources);
    let bytes = [1, 17, 512].map(|block| {
        let words = "--tap ambience --device open-ear --stage all.toml";
        room.fine(&format!("render mix.wav --out out.wav --block {block} {words}"));
        fs::read(room.path("out.wav")).unwrap()
    });
    assert!(bytes.iter().all(|b| *b == bytes[0]));
}
