//! From where a source comes: everywhere, or one direction.

use crate::program::Room;
use crate::report::{self, number};
use crate::spectrum::band;
use crate::{hear, silence, stage};

const PINK: [f64; 10] = [80.0; 10];
const STEADY: &str = "kind = \"noise\"\nmodulation = { sd_db = 0, time_s = [1, 1] }\n";

/// sin(x)/x, x = 2 pi f 0.20 m / 343.2 m/s.
fn diffuse(hz: f64) -> f64 {
    let x = std::f64::consts::TAU * hz * 0.20 / 343.2;
    x.sin() / x
}

#[test]
fn diffuse_sources_have_the_coherence_of_a_diffuse_field_from_100_hz_to_4_khz() {
    let room = Room::new();
    silence(&room, 20);
    stage(&room, "noise", &[(PINK, &format!("{STEADY}field = \"diffuse\""))]);
    stage(&room, "crowd", &[(PINK, "kind = \"crowd\"\nmanner = \"roar\"\nvoices = 40\nfield = \"diffuse\"")]);
    for name in ["noise", "crowd"] {
        let sound = hear(&room, name);
        for n in 0..=16 {
            let centre = 100.0 * 10f64.powf(f64::from(n) / 10.0);
            let [low, high] = [-0.05, 0.05].map(|decades: f64| centre * 10f64.powf(decades));
            let (left, right, cross) = band(&sound, low, high);
            let got = cross.re / (left * right).sqrt();
            // The band's own mean, which differs from its centre where the curve is steep.
            let want =
                (0..20).map(|i| diffuse(low + (high - low) * (f64::from(i) + 0.5) / 20.0)).sum::<f64>()
                    / 20.0;
            assert!((got - want).abs() < 0.1, "{name} at {centre:.0} Hz: {got:.3} for {want:.3}");
        }
    }
}

/// Woodworth: 0.655 ms from the side. The mean power of both ears is the preset's.
#[test]
fn a_source_on_the_right_is_earlier_and_louder_there_and_keeps_its_level() {
    let room = Room::new();
    silence(&room, 20);
    let kit = "kind = \"kit\"\ngroove = \"rock\"\nwidth_deg = 0\nfield = { azimuth_deg = 90 }";
    stage(&room, "noise", &[(PINK, &format!("{STEADY}field = {{ azimuth_deg = 90 }}"))]);
    stage(&room, "kit", &[(PINK, kit)]);
    for name in ["noise", "kit"] {
        let sound = hear(&room, name);
        let [left, right] = [0, 1].map(|ear| sound.ear(ear));
        let likeness = |late: usize| left[late..].iter().zip(&right).map(|(l, r)| l * r).sum::<f64>();
        let best = (0..100).max_by(|a, b| likeness(*a).total_cmp(&likeness(*b))).unwrap();
        let ms = best as f64 / 48.0;
        assert!((ms - 0.655).abs() < 0.1, "{name}: {ms:.3} ms");
        let (left, right, _) = band(&sound, 2_800.0, 5_600.0);
        let shadow = 10.0 * (right / left).log10();
        assert!((10.0..20.0).contains(&shadow), "{name}: {shadow:.1} dB between the ears at 4 kHz");
        let report = report::read(&room.path(&format!("{name}.json")));
        for n in 0..10 {
            let power = |side| 10f64.powf(number(&report, &format!("/ear/{side}/octaves/{n}/leq_db")) / 10.0);
            let level = 10.0 * f64::midpoint(power("left"), power("right")).log10();
            assert!((level - 80.0).abs() < 0.7, "{name}, octave {n}: {level:.2} dB");
        }
    }
}
