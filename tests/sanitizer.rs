//! That RealtimeSanitizer bites: without this, a clean run would prove nothing. Only with the feature `rtsan`.
#![cfg(feature = "rtsan")]

use std::process::Command;

/// Set in the child that commits the offence.
const OFFENDER: &str = "FOLDBACK_OFFENDER";

#[rtsan_standalone::nonblocking]
fn offend() -> Vec<f32> {
    std::hint::black_box(vec![0.0; 1 << 16])
}

#[test]
fn a_callback_that_allocates_is_caught() {
    if std::env::var_os(OFFENDER).is_some() {
        offend();
        return;
    }
    let again = ["--exact", "a_callback_that_allocates_is_caught", "--nocapture"];
    let child =
        Command::new(std::env::current_exe().unwrap()).args(again).env(OFFENDER, "1").output().unwrap();
    let said = String::from_utf8_lossy(&child.stderr);
    assert!(!child.status.success(), "it got away with it: built without RTSAN_ENABLE=1?");
    assert!(said.contains("RealtimeSanitizer") && said.contains("real-time unsafe"), "{said}");
}
