//! The transmission: what each device leaves of one and the same noise, third-octave by third-octave.

use foldback::acoustics::bands::{third_centre, third_edges};
use foldback::preset::{Device, IsolationShape};
use foldback::units::Hz;

use crate::program::Room;
use crate::sound::{Sound, write};
use crate::spectrum::Spectrum;
use crate::{RATES, declared, devices, for_every_pair_and_rate, pairs};

/// Length of the noise.
const SECONDS: f64 = 1.8;

/// A stage of equal octaves, far below what would overload a noise-cancelling device.
pub(crate) const PINK: &str = r#"
format = 1
id = "pink"
name = "Pink"
about = "Sixty decibels in every octave, from everywhere, steady."
[levels]
laeq_db = 68.2
lceq_db = 68.7
lcpeak_db = 82
octaves_db = [60, 60, 60, 60, 60, 60, 60, 60, 60, 60]
evidence = { kind = "estimated", source = "made for a test" }
spectrum_evidence = { kind = "estimated", source = "made for a test" }
[[sources]]
kind = "noise"
field = "diffuse"
octaves_db = [60, 60, 60, 60, 60, 60, 60, 60, 60, 60]
modulation = { sd_db = 0, time_s = [0.3, 3] }
evidence = { kind = "estimated", source = "made for a test" }
"#;

/// The noise at the open ear, by rate and ear.
fn open_ear(room: &Room) -> Vec<[Spectrum; 2]> {
    let each = RATES.iter().map(|&rate| {
        let frames = (SECONDS * f64::from(rate)) as usize;
        write(&room.path(&format!("{rate}-silence.wav")), rate, &[vec![0.0; frames]]);
        room.fine(&format!(
            "render {rate}-silence.wav --out open.wav --tap ambience --device open-ear --stage pink.toml"
        ));
        let heard = Sound::read(&room.path("open.wav"));
        [0, 1].map(|ear| Spectrum::of_steady(&heard.ear(ear), rate))
    });
    each.collect()
}

#[test]
fn every_device_lets_in_the_declared_power_sum_within_0_5_db_a_third_octave_at_every_rate() {
    let room = Room::new();
    std::fs::write(room.path("pink.toml"), PINK).unwrap();
    let open = open_ear(&room);
    let silent = |device: &Device| matches!(device.isolation.shape, IsolationShape::Silent);
    let devices: Vec<_> = devices().into_iter().filter(|device| !silent(device)).collect();
    assert!(devices.len() >= 22, "{}", devices.len());
    let is_open = |device: &Device| matches!(device.isolation.shape, IsolationShape::Open);
    let pairs = pairs(&devices, |device| u8::from(is_open(device)));
    let words = "--tap ambience --stage pink.toml";
    for_every_pair_and_rate(&room, &pairs, "silence.wav", words, |device, rate, heard, ear| {
        let declared = declared(device, None);
        let heard = Spectrum::of_steady(heard, rate);
        let open = &open[RATES.iter().position(|&r| r == rate).unwrap()][ear];
        // 31.5 Hz to 16 kHz. The declared curve weighs the very noise that was there: no scatter of short noise.
        let wrong = (2..=29).filter_map(|third| {
            let centre = third_centre(third);
            let band = third_edges(centre).map(|edge| edge.0);
            let want = open.power(band, |hz| 10f64.powf(declared.transmission(Hz(hz)).0 / 10.0));
            let off = 10.0 * (heard.power(band, |_| 1.0) / want).log10();
            let tolerance = if (60.0..8500.0).contains(&centre.0) { 0.5 } else { 1.0 };
            (off.abs() > tolerance)
                .then(|| format!("{} at {rate}, third of {:.0} Hz: {off:+.2} dB", device.id, centre.0))
        });
        wrong.collect()
    });
}

#[test]
fn nothing_enters_the_reference_and_an_open_ear_hears_the_stage() {
    let room = Room::new();
    write(&room.path("silence.wav"), 48_000, &[vec![0.0; 9600]]);
    room.fine("render silence.wav --out out.wav --tap ambience --device reference --stage crowd-roar");
    assert!(Sound::read(&room.path("out.wav")).is_silent());
    room.fine("render silence.wav --out out.wav --tap ambience --device open-ear --stage crowd-roar");
    assert!(!Sound::read(&room.path("out.wav")).is_silent());
}
