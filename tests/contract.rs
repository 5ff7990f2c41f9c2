//! The contract of every block, one line each: cutting the calls changes no bit, reset is a fresh start, a fault in
//! becomes finite sound and then silence, and `process` uses no heap.

use std::f64::consts::PI;
use std::hint::black_box;
use std::process::Command;

use assert_no_alloc::{AllocDisabler, assert_no_alloc};
use foldback::dsp::biquad::{Biquad, Coeffs};
use foldback::dsp::cascade::Cascade;
use foldback::dsp::convolver::Convolver;
use foldback::dsp::delay::Delay;
use foldback::dsp::driver::{Driver, Limits};
use foldback::dsp::leak::{Corner, Leak};
use foldback::dsp::limiter::{Limiter, Settings};
use foldback::dsp::noise::Noise;
use foldback::dsp::weighting::{Curve, Weighting};
use foldback::dsp::{Block, Frame, SILENCE};
use foldback::units::{Db, Hz, SampleRate};

#[global_allocator]
static GUARD: AllocDisabler = AllocDisabler;

const RATE: SampleRate = SampleRate(48_000);

/// Frames of every test signal: longer than any call.
const LENGTH: usize = 20_000;

/// What a block is, how to make a fresh one, and when it is silent again.
macro_rules! keeps_the_contract {
    ($($name:ident => $make:expr, silent_after: $frames:expr;)+) => {$(
        mod $name {
            use super::*;

            #[test]
            fn cutting_the_calls_changes_no_bit() {
                super::cutting_the_calls_changes_no_bit(|| $make);
            }

            #[test]
            fn reset_is_a_fresh_start() {
                super::reset_is_a_fresh_start(|| $make);
            }

            #[test]
            fn faults_become_finite_sound_and_then_silence() {
                super::faults_become_finite_sound_and_then_silence(|| $make, $frames);
            }

            #[test]
            fn process_uses_no_heap() {
                super::process_uses_no_heap(|| $make);
            }
        }
    )+};
}

keeps_the_contract! {
    biquad => Biquad::new([bell(60.0), bell(9_000.0)], RATE), silent_after: ring_down(60.0);
    cascade => Cascade::new(&[30.0, 90.0, 400.0, 2_000.0, 11_000.0].map(|f| [bell(f), bell(1.5 * f)]), RATE),
        silent_after: 2 * ring_down(30.0);
    short_convolver => convolver(40, 7), silent_after: 128;
    convolver => convolver(2_000, 1_500), silent_after: 2_128;
    long_convolver => convolver(4_096, 4_000), silent_after: 4_096 + 1_024;
    // Rounding errors fill the last large partition: 9000 taps are heard until the end of the third block of 4096 after theirs.
    longest_convolver => convolver(9_000, 100), silent_after: 4 * 4_096;
    delay => Delay::new([0.0, 100.0], RATE), silent_after: 100;
    fractional_delay => Delay::new([3.5, 100.0], RATE), silent_after: 200;
    a_weighting => Weighting::new(Curve::A, RATE), silent_after: 40_000;
    c_weighting => Weighting::new(Curve::C, RATE), silent_after: 40_000;
    k_weighting => Weighting::new(Curve::K, RATE), silent_after: 40_000;
    driver => Driver::new([Some(Limits { onset: 0.5, most: 2.0 }), None], RATE).unwrap(), silent_after: 2_000;
    leak => Leak::new([Some(Corner { corner: Hz(421.0), q: 0.39 }), None], 480, RATE), silent_after: 5_000;
    limiter => Limiting(Limiter::new(Settings::new([0.4; 2]), RATE)), silent_after: 200;
    limiter_with_a_cap => Limiting(Limiter::new(Settings { cap: [0.05; 2], ..Settings::new([0.4; 2]) }, RATE)),
        silent_after: 200;
}

/// The limiter gives out its own type; here it is a block like the others.
struct Limiting(Limiter);

impl Block for Limiting {
    fn process(&mut self, frames: &mut [Frame]) {
        self.0.process(frames);
    }
    fn reset(&mut self) {
        self.0.reset();
    }
    fn latency(&self) -> usize {
        self.0.latency()
    }
}

fn bell(hz: f64) -> Coeffs {
    Coeffs::peaking(Hz(hz), Db(6.0), 3.0, RATE).unwrap()
}

/// Frames in which the bell's ringing falls from 1 to 1e-30 and is silenced: 69 time constants of Q/(π f), Q = 3 × √2.
fn ring_down(hz: f64) -> usize {
    (30.0 * 10f64.ln() * 3.0 * 2f64.sqrt() / (PI * hz) * RATE.hz()) as usize + 64
}

fn convolver(left: usize, right: usize) -> Convolver {
    let [left, right] = [(1, left), (2, right)].map(|(seed, length)| {
        noise(seed, length).iter().enumerate().map(|(n, f)| f[0] / (1.0 + n as f64)).collect::<Vec<_>>()
    });
    Convolver::new(&left, &right, RATE)
}

fn noise(seed: u64, length: usize) -> Vec<Frame> {
    let mut frames = vec![SILENCE; length];
    Noise::new(seed).fill(&mut frames);
    frames
}

/// Bits of every sample, so that NaN and -0 count too.
fn bits(frames: &[Frame]) -> Vec<u64> {
    frames.as_flattened().iter().map(|x| x.to_bits()).collect()
}

/// The first frame that differs.
fn assert_same(got: &[Frame], want: &[Frame], how: &str) {
    let differs = bits(got).iter().zip(bits(want)).position(|(a, b)| *a != b);
    assert_eq!(differs.map(|sample| sample / 2), None, "first differing frame, {how}");
}

fn cutting_the_calls_changes_no_bit<B: Block>(make: impl Fn() -> B) {
    let input = noise(3, LENGTH);
    let mut want = input.clone();
    make().process(&mut want);
    assert_ne!(bits(&want[..1_000]), bits(&vec![SILENCE; 1_000]), "the block must sound");
    for size in [1, 17, 32, 64, 4_096] {
        let mut got = input.clone();
        let mut block = make();
        got.chunks_mut(size).for_each(|call| block.process(call));
        assert_same(&got, &want, &format!("calls of {size}"));
    }
    // Calls of every length, empty ones too, so that boundaries fall everywhere.
    let mut got = input;
    let (mut rest, mut block) = (&mut got[..], make());
    for length in (0..).map(|call| call * 37 % 131) {
        let (call, later) = rest.split_at_mut(length.min(rest.len()));
        block.process(call);
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    assert_same(&got, &want, "calls of changing lengths");
}

fn reset_is_a_fresh_start<B: Block>(make: impl Fn() -> B) {
    let input = noise(4, LENGTH);
    let mut want = input.clone();
    make().process(&mut want);
    let mut block = make();
    for used in [1, 700, 5_003] {
        block.process(&mut noise(5, used));
        block.reset();
        let mut got = input.clone();
        block.process(&mut got);
        assert_same(&got, &want, &format!("reset after {used} frames"));
        block.reset();
    }
    assert_eq!(block.latency(), make().latency());
}

fn faults_become_finite_sound_and_then_silence<B: Block>(make: impl Fn() -> B, silent_after: usize) {
    for fault in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, f64::MIN_POSITIVE / 4.0] {
        let mut block = make();
        let mut frames = noise(6, 3_000);
        frames[100] = [fault, 0.5];
        frames[1_000..1_100].fill([0.5, fault]);
        frames[2_999] = [fault; 2];
        block.process(&mut frames);
        assert!(frames.as_flattened().iter().all(|x| x.is_finite()), "{fault:e} leaves a fault");
        assert!(frames.as_flattened().iter().all(|x| x.abs() < 1e3), "{fault:e} leaves a bang");
        assert!(frames[2_500..2_900].as_flattened().iter().any(|x| x.abs() > 1e-3), "the sound comes back");
        block.process(&mut vec![SILENCE; silent_after]);
        let mut tail = vec![SILENCE; 256];
        block.process(&mut tail);
        assert!(
            tail.as_flattened().iter().all(|&x| x == 0.0),
            "silent {silent_after} frames after {fault:e}"
        );
    }
}

fn process_uses_no_heap<B: Block>(make: impl Fn() -> B) {
    let mut frames = noise(8, LENGTH);
    frames[77] = [f64::NAN, f64::INFINITY];
    let mut block = make();
    assert_no_alloc(|| {
        frames.chunks_mut(48).for_each(|call| block.process(call));
        block.reset();
        block.process(&mut frames);
    });
}

#[test]
#[ignore = "the guard aborts the process: run by the_guard_stops_heap_use in one of its own"]
fn heap_use_under_the_guard() {
    assert_no_alloc(|| drop(black_box(vec![1.0; 8])));
}

#[test]
#[cfg(debug_assertions)]
fn the_guard_stops_heap_use() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "heap_use_under_the_guard"])
        .output()
        .unwrap();
    assert!(!output.status.success(), "heap use went unseen");
}
