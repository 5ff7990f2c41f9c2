//! One side's clock: frames over time, through the least late callbacks.

/// Windows that a line is laid through.
const POINTS: usize = 24;
/// Length of a window at the start, and at most, seconds.
const FIRST_WINDOW: f64 = 0.125;
const LAST_WINDOW: f64 = 1.0;
/// The same where times are as coarse as blocks: long enough for the blocks of two clocks to pass each other.
const LAST_COARSE_WINDOW: f64 = 4.0;
/// So many points make a line.
const ENOUGH: usize = 4;
/// A window is off the line from this many seconds on (three frames at 48 kHz), and from this many times what the others
/// are off.
const OFF: f64 = 6e-5;
const OFF_COARSE: f64 = 0.02;
const OFF_TIMES: f64 = 15.0;

/// No clock is off its rate by more, as a share; from here on it is not a clock at all.
const LARGEST_DRIFT: f64 = 0.002;
const ABSURD: f64 = 0.05;

/// So many frames at this time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Point {
    frames: f64,
    seconds: f64,
}

/// What an observation did to the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Nothing yet.
    Same,
    /// It was laid anew, through one more window.
    Moved,
    /// A window was far off: an accident, or the first of a change.
    Doubtful,
    /// The clock jumped or changed its speed: it begins anew from the last two windows.
    Broken,
}

/// The line.
#[derive(Debug, Clone)]
pub struct Line {
    nominal: f64,
    coarse: bool,
    points: [Point; POINTS],
    count: usize,
    window: f64,
    opened: Option<f64>,
    best: Option<Point>,
    /// A window that was off the line: one is an accident, two in a row are news.
    suspect: Option<Point>,
    through: Point,
    /// Seconds per frame.
    slope: f64,
    /// The same before it was bounded.
    raw: f64,
    /// How far the windows lie from the line, rms, seconds.
    scatter: f64,
    laid: bool,
}

impl Line {
    /// Nothing observed; `rate` frames per second are expected, at times that are exact or as `coarse` as blocks.
    #[must_use]
    pub fn new(rate: f64, coarse: bool) -> Self {
        Self {
            nominal: rate.max(1.0),
            coarse,
            points: [Point::default(); POINTS],
            count: 0,
            window: FIRST_WINDOW,
            opened: None,
            best: None,
            suspect: None,
            through: Point::default(),
            slope: 1.0 / rate.max(1.0),
            raw: 1.0 / rate.max(1.0),
            scatter: 0.0,
            laid: false,
        }
    }

    /// `[audio]` Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::new(self.nominal, self.coarse);
    }

    /// `[audio]` True when it can be read; also while it begins anew.
    #[must_use]
    pub fn is_laid(&self) -> bool {
        self.laid
    }

    /// `[audio]` False when these were never the times of a clock that runs at this rate.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        self.count < ENOUGH || (self.raw * self.nominal - 1.0).abs() < ABSURD
    }

    /// `[audio]` Seconds that it looks back.
    #[must_use]
    pub fn memory(&self) -> f64 {
        self.count as f64 * self.window
    }

    /// `[audio]` Seconds per frame.
    #[must_use]
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// `[audio]` When a frame is due.
    #[must_use]
    pub fn seconds_at(&self, frames: f64) -> f64 {
        self.through.seconds + (frames - self.through.frames) * self.slope
    }

    /// `[audio]` Frames by a time, with the fraction.
    #[must_use]
    pub fn frames_at(&self, seconds: f64) -> f64 {
        self.through.frames + (seconds - self.through.seconds) / self.slope
    }

    /// `[audio]` A callback at `seconds` brought or asked for frames up to `frames` since the start.
    pub fn add(&mut self, frames: f64, seconds: f64) -> News {
        let point = Point { frames, seconds };
        let opened = *self.opened.get_or_insert(seconds);
        if self.count == 0 && self.best.is_none() {
            self.through = point;
        }
        if self.best.is_none_or(|best| self.lateness(point) < self.lateness(best)) {
            self.best = Some(point);
        }
        if seconds - opened < self.window {
            return News::Same;
        }
        self.opened = Some(seconds);
        let Some(best) = self.best.take() else { return News::Same };
        let off = self.lateness(best).abs();
        let is_off = self.count >= ENOUGH
            && off > if self.coarse { OFF_COARSE } else { OFF }.max(OFF_TIMES * self.scatter);
        let news = match (is_off, self.suspect.take()) {
            (true, None) => {
                self.suspect = Some(best);
                return News::Doubtful;
            }
            (true, Some(first)) => {
                self.count = 0;
                self.scatter = 0.0;
                self.keep(first);
                News::Broken
            }
            (false, _) => News::Moved,
        };
        self.keep(best);
        self.lay();
        news
    }

    fn lateness(&self, point: Point) -> f64 {
        point.seconds - self.seconds_at(point.frames)
    }

    /// `[audio]` One more window; the oldest goes, or two become one while windows are still short.
    fn keep(&mut self, point: Point) {
        if self.count == POINTS && self.window < if self.coarse { LAST_COARSE_WINDOW } else { LAST_WINDOW } {
            let mut merged = [Point::default(); POINTS];
            for (to, pair) in merged.iter_mut().zip(self.points.chunks_exact(2)) {
                if let [a, b] = pair {
                    *to = if self.lateness(*a) <= self.lateness(*b) { *a } else { *b };
                }
            }
            (self.points, self.count, self.window) = (merged, POINTS / 2, 2.0 * self.window);
        } else if self.count == POINTS {
            self.points.rotate_left(1);
            self.count -= 1;
        }
        if let Some(place) = self.points.get_mut(self.count) {
            *place = point;
            self.count += 1;
        }
    }

    /// `[audio]` Least squares through the windows, seen from the last one.
    fn lay(&mut self) {
        let Some(&last) = self.points.get(self.count.saturating_sub(1)) else { return };
        let n = self.count as f64;
        let rows = || {
            self.points.iter().take(self.count).map(|p| (p.frames - last.frames, p.seconds - last.seconds))
        };
        let (sx, sy) = rows().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
        let (mx, my) = (sx / n, sy / n);
        let (xx, xy) =
            rows().fold((0.0, 0.0), |(xx, xy), (x, y)| (xx + (x - mx) * (x - mx), xy + (x - mx) * (y - my)));
        if self.count > 1 && xx > 0.0 {
            self.raw = xy / xx;
            let most = LARGEST_DRIFT / self.nominal;
            self.slope = self.raw.clamp(1.0 / self.nominal - most, 1.0 / self.nominal + most);
        }
        self.laid = self.laid || self.count >= ENOUGH;
        let slope = self.slope;
        let rest = rows().map(|(x, y)| (y - my - slope * (x - mx)).powi(2)).sum::<f64>();
        self.scatter = if self.count > 2 { (rest / (n - 2.0)).sqrt() } else { 0.0 };
        self.through = Point { frames: last.frames, seconds: last.seconds + my - slope * mx };
    }
}
