//! Every shipped device through the built program, at four rates: what is rendered is what the preset declares. The
//! monitor mix by a quiet logarithmic sweep, the stage by what the device leaves of the same noise.

mod ambience;
mod leak;
mod monitor;
#[path = "../program/mod.rs"]
mod program;
#[path = "../program/sound.rs"]
mod sound;
mod spectrum;
#[path = "../residual/work.rs"]
mod work;

use foldback::engine::prepare::declared::Declared;
use foldback::preset::{Device, Library, Preset};
use program::Room;

const RATES: [u32; 4] = [44_100, 48_000, 96_000, 192_000];

/// Every shipped device that is not a pair.
fn devices() -> Vec<Device> {
    let library = Library::shipped().unwrap();
    let single =
        |preset: &Preset| if let Preset::Device(device) = preset { Some(device.clone()) } else { None };
    library.devices().filter_map(single).collect()
}

fn declared(device: &Device, seal: Option<f64>) -> Declared {
    Declared::new(device, seal).unwrap()
}

/// Two devices a render, one on each ear; both of one kind, so that each is built as it is when worn on both. An odd
/// one is worn on both.
fn pairs(devices: &[Device], kind: impl Fn(&Device) -> u8) -> Vec<[Device; 2]> {
    let mut groups = std::collections::BTreeMap::<u8, Vec<&Device>>::new();
    for device in devices {
        groups.entry(kind(device)).or_default().push(device);
    }
    let two = |both: &[&Device]| [both[0].clone(), both[both.len() - 1].clone()];
    groups.values().flat_map(|group| group.chunks(2).map(two)).collect()
}

/// Renders `input` at every rate for every pair and gives both ears' files to `check`.
fn for_every_pair_and_rate(
    room: &Room,
    pairs: &[[Device; 2]],
    input: &str,
    words: &str,
    check: impl Fn(&Device, u32, &[f64], usize) -> Vec<String> + Sync,
) {
    let jobs: Vec<_> = RATES.iter().flat_map(|&rate| pairs.iter().map(move |pair| (rate, pair))).collect();
    let wrong = work::all(&jobs, |n, &(rate, [left, right])| {
        let (input, out) = (format!("{rate}-{input}"), format!("{n}.wav"));
        room.fine(&format!("render {input} --out {out} --left {} --right {} {words}", left.id, right.id));
        let heard = sound::Sound::read(&room.path(&out));
        assert_eq!(heard.rate, rate);
        std::fs::remove_file(room.path(&out)).unwrap();
        let ears = [left, right].into_iter().enumerate();
        ears.flat_map(|(ear, device)| check(device, rate, &heard.ear(ear), ear)).collect::<Vec<_>>()
    });
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} points are off:\n{}", wrong.len(), wrong.join("\n"));
}
