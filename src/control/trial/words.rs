//! The outcome of a blind test in plain words.

use super::outcome::{Compared, Finding, Outcome};
use crate::control::statistics::ranking::Standing;

/// The outcome, a line each.
#[must_use]
pub fn lines(outcome: &Outcome) -> Vec<String> {
    let mut lines = match &outcome.result {
        Finding::Abx { design, done, right, p_value: Some(p), heard: Some(heard) } => {
            let verdict = if *heard { "The difference is heard." } else { "No difference is shown." };
            let mut lines = vec![
                format!("{right} of {done} right. {verdict}"),
                format!("Somebody who guesses gets so many right or more in {} of tests.", percent(*p)),
            ];
            lines.push(match design.criterion {
                Some(least) => format!(
                    "It took {least}; a listener who is right {} of the time gets there in {} of tests.",
                    percent(design.proportion),
                    percent(design.power)
                ),
                None => "No number of right answers would have been enough: take more trials.".into(),
            });
            lines
        }
        Finding::Abx { design, done, .. } => vec![given_up(*done, design.trials as usize)],
        Finding::Preference { planned, done, standings, .. } => {
            let mut lines = if outcome.complete { vec![] } else { vec![given_up(*done, *planned)] };
            lines.extend(ranking(&outcome.devices, standings));
            lines
        }
    };
    lines.push(format!(
        "Levels by {}, stage {}, seed {}.",
        outcome.scene.level_rule, outcome.scene.stage, outcome.seed
    ));
    lines
}

fn given_up(done: usize, planned: usize) -> String {
    format!("Given up after {done} of {planned} trials: that proves nothing either way.")
}

/// The best first.
fn ranking(devices: &[Compared], standings: &[Standing]) -> Vec<String> {
    let mut rows: Vec<_> = standings.iter().zip(devices).collect();
    rows.sort_by_key(|(standing, _)| standing.rank);
    let row = |(standing, device): (&Standing, &Compared)| {
        format!(
            "{}. {:<26} preferred to an average one {} of the time (95 %: {} to {})",
            standing.rank,
            device.id,
            percent(standing.preferred),
            percent(standing.interval[0]),
            percent(standing.interval[1])
        )
    };
    rows.into_iter().map(row).collect()
}

/// A share in percent; small ones with two decimals.
fn percent(share: f64) -> String {
    if share < 0.1 { format!("{:.2} %", share * 100.0) } else { format!("{:.0} %", share * 100.0) }
}
