//! One slot: what it simulates, what that gives a performer's ears, and for how long that is safe.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Padding, Paragraph};

use super::bar::{LevelBar, LevelScale};
use super::big::{self, Size};
use super::figures::{Verdict, fitted, level, louder, pair, safe_for, seal, share};
use super::panel::heard;
use super::view::View;
use crate::control::snapshot::SlotState;
use crate::engine::slot::Place;

/// From this width of the window and inner height on there is room for large type, in both slots alike.
const ROOMY: (u16, u16) = (100, 15);
/// From this inner size on the figure is larger still.
const ROOMIER: (u16, u16) = (72, 26);

/// One slot, ready to be drawn.
struct Face<'a> {
    letter: &'static str,
    state: &'a SlotState,
    evidence: &'a str,
    verdict: Verdict,
    style: Style,
}

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, view: &View<'_>, place: Place, area: Rect) {
    let is_heard = heard(view.snapshot) == place;
    let letter = ["A", "B"][place as usize];
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let (title, border, style) = match (is_heard, view.snapshot.muted) {
        (true, false) => (format!(" ▶ {letter} HEARD "), BorderType::Thick, bold),
        (true, true) => (format!(" ▶ {letter} HEARD, but MUTED "), BorderType::Thick, bold),
        (false, _) => (format!(" {letter} "), BorderType::Plain, Style::new()),
    };
    let title = Span::styled(title, if is_heard { bold.add_modifier(Modifier::REVERSED) } else { style });
    let state = &view.snapshot.slots[place as usize];
    // What the performer has used up since the device was loaded, by NIOSH.
    let dose = Line::from(format!(" dose {} ", share(state.dose.niosh.worst_percent))).right_aligned();
    let block = Block::bordered().border_type(border).border_style(style).title(title).title(dose);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let verdict = Verdict::of(louder(state));
    let face = Face { letter, state, evidence: &view.evidence[place as usize], verdict, style };
    if frame.area().width >= ROOMY.0 && inner.height >= ROOMY.1 {
        face.roomy(frame, inner);
    } else {
        face.tight(frame, inner);
    }
}

impl Face<'_> {
    /// Eight rows of 38 columns hold it.
    fn tight(&self, frame: &mut Frame<'_>, area: Rect) {
        let scale = u16::from(area.height > 8);
        let rows = [3, 1, 1, scale, 1, 1, 1].map(Constraint::Length);
        let [top, left, right, under, ten, parts, verdict] = Layout::vertical(rows).areas(area);
        let [letter, about] = Layout::horizontal([Constraint::Length(5), Constraint::Fill(1)]).areas(top);
        self.lines(frame, letter, big::line(self.letter, Size::Half));
        let width = usize::from(about.width);
        let words = [&self.state.name, &self.state.device, &self.fit_and_evidence()];
        self.lines(frame, about, words.map(|text| fitted(text, width)).into());
        self.bars(frame, [left, right], under);
        let text = format!("{} dBA over 10 s", pair(self.state.laeq_10s_db));
        frame.render_widget(Line::styled(text, self.style), ten);
        frame.render_widget(Line::raw(self.parts()), parts);
        frame.render_widget(self.judged(verdict.width), verdict);
    }

    /// Large type.
    fn roomy(&self, frame: &mut Frame<'_>, area: Rect) {
        let area = area.inner(Margin::new(1, 0));
        let air = u16::from(area.height > ROOMY.1);
        let size = if area.width >= ROOMIER.0 && area.height >= ROOMIER.1 { Size::Full } else { Size::Half };
        let spare = area.height.saturating_sub(4 + air + size.rows() as u16);
        let thick = (spare / 6).clamp(1, 3);
        let top = spare.saturating_sub(2 * thick + 1).min(21);
        let rows = [air, top, 2, thick, thick, 1, 1, size.rows() as u16, 1].map(Constraint::Length);
        let [_, top, about, left, right, under, _, number, parts] = Layout::vertical(rows).areas(area);
        let widths = [Constraint::Length(if top.height >= 10 { 14 } else { 8 }), Constraint::Fill(1)];
        let [letter, name] = Layout::horizontal(widths).areas(top);
        self.large(frame, letter, self.letter);
        let line = Block::new().borders(Borders::LEFT).padding(Padding::horizontal(1));
        self.large(frame, line.inner(name), &self.state.device);
        frame.render_widget(line, name);
        let width = usize::from(about.width);
        let words = [&self.state.name, &self.fit_and_evidence()];
        self.lines(frame, about, words.map(|text| fitted(text, width)).into());
        self.bars(frame, [left, right], under);
        let figure = big::line(&level(louder(self.state)), size);
        let wide = figure.iter().map(|row| row.chars().count()).max().unwrap_or(0) as u16 + 2;
        let [figure_area, words] =
            Layout::horizontal([Constraint::Length(wide), Constraint::Fill(1)]).areas(number);
        self.lines(frame, figure_area, figure);
        let ears = Line::styled(pair(self.state.laeq_10s_db), self.style);
        let lines = vec![Line::styled("dBA over 10 s", self.style), ears, self.judged(words.width)];
        frame.render_widget(Paragraph::new(lines), words);
        frame.render_widget(Line::raw(self.parts()), parts);
    }

    /// The text as large as it gets.
    fn large(&self, frame: &mut Frame<'_>, area: Rect, text: &str) {
        let (width, height) = (usize::from(area.width), usize::from(area.height));
        self.lines(frame, area, big::fit(text, width, height).unwrap_or_else(|| vec![fitted(text, width)]));
    }

    fn lines(&self, frame: &mut Frame<'_>, area: Rect, lines: Vec<String>) {
        let lines: Vec<_> = lines.into_iter().map(Line::raw).collect();
        frame.render_widget(Paragraph::new(lines).style(self.style), area);
    }

    /// Fast level of both ears now.
    fn bars(&self, frame: &mut Frame<'_>, ears: [Rect; 2], scale: Rect) {
        let widths = [Constraint::Length(2), Constraint::Fill(1), Constraint::Length(6)];
        for ((area, ear), dba) in ears.into_iter().zip(["L", "R"]).zip(self.state.laf_db) {
            let [name, bar, figure] = Layout::horizontal(widths).areas(area);
            frame.render_widget(Line::raw(ear), name);
            frame.render_widget(LevelBar(dba), bar);
            frame.render_widget(Line::raw(format!("{:>6}", level(dba))), figure);
        }
        let [_, under, _] = Layout::horizontal(widths).areas(scale);
        if under.height > 0 {
            frame.render_widget(LevelScale, under);
        }
    }

    /// What the level rule adds to the monitor level, how it sits, how sure its figures are.
    fn fit_and_evidence(&self) -> String {
        let drive = self.state.drive_db.filter(|db| db.abs() >= 0.05);
        let drive = drive.map_or(String::new(), |db| format!("drive {db:+.1} dB · "));
        format!("{drive}{} · data {}", seal(self.state.seal_pct), self.evidence)
    }

    /// What the level is made of: the mix through the device, and what is left of the stage.
    fn parts(&self) -> String {
        let both = |pair: [f64; 2]| pair.map(level).join(" ");
        let (mix, stage) = (both(self.state.monitor_laeq_db), both(self.state.ambience_laeq_db));
        format!("mix {mix}  stage {stage} dBA")
    }

    /// The verdict and the time; whose rule that is where there is room.
    fn judged(&self, width: u16) -> Line<'static> {
        let word = format!(" {} ", self.verdict.word());
        let mut time = format!(" {}", safe_for(self.state.niosh_minutes, self.verdict));
        let rule = ", NIOSH";
        let taken = [&word, &time].map(|text| text.chars().count()).iter().sum::<usize>();
        if self.verdict != Verdict::Silent && taken + rule.len() <= usize::from(width) {
            time.push_str(rule);
        }
        Line::from(vec![Span::styled(word, self.verdict.badge()), Span::styled(time, self.style)])
    }
}
