//! The response: a logarithmic sweep far under every driver's limits, through the device into the ear.

use std::f64::consts::TAU;

use foldback::preset::ResponseShape;
use foldback::units::Hz;

use crate::program::Room;
use crate::sound::{db_spl, write};
use crate::spectrum::Spectrum;
use crate::{RATES, declared, devices, for_every_pair_and_rate, pairs};

/// A full-scale sine is 40 dB SPL: 60 dB and more under where a driver begins to strain.
pub(crate) const QUIET: &str = "--tap monitor --stage none --level 40";

/// Sample of 1 in pascals at that level: a sine of 40 dB SPL rms.
pub(crate) const PASCALS: f64 = 20e-6 * 100.0 * std::f64::consts::SQRT_2;

/// Seconds of sound, and of silence behind it for a late device and the last of its bass.
const SOUND: f64 = 1.1;
const SILENCE: f64 = 0.35;

/// From 15 Hz to nearly half the rate, each octave as long as the next; both ends faded.
pub(crate) fn sweep(rate: u32) -> Vec<f64> {
    let fs = f64::from(rate);
    let (low, high): (f64, f64) = (15.0, (0.49 * fs).min(24_000.0));
    let (length, speed) = ((SOUND * fs) as usize, SOUND / (high / low).ln());
    let fade = 0.002 * fs;
    let sample = |i: usize| {
        let phase = TAU * low * speed * ((i as f64 / fs / speed).exp() - 1.0);
        let edge = (i.min(length - i) as f64 / fade).min(1.0);
        0.5 * edge * phase.sin()
    };
    let mut sweep: Vec<f64> = (0..length).map(sample).collect();
    sweep.resize(length + (SILENCE * fs) as usize, 0.0);
    sweep
}

/// Writes the sweep for every rate; returns their spectra in pascals.
fn sweeps(room: &Room) -> Vec<Spectrum> {
    let each = RATES.iter().map(|&rate| {
        let sweep = sweep(rate);
        write(&room.path(&format!("{rate}-sweep.wav")), rate, std::slice::from_ref(&sweep));
        Spectrum::of(&sweep.iter().map(|x| PASCALS * x).collect::<Vec<_>>(), rate)
    });
    each.collect()
}

/// One and the same curve at every rate: the deviation is that of the chain, not of a table per rate.
#[test]
fn every_device_sounds_as_declared_within_0_5_db_from_20_hz_to_16_khz_at_every_rate() {
    let room = Room::new();
    let sent = sweeps(&room);
    let devices: Vec<_> =
        devices().into_iter().filter(|d| !matches!(d.response.shape, ResponseShape::None)).collect();
    assert!(devices.len() >= 22, "{}", devices.len());
    let is_curve = |shape: &ResponseShape| matches!(shape, ResponseShape::Curve { .. });
    let pairs = pairs(&devices, |device| u8::from(is_curve(&device.response.shape)));
    for_every_pair_and_rate(&room, &pairs, "sweep.wav", QUIET, |device, rate, heard, _| {
        let want = declared(device, None);
        let onset = device.driver.as_ref().map_or(f64::INFINITY, |driver| driver.distortion_onset_db_spl);
        assert!(db_spl(heard) < onset - 40.0, "{} is not measured where it strains", device.id);
        let heard = Spectrum::of(heard, rate);
        let sent = &sent[RATES.iter().position(|&r| r == rate).unwrap()];
        let highest: f64 = if rate == 44_100 { 15_000.0 } else { 16_000.0 };
        let points = (0..=192).map(|i| 20.0 * (highest / 20.0).powf(f64::from(i) / 192.0));
        let wrong = points.filter_map(|hz| {
            let (hz, got) = heard.over(sent, hz);
            let want = want.response(Hz(hz)).0;
            let off = (got - want).abs() > 0.5;
            off.then(|| format!("{} at {rate}, {hz:.1} Hz: {got:.2} dB for {want:.2}", device.id))
        });
        wrong.collect()
    });
}

/// Latency is the device's own: the same response, later.
#[test]
fn a_wireless_device_is_late_by_its_latency_and_an_in_ear_is_not() {
    let room = Room::new();
    let mut click = vec![0.0; 24_000];
    click[0] = 0.5;
    write(&room.path("click.wav"), 48_000, &[click]);
    for device in devices().iter().filter(|d| ["anc-earbud-on", "iem-foam", "wedge"].contains(&d.id.as_str()))
    {
        room.fine(&format!("render click.wav --out late.wav --device {} {QUIET}", device.id));
        let heard = crate::sound::Sound::read(&room.path("late.wav")).ear(0);
        let loudest = heard.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let first = heard.iter().position(|x| x.abs() > 0.25 * loudest).unwrap();
        let late_ms = first as f64 / 48.0;
        assert!((late_ms - device.latency.ms).abs() < 0.2, "{}: {late_ms:.2} ms", device.id);
    }
}
