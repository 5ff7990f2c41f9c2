use super::super::Block;
use super::super::follower::Follower;
use super::super::memory;
use super::super::noise::Noise;
use super::*;

const RATE: SampleRate = SampleRate(48_000);
const CURVES: [Curve; SIGNALS] = [Curve::A, Curve::A, Curve::C, Curve::Z];

/// Two seconds of four signals of very different levels.
fn signals() -> [Vec<Frame>; SIGNALS] {
    [1e-3, 1.0, 30.0, 1e-6].map(|level: f64| {
        let mut frames = memory::silence(96_000);
        Noise::new(level.to_bits()).fill(&mut frames);
        frames.iter().map(|frame| frame.map(|x| level * x)).collect()
    })
}

fn lines(signals: &[Vec<Frame>; SIGNALS]) -> Vec<Signals> {
    (0..signals[0].len())
        .map(|n| {
            let mut line = Line::ZERO;
            signals.iter().enumerate().for_each(|(i, signal)| *line.pair_mut(i).unwrap() = signal[n]);
            line
        })
        .collect()
}

fn near(got: Frame, want: Frame, signal: usize, machine: Machine) {
    for (got, want) in got.into_iter().zip(want) {
        assert!((got / want - 1.0).abs() < 1e-10, "signal {signal} on {machine:?}: {got}, not {want}");
    }
}

/// The long way: weighting, sums and followers one after the other.
#[test]
fn four_signals_at_once_read_on_every_machine_as_each_of_them_alone_does() {
    let signals = signals();
    for machine in Machine::all() {
        let mut gauge = Gauge::on(machine, &CURVES, RATE);
        gauge.read(&lines(&signals));
        for (i, (signal, curve)) in signals.iter().zip(CURVES).enumerate() {
            let sum = |x: &[Frame]| [0, 1].map(|ear| x.iter().map(|frame| frame[ear].powi(2)).sum());
            let most = |x: &[Frame]| [0, 1].map(|ear| x.iter().fold(0.0, |m: f64, f| m.max(f[ear].abs())));
            let mut weighted = signal.clone();
            Weighting::new(curve, RATE).process(&mut weighted);
            near(gauge.before(i).sum, sum(signal), i, machine);
            near(gauge.before(i).peak, most(signal), i, machine);
            near(gauge.behind(i).sum, sum(&weighted), i, machine);
            near(gauge.behind(i).peak, most(&weighted), i, machine);
            for (pointer, time) in gauge.pointers(i).into_iter().zip([FAST, SLOW]) {
                let mut follower = Follower::new(time, RATE);
                follower.feed(&weighted);
                near(pointer.now, follower.mean_square(), i, machine);
                near(pointer.max, follower.take_highest(), i, machine);
            }
        }
    }
}

#[test]
fn how_the_calls_are_cut_changes_no_bit_and_a_dying_tail_becomes_zero() {
    let mut frames = lines(&signals());
    frames[70_000..].fill(Line::ZERO);
    for machine in Machine::all() {
        let read = |length: usize| {
            let mut gauge = Gauge::on(machine, &CURVES, RATE);
            frames.chunks(length).for_each(|call| gauge.read(call));
            (0..SIGNALS).map(|i| (gauge.before(i), gauge.behind(i), gauge.pointers(i))).collect::<Vec<_>>()
        };
        let whole = read(96_000);
        assert!([1, 7, 32, 333].into_iter().all(|length| read(length) == whole), "{machine:?}");
        let mut gauge = Gauge::on(machine, &CURVES, RATE);
        gauge.read(&frames);
        (0..10 * 480).for_each(|_| gauge.read(&[Line::ZERO; 100]));
        let [fast, _] = gauge.pointers(1);
        assert!(fast.now.into_iter().all(|m| m.to_bits() == 0), "{fast:?}");
    }
}

#[test]
fn what_is_no_number_counts_as_silence() {
    let mut gauge = Gauge::new(&[Curve::A], RATE);
    gauge.read(&[Line([f64::NAN; LANES]), Line([f64::INFINITY; LANES]), Line([1.0; LANES])]);
    near(gauge.before(0).sum, [1.0; 2], 0, Machine::here());
    assert!(gauge.behind(0).sum[0] > 0.0 && gauge.behind(0).sum[0] < 2.0);
}
