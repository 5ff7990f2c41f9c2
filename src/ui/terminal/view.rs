//! The whole screen from one value: where everything stands, and who draws it.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::curves::Responses;
use super::figures::{self, Verdict, clock, fitted, level, pair, safe_for};
use super::keys::{DEVICES, KEYS};
use super::panel::{Panel, heard};
use super::{curves, deck, overlay, slot, wearing};
use crate::control::snapshot::Snapshot;
use crate::engine::slot::Place;

/// Smallest window that holds everything.
const SMALLEST: (u16, u16) = (80, 24);
/// Rows of the number keys' list, which is shown when there is room.
const NUMBERS_ROWS: u16 = 5;
/// Smallest window that holds the curves beside large letters, and the rows that they get there.
const CURVES: (u16, u16, u16) = (100, 49, 13);
/// From this height on they get half of what there is more.
const CURVES_GROW_FROM: u16 = 60;
/// Most rows that help a curve.
const CURVES_MOST: u16 = 22;

/// All that is drawn.
pub struct View<'a> {
    /// How the session is.
    pub snapshot: &'a Snapshot,
    /// How sure the figures of slot A and slot B are.
    pub evidence: &'a [String; 2],
    /// The curves of what is in the slots.
    pub responses: &'a Responses,
    /// What the screen itself remembers.
    pub panel: &'a Panel,
}

/// Where everything stands.
pub struct Rooms {
    header: Rect,
    slots: [Rect; 2],
    curves: Option<Rect>,
    stage: Rect,
    played: Rect,
    numbers: Option<Rect>,
    engine: Rect,
    notice: Rect,
    keys: Rect,
}

impl Rooms {
    /// None where it is too narrow for everything.
    #[must_use]
    pub fn of(area: Rect) -> Option<Self> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            return None;
        }
        let numbers = if area.height >= SMALLEST.1 + NUMBERS_ROWS { NUMBERS_ROWS } else { 0 };
        // The parts of the latency are shown when there is room for the list, too.
        let engine = if area.height > SMALLEST.1 + NUMBERS_ROWS { 4 } else { 3 };
        let curves = if area.width >= CURVES.0 && area.height >= CURVES.1 {
            (CURVES.2 + area.height.saturating_sub(CURVES_GROW_FROM) / 2).min(CURVES_MOST)
        } else {
            0
        };
        let rows = [1, 0, curves, 7, numbers, engine, 1, 2].map(Constraint::Length);
        let rows =
            rows.into_iter().enumerate().map(|(i, row)| if i == 1 { Constraint::Fill(1) } else { row });
        let [header, slots, middle, deck, list, engine, notice, keys] = Layout::vertical(rows).areas(area);
        let halves = |area| Layout::horizontal([Constraint::Ratio(1, 2); 2]).areas(area);
        let [stage, played] = halves(deck);
        Some(Self {
            header,
            slots: halves(slots),
            curves: (curves > 0).then_some(middle),
            stage,
            played,
            numbers: (numbers > 0).then_some(list),
            engine,
            notice,
            keys,
        })
    }

    /// The number key whose cell this is, counted from 0.
    #[must_use]
    pub fn number_at(&self, at: Position) -> Option<usize> {
        let inner = self.numbers?.inner(Margin::new(1, 1));
        let cell = 3 * usize::from(at.y.checked_sub(inner.y)?)
            + usize::from(at.x.checked_sub(inner.x)? * 3 / inner.width.max(1));
        (inner.contains(at) && cell < DEVICES.len()).then_some(cell)
    }

    /// The slot at this cell.
    #[must_use]
    pub fn slot_at(&self, column: u16, row: u16) -> Option<Place> {
        let places = self.slots.iter().zip([Place::A, Place::B]);
        places.into_iter().find(|(area, _)| area.contains(Position::new(column, row))).map(|(_, place)| place)
    }
}

/// Draws everything; in a window that is too small the most important, with a word on how large it should be.
pub fn draw(frame: &mut Frame<'_>, view: &View<'_>) {
    match Rooms::of(frame.area()) {
        Some(rooms) => draw_rooms(frame, view, &rooms),
        None => draw_small(frame, view),
    }
    overlay::draw(frame, view);
}

fn draw_rooms(frame: &mut Frame<'_>, view: &View<'_>, rooms: &Rooms) {
    let snapshot = view.snapshot;
    frame.render_widget(header(snapshot, rooms.header.width), rooms.header);
    for (place, area) in [Place::A, Place::B].into_iter().zip(rooms.slots) {
        slot::draw(frame, view, place, area);
    }
    if let Some(area) = rooms.curves {
        curves::draw(frame, view, area);
    }
    deck::stage(frame, snapshot, rooms.stage);
    deck::played(frame, view, rooms.played);
    deck::engine(frame, snapshot, rooms.engine);
    if let Some(area) = rooms.numbers {
        draw_numbers(frame, snapshot, area);
    }
    if let (Some(news), None) = (&snapshot.news, &snapshot.notice) {
        let text = fitted(news, usize::from(rooms.notice.width).saturating_sub(2));
        frame.render_widget(Line::raw(format!(" {text}")), rooms.notice);
    }
    if let Some(notice) = &snapshot.notice {
        let text = format!(" ! {} ", fitted(notice, usize::from(rooms.notice.width).saturating_sub(4)));
        frame.render_widget(Line::styled(text, Verdict::Danger.badge()), rooms.notice);
    } else if let Some(hidden) = wearing::hidden(snapshot) {
        let text = format!(" {} ", fitted(&hidden, usize::from(rooms.notice.width).saturating_sub(2)));
        frame.render_widget(Line::styled(text, Verdict::Limited.badge()), rooms.notice);
    }
    frame.render_widget(Paragraph::new(foot(usize::from(rooms.keys.width))), rooms.keys);
}

fn header(snapshot: &Snapshot, width: u16) -> Line<'static> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let left = format!(" FOLDBACK {}  ", clock(snapshot.seconds));
    let mute = if snapshot.muted { " MUTED " } else { "" };
    let room = usize::from(width).saturating_sub(left.chars().count() + mute.chars().count() + 1);
    let right = wearing::header(snapshot, room);
    let taken = [left.as_str(), mute, right.as_str()].map(|text| text.chars().count()).iter().sum::<usize>();
    let gap = " ".repeat(usize::from(width).saturating_sub(taken + 1));
    let sure = if snapshot.played.calibrated { Style::new() } else { bold };
    Line::from(vec![
        Span::styled(left, bold),
        Span::styled(mute, bold.add_modifier(Modifier::REVERSED)),
        Span::raw(gap),
        Span::styled(right, sure),
    ])
}

/// How far the figures of what is played can be believed.
pub(super) fn full_scale(snapshot: &Snapshot) -> String {
    let figure = level(snapshot.played.full_scale_db_spl);
    if let Some(calibration) = &snapshot.played.calibration {
        format!("calibrated: {calibration}")
    } else if snapshot.played.calibrated {
        format!("calibrated: full scale is {figure} dB SPL")
    } else {
        format!("UNCALIBRATED: full scale taken for {} dB SPL", figure.trim_end_matches(".0"))
    }
}

/// The number keys and what they load, three to a row; the heard device is marked.
fn draw_numbers(frame: &mut Frame<'_>, snapshot: &Snapshot, area: Rect) {
    let block = deck::frame_of("1-9 LOAD INTO THE HEARD SLOT");
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let now = &snapshot.slots[heard(snapshot) as usize].device;
    let rows = inner.rows().flat_map(|row| Layout::horizontal([Constraint::Ratio(1, 3); 3]).areas::<3>(row));
    for ((cell, id), n) in rows.zip(DEVICES).zip(1..) {
        let (mark, style) = if now == id { ('▶', Modifier::BOLD) } else { (' ', Modifier::empty()) };
        frame.render_widget(Line::styled(format!("{mark}{n} {id}"), Style::new().add_modifier(style)), cell);
    }
}

/// The keys in a word each, as many as fit.
fn foot(width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<(usize, Vec<Span<'static>>)> = vec![(0, vec![])];
    for key in KEYS.iter().filter(|key| !key.short.is_empty()) {
        let wide = key.caps.chars().count() + key.short.chars().count() + 3;
        if lines.last().is_some_and(|(used, _)| used + wide > width) {
            lines.push((0, vec![]));
        }
        if let Some((used, spans)) = lines.last_mut() {
            *used += wide;
            let cap = Style::new().add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
            spans.extend([
                Span::raw(" "),
                Span::styled(key.caps, cap),
                Span::raw(format!(" {} ", key.short)),
            ]);
        }
    }
    lines.into_iter().map(|(_, spans)| Line::from(spans)).collect()
}

/// What must be seen in any window.
fn draw_small(frame: &mut Frame<'_>, view: &View<'_>) {
    let snapshot = view.snapshot;
    let slot = &snapshot.slots[heard(snapshot) as usize];
    let verdict = Verdict::of(figures::louder(slot));
    let mute = if snapshot.muted { "  MUTED" } else { "" };
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let limiter = level(view.panel.reduction_db);
    let mut lines = vec![
        Line::styled(format!("▶ {} {}{mute}", ["A", "B"][heard(snapshot) as usize], slot.device), bold),
        Line::raw(format!("{} dBA", pair(slot.laeq_10s_db))),
        Line::styled(
            format!(" {}  {} ", verdict.word(), safe_for(slot.niosh_minutes, verdict)),
            verdict.badge(),
        ),
        Line::raw(format!("played {} dBA", pair(snapshot.played.laeq_1s_db))),
        Line::raw(format!("limiter {limiter} dB")),
        Line::raw("make the window larger:"),
        Line::raw(format!("{} x {} shows everything", SMALLEST.0, SMALLEST.1)),
    ];
    lines.extend(snapshot.notice.clone().map(|notice| Line::styled(notice, bold)));
    frame.render_widget(Paragraph::new(lines), frame.area());
}
