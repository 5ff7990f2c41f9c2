//! A device as something that other programs can run: its own response, the difference of two, or what undoes it.

use super::ear::section;
use super::fit::{Axis, Section, Shape, Terms, fit};
use super::{PrepareError, equaliser, impulse};
use crate::acoustics::curve::Curve;
use crate::dsp::biquad::{Coeffs, Spot, rbj};
use crate::dsp::minimum_phase::minimum_phase;
use crate::preset::{Band, BandKind, Device, Equaliser, Filter, ResponseShape};
use crate::units::{Db, Hz, SampleRate};

/// Rate at which other programs are taken to run.
pub const RATE: SampleRate = SampleRate(48_000);
/// Frequencies that count.
pub const RANGE: [Hz; 2] = [Hz(20.0), Hz(18_000.0)];
/// No further filter once an export is this near.
const AIM: Db = Db(0.04);
/// Filters at most where the format sets no limit.
const MOST_FILTERS: usize = 64;
/// Frames of an exported impulse response: two thirds of a second, for narrow dips in the bass.
const FRAMES: usize = 32_768;
/// Nodes of a graphic equaliser at most, and how far a straight line between two may be off.
const MOST_NODES: usize = 1_400;
const NODE_DB: f64 = 0.02;

/// The response of a device on one ear, sealed as it should be.
enum Heard {
    Sections(Vec<Coeffs>),
    Curve(Curve),
}

/// What is exported for one ear.
pub struct Wanted {
    device: Heard,
    minus: Option<Heard>,
    sign: f64,
    /// Filters that do it, or nearly.
    start: Vec<Band>,
    gain_db: f64,
    is_exact: bool,
}

/// What filters a program has.
#[derive(Debug, Clone, Copy)]
pub struct Powers {
    /// Filters at most.
    pub filters: usize,
    /// First-order filters.
    pub first_order: bool,
    /// Bandwidths in octaves.
    pub octaves: bool,
}

impl Powers {
    /// Equalizer APO.
    pub const APO: Self = Self { filters: MOST_FILTERS, first_order: false, octaves: true };
    /// `CamillaDSP`.
    pub const CAMILLADSP: Self = Self { filters: MOST_FILTERS, first_order: true, octaves: true };
    /// `EasyEffects`.
    pub const EASYEFFECTS: Self = Self { filters: 32, first_order: false, octaves: false };

    /// The band as the program can write it: a bandwidth becomes the Q that it is at 48 kHz.
    fn written(&self, band: &Band) -> Band {
        match (band.bandwidth_oct, Spot::new(Hz(band.freq_hz), RATE)) {
            (Some(octaves), Ok(spot)) if !self.octaves => {
                Band { q: Some(rbj::q_of_octaves(spot, octaves)), bandwidth_oct: None, ..*band }
            }
            _ => *band,
        }
    }

    fn have(&self, band: &Band) -> bool {
        (self.first_order || !band.kind.is_first_order())
            && (self.octaves || band.bandwidth_oct.is_none())
            && (self.octaves || band.gain_db.is_none_or(|gain| gain.abs() <= 36.0))
            && band.freq_hz < RATE.nyquist().0
    }
}

impl Wanted {
    /// What one ear gets of a device, less another, inverted for a correction. Devices are those of that ear.
    ///
    /// # Errors
    /// A device without a driver, or one whose response cannot be made.
    pub fn new(device: &Device, minus: Option<&Device>, is_correction: bool) -> Result<Self, PrepareError> {
        let (start, gain_db, mut is_exact) =
            if minus.is_some() { (Vec::new(), 0.0, false) } else { bands(device) };
        let sign = if is_correction { -1.0 } else { 1.0 };
        is_exact &= !is_correction || start.iter().all(|band| band.kind.has_gain());
        let start = start.into_iter().filter(|band| !is_correction || band.kind.has_gain());
        let start =
            start.map(|band| Band { gain_db: band.gain_db.map(|gain| sign * gain), ..band }).collect();
        Ok(Self {
            device: Heard::of(device)?,
            minus: minus.map(Heard::of).transpose()?,
            sign,
            start,
            gain_db: sign * gain_db,
            is_exact,
        })
    }

    /// Gain at a frequency, within what a file can hold.
    #[must_use]
    pub fn at(&self, f: Hz) -> Db {
        let minus = self.minus.as_ref().map_or(0.0, |minus| minus.at(f).0);
        Db((self.sign * (self.device.at(f).0 - minus)).clamp(-80.0, 40.0))
    }

    /// Filters of a program, and how far they may be off from 20 Hz to 18 kHz at 48 kHz.
    ///
    /// # Errors
    /// A filter that no arithmetic can hold.
    pub fn equaliser(&self, powers: &Powers) -> Result<(Equaliser, Db), PrepareError> {
        let written: Vec<Band> = self.start.iter().map(|band| powers.written(band)).collect();
        let fits = written.len() <= powers.filters && written.iter().all(|band| powers.have(band));
        if self.is_exact && fits {
            return Ok((Equaliser { gain_db: self.gain_db, bands: written }, Db(0.0)));
        }
        let usable: Vec<&Band> =
            written.iter().filter(|band| powers.have(band)).take(powers.filters).collect();
        let is_fixed = |band: &&&Band| section_of(band).is_none();
        let fixed: Vec<Band> = usable.iter().filter(is_fixed).map(|band| **band).collect();
        let start: Vec<Section> = usable.iter().filter_map(|band| section_of(band)).collect();
        let sections = equaliser::sections(self.gain_db, &fixed, RATE).map_err(|e| refuse("filters", &e))?;
        let rest = |f: Hz| Db(self.at(f).0 - sections.iter().map(|s| s.response(f, RATE).0).sum::<f64>());
        let terms = Terms {
            range: RANGE,
            sections: powers.filters.saturating_sub(fixed.len()),
            aim: AIM,
            axis: Axis::Bilinear(RATE),
        };
        // Filters that are there already are a good beginning, unless they leave no room for more.
        let tries = [start.as_slice(), &[]].map(|start| fit(&rest, start, &terms));
        let best = if tries[1].worst.0 < tries[0].worst.0 && tries[0].worst.0 > AIM.0 {
            &tries[1]
        } else {
            &tries[0]
        };
        let bands = fixed.into_iter().chain(best.sections.iter().map(Section::band)).collect();
        Ok((Equaliser { gain_db: self.gain_db, bands }, best.worst))
    }

    /// Nodes `[Hz, dB]` whose straight lines over log f are the response: closer where it bends.
    #[must_use]
    pub fn nodes(&self) -> Vec<[f64; 2]> {
        let mut nodes: Vec<[f64; 2]> = (0..=120)
            .map(|i| 20.0 * 10f64.powf(f64::from(i) / 40.0))
            .map(|hz| [hz, self.at(Hz(hz)).0])
            .collect();
        for _ in 0..8 {
            let mut finer = Vec::with_capacity(2 * nodes.len());
            for (&a, &b) in nodes.iter().zip(nodes.iter().skip(1)) {
                let middle = (a[0] * b[0]).sqrt();
                let db = self.at(Hz(middle)).0;
                finer.push(a);
                if (db - f64::midpoint(a[1], b[1])).abs() > NODE_DB && finer.len() + nodes.len() < MOST_NODES
                {
                    finer.push([middle, db]);
                }
            }
            finer.extend(nodes.last());
            if finer.len() == nodes.len() {
                break;
            }
            nodes = finer;
        }
        nodes
    }

    /// A minimum-phase impulse response at 48 kHz.
    #[must_use]
    pub fn impulse_response(&self) -> Box<[f64]> {
        minimum_phase(|f| self.at(f), FRAMES, RATE)
    }

    /// Highest gain over the range.
    #[must_use]
    pub fn highest(&self) -> Db {
        let at = |i: u32| self.at(Hz(20.0 * 10f64.powf(f64::from(i) / 100.0))).0;
        Db((0..=300).map(at).fold(f64::NEG_INFINITY, f64::max))
    }
}

impl Heard {
    fn of(device: &Device) -> Result<Self, PrepareError> {
        let refuse = |reason: &dyn std::fmt::Display| refuse(&device.id, reason);
        Ok(match &device.response.shape {
            ResponseShape::None => return Err(refuse(&"it has no driver: choose a device that plays")),
            ResponseShape::Flat => Self::Sections(Vec::new()),
            ResponseShape::Filters { filters } => {
                let sections = filters.iter().map(|filter| section(filter, RATE));
                Self::Sections(sections.collect::<Result<_, _>>().map_err(|e| refuse(&e))?)
            }
            ResponseShape::Equaliser { gain_db, bands, .. } => {
                Self::Sections(equaliser::sections(*gain_db, bands, RATE).map_err(|e| refuse(&e))?)
            }
            ResponseShape::Curve { points, .. } => {
                let points: Vec<(Hz, Db)> = points.iter().map(|&[hz, db]| (Hz(hz), Db(db))).collect();
                Self::Curve(Curve::new(&points).map_err(|e| refuse(&e))?)
            }
            ResponseShape::Impulse { wav, .. } => {
                Self::Curve(impulse::magnitude(wav).map_err(|e| refuse(&e))?)
            }
        })
    }

    fn at(&self, f: Hz) -> Db {
        match self {
            Self::Sections(sections) => Db(sections.iter().map(|section| section.response(f, RATE).0).sum()),
            Self::Curve(curve) => curve.at(f),
        }
    }
}

/// The filters a device is made of, its gain, and whether they are bilinear already.
fn bands(device: &Device) -> (Vec<Band>, f64, bool) {
    match &device.response.shape {
        ResponseShape::Equaliser { gain_db, bands, .. } => (bands.clone(), *gain_db, true),
        ResponseShape::Filters { filters } => (filters.iter().map(band).collect(), 0.0, false),
        _ => (Vec::new(), 0.0, false),
    }
}

fn band(filter: &Filter) -> Band {
    let (kind, freq_hz, gain_db, q) = match *filter {
        Filter::Peak { freq_hz, gain_db, q } => (BandKind::Peak, freq_hz, Some(gain_db), Some(q)),
        Filter::LowShelf { freq_hz, gain_db, q } => (BandKind::LowShelf, freq_hz, Some(gain_db), Some(q)),
        Filter::HighShelf { freq_hz, gain_db, q } => (BandKind::HighShelf, freq_hz, Some(gain_db), Some(q)),
        Filter::HighPass1 { freq_hz } => (BandKind::HighPass1, freq_hz, None, None),
        Filter::HighPass2 { freq_hz, q } => (BandKind::HighPass, freq_hz, None, Some(q)),
        Filter::LowPass1 { freq_hz } => (BandKind::LowPass1, freq_hz, None, None),
        Filter::LowPass2 { freq_hz, q } => (BandKind::LowPass, freq_hz, None, Some(q)),
    };
    Band { kind, freq_hz, gain_db, q, bandwidth_oct: None }
}

/// A bell or shelf that a fit may move; the others stay as they are.
fn section_of(band: &Band) -> Option<Section> {
    let shape = match band.kind {
        BandKind::Peak => Shape::Peak,
        BandKind::LowShelf => Shape::LowShelf,
        BandKind::HighShelf => Shape::HighShelf,
        _ => return None,
    };
    Some(Section { shape, freq_hz: band.freq_hz, gain_db: band.gain_db?, q: band.q? })
}

fn refuse(what: &str, reason: &dyn std::fmt::Display) -> PrepareError {
    PrepareError { what: format!("response of `{what}`"), reason: reason.to_string() }
}
