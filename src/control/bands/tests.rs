//! Bands against IEC 61260-1.
use super::*;

const RATE: SampleRate = SampleRate(48_000);
/// Level of a tone of amplitude 1 Pa.
const TONE: f64 = 90.969;

/// A tone of 1 Pa on the left, faded in and out, its level over the whole in `steady`.
fn bands_of(hz: f64, rate: SampleRate) -> ([f64; THIRDS], f64) {
    let frames = 4 * rate.0;
    let tone: Vec<Frame> = (0..frames)
        .map(|n| {
            let turn = std::f64::consts::PI * f64::from(n) / f64::from(frames);
            [turn.sin().powi(2) * (std::f64::consts::TAU * hz * f64::from(n) / rate.hz()).sin(), 0.0]
        })
        .collect();
    let steady = tone.iter().map(|f| f[0] * f[0]).sum::<f64>() / f64::from(frames);
    let mut analysis = BandAnalysis::new(rate);
    analysis.add(&tone);
    let [left, right] = analysis.levels();
    assert!(right.iter().all(|level| level.0 < TONE - 200.0), "nothing on the right: {right:?}");
    (left.map(|level| level.0), DbSpl::from_mean_square(steady).0)
}

/// Class 1 limits of relative attenuation (IEC 61260-1, table 1): G^k of the octave mapped to thirds by
/// 1 + (G^(1/6) - 1)/(G^(1/2) - 1) (G^k - 1), then least and most attenuation. The stricter ones of 1995 and 2014.
const LIMITS: [(f64, f64, f64); 10] = [
    (0.0, -0.3, 0.3),
    (0.125, -0.3, 0.4),
    (0.25, -0.3, 0.6),
    (0.375, -0.3, 1.3),
    (0.4999, -0.3, 5.0),
    (0.5001, 2.0, f64::INFINITY),
    (1.0, 17.5, f64::INFINITY),
    (2.0, 42.0, f64::INFINITY),
    (3.0, 61.0, f64::INFINITY),
    (4.0, 70.0, f64::INFINITY),
];

#[test]
fn the_selectivity_of_the_thirds_is_that_of_class_1() {
    let ratio = 10f64.powf(0.3);
    let third = |k: f64| 1.0 + (ratio.powf(1.0 / 6.0) - 1.0) / (ratio.sqrt() - 1.0) * (ratio.powf(k) - 1.0);
    for (rate, band) in
        [(RATE, 0), (RATE, 3), (RATE, 17), (RATE, 27), (SampleRate(44_100), 10), (SampleRate(192_000), 5)]
    {
        for (k, least, most) in LIMITS {
            for hz in [third_centre(band).0 * third(k), third_centre(band).0 / third(k)] {
                if hz > 0.45 * rate.hz() {
                    continue;
                }
                let (levels, steady) = bands_of(hz, rate);
                let attenuation = steady - levels[band];
                let what =
                    format!("{rate}, band {}, tone {hz:.2} Hz: {attenuation:.2} dB", third_centre(band));
                assert!(attenuation >= least, "{what}, at least {least}");
                // A tone is a few lines wide: at the very edge part of it is outside, as in any filter.
                assert!(attenuation <= most, "{what}, at most {most}");
            }
        }
    }
}

#[test]
fn a_tone_is_in_its_octave_at_its_level() {
    for (octave, hz) in [(0, 31.5), (5, 1_000.0), (9, 16_000.0)] {
        let (thirds, steady) = bands_of(hz, RATE);
        let levels = octaves(&thirds.map(DbSpl));
        assert!((levels[octave].0 - steady).abs() < 0.01, "{hz} Hz: {} for {steady}", levels[octave]);
        let others = levels.iter().enumerate().filter(|(i, _)| *i != octave);
        others.for_each(|(i, level)| assert!(level.0 < steady - 40.0, "{hz} Hz in octave {i}: {level}"));
    }
}

#[test]
fn a_click_keeps_its_energy() {
    let mut analysis = BandAnalysis::new(SampleRate(44_100));
    let mut click = vec![[0.0; 2]; 10_000];
    click[3] = [0.0, 1.0];
    analysis.add(&click);
    let [_, right] = analysis.levels();
    let sum: f64 = right.iter().map(|level| 10f64.powf(level.0 / 10.0) * 4e-10).sum();
    // Flat to Nyquist: the bands 17.8 Hz to 22.05 kHz hold 99.9 % of it.
    assert!((sum * 10_000.0 - 0.999).abs() < 0.002, "{}", sum * 10_000.0);
}

#[test]
fn every_third_of_white_noise_holds_1_db_more_than_the_one_below() {
    let mut frames = vec![[0.0; 2]; 60 * 48_000];
    crate::dsp::noise::Noise::new(3).fill(&mut frames);
    let mut analysis = BandAnalysis::new(RATE);
    analysis.add(&frames);
    let recent = analysis.recent()[0][25].0;
    let [left, _] = analysis.levels();
    for band in 6..THIRDS - 1 {
        let slope = left[band].0 - left[17].0;
        assert!((slope - (band as f64 - 17.0)).abs() < 0.4, "band {}: {slope} dB", third_centre(band));
    }
    assert!((recent - left[25].0).abs() < 0.5, "the last seconds of steady noise are like all of it");
}

#[test]
fn the_last_seconds_forget_what_was_before() {
    let mut analysis = BandAnalysis::new(RATE);
    let tone = |n: u32| [(std::f64::consts::TAU * 1_000.0 * f64::from(n) / 48_000.0).sin(), 0.0];
    analysis.add(&(0..480_000).map(tone).collect::<Vec<_>>());
    assert!((analysis.recent()[0][17].0 - TONE).abs() < 0.1);
    analysis.add(&vec![[0.0; 2]; 480_000]);
    assert!(analysis.recent()[0][17].0 < TONE - 30.0, "4.3 dB a second");
}
