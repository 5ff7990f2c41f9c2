//! The bridge with sound: a tone through two clocks, and what is heard of it when frames run out or pile up.

use std::f64::consts::TAU;
use std::sync::atomic::Ordering::Relaxed;

use ringbuf::HeapRb;
use ringbuf::traits::{Observer, Producer, Split};

use super::super::bridge::{Bridge, bridge};
use super::super::status::{LockState, Reading};
use super::World;
use crate::io::plane::driver::Counters;
use crate::units::SampleRate;

const CHANNELS: usize = 2;
const HZ: f64 = 997.0;

/// A fault at a time: so much capture or playback stands still, seconds.
type Fault = Option<(f64, usize, f64)>;

/// What a callback is told for its time: the side, when it runs, and frames by then, in seconds by its rate.
type Told = fn(usize, f64, f64) -> f64;

/// The truth.
const TRUE: Told = |_, at, _| at;

struct Heard {
    /// Left channel, from the first frame on.
    frames: Vec<f32>,
    /// What the loop said after each callback, and when.
    told: Vec<(f64, Reading)>,
    counters: Counters,
    lost: usize,
}

/// A tone of the capture clock (its pitch drifts with that clock), turned by a quarter on the right.
fn hear(mut world: World, seconds: f64, fault: Fault, told: Told) -> Heard {
    let [from, to] = world.rates;
    let (mut ring, mut out) = HeapRb::<f32>::new(CHANNELS << 15).split();
    let (mut stamper, mut bridge): (_, Bridge) =
        bridge(CHANNELS, SampleRate(from as u32), SampleRate(to as u32), 256);
    let (capture, playback, status) = (stamper.moment(), bridge.moment(), bridge.status());
    let mut by = [0.0; 2];
    let (mut heard, mut fed, mut fault) =
        (Heard { frames: vec![], told: vec![], counters: Counters::default(), lost: 0 }, 0, fault);
    loop {
        if let Some((_, side, long)) = fault.filter(|(at, ..)| world.now() > *at) {
            world.stall(side, long);
            fault = None;
        }
        let call = world.next();
        if call.at > seconds {
            return heard;
        }
        by[call.side] += call.frames as f64 / world.rates[call.side];
        let nanos = (1e9 * (5.0 + told(call.side, call.at, by[call.side]))) as u64;
        if call.side == 0 {
            capture.set(nanos);
            let fits = call.frames.min(ring.vacant_len() / CHANNELS);
            for n in 0..fits {
                let phase = TAU * HZ * (fed + n) as f64 / from;
                ring.push_slice(&[phase.sin() as f32, phase.cos() as f32]);
            }
            (fed, heard.lost) = (fed + call.frames, heard.lost + call.frames - fits);
            stamper.pushed(fits);
        } else {
            playback.set(nanos);
            let mut block = vec![9.0; CHANNELS * call.frames];
            bridge.take(&mut out, &mut block, &heard.counters);
            heard.frames.extend(block.iter().step_by(CHANNELS));
            heard.told.push((call.at, status.read()));
        }
    }
}

/// Phase of a tone of `hz` in frames `at..at + len`, in turns, and its level re full scale in dB.
fn tone(x: &[f32], at: usize, len: usize, hz: f64, rate: f64) -> (f64, f64) {
    let rows =
        x.iter().enumerate().skip(at).take(len).map(|(n, &x)| (TAU * hz * n as f64 / rate, f64::from(x)));
    let (s, c) = rows.fold((0.0, 0.0), |(s, c), (p, x)| (s + x * p.sin(), c + x * p.cos()));
    (c.atan2(s) / TAU, 20.0 * (2.0 * s.hypot(c) / len as f64).log10())
}

fn counted(heard: &Heard) -> [u64; 3] {
    let counters = &heard.counters;
    [&counters.missed, &counters.dropped, &counters.xruns].map(|counter| counter.load(Relaxed))
}

#[test]
fn a_tone_comes_through_two_clocks_at_its_pitch_and_nothing_is_lost() {
    for ([from, to], ppm) in [
        ([48_000.0; 2], (|_| 200.0) as fn(f64) -> f64),
        ([48_000.0; 2], |_| -500.0),
        ([44_100.0, 48_000.0], |_| 200.0),
    ] {
        let blocks: [&[usize]; 2] = [&[255, 240, 271, 17], &[264, 1, 300, 0, 256]];
        let heard = hear(World::new([from, to], blocks, ppm, 5e-4), 30.0, None, TRUE);
        assert_eq!((counted(&heard), heard.lost), ([0; 3], 0));
        let (_, last) = heard.told[heard.told.len() - 1];
        assert!(last.state == LockState::Locked && (last.drift_ppm - ppm(0.0)).abs() < 5.0, "{last:?}");
        // As the listener's clock hears it: capture runs faster, so the tone is higher.
        let hz = HZ * (1.0 + 1e-6 * ppm(0.0));
        let part = to as usize / 2;
        let phases: Vec<_> =
            (16..heard.frames.len() / part).map(|n| tone(&heard.frames, n * part, part, hz, to)).collect();
        let steps = phases.windows(2).map(|pair| (pair[1].0 - pair[0].0 + 1.5).rem_euclid(1.0) - 0.5);
        let cents = steps
            .map(|turns| 1200.0 * (1.0 + turns / (0.5 * hz)).log2())
            .fold(0.0, |most: f64, c| most.max(c.abs()));
        let level = phases.iter().map(|&(_, level)| level.abs()).fold(0.0, f64::max);
        println!("{from} to {to}, {:+} ppm: {cents:.4} cents, {level:.4} dB", ppm(0.0));
        assert!(cents < 0.1 && level < 0.01, "{cents} cents, {level} dB");
    }
}

/// Largest step between neighbouring frames: that of the tone itself is 2π f / fs.
fn steepest(x: &[f32]) -> f32 {
    x.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
}

#[test]
fn where_frames_run_out_or_pile_up_it_fades_and_comes_back_locked() {
    for (side, long) in [(0, 0.1), (0, 2.0), (1, 0.1), (1, 2.0)] {
        let world = World::new([48_000.0; 2], super::USUAL, |_| 100.0, 5e-4);
        let heard = hear(world, 40.0, Some((15.0, side, long)), TRUE);
        let ([missed, dropped, xruns], (_, last)) = (counted(&heard), heard.told[heard.told.len() - 1]);
        println!("side {side} for {long} s: missed {missed}, dropped {dropped}, xruns {xruns}, {last:?}");
        assert!(last.state == LockState::Locked && (1..=2).contains(&last.resyncs), "{last:?}");
        assert_eq!(xruns, last.resyncs);
        let back = heard.told.iter().rev().take_while(|(_, told)| told.state == LockState::Locked).last();
        assert!(back.is_some_and(|(at, _)| *at < 15.0 + long + 15.0), "{back:?}");
        assert!(heard.told.iter().any(|(_, told)| told.state == LockState::Resync));
        let steepest = steepest(&heard.frames);
        assert!(steepest < 0.17, "a click: a step of {steepest} where the tone has 0.13");
        assert!(
            if side == 0 { missed as f64 > 40_000.0 * long } else { dropped > 2000 },
            "{missed} {dropped}"
        );
    }
}

/// Some drivers tell the time by the very clock of the sound: no drift is to be seen there, the ring shows it.
#[test]
fn times_that_are_not_those_of_the_sound_are_found_out() {
    for ppm in [(|_| 200.0) as fn(f64) -> f64, |_| -200.0] {
        let world = World::new([48_000.0; 2], super::USUAL, ppm, 5e-4);
        let heard = hear(world, 300.0, None, |_, _, by| by);
        let ([missed, ..], (_, last)) = (counted(&heard), heard.told[heard.told.len() - 1]);
        println!("{:+} ppm: missed {missed}, {last:?}", ppm(0.0));
        assert!(!last.timed && last.state == LockState::Locked && last.resyncs <= 3, "{last:?}");
        assert!((last.drift_ppm - ppm(0.0)).abs() < 30.0, "{last:?}");
        assert!(heard.told.iter().rev().take(20_000).all(|(_, told)| told.state != LockState::Resync));
    }
}
