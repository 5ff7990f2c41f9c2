//! The room that a listener sits in, and how much of it what they wear lets in.
//!
//! Spectrum: -5 dB an octave, the neutral shape of the room criterion (Blazier, Noise Control Eng. 16, 1981; 16 Hz to 4 kHz,
//! continued here to 16 kHz). Its level is the user's word, [`USUAL`] without one: estimated. Valid for ventilation, traffic
//! and people some way off. Leaves out: talk nearby, tones, the one direction a sound may come from, and that steady noise
//! masks what is softer band by band: levels are compared A-weighted as a whole.

use super::spectrum::Spectrum;
use super::weighting::Weighting;
use crate::units::{Db, DbSpl, Hz};

/// A working room with people and machines in it (35 to 55 dBA; estimated).
pub const USUAL: DbSpl = DbSpl(45.0);

/// Octave levels 31.5 Hz to 16 kHz over that at 1 kHz, dB.
const OCTAVES_DB: [f64; 10] = [25.0, 20.0, 15.0, 10.0, 5.0, 0.0, -5.0, -10.0, -15.0, -20.0];

/// The room behind a transmission over the room as it is, A-weighted: 0 dB where all of it enters, -inf where nothing.
#[must_use]
pub fn entry(transmission: impl Fn(Hz) -> Db) -> Db {
    // Neighbours 5 dB apart are far inside what a smooth spectrum can have.
    let Ok(room) = Spectrum::new(OCTAVES_DB) else { return Db(0.0) };
    let inside = room.level_through(|f| Db(transmission(f).0 + Weighting::A.at(f).0));
    Db(inside.0 - room.level(Weighting::A).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_enters_an_open_ear_whole_and_a_flat_barrier_by_as_much_as_that_keeps_out() {
        assert!(entry(|_| Db(0.0)).0.abs() < 1e-9);
        assert!((entry(|_| Db(-20.0)).0 + 20.0).abs() < 1e-9);
        assert!(entry(|_| Db(f64::NEG_INFINITY)).0.is_infinite());
    }

    #[test]
    fn what_keeps_out_treble_alone_leaves_an_office_as_it_is() {
        let left = entry(|f| Db(if f.0 > 2000.0 { -40.0 } else { 0.0 })).0;
        assert!((-0.4..-0.2).contains(&left), "{left:.2} dB");
    }
}
