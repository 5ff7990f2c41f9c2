//! What comes in around a device: the stage through isolation, bone and leak, and the performer's own voice. All of it
//! depends on the seal, so a new seal brings a new one of these, which fades in while the leak of the driver's path
//! glides to its new corner.
//!
//! ```text
//! commands, 20 a second   |    |    |    |    |    |     the newest wins, at most two are on their way
//! on the audio plane      [warm|===fade===][warm|===fade===]   10 ms and 50 ms: one movement
//! ```

use super::Scratch;
use super::path::Path;
use super::slot::SEAL_GLIDE;
use super::swap::Swap;
use crate::dsp::Frame;
use crate::dsp::crossfade::crossfade;
use crate::dsp::leak::Corner;
use crate::units::{SampleRate, Seconds};

/// What a new seal runs unheard. Its filters answer within a few milliseconds; their last traces, 40 ms later, are
/// still heard at a small share only.
const WARM: Seconds = Seconds(0.01);

/// The paths around a device at one seal.
pub struct Entry {
    /// The leak of each ear that this was prepared for.
    pub leak: [Option<Corner>; 2],
    /// The stage to the ear: isolation, active part, bone-conduction ceiling and leak, power-summed.
    pub ambience: Path,
    /// The same without the active part; none where there is none.
    pub passive: Option<Path>,
    /// The performer's own voice: body path and air path, occluded.
    pub voice: Path,
}

/// The entry that is heard, and for a moment its successor beside it.
pub(crate) struct Entrance {
    entry: Swap<Entry>,
    warm_frames: usize,
    fresh: [Scratch; 3],
}

impl Entry {
    /// The leak of each ear.
    pub(crate) fn corners(&self) -> [Option<Corner>; 2] {
        self.leak
    }

    /// `[audio]` Ambience, ambience without the active part (left alone where there is none), voice.
    fn run(&mut self, stage: &[Frame], voice: &[Frame], [ambience, passive, own]: [&mut [Frame]; 3]) {
        self.ambience.run(stage, ambience);
        if let Some(path) = &mut self.passive {
            path.run(stage, passive);
        }
        self.voice.run(voice, own);
    }
}

impl Entrance {
    pub(crate) fn new(first: Box<Entry>, rate: SampleRate) -> Self {
        let fade = Seconds(SEAL_GLIDE.0 - WARM.0);
        Self {
            entry: Swap::new(first, fade.frames(rate)),
            warm_frames: WARM.frames(rate),
            fresh: [Scratch::new(), Scratch::new(), Scratch::new()],
        }
    }

    /// `[audio]` True while a successor warms up or fades in.
    pub(crate) fn is_busy(&self) -> bool {
        self.entry.is_busy()
    }

    /// `[audio]` Takes a successor; hands it back when busy.
    pub(crate) fn offer(&mut self, fresh: Box<Entry>) -> Option<Box<Entry>> {
        self.entry.offer(fresh, self.warm_frames)
    }

    /// `[audio]` Once at every tick. Returns what is no longer heard.
    pub(crate) fn tick(&mut self) -> Option<Box<Entry>> {
        self.entry.tick()
    }

    /// `[audio]` Part of a tick, from its frame `offset` on.
    pub(crate) fn process(
        &mut self,
        stage: &[Frame],
        voice: &[Frame],
        offset: usize,
        out: [&mut [Frame]; 3],
    ) {
        let n = stage.len();
        let [ambience, passive, own] = out;
        let (entry, successor) = self.entry.running();
        entry.run(stage, voice, [&mut *ambience, &mut *passive, &mut *own]);
        if let Some((next, share)) = successor {
            let [a, p, v] = &mut self.fresh;
            next.run(stage, voice, [a.part(n), p.part(n), v.part(n)]);
            crossfade(ambience, a.view(n), share, offset);
            crossfade(passive, p.view(n), share, offset);
            crossfade(own, v.view(n), share, offset);
        }
    }
}
