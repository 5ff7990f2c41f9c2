//! One device: its files read, its response made, its preset written whole or not at all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::ImportOptions;
use super::batch::Row;
use super::group::{Group, bytes, is_toml};
use crate::engine::prepare::adopt::{Adopted, Wishes, adopt};
use crate::io::whole::WholeFile;
use crate::preset::import::{self, Content, Import, Reading};
use crate::preset::{Device, FORMAT, Preset, Response, ResponseShape, bounds, id_of, one_line};

/// Writes presets of one class, each under a name of its own.
pub(super) struct Writer<'a> {
    class: Device,
    options: &'a ImportOptions,
    taken: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(class: Device, options: &'a ImportOptions) -> Self {
        Self { class, options, taken: BTreeSet::new() }
    }

    /// Imports a group. Measurements of one device become one preset; whatever else is among them stands alone.
    pub(super) fn import(&mut self, group: &Group, wishes: &Wishes, reading: Reading) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut seats: Vec<(String, Import)> = Vec::new();
        for path in &group.files {
            let file = path.display().to_string();
            let row = Row::new(vec![file.clone()]);
            match bytes(path).map(|bytes| import::read(&bytes, reading)) {
                Err(error) => rows.push(row.failed(format!("{error:#}"))),
                Ok(Err(refusal)) => rows.push(row.refused(refusal)),
                Ok(Ok(import)) if matches!(import.content, Content::Points(_)) => seats.push((file, import)),
                Ok(Ok(import)) => rows.push(self.make(&group.name, vec![(file, import)], wishes)),
            }
        }
        if !seats.is_empty() {
            rows.push(self.make(&group.name, seats, wishes));
        }
        rows
    }

    fn make(&mut self, name: &str, files: Vec<(String, Import)>, wishes: &Wishes) -> Row {
        let mut row = Row::new(files.iter().map(|(file, _)| file.clone()).collect());
        let base = |file: &String| {
            Path::new(file).file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned())
        };
        let names: Vec<String> = files.iter().map(|(file, _)| base(file)).collect();
        let imports: Vec<Import> = files
            .into_iter()
            .map(|(file, mut import)| {
                row.warn(&file, std::mem::take(&mut import.warnings));
                import
            })
            .collect();
        row.format = imports.first().map(|import| import.format);
        let name = one_line(self.options.name.as_deref().unwrap_or(name), bounds::NAME_CHARS);
        let id = self.id(&name);
        let adopted = match adopt(&imports, &names, wishes, &id) {
            Ok(adopted) => adopted,
            Err(refusal) => return row.refused(refusal),
        };
        let files = row.files.join(" + ");
        row.warn(&files, adopted.warnings.clone());
        (row.is, row.said, row.worst_db) = (Some(adopted.meaning), adopted.said.clone(), adopted.worst_db);
        let device = self.device(&id, &name, adopted);
        match self.write(device) {
            Ok(path) => {
                row.preset = Some(path.display().to_string());
                self.taken.insert(id.clone());
                row.id = Some(id);
                row
            }
            Err(error) => row.failed(format!("{error:#}")),
        }
    }

    /// The id asked for, or one that no preset of this batch has.
    fn id(&self, name: &str) -> String {
        if let Some(id) = &self.options.id {
            return id.clone();
        }
        if let Some(stem) =
            self.options.out.as_ref().filter(|out| is_toml(out)).and_then(|out| out.file_stem())
        {
            // A file is called by its id.
            return id_of(&stem.to_string_lossy());
        }
        let id = id_of(name);
        let numbered = (2..).map(|n| {
            let head: String = id.chars().take(bounds::ID_CHARS - 7).collect();
            format!("{}-{n}", head.trim_end_matches('-'))
        });
        std::iter::once(id.clone()).chain(numbered).find(|id| !self.taken.contains(id)).unwrap_or(id)
    }

    fn device(&self, id: &str, name: &str, adopted: Adopted) -> Device {
        let about = format!(
            "Imported: {}. Isolation, seal, occlusion and the rest are those of `{}`.",
            adopted.evidence.source, self.class.id
        );
        Device {
            format: FORMAT,
            id: id.to_owned(),
            name: if name.is_empty() { id.to_owned() } else { name.to_owned() },
            about: one_line(&about, bounds::ABOUT_CHARS),
            response: Response { shape: adopted.shape, evidence: adopted.evidence },
            ..self.class.clone()
        }
    }

    /// Writes the preset and what lies beside it, each file whole.
    fn write(&self, device: Device) -> Result<PathBuf> {
        let here = format!("{}.toml", device.id);
        let path = match &self.options.out {
            Some(out) if is_toml(out) => out.clone(),
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("{}: cannot be made", folder.display()))?;
                folder.join(here)
            }
            None => {
                ensure!(!Path::new(&here).exists(), "{here}: is there already: choose a place with --out");
                PathBuf::from(here)
            }
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut files = Vec::new();
        if let ResponseShape::Impulse { file, wav, right_file, right_wav } = &device.response.shape {
            files.push((folder.join(file), wav.clone()));
            files.extend(
                right_file.as_ref().zip(right_wav.clone()).map(|(file, wav)| (folder.join(file), wav)),
            );
        }
        let text = Preset::Device(device).to_toml()?;
        files.push((path.clone(), text.into_bytes().into()));
        let mut whole = Vec::new();
        for (path, bytes) in files {
            let mut file = WholeFile::create(&path, "")?;
            file.write(&bytes)?;
            whole.push(file);
        }
        whole.into_iter().try_for_each(WholeFile::finish)?;
        Ok(path)
    }
}
