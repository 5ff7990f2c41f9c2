//! Foldback lets a performer hear, live and safely, how each kind of monitoring device sounds on a loud stage.
//!
//! # Signal path, one ear
//! Inside an ear everything is sound pressure in pascals, diffuse-field equivalent (94 dB SPL = 1.0024 Pa rms re
//! 20 µPa); dBFS exists only at the two ends.
//!
//! ```text
//! capture channels                                                             engine::
//!   |- monitor mix (gain, pan per channel) -> stereo, dBFS                     mix
//!   |     '- x monitor level [Pa per full scale], balance                      chain
//!   |          '- device: latency -> response -> leak Hs                       slot
//!   |                     -> bodypack limiter -> driver limits --\
//!   |- own voice (flagged channels): air and body, occluded -----(+)-> ear, Pa entry
//!   '- stage: sources at the open ear -> transmission T ---------/      |      stage, entry
//!      T = isolation, active part until it overloads,                   |
//!          bone-conduction ceiling, leak Ha                             |- meters: what a performer would get
//!                                                                       |      meters
//!   equal-loudness shape x correction for what is really worn                  playback
//!         -> playback scale -> SPL limiter ==> Limited
//! ```
//! Latency: what a device has is kept, in the monitor path only. The filters around driver limits are 5 frames late in
//! the bass (0.1 ms at 48 kHz); that is part of the device's own latency where it has any, and comes on top of none.
//! A device without driver limits, such as `reference`, is not late at all.
//!
//! Two slots, A and B, always run side by side on the same mix and the same noise; a third runs only while a device
//! is being replaced. Nothing leaves the program that did not pass the limiter: playback takes
//! [`Limited`](dsp::limiter::Limited), and only the limiter makes it.
//!
//! # Planes
//! | plane | who | may | may not |
//! |---|---|---|---|
//! | audio | the playback callback, or a clock thread; the capture callback | compute, use rings | allocate, free, lock, wait, log, call the system, panic |
//! | control | main thread, front ends, file threads | everything | touch a running block |
//!
//! Between them are three pipes ([`engine::link`]): knob values down (the newest wins), owned things down and back,
//! meters up. Everything on the audio plane goes through one doorway ([`engine::doorway`]), which cuts blocks at
//! absolute multiples of 32 frames, so that the length of a callback never changes one bit of the sound. A file may be
//! driven by three threads, each with a part of the chain, one behind the other; live never is.
//!
//! Devices come and go, the engine stays: it lies in a [`berth`](io::plane::berth) from which the playback callback borrows it
//! for a block, and the [`supervisor`](control::supervisor) opens new streams for those that were lost or stand still.
//! The [scripted system](io::scripted) does the same to a session without any device, for tests and `foldback soak`.
//!
//! # Floors
//! Each module names only those below it; `tests/floors.rs` holds that.
//!
//! | floor | what |
//! |---|---|
//! | [`cli`] | arguments, wiring |
//! | [`ui`] | front ends |
//! | [`control`] | the desk, sessions, reports |
//! | [`io`] | hosts, devices, files |
//! | [`engine`] | the audio plane; `engine::prepare` joins presets, physics and blocks |
//! | [`preset`], [`acoustics`], [`dsp`] | descriptions; models and standards; signal blocks. They do not know each other |
//! | [`units`] | hertz, decibels with their references, pascals, seconds |

pub mod acoustics;
pub mod cli;
pub mod control;
pub mod dsp;
pub mod engine;
pub mod io;
pub mod preset;
pub mod ui;
pub mod units;
