//! Draws a blind test: large, calm, and nothing on it that depends on the answer.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::keys::foot;
use crate::control::trial::state::TrialState;
use crate::ui::terminal::big;
use crate::ui::terminal::figures::fitted;

/// All that is drawn.
pub struct Scene<'a> {
    /// The test.
    pub state: &'a TrialState,
    /// Whether it asks if it shall end.
    pub asking: bool,
    /// What went wrong last.
    pub notice: Option<&'a str>,
    /// The result, when the test is over.
    pub found: Option<&'a [String]>,
}

/// Draws it.
pub fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>) {
    let [head, middle, below, votes, notice, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(4),
        Constraint::Length(2),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(frame.area());
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let state = scene.state;
    if let Some(found) = scene.found {
        frame.render_widget(Line::styled(" BLIND TEST: RESULT", bold), head);
        let lines = found.iter().map(|line| Line::raw(format!("  {line}")));
        frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), middle);
        frame.render_widget(Line::styled(" Enter  done ", bold), keys);
        return;
    }
    frame.render_widget(header(state), head);
    let text = state.playing.to_uppercase();
    if let Some(rows) = big::fit(&text, usize::from(middle.width), usize::from(middle.height)) {
        let gap = " ".repeat(
            rows.first().map_or(0, |row| usize::from(middle.width).saturating_sub(row.chars().count())) / 2,
        );
        let above = usize::from(middle.height).saturating_sub(rows.len()) / 2;
        let lines =
            std::iter::repeat_n(String::new(), above).chain(rows.iter().map(|row| format!("{gap}{row}")));
        frame.render_widget(Paragraph::new(lines.map(Line::raw).collect::<Vec<_>>()), middle);
    }
    frame.render_widget(Paragraph::new(samples(state, usize::from(below.width))), below);
    frame.render_widget(choices(state), votes);
    let width = usize::from(notice.width);
    if scene.asking {
        let text = " SOUND IS OFF. End the test? Y ends it, any other key goes on. ";
        frame.render_widget(Line::styled(fitted(text, width), bold.add_modifier(Modifier::REVERSED)), notice);
    } else if let Some(text) = scene.notice {
        frame.render_widget(Line::styled(fitted(&format!(" ! {text}"), width), bold), notice);
    } else if let Some(right) = state.right {
        let text = if right { " the last one was right" } else { " the last one was wrong" };
        frame.render_widget(Line::raw(text), notice);
    }
    frame.render_widget(Line::raw(fitted(foot(state.test == "abx"), usize::from(keys.width))), keys);
}

fn header(state: &TrialState) -> Line<'static> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let trial = format!(" BLIND TEST   trial {} of {} ", state.trial, state.trials);
    let muted = if state.muted { " MUTED " } else { "" };
    Line::from(vec![
        Span::styled(trial, bold),
        Span::styled(muted, bold.add_modifier(Modifier::REVERSED)),
        Span::raw(format!("  levels by {}   stage {}", state.level_rule, state.stage)),
    ])
}

/// What can be heard; what plays is marked.
fn samples(state: &TrialState, width: usize) -> Vec<Line<'static>> {
    let rows = match (state.test, state.devices.as_slice()) {
        ("abx", [a, b]) => vec![("a", a.clone()), ("b", b.clone()), ("x", "one of the two: which?".into())],
        _ => vec![("1", String::new()), ("2", "which of the two do you prefer?".into())],
    };
    let row = |(name, text): (&str, String)| {
        let (mark, style) = if state.playing == name {
            ('▶', Style::new().add_modifier(Modifier::BOLD))
        } else {
            (' ', Style::new())
        };
        Line::styled(fitted(&format!("  {mark} {}   {text}", name.to_uppercase()), width), style)
    };
    rows.into_iter().map(row).collect()
}

/// Both votes; the chosen one is marked and turned round.
fn choices(state: &TrialState) -> Line<'static> {
    let votes = match state.test {
        "abx" => [("a", " 1  X is A "), ("b", " 2  X is B ")],
        _ => [("1", " Q  1 is better "), ("2", " W  2 is better ")],
    };
    let mut spans = vec![Span::raw("  ")];
    for (name, text) in votes {
        let chosen = state.vote == Some(name);
        let style = if chosen {
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
        } else {
            Style::new()
        };
        let mark = if chosen { "▶" } else { " " };
        spans.extend([Span::raw(mark), Span::styled(text, style), Span::raw("   ")]);
    }
    if state.vote.is_some() {
        spans.push(Span::styled("Enter: next", Style::new().add_modifier(Modifier::BOLD)));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests;
