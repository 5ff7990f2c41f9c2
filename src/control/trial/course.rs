//! The trials of a blind test in their order: what may be heard, what was voted, and the answers, which stay inside.

use crate::control::statistics::draw::Draw;
use crate::control::statistics::schedule::balanced;
use crate::control::trial::outcome::{Answer, Trial};
use crate::engine::slot::Place;

/// What the listener can ask to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// A, or the first of a pair.
    First,
    /// B, or the second of a pair.
    Second,
    /// X, which is one of the two.
    Hidden,
}

/// A test under way. It has no `Debug`: an answer must not slip into a log.
pub struct Course {
    answers: Answers,
    votes: Vec<Place>,
    vote: Option<Place>,
    playing: Sample,
    heard: [bool; 3],
    switches: usize,
    switched: Vec<usize>,
}

enum Answers {
    /// Where X is in each trial.
    Hidden(Vec<Place>),
    /// The devices of each trial, first and second.
    Pairs(Vec<[usize; 2]>),
}

impl Course {
    /// Two devices, and X for each of `trials`: a coin for each, so that no trial says anything about another.
    #[must_use]
    pub fn abx(trials: u32, draw: &mut Draw) -> Self {
        let hidden = (0..trials).map(|_| if draw.coin() { Place::A } else { Place::B });
        Self::new(Answers::Hidden(hidden.collect()))
    }

    /// All pairs of `devices`, `rounds` times each.
    #[must_use]
    pub fn preference(devices: usize, rounds: usize, draw: &mut Draw) -> Self {
        Self::new(Answers::Pairs(balanced(devices, rounds, draw)))
    }

    fn new(answers: Answers) -> Self {
        Self {
            answers,
            votes: Vec::new(),
            vote: None,
            playing: Sample::First,
            heard: [true, false, false],
            switches: 0,
            switched: Vec::new(),
        }
    }

    /// Whether this is an ABX test; otherwise it asks for preference.
    #[must_use]
    pub fn is_abx(&self) -> bool {
        matches!(self.answers, Answers::Hidden(_))
    }

    /// Number of trials.
    #[must_use]
    pub fn length(&self) -> usize {
        match &self.answers {
            Answers::Hidden(hidden) => hidden.len(),
            Answers::Pairs(pairs) => pairs.len(),
        }
    }

    /// Trials that have been voted on.
    #[must_use]
    pub fn done(&self) -> usize {
        self.votes.len()
    }

    /// Whether the last vote is given.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.done() >= self.length()
    }

    /// What plays.
    #[must_use]
    pub fn playing(&self) -> Sample {
        self.playing
    }

    /// What comes after what plays, going round.
    #[must_use]
    pub fn next(&self) -> Sample {
        match self.playing {
            Sample::First => Sample::Second,
            Sample::Second if self.is_abx() && !self.is_over() => Sample::Hidden,
            Sample::Second | Sample::Hidden => Sample::First,
        }
    }

    /// The vote of this trial, not yet confirmed.
    #[must_use]
    pub fn vote(&self) -> Option<Place> {
        self.vote
    }

    /// The devices that the slots of this trial must hold; none for ABX, where they stay.
    #[must_use]
    pub fn pair(&self) -> Option<[usize; 2]> {
        match &self.answers {
            Answers::Hidden(_) => None,
            Answers::Pairs(pairs) => pairs.get(self.done()).copied(),
        }
    }

    /// Goes to another sample; returns the slot that plays it.
    ///
    /// # Errors
    /// One line: there is no such sample here.
    pub fn hear(&mut self, sample: Sample) -> Result<Place, String> {
        let place = match (sample, &self.answers) {
            (Sample::First, _) => Place::A,
            (Sample::Second, _) => Place::B,
            (Sample::Hidden, Answers::Hidden(hidden)) => {
                *hidden.get(self.done()).ok_or("the test is over: there is no X any more")?
            }
            (Sample::Hidden, Answers::Pairs(_)) => return Err("this test has no X: hear 1 or 2".into()),
        };
        self.switches += usize::from(self.playing != sample);
        self.playing = sample;
        self.heard[sample as usize] = true;
        Ok(place)
    }

    /// Says which one it is, or which one is preferred; may be said anew until [`Self::confirm`].
    ///
    /// # Errors
    /// One line: something has not been heard yet.
    pub fn choose(&mut self, place: Place) -> Result<(), String> {
        if self.is_over() {
            return Err("the test is over".into());
        }
        if self.is_abx() && !self.heard[Sample::Hidden as usize] {
            return Err("hear X before you say what it is".into());
        }
        if !(self.is_abx() || self.heard[0] && self.heard[1]) {
            return Err("hear both before you say which you prefer".into());
        }
        self.vote = Some(place);
        Ok(())
    }

    /// Ends the trial with the vote as it is and goes to the next one; returns whether it was right where something
    /// can be right.
    ///
    /// # Errors
    /// One line: there is no vote yet.
    pub fn confirm(&mut self) -> Result<Option<bool>, String> {
        let vote = self.vote.take().ok_or("there is no vote yet")?;
        let right = match &self.answers {
            Answers::Hidden(hidden) => hidden.get(self.done()).map(|place| *place == vote),
            Answers::Pairs(_) => None,
        };
        self.votes.push(vote);
        self.switched.push(std::mem::take(&mut self.switches));
        self.playing = Sample::First;
        self.heard = [true, false, false];
        Ok(right)
    }

    /// Every trial that was voted on, with its answer. To be asked when the test is over, or given up.
    #[must_use]
    pub fn trials(&self) -> Vec<Trial> {
        let voted = self.votes.iter().zip(&self.switched);
        let answer = |n: usize, vote: Place| match &self.answers {
            Answers::Hidden(hidden) => hidden.get(n).map(|&x| Answer::Abx { x, vote, right: x == vote }),
            Answers::Pairs(pairs) => {
                pairs.get(n).map(|&[first, second]| Answer::Preference { first, second, vote })
            }
        };
        let trial = |(n, (&vote, &switches)): (usize, (&Place, &usize))| {
            Some(Trial { switches, answer: answer(n, vote)? })
        };
        voted.enumerate().filter_map(trial).collect()
    }
}

#[cfg(test)]
mod tests;
