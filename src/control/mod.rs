//! The desk: one handle that every front end holds. It prepares, installs, frees and reads meters; it never
//! touches a sample.

pub mod bands;
pub mod calibrations;
pub mod command;
pub mod desk;
pub mod error;
pub mod history;
pub mod loaded;
pub mod observe;
pub mod reading;
pub mod report;
pub mod session;
pub mod setup;
pub mod snapshot;
pub mod spectra;
pub mod tone;
pub mod venue;
pub mod worn;
