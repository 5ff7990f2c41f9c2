use super::*;
use crate::dsp::noise::Noise;

const RATE: SampleRate = SampleRate(48_000);

/// Decaying noise: a response that leaves no tap out.
fn responses(left: usize, right: usize) -> [Vec<f64>; 2] {
    let mut frames = memory::silence(left.max(right));
    Noise::new(7).fill(&mut frames);
    [(0, left), (1, right)].map(|(ear, n)| {
        let decay = |i: usize| (-6.0 * i as f64 / n as f64).exp();
        frames[..n].iter().enumerate().map(|(i, f)| f[ear] * decay(i)).collect()
    })
}

fn signal(length: usize) -> Box<[Frame]> {
    let mut frames = memory::silence(length);
    Noise::new(11).fill(&mut frames);
    frames
}

fn direct(x: &[Frame], h: &[Vec<f64>; 2], n: usize) -> Frame {
    [0, 1].map(|ear| h[ear].iter().take(n + 1).enumerate().map(|(k, h)| h * x[n - k][ear]).sum())
}

/// Energy of what differs from the direct sum, every so many frames, re its own, dB.
fn error_db(machine: Machine, x: &[Frame], h: &[Vec<f64>; 2], every: usize) -> f64 {
    let mut y = x.to_vec();
    Convolver::on(machine, &h[0], &h[1], RATE).process(&mut y);
    let (mut error, mut power) = (0.0, 0.0);
    for n in (0..x.len()).step_by(every) {
        let want = direct(x, h, n);
        error += (y[n][0] - want[0]).powi(2) + (y[n][1] - want[1]).powi(2);
        power += want[0].powi(2) + want[1].powi(2);
    }
    10.0 * (error / power).log10()
}

#[test]
fn the_partitioned_sum_is_the_direct_sum_within_minus_133_db_on_every_machine() {
    let sizes = [(63, 2), (64, 64), (65, 0), (300, 1_000), (2_049, 2_048), (4_096, 4_096), (9_001, 700)];
    for ((left, right), machine) in sizes.into_iter().flat_map(|size| Machine::all().map(move |m| (size, m)))
    {
        let error = error_db(machine, &signal(left.max(right) + 1_500), &responses(left, right), 7);
        assert!(error < -133.0, "{machine:?}, {left}, {right} taps: {error:.1} dB");
    }
}

#[test]
fn two_seconds_of_response_are_the_direct_sum_within_minus_133_db_on_every_machine() {
    for (machine, length) in Machine::all().zip([96_000, 70_000, 20_000].into_iter().cycle()) {
        let error = error_db(machine, &signal(length + 9_000), &responses(length, length - 777), 601);
        assert!(error < -133.0, "{machine:?}, {length} taps: {error:.1} dB");
    }
}

#[test]
fn a_sweep_and_bass_heavy_music_are_within_minus_133_db_too() {
    let sweep = |n: f64| (0.02 * 1.0002f64.powf(n) / 2e-4).sin();
    let mut bass = 0.0;
    let noise = signal(40_000);
    let music = |(n, x): (usize, &Frame)| {
        bass += 0.003 * (x[0] - bass);
        [0.8 * (0.007 * n as f64).sin() + 5.0 * bass + 0.01 * x[0], (0.0057 * n as f64).sin() + 0.003 * x[1]]
    };
    let music: Vec<Frame> = noise.iter().enumerate().map(music).collect();
    let sweep: Vec<Frame> =
        (0..25_000).map(|n| [sweep(f64::from(n)), 0.1 * sweep(f64::from(n) + 9.0)]).collect();
    for (x, length) in
        [&sweep, &music].into_iter().flat_map(|x| [40, 512, 1_024, 4_096, 20_000].map(|n| (x, n)))
    {
        let error = error_db(Machine::here(), x, &responses(length, length), 59);
        assert!(error < -133.0, "{} frames, {length} taps: {error:.1} dB", x.len());
    }
}

#[test]
fn a_single_tap_changes_no_bit_and_the_first_of_many_is_exact() {
    let x = signal(700);
    for machine in Machine::all() {
        let mut y = x.clone();
        Convolver::on(machine, &[1.0], &[1.0, 0.0, 0.0], RATE).process(&mut y);
        assert!(x.iter().zip(&y).all(|(x, y)| x.map(f64::to_bits) == y.map(f64::to_bits)), "{machine:?}");
        Convolver::on(machine, &[0.3], &[0.7], RATE).process(&mut y);
        assert!(
            x.iter().zip(&y).all(|(x, y)| [0.3 * x[0], 0.7 * x[1]].map(f64::to_bits) == y.map(f64::to_bits)),
            "{machine:?}"
        );
    }
}

#[test]
fn what_is_very_loud_or_very_quiet_is_as_exact_as_anything_else() {
    let h = responses(5_000, 5_000);
    let x = signal(9_000);
    // The product of the largest would be beyond single precision, that of the smallest a denormal.
    for (loud, strong) in [(1e12, 1.0), (5e29, 1.0), (1e-12, 1e-12), (1e3, 1e25), (1.0, 1e-20)] {
        let x: Vec<Frame> = x.iter().map(|x| x.map(|x| loud * x)).collect();
        let h = h.clone().map(|h| h.iter().map(|h| strong * h).collect());
        let error = error_db(Machine::here(), &x, &h, 97);
        assert!(error < -133.0, "{loud:e} through {strong:e}: {error:.1} dB");
    }
}

#[test]
fn a_long_response_sounds_the_same_to_the_bit_however_the_calls_are_cut_and_after_a_reset() {
    let h = responses(20_000, 19_000);
    let mut whole = signal(30_000);
    let mut cut = whole.clone();
    let mut convolver = Convolver::new(&h[0], &h[1], RATE);
    convolver.process(&mut whole);
    convolver.reset();
    let (mut rest, mut call) = (&mut cut[..], 0);
    while !rest.is_empty() {
        call = call * 5 % 97 + 1;
        let (now, later) = rest.split_at_mut(call.min(rest.len()));
        convolver.process(now);
        rest = later;
    }
    assert_eq!(whole, cut);
}

#[test]
fn every_small_block_gets_the_same_work() {
    let h = responses(96_000, 96_000);
    let convolver = Convolver::new(&h[0], &h[1], RATE);
    // Passes of 512 and of 4096: 3 and 4 each way, of an eighth of the lanes; products: a fourth of the lanes.
    for (far, [row, tiles]) in convolver.far.iter().zip([[64 / 8, 16 / 8], [640 / 64, 128 / 64]]) {
        let mut expected = [0; 2];
        for step in 0..far.steps() {
            let share = far.share(step);
            assert_eq!([share.row.start, share.tiles.start], expected, "nothing is left out or done twice");
            assert_eq!([share.row.len(), share.tiles.len()], [row, tiles], "block {step}");
            expected = [share.row.end, share.tiles.end];
        }
    }
    assert_eq!(convolver.far.iter().map(Far::steps).collect::<Vec<_>>(), [8, 64]);
}

#[test]
fn an_impulse_comes_out_in_its_own_frame_whatever_the_place_in_the_partition() {
    let h = responses(5_000, 5_000);
    for start in [0, 1, 63, 64, 200, 255] {
        let mut frames = memory::silence(start + 5_000);
        frames[start] = [1.0, 1.0];
        let mut convolver = Convolver::new(&h[0], &h[1], RATE);
        assert_eq!(convolver.latency(), 0);
        convolver.process(&mut frames);
        for (n, frame) in frames.iter().enumerate() {
            let want = if n < start { [0.0; 2] } else { [h[0][n - start], h[1][n - start]] };
            assert!((frame[0] - want[0]).abs() < 1e-6 && (frame[1] - want[1]).abs() < 1e-6, "frame {n}");
        }
    }
}

#[test]
fn the_response_is_that_of_the_taps() {
    let comb = [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5];
    let convolver = Convolver::new(&comb, &[2.0], RATE);
    let [left, right] = convolver.response(Hz(3_000.0));
    assert!(left.0 < -250.0, "a comb of 8 frames is silent at 3 kHz: {left:?}");
    assert!((right.0 - 6.0206).abs() < 1e-4);
    assert!(convolver.response(Hz(6_000.0))[0].0.abs() < 1e-9);
}

#[test]
fn ears_that_are_alike_hear_to_the_bit_what_an_ear_on_its_own_does() {
    let [h, other] = responses(9_000, 9_000);
    let x = signal(20_000);
    for machine in Machine::all() {
        let (mut alike, mut own) = (x.clone(), x.clone());
        Convolver::on(machine, &h, &h, RATE).process(&mut alike);
        Convolver::on(machine, &h, &other, RATE).process(&mut own);
        assert!(alike.iter().zip(&own).all(|(a, b)| a[0].to_bits() == b[0].to_bits()), "left on {machine:?}");
        own.copy_from_slice(&x);
        Convolver::on(machine, &other, &h, RATE).process(&mut own);
        assert!(
            alike.iter().zip(&own).all(|(a, b)| a[1].to_bits() == b[1].to_bits()),
            "right on {machine:?}"
        );
    }
}
