//! Probing ALSA without its library writing to the terminal.

/// Runs `probe` with the messages of ALSA's C library going to the log instead of stderr. What it says about devices
/// that are not there is what probing is for.
#[cfg(target_os = "linux")]
pub(super) fn quiet<T>(probe: impl FnOnce() -> T) -> T {
    // The handler belongs to this thread and stays; a new one drops what the last has caught.
    let caught = alsa::Output::local_error_handler().ok();
    let result = probe();
    if let Some(caught) = caught {
        caught.borrow().buffer_string(|text| {
            for line in String::from_utf8_lossy(text).lines() {
                tracing::debug!("{line}");
            }
        });
    }
    result
}

/// Elsewhere no library writes to the terminal.
#[cfg(not(target_os = "linux"))]
pub(super) fn quiet<T>(probe: impl FnOnce() -> T) -> T {
    probe()
}
