//! Weightings against the tables and formulas of their standards.
use super::*;
use std::f64::consts::TAU;

const RATES: [SampleRate; 6] = [
    SampleRate(44_100),
    SampleRate(48_000),
    SampleRate(88_200),
    SampleRate(96_000),
    SampleRate(176_400),
    SampleRate(192_000),
];

/// Exact base-ten band centres, A and C in dB as tabled (IEC 61672-1:2013, table 3).
const TABLE: [(f64, f64, f64); 34] = [
    (10.0, -70.4, -14.3),
    (12.589, -63.4, -11.2),
    (15.849, -56.7, -8.5),
    (19.953, -50.5, -6.2),
    (25.119, -44.7, -4.4),
    (31.623, -39.4, -3.0),
    (39.811, -34.6, -2.0),
    (50.119, -30.2, -1.3),
    (63.096, -26.2, -0.8),
    (79.433, -22.5, -0.5),
    (100.0, -19.1, -0.3),
    (125.893, -16.1, -0.2),
    (158.489, -13.4, -0.1),
    (199.526, -10.9, 0.0),
    (251.189, -8.6, 0.0),
    (316.228, -6.6, 0.0),
    (398.107, -4.8, 0.0),
    (501.187, -3.2, 0.0),
    (630.957, -1.9, 0.0),
    (794.328, -0.8, 0.0),
    (1_000.0, 0.0, 0.0),
    (1_258.925, 0.6, 0.0),
    (1_584.893, 1.0, -0.1),
    (1_995.262, 1.2, -0.2),
    (2_511.886, 1.3, -0.3),
    (3_162.278, 1.2, -0.5),
    (3_981.072, 1.0, -0.8),
    (5_011.872, 0.5, -1.3),
    (6_309.573, -0.1, -2.0),
    (7_943.282, -1.1, -3.0),
    (10_000.0, -2.5, -4.4),
    (12_589.254, -4.3, -6.2),
    (15_848.932, -6.6, -8.5),
    (19_952.623, -9.3, -11.2),
];

#[test]
fn a_and_c_are_those_of_the_standards_table_at_every_rate() {
    for (hz, a, c) in TABLE {
        for rate in RATES {
            for (curve, table) in [(Curve::A, a), (Curve::C, c), (Curve::Z, 0.0)] {
                let exact = curve.exact(Hz(hz), rate).0;
                // The table is rounded to 0.1 dB.
                assert!((exact - table).abs() < 0.0501, "{curve:?} at {hz} Hz: {exact}, not {table}");
                let got = Weighting::new(curve, rate).response(Hz(hz))[0].0;
                assert!((got - exact).abs() < 0.1, "{rate}, {curve:?} at {hz} Hz: {got}, not {exact}");
            }
        }
    }
}

#[test]
fn between_10_hz_and_20_khz_the_exact_curve_is_met_within_0_1_db() {
    for rate in RATES {
        for curve in [Curve::A, Curve::C] {
            let filter = Weighting::new(curve, rate);
            let error = |step: u32| {
                let hz = 10.0 * 2_000f64.powf(f64::from(step) / 2_000.0);
                (filter.response(Hz(hz))[0].0 - curve.exact(Hz(hz), rate).0).abs()
            };
            let worst = (0..=2_000).map(error).fold(0.0, f64::max);
            assert!(worst < 0.1, "{rate}, {curve:?}: {worst} dB");
        }
    }
}

#[test]
fn every_section_is_stable_and_minimum_phase() {
    for rate in RATES {
        for curve in [Curve::A, Curve::C, Curve::K] {
            for [b0, b1, b2, a1, a2] in Weighting::new(curve, rate).sections() {
                assert!(a2.abs() < 1.0 && a1.abs() < 1.0 + a2, "{rate}, {curve:?}: poles {a1} {a2}");
                let (b1, b2) = (b1 / b0, b2 / b0);
                assert!(
                    b2.abs() <= 1.0 && b1.abs() <= 1.0 + b2 + 1e-12,
                    "{rate}, {curve:?}: zeros {b1} {b2}"
                );
            }
        }
    }
}

#[test]
fn k_gives_the_published_coefficients_at_48_khz() {
    let published = [
        [
            1.535_124_859_586_97,
            -2.691_696_189_406_38,
            1.198_392_810_852_85,
            -1.690_659_293_182_41,
            0.732_480_774_215_85,
        ],
        [1.0, -2.0, 1.0, -1.990_047_454_833_98, 0.990_072_250_366_21],
    ];
    let weighting = Weighting::new(Curve::K, SampleRate(48_000));
    for (got, want) in weighting.sections().flatten().zip(published.into_iter().flatten()) {
        assert!((got - want).abs() < 1e-10, "{got}, not {want}");
    }
    let gain = weighting.response(Hz(997.0))[0].0;
    assert!((gain - 0.691).abs() < 0.001, "{gain} dB at 997 Hz");
}

#[test]
fn what_the_filter_does_to_a_tone_is_what_its_response_says() {
    let rate = SampleRate(48_000);
    for (curve, hz) in [(Curve::A, 100.0), (Curve::A, 12_500.0), (Curve::C, 31.5), (Curve::K, 4_000.0)] {
        let mut weighting = Weighting::new(curve, rate);
        let mut frames: Vec<Frame> = (0..96_000)
            .map(|n| {
                let x = (TAU * hz * f64::from(n) / rate.hz()).sin();
                [x, -0.5 * x]
            })
            .collect();
        weighting.process(&mut frames);
        let steady = &frames[48_000..];
        let power = |ear: usize| steady.iter().map(|f| f[ear] * f[ear]).sum::<f64>() / steady.len() as f64;
        let want = weighting.response(Hz(hz))[0].0;
        assert!((Db::from_power(2.0 * power(0)).0 - want).abs() < 0.002, "{curve:?} at {hz} Hz");
        assert!((Db::from_power(8.0 * power(1)).0 - want).abs() < 0.002, "{curve:?} at {hz} Hz, right");
    }
}

#[test]
fn pieces_sound_like_the_whole_reset_is_fresh_and_no_number_is_silence() {
    let input: Vec<Frame> =
        (0..2_000u32).map(|n| [f64::from(n * n % 97) - 48.0, f64::from(n % 13)]).collect();
    let mut weighting = Weighting::new(Curve::A, SampleRate(96_000));
    let mut whole = input.clone();
    weighting.process(&mut whole);
    for piece in [1, 17, 32] {
        weighting.process(&mut [[f64::NAN, 1.0], [0.0, f64::INFINITY]]);
        weighting.reset();
        let mut cut = input.clone();
        cut.chunks_mut(piece).for_each(|frames| weighting.process(frames));
        assert!(cut == whole, "pieces of {piece}");
    }
    weighting.process(&mut [[f64::NAN, 1.0]]);
    let mut after = [[1.0, 1.0]];
    weighting.process(&mut after);
    assert!(after.iter().flatten().all(|x| x.is_finite()));
}
