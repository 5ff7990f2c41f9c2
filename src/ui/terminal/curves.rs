//! What masks what, and what the devices do: the mix against what is left of the stage, and the responses, as curves
//! beside each other where there is room, else laid over the screen on a key.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::figures::fitted;
use super::overlay;
use super::panel::heard;
use super::view::View;
use crate::acoustics::audibility::above;
use crate::acoustics::bands::{THIRDS, third_centre};
use crate::acoustics::level;
use crate::control::desk::Desk;
use crate::control::snapshot::{BandState, Snapshot};
use crate::engine::prepare::declared::Declared;
use crate::ui::chart::axis::place_hz;
use crate::ui::chart::{Figure, Panel as Chart, Series, text};
use crate::units::{DbSpl, Hz};

/// Frequencies shown, hertz.
const SHOWN_HZ: [f64; 2] = [20.0, 20_000.0];
/// Points of a response an octave.
const PER_OCTAVE: f64 = 8.0;
/// Rows that [`text::lines`] begins with before the title of the panel: those of the figure.
const FIGURE_ROWS: usize = 2;
/// Columns left of the plot, and the one that stays free at its right.
const LEFT: usize = 6;

/// Responses of both slots, worked out when a slot changes.
#[derive(Default)]
pub struct Responses {
    known: [Option<(String, [Option<f64>; 2])>; 2],
    series: [Vec<Series>; 2],
}

impl Responses {
    /// Takes note of what the slots hold.
    pub fn see(&mut self, desk: &Desk) {
        for (slot, loaded) in desk.slots().iter().enumerate() {
            let now = Some((loaded.id.clone(), loaded.seal_pct));
            if self.known[slot] == now {
                continue;
            }
            let ears = [0, 1].map(|ear: usize| {
                // A device without a curve is drawn without one.
                let declared = Declared::new(&loaded.ears[ear], loaded.seal_pct[ear]).ok();
                declared.map_or(vec![], |declared| {
                    grid().map(|hz| [hz, declared.response(Hz(hz)).0]).collect::<Vec<_>>()
                })
            });
            self.series[slot] = named(slot, &loaded.id, ears);
            self.known[slot] = now;
        }
    }
}

/// One curve where both ears are alike, else one each.
fn named(slot: usize, id: &str, [left, right]: [Vec<[f64; 2]>; 2]) -> Vec<Series> {
    if left == right {
        return vec![Series::line(id, slot, left)];
    }
    vec![Series::line(format!("{id} left"), slot, left), Series::line(format!("{id} right"), slot + 2, right)]
}

fn grid() -> impl Iterator<Item = f64> {
    let octaves = (SHOWN_HZ[1] / SHOWN_HZ[0]).log2();
    (0..=(octaves * PER_OCTAVE) as usize).map(|i| SHOWN_HZ[0] * (i as f64 / PER_OCTAVE).exp2())
}

/// Draws both beside each other.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View<'_>, area: Rect) {
    let halves: [Rect; 2] = Layout::horizontal([Constraint::Ratio(1, 2); 2]).areas(area);
    draw_masking(frame, view.snapshot, halves[0]);
    draw_responses(frame, view, halves[1]);
}

/// Lays both over the screen, under each other.
pub(super) fn draw_over(frame: &mut Frame<'_>, view: &View<'_>) {
    let area = overlay::open(frame, " WHAT MASKS WHAT, AND RESPONSES; F close ".into(), 40);
    let halves: [Rect; 2] = Layout::vertical([Constraint::Ratio(1, 2); 2]).areas(area);
    draw_masking(frame, view.snapshot, halves[0]);
    draw_responses(frame, view, halves[1]);
}

/// The mix and the stage at the ears of the heard slot, and under them the bands in which the stage buries the mix.
fn draw_masking(frame: &mut Frame<'_>, snapshot: &Snapshot, area: Rect) {
    let letter = ["A", "B"][heard(snapshot) as usize];
    let sounds = |bands: &&BandState| bands.ear.iter().flatten().any(|level| level.is_finite());
    let Some(bands) = snapshot.bands.as_ref().filter(sounds) else {
        return say(frame, area, &format!("AT THE EAR, {letter}: no sound yet"));
    };
    let (mix, stage) = (both_ears(&bands.monitor), both_ears(&bands.ambience));
    let series = [("mix", 0, &mix, 'm'), ("what is left of the stage", 1, &stage, 's')]
        .map(|(name, look, levels, letter)| Series::line(name, look, points(levels)).lettered(letter))
        .into();
    let title = format!("AT THE EAR, {letter}: thirds, dB SPL; x: the mix is buried");
    let marks = buried(&mix, &stage, usize::from(area.width));
    plot(frame, area, [&title, "no sound yet"], series, Some(marks));
}

fn draw_responses(frame: &mut Frame<'_>, view: &View<'_>, area: Rect) {
    let slot = heard(view.snapshot) as usize;
    let title = format!("RESPONSE, dB re diffuse field; {} is heard", ["A", "B"][slot]);
    let series = view.responses.series.iter().flatten().cloned().collect();
    plot(frame, area, [&title, "nothing"], series, None);
}

/// A chart with its title on the first row, and a word for where there is nothing to draw; marks stand above its axis of frequencies.
fn plot(
    frame: &mut Frame<'_>,
    area: Rect,
    [title, none]: [&str; 2],
    series: Vec<Series>,
    marks: Option<String>,
) {
    if area.width < 30 || area.height < 11 {
        return say(frame, area, "make the window larger for curves");
    }
    let series: Vec<_> =
        series.into_iter().filter(|line| line.points.iter().any(|p| p[1].is_finite())).collect();
    if series.is_empty() {
        return say(frame, area, &format!("{title}: {none}"));
    }
    let chart = Chart { title: fitted(title, usize::from(area.width)), hz: SHOWN_HZ, series, notes: vec![] };
    let figure = Figure { title: String::new(), panels: vec![chart] };
    let extra = usize::from(marks.is_some());
    let mut lines = text::lines(&figure, usize::from(area.width), usize::from(area.height) - extra);
    lines.drain(..FIGURE_ROWS.min(lines.len()));
    if let Some(marks) = marks {
        let axis = lines.iter().position(|line| line.contains('└')).unwrap_or(lines.len());
        lines.insert(axis, marks);
    }
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let lines = lines.into_iter().enumerate();
    let lines = lines.map(|(i, line)| if i == 0 { Line::styled(line, bold) } else { Line::raw(line) });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

fn say(frame: &mut Frame<'_>, area: Rect, words: &str) {
    frame.render_widget(Line::raw(fitted(words, usize::from(area.width))), area);
}

/// Both ears as one, by energy.
fn both_ears(ears: &[[f64; THIRDS]; 2]) -> [DbSpl; THIRDS] {
    let [left, right] = ears;
    std::array::from_fn(|band| {
        DbSpl(level::sum([DbSpl(left[band]), DbSpl(right[band])]).0 - 10.0 * 2f64.log10())
    })
}

fn points(levels: &[DbSpl; THIRDS]) -> Vec<[f64; 2]> {
    levels.iter().enumerate().map(|(band, level)| [third_centre(band).0, level.0]).collect()
}

/// A row of marks, one at every third in which the mix stands below what masks it.
fn buried(mix: &[DbSpl; THIRDS], stage: &[DbSpl; THIRDS], columns: usize) -> String {
    let width = columns.saturating_sub(LEFT + 1);
    let mut cells = vec![' '; width];
    for (band, over) in above(mix, stage).into_iter().enumerate() {
        let at = (place_hz(SHOWN_HZ, third_centre(band).0) * width.saturating_sub(1) as f64).round() as usize;
        if let Some(cell) = cells.get_mut(at).filter(|_| over < 0.0 && mix[band].0.is_finite()) {
            *cell = 'x';
        }
    }
    let row: String = cells.into_iter().collect();
    format!("{:>LEFT$}{row}", '│')
}
