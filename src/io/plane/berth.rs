//! Where a thing lies that outlives the streams that use it. A callback takes it out for one block and puts it back;
//! a new stream takes over while an old one still hangs in its drop, and nobody ever waits.
//!
//! ```text
//! berth [ driver ] --take: one atomic swap--> callback with the newest pass --put: one swap--> berth
//!          none there, or an older pass: this block is silence
//! ```

use std::sync::Arc;
use std::sync::atomic::{Ordering::AcqRel, Ordering::Acquire};

use super::atomics::{AtomicCell, AtomicU64};

/// The place. Only holders of the newest [`Pass`] get at what lies there.
pub struct Berth<T> {
    cell: AtomicCell<Option<Box<T>>>,
    newest: AtomicU64,
}

/// The right to use what lies in a berth, until the next one is issued.
pub struct Pass<T> {
    berth: Arc<Berth<T>>,
    number: u64,
    used: bool,
}

impl<T> Berth<T> {
    /// A berth with a thing in it.
    #[must_use]
    pub fn new(thing: Box<T>) -> Arc<Self> {
        Arc::new(Self { cell: AtomicCell::new(Some(thing)), newest: AtomicU64::new(0) })
    }

    /// Issues a pass. Every earlier one is void: its holder may finish the block it is in and gets nothing more.
    #[must_use]
    pub fn pass(self: &Arc<Self>) -> Pass<T> {
        let number = self.newest.fetch_add(1, AcqRel) + 1;
        Pass { berth: Arc::clone(self), number, used: false }
    }

    /// Takes the thing out for good and voids every pass; none while a callback has it in its hands.
    #[must_use]
    pub fn clear(&self) -> Option<Box<T>> {
        self.newest.fetch_add(1, AcqRel);
        self.cell.take()
    }
}

impl<T> Pass<T> {
    /// `[audio]` Works with the thing; `first` tells whether this pass is used for the first time. False, and nothing
    /// was done, when another callback has it just now or a newer pass was issued.
    pub fn with(&mut self, work: impl FnOnce(&mut T, bool)) -> bool {
        if self.berth.newest.load(Acquire) != self.number {
            return false;
        }
        let Some(mut thing) = self.berth.cell.take() else { return false };
        work(&mut thing, !self.used);
        self.used = true;
        self.berth.cell.store(Some(thing));
        true
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test makes its own things")]
mod tests {
    use super::*;

    #[test]
    fn a_newer_pass_takes_over_and_the_old_one_gets_nothing() {
        assert!(AtomicCell::<Option<Box<[u8; 4096]>>>::is_lock_free());
        let berth = Berth::new(Box::new(0));
        let (mut old, mut seen) = (berth.pass(), [false; 2]);
        for seen in &mut seen {
            assert!(old.with(|count, first| (*count += 1, *seen = first).0));
        }
        assert_eq!(seen, [true, false], "a pass is new once");
        let mut new = berth.pass();
        assert!(!old.with(|count, _| *count += 100));
        assert!(new.with(|count, first| *count += i32::from(first)));
        assert_eq!(berth.clear().as_deref(), Some(&3));
        assert!(!new.with(|count, _| *count += 100), "an empty berth is silence");
    }

    #[test]
    fn two_callbacks_never_have_it_at_once_and_it_is_never_lost() {
        let berth = Berth::new(Box::new((0u32, 0u64)));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let mut pass = berth.pass();
                        for _ in 0..50 {
                            pass.with(|(inside, count), _| {
                                *inside += 1;
                                assert_eq!(*inside, 1);
                                *count += 1;
                                *inside -= 1;
                            });
                        }
                    }
                });
            }
        });
        let (inside, count) = *berth.clear().unwrap();
        assert!(inside == 0 && count > 0, "{count} blocks");
    }
}
