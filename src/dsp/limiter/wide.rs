//! The same work compiled once more for the wider vectors that most machines have. The results are bit for bit the same:
//! nothing is contracted or reordered.
#![cfg_attr(
    target_arch = "x86_64",
    expect(
        unsafe_code,
        reason = "a function compiled for AVX2 is called where AVX2 was found, and only there"
    )
)]
use super::Limiter;

/// Whether this machine has the vectors. Control plane.
#[cfg(target_arch = "x86_64")]
pub(super) fn available() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn available() -> bool {
    false
}

/// `[audio]` Chooses the next knot and adds its hump to the gain.
#[cfg(target_arch = "x86_64")]
pub(super) fn place_hump(limiter: &mut Limiter) {
    if limiter.wide {
        // SAFETY: `wide` is what `available` found when the limiter was prepared.
        unsafe { place_hump_avx2(limiter) }
    } else {
        limiter.place_hump();
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn place_hump(limiter: &mut Limiter) {
    limiter.place_hump();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn place_hump_avx2(limiter: &mut Limiter) {
    limiter.place_hump();
}
