//! The comparison as a folder to take away: a page that needs nothing else, and the sound of every device whole.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;

use super::CompareOptions;
use crate::cli::bounce::Bounce;
use crate::cli::own;
use crate::cli::render::{interrupt_flag, progress};
use crate::control::comparison::Comparison;
use crate::control::desk::Desk;
use crate::control::level_rule::LevelRule;
use crate::control::programme::Programme;
use crate::control::setup::Setup;
use crate::engine::knobs::KnobId;
use crate::io::input;
use crate::io::outlet::{FileEnd, Outlet};
use crate::io::whole::WholeFile;
use crate::ui::page::{self, Sound};
use crate::units::{Db, Seconds};

/// The page.
const INDEX: &str = "index.html";
/// Seconds of sound inside the page, of its loudest stretch; the files beside it are whole.
const EXCERPT: usize = 6;

/// Renders every device and writes folder/index.html and folder/ID.wav. Everything appears together, at the end.
pub(super) fn write(
    comparison: &Comparison,
    options: &CompareOptions,
    programme: &Programme,
    folder: &Path,
) -> Result<()> {
    ensure!(!folder.is_file(), "--out {}: is a file: name a folder", folder.display());
    fs::create_dir_all(folder).with_context(|| format!("--out {}: cannot be made", folder.display()))?;
    let interrupted = interrupt_flag()?;
    // In the same folder, so that moving is renaming; gone with its owner if anything fails.
    let workshop = tempfile::Builder::new().prefix(".foldback-").tempdir_in(folder);
    let workshop = workshop.with_context(|| format!("--out {}: cannot be written to", folder.display()))?;
    let bar = progress(Some(programme.frames * comparison.rows.len() as u64));
    let programme = Arc::new(programme.clone());
    // A device is a session of its own; the sounds come back in the order of the table.
    let sounds = comparison.rows.par_iter().map(|row| {
        let path = workshop.path().join(file_name(&row.id));
        let seen = Cell::new(0);
        let glance = |frames| bar.inc(frames - seen.replace(frames));
        bounce(&row.id, options, &programme, &path, &glance, &interrupted)?;
        glance(programme.frames.max(seen.get()));
        Ok(Sound { file: file_name(&row.id), excerpt: excerpt(&path, programme.loudest(EXCERPT))? })
    });
    let sounds: Result<Vec<Sound>> = sounds.collect();
    bar.finish_and_clear();
    let sounds = sounds?;
    let mut index = WholeFile::create(&workshop.path().join(INDEX), ".html")?;
    index.write(page::html(comparison, &sounds, &own::library()?)?.as_bytes())?;
    index.finish()?;
    let names = sounds.iter().map(|sound| sound.file.as_str()).chain([INDEX]);
    for name in names {
        let to = folder.join(name);
        fs::rename(workshop.path().join(name), &to)
            .with_context(|| format!("{}: cannot be written", to.display()))?;
    }
    eprintln!("{}", folder.join(INDEX).display());
    Ok(())
}

/// A preset file has a path for an id; its sound is called by its last part.
fn file_name(id: &str) -> String {
    let stem =
        Path::new(id).file_stem().map_or_else(|| id.to_owned(), |stem| stem.to_string_lossy().into_owned());
    format!("{stem}.wav")
}

/// One device as a performer has it, turned up, at the safe scale of the scene, which is the same for all.
fn bounce(
    id: &str,
    options: &CompareOptions,
    programme: &Arc<Programme>,
    path: &Path,
    glance: &dyn Fn(u64),
    interrupted: &std::sync::atomic::AtomicBool,
) -> Result<()> {
    let mut setup = Setup {
        device: [id.to_owned(), id.to_owned()],
        against: "reference".into(),
        alone: true,
        stage: options.stage.clone(),
        stage_level_dba: options.stage_level,
        level_rule: LevelRule::AsTurnedUp(Db(options.margin)),
        programme: Some(Arc::clone(programme)),
        ..Setup::default()
    };
    setup.knobs.set(KnobId::Level, options.level);
    let stems = input::open(&options.input, Some(programme.rate))?;
    let strips = input::strips(stems.channels());
    let (desk, processor) = Desk::open(own::library()?, &setup, strips, Seconds(0.0), programme.rate)?;
    let outlet = Outlet::Playback(FileEnd::create(path, programme.rate)?);
    let words = [options.input.join(" "), path.display().to_string()];
    Bounce { stems, desk, processor, block: 4096, outlet, observer: None, words }.run(interrupted, glance)?;
    Ok(())
}

/// Sixteen-bit WAV of a few seconds from `start` on, with short fades.
fn excerpt(path: &Path, start: usize) -> Result<Vec<u8>> {
    let mut reader = hound::WavReader::open(path)?;
    let spec = reader.spec();
    let (channels, rate) = (usize::from(spec.channels), spec.sample_rate as usize);
    let total = reader.duration() as usize;
    let from = (start * rate).min(total.saturating_sub(EXCERPT * rate));
    let frames = (EXCERPT * rate).min(total - from);
    reader.seek(u32::try_from(from)?)?;
    let fade = (rate / 50).max(1);
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec { bits_per_sample: 16, sample_format: hound::SampleFormat::Int, ..spec };
    let mut writer = hound::WavWriter::new(&mut bytes, spec)?;
    for (i, sample) in reader.samples::<f32>().take(frames * channels).enumerate() {
        let frame = i / channels;
        let edge = frame.min(frames - 1 - frame).min(fade) as f32 / fade as f32;
        writer.write_sample((sample? * edge * f32::from(i16::MAX)).round() as i16)?;
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}
