//! Two clocks in simulated time, without devices: the loop alone over hours, and with sound over seconds.
#![expect(clippy::disallowed_macros, clippy::disallowed_methods, reason = "tests collect what came out")]

use super::lock::Lock;
use super::stamp::Stamp;
use super::status::LockState;
use crate::units::SampleRate;
use world::World;

mod sound;
mod world;

/// What a run of the loop was like.
#[derive(Debug, Default)]
struct Run {
    /// When it was locked for the first and for the last time, seconds.
    locked: Option<f64>,
    relocked: f64,
    /// Least and most delay while it was locked, frames beyond what it should be.
    delay: [f64; 2],
    /// The same at any time since it was locked first.
    ever: [f64; 2],
    /// The same since it was locked for the last time.
    lately: [f64; 2],
    /// Largest error of the ratio while it was locked, cents.
    cents: f64,
    /// Playback found less than it needed.
    short: usize,
    /// Fewest frames left after a callback of playback.
    left: f64,
    timed: bool,
}

/// Runs the loop without sound. `epoch` is how far the times of capture are ahead of those of playback, none where the
/// audio system does not tell its times.
fn run(mut world: World, seconds: f64, epoch: Option<f64>) -> Run {
    const AHEAD: usize = 29;
    let [from, to] = world.rates;
    let mut lock = Lock::new(SampleRate(from as u32), SampleRate(to as u32), AHEAD, 256);
    let (mut captured, mut played, mut position, mut stamps) = (0u64, 0u64, None::<f64>, vec![]);
    let mut run = Run { left: f64::INFINITY, ..Run::default() };
    loop {
        let call = world.next();
        if call.at > seconds {
            return run;
        }
        let ahead = if call.side == 0 { epoch } else { epoch.map(|_| 0.0) };
        let nanos = ahead.map_or(0, |ahead| ((call.at + 9.0 + ahead) * 1e9) as u64);
        if call.side == 0 {
            captured += call.frames as u64;
            stamps.push(Stamp { frames: captured, nanos });
            continue;
        }
        played += call.frames as u64;
        stamps.drain(..).for_each(|stamp| lock.captured(stamp, nanos));
        lock.asked(call.frames, nanos, captured);
        let due = played as f64 / to;
        let Some(at) = position else {
            let place = lock.place().filter(|place| place + AHEAD as f64 <= captured as f64);
            if place.is_some() {
                lock.enter();
                position = place;
            }
            continue;
        };
        let Some(step) = lock.steer(at, call.frames) else {
            lock.lose(0);
            (position, run.short) = (None, run.short + 1);
            continue;
        };
        let now = at + step * call.frames as f64;
        position = Some(now);
        let left = captured as f64 - now - AHEAD as f64;
        run.left = run.left.min(left);
        run.short += usize::from(left < 0.0);
        run.timed = lock.reading().timed;
        let off = world.captured(due) - now - lock.target();
        if lock.state() == LockState::Locked {
            if run.locked.is_none() {
                (run.locked, run.delay, run.ever, run.lately) = (Some(call.at), [off; 2], [off; 2], [off; 2]);
            }
            run.delay = [run.delay[0].min(off), run.delay[1].max(off)];
            let fresh = call.at - run.relocked < 0.1;
            run.lately = if fresh { [off; 2] } else { [run.lately[0].min(off), run.lately[1].max(off)] };
            run.cents = run.cents.max((1200.0 * (step / world.ratio()).log2()).abs());
        } else if run.locked.is_some() {
            run.relocked = call.at;
        }
        run.ever = [run.ever[0].min(off), run.ever[1].max(off)];
    }
}

fn assert_locked(run: &Run) {
    assert!(run.locked.is_some_and(|at| at < 15.0), "{run:?}");
    assert!(run.delay[1] - run.delay[0] < 2.0, "the delay is not one within a frame: {run:?}");
    assert!(run.cents < 0.1 && run.short == 0, "{run:?}");
}

const USUAL: [&[usize]; 2] = [&[256], &[256]];
const ODD: [&[usize]; 2] = [&[255, 240, 271, 17], &[264, 271, 256, 1, 300]];

#[test]
fn eight_hours_of_slow_drift_keep_the_delay_within_a_frame() {
    // From 200 ppm to -200 and back, 1 ms of jitter, now and then 3.
    let world =
        World::new([48_000.0; 2], USUAL, |t| 200.0 * (t / 28_800.0 * std::f64::consts::TAU).cos(), 1e-3);
    let run = run(world, 8.0 * 3600.0, Some(0.0));
    println!("{run:?}");
    assert_locked(&run);
    assert!(run.relocked == 0.0 && run.timed, "{run:?}");
}

#[test]
fn any_drift_up_to_500_ppm_locks_within_15_s_whatever_the_callbacks() {
    let drifts: [fn(f64) -> f64; 5] = [|_| 0.0, |_| 200.0, |_| -200.0, |_| 500.0, |_| -500.0];
    for ppm in drifts {
        for rates in [[48_000.0, 48_000.0], [44_100.0, 48_000.0], [48_000.0, 96_000.0]] {
            for blocks in [USUAL, ODD, [&[64], &[64]], [&[512], &[128]], [&[128], &[512]]] {
                let run = run(World::new(rates, blocks, ppm, 5e-4), 120.0, Some(0.0));
                println!("{:+} ppm {rates:?} {blocks:?}: {run:?}", ppm(0.0));
                assert_locked(&run);
            }
        }
    }
}

#[test]
fn a_step_of_200_ppm_is_followed_without_a_lost_frame_and_locks_again() {
    let steps: [fn(f64) -> f64; 3] = [
        |t| if t < 60.0 { 0.0 } else { 200.0 },
        |t| if t < 60.0 { 0.0 } else { -200.0 },
        |t| if t < 60.0 { 200.0 } else { -200.0 },
    ];
    for ppm in steps {
        let run = run(World::new([48_000.0; 2], USUAL, ppm, 5e-4), 180.0, Some(0.0));
        println!("{:+} to {:+} ppm: {run:?}", ppm(0.0), ppm(100.0));
        assert!(run.short == 0 && run.relocked - 60.0 < 15.0, "{run:?}");
        // What passes before a change is known for one: 200 ppm are 9.6 frames a second.
        assert!(run.ever[0] > -50.0 && run.ever[1] < 50.0, "{run:?}");
        assert!(
            run.lately[1] - run.lately[0] < 2.0 && run.lately.iter().all(|off| off.abs() < 1.5),
            "{run:?}"
        );
    }
}

#[test]
fn sides_that_count_time_from_moments_of_their_own_are_one_delay_all_the_same() {
    for epoch in [-7.3, -0.02, 0.004, 0.3, 600.0] {
        let run = run(World::new([48_000.0; 2], USUAL, |_| 100.0, 5e-4), 120.0, Some(epoch));
        println!("{epoch} s: {run:?}");
        assert!(run.locked.is_some_and(|at| at < 15.0) && run.short == 0 && run.timed, "{run:?}");
        assert!(
            run.delay[1] - run.delay[0] < 2.0 && run.delay.iter().all(|off| off.abs() < 600.0),
            "{run:?}"
        );
    }
}

#[test]
fn without_times_the_delay_stays_within_a_block() {
    for ppm in [(|_| 0.0) as fn(f64) -> f64, |_| 200.0, |_| -200.0] {
        for blocks in [USUAL, ODD] {
            let run = run(World::new([48_000.0; 2], blocks, ppm, 5e-4), 600.0, None);
            println!("{:+} ppm {blocks:?}: {run:?}", ppm(0.0));
            assert!(!run.timed && run.short == 0 && run.locked.is_some_and(|at| at < 60.0), "{run:?}");
            assert!(run.ever[1] - run.ever[0] < 300.0 && run.cents < 1.5, "{run:?}");
        }
    }
}
