//! Meters: a level that grows to the right, a reduction that hangs from the top.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::Widget;

use super::figures::{DANGER_FROM_DBA, LIMITED_FROM_DBA, Verdict};

/// Left end of the level bar, dBA.
const LOWEST: f64 = 40.0;
/// Right end, dBA.
const HIGHEST: f64 = 120.0;
/// Reduction at the foot of its column, dB.
const DEEPEST: f64 = 20.0;

const FROM_LEFT: [&str; 9] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];
const FROM_BELOW: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A-weighted level at one ear from 40 to 120 dBA, with strokes at 85 and 100.
pub struct LevelBar(pub f64);

/// The figures under a [`LevelBar`].
pub struct LevelScale;

/// Gain reduction in dB, from 0 at the top to 20.
pub struct Reduction(pub f64);

impl Widget for LevelBar {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let filled = eighths(place(self.0), area.width);
        let marks = [LIMITED_FROM_DBA, DANGER_FROM_DBA].map(|dba| column(dba, area.width));
        for x in 0..area.width {
            let here = LOWEST + (f64::from(x) + 0.5) / f64::from(area.width) * (HIGHEST - LOWEST);
            let share = filled.saturating_sub(8 * usize::from(x)).min(8);
            let style = Style::new().fg(Verdict::of(here).color());
            // A stroke inside the filled part is cut out of it.
            let (symbol, style) = match (marks.contains(&x), share) {
                (true, 8) => ("│", style.add_modifier(Modifier::REVERSED)),
                (true, 0) => ("│", Style::new()),
                _ => (FROM_LEFT.get(share).copied().unwrap_or(" "), style),
            };
            for y in 0..area.height {
                buffer.set_string(area.x + x, area.y + y, symbol, style);
            }
        }
    }
}

impl Widget for LevelScale {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        buffer.set_stringn(area.x, area.y, "40", usize::from(area.width), Style::new());
        for dba in [LIMITED_FROM_DBA, DANGER_FROM_DBA] {
            let text = format!("{dba:.0}");
            let x = column(dba, area.width).saturating_sub(text.len() as u16 / 2);
            let room = area.width.saturating_sub(x);
            buffer.set_stringn(area.x + x.min(area.width), area.y, text, usize::from(room), Style::new());
        }
        if area.width >= 36 {
            buffer.set_string(area.right() - 7, area.y, "120 dBA", Style::new());
        }
    }
}

impl Widget for Reduction {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let share = if self.0.is_finite() { self.0 / DEEPEST } else { 0.0 };
        // Anything at all shows.
        let filled = eighths(share, area.height).max(usize::from(share > 0.0025));
        for y in 0..area.height {
            let share = filled.saturating_sub(8 * usize::from(y)).min(8);
            let style = Style::new().fg(Color::Red);
            // No font has blocks that hang: the block that stands below is drawn in the ground's colour.
            let (symbol, style) = match share {
                0 => (" ", style),
                8 => ("█", style),
                _ => (
                    FROM_BELOW.get(8 - share).copied().unwrap_or(" "),
                    style.add_modifier(Modifier::REVERSED),
                ),
            };
            for x in 3..area.width {
                buffer.set_string(area.x + x, area.y + y, symbol, style);
            }
        }
        let foot = area.height.saturating_sub(1);
        for (y, text) in [(0, " 0╶"), (foot / 2, "10╶"), (foot, "20╶")] {
            if y < area.height && (y > 0 || text.starts_with(' ')) {
                buffer.set_stringn(area.x, area.y + y, text, usize::from(area.width), Style::new());
            }
        }
    }
}

/// Share of the level bar.
fn place(dba: f64) -> f64 {
    if dba.is_nan() { 0.0 } else { ((dba - LOWEST) / (HIGHEST - LOWEST)).clamp(0.0, 1.0) }
}

/// Eighths of a cell.
fn eighths(share: f64, cells: u16) -> usize {
    (share.clamp(0.0, 1.0) * f64::from(cells) * 8.0).round() as usize
}

/// Column in which a level falls.
fn column(dba: f64, width: u16) -> u16 {
    (place(dba) * f64::from(width)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(widget: impl Widget, width: u16, height: u16) -> Vec<String> {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        widget.render(area, &mut buffer);
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol().to_owned()).collect();
        (0..height).map(row).collect()
    }

    #[test]
    fn eighty_columns_are_one_db_each_with_strokes_at_85_and_100() {
        let [row] = &drawn(LevelBar(60.5), 80, 1)[..] else { panic!() };
        assert_eq!(row.chars().filter(|c| *c == '█').count(), 20, "40 to 60 dBA");
        assert_eq!(row.chars().nth(20), Some('▌'), "and a half");
        let strokes: Vec<_> = row.chars().enumerate().filter(|(_, c)| *c == '│').map(|(i, _)| i).collect();
        assert_eq!(strokes, [45, 60]);
    }

    #[test]
    fn no_level_is_an_empty_bar_and_too_much_a_full_one() {
        for none in [f64::NAN, f64::NEG_INFINITY, 12.0] {
            assert!(!drawn(LevelBar(none), 30, 1)[0].contains('█'));
        }
        assert_eq!(drawn(LevelBar(f64::INFINITY), 30, 1)[0].matches('█').count(), 28, "all but the strokes");
    }

    #[test]
    fn reduction_hangs_from_the_top() {
        let rows = drawn(Reduction(10.0), 5, 4);
        assert_eq!(rows.iter().map(|row| row.contains("██")).collect::<Vec<_>>(), [true, true, false, false]);
        assert!(drawn(Reduction(0.2), 5, 4)[0].contains("▇▇"), "an eighth, cut out of the ground");
        assert!(!drawn(Reduction(0.0), 5, 4).concat().contains(['█', '▇']));
    }
}
