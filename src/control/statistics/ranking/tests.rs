//! The ranking against worked examples and simulated listeners.

use super::*;
use crate::control::statistics::draw::Draw;
use crate::control::statistics::schedule::balanced;

/// American League East, 1987, wins of the row over the column (A. Agresti, Categorical Data Analysis, 2013, table
/// 11.10): Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore.
const BASEBALL: [[u32; 7]; 7] = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
];

fn rows<const N: usize>(wins: [[u32; N]; N]) -> Vec<Vec<u32>> {
    wins.map(|row| row.to_vec()).to_vec()
}

/// Log worths over Baltimore as fitted there (section 11.6.2): 1.58, 1.44, 1.29, 1.25, 1.11, 0.68.
#[test]
fn the_baseball_league_of_1987_ranks_as_published() {
    let standings = rank(&rows(BASEBALL), 0.0);
    let last = standings[6].log_worth;
    for (standing, want) in standings.iter().zip([1.581, 1.436, 1.294, 1.248, 1.108, 0.684, 0.0]) {
        assert!((standing.log_worth - last - want).abs() < 0.0006, "{:.4}", standing.log_worth - last);
    }
    assert_eq!(standings.iter().map(|s| s.rank).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
}

/// With two devices the model is one proportion: log odds ln(30/10), standard error sqrt(1/30 + 1/10), half of each on
/// either side of the mean.
#[test]
fn two_devices_are_one_proportion() {
    let standings = rank(&rows([[0, 30], [10, 0]]), 0.0);
    let log_odds = standings[0].log_worth - standings[1].log_worth;
    assert!((log_odds - 3f64.ln()).abs() < 1e-9, "{log_odds}");
    assert!((2.0 * standings[0].standard_error - (1.0 / 30.0 + 0.1_f64).sqrt()).abs() < 1e-9);
}

#[test]
fn a_device_that_always_wins_has_a_finite_worth_and_a_wide_interval() {
    let standings = rank(&rows([[0, 4, 4], [0, 0, 2], [0, 2, 0]]), PRIOR);
    let [best, second, third] = &standings[..] else { panic!() };
    assert!(best.log_worth.is_finite() && best.rank == 1 && second.rank == 2 && third.rank == 2);
    assert!((second.log_worth - third.log_worth).abs() < 1e-9, "two that are alike stand alike");
    assert!(best.interval[0] < best.preferred && best.preferred < best.interval[1] && best.interval[1] < 1.0);
    assert!(standings.iter().map(|s| s.log_worth).sum::<f64>().abs() < 1e-9);
}

#[test]
fn nobody_asked_yet_leaves_all_alike() {
    for standing in rank(&rows([[0; 3]; 3]), PRIOR) {
        assert!(standing.log_worth.abs() < 1e-12 && (standing.preferred - 0.5).abs() < 1e-12);
        assert!(standing.interval[0] < 0.2 && standing.interval[1] > 0.8, "{standing:?}");
    }
}

/// 2000 simulated listeners of four devices, six rounds of all pairs. An interval of 95 % must hold the truth in 95 %
/// of cases; that of a normal approximation with few trials is allowed 93 to 98 %.
#[test]
fn the_intervals_hold_the_truth_as_often_as_they_say() {
    let truth = [0.9, 0.2, -0.3, -0.8];
    let (mut held, mut first) = (0, 0);
    for seed in 0..2_000 {
        let mut draw = Draw::new(seed);
        let mut wins = vec![vec![0; 4]; 4];
        for [i, j] in balanced(4, 6, &mut draw) {
            let odds = 1.0 / (1.0 + f64::exp(truth[j] - truth[i]));
            let prefers = (draw.below(1 << 30) as f64) < odds * f64::from(1 << 30);
            let (winner, loser) = if prefers { (i, j) } else { (j, i) };
            wins[winner][loser] += 1;
        }
        let standings = rank(&wins, PRIOR);
        first += usize::from(standings[0].rank == 1);
        for (standing, truth) in standings.iter().zip(truth) {
            held += usize::from((standing.log_worth - truth).abs() <= Z * standing.standard_error);
        }
    }
    let share = f64::from(held as u32) / 8_000.0;
    assert!((0.93..0.98).contains(&share), "{share}");
    assert!(first > 1_500, "the best device is found by most: {first}");
}
