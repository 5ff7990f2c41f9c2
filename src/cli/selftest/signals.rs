//! Signals chosen to break a limiter, in multiples of full scale.
use std::f64::consts::{FRAC_PI_2, PI};

/// A small xorshift generator (Marsaglia 2003): numbers in -1..1, the same on every machine.
pub fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// What a signal is called, and its samples.
pub type Named = (&'static str, Vec<f64>);

fn alternate(n: usize) -> f64 {
    if n.is_multiple_of(2) { 1.0 } else { -1.0 }
}

/// +1 and -1 by turns, each for so many frames.
fn square(n: usize, half_period: usize) -> f64 {
    alternate(n / half_period)
}

/// 1 in every other stretch of so many frames, else 0.
fn gate(n: usize, stretch: usize) -> f64 {
    square(n, stretch).max(0.0)
}

/// The signs of the interpolation kernel around a point half-way between two samples: the worst pattern it can meet.
fn kernel_signs(n: usize, period: usize) -> f64 {
    let (k, centre) = (n % period, period / 2);
    if k >= centre { alternate(k - centre) } else { alternate(centre - 1 - k) }
}

/// The fixed set, `frames` long each.
#[must_use]
pub fn adversarial(frames: usize) -> Vec<Named> {
    let make = |f: &dyn Fn(usize) -> f64| (0..frames).map(f).collect::<Vec<f64>>();
    let mut set: Vec<Named> = vec![
        ("full-scale square", make(&|n| square(n, 100))),
        ("square of 7 frames, +12 dB", make(&|n| 4.0 * square(n, 7))),
        ("square of 2 frames, +20 dB", make(&|n| 10.0 * square(n, 2))),
        ("alternating, +20 dB", make(&|n| 10.0 * alternate(n))),
        ("alternating, switched", make(&|n| 10.0 * alternate(n) * gate(n, 90))),
        ("alternating, sign turned at times", make(&|n| 10.0 * alternate(n) * square(n, 97))),
        ("++- pattern", make(&|n| if n % 3 == 2 { -10.0 } else { 10.0 })),
        ("kernel signs, every 40", make(&|n| 10.0 * kernel_signs(n, 40))),
        ("kernel signs, every 64", make(&|n| 10.0 * kernel_signs(n, 64))),
        ("kernel signs, every 129", make(&|n| 10.0 * kernel_signs(n, 129))),
        ("kernel signs, every 200", make(&|n| 10.0 * kernel_signs(n, 200))),
        ("kernel signs out of silence", make(&|n| 10.0 * kernel_signs(n, 256) * gate(n, 128))),
        ("constant", make(&|_| 3.0)),
        ("steps of 40 dB", make(&|n| (0.3 * n as f64).sin() * (0.5 + 49.5 * gate(n, 400)))),
        ("single impulses", make(&|n| if n % 331 == 0 { 20.0 } else { 0.0 })),
        (
            "bursts at a quarter of the rate, 45 degrees",
            make(&|n| 3.0 * (FRAC_PI_2 * n as f64 + PI / 4.0).sin() * gate(n, 64)),
        ),
        ("tone at 0.46 of the rate", make(&|n| 5.0 * (PI * 0.92 * n as f64).sin())),
        ("tone at 0.485 of the rate, switched", make(&|n| 5.0 * (PI * 0.97 * n as f64).sin() * gate(n, 130))),
        ("growing to 1e30", make(&|n| (0.7 * n as f64).sin() * 10f64.powf(30.0 * n as f64 / frames as f64))),
        ("runaway alternation", make(&|n| alternate(n) * 10f64.powf(n as f64 / 30.0).min(1e300))),
        ("quiet, then 1e300", make(&|n| 0.2 + 1e300 * gate(n, 50))),
    ];
    let mut random = |name, seed, next: &mut dyn FnMut(usize, f64) -> f64| {
        let mut r = noise(seed);
        set.push((name, (0..frames).map(|n| next(n, r())).collect()));
    };
    random("noise at full scale", 1, &mut |_, r| r);
    random("noise, +6 dB", 2, &mut |_, r| 2.0 * r);
    random("noise, +40 dB", 3, &mut |_, r| 100.0 * r);
    random("silence to noise", 4, &mut |n, r| 5.0 * r * gate(n, 250));
    for seed in 5..9 {
        random("random signs, +20 dB", seed, &mut |_, r| 10.0 * r.signum());
    }
    random("four decades of spikes", 9, &mut |_, r| r.signum() * 10f64.powf(8.0 * (r.abs() - 0.5)));
    let mut gain = 1.0;
    random("noise of jumping level", 10, &mut |n, r| {
        if n % 37 == 0 {
            gain = 10f64.powf(2.0 * r);
        }
        gain * r
    });
    set
}
