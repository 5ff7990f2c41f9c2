//! What lies over the screen when asked for: the help, the list of all devices, the channel strips.

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, List, ListState, Paragraph};

use super::figures::fitted;
use super::keys::{DEVICES, KEYS};
use super::panel::{Panel, Pick};
use super::view::View;
use super::{curves, learn, strips};

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
    } else if let Some(row) = view.panel.learn {
        learn::draw(frame, view, row);
    } else if view.panel.curves {
        curves::draw_over(frame, view);
    }
}

/// The row of the open list at this cell of a screen, counted from 0.
#[must_use]
pub fn row_at(screen: Rect, panel: &Panel, channels: usize, at: Position) -> Option<usize> {
    let (rows, head, chosen) = match (panel.pick, panel.strips, panel.learn) {
        (Some(pick), ..) => (panel.devices.len(), 0, pick.row),
        (None, Some(row), _) => (channels, 1, row),
        (None, None, Some(row)) => (learn::rows(), 0, row),
        (None, None, None) => return None,
    };
    let inner = place(screen, rows + head).inner(Margin::new(1, 1));
    let list = Rect { y: inner.y + head as u16, height: inner.height.saturating_sub(head as u16), ..inner };
    row_in(list, chosen, rows, at).filter(|_| !panel.help)
}

/// The row of a list at this cell.
pub(super) fn row_in(list: Rect, chosen: usize, rows: usize, at: Position) -> Option<usize> {
    let row = first_row(chosen, list) + usize::from(at.y.checked_sub(list.y)?);
    (list.contains(at) && row < rows).then_some(row)
}

/// The uppermost row shown: as many are left out as bring the chosen one to the foot.
fn first_row(chosen: usize, list: Rect) -> usize {
    (chosen + 1).saturating_sub(usize::from(list.height))
}

/// A box over the middle of the screen that holds so many rows, if there are so many.
pub(super) fn open(frame: &mut Frame<'_>, title: String, rows: usize) -> Rect {
    let area = place(frame.area(), rows);
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let block = Block::bordered().border_type(BorderType::Double).title(Span::styled(title, bold));
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    inner
}

/// Where that box is.
fn place(screen: Rect, rows: usize) -> Rect {
    let (width, height) = (WIDTH.min(screen.width), (rows as u16 + 2).min(screen.height));
    Rect::new((screen.width - width) / 2, (screen.height - height) / 2, width, height)
}

/// Draws a list with one of its rows chosen.
pub(super) fn choose(frame: &mut Frame<'_>, area: Rect, rows: Vec<String>, chosen: usize) {
    let list = List::new(rows)
        .highlight_symbol("▶ ")
        .highlight_style(Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD));
    let state = ListState::default().with_selected(Some(chosen));
    frame.render_stateful_widget(list, area, &mut state.with_offset(first_row(chosen, area)));
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
    choose(frame, area, rows.collect(), pick.row);
}
