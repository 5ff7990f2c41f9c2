//! Whose times these are: two sides may count them from moments of their own, or by the sound itself, which tells nothing.
//! What lies in the ring is the witness.

/// More captured than time says there can be, seconds: within this it is jitter, beyond the other the times are wrong.
const EARLY: f64 = 0.001;
const TOO_EARLY: f64 = 0.005;
/// Less captured than time says there must be, for so long: wrong, too, seconds.
const BEHIND: f64 = 0.002;
const BEHIND_FOR: f64 = 4.0;
/// How far behind it may be, beyond a block, where both sides count from one moment, seconds.
const ONE_EPOCH: f64 = 0.005;
/// Times that far apart at the start are counted from moments of their own, seconds.
const APART: f64 = 0.5;

/// The relation of the times of capture to those of playback.
#[derive(Debug, Clone)]
pub(super) struct Epochs {
    first: Option<u64>,
    /// What the times of capture are ahead by, nanoseconds.
    apart: Option<i64>,
    /// Most that was captured beyond what the times say, frames, and for how long that was looked at, seconds.
    beyond: f64,
    looked: f64,
    offset: Option<f64>,
}

/// What the ring says, in frames of the capture side.
pub(super) struct Witness {
    /// Captured beyond what the times say, without the offset.
    pub(super) beyond: f64,
    /// Frames of a callback of the capture side.
    pub(super) block: f64,
    /// Frames per second.
    pub(super) rate: f64,
    /// Seconds since the last one.
    pub(super) seconds: f64,
}

impl Epochs {
    pub(super) fn new() -> Self {
        Self { first: None, apart: None, beyond: f64::NEG_INFINITY, looked: 0.0, offset: None }
    }

    /// `[audio]` A time of the playback side, in seconds.
    pub(super) fn playback(&mut self, nanos: u64) -> f64 {
        let first = *self.first.get_or_insert(nanos);
        nanos.wrapping_sub(first).cast_signed() as f64 * 1e-9
    }

    /// `[audio]` A time of the capture side; none as long as playback (at `now`, 0 if unknown) has not told one.
    pub(super) fn capture(&mut self, nanos: u64, now: u64) -> Option<f64> {
        if now == 0 && self.apart.is_none() {
            return None;
        }
        let ahead = nanos.wrapping_sub(now).cast_signed();
        let far = ahead.unsigned_abs() as f64 * 1e-9 > APART;
        let apart = *self.apart.get_or_insert(if far { ahead } else { 0 });
        Some(self.playback(nanos.wrapping_sub(apart.cast_unsigned())))
    }

    /// `[audio]` Frames that capture is ahead of its times by; none before that is settled.
    pub(super) fn offset(&self) -> Option<f64> {
        self.offset
    }

    /// `[audio]` While nothing sounds yet: takes the ring's word, and settles the offset if it is to.
    pub(super) fn learn(&mut self, ring: &Witness, settle: bool) {
        self.beyond = self.beyond.max(ring.beyond);
        if settle {
            let one = self.beyond < EARLY * ring.rate && self.beyond > -(ring.block + ONE_EPOCH * ring.rate);
            self.offset = Some(if one { 0.0 } else { self.beyond });
            self.look_anew();
        }
    }

    /// `[audio]` While it sounds: whether the ring says that these are not the times of the sound.
    pub(super) fn are_refuted(&mut self, ring: &Witness) -> bool {
        let beyond = ring.beyond - self.offset.unwrap_or(0.0);
        self.beyond = self.beyond.max(beyond);
        self.looked += ring.seconds;
        if self.looked < BEHIND_FOR {
            return beyond > TOO_EARLY * ring.rate;
        }
        let behind = self.beyond < -(ring.block + BEHIND * ring.rate);
        self.look_anew();
        behind
    }

    /// `[audio]` What was seen until now says nothing of what comes.
    pub(super) fn look_anew(&mut self) {
        (self.beyond, self.looked) = (f64::NEG_INFINITY, 0.0);
    }

    /// `[audio]` Times made from the ring itself agree with it.
    pub(super) fn agree(&mut self) {
        self.offset = Some(0.0);
    }
}
