//! Blind tests: can a listener tell two devices apart (ABX), and which of several is preferred?
//!
//! [`course`] knows the answers and gives none away before the last vote; [`sitting`] lets a listener walk it through
//! a running session; [`outcome`] is what is known in the end, [`words`] the same for people. Front ends see
//! [`state::TrialState`] and nothing else: no meter, for a meter would tell what plays.

pub mod course;
pub mod outcome;
pub mod sitting;
pub mod state;
pub mod words;
