//! The engine taken apart, for files: the three parts of the chain, to be driven by a thread each, one behind the other. The
//! same code runs over the same frames in the same order as in [`Processor::process`], so the sound is the same to the bit.
//!
//! The pipes rest meanwhile: nothing that is turned or sent is obeyed, and no meters go up. A file keeps what it began with.

use super::{Processor, next_piece};
use crate::dsp::limiter::Limited;
use crate::engine::chain::{Ears, Open, Playing, Sources};
use crate::engine::slot::{PartScratch, Parts};

/// Part of a tick on its way through the engine.
pub struct Piece {
    offset: usize,
    frames: usize,
    open: Open,
    heard: PartScratch,
}

/// The three parts, until they are dropped; then the engine is whole again, and its meters can be asked.
pub struct Apart<'a> {
    /// What comes first.
    pub front: Front<'a>,
    /// What comes next.
    pub middle: Middle<'a>,
    /// What comes last.
    pub rear: Rear<'a>,
}

/// The mixer and the stage.
pub struct Front<'a> {
    sources: &'a mut Sources,
    frame: &'a mut u64,
}

/// What the devices make of it.
pub struct Middle<'a>(&'a mut Ears);

/// Playback and the limiter.
pub struct Rear<'a>(&'a mut Playing);

impl Default for Piece {
    fn default() -> Self {
        Self { offset: 0, frames: 0, open: Open::new(), heard: PartScratch::new() }
    }
}

impl Piece {
    /// Its length.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// The first of so many pieces of a tick.
    fn begins_tick(&self) -> bool {
        self.offset == 0
    }
}

impl Processor {
    /// Takes the engine apart. What is under way in the pipes stays there.
    pub fn apart(&mut self) -> Apart<'_> {
        let (sources, ears, playing) = self.chain.parts();
        Apart { front: Front { sources, frame: &mut self.frame }, middle: Middle(ears), rear: Rear(playing) }
    }
}

impl Front<'_> {
    /// `[audio]` Makes one piece of the first frames of interleaved `capture`, of which `frames` are there, and says how many
    /// it took.
    pub fn process(&mut self, capture: &[f32], frames: usize, piece: &mut Piece) -> usize {
        (piece.offset, piece.frames) = next_piece(*self.frame, frames);
        if piece.frames == 0 {
            return 0;
        }
        if piece.begins_tick() {
            // Nothing was offered, so nothing comes back; the same in the other parts.
            drop(self.sources.tick());
        }
        self.sources.process(capture, piece.offset, piece.frames, &mut piece.open);
        *self.frame += piece.frames as u64;
        piece.frames
    }
}

impl Middle<'_> {
    /// `[audio]` The next piece from the front.
    pub fn process(&mut self, piece: &mut Piece) {
        if piece.begins_tick() {
            drop(self.0.tick());
        }
        self.0.process(&piece.open, piece.offset, piece.frames, &mut piece.heard);
    }
}

impl Rear<'_> {
    /// `[audio]` The next piece from the middle: what may be played, and the parts at the simulated ear in pascals.
    pub fn process<'a>(&'a mut self, piece: &'a Piece) -> (Limited<'a>, Parts<'a>) {
        if piece.begins_tick() {
            drop(self.0.tick());
        }
        let parts = piece.heard.view(piece.frames);
        let (limited, _) = self.0.process(parts.ear, piece.offset);
        (limited, parts)
    }
}
