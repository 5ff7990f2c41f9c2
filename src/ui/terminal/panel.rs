//! What the screen itself remembers, and what a key means in the light of it.

use super::keys::{Act, DEVICES};
use crate::control::command::Command;
use crate::control::level_rule::LevelRule;
use crate::control::snapshot::{SlotState, Snapshot};
use crate::engine::slot::Place;

/// How fast a shown gain reduction returns, dB/s: slower than the limiter, so that the eye can follow.
const RETURN_DB_PER_S: f64 = 20.0;

/// A device or stage that can be asked for.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Word on the command line.
    pub id: String,
    /// Name for people.
    pub name: String,
}

/// The open device list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pick {
    /// Slot it loads into.
    pub place: Place,
    /// Chosen row.
    pub row: usize,
}

/// State of the screen. The session's state is not kept here.
pub struct Panel {
    /// Devices in the library's order.
    pub devices: Vec<Entry>,
    /// Stages in the library's order.
    pub stages: Vec<Entry>,
    /// The device list, if open.
    pub pick: Option<Pick>,
    /// The channel strips with the chosen row, if open.
    pub strips: Option<usize>,
    /// The list of what a pedal can be taught with the chosen row, if open.
    pub learn: Option<usize>,
    /// Whether the curves lie over the screen.
    pub curves: bool,
    /// Whether the help lies over the screen.
    pub help: bool,
    /// Gain reduction as the eye shall see it, dB.
    pub reduction_db: f64,
    seconds: f64,
}

impl Panel {
    /// Nothing open, nothing remembered.
    #[must_use]
    pub fn new(devices: Vec<Entry>, stages: Vec<Entry>) -> Self {
        Self {
            devices,
            stages,
            pick: None,
            strips: None,
            learn: None,
            curves: false,
            help: false,
            reduction_db: 0.0,
            seconds: 0.0,
        }
    }

    /// Takes note of how things are. To be called with every snapshot.
    pub fn see(&mut self, snapshot: &Snapshot) {
        let fallen = self.reduction_db - RETURN_DB_PER_S * (snapshot.seconds - self.seconds).max(0.0);
        // Before the first block there is no reduction, and what is no number must not stay.
        let now = Some(snapshot.played.limiter_reduction_db).filter(|db| db.is_finite());
        self.reduction_db = fallen.max(now.unwrap_or(0.0)).max(0.0);
        self.seconds = snapshot.seconds;
    }

    /// Whether nothing lies over the screen.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let lists = [self.pick.is_some(), self.strips.is_some(), self.learn.is_some()];
        !(lists.contains(&true) || self.curves || self.help)
    }

    /// Does what can be done here and returns what the session has to do.
    ///
    /// # Errors
    /// One line that says why there is nothing to do.
    pub fn act(&mut self, act: Act, snapshot: &Snapshot) -> Result<Vec<Command>, String> {
        let place = heard(snapshot);
        let help = std::mem::take(&mut self.help);
        if self.pick.is_none()
            && let Some(commands) = self.act_on_strips(act, snapshot)
        {
            return Ok(commands);
        }
        Ok(match act {
            Act::Hear(place) => vec![Command::Hear(place)],
            Act::Toggle => vec![Command::Toggle],
            Act::Device(n) => {
                DEVICES.get(n).map(|id| Command::Load(place, (*id).into())).into_iter().collect()
            }
            Act::Bypass => vec![Command::Bypass],
            Act::Undo => vec![Command::Undo],
            Act::Save => vec![Command::Save(None)],
            Act::Ambience => vec![Command::Ambience(!snapshot.stage.on)],
            Act::NextStage => self.next_stage(&snapshot.stage.id),
            Act::Match => LevelRule::find(snapshot.level_rule)
                .map(|rule| Command::Match(rule.next()))
                .into_iter()
                .collect(),
            Act::Mute => vec![Command::Mute(!snapshot.muted)],
            Act::Panic => {
                (self.pick, self.curves) = (None, false);
                vec![Command::Mute(true)]
            }
            Act::Nudge(knob, delta) => vec![Command::Nudge(knob, delta)],
            Act::Seal(delta) => vec![Command::Seal(place, sealed(slot(snapshot), delta)?)],
            Act::List => {
                self.turn_list(snapshot);
                vec![]
            }
            Act::Move(rows) => {
                let last = self.devices.len().saturating_sub(1);
                if let Some(pick) = &mut self.pick {
                    pick.row = pick.row.saturating_add_signed(rows).min(last);
                }
                vec![]
            }
            Act::Row(_) | Act::Choose => {
                if let (Act::Row(row), Some(pick)) = (act, &mut self.pick) {
                    pick.row = row;
                }
                let chosen =
                    self.pick.take().and_then(|pick| Some((pick.place, self.devices.get(pick.row)?)));
                chosen.map(|(place, entry)| Command::Load(place, entry.id.clone())).into_iter().collect()
            }
            Act::Strips => {
                (self.pick, self.strips) = (None, Some(0));
                vec![]
            }
            Act::Curves => {
                (self.pick, self.strips, self.curves) = (None, None, !self.curves);
                vec![]
            }
            Act::Pan(_) | Act::Polarity | Act::Voice => {
                return Err("that key is for the channel strips: press C first".into());
            }
            Act::Help => {
                self.help = !help;
                vec![]
            }
            // The screen does this itself.
            Act::Trial | Act::Learn => vec![],
            Act::Quit => vec![Command::Quit],
        })
    }

    fn next_stage(&self, id: &str) -> Vec<Command> {
        let next = self.stages.iter().position(|stage| stage.id == id).map_or(0, |at| at + 1);
        let stage = self.stages.get(next).or(self.stages.first());
        stage.map(|stage| Command::Stage(stage.id.clone())).into_iter().collect()
    }

    /// Closed, for the heard slot, for the other, closed.
    fn turn_list(&mut self, snapshot: &Snapshot) {
        let (first, second) = match heard(snapshot) {
            Place::A => (Place::A, Place::B),
            Place::B => (Place::B, Place::A),
        };
        let place = match self.pick {
            None => Some(first),
            Some(pick) if pick.place == first => Some(second),
            Some(_) => None,
        };
        self.pick = place.map(|place| {
            let id = &snapshot.slots[place as usize].device;
            Pick { place, row: self.devices.iter().position(|entry| entry.id == *id).unwrap_or(0) }
        });
    }
}

/// The slot that is heard.
#[must_use]
pub fn heard(snapshot: &Snapshot) -> Place {
    if snapshot.heard == 0 { Place::A } else { Place::B }
}

fn slot(snapshot: &Snapshot) -> &SlotState {
    &snapshot.slots[heard(snapshot) as usize]
}

/// The seal after a turn: from the looser ear, in steps that meet 0 and 100.
fn sealed(slot: &SlotState, delta: f64) -> Result<[Option<f64>; 2], String> {
    let now = slot.seal_pct.into_iter().flatten().reduce(f64::min);
    let now = now.ok_or_else(|| format!("`{}` has no seal to change", slot.device))?;
    Ok([Some((now + delta).clamp(0.0, 100.0)); 2])
}
