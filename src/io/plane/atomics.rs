//! What our own pipes are made of; in `tests/loom` others of these names stand here, and every interleaving is tried.

pub(super) use std::sync::atomic::AtomicU64;

/// A pointer or none is swapped in one instruction, without a lock.
pub(super) use crossbeam_utils::atomic::AtomicCell;
