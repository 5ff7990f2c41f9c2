use super::super::biquad::Biquad;
use super::super::noise::Noise;
use super::super::{SILENCE, memory};
use super::*;
use std::f64::consts::TAU;

const RATE: SampleRate = SampleRate(48_000);

fn six_bells() -> [[Coeffs; 2]; 6] {
    [60.0, 150.0, 700.0, 2_500.0, 6_300.0, 14_000.0].map(|f| {
        let bell = |gain, q| Coeffs::peaking(Hz(f), Db(gain), q, RATE).unwrap();
        [bell(5.0, 1.4), bell(-7.0, 0.6)]
    })
}

/// Bells from 20 Hz up, the steepest where it is hardest.
fn bells(count: usize) -> Vec<[Coeffs; 2]> {
    let bell = |n: usize, gain| {
        let hz = 20.0 * 900.0f64.powf(n as f64 / count as f64);
        Coeffs::peaking(Hz(hz), Db(gain), if n == 0 { 4.0 } else { 1.4 }, RATE).unwrap()
    };
    (0..count).map(|n| [bell(n, 6.0), bell(n, -4.0)]).collect()
}

/// A chord of plucked strings, a sweep from 20 Hz to 20 kHz, white noise; a second each.
fn signals() -> [Box<[Frame]>; 3] {
    let mut signals = [(); 3].map(|()| memory::silence(48_000));
    let [music, sweep, noise] = &mut signals;
    for (n, frame) in music.iter_mut().enumerate() {
        let t = n as f64 / RATE.hz();
        let pluck = |hz: f64| (TAU * hz * t).sin() * (-6.0 * (t * 4.0).fract()).exp();
        *frame = [pluck(82.4) + 0.4 * pluck(247.0), pluck(123.5) + 0.2 * pluck(1_480.0)].map(|x| 0.4 * x);
    }
    for (n, frame) in sweep.iter_mut().enumerate() {
        let octaves = 1_000.0f64.ln();
        let x = (TAU * 20.0 / octaves * (octaves * n as f64 / RATE.hz()).exp()).sin();
        *frame = [x, -0.5 * x];
    }
    Noise::new(1).fill(noise);
    signals
}

fn one_after_the_other(sections: &[[Coeffs; 2]], signal: &[Frame]) -> Box<[Frame]> {
    let mut frames = Box::from(signal);
    for &coeffs in sections {
        Biquad::new(coeffs, RATE).process(&mut frames);
    }
    frames
}

fn power(frames: impl Iterator<Item = Frame>) -> f64 {
    frames.flatten().map(|x| x * x).sum()
}

/// Through a cascade in calls of every length, against one biquad after the other.
fn error(machine: Machine, sections: &[[Coeffs; 2]], signal: &[Frame]) -> Db {
    let want = one_after_the_other(sections, signal);
    let mut got: Box<[Frame]> = Box::from(signal);
    let mut cascade = Cascade::on(machine, sections, RATE);
    let (mut rest, mut lengths) = (&mut got[..], [1, 2, 3, 64, 5, 31, 19, 32, 20, 400, 7].iter().cycle());
    while !rest.is_empty() {
        let (now, later) = rest.split_at_mut(rest.len().min(*lengths.next().unwrap()));
        cascade.process(now);
        rest = later;
    }
    let error = got.iter().zip(&want).map(|(a, b)| [a[0] - b[0], a[1] - b[1]]);
    Db::from_power(power(error) / power(want.iter().copied()))
}

#[test]
fn every_machine_is_within_minus_200_db_of_one_biquad_after_the_other() {
    for machine in Machine::all() {
        for count in [0, 1, 2, 3, 5, 7, 8, 9, 20, 21, 33] {
            for (signal, name) in signals().iter().zip(["music", "sweep", "noise"]) {
                let db = error(machine, &bells(count), signal).0;
                assert!(db < -200.0, "{machine:?}, {count} sections, {name}: {db} dB");
            }
        }
    }
}

#[test]
fn leading_coefficients_of_every_size_are_within_minus_200_db_too() {
    let [.., noise] = signals();
    let delay = Coeffs { b: [0.0, 0.0, -1.0], a: [0.2, 0.0] };
    let turned = Coeffs::IDENTITY.scaled(-1.0);
    let low_pass = Coeffs::low_pass(Hz(30.0), 0.7, RATE).unwrap();
    let shelf = |gain| Coeffs::high_shelf(Hz(200.0), Db(gain), 0.7, RATE).unwrap();
    let among = |odd: &[Coeffs]| {
        let mut sections = bells(20);
        sections.splice(9..9, odd.iter().map(|&coeffs| [Coeffs::IDENTITY, coeffs]));
        sections
    };
    let chains = [
        ("none", among(&[delay; 2])),
        ("negative", among(&[turned, turned, turned])),
        ("tiny", among(&[low_pass; 2])),
        ("large", [[shelf(12.0); 2]; 20].to_vec()),
        ("small", [[shelf(-12.0); 2]; 20].to_vec()),
        ("large and small", [[shelf(9.0), shelf(-9.0)]; 43].to_vec()),
        ("large, then small", [[shelf(12.0); 2], [shelf(-12.0); 2]].repeat(11)),
    ];
    for machine in Machine::all() {
        for (name, sections) in &chains {
            let db = error(machine, sections, &noise[..12_000]).0;
            assert!(db < -200.0, "{machine:?}, {name}: {db} dB");
        }
    }
}

#[test]
fn a_wave_is_the_same_to_the_bit_as_its_sections_one_by_one_on_any_machine() {
    let [.., noise] = signals();
    let unit = |Coeffs { b: [b0, b1, b2], a }| Coeffs { b: [1.0, b1 / b0, b2 / b0], a };
    for machine in Machine::all() {
        for count in [2, 5, 20, 43] {
            let mut sections = bells(count);
            sections.as_flattened_mut().iter_mut().for_each(|coeffs| *coeffs = unit(*coeffs));
            let (mut got, mut want): (Box<[Frame]>, Box<[Frame]>) =
                (Box::from(&noise[..3_000]), Box::from(&noise[..3_000]));
            Cascade::on(machine, &sections, RATE).process(&mut got);
            for &section in &sections {
                Cascade::on(machine, &[section], RATE).process(&mut want);
            }
            assert_eq!(got, want, "{machine:?}, {count} sections");
        }
    }
}

#[test]
fn sections_that_do_nothing_change_no_bit() {
    let [.., noise] = signals();
    for machine in Machine::all() {
        let mut frames = noise.clone();
        Cascade::on(machine, &[[Coeffs::IDENTITY; 2]; 23], RATE).process(&mut frames);
        assert_eq!(frames, noise, "{machine:?}");
    }
}

#[test]
fn how_the_calls_are_cut_changes_no_bit_on_any_machine() {
    let [.., noise] = signals();
    for machine in Machine::all() {
        for count in [1, 5, 20, 43] {
            let mut whole = Cascade::on(machine, &bells(count), RATE);
            let mut cut = whole.clone();
            let mut want: Box<[Frame]> = Box::from(&noise[..3_000]);
            whole.process(&mut want);
            for length in [1, 2, 17, 32, 64, 500] {
                let mut got: Box<[Frame]> = Box::from(&noise[..3_000]);
                cut.reset();
                got.chunks_mut(length).for_each(|frames| cut.process(frames));
                assert_eq!(got, want, "{machine:?}, {count} sections, calls of {length}");
            }
        }
    }
}

#[test]
fn a_tail_dies_to_exact_silence_and_never_holds_a_denormal() {
    for machine in Machine::all() {
        let mut cascade = Cascade::on(machine, &six_bells(), RATE);
        let mut frames = [[1.0, -1.0]; 64];
        cascade.process(&mut frames);
        for _ in 0..3_000 {
            frames.fill(SILENCE);
            cascade.process(&mut frames);
            assert!(frames.as_flattened().iter().all(|x| !x.is_subnormal()), "{machine:?}");
        }
        assert_eq!(frames, [SILENCE; 64], "{machine:?}");
    }
}

#[test]
fn gains_in_decibels_add() {
    let cascade = Cascade::new(&six_bells(), RATE);
    let want: f64 = six_bells().iter().map(|c| c[0].response(Hz(500.0), RATE).0).sum();
    assert!((cascade.response(Hz(500.0))[0].0 - want).abs() < 1e-12);
    assert_eq!(Cascade::new(&[], RATE).response(Hz(500.0)), [Db(0.0); 2]);
}
