//! The far part of a long response, in large partitions. A partition's work is spread over the time in which the
//! next one arrives, so that no call carries much more than another.

use super::partitions::Partitions;
use crate::dsp::{Frame, SILENCE, memory};

/// Large partitions, fed and read one small block at a time. The response starts two large partitions late.
#[derive(Clone, Debug)]
pub(super) struct Far {
    partitions: Partitions,
    /// Input: the last partition and the one that is filling.
    window: Box<[Frame]>,
    /// Output that is playing, and output in the making.
    playing: Box<[Frame]>,
    coming: Box<[Frame]>,
    block: usize,
    /// Small blocks in a large one, and those of the present one that have arrived.
    steps: usize,
    step: usize,
}

impl Far {
    /// `taps` from frame `2 size` of the response on; `size` is a multiple, four times or more, of `block`.
    pub(super) fn new(taps: &[Frame], size: usize, block: usize) -> Self {
        Self {
            partitions: Partitions::new(taps, size),
            window: memory::silence(2 * size),
            playing: memory::silence(size),
            coming: memory::silence(size),
            block,
            steps: size / block,
            step: 0,
        }
    }

    /// `[audio]` Takes a small block of input and does its share of the work.
    pub(super) fn take(&mut self, input: &[Frame]) {
        let size = self.playing.len();
        let filled = size + self.step * self.block;
        self.window.iter_mut().skip(filled).zip(input).for_each(|(place, &x)| *place = x);
        self.step += 1;
        if self.step == self.steps {
            self.step = 0;
            std::mem::swap(&mut self.playing, &mut self.coming);
            self.partitions.transform(&self.window);
            self.window.copy_within(size.., 0);
        } else if self.step + 1 == self.steps {
            self.partitions.synthesise(&mut self.coming);
        } else {
            let (lanes, shares) = (self.partitions.lanes(), self.steps - 2);
            let from = lanes * (self.step - 1) / shares;
            self.partitions.multiply(from..lanes * self.step / shares);
        }
    }

    /// `[audio]` The output that belongs to the next small block.
    pub(super) fn next(&self) -> impl Iterator<Item = &Frame> {
        self.playing.iter().skip(self.step * self.block)
    }

    /// `[audio]` Forgets the past.
    pub(super) fn reset(&mut self) {
        self.partitions.reset();
        for memory in [&mut self.window, &mut self.playing, &mut self.coming] {
            memory.fill(SILENCE);
        }
        self.step = 0;
    }
}
