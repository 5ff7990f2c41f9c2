//! The berth in every order in which two callbacks and the control plane can meet.

use foldback_loom::berth::{Berth, Pass};
use loom::alloc::Track;
use loom::cell::UnsafeCell;
use loom::thread::{self, JoinHandle};

/// An engine: two that are in it at once, or one that does not see what the last one did, end the run; so does one that
/// is never freed.
struct Engine(Track<UnsafeCell<u32>>);

impl Engine {
    fn new() -> Box<Self> {
        Box::new(Self(Track::new(UnsafeCell::new(0))))
    }

    fn block(&self) {
        // SAFETY: loom ends the run if this is not alone.
        self.0.get_ref().with_mut(|blocks| unsafe { *blocks += 1 });
    }

    fn blocks(&self) -> u32 {
        // SAFETY: the same.
        self.0.get_ref().with(|blocks| unsafe { *blocks })
    }
}

/// A stream with this pass: the blocks of `calls` callbacks that were sound, how many of them were the first, and its pass.
fn stream(mut pass: Pass<Engine>, calls: u32) -> JoinHandle<(u32, u32, Pass<Engine>)> {
    thread::spawn(move || {
        let (mut sound, mut first) = (0, 0);
        for _ in 0..calls {
            let worked = pass.with(|engine, new| {
                engine.block();
                first += u32::from(new);
            });
            sound += u32::from(worked);
        }
        (sound, first, pass)
    })
}

#[test]
fn two_streams_never_have_the_engine_at_once_and_every_block_of_theirs_is_in_it() {
    loom::model(|| {
        let berth = Berth::new(Engine::new());
        let (old, new) = (berth.pass(), berth.pass());
        let (old, new) = (stream(old, 1), stream(new, 2));
        let ((old, ..), (new, first, _)) = (old.join().unwrap(), new.join().unwrap());
        assert_eq!(old, 0, "its pass was void before it began");
        assert_eq!(
            (new, first),
            (2, 1),
            "nobody else has it: both blocks are sound, and one of them the first"
        );
        assert_eq!(berth.clear().unwrap().blocks(), 2);
    });
}

#[test]
fn a_stream_that_is_opened_while_another_hangs_takes_over_and_no_block_is_lost() {
    loom::model(|| {
        let berth = Berth::new(Engine::new());
        let old = stream(berth.pass(), 2);
        let new = stream(berth.pass(), 2);
        let ((old, a, mut void), (new, b, mut pass)) = (old.join().unwrap(), new.join().unwrap());
        assert_eq!(a + b, u32::from(old > 0) + u32::from(new > 0), "each is new once");
        assert!(!void.with(|_, _| ()) && pass.with(|_, _| ()), "the newest one has it now");
        assert_eq!(berth.clear().unwrap().blocks(), old + new);
    });
}

#[test]
fn the_end_of_a_session_finds_the_engine_or_leaves_it_to_the_block_that_has_it() {
    loom::model(|| {
        let berth = Berth::new(Engine::new());
        let stream = stream(berth.pass(), 2);
        let found = berth.clear();
        let (sound, _, mut pass) = stream.join().unwrap();
        assert!(!pass.with(|_, _| ()), "no pass is good after the end");
        let brought_back = berth.clear();
        assert!(found.is_some() != brought_back.is_some(), "it is somewhere, once");
        assert_eq!(found.or(brought_back).unwrap().blocks(), sound);
    });
}
