//! Two devices in simulated time: a capture clock that drifts, callbacks that come late, a playback clock that is the
//! measure of time.

/// What the clocks do.
pub(super) struct World {
    /// Nominal rates, capture and playback.
    pub(super) rates: [f64; 2],
    /// Callback lengths of each side, taken in turn.
    pub(super) blocks: [&'static [usize]; 2],
    /// How far capture is ahead of its nominal rate at a time, millionths.
    pub(super) ppm: fn(f64) -> f64,
    /// Most that a callback is late in the usual way, seconds; one in 500 is three times that.
    pub(super) jitter: f64,
    seed: u64,
    calls: [usize; 2],
    /// Frames so far, when they were due, and when that callback runs.
    frames: [f64; 2],
    due: [f64; 2],
    runs: [f64; 2],
}

/// A callback.
pub(super) struct Call {
    /// 0 is capture, 1 playback.
    pub(super) side: usize,
    pub(super) frames: usize,
    /// When it runs, seconds.
    pub(super) at: f64,
}

impl World {
    pub(super) fn new(
        rates: [f64; 2],
        blocks: [&'static [usize]; 2],
        ppm: fn(f64) -> f64,
        jitter: f64,
    ) -> Self {
        let start = [0.0; 2];
        let mut world = Self {
            rates,
            blocks,
            ppm,
            jitter,
            seed: 7,
            calls: [0; 2],
            frames: start,
            due: start,
            runs: start,
        };
        world.schedule(0);
        world.schedule(1);
        world
    }

    fn block(&self, side: usize) -> usize {
        self.blocks[side][self.calls[side] % self.blocks[side].len()]
    }

    /// Frames per second of a side now.
    fn speed(&self, side: usize) -> f64 {
        if side == 1 { self.rates[1] } else { self.rates[0] * (1.0 + 1e-6 * (self.ppm)(self.due[0])) }
    }

    fn schedule(&mut self, side: usize) {
        let frames = self.block(side) as f64;
        self.due[side] += frames / self.speed(side);
        self.frames[side] += frames;
        let late = self.jitter * self.dice() * if self.dice() < 0.002 { 3.0 } else { 1.0 };
        // Callbacks of a side come one after the other.
        self.runs[side] = self.runs[side].max(self.due[side] + late);
    }

    /// The next callback of either side.
    pub(super) fn next(&mut self) -> Call {
        let side = usize::from(self.runs[1] < self.runs[0]);
        let call = Call { side, frames: self.block(side), at: self.runs[side] };
        self.calls[side] += 1;
        self.schedule(side);
        call
    }

    /// Frames that the capture device really has at a time, with the fraction.
    pub(super) fn captured(&self, at: f64) -> f64 {
        self.frames[0] + (at - self.due[0]) * self.speed(0)
    }

    /// Input frames per output frame, really.
    pub(super) fn ratio(&self) -> f64 {
        self.speed(0) / self.rates[1]
    }

    /// When the next callback runs.
    pub(super) fn now(&self) -> f64 {
        self.runs[0].min(self.runs[1])
    }

    /// A device stands still for so long; what came meanwhile is lost.
    pub(super) fn stall(&mut self, side: usize, seconds: f64) {
        self.due[side] += seconds;
        self.runs[side] += seconds;
    }

    /// 0 to 1 (`SplitMix64`, Steele et al. 2014).
    fn dice(&mut self) -> f64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
