//! The channel strips, laid over the screen: what is on each channel, and what keys mean while they are open.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::figures::{fitted, level};
use super::keys::Act;
use super::overlay;
use super::panel::Panel;
use super::view::View;
use crate::control::command::Command;
use crate::control::mixer::StripChange;
use crate::control::snapshot::{Snapshot, StripState};
use crate::engine::knobs::KnobId;
use crate::units::Db;

/// A fader below this is closed; it opens here again, dB.
const CLOSED_BELOW: f64 = -60.0;
/// Left end of a channel's meter, dBFS; the right end is full scale.
const LOWEST: f64 = -60.0;
/// Cells of a channel's meter.
const CELLS: usize = 12;

impl Panel {
    /// What a key means while the strips are open; none where it means what it always does.
    pub(super) fn act_on_strips(&mut self, act: Act, snapshot: &Snapshot) -> Option<Vec<Command>> {
        let row = self.strips?.min(snapshot.strips.len().saturating_sub(1));
        let now = snapshot.strips.get(row);
        let change = match act {
            Act::Move(rows) => {
                self.strips =
                    Some(row.saturating_add_signed(rows).min(snapshot.strips.len().saturating_sub(1)));
                return Some(vec![]);
            }
            Act::Row(clicked) if clicked != row => {
                self.strips = Some(clicked.min(snapshot.strips.len().saturating_sub(1)));
                return Some(vec![]);
            }
            Act::Strips | Act::Choose => {
                self.strips = None;
                return Some(vec![]);
            }
            Act::Panic | Act::List | Act::Curves => {
                self.strips = None;
                return None;
            }
            Act::Nudge(KnobId::Level, delta) => StripChange::Gain(turned(now?.gain_db, delta)),
            Act::Pan(delta) => StripChange::Pan(now?.pan + delta),
            Act::Mute | Act::Row(_) => StripChange::Mute(!now?.mute),
            Act::NextStage => StripChange::Solo(!now?.solo),
            Act::Polarity => StripChange::Invert(!now?.inverted),
            Act::Voice => StripChange::Voice(!now?.voice),
            _ => return None,
        };
        Some(vec![Command::Channel(row, change)])
    }
}

/// A fader a step further: closed below -60 dB, and from there open at -60 dB.
fn turned(gain_db: f64, delta: f64) -> Db {
    let gain = gain_db.max(CLOSED_BELOW - 1.0) + delta;
    Db(if gain < CLOSED_BELOW { f64::NEG_INFINITY } else { gain })
}

/// Draws the strips with `row` chosen.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View<'_>, row: usize) {
    let strips = &view.snapshot.strips;
    let title = " CHANNELS  - = gain, arrows, M mute, S solo, P polarity, V voice, C close ";
    let area = overlay::open(frame, title.into(), strips.len() + 1);
    let [head, rows] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let names = format!(
        "  {:>3} {:17} {:>6} {:CELLS$} {:>6} {:>5} flags",
        "ch", "name", "dBFS", "-60       0", "gain", "pan"
    );
    frame.render_widget(Line::styled(names, Style::new().add_modifier(Modifier::BOLD)), head);
    let width = usize::from(area.width).saturating_sub(2);
    let lines = strips.iter().enumerate().map(|(i, strip)| fitted(&line(i, strip), width));
    overlay::choose(frame, rows, lines.collect(), row);
}

fn line(channel: usize, strip: &StripState) -> String {
    let pan = match strip.pan.round() {
        pan if pan < 0.0 => format!("L{:.0}", -pan),
        pan if pan > 0.0 => format!("R{pan:.0}"),
        _ => "C".into(),
    };
    let flags = [
        (strip.mute, "mute"),
        (strip.solo, "solo"),
        (strip.inverted, "ø"),
        (strip.voice, "voice"),
        (strip.microphone, "ambient"),
        (!strip.heard && !strip.mute && !strip.microphone, "(out)"),
    ];
    let flags: Vec<&str> = flags.into_iter().filter_map(|(on, word)| on.then_some(word)).collect();
    let gain =
        if strip.gain_db == f64::NEG_INFINITY { "-inf".into() } else { format!("{:+.1}", strip.gain_db) };
    format!(
        "{:>3} {:17} {:>6} {:CELLS$} {gain:>6} {pan:>5} {}",
        channel + 1,
        fitted(&strip.name, 17),
        level(strip.peak_dbfs),
        meter(strip),
        flags.join(" ")
    )
}

/// Peak as a bar from -60 dBFS to full scale; a `!` at its end once full scale was reached.
fn meter(strip: &StripState) -> String {
    let share = ((strip.peak_dbfs - LOWEST) / -LOWEST).clamp(0.0, 1.0);
    let cells = (share * (CELLS - 1) as f64).round() as usize;
    let clipped = if strip.max_dbfs >= 0.0 { "!" } else { " " };
    format!("{}{}{clipped}", "█".repeat(cells), " ".repeat(CELLS - 1 - cells))
}
