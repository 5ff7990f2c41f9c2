//! The desk: one handle that every front end holds. It prepares, installs, frees and reads meters; it never
//! touches a sample. Beside it what the listener really wears ([`worn`], [`calibrations`], [`tone`]): how loud full scale
//! is in their phones, which is never confused with the devices that are simulated.

pub mod calibrations;
pub mod command;
pub mod desk;
pub mod error;
pub mod history;
pub mod loaded;
pub mod observe;
pub mod octaves;
pub mod report;
pub mod session;
pub mod setup;
pub mod snapshot;
pub mod tone;
pub mod worn;
