//! The occlusion of every shipped device, through the program.

use foldback::preset::{IsolationShape, Library, OCTAVES_HZ, Preset};

use crate::lines::lines;
use crate::program::Room;
use crate::sound::{Sound, write};

/// Bone and body conduction, dB below the open ear in the octaves from 31.5 Hz (Berger and Kerivan 1983, estimated
/// between): nothing isolates better.
const BONE_DB: [f64; 10] = [45.0, 46.0, 48.0, 52.0, 57.0, 49.0, 41.0, 48.0, 49.0, 50.0];

/// Body path of the open ear re its air path (Reinfeldt et al. 2010, estimated): equal to 1 kHz, 10 dB less from 2 kHz.
const BODY_DB: [f64; 8] = [0.0, 0.0, 0.0, 0.0, 0.0, -10.0, -10.0, -10.0];

/// Power of a level in dB.
fn power(db: f64) -> f64 {
    10f64.powf(db / 10.0)
}

/// What the wearer's own voice becomes: (T² + B² OE²)/(1 + B²), in the octaves 63 Hz to 8 kHz. T adds a few tenths to
/// the body where a device closes the ear, and is most of it where it does not.
#[test]
fn every_device_raises_the_own_voice_by_its_table_within_1_5_db() {
    let room = Room::new();
    let mut click = vec![0.0; 48_000];
    click[0] = 1.0;
    write(&room.path("voice.wav"), 48_000, &[click]);
    let spectrum = |device: &str| {
        room.fine(&format!(
            "render voice.wav --out v.wav --tap voice --stage none --own-voice 1 --device {device}"
        ));
        lines(&Sound::read(&room.path("v.wav")).ear(0))
    };
    let open = spectrum("open-ear");
    let library = Library::shipped().unwrap();
    let (mut seen, mut worst) = (0, 0.0f64);
    for device in library.devices() {
        let Preset::Device(device) = device else { continue };
        let isolation = match &device.isolation.shape {
            IsolationShape::Silent => continue,
            IsolationShape::Open => [0.0; 10],
            IsolationShape::Octaves { il_db, active, .. } => {
                std::array::from_fn(|n| il_db[n] + active.map_or(0.0, |active| active.il_db[n]))
            }
        };
        if device.seal.as_ref().is_some_and(|seal| seal.default_pct < 100.0) {
            continue;
        }
        let worn = spectrum(&device.id);
        for (n, rise) in device.occlusion.oe_db.into_iter().enumerate() {
            let (body, line) = (power(BODY_DB[n]), OCTAVES_HZ[n + 1].round() as usize);
            let through = power(-isolation[n + 1]);
            let through = if isolation[n + 1] > 0.0 { through + power(-BONE_DB[n + 1]) } else { through };
            let want = 10.0 * ((through + body * power(rise)) / (1.0 + body)).log10();
            let got = 20.0 * (worn[line].norm() / open[line].norm()).log10();
            worst = worst.max((got - want).abs());
            assert!((got - want).abs() < 1.5, "{} at {line} Hz: {got:.2} dB for {want:.2}", device.id);
        }
        seen += 1;
    }
    println!("{seen} devices, worst {worst:.2} dB");
    assert!(seen >= 20, "{seen} devices");
}
