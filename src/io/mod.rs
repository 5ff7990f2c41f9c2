//! Where samples come from and where they go: files, devices, formats and rates.
//!
//! ```text
//! file ─ source ─ container ─ decode ─ resample ─ stems ──> interleaved f32 at the session rate
//!        (header: lengths mended; contain: parsers that panic)
//! wav  <── interleaved f32, whole or not at all
//!
//! device ─ offer ─ stream ─[callback: pcm, channels]──> push(frames)      [audio]
//! (listing)               ─[callback: pcm, channels]<── render(frames)    [audio]
//!                         ─ faults: atomics, read by who supervises
//!
//! capture ─ push ─> ring ─ one clock: straight, two clocks: bridge (resampler, loop) ─> driver ─> engine   [audio]
//! berth ─ the engine lies there; the newest stream borrows it for every block, none owns it
//! duplex ─ both ends, opened again and again; scripted ─ the same by a script, for long runs
//! ```

pub mod audition;
pub mod capture;
mod choice;
pub mod clock;
mod contain;
mod container;
mod deadline;
pub mod decode;
pub mod device;
pub mod device_host;
pub mod duplex;
pub mod error;
pub mod faults;
pub mod feed;
mod header;
pub mod host;
pub mod input;
pub mod intake;
pub mod listing;
pub mod midi;
mod offer;
mod opened;
pub mod outlet;
pub mod plane;
mod quiet;
pub mod resample;
pub mod same_clock;
pub mod scripted;
pub mod source;
pub mod stems;
pub mod stream;
pub mod system;
pub mod tone;
pub mod wav;
pub mod whole;

pub use decode::Decoder;
pub use error::{IoError, IoErrorKind};
pub use resample::Resampler;
pub use source::Source;
pub use stems::{Pan, StemChannel, Stems};
pub use wav::WavSink;

/// So many samples of silence.
pub(crate) fn silence(samples: usize) -> Box<[f32]> {
    vec![0.0; samples].into()
}
