//! What a device does to the monitor mix, measured through the program.

use std::f64::consts::TAU;

use crate::program::Room;
use crate::sound::{Sound, write};

/// Level of one ear at frequencies in dB, of a device against `reference`: an impulse rendered through both.
pub(crate) fn levels(room: &Room, device: &str, ear: usize, rate: u32, hz: &[f64]) -> Vec<f64> {
    let [through, straight] = [device, "reference"].map(|device| spectrum(room, device, ear, rate, hz));
    through.iter().zip(straight).map(|(a, b)| 20.0 * (a / b).log10()).collect()
}

fn spectrum(room: &Room, device: &str, ear: usize, rate: u32, hz: &[f64]) -> Vec<f64> {
    let mut impulse = vec![0.0; rate as usize];
    impulse[64] = 0.5;
    write(&room.path("impulse.wav"), rate, &[impulse]);
    room.fine(&format!(
        "render impulse.wav --out impulse-out.wav --tap monitor --stage none --level 94 --device {device}"
    ));
    let sound = Sound::read(&room.path("impulse-out.wav"));
    assert_eq!(sound.rate, rate);
    let samples = sound.ear(ear);
    let at = |f: f64| {
        let turn = TAU * f / f64::from(rate);
        let (mut re, mut im) = (0.0, 0.0);
        for (n, x) in samples.iter().enumerate() {
            let (sin, cos) = (turn * n as f64).sin_cos();
            (re, im) = (re + x * cos, im - x * sin);
        }
        re.hypot(im)
    };
    hz.iter().map(|&f| at(f)).collect()
}
