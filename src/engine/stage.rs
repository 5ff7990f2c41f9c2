//! The sound of the stage at the open ear: a sum of sources, in pascals, computed once for both slots.
//!
//! ```text
//! noise.rs    endless seeded noise x slow modulation -> mid/side filter -> both ears      (streamed)
//! take.rs     everything that is played or spoken: one periodic take, or a recording      (read from memory)
//! live.rs     the mix itself (spill), an ambient microphone -> a filter per ear           (from the capture)
//! ```

mod live;
mod noise;
mod take;

pub use live::Live;
pub use noise::StreamedNoise;
pub use take::Take;

use crate::dsp::{Frame, SILENCE};

/// What a source may hear, frame by frame, dBFS (full scale = 1.0).
#[derive(Clone, Copy)]
pub struct Feeds<'a> {
    /// The monitor mix.
    pub programme: &'a [Frame],
    /// The ambient microphone, the same in both places.
    pub microphone: &'a [Frame],
}

/// One source. A new one is a type with this trait.
pub trait Sounding: Send {
    /// `[audio]` Once at every tick.
    fn tick(&mut self) {}
    /// `[audio]` Adds itself, from frame `offset` of the tick. The feeds are as long as `frames`, at most a tick.
    fn add_to(&mut self, offset: usize, feeds: Feeds<'_>, frames: &mut [Frame]);
}

/// All sources of a stage.
pub struct StageBed {
    sources: Box<[Box<dyn Sounding>]>,
}

impl StageBed {
    /// A stage of these sources; none at all is silence.
    #[must_use]
    pub fn new(sources: Box<[Box<dyn Sounding>]>) -> Self {
        Self { sources }
    }

    /// `[audio]` Once at every tick.
    pub fn tick(&mut self) {
        for source in &mut self.sources {
            source.tick();
        }
    }

    /// `[audio]` Overwrites `frames`, from frame `offset` of the tick.
    pub fn process(&mut self, offset: usize, feeds: Feeds<'_>, frames: &mut [Frame]) {
        frames.fill(SILENCE);
        for source in &mut self.sources {
            source.add_to(offset, feeds, frames);
        }
    }
}
