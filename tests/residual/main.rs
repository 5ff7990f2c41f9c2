//! How much of each stage every device lets in, against levels worked out by hand from the same tables. On the built
//! program, over 20 s of sound.

mod oracle;
#[path = "../program/mod.rs"]
mod program;
#[path = "../program/report.rs"]
mod report;
mod table;
mod weighted;
mod work;

use program::Room;

/// Writes `silence.wav`, so many seconds long.
fn silence(room: &Room, seconds: u32) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(room.path("silence.wav"), spec).unwrap();
    for _ in 0..seconds * 48_000 {
        writer.write_sample(0i16).unwrap();
    }
    writer.finalize().unwrap();
}
