//! Foreign parsers meet hostile bytes: a panic in one of them is an error of the file, not the end of the show.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `parse`; `None` if it panicked. What it was working on must not be used again.
///
/// The panic prints nothing: a hook in front of the present one stays silent for a thread inside this function.
pub(super) fn contain<T>(parse: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(parse)).ok();
    QUIET.set(before);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_becomes_none_and_the_next_call_works() {
        assert_eq!(contain(|| [1, 2, 3].get(7).copied().unwrap()), None);
        assert_eq!(contain(|| 7), Some(7));
        assert!(!QUIET.get(), "panics outside stay loud");
    }
}
