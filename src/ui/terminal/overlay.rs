//! What lies over the screen when asked for: the help, the list of all devices, the channel strips.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, List, ListState, Paragraph};

use super::figures::fitted;
use super::keys::{DEVICES, KEYS};
use super::panel::Pick;
use super::strips;
use super::view::View;

/// Columns of both.
const WIDTH: u16 = 78;

/// Draws what is open.
pub fn draw(frame: &mut Frame<'_>, view: &View<'_>) {
    if view.panel.help {
        help(frame);
    } else if let Some(pick) = view.panel.pick {
        list(frame, view, pick);
    } else if let Some(row) = view.panel.strips {
        strips::draw(frame, view, row);
    }
}

/// A box over the middle of the screen that holds so many rows, if there are so many.
pub(super) fn open(frame: &mut Frame<'_>, title: String, rows: usize) -> Rect {
    let screen = frame.area();
    let (width, height) = (WIDTH.min(screen.width), (rows as u16 + 2).min(screen.height));
    let area = Rect::new((screen.width - width) / 2, (screen.height - height) / 2, width, height);
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let block = Block::bordered().border_type(BorderType::Double).title(Span::styled(title, bold));
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    inner
}

fn help(frame: &mut Frame<'_>) {
    let rows = KEYS.iter().map(|key| {
        let cap = Style::new().add_modifier(Modifier::BOLD);
        Line::from(vec![Span::styled(format!(" {:8} ", key.caps), cap), Span::raw(key.about)])
    });
    let area = open(frame, " KEYS, large or small letters ".into(), KEYS.len());
    frame.render_widget(Paragraph::new(rows.collect::<Vec<_>>()), area);
}

fn list(frame: &mut Frame<'_>, view: &View<'_>, pick: Pick) {
    let letter = ["A", "B"][pick.place as usize];
    let title = format!(" LOAD INTO {letter}: Up, Down, Enter; Tab: other slot or close ");
    let area = open(frame, title, view.panel.devices.len());
    let width = usize::from(area.width);
    let rows = view.panel.devices.iter().map(|entry| {
        let number =
            DEVICES.iter().position(|id| *id == entry.id).map_or(" ".into(), |n| (n + 1).to_string());
        let holds = |slot: usize| view.snapshot.slots[slot].device == entry.id;
        let slots = [(0, 'A'), (1, 'B')].map(|(slot, letter)| if holds(slot) { letter } else { ' ' });
        let [a, b] = slots;
        fitted(&format!("{number} {a}{b} {:25} {}", entry.id, entry.name), width.saturating_sub(2))
    });
    let list = List::new(rows)
        .highlight_symbol("▶ ")
        .highlight_style(Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD));
    let mut state = ListState::default().with_selected(Some(pick.row));
    frame.render_stateful_widget(list, area, &mut state);
}
