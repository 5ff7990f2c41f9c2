//! The scanner itself: what it must see, and what it must leave alone.

use crate::rules::{imports, shape};

fn refused(file: &str, source: &str) -> bool {
    !imports(file, source).is_empty()
}

#[test]
fn an_upward_import_is_refused_with_its_line() {
    assert_eq!(
        imports("dsp/biquad.rs", "use crate::units::Hz;\nuse crate::engine::Chain;\n"),
        ["dsp/biquad.rs:2: crate::engine::Chain: `dsp` may not name `engine`: imports go downwards only"]
    );
    assert!(refused("units.rs", "use crate::dsp;"));
    assert!(refused("io/mod.rs", "pub use crate::control::Desk;"));
    assert!(refused("ui/mod.rs", "fn f() { crate::cli::parse(); }"));
    assert!(refused("engine/chain.rs", "macro_rules! m { () => { $crate::ui::show() } }"));
    assert!(refused("lib.rs", "use crate::main::x;"));
}

#[test]
fn neighbours_on_one_floor_never_name_each_other() {
    for (file, other) in
        [("dsp/fir.rs", "acoustics"), ("acoustics/leak.rs", "preset"), ("preset/mod.rs", "dsp")]
    {
        assert!(refused(file, &format!("use crate::{other}::x;")), "{file}");
    }
}

#[test]
fn downward_imports_pass() {
    assert!(!refused(
        "engine/prepare.rs",
        "use crate::{acoustics::leak, dsp::Frame, preset, units::{Db, Hz}};"
    ));
    assert!(!refused(
        "main.rs",
        "use foldback::{cli, control::Desk};
mod x;
fn main() { cli::run() }"
    ));
    assert!(!refused("dsp/limit/gain.rs", "use crate::dsp::Frame; use super::peak; pub(crate) fn f() {}"));
    assert!(!refused("lib.rs", "pub mod dsp; pub use crate::dsp::Frame;"));
    assert!(!refused("dsp/mod.rs", "pub(super) fn f() {} pub(crate) fn g() {} pub(in crate::dsp) fn h() {}"));
    assert!(!refused("dsp/mod.rs", "extern crate alloc;"));
}

#[test]
fn nested_braces_are_spelled_out() {
    let source = "use crate::{\n    units::{self, Db},\n    dsp::{Frame, fir::{Fir as F, Taps}, control::{x}},\n    control::{desk::{Desk}},\n};";
    let wrong = imports("engine/chain.rs", source);
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("engine/chain.rs:4: crate::control::desk::Desk"), "{wrong:?}");
    assert!(refused("engine/chain.rs", "use {crate::dsp::Frame, crate::io::Host};"));
}

#[test]
fn super_cannot_climb_over_the_roof() {
    assert!(refused("dsp/biquad.rs", "use super::super::engine::Chain;"));
    assert!(refused("dsp/mod.rs", "use super::engine::Chain;"));
    assert!(refused("units.rs", "use super::*;"));
    assert!(refused("dsp/biquad.rs", "mod tests { use super::super::super::engine::Chain; }"));
    assert!(!refused("dsp/biquad.rs", "mod tests { use super::*; use super::super::Frame; }"));
    assert!(!refused("engine/mod.rs", "use super::units::Hz;"));
}

#[test]
fn the_whole_crate_and_rooms_without_a_floor_are_refused() {
    assert!(refused("dsp/mod.rs", "use crate::*;"));
    assert!(refused("dsp/mod.rs", "use crate as house;"));
    assert!(refused("dsp/mod.rs", "use foldback as house;"));
    assert!(refused("dsp/mod.rs", "use crate::attic::Box;"));
    assert!(refused("attic/mod.rs", "use crate::units::Hz;"));
}

#[test]
fn comments_strings_and_characters_are_left_alone() {
    for source in [
        "// use crate::ui::Front;",
        "/// See [`crate::ui::Front`].",
        "/* outer /* use crate::ui::A; */ use crate::ui::B; */",
        r#"const A: &str = "use crate::ui::Front; \" crate::ui";"#,
        r##"const A: &str = r#"" use crate::ui::Front;"#;"##,
        "const A: &[u8] = b\"crate::ui\"; const Q: char = '\"'; const R: char = '\\''; // \" crate::ui",
    ] {
        assert!(!refused("dsp/mod.rs", source), "{source}");
        assert!(refused("dsp/mod.rs", &format!("{source}\nuse crate::ui::Front;")), "{source}");
    }
    assert!(refused("dsp/mod.rs", "fn f<'a>(x: &'a str) { crate::ui::show(x) }"));
}

#[test]
fn crates_stay_in_their_rooms() {
    for (file, source) in [
        ("engine/mod.rs", "use cpal::Stream;"),
        ("control/mod.rs", "fn f() -> dasp::Sample { todo() }"),
        ("engine/chain.rs", "use ringbuf::HeapRb;"),
        ("engine/chain.rs", "use crossbeam_channel as channel;"),
        ("control/mod.rs", "fn f() { ::toml::from_str(x) }"),
        ("acoustics/mod.rs", "#[derive(serde::Deserialize)] struct S;"),
        ("control/mod.rs", "use serde::{Serialize, Deserialize};"),
        ("io/mod.rs", "use anyhow::Result;"),
        ("dsp/mod.rs", "use std::time::{Duration, Instant};"),
        ("engine/chain.rs", "fn f() { std::time::Instant::now(); }"),
    ] {
        assert!(refused(file, source), "{file}: {source}");
    }
    for (file, source) in [
        ("io/device.rs", "use cpal::traits::DeviceTrait; use dasp::Sample; use ringbuf::HeapRb;"),
        ("engine/link.rs", "use ringbuf::HeapRb;"),
        ("engine/doorway.rs", "use std::time::Instant;"),
        ("preset/device.rs", "use serde::Deserialize; fn f() { toml::from_str(x) }"),
        ("control/report.rs", "use serde::Serialize; let toml = 1; use crate::io::{cpal::CpalHost};"),
        ("main.rs", "fn main() -> anyhow::Result<()> { Ok(()) }"),
        ("cli.rs", "use anyhow::Context;"),
    ] {
        assert!(!refused(file, source), "{file}: {:?}", imports(file, source));
    }
}

#[test]
fn long_files_and_empty_names_are_refused() {
    assert!(shape("dsp/fir.rs", &"\n".repeat(300)).is_empty());
    assert_eq!(
        shape("dsp/fir.rs", &"\n".repeat(301)),
        ["dsp/fir.rs: 301 lines, 300 at most: split it by noun"]
    );
    assert_eq!(shape("dsp/utils.rs", "").len(), 1);
    assert_eq!(shape("engine/helpers/mod.rs", "").len(), 1);
    assert!(shape("engine/prepare.rs", "").is_empty());
}
