//! Sources that come from the capture while it sounds.

use super::{Feeds, Sounding};
use crate::dsp::convolver::Convolver;
use crate::dsp::{Block, Frame};
use crate::engine::Scratch;

/// Which feed a live source hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feed {
    /// The mean of the two sides of the monitor mix.
    Programme,
    /// The ambient microphone.
    Microphone,
}

/// A feed, in mono, through a filter per ear.
pub struct Live {
    feed: Feed,
    path: Convolver,
    scratch: Scratch,
}

impl Live {
    /// The monitor mix as PA and backline play it; `path` from full scale to pascals.
    #[must_use]
    pub fn programme(path: Convolver) -> Self {
        Self { feed: Feed::Programme, path, scratch: Scratch::new() }
    }

    /// The ambient microphone; `path` from full scale to pascals.
    #[must_use]
    pub fn microphone(path: Convolver) -> Self {
        Self { feed: Feed::Microphone, path, scratch: Scratch::new() }
    }
}

impl Sounding for Live {
    fn add_to(&mut self, _: usize, feeds: Feeds<'_>, frames: &mut [Frame]) {
        let heard = self.scratch.part(frames.len());
        let feed = if self.feed == Feed::Programme { feeds.programme } else { feeds.microphone };
        for (to, &[left, right]) in heard.iter_mut().zip(feed) {
            *to = [0.5 * (left + right); 2];
        }
        self.path.process(heard);
        for (frame, &[left, right]) in frames.iter_mut().zip(&*heard) {
            frame[0] += left;
            frame[1] += right;
        }
    }
}
