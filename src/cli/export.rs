//! `foldback presets export`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::engine::prepare::export::{Powers, RATE, Wanted};
use crate::engine::prepare::impulse;
use crate::io::whole::WholeFile;
use crate::preset::export::{Sides, camilladsp, easyeffects, graphic_eq, parametric_eq};
use crate::preset::{Ears, Equaliser, Library};

/// An export that misses more than this says so.
const NEAR_DB: f64 = 0.1;

/// Options of `foldback presets export`.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// Device: an id or a preset file.
    #[arg(value_name = "ID|FILE")]
    pub id: String,
    /// Device whose response is taken away: what is left makes this one sound like the other.
    #[arg(long, value_name = "ID|FILE")]
    pub minus: Option<String>,
    /// The inverse, to undo the device.
    #[arg(long)]
    pub as_correction: bool,
    /// What to write.
    #[arg(long, value_enum)]
    pub format: Format,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// `ParametricEQ.txt` of Equalizer APO and AutoEq.
    ParametricEq,
    /// `GraphicEQ.txt` of Equalizer APO, AutoEq and Wavelet.
    GraphicEq,
    /// Configuration of `CamillaDSP`, without its devices.
    Camilladsp,
    /// Preset of `EasyEffects`.
    Easyeffects,
    /// Minimum-phase impulse response, 48 kHz, one channel, or two where the ears differ.
    Wav,
}

/// Writes one file whole and says what it holds.
///
/// # Errors
/// One line: a device without a response, or a file that cannot be written.
pub fn run(library: &Library, options: &ExportOptions) -> Result<()> {
    let Ears { left, right } = library.ears(&options.id)?;
    let minus = options.minus.as_ref().map(|id| library.ears(id)).transpose()?;
    let (minus_left, minus_right) = minus.map(|ears| (ears.left, ears.right)).unzip();
    let is_one = left.response == right.response
        && minus_left.as_ref().map(|device| &device.response)
            == minus_right.as_ref().map(|device| &device.response);
    let wanted_left = Wanted::new(&left, minus_left.as_ref(), options.as_correction)?;
    let wanted_right =
        if is_one { None } else { Some(Wanted::new(&right, minus_right.as_ref(), options.as_correction)?) };
    let ears = (&wanted_left, wanted_right.as_ref());
    let (bytes, what) = match options.format {
        Format::ParametricEq => {
            let (sides, what) = equalisers(ears, &Powers::APO, options.as_correction)?;
            (parametric_eq(&sides), what)
        }
        Format::Camilladsp => {
            let (sides, what) = equalisers(ears, &Powers::CAMILLADSP, options.as_correction)?;
            (camilladsp(&sides, &title(options)), what)
        }
        Format::Easyeffects => {
            let (sides, what) = equalisers(ears, &Powers::EASYEFFECTS, options.as_correction)?;
            if sides.right.as_ref().is_some_and(|right| (right.gain_db - sides.left.gain_db).abs() > 0.01) {
                bail!("the ears differ in gain, which EasyEffects cannot: export as camilladsp");
            }
            (easyeffects(&sides), what)
        }
        Format::GraphicEq => {
            if wanted_right.is_some() {
                bail!("the ears differ, which a graphic equaliser cannot: export as parametric-eq");
            }
            let nodes = wanted_left.nodes();
            (graphic_eq(&nodes), format!("{} nodes", nodes.len()))
        }
        Format::Wav => return wav(ears, options),
    };
    write(&options.out, bytes.as_bytes())?;
    eprintln!("{}: {}: {what}", options.out.display(), title(options));
    warn_of_gain(ears, options);
    Ok(())
}

/// What the file is, for people.
fn title(options: &ExportOptions) -> String {
    let minus = options.minus.as_ref().map(|minus| format!(" less {minus}")).unwrap_or_default();
    let sign = if options.as_correction { "correction for " } else { "response of " };
    format!("{sign}{}{minus}", options.id)
}

fn equalisers(
    (left, right): (&Wanted, Option<&Wanted>),
    powers: &Powers,
    is_correction: bool,
) -> Result<(Sides, String)> {
    let (mut left_ear, left_worst) = left.equaliser(powers)?;
    let right = right.map(|right| right.equaliser(powers)).transpose()?;
    let worst = right.as_ref().map_or(left_worst.0, |(_, worst)| worst.0.max(left_worst.0));
    let mut right_ear = right.map(|(ear, _)| ear);
    if is_correction {
        // One headroom for both ears, so that their balance stays.
        let highest =
            [Some(&left_ear), right_ear.as_ref()].into_iter().flatten().map(peak).fold(0.0, f64::max);
        for ear in [Some(&mut left_ear), right_ear.as_mut()].into_iter().flatten() {
            ear.gain_db -= highest;
        }
    }
    let filters = left_ear.bands.len().max(right_ear.as_ref().map_or(0, |ear| ear.bands.len()));
    let near = if worst > NEAR_DB { ", the nearest this format comes" } else { "" };
    let what = format!("{filters} filters, within {worst:.2} dB from 20 Hz to 18 kHz at 48 kHz{near}");
    Ok((Sides { left: left_ear, right: right_ear }, what))
}

/// Highest gain of an equaliser, dB, a hundredth up.
fn peak(ear: &Equaliser) -> f64 {
    use crate::engine::prepare::equaliser::sections;
    use crate::units::Hz;
    let Ok(sections) = sections(ear.gain_db, &ear.bands, RATE) else { return 0.0 };
    let at = |i: u32| {
        let f = Hz(20.0 * 10f64.powf(f64::from(i) / 200.0));
        sections.iter().map(|section| section.response(f, RATE).0).sum()
    };
    let highest = (0..=600).map(at).fold(f64::NEG_INFINITY, f64::max);
    (highest * 100.0).ceil() / 100.0
}

fn wav((left, right): (&Wanted, Option<&Wanted>), options: &ExportOptions) -> Result<()> {
    let ears: Vec<_> = [Some(left), right].into_iter().flatten().map(Wanted::impulse_response).collect();
    let channels: Vec<&[f64]> = ears.iter().map(AsRef::as_ref).collect();
    write(&options.out, &impulse::to_wav(&channels, RATE.0))?;
    let frames = ears.first().map_or(0, |ear| ear.len());
    eprintln!("{}: {}: {frames} frames, minimum-phase, 48 kHz", options.out.display(), title(options));
    warn_of_gain((left, right), options);
    Ok(())
}

/// What is lifted clips where there is no room.
fn warn_of_gain((left, right): (&Wanted, Option<&Wanted>), options: &ExportOptions) {
    let highest = right.map_or(left.highest().0, |right| right.highest().0.max(left.highest().0));
    let has_headroom = options.as_correction && !matches!(options.format, Format::GraphicEq | Format::Wav);
    if highest > 0.05 && !has_headroom {
        eprintln!("it lifts by up to {highest:.1} dB: leave that headroom where it runs");
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = WholeFile::create(path, "")?;
    file.write(bytes)?;
    Ok(file.finish()?)
}
