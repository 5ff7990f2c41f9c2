//! A file through the engine taken apart: mixer and stage, devices, playback and limiter on a thread each. What waits for
//! a file or a disk waits here, outside the engine.

use std::sync::atomic::{AtomicU8, Ordering::Acquire, Ordering::Relaxed};
use std::thread::sleep;

use super::relay::{Filler, relay};
use super::{GO_ON, NAP, Sink};
use crate::engine::doorway::apart::{Apart, Front, Piece};
use crate::io::error::IoError;
use crate::io::plane::driver::apart::{Files, Stations};

/// Drives until the source has ended or somebody says stop; says how many frames there were.
///
/// # Errors
/// One of the threads died: the file is not whole then.
pub(super) fn run(
    stations: Stations<'_>,
    block: usize,
    sink: &mut Sink,
    stop: &AtomicU8,
) -> Result<u64, IoError> {
    let Stations { files, engine: Apart { front, mut middle, mut rear }, counters } = stations;
    let mut made = 0;
    relay(
        |filler| read(files, front, block, filler, stop),
        |piece| middle.process(piece),
        |piece: &Piece| {
            let n = piece.frames();
            while !sink.outlet.has_room(n) && !sink.outlet.has_failed() && stop.load(Acquire) == GO_ON {
                sleep(NAP);
            }
            if sink.outlet.has_failed() || stop.load(Acquire) != GO_ON {
                return false;
            }
            let (limited, parts) = rear.process(piece);
            sink.take(&limited, &parts);
            counters.made.fetch_add(n as u64, Relaxed);
            made += n as u64;
            true
        },
    )?;
    Ok(made)
}

/// Takes what the files give in calls of `block` frames, until they have ended or nobody wants more.
fn read(
    mut files: Files<'_>,
    mut front: Front<'_>,
    block: usize,
    filler: &mut Filler<'_, Piece>,
    stop: &AtomicU8,
) {
    while stop.load(Acquire) == GO_ON && !filler.is_over() {
        // `have_ended` before `waiting`: what was pushed before the end is then counted.
        let ended = files.have_ended();
        let waiting = files.waiting();
        if waiting < block && !ended {
            sleep(NAP);
            continue;
        }
        if waiting == 0 {
            return;
        }
        let mut call = block.min(waiting);
        while call > 0 {
            let (mut capture, mut frames) = files.take(call);
            call -= frames;
            let channels = capture.len() / frames.max(1);
            while frames > 0 {
                let Some(piece) = filler.next() else { return };
                let n = front.process(capture, frames, piece);
                capture = &capture[n * channels..];
                frames -= n;
            }
        }
    }
}
