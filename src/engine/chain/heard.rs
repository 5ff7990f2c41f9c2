//! What a slot makes heard, also while another takes its place.

use super::{PartScratch, Parts, Slot, Swap};
use crate::dsp::Frame;
use crate::dsp::crossfade::crossfade;
use crate::dsp::smoother::Ramp;

/// `[audio]` Runs a slot, and its successor beside it while there is one, into `out`.
pub(super) fn run_slot(
    slot: &mut Swap<Slot>,
    out: &mut PartScratch,
    offset: usize,
    sources: [&[Frame]; 3],
    bodypack: Ramp,
) {
    let n = sources[0].len();
    let (current, fresh) = slot.running();
    let parts = current.process(sources, bodypack, offset);
    out.monitor.part(n).copy_from_slice(parts.monitor);
    out.ambience.part(n).copy_from_slice(parts.ambience);
    out.voice.part(n).copy_from_slice(parts.voice);
    out.ear.part(n).copy_from_slice(parts.ear);
    if let Some((fresh, share)) = fresh {
        fade_parts(out, &fresh.process(sources, bodypack, offset), share, offset);
    }
}

/// `[audio]` Fades every part of `out` towards `to`.
pub(super) fn fade_parts(out: &mut PartScratch, to: &Parts<'_>, share: Ramp, offset: usize) {
    let n = to.ear.len();
    crossfade(out.monitor.part(n), to.monitor, share, offset);
    crossfade(out.ambience.part(n), to.ambience, share, offset);
    crossfade(out.voice.part(n), to.voice, share, offset);
    crossfade(out.ear.part(n), to.ear, share, offset);
}

impl super::Chain {
    /// `[audio]` The output rises from silence again.
    pub(crate) fn restart(&mut self) {
        self.playback.restart();
    }
}
