use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use super::*;
use crate::dsp::{Block, Linear, memory};

const RATE: SampleRate = SampleRate(48_000);

fn spot(hz: f64) -> Spot {
    Spot::new(Hz(hz), RATE).unwrap()
}

fn near(got: Db, want: f64, within: f64) {
    assert!((got.0 - want).abs() <= within, "got {:.4} dB, want {want} dB", got.0);
}

#[test]
fn a_matched_bell_at_12_khz_has_the_coefficients_of_vicanek_2016() {
    let c = matched::peaking(spot(12_000.0), 6.0, 1.0);
    for (got, want) in c.b.iter().chain(&c.a).zip([1.450_594, -0.385_521, 0.147_368, -0.116_447, 0.328_888]) {
        assert!((got - want).abs() < 1e-6, "{c:?}");
    }
}

#[test]
fn bells_have_the_computed_magnitudes_of_both_families() {
    // f0, Q, gain, frequency, cookbook, matched: dB at 48 kHz.
    let rows = [
        (1_000.0, 1.0, 6.0, 500.0, 1.879, 1.884),
        (1_000.0, 1.0, 6.0, 10_000.0, 0.048, 0.066),
        (8_000.0, 1.0, 6.0, 16_000.0, 0.778, 1.983),
        (12_000.0, 1.0, 6.0, 20_000.0, 0.49, 3.157),
        (12_000.0, 1.0, -6.0, 16_000.0, -2.587, -4.605),
        (16_000.0, 2.0, -9.0, 12_000.0, -1.563, -4.063),
        (3_000.0, 4.0, 10.0, 6_000.0, 0.289, 0.328),
    ];
    for (f0, q, gain, at, cookbook, vicanek) in rows {
        near(rbj::peaking(spot(f0), gain, q).response(Hz(at), RATE), cookbook, 6e-4);
        near(matched::peaking(spot(f0), gain, q).response(Hz(at), RATE), vicanek, 6e-4);
    }
}

#[test]
fn the_constructors_stay_within_0_4_db_of_the_analogue_bell_to_20_khz_where_the_cookbook_misses_2_3() {
    let analogue = [(6_000.0, 1.884), (12_000.0, 6.0), (16_000.0, 4.434), (20_000.0, 2.814)];
    let bell = Coeffs::peaking(Hz(12_000.0), Db(6.0), 1.0, RATE).unwrap();
    for (at, want) in analogue {
        near(bell.response(Hz(at), RATE), want, 0.35);
    }
    assert!(rbj::peaking(spot(12_000.0), 6.0, 1.0).response(Hz(20_000.0), RATE).0 < 2.814 - 2.3);
}

#[test]
fn every_bell_has_its_gain_at_the_centre_and_none_at_dc() {
    for rate in [44_100, 48_000, 192_000].map(SampleRate) {
        for centre in [20.0, 100.0, 470.0, 1_000.0, 5_000.0, 12_000.0, 20_000.0] {
            for (gain, q) in
                [(-24.0, 8.0), (-24.0, 0.3), (-6.0, 1.0), (0.0, 0.7), (6.0, 0.3), (24.0, 0.3), (24.0, 8.0)]
            {
                let bell = Coeffs::peaking(Hz(centre), Db(gain), q, rate).unwrap();
                near(bell.response(Hz(centre), rate), gain, 1e-3);
                near(bell.response(Hz(1e-3), rate), 0.0, 1e-3);
            }
        }
    }
}

/// Analogue cookbook low shelf in dB at u times its corner.
fn analogue_low_shelf(gain_db: f64, q: f64, u: f64) -> f64 {
    let a = rbj::amplitude(gain_db);
    let damping = a * u * u / (q * q);
    10.0 * (a * a * ((a - u * u).powi(2) + damping) / ((1.0 - a * u * u).powi(2) + damping)).log10()
}

#[test]
fn every_shelf_has_half_its_gain_at_the_corner_and_all_of_it_at_its_end() {
    for corner in [60.0, 105.0, 700.0, 2_000.0, 9_000.0, 15_000.0] {
        for gain in [-24.0, -6.0, 0.0, 3.0, 12.0, 24.0] {
            for q in [0.4, FRAC_1_SQRT_2, 1.5] {
                let low = Coeffs::low_shelf(Hz(corner), Db(gain), q, RATE).unwrap();
                near(low.response(Hz(corner), RATE), gain / 2.0, 1e-6);
                near(low.response(Hz(1e-3), RATE), gain, 1e-3);
                let high = Coeffs::high_shelf(Hz(corner), Db(gain), q, RATE).unwrap();
                near(high.response(Hz(corner), RATE), gain / 2.0, 1e-6);
                near(high.response(Hz(1e-3), RATE), 0.0, 1e-3);
            }
        }
    }
}

#[test]
fn matched_shelves_follow_the_analogue_curve_to_20_khz_within_0_4_db() {
    let mut worst: f64 = 0.0;
    for corner in [1_000.0, 5_000.0, 10_000.0, 14_000.0] {
        for gain in [-12.0, -4.5, 4.5, 12.0] {
            for at in [50.0, 700.0, 3_000.0, 8_000.0, 12_000.0, 16_000.0, 20_000.0] {
                let want = analogue_low_shelf(gain, FRAC_1_SQRT_2, at / corner);
                let low = Coeffs::low_shelf(Hz(corner), Db(gain), FRAC_1_SQRT_2, RATE).unwrap();
                worst = worst.max((low.response(Hz(at), RATE).0 - want).abs());
                let want = gain + analogue_low_shelf(-gain, FRAC_1_SQRT_2, at / corner);
                let high = Coeffs::high_shelf(Hz(corner), Db(gain), FRAC_1_SQRT_2, RATE).unwrap();
                worst = worst.max((high.response(Hz(at), RATE).0 - want).abs());
            }
        }
    }
    assert!(worst < 0.4, "worst {worst:.3} dB");
}

#[test]
fn second_order_corners_pass_their_q_and_fall_12_db_per_octave() {
    for corner in [30.0, 421.0, 3_000.0] {
        for q in [0.39, FRAC_1_SQRT_2, 1.0] {
            let analogue = |u: f64| -10.0 * ((1.0 - u * u).powi(2) + (u / q).powi(2)).log10();
            let high = Coeffs::high_pass(Hz(corner), q, RATE).unwrap();
            let low = Coeffs::low_pass(Hz(corner), q, RATE).unwrap();
            for u in [0.125, 0.5, 1.0, 2.0] {
                near(high.response(Hz(corner * u), RATE), analogue(1.0 / u), 0.05);
                near(low.response(Hz(corner * u), RATE), analogue(u), 0.05);
            }
        }
    }
}

#[test]
fn first_order_corners_are_3_db_down_and_fall_6_db_per_octave() {
    for corner in [20.0, 165.6, 1_000.0, 6_000.0] {
        let high = Coeffs::high_pass_1(Hz(corner), RATE).unwrap();
        let low = Coeffs::low_pass_1(Hz(corner), RATE).unwrap();
        for u in [0.125, 0.5, 1.0, 2.0] {
            near(high.response(Hz(corner * u), RATE), -10.0 * (1.0 + (1.0 / u).powi(2)).log10(), 0.1);
            near(low.response(Hz(corner * u), RATE), -10.0 * (1.0 + u * u).log10(), 0.1);
        }
    }
}

#[test]
fn a_notch_silences_its_centre_and_spares_the_ends() {
    let notch = Coeffs::notch(Hz(1_000.0), 2.0, RATE).unwrap();
    assert!(notch.response(Hz(1_000.0), RATE).0 < -200.0);
    near(notch.response(Hz(10.0), RATE), 0.0, 0.01);
    near(notch.response(Hz(1_280.776), RATE), -3.0103, 0.05);
}

#[test]
fn the_bilinear_transform_of_an_analogue_section_keeps_its_curve_at_low_frequencies() {
    let w0 = TAU * 421.4;
    let leak = Coeffs::from_analog([1.0, w0 / 0.393, 0.0], [1.0, w0 / 0.393, w0 * w0], RATE).unwrap();
    for (at, want) in [(31.5, -14.5), (63.0, -8.8), (125.0, -3.9), (250.0, -0.5)] {
        near(leak.response(Hz(at), RATE), want, 0.06);
    }
}

#[test]
fn what_cannot_be_designed_says_why() {
    let bell = |f, g, q| Coeffs::peaking(Hz(f), Db(g), q, RATE);
    assert_eq!(bell(24_000.0, 6.0, 1.0), Err(DesignError::Frequency { asked: Hz(24_000.0), rate: RATE }));
    assert_eq!(bell(0.0, 6.0, 1.0), Err(DesignError::Frequency { asked: Hz(0.0), rate: RATE }));
    assert_eq!(bell(1_000.0, f64::NAN, 1.0), Err(DesignError::NotFinite("gain")));
    assert_eq!(bell(f64::INFINITY, 1.0, 1.0), Err(DesignError::NotFinite("frequency")));
    assert_eq!(bell(1_000.0, 6.0, 0.0), Err(DesignError::Q(0.0)));
    assert_eq!(bell(1_000.0, 30_000.0, 1.0), Err(DesignError::Unstable));
    let said = bell(30_000.0, 6.0, 1.0).unwrap_err().to_string();
    assert_eq!(said, "30 kHz does not fit 48000 Hz: choose a frequency above 0 Hz and below 24 kHz");
}

#[test]
fn a_sine_leaves_the_filter_at_the_level_its_response_says() {
    let bell = Coeffs::peaking(Hz(3_150.0), Db(9.0), 2.0, RATE).unwrap();
    let cut = Coeffs::high_pass(Hz(421.0), 0.39, RATE).unwrap();
    let mut filter = Biquad::new([bell, cut], RATE);
    for frequency in [100.0, 1_000.0, 3_150.0, 12_000.0] {
        filter.reset();
        let mut frames = memory::silence(9_600);
        for (n, frame) in frames.iter_mut().enumerate() {
            *frame = [(TAU * frequency * n as f64 / RATE.hz()).sin(); 2];
        }
        filter.process(&mut frames);
        // The last 0.1 s hold whole periods of each frequency.
        let power = |ear: usize| frames[4_800..].iter().map(|f| f[ear].powi(2)).sum::<f64>() / 2_400.0;
        let [left, right] = filter.response(Hz(frequency));
        near(Db::from_power(power(0)), left.0, 0.001);
        near(Db::from_power(power(1)), right.0, 0.001);
    }
}
