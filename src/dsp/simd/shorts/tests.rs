#![expect(clippy::disallowed_methods, reason = "tests collect what came out")]
#![expect(clippy::float_cmp, reason = "whole numbers")]
use super::super::{Machine, Simd, Work};
use super::*;

/// Every operation on the same numbers, extreme ones among them.
struct All;

impl Work for All {
    type Done = Vec<f32>;

    #[inline(always)]
    fn on<S: Simd>(self, simd: S) -> Vec<f32> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 128.0 - 65_536.0
        };
        let mut singles: Vec<f32> = (0..2 * MANY).map(|_| next()).collect();
        singles.splice(..4, [0.5, 1.5, -0.5, -2.5]);
        let mut rows = [[0i16; MANY]; 2];
        let mut out = Vec::new();
        for from in (0..MANY).step_by(2 * S::WIDTH) {
            for (nth, row) in rows.iter_mut().enumerate() {
                let at = nth * MANY;
                let [low, high] = [0, S::WIDTH].map(|more| simd.get(&singles, at + from + more));
                simd.keep(row, from, simd.narrow(low, high));
            }
            let [a, b] = [simd.fetch(&rows[0], from), simd.fetch(&rows[1], from)];
            let made = [
                a,
                b,
                simd.sum(a, b),
                simd.share(a, simd.greater(b, simd.fill(-32_767))),
                simd.greater(a, b),
                simd.lesser(a, b),
                simd.less(a, b),
            ];
            for x in made {
                let mut lanes = [0.0; MANY];
                let [low, high] = simd.widen(x);
                simd.put(&mut lanes, 0, low);
                simd.put(&mut lanes, S::WIDTH, high);
                out.push(lanes[..2 * S::WIDTH].to_vec());
            }
        }
        // Registers of any width, one operation after the other.
        (0..7)
            .flat_map(|nth| out.iter().skip(nth).step_by(7).flatten().copied().collect::<Vec<_>>())
            .collect()
    }
}

#[test]
fn every_machine_comes_to_the_same_numbers() {
    let made: Vec<_> = Machine::all().map(|machine| machine.run(All)).collect();
    assert!(made.iter().all(|all| *all == made[0]));
    let ([a, b], sums) = ([&made[0][..MANY], &made[0][MANY..2 * MANY]], &made[0][2 * MANY..3 * MANY]);
    assert!(a.contains(&32_767.0) && a.contains(&-32_768.0), "both ends are reached");
    let wrapped = |a: f32, b: f32| f32::from((a as i16).wrapping_add(b as i16));
    assert!(sums.iter().zip(a.iter().zip(b)).all(|(sum, (a, b))| *sum == wrapped(*a, *b)));
}
