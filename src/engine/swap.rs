//! Replaces a running thing without a click: the new one runs silently until warm, then fades in linearly.

use crate::dsp::TICK;
use crate::dsp::smoother::{Ramp, Smoother};

/// A running thing, and for a moment its successor beside it.
pub struct Swap<T> {
    current: Box<T>,
    incoming: Option<Box<T>>,
    warm_ticks: usize,
    fade_frames: usize,
    fade: Smoother,
    ramp: Ramp,
}

impl<T> Swap<T> {
    /// Starts with one thing running; later fades last `fade_frames`.
    #[must_use]
    pub fn new(first: Box<T>, fade_frames: usize) -> Self {
        let fade = Smoother::new(0.0, fade_frames);
        Self { current: first, incoming: None, warm_ticks: 0, fade_frames, fade, ramp: Ramp::constant(0.0) }
    }

    /// `[audio]` True while a successor warms up or fades in.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.incoming.is_some()
    }

    /// `[audio]` The running thing.
    #[must_use]
    pub fn current(&self) -> &T {
        &self.current
    }

    /// `[audio]` Takes a successor that runs unheard for `warm_frames` first. Only when not busy: a busy swap
    /// hands it back.
    pub fn offer(&mut self, fresh: Box<T>, warm_frames: usize) -> Option<Box<T>> {
        if self.is_busy() {
            return Some(fresh);
        }
        self.incoming = Some(fresh);
        self.warm_ticks = warm_frames.div_ceil(TICK);
        self.fade = Smoother::new(0.0, self.fade_frames);
        None
    }

    /// `[audio]` Once at every tick. Returns what has been replaced and is no longer heard.
    pub fn tick(&mut self) -> Option<Box<T>> {
        let done = self.incoming.is_some()
            && self.warm_ticks == 0
            && self.fade.is_settled()
            && self.fade.value() > 0.0;
        let retired = if done {
            self.incoming.take().map(|fresh| std::mem::replace(&mut self.current, fresh))
        } else {
            None
        };
        if self.incoming.is_none() {
            self.fade = Smoother::new(0.0, self.fade_frames);
        } else if self.warm_ticks > 0 {
            self.warm_ticks -= 1;
        } else {
            self.fade.set(1.0);
        }
        self.ramp = self.fade.next_tick();
        retired
    }

    /// `[audio]` The running thing, its successor if any, and the successor's share during this tick.
    pub fn running(&mut self) -> (&mut T, Option<(&mut T, Ramp)>) {
        (&mut self.current, self.incoming.as_deref_mut().map(|fresh| (fresh, self.ramp)))
    }
}
