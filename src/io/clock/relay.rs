//! Work on a stream of things in three steps, each on a thread of its own, in order and with a bounded number under way.
//!
//! ```text
//! first ──[full trays]──> second ──[full trays]──> third, the caller's own thread
//!   ^───────────────────[empty trays]────────────────'
//! ```
//! Whoever ends, by itself or by a panic, drops its ends of the channels, and its neighbours end by that.

use std::sync::atomic::{AtomicBool, Ordering::Acquire, Ordering::Release};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::io::error::IoError;

/// Things on a tray: waking a thread costs as much as one of them, or two.
const THINGS: usize = 64;
/// Trays in all: enough for each to find the next one ready when the system lets another run.
const TRAYS: usize = 6;

/// Things on their way, from the first on as many as are `filled`.
struct Tray<T> {
    things: Box<[T]>,
    filled: usize,
}

/// Where the first step gets things to fill in.
pub(super) struct Filler<'a, T> {
    tray: Tray<T>,
    empty: Receiver<Tray<T>>,
    full: Sender<Tray<T>>,
    over: &'a AtomicBool,
}

/// Set when the last step has ended, however it did.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Release);
    }
}

impl<T: Default> Tray<T> {
    fn new() -> Self {
        Self { things: (0..THINGS).map(|_| T::default()).collect(), filled: 0 }
    }

    fn things(&mut self) -> &mut [T] {
        &mut self.things[..self.filled]
    }
}

impl<T: Default> Filler<'_, T> {
    /// The next thing to fill in; none when the others have ended.
    pub(super) fn next(&mut self) -> Option<&mut T> {
        if self.tray.filled == self.tray.things.len() {
            let empty = self.empty.recv().ok()?;
            self.full.send(std::mem::replace(&mut self.tray, empty)).ok()?;
        }
        self.tray.filled += 1;
        self.tray.things.get_mut(self.tray.filled - 1)
    }

    /// True when nobody takes things any more, for who waits for something else.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Acquire)
    }
}

/// Runs until `first` returns and all it has filled in went through, or until `third` has had enough (false).
///
/// # Errors
/// A step panicked: what came through is not all there was.
pub(super) fn relay<T: Default + Send>(
    first: impl FnOnce(&mut Filler<'_, T>) + Send,
    mut second: impl FnMut(&mut T) + Send,
    mut third: impl FnMut(&T) -> bool,
) -> Result<(), IoError> {
    let (full, to_second) = bounded::<Tray<T>>(TRAYS);
    let (done, to_third) = bounded::<Tray<T>>(TRAYS);
    let (back, empty) = bounded::<Tray<T>>(TRAYS);
    for _ in 1..TRAYS {
        // The channel has room for all of them, and its other end is here.
        let _ = back.send(Tray::new());
    }
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let ending = Over(&over);
        let over = &over;
        let filling = scope.spawn(move || {
            let mut filler = Filler { tray: Tray::new(), empty, full, over };
            first(&mut filler);
            let Filler { tray, full, .. } = filler;
            let _ = full.send(tray);
        });
        let working = scope.spawn(move || {
            for mut tray in to_second {
                tray.things().iter_mut().for_each(&mut second);
                if done.send(tray).is_err() {
                    break;
                }
            }
        });
        for mut tray in to_third {
            if !tray.things().iter().all(&mut third) {
                break;
            }
            tray.filled = 0;
            let _ = back.send(tray);
        }
        drop((ending, back));
        let ends = [filling.join(), working.join()];
        if ends.iter().all(Result::is_ok) { Ok(()) } else { Err(IoError::thread_died()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Counts to `n`, doubles, adds up until there are `most`.
    fn run(n: u64, most: usize, breaks: Option<u64>) -> (Result<(), IoError>, Vec<u64>) {
        let mut got = Vec::new();
        let first = |filler: &mut Filler<'_, u64>| {
            for i in 0..n {
                let Some(thing) = filler.next() else { return };
                *thing = i;
            }
        };
        let second = move |x: &mut u64| {
            assert_ne!(Some(*x), breaks, "as the test wants it");
            *x *= 2;
        };
        let ended = relay(first, second, |x| {
            got.push(*x);
            got.len() < most
        });
        (ended, got)
    }

    #[test]
    fn everything_comes_through_in_order_whatever_its_number() {
        for n in [0, 1, 63, 64, 65, 64 * 6, 64 * 6 + 1, 10_000] {
            let (ended, got) = run(n, usize::MAX, None);
            assert!(ended.is_ok());
            assert!(got.iter().copied().eq((0..n).map(|i| 2 * i)), "{n}: {} came", got.len());
        }
    }

    #[test]
    fn a_last_step_that_has_had_enough_ends_the_others() {
        for most in [1, 64, 65, 1000] {
            let (ended, got) = run(u64::MAX, most, None);
            assert!(ended.is_ok());
            assert_eq!(got.len(), most);
        }
    }

    #[test]
    fn a_step_that_dies_ends_the_others_and_is_told() {
        for at in [0, 63, 64, 5000] {
            let (ended, got) = run(u64::MAX, usize::MAX, Some(at));
            assert!(ended.is_err(), "{} came", got.len());
        }
        let first = |_: &mut Filler<'_, u64>| panic!("as the test wants it");
        assert!(relay(first, |_| {}, |_| true).is_err());
    }

    #[test]
    fn a_first_step_that_waits_for_something_else_hears_that_it_is_over() {
        let first = |filler: &mut Filler<'_, u64>| {
            for _ in 0..=THINGS {
                filler.next();
            }
            while !filler.is_over() {
                thread::sleep(Duration::from_millis(1));
            }
        };
        assert!(relay(first, |_| {}, |_| false).is_ok());
    }

    #[test]
    fn a_last_step_that_dies_ends_the_others() {
        let first = |filler: &mut Filler<'_, u64>| while filler.next().is_some() {};
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            relay(first, |_| {}, |_| panic!("as the test wants it"))
        }));
        assert!(ended.is_err());
    }
}
