//! The linear fade between two sounds that resemble each other, such as two filters of one signal: their amplitudes add.

use super::{Frame, smoother::Ramp};

/// `[audio]` Fades `sound` over to `other` as the gain goes from 0 to 1: `(1 - g) sound + g other`.
///
/// The frames lie inside one tick; the first of them is number `offset` of it. At rest on 0 the sound is left alone
/// and at rest on 1 it is the other one, to the bit, whatever the silenced one holds.
pub fn crossfade(sound: &mut [Frame], other: &[Frame], gain: Ramp, offset: usize) {
    if gain.is_constant() && gain.start <= 0.0 {
        return;
    }
    let full = gain.is_constant() && gain.start >= 1.0;
    for (n, (x, y)) in sound.iter_mut().zip(other).enumerate() {
        let g = gain.at(offset + n);
        *x = if full { *y } else { [(1.0 - g) * x[0] + g * y[0], (1.0 - g) * x[1] + g * y[1]] };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_exact_even_beside_a_fault() {
        let (a, fault) = ([[0.1, -0.0], [3.0, 1e-300]], [[f64::NAN; 2]; 2]);
        let mut x = a;
        crossfade(&mut x, &fault, Ramp::constant(0.0), 0);
        assert_eq!(x.map(|f| f.map(f64::to_bits)), a.map(|f| f.map(f64::to_bits)));
        let mut x = fault;
        crossfade(&mut x, &a, Ramp::constant(1.0), 5);
        assert_eq!(x.map(|f| f.map(f64::to_bits)), a.map(|f| f.map(f64::to_bits)));
    }

    #[test]
    fn half_way_is_the_mean_and_equal_sounds_keep_their_level() {
        let mut x = [[1.0, 0.0]; 2];
        crossfade(&mut x, &[[0.0, 1.0]; 2], Ramp { start: 0.25, step: 0.125 }, 1);
        assert_eq!(x, [[0.625, 0.375], [0.5, 0.5]]);
        let mut x = [[0.8, -0.8]; 32];
        crossfade(&mut x, &[[0.8, -0.8]; 32], Ramp { start: 0.0, step: 1.0 / 32.0 }, 0);
        assert!(x.iter().all(|f| (f[0] - 0.8).abs() < 1e-15 && (f[1] + 0.8).abs() < 1e-15));
    }
}
