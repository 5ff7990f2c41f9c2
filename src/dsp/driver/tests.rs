//! Linear below the onset, never beyond the maximum, and no alias between.

use std::f64::consts::TAU;

use rustfft::num_complex::Complex;

use super::super::cascade::Cascade;
use super::super::fourier::Fourier;
use super::super::noise::Noise;
use super::*;

const RATES: [u32; 4] = [44_100, 48_000, 96_000, 192_000];
/// An earbud's 100 and 112 dB SPL, with the onset as the unit.
const EARBUD: Limits = Limits { onset: 1.0, most: 3.981 };

fn sine(hz: f64, peak: f64, rate: u32, frames: usize) -> Vec<Frame> {
    (0..frames).map(|n| [peak * (TAU * hz * n as f64 / f64::from(rate)).sin(); 2]).collect()
}

/// Amplitudes of a tenth of a second behind the first two, in steps of 10 Hz.
fn spectrum(hz: f64, peak: f64, rate: u32) -> Vec<f64> {
    let n = rate as usize / 10;
    let mut frames = sine(hz, peak, rate, 3 * n);
    Driver::new([Some(EARBUD); 2], SampleRate(rate)).unwrap().process(&mut frames);
    let mut line: Vec<_> = frames[2 * n..].iter().map(|frame| Complex::new(frame[0], 0.0)).collect();
    Fourier::new(n).forward(&mut line);
    line[..n / 2].iter().map(|x| 2.0 * x.norm() / n as f64).collect()
}

/// The tones are no simple share of any rate, so that no alias hides under a harmonic.
#[test]
fn ten_db_over_the_onset_nothing_but_harmonics_is_above_minus_80_db() {
    for rate in RATES {
        for tone in [1_010, 5_010, 7_310, 11_030] {
            let lines = spectrum(f64::from(tone), 10f64.powf(0.5), rate);
            let fundamental = lines[tone as usize / 10];
            let alias = lines.iter().enumerate().filter(|(k, _)| k % (tone as usize / 10) != 0);
            let (at, worst) = alias.max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
            let db = 20.0 * (worst / fundamental).log10();
            assert!(db < -80.0, "{tone} Hz at {rate}: {db:.1} dB at {} Hz", 10 * at);
        }
    }
}

#[test]
fn below_the_onset_nothing_changes_up_to_half_the_rate() {
    for rate in RATES {
        for tone in [30, 1_010, 5_010, 16_010, 18_010, 21_510] {
            let lines = spectrum(f64::from(tone), 0.98, rate);
            let gain = 20.0 * (lines[tone as usize / 10] / 0.98).log10();
            assert!(gain.abs() < 1e-6, "{tone} Hz at {rate}: {gain:.9} dB");
            let rest = lines.iter().enumerate().filter(|&(k, _)| k != tone as usize / 10);
            let worst = rest.map(|(_, x)| *x).fold(0.0, f64::max);
            assert!(worst < 1e-12, "{tone} Hz at {rate}: {worst:e}");
        }
    }
}

#[test]
fn nothing_passes_the_maximum_and_a_driven_sine_tends_to_it() {
    for rate in RATES {
        for (tone, over) in [(50.0, 3.0), (1_000.0, 40.0), (5_000.0, 40.0), (11_000.0, 60.0)] {
            let mut frames = sine(tone, 10f64.powf(over / 20.0), rate, rate as usize / 5);
            Driver::new([Some(EARBUD); 2], SampleRate(rate)).unwrap().process(&mut frames);
            let peak = frames.as_flattened().iter().fold(0.0f64, |most, x| most.max(x.abs()));
            assert!(peak <= EARBUD.most, "{tone} Hz at {rate}: {peak}");
        }
        // The sum of the harmonics' powers against that of a sine of the maximum.
        let lines = spectrum(1_010.0, 300.0, rate);
        let power: f64 = lines.iter().map(|x| x * x).sum();
        let db = 10.0 * (power / EARBUD.most.powi(2)).log10();
        assert!(db.abs() < 0.2, "{rate}: {db:.2} dB");
    }
}

/// 13.8 % by the formula (the harmonics of a bent sine, summed by hand).
#[test]
fn a_sine_at_the_maximum_has_14_percent_of_harmonics() {
    let lines = spectrum(1_010.0, EARBUD.most, 48_000);
    let harmonics: f64 = (2..23).map(|n| lines[101 * n].powi(2)).sum();
    let thd = harmonics.sqrt() / lines[101];
    assert!((0.133..0.143).contains(&thd), "{thd:.4}");
}

#[test]
fn what_is_not_bent_is_late_by_what_it_says_under_0_3_ms_and_an_ear_without_limits_not_at_all() {
    for rate in RATES {
        let mut driver = Driver::new([Some(EARBUD), None], SampleRate(rate)).unwrap();
        let late = driver.latency();
        assert!(late as f64 / f64::from(rate) < 0.0003, "{late} frames at {rate}");
        let input = sine(100.0, 0.5, rate, rate as usize / 10);
        let mut frames = input.clone();
        driver.process(&mut frames);
        for n in rate as usize / 20..frames.len() {
            assert_eq!(frames[n][1].to_bits(), input[n][1].to_bits());
            assert_eq!(frames[n][0].to_bits(), input[n - late][0].to_bits(), "frame {n} at {rate}");
        }
    }
}

#[test]
fn limits_that_are_none_are_refused() {
    for (onset, most) in [(2.0, 1.0), (0.0, 1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
        assert!(Driver::new([Some(Limits { onset, most }), None], SampleRate(48_000)).is_err());
    }
}

/// What the resonances sum up to, the long way: two cascades over every wide frame.
fn by_cascades(limits: [Limits; 2], frames: &[Frame], rate: SampleRate) -> Vec<Frame> {
    let factor = ((WIDE / rate.hz()).ceil() as usize).next_power_of_two();
    let wide = SampleRate(rate.0 * factor as u32);
    let sections = low_pass::<PAIRS>(Hz(EDGE * rate.hz()), rate.nyquist(), RIPPLE, wide).unwrap();
    let mut filters = [0, 1].map(|_| Cascade::on(plain(), &sections.map(|section| [section; 2]), wide));
    let mut room = memory::silence(factor * frames.len());
    for (place, x) in room.iter_mut().step_by(factor).zip(frames) {
        *place = x.map(|x| factor as f64 * x);
    }
    filters[0].process(&mut room);
    let bends = limits.map(Bend::new);
    for x in &mut room {
        for (x, Bend { onset, span, per_span }) in x.iter_mut().zip(bends) {
            let v = (x.abs() - onset).max(0.0) * per_span;
            *x = x.clamp(-onset, onset) + (span - span / (1.0 + v + v * v)).copysign(*x);
        }
    }
    filters[1].process(&mut room);
    room.iter().step_by(factor).copied().collect()
}

fn plain() -> Machine {
    Machine::all().next().unwrap()
}

#[test]
fn on_every_machine_the_resonances_bend_as_two_cascades_at_the_wide_rate_do_within_200_db() {
    let limits = [EARBUD, Limits { onset: 0.3, most: 0.9 }];
    for rate in [8_000, 44_100, 96_000, 192_000, 384_000].map(SampleRate) {
        let mut frames = memory::silence(3_000);
        Noise::new(1).fill(&mut frames);
        let want = by_cascades(limits, &frames, rate);
        let scale = want.as_flattened().iter().fold(0.0f64, |most, x| most.max(x.abs()));
        for machine in Machine::all() {
            let factor = ((WIDE / rate.hz()).ceil() as usize).next_power_of_two();
            let wide = SampleRate(rate.0 * factor as u32);
            let sections = low_pass(Hz(EDGE * rate.hz()), rate.nyquist(), RIPPLE, wide).unwrap();
            let strain = Strain::new(limits.map(|ear| ear.onset), 5, rate);
            let mut wide = Wide::new(machine, &sections, factor, limits.map(Bend::new), strain);
            let mut got = memory::silence(frames.len());
            for (x, y) in frames.chunks(TICK).zip(got.chunks_mut(TICK)) {
                wide.run(x, [y, &mut [SILENCE; TICK][..x.len()]], true);
            }
            let off = got.as_flattened().iter().zip(want.as_flattened());
            let off = off.map(|(got, want)| (got - want).abs()).fold(0.0, f64::max);
            let db = 20.0 * (off / scale).log10();
            assert!(db < -200.0, "{machine:?} at {rate:?}: {db:.0} dB");
        }
    }
}

#[test]
fn how_the_calls_are_cut_changes_no_bit() {
    let mut input = memory::silence(1_000);
    Noise::new(2).fill(&mut input);
    for machine in Machine::all() {
        let cut = |length: usize| {
            let mut frames = input.clone();
            let mut driver = Driver::on(machine, [Some(EARBUD); 2], SampleRate(48_000)).unwrap();
            frames.chunks_mut(length).for_each(|call| driver.process(call));
            frames
        };
        let whole = cut(1_000);
        assert!([1, 7, 32, 33].into_iter().all(|length| cut(length) == whole), "{machine:?}");
    }
}
