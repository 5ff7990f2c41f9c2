//! The first start: which input and which output, with a moving level beside each input.

pub mod ask;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::deck::frame_of;
use super::figures::{fitted, level};
use super::overlay;
use crate::io::audition::{Candidate, Heard};

/// Left end of a level bar, dBFS; the right end is full scale.
const LOWEST: f64 = -60.0;
/// An input below this is called silent, dBFS peak.
const SILENT_BELOW: f64 = -90.0;
/// Cells of a level bar.
const CELLS: usize = 20;
/// How fast a shown peak falls, dB a picture.
const FALL_DB: f64 = 0.8;
/// Columns of a name.
const NAME: usize = 38;

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// As the command line takes it.
    pub word: String,
    /// For people.
    pub name: String,
    /// How it sounds; none for what is no device.
    pub heard: Option<Heard>,
}

/// What is being asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Finder {
    /// The demo band and the inputs; the outputs and none.
    pub lists: [Vec<Row>; 2],
    /// Chosen row of each.
    pub chosen: [usize; 2],
    /// 0 = the input is asked for, 1 = the output.
    pub step: usize,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Up or down the list.
    Move(isize),
    /// To a row.
    Row(usize),
    /// Take what is chosen.
    Take,
    /// Back to the input.
    Back,
    /// Leave the program.
    Leave,
}

impl Finder {
    /// Asks for the input first. The demo band is chosen, since nothing howls with it; of the outputs the default.
    #[must_use]
    pub fn new(inputs: &[Candidate], outputs: &[Candidate]) -> Self {
        let row = |candidate: &Candidate, heard: Option<Heard>| Row {
            word: candidate.id.clone(),
            name: format!("{}{}", candidate.name, if candidate.default { " (default)" } else { "" }),
            heard,
        };
        let plain = |word: &str, name: &str| Row { word: word.into(), name: name.into(), heard: None };
        let demo = plain("demo", "demo band, no input needed");
        let none = plain("null", "no output: meters alone");
        let inputs = inputs.iter().map(|candidate| row(candidate, Some(Heard::Opening)));
        let outputs = outputs.iter().map(|candidate| row(candidate, None));
        let lists = [std::iter::once(demo).chain(inputs).collect(), outputs.chain([none]).collect()];
        Self { lists, chosen: [0, 0], step: 0 }
    }

    /// Takes what an input says; a peak falls slowly, so that the eye can follow.
    pub fn hear(&mut self, input: usize, heard: Heard) {
        let Some(row) = self.lists[0].get_mut(input) else { return };
        row.heard = Some(match (&row.heard, heard) {
            (Some(Heard::Peak(old)), Heard::Peak(new)) => Heard::Peak(new.max(old - FALL_DB)),
            (_, heard) => heard,
        });
    }

    /// Does what a key asks for; true once both ends are taken.
    pub fn act(&mut self, act: Act) -> bool {
        let last = self.lists[self.step].len().saturating_sub(1);
        let chosen = &mut self.chosen[self.step];
        match act {
            Act::Move(rows) => *chosen = chosen.saturating_add_signed(rows).min(last),
            Act::Row(row) if row <= last => *chosen = row,
            Act::Take if self.step == 1 => return true,
            Act::Take => self.step = 1,
            Act::Back => self.step = 0,
            Act::Row(_) | Act::Leave => {}
        }
        false
    }

    /// The words that were taken, input and output.
    #[must_use]
    pub fn words(&self) -> [String; 2] {
        [0, 1].map(|step: usize| {
            self.lists[step].get(self.chosen[step]).map_or(String::new(), |row| row.word.clone())
        })
    }
}

/// Where the list stands.
fn room(area: Rect) -> [Rect; 3] {
    let rows = [Constraint::Length(1), Constraint::Fill(1), Constraint::Length(2)];
    Layout::vertical(rows).areas(area)
}

/// The row at this cell.
#[must_use]
pub fn row_at(area: Rect, finder: &Finder, at: Position) -> Option<usize> {
    let [_, list, _] = room(area);
    overlay::row_in(
        list.inner(Margin::new(1, 1)),
        finder.chosen[finder.step],
        finder.lists[finder.step].len(),
        at,
    )
}

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, finder: &Finder) {
    let [head, list, foot] = room(frame.area());
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let width = usize::from(head.width);
    let asks = ["WHERE DOES THE SOUND COME FROM?", "WHERE SHALL IT GO?"][finder.step];
    frame.render_widget(Line::styled(fitted(&format!(" FOLDBACK  {asks}"), width), bold), head);
    let block = frame_of(["INPUT", "OUTPUT"][finder.step]);
    let inner = block.inner(list);
    frame.render_widget(block, list);
    let rows = finder.lists[finder.step].iter().enumerate();
    let rows = rows.map(|(n, row)| fitted(&line(n, row), usize::from(inner.width).saturating_sub(2)));
    overlay::choose(frame, inner, rows.collect(), finder.chosen[finder.step]);
    let keys = [
        "Up Down 1-9 choose   Enter take   Q leave",
        "Up Down 1-9 choose   Enter take   Left back   Q leave",
    ];
    let words =
        [keys[finder.step], "Asked once; `foldback live --ask` asks again, --input and --output override."];
    let words = words.map(|words| Line::raw(fitted(&format!(" {words}"), width)));
    frame.render_widget(ratatui::widgets::Paragraph::new(words.to_vec()), foot);
}

fn line(n: usize, row: &Row) -> String {
    let number = if n < 9 { (n + 1).to_string() } else { " ".into() };
    let state = match &row.heard {
        None => String::new(),
        Some(Heard::Opening) => "opening".into(),
        Some(Heard::Refused(reason)) => reason.clone(),
        Some(Heard::Peak(db)) => {
            let cells = (((db - LOWEST) / -LOWEST).clamp(0.0, 1.0) * CELLS as f64).round() as usize;
            let word = if *db < SILENT_BELOW { "silent".into() } else { format!("{:>5} dBFS", level(*db)) };
            format!("{}{} {word}", "█".repeat(cells), "·".repeat(CELLS - cells))
        }
    };
    format!("{number} {:NAME$} {state}", fitted(&row.name, NAME))
}

#[cfg(test)]
mod tests;
