//! The order of a paired comparison: every pair equally often, each device first as often as second.

use super::draw::Draw;

/// All pairs of `count` things, `rounds` times over: each round is all pairs in an order of its own, and in every
/// second round a pair is turned round, so that what is heard first gains nothing (counterbalanced order; H. A. David,
/// The Method of Paired Comparisons, 1988, section 1.4).
#[must_use]
pub fn balanced(count: usize, rounds: usize, draw: &mut Draw) -> Vec<[usize; 2]> {
    let mut pairs: Vec<[usize; 2]> =
        (0..count).flat_map(|second| (0..second).map(move |first| [first, second])).collect();
    let mut order = Vec::new();
    for round in 0..rounds {
        pairs.sort_unstable_by_key(|pair| [pair[0].min(pair[1]), pair[0].max(pair[1])]);
        for [first, second] in &mut pairs {
            if round % 2 == 1 || draw.coin() {
                std::mem::swap(first, second);
            }
        }
        draw.shuffle(&mut pairs);
        order.extend_from_slice(&pairs);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_comes_as_often_and_each_way_as_often() {
        for count in 3..=7 {
            let order = balanced(count, 4, &mut Draw::new(count as u64));
            assert_eq!(order.len(), 4 * count * (count - 1) / 2);
            for first in 0..count {
                for second in (0..count).filter(|&second| second != first) {
                    let times = order.iter().filter(|pair| **pair == [first, second]).count();
                    assert_eq!(times, 2, "{first} before {second} of {count}");
                }
            }
        }
    }

    /// 10 000 seeds: the first of the first pair is each of four devices in a quarter of them, within five standard
    /// deviations of 43.
    #[test]
    fn no_device_starts_more_often_than_another() {
        let mut starts = [0_i32; 4];
        for seed in 0..10_000 {
            starts[balanced(4, 1, &mut Draw::new(seed))[0][0]] += 1;
        }
        assert!(starts.iter().all(|&n| (n - 2_500).abs() < 217), "{starts:?}");
    }
}
