//! The desk: one handle that every front end holds. It prepares, installs, frees and reads meters; it never
//! touches a sample.

pub mod command;
pub mod desk;
pub mod error;
pub mod history;
pub mod loaded;
pub mod observe;
pub mod octaves;
pub mod report;
mod reseal;
pub mod session;
pub mod setup;
pub mod snapshot;
