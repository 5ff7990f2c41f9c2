//! The ends of a session that names none: as they were last time, or asked for on the first start.

use std::ffi::OsString;
use std::fs;
use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::Result;
use clap::CommandFactory;
use clap::parser::ValueSource;
use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use super::args::{Arguments, LiveOptions};
use super::ends::{Input, Output};
use crate::io::device::{Device, Direction};
use crate::io::whole::WholeFile;
use crate::preset::Interface;
use crate::ui::terminal::finder::ask::{Answer, ask};

/// Below the user's config folder.
const FILE: &str = "foldback/interface.toml";
/// Who names one of these has chosen.
const ENDS: [&str; 3] = ["input", "output", "host"];

/// The options with their ends: as given; on a terminal, where none is given, as last time or as asked for now. None:
/// the person left.
///
/// # Errors
/// The terminal refuses.
pub fn settle(options: &LiveOptions) -> Result<Option<LiveOptions>> {
    let mut options = options.clone();
    let asks = options.ask;
    if !is_interactive(&options) || (!asks && are_named(std::env::args_os())) {
        return Ok(Some(options));
    }
    let mut last =
        file().filter(|file| file.is_file()).map(|file| Interface::load(&file)).and_then(Result::ok);
    if asks || last.as_ref().is_none_or(|last| !is_there(last)) {
        let words = match ask(options.host.as_deref())? {
            Answer::Ends(words) => words,
            // Whoever has no device hears nothing, and sees everything.
            Answer::Nothing => return Ok(Some(options)),
            Answer::Left => return Ok(None),
        };
        let [input, output] = words;
        let devices = last.take().map(|last| last.devices).unwrap_or_default();
        let chosen = Interface { input, output, devices };
        keep(&chosen);
        last = Some(chosen);
    }
    if let Some(last) = last {
        options.in_channels = options.in_channels.or(last.of(&last.input).in_channels);
        options.out_channels = options.out_channels.or(last.of(&last.output).out_channels);
        options.input = vec![last.input];
        options.output = Some(last.output);
    }
    Ok(Some(options))
}

/// Takes note of the channels that a device was used with.
pub fn remember(options: &LiveOptions, input: &Input, output: &Output) {
    let (ins, outs) = (options.in_channels.as_deref(), options.out_channels.as_deref());
    if !is_interactive(options) || (ins.is_none() && outs.is_none()) {
        return;
    }
    // Before anybody was asked there is nothing to add to.
    let Some(mut last) = file().and_then(|file| Interface::load(&file).ok()) else { return };
    if let (Input::Live { device, .. }, Some(_)) = (input, ins) {
        last.note(device.id(), ins, None);
    }
    if let (Output::Device { device, .. }, Some(_)) = (output, outs) {
        last.note(device.id(), None, outs);
    }
    keep(&last);
}

/// Whether there is somebody to ask.
fn is_interactive(options: &LiveOptions) -> bool {
    options.ui == "terminal" && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Whether the command line names an end. Read from its words again: the options do not tell a default from the same
/// word said aloud.
fn are_named(words: impl IntoIterator<Item = OsString>) -> bool {
    let Ok(matches) = Arguments::command().try_get_matches_from(words) else { return true };
    let Some((_, own)) = matches.subcommand() else { return false };
    ENDS.iter().any(|end| own.value_source(end) == Some(ValueSource::CommandLine))
}

/// Whether what was taken last can be found; `demo` and `null` always are.
fn is_there(last: &Interface) -> bool {
    let found = |word: &str, direction| Device::find(None, Some(word), direction).is_ok();
    (last.input == "demo" || found(&last.input, Direction::Capture))
        && (last.output == "null" || found(&last.output, Direction::Playback))
}

fn file() -> Option<PathBuf> {
    Some(Xdg::new().ok()?.config_dir().join(FILE))
}

/// Failing that it is asked again next time.
fn keep(interface: &Interface) {
    let Some(path) = file() else { return };
    let written = || -> Result<()> {
        path.parent().map(fs::create_dir_all).transpose()?;
        let mut file = WholeFile::create(&path, ".toml")?;
        file.write(interface.to_string().as_bytes())?;
        Ok(file.finish()?)
    };
    if let Err(error) = written() {
        tracing::warn!("{}: {error:#}", path.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_that_is_named_is_told_from_the_same_word_by_default() {
        let named = |line: &str| are_named(line.split(' ').map(OsString::from));
        assert!(named("foldback live --input demo") && named("foldback live --output=null"));
        assert!(named("foldback live --host jack --device earbud"));
        assert!(!named("foldback live --device earbud --in-channels 3") && !named("foldback"));
    }
}
