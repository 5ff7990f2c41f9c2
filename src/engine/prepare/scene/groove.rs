//! What a kit plays: bars of sixteen steps, `X` an accent, `x` a stroke, `o` a soft one, `.` a rest.

use super::kit::{self, Piece};
use crate::preset::Groove;

/// Steps in a bar.
pub(super) const STEPS: usize = 16;

/// One instrument's bars.
pub(super) struct Part {
    pub(super) piece: &'static Piece,
    /// Every bar but those below.
    plain: &'static str,
    /// The first bar of every four.
    first: &'static str,
    /// The last bar of every half: the fill. Both halves end alike, so that both hold the same energy.
    fill: &'static str,
}

/// The bars of all instruments.
pub(super) struct Score {
    /// Bars in a period, even: its halves play the same.
    pub(super) bars: usize,
    pub(super) parts: &'static [Part],
}

const fn part(piece: &'static Piece, plain: &'static str, first: &'static str, fill: &'static str) -> Part {
    Part { piece, plain, first, fill }
}

const REST: &str = "................";

static ROCK: [Part; 7] = [
    part(&kit::KICK, "X.....x.x.x.....", "X.....x.x.x.....", "X.....x.x...x.X."),
    part(&kit::SNARE, "....X..o.o..X...", "....X..o.o..X...", "....X..o..xxX..."),
    part(&kit::HAT, "x.o.x.o.x.o.x.o.", "..o.x.o.x.o.x.o.", "x.o.x.o........."),
    part(&kit::OPEN_HAT, "..............x.", "..............x.", REST),
    part(&kit::HIGH_TOM, REST, REST, "........xx......"),
    part(&kit::LOW_TOM, REST, REST, ".............xX."),
    part(&kit::CRASH, REST, "X...............", REST),
];

static CLUB: [Part; 5] = [
    part(&kit::CLUB_KICK, "X...X...X...X...", "X...X...X...X...", "X...X...X...X..."),
    part(&kit::CLAP, "....X.......X...", "....X.......X...", "....X.......X.x."),
    part(&kit::HAT, "o.xoo.xoo.xoo.xo", "o.xoo.xoo.xoo.xo", "o.xoo.xoo.xoo.xx"),
    part(&kit::OPEN_HAT, "..x...x...x...x.", "..x...x...x...x.", "..x...x...x...x."),
    part(&kit::CRASH, REST, "o...............", REST),
];

static BRUSHES: [Part; 4] = [
    part(&kit::SOFT_KICK, "x.......x.......", "x.......x.......", "x.......x.x....."),
    part(&kit::BRUSH, "o.o.x.o.o.o.x.oo", "o.o.x.o.o.o.x.oo", "o.o.x.o.o.oxx.xX"),
    part(&kit::RIDE, "x...x.o.x...x.o.", "x...x.o.x...x.o.", "x...x.o.x......."),
    part(&kit::HAT, "....o.......o...", "....o.......o...", "....o.......o..."),
];

static STROKES: [Part; 3] = [
    part(&kit::TIMPANI, "o.......o.o.....", "X...............", "o..o.o.ooxxxx.X."),
    part(&kit::SIDE_DRUM, REST, "........oo.oo.x.", "........ooooooX."),
    part(&kit::CLASH, REST, "x...............", REST),
];

/// The score of a groove.
pub(super) fn score(groove: Groove) -> Score {
    match groove {
        Groove::Rock => Score { bars: 8, parts: &ROCK },
        Groove::Club => Score { bars: 10, parts: &CLUB },
        Groove::Brushes => Score { bars: 8, parts: &BRUSHES },
        Groove::Strokes => Score { bars: 6, parts: &STROKES },
    }
}

impl Score {
    /// The steps of an instrument in a bar, counted from 0.
    pub(super) fn bar(&self, part: &Part, bar: usize) -> &'static str {
        let half = self.bars / 2;
        match bar % half {
            0 => part.first,
            own if own + 1 == half => part.fill,
            _ => part.plain,
        }
    }
}

/// Strength of a step; none for a rest.
pub(super) fn velocity(step: u8) -> Option<f64> {
    [(b'X', 1.0), (b'x', 0.6), (b'o', 0.25)].into_iter().find(|&(sign, _)| sign == step).map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_has_sixteen_steps_and_both_halves_of_a_period_play_the_same() {
        for groove in [Groove::Rock, Groove::Club, Groove::Brushes, Groove::Strokes] {
            let score = score(groove);
            assert!(score.bars.is_multiple_of(2));
            for part in score.parts {
                for bar in 0..score.bars / 2 {
                    let steps = score.bar(part, bar);
                    assert_eq!((steps.len(), steps), (STEPS, score.bar(part, bar + score.bars / 2)));
                    assert!(steps.bytes().all(|step| step == b'.' || velocity(step).is_some()));
                }
            }
        }
    }
}
