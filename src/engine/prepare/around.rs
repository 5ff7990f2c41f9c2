//! What comes in around a device at one seal: the stage, and the performer's own voice.

use super::ear::{Ear, impulse_response};
use super::surround::Cancelling::{self, Fails, Works};
use super::surround::{Surround, Through};
use crate::acoustics::voice;
use crate::dsp::convolver::Convolver;
use crate::engine::entry::Entry;
use crate::engine::path::Path;
use crate::units::{Db, Hz, SampleRate};

/// Below it magnitudes are held: even a tight seal is open to still air, and the slope from there up to the audible
/// would take a filter of a second.
const LOWEST: Hz = Hz(16.0);

/// Prepares what comes in around the devices at the ears' seals.
#[must_use]
pub fn entry(ears: [Ear<'_>; 2], own_voice: bool, rate: SampleRate) -> Box<Entry> {
    let worn = ears.map(|ear| Surround::new(&ear));
    let alike = ears[0] == ears[1];
    let voice = |ear: &Surround, f: Hz| voice::change(ear.transmission(f, Works), ear.occlusion(f), f);
    let [left, right] = &worn;
    let voice = || fir([&|f| voice(left, f), &|f| voice(right, f)], alike, rate);
    let cancels = ears.iter().any(Ear::cancels);
    Box::new(Entry {
        leak: ears.map(|ear| ear.corner()),
        ambience: transmission_path(&worn, Works, alike, rate),
        passive: cancels.then(|| transmission_path(&worn, Fails, alike, rate)),
        voice: if own_voice { voice() } else { Path::Silent },
    })
}

fn transmission_path(ears: &[Surround; 2], cancelling: Cancelling, alike: bool, rate: SampleRate) -> Path {
    match ears.each_ref().map(Surround::through) {
        [Through::Nothing, Through::Nothing] => Path::Silent,
        [Through::Everything, Through::Everything] => Path::Unity,
        _ => {
            let [left, right] = ears;
            fir([&|f| left.transmission(f, cancelling), &|f| right.transmission(f, cancelling)], alike, rate)
        }
    }
}

/// Both ears as minimum-phase filters of their declared magnitudes; ears that are alike are worked out once.
fn fir([left, right]: [&dyn Fn(Hz) -> Db; 2], alike: bool, rate: SampleRate) -> Path {
    let ear = |magnitude: &dyn Fn(Hz) -> Db| impulse_response(&|f| magnitude(Hz(f.0.max(LOWEST.0))), rate);
    let first = ear(left);
    let convolver =
        if alike { Convolver::new(&first, &first, rate) } else { Convolver::new(&first, &ear(right), rate) };
    Path::Fir(Box::new(convolver))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acoustics::occlusion;
    use crate::dsp::Linear;
    use crate::preset::{Library, Preset};

    /// Declared transmission and that of the filter, in steps of a sixth of an octave.
    #[test]
    fn every_device_lets_in_what_it_declares_within_0_5_db() {
        let library = Library::shipped().unwrap();
        for (device, rate) in library.devices().zip([44_100, 48_000, 96_000].into_iter().cycle()) {
            let (Preset::Device(device), rate) = (device, SampleRate(rate)) else { continue };
            for seal in [100.0, 25.0] {
                let ear = Ear { device, seal_pct: Some(seal) };
                let entry = entry([ear; 2], false, rate);
                let paths =
                    [Some((&entry.ambience, Works)), entry.passive.as_ref().map(|path| (path, Fails))];
                for (path, cancelling) in paths.into_iter().flatten() {
                    let Path::Fir(filter) = path else { continue };
                    let declared = Surround::new(&ear);
                    for f in
                        (0..58).map(|i| Hz(20.0 * 2f64.powf(f64::from(i) / 6.0))).filter(|f| f.0 < 16_000.0)
                    {
                        let off = filter.response(f)[1].0 - declared.transmission(f, cancelling).0;
                        let most = if (63.0..8_000.0).contains(&f.0) { 0.25 } else { 0.5 };
                        assert!(off.abs() < most, "{} at {seal} %, {} Hz: {off:.2} dB", device.id, f.0);
                    }
                }
            }
        }
    }

    /// The table is met at the octaves by construction; what is heard differs by the length of the filter only.
    #[test]
    fn the_occluded_voice_of_every_device_is_rendered_within_0_5_db() {
        let (library, rate) = (Library::shipped().unwrap(), SampleRate(48_000));
        for device in library.devices() {
            let Preset::Device(device) = device else { continue };
            let ear = Ear { device, seal_pct: Some(100.0) };
            let entry = entry([ear; 2], true, rate);
            let Path::Fir(filter) = &entry.voice else { panic!("{}: no voice", device.id) };
            let through = Surround::new(&ear);
            for (f, rise) in occlusion::nominal_hz().into_iter().zip(device.occlusion.oe_db) {
                // The two ways of a voice as powers, re those of the open ear: air 0 dB, body as published.
                let body = voice::body_path(Hz(f)).0;
                let power = |db: f64| 10f64.powf(db / 10.0);
                let worn = power(through.transmission(Hz(f), Works).0) + power(body + rise);
                let want = 10.0 * (worn / (1.0 + power(body))).log10();
                let got = filter.response(Hz(f))[0].0;
                assert!((got - want).abs() < 0.5, "{} at {f} Hz: {got:.2} dB for {want:.2}", device.id);
            }
        }
    }
}
