//! The desk: one handle that every front end holds. It prepares, installs, frees and reads meters; it never
//! touches a sample. Beside it what the listener really wears ([`worn`], [`calibrations`], [`tone`]): how loud full scale
//! is in their phones; and [`wearing`], which corrects for them. Never confused with the devices that are simulated.

pub mod bands;
mod bare;
pub mod calibrations;
pub mod command;
pub mod comparison;
pub mod desk;
pub mod error;
pub mod feedback;
pub mod flags;
pub mod forecast;
pub mod history;
pub mod keeper;
pub mod kept;
pub mod latency;
pub mod level_rule;
pub mod loaded;
pub mod matching;
pub mod midi;
pub mod mixer;
pub mod observe;
pub mod programme;
pub mod reading;
pub mod reload;
pub mod report;
mod reseal;
pub mod round_trip;
pub mod session;
pub mod setup;
pub mod snapshot;
pub mod soak;
pub mod span;
pub mod spectra;
pub mod statistics;
pub mod strips;
pub mod supervisor;
pub mod tone;
pub mod trial;
pub mod venue;
pub mod verdict;
pub mod wearing;
pub mod worn;
