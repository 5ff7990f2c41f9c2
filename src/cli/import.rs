//! `foldback presets import`.

mod batch;
mod group;
mod preset;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};

use super::table;
use crate::engine::prepare::adopt::{Form, Reference, Wishes};
use crate::preset::import::{self, Content, Meaning, Reading, ShelfReading};
use crate::preset::{Library, id_of};
use batch::{Outcome, Row};

/// Options of `foldback presets import`.
#[derive(Debug, Args)]
pub struct ImportOptions {
    /// Equaliser files, measurements (the files of left and right are averaged), impulse responses, or folders of
    /// them. The format is known by the content.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What kind of device it is, `open-back` or `iem-universal` say, or the id of a device: isolation, seal,
    /// occlusion, driver and delay are taken from there.
    #[arg(long, value_name = "KIND|ID")]
    pub kind: String,
    /// The preset to write, or a folder for several; without it `ID.toml` here, where no such file is.
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
    /// What the numbers are: what the device does, or what undoes it. Without it guessed by the format, and said.
    #[arg(long, value_enum)]
    pub is: Option<Is>,
    /// How a curve is written: up to 20 filters, an impulse response beside the preset, or its points.
    #[arg(long = "as", value_enum)]
    pub form: Option<As>,
    /// Name for people, instead of the file's.
    #[arg(long)]
    pub name: Option<String>,
    /// Id of the preset, instead of one made from the name.
    #[arg(long)]
    pub id: Option<String>,
    /// What `LS` and `HS` with a Q give: the corner (Equalizer APO) or the centre (AutoEq until May 2023).
    #[arg(long, value_enum, default_value_t = Shelves::Corner)]
    pub shelves: Shelves,
    /// Where levels were taken; without it measurements are at the eardrum and equalisers are not.
    #[arg(long, value_enum)]
    pub reference: Option<TakenAt>,
    /// Curve at the eardrum that a correction aims at: with it the device comes out relative to the diffuse field.
    #[arg(long, value_name = "FILE")]
    pub target: Option<PathBuf>,
}

/// What the numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Is {
    /// What undoes the device.
    Correction,
    /// What the device does.
    Response,
}

/// How a curve is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum As {
    /// Up to 20 filters.
    Cascade,
    /// A minimum-phase impulse response.
    Fir,
    /// Its points.
    Curve,
}

/// What `LS` and `HS` give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shelves {
    /// The corner.
    Corner,
    /// The centre.
    Centre,
}

/// Where levels were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TakenAt {
    /// At the eardrum or in an ear simulator.
    Eardrum,
    /// Relative to the diffuse field.
    DiffuseField,
}

/// Imports every file, reports on all of them.
///
/// # Errors
/// One line: a refused file, or how many were.
pub fn run(library: &Library, options: &ImportOptions, is_json: bool) -> Result<()> {
    let class = library.class(&options.kind)?;
    if let Some(id) = &options.id {
        let plain = id_of(id);
        ensure!(plain == *id, "--id {id}: not a plain word: use a-z, 0-9 and single hyphens, like `{plain}`");
    }
    let (wishes, reading) = (options.wishes()?, options.reading());
    let groups = group::groups(&options.files)?;
    ensure!(!groups.is_empty(), "no file in there: name equaliser files or measurements");
    let is_single = groups.len() == 1;
    let folder = options.out.as_ref().filter(|out| !group::is_toml(out));
    ensure!(
        is_single || folder.is_some() && options.name.is_none() && options.id.is_none(),
        "{} devices: give a folder with --out, and neither --name nor --id",
        groups.len()
    );
    let mut writer = preset::Writer::new(class, options);
    let mut rows = Vec::new();
    for group in groups {
        rows.extend(writer.import(&group, &wishes, reading));
    }
    for row in &rows {
        row.speak(options.is.is_none());
    }
    if is_json {
        table::json(&rows)?;
    } else if !is_single || rows.len() > 1 {
        table::print(&batch::table(&rows))?;
    }
    let refused: Vec<&Row> = rows.iter().filter(|row| row.outcome == Outcome::Refused).collect();
    match refused.as_slice() {
        [] => Ok(()),
        [one] if rows.len() == 1 => bail!("{}", one.why()),
        many => bail!("{} of {} refused: see the reasons above", many.len(), rows.len()),
    }
}

impl ImportOptions {
    fn wishes(&self) -> Result<Wishes> {
        let target = match &self.target {
            Some(path) => match import::read(&group::bytes(path)?, Reading::default()) {
                Ok(import::Import { content: Content::Points(points), .. }) => Some(points),
                Ok(_) => bail!("--target {}: not a measurement: give hertz and decibels", path.display()),
                Err(error) => bail!("--target {}: {error}", path.display()),
            },
            None => None,
        };
        Ok(Wishes {
            meaning: self.is.map(|is| match is {
                Is::Correction => Meaning::Correction,
                Is::Response => Meaning::Response,
            }),
            form: self.form.map(|form| match form {
                As::Cascade => Form::Cascade,
                As::Fir => Form::Fir,
                As::Curve => Form::Curve,
            }),
            reference: self.reference.map(|from| match from {
                TakenAt::Eardrum => Reference::Eardrum,
                TakenAt::DiffuseField => Reference::DiffuseField,
            }),
            target,
        })
    }

    fn reading(&self) -> Reading {
        let shelves = match self.shelves {
            Shelves::Corner => ShelfReading::Corner,
            Shelves::Centre => ShelfReading::Centre,
        };
        Reading { shelves }
    }
}
