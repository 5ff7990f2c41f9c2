//! Statistics of listening tests: how many trials, what a guesser would have got, which device was preferred and how
//! surely. Pure: numbers in, numbers out; what is drawn comes from a seed.

pub mod binomial;
pub mod design;
pub mod draw;
pub mod ranking;
pub mod schedule;
