//! The exact binomial distribution: no normal approximation, which is wrong by a third at 16 trials.

/// Probability of `at_least` or more successes in `trials` independent trials that succeed with probability
/// `proportion`, 0 to 1. Relative error below 1e-11 up to 1000 trials.
#[must_use]
pub fn tail(trials: u32, at_least: u32, proportion: f64) -> f64 {
    if at_least == 0 {
        return 1.0;
    }
    tails(trials, proportion)
        .take_while(|(successes, _)| *successes >= at_least)
        .last()
        .map_or(0.0, |(_, p)| p)
}

/// All tails from the smallest, that of `trials` successes, down to that of none: the number of successes, and the
/// probability of so many or more.
pub fn tails(trials: u32, proportion: f64) -> impl Iterator<Item = (u32, f64)> {
    // In logarithms, for 2^-1000 leaves little room, and smallest terms first. A sure failure has no odds.
    let odds = ((1.0 - proportion) / proportion).ln();
    let mut term = f64::from(trials) * proportion.ln();
    let mut sum = 0.0;
    (0..=trials).rev().map(move |successes| {
        if proportion <= 0.0 {
            return (successes, f64::from(u8::from(successes == 0)));
        }
        sum += term.exp();
        // The next term has one success less: so many ways more, and other odds.
        term += (f64::from(successes) / f64::from(trials - successes + 1)).ln() + odds;
        (successes, sum.min(1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row `n` of Pascal's triangle in whole numbers.
    fn pascal(n: u32) -> Vec<u128> {
        let mut row = vec![1_u128];
        for _ in 0..n {
            row = (0..=row.len())
                .map(|i| row.get(i).unwrap_or(&0) + if i > 0 { row[i - 1] } else { 0 })
                .collect();
        }
        row
    }

    #[test]
    fn twelve_of_sixteen_is_2517_of_65536_and_sixteen_of_sixteen_one_of_65536() {
        for (at_least, ways) in [(12, 2_517.0), (11, 6_885.0), (13, 697.0), (16, 1.0), (0, 65_536.0)] {
            assert!((tail(16, at_least, 0.5) - ways / 65_536.0).abs() < 1e-15, "{at_least}");
        }
        assert!((tail(16, 12, 0.5) - 0.0384).abs() < 0.00005, "3.84 %");
        assert!(tail(16, 17, 0.5) <= 0.0, "more right than asked");
    }

    #[test]
    fn every_tail_of_a_fair_coin_up_to_100_trials_is_that_of_pascals_triangle() {
        for n in 1..=100 {
            let row = pascal(n);
            for k in 0..=n {
                let ways: u128 = row[k as usize..].iter().sum();
                let exact = ways as f64 / f64::from(n).exp2();
                assert!((tail(n, k, 0.5) / exact - 1.0).abs() < 1e-12, "{k} of {n}");
            }
        }
    }

    /// 0.8^5 = 0.32768 and 5 x 0.8^4 x 0.2 = 0.4096.
    #[test]
    fn an_uneven_coin_follows_its_powers() {
        assert!((tail(5, 5, 0.8) - 0.327_68).abs() < 1e-15);
        assert!((tail(5, 4, 0.8) - 0.737_28).abs() < 1e-15);
        assert!((tail(5, 5, 1.0) - 1.0).abs() < 1e-15 && tail(5, 1, 0.0) <= 0.0);
        assert!((tail(1_000, 0, 0.8) - 1.0).abs() < 1e-15 && (tail(1_000, 1, 0.8) - 1.0).abs() < 1e-11);
    }
}
