//! `foldback compare`: every device on one stage with one mix, as a table, as JSON, as a page to take away.

mod page;
mod table;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::Args;
use rayon::prelude::*;

use super::own;
use super::sound::{room_of, worn};
use crate::control::comparison::{Comparison, Row, Scene, Shown, voices};
use crate::control::forecast::StageSpectrum;
use crate::control::level_rule::MARGIN;
use crate::control::programme::Programme;
use crate::engine::knobs::KnobId;
use crate::io::input;
use crate::preset::{Kind, Library, Preset};
use crate::units::{Db, DbSpl};

/// Options of `foldback compare`.
#[derive(Debug, Args)]
pub struct CompareOptions {
    /// Files of the mix; `demo` is the built-in band.
    #[arg(value_name = "INPUT", default_value = "demo")]
    pub input: Vec<String>,
    /// Stage around the performer: an id of `foldback stages`, or a preset file.
    #[arg(long, value_name = "ID", default_value = "vocal-with-wedges")]
    pub stage: String,
    /// Level of the stage at the open ear, LAeq in dBA, instead of the preset's own.
    #[arg(long, value_name = "DBA", allow_negative_numbers = true)]
    pub stage_level: Option<f64>,
    /// Devices to compare: ids or files, separated by commas, or `all`.
    #[arg(long, value_name = "ID,ID|all", default_value = "all")]
    pub devices: String,
    /// Monitor level before anybody turns it up: dB SPL of a full-scale 1 kHz sine through a flat, sealed device.
    #[arg(long, value_name = "DBSPL", default_value_t = 106.0, allow_negative_numbers = true)]
    pub level: f64,
    /// How far a performer puts the programme over what is left of the stage.
    #[arg(long, value_name = "DBA", default_value_t = MARGIN.0, allow_negative_numbers = true)]
    pub margin: f64,
    /// Channel of the mix (from 1) that is a voice, judged by the speech intelligibility index; without it those
    /// whose names say so.
    #[arg(long, value_name = "CH")]
    pub voice: Vec<usize>,
    /// What you really wear: an id of `foldback calibrate phones` or `foldback presets`, or a preset file. Says what of the
    /// stage cannot be demonstrated to you, because your own room is louder. The sound of the page is not corrected for it.
    #[arg(long, value_name = "ID|FILE")]
    pub wearing: Option<String>,
    /// Level of the room you sit in, 20 to 100 dBA; 45 is taken for it (estimated, the spectrum too).
    #[arg(long, value_name = "DBA", requires = "wearing", allow_negative_numbers = true)]
    pub room: Option<f64>,
    /// Folder for a page with plots, sound and sources: FOLDER/index.html, and a WAV file per device.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Compares.
///
/// # Errors
/// One line; no file is left behind then.
pub fn run(options: &CompareOptions) -> Result<()> {
    let library = own::library()?;
    let stage = library.stage(&options.stage)?;
    let in_range = |option: &str, value: f64, knob: KnobId| -> Result<DbSpl> {
        let Some(row) = knob.row() else { bail!("{option}: no such knob") };
        let (low, high) = (row.range.start(), row.range.end());
        ensure!(row.range.contains(&value), "{option} {value}: give {low} to {high} {}", row.unit);
        Ok(DbSpl(value))
    };
    let level = in_range("--level", options.level, KnobId::Level)?;
    let own = stage.levels.as_ref().map(|levels| levels.laeq_db);
    let stage_level = options.stage_level.or(own).unwrap_or(f64::NEG_INFINITY);
    if options.stage_level.is_some() {
        ensure!(own.is_some(), "--stage-level with a silent stage: choose a stage to have a level");
        in_range("--stage-level", stage_level, KnobId::StageLevel)?;
    }
    ensure!((-20.0..=40.0).contains(&options.margin), "--margin {}: give -20 to 40 dBA", options.margin);
    let devices = devices(&library, &options.devices)?;
    let wearing = options.wearing.as_deref().map(worn).transpose()?;
    let room = room_of(options.room)?;

    let mut stems = input::open(&options.input, None)?;
    let strips = input::strips(stems.channels());
    let programme = Programme::read(&mut stems, &strips)?;
    let voices =
        if options.voice.is_empty() { voices(&programme) } else { chosen(&options.voice, &programme)? };
    let spectrum = StageSpectrum::of(&stage, DbSpl(stage_level))?;
    let scene = Scene {
        programme: &programme,
        stage: spectrum.as_ref(),
        level,
        margin: Db(options.margin),
        voices: &voices,
    };
    let mut rows: Vec<Row> =
        devices.par_iter().map(|id| scene.row(&library, id)).collect::<Result<_, _>>()?;
    // The safest first; where two are alike, the one that leaves less of the stage.
    rows.sort_by(|a, b| {
        (a.total_dba, a.residual_dba)
            .partial_cmp(&(b.total_dba, b.residual_dba))
            .unwrap_or(std::cmp::Ordering::Equal)
    });

    let stage_dba = stage_level.is_finite().then_some(stage_level);
    let comparison = Comparison {
        stage,
        stage_dba,
        wearing: wearing.map(|wearing| Shown::new(&wearing, room, stage_dba.map(DbSpl), level, &rows)),
        level_db_spl: options.level,
        margin_dba: options.margin,
        input: options.input.clone(),
        seconds: programme.rate.seconds(programme.frames).0,
        rows,
    };
    if let Some(folder) = &options.out {
        page::write(&comparison, options, &programme, folder)?;
    }
    if options.json { super::table::json(&comparison) } else { table::print(&comparison) }
}

/// The devices asked for. `all` leaves out what is no device to choose: the flat reference.
fn devices(library: &Library, words: &str) -> Result<Vec<String>> {
    if words == "all" {
        let real = library.devices().filter(|preset| preset.kind() != Kind::Reference);
        return Ok(real.map(Preset::id).map(str::to_owned).collect());
    }
    let ids: Vec<String> =
        words.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
    ensure!(!ids.is_empty(), "--devices {words}: give ids separated by commas, or `all`");
    Ok(ids)
}

fn chosen(channels: &[usize], programme: &Programme) -> Result<Vec<usize>> {
    let count = programme.channels.len();
    let known = |&channel: &usize| -> Result<usize> {
        ensure!((1..=count).contains(&channel), "--voice {channel}: the input has channels 1 to {count}");
        Ok(channel - 1)
    };
    channels.iter().map(known).collect()
}
