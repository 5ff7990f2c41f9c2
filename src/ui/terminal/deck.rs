//! What belongs to neither slot: the stage, what is really played, the machine.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Paragraph};

use super::bar::Reduction;
use super::figures::{Verdict, fitted, level, pair, percent, share};
use super::view::View;
use crate::control::latency::LatencyPart;
use crate::control::snapshot::Snapshot;

/// From this on the limiter is said to work, dB.
const LIMITING: f64 = 0.05;

/// A frame with a title.
#[must_use]
pub fn frame_of(title: &str) -> Block<'static> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    Block::bordered().title(Span::styled(format!(" {title} "), bold))
}

/// The stage and the monitor level.
pub fn stage(frame: &mut Frame<'_>, snapshot: &Snapshot, area: Rect) {
    let stage = &snapshot.stage;
    let (title, at_ear) = match (stage.laeq_db, stage.on) {
        (None, _) => ("STAGE silent", "no stage around the performer".into()),
        (Some(dba), true) => ("STAGE on", format!("{} dBA at the open ear", level(dba))),
        (Some(dba), false) => ("STAGE OFF", format!("off; on: {} dBA at the open ear", level(dba))),
    };
    let block = frame_of(title);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let width = usize::from(inner.width);
    let lines = vec![
        Line::raw(fitted(&stage.name, width)),
        Line::styled(at_ear, bold),
        Line::styled(fitted(&moved(snapshot), width), bold),
        Line::styled(format!("monitor level {} dB SPL", level(snapshot.level_db_spl)), bold),
        Line::raw("of a full-scale sine, flat and sealed"),
    ];
    frame.render_widget(Paragraph::new(lines), inner);
}

/// What is not at rest: the balance, the receiver's limiter.
fn moved(snapshot: &Snapshot) -> String {
    let ear = if snapshot.balance_db < 0.0 { "L" } else { "R" };
    let balance = Some(snapshot.balance_db.abs()).filter(|db| *db >= 0.05);
    let balance = balance.map(|db| format!("balance {ear} +{} dB", level(db)));
    let bodypack = snapshot.bodypack_db_spl.map(|db| format!("bodypack {} dB", level(db)));
    balance.into_iter().chain(bodypack).collect::<Vec<_>>().join(", ")
}

/// What reaches the listener, and what the limiter does to it.
pub fn played(frame: &mut Frame<'_>, view: &View<'_>, area: Rect) {
    let played = &view.snapshot.played;
    let block = frame_of(if view.snapshot.muted { "PLAYED: MUTED, M sounds" } else { "PLAYED TO YOU" })
        .title(Line::from(" limiter ").right_aligned());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [text, meter] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(6)]).areas(inner);
    let way = if played.scale_db > 0.0 { "above" } else { "below" };
    let limiter = if view.panel.reduction_db >= LIMITING {
        Line::styled(format!(" LIMITING {} dB ", level(view.panel.reduction_db)), Verdict::Danger.badge())
    } else if played.slow_reduction_db >= LIMITING {
        let down = level(played.slow_reduction_db);
        Line::styled(format!(" CAP {} dBA: {down} dB down ", level(played.cap_dba)), Verdict::Limited.badge())
    } else {
        Line::raw(format!("limiter idle, most {} dB", level(played.limiter_max_reduction_db)))
    };
    let (ceiling, dbfs) = (level(played.ceiling_db_spl), level(played.ceiling_dbfs));
    let lines = vec![
        Line::styled(
            format!("{} dBA 1 s", pair(played.laeq_1s_db)),
            Style::new().add_modifier(Modifier::BOLD),
        ),
        Line::raw(format!("{} dB {way} simulated truth", level(played.scale_db.abs()))),
        Line::raw(format!(
            "peak {} dB SPL, dose {}",
            level(played.true_peak_db_spl),
            share(played.dose.niosh.worst_percent)
        )),
        Line::raw(format!("ceiling {ceiling} dB SPL, {dbfs} dBFS")),
        limiter,
    ];
    frame.render_widget(Paragraph::new(lines), text);
    frame.render_widget(Reduction(view.panel.reduction_db), meter);
}

/// What the machine says.
pub fn engine(frame: &mut Frame<'_>, snapshot: &Snapshot, area: Rect) {
    let engine = &snapshot.engine;
    let latency = &engine.latency;
    let title = format!(
        " ENGINE  {} Hz, latency {:.0} frames = {} ms, {} ",
        snapshot.rate_hz,
        latency.frames,
        level(latency.ms),
        latency.verdict
    );
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let block = Block::new().borders(Borders::TOP).title(Span::styled(title, bold));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let clocks = engine.clocks.state.map_or(String::new(), |state| format!(", two clocks: {state}"));
    let flags: usize = engine.flags.iter().map(|flag| flag.len() + 5).sum();
    let room = usize::from(inner.width).saturating_sub(12 + clocks.len() + flags) / 2;
    let ways = format!(" in {} → out {}{clocks}", fitted(&engine.input, room), fitted(&engine.output, room));
    let flags = engine
        .flags
        .iter()
        .flat_map(|flag| [Span::raw(" "), Span::styled(format!(" ! {flag} "), Verdict::Limited.badge())]);
    let ways = std::iter::once(Span::raw(ways)).chain(flags).collect::<Line<'_>>();
    let mut spans = vec![];
    let mut say = |text: String, wrong: bool| {
        let style = if wrong { Verdict::Danger.badge() } else { Style::new() };
        spans.push(Span::styled(format!(" {text}{} ", if wrong { " !" } else { "" }), style));
    };
    if engine.devices != "running" {
        // Before all else: without devices the rest stands still.
        say(engine.devices.to_owned(), true);
    }
    say(
        format!(
            "load {} p99 {} worst {}",
            percent(engine.mean_load),
            percent(engine.p99_load),
            percent(engine.worst_load)
        ),
        engine.worst_load >= 1.0,
    );
    say(format!("missed {} frames", engine.missed_frames), engine.missed_frames > 0);
    say(format!("dropped {}", engine.dropped_frames), engine.dropped_frames > 0);
    say(format!("faults {}", engine.faults), engine.faults > 0);
    let parts = fitted(&latency_parts(snapshot), usize::from(inner.width));
    frame.render_widget(Paragraph::new(vec![ways, Line::from(spans), Line::raw(parts)]), inner);
}

/// What the latency is made of, and how each part is known.
fn latency_parts(snapshot: &Snapshot) -> String {
    let part = |part: &LatencyPart| format!("{} {} ms ({})", part.part, level(part.ms), part.known);
    let parts: Vec<_> = snapshot.engine.latency.parts.iter().map(part).collect();
    format!(" {}", parts.join(" + "))
}
