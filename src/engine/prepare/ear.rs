//! A device on two ears: its declared curves become the paths of a slot.

use super::{PrepareError, equaliser, impulse};
use crate::acoustics::curve::Curve;
use crate::acoustics::isolation;
use crate::acoustics::leak::Leak;
use crate::acoustics::occlusion::{self, Occlusion};
use crate::acoustics::voice;
use crate::dsp::biquad::{Coeffs, DesignError};
use crate::dsp::cascade::Cascade;
use crate::dsp::convolver::Convolver;
use crate::dsp::delay::Delay;
use crate::dsp::minimum_phase::{minimum_phase, response_length};
use crate::engine::meters::EarMeters;
use crate::engine::slot::{Path, Slot, SlotDesign};
use crate::preset::{Device, Filter, IsolationShape, ResponseShape};
use crate::units::{Db, Hz, SampleRate, Seconds};

/// What a new slot runs unheard, beyond its own latency.
const WARM: Seconds = Seconds(0.2);

/// One ear: a device and how well it sits.
#[derive(Debug, Clone, Copy)]
pub struct Ear<'a> {
    /// What is worn on this ear.
    pub device: &'a Device,
    /// Seal in percent, 100 = as it should be; None = the preset's own. Ignored where nothing seals.
    pub seal_pct: Option<f64>,
}

/// The monitor path of one ear before it is cast into blocks.
enum Monitor {
    Silent,
    Sections(Vec<Coeffs>),
    Curve(Curve, Option<Leak>),
}

/// The transmission of one ear before it is cast into blocks.
enum Transmission {
    Silent,
    Open,
    Curve { isolation: Curve, leak: Option<Leak> },
}

/// Prepares a slot: left and right ear, each with its own device and seal.
///
/// # Errors
/// A filter of the preset cannot be made at this rate.
pub fn slot(ears: [Ear<'_>; 2], own_voice: bool, rate: SampleRate) -> Result<Box<Slot>, PrepareError> {
    let [left, right] = ears;
    let monitors = [left.monitor(rate)?, right.monitor(rate)?];
    let transmissions = [left.transmission(), right.transmission()];
    let voice = if own_voice { voice_path(&ears, &transmissions, rate) } else { Path::Silent };
    let latency = ears.map(|ear| (ear.device.latency.ms / 1000.0 * rate.hz()).round());
    let delay = latency.iter().any(|&frames| frames > 0.0).then(|| Delay::new(latency, rate));
    let longest = latency.into_iter().fold(0.0, f64::max) as usize;
    Ok(Box::new(Slot::new(SlotDesign {
        delay,
        monitor: monitor_path(&monitors, rate),
        transmission: transmission_path(&transmissions, rate),
        voice,
        meters: EarMeters::new(rate),
        warm_frames: longest + WARM.frames(rate),
    })))
}

impl Ear<'_> {
    /// The leak of this ear; none where nothing seals.
    fn leak(&self) -> Option<Leak> {
        let seal = self.device.seal.as_ref()?;
        Some(Leak::at_seal(self.seal_pct.unwrap_or(seal.default_pct), seal.volume_cm3))
    }

    fn refuse(&self, reason: &dyn std::fmt::Display) -> PrepareError {
        PrepareError { what: format!("response of `{}`", self.device.id), reason: reason.to_string() }
    }

    fn monitor(&self, rate: SampleRate) -> Result<Monitor, PrepareError> {
        let what = |reason: DesignError| self.refuse(&reason);
        Ok(match &self.device.response.shape {
            ResponseShape::None => Monitor::Silent,
            ResponseShape::Flat => Monitor::Sections(leak_section(self.leak(), rate).map_err(what)?),
            ResponseShape::Filters { filters } => {
                let sections = filters.iter().map(|filter| section(filter, rate));
                let mut sections: Vec<Coeffs> = sections.collect::<Result<_, _>>().map_err(what)?;
                sections.extend(leak_section(self.leak(), rate).map_err(what)?);
                Monitor::Sections(sections)
            }
            ResponseShape::Equaliser { gain_db, bands, .. } => {
                let mut sections = equaliser::sections(*gain_db, bands, rate).map_err(what)?;
                sections.extend(leak_section(self.leak(), rate).map_err(what)?);
                Monitor::Sections(sections)
            }
            ResponseShape::Curve { points, .. } => {
                let points: Vec<(Hz, Db)> = points.iter().map(|&[hz, db]| (Hz(hz), Db(db))).collect();
                Monitor::Curve(Curve::new(&points).map_err(|reason| self.refuse(&reason))?, self.leak())
            }
            ResponseShape::Impulse { wav, .. } => {
                Monitor::Curve(impulse::magnitude(wav).map_err(|reason| self.refuse(&reason))?, self.leak())
            }
        })
    }

    fn transmission(&self) -> Transmission {
        match &self.device.isolation.shape {
            IsolationShape::Silent => Transmission::Silent,
            IsolationShape::Open => Transmission::Open,
            IsolationShape::Octaves { il_db, active, .. } => {
                let active = active.map_or([0.0; 10], |active| active.il_db);
                let total = std::array::from_fn(|i| {
                    il_db.get(i).copied().unwrap_or_default() + active.get(i).copied().unwrap_or_default()
                });
                Transmission::Curve { isolation: Curve::octaves(total), leak: self.leak() }
            }
        }
    }
}

impl Monitor {
    /// Declared gain at a frequency.
    fn at(&self, f: Hz, rate: SampleRate) -> Db {
        match self {
            Self::Silent => Db(f64::NEG_INFINITY),
            Self::Sections(sections) => Db(sections.iter().map(|section| section.response(f, rate).0).sum()),
            Self::Curve(curve, leak) => Db(curve.at(f).0 + leak.map_or(0.0, |leak| leak.driver_loss(f).0)),
        }
    }
}

impl Transmission {
    /// Declared level of the stage at the ear relative to the open ear (MODELS: power sum of isolation,
    /// bone-conduction ceiling and leak).
    fn at(&self, f: Hz, bone: &Curve) -> Db {
        match self {
            Self::Silent => Db(f64::NEG_INFINITY),
            Self::Open => Db(0.0),
            Self::Curve { isolation: curve, leak } => {
                let entry = leak.map_or(0.0, |leak| 10f64.powf(leak.ambient_entry(f).0 / 10.0));
                isolation::transmission(curve.at(f), bone.at(f), entry)
            }
        }
    }
}

/// A leak of a driver path as one section; an intact seal is one too, its corner is below 1 Hz.
fn leak_section(leak: Option<Leak>, rate: SampleRate) -> Result<Vec<Coeffs>, DesignError> {
    // Hs = (u² + u/Q) / (u² + u/Q + 1), u = s/w0.
    let Some(leak) = leak else { return Ok(Vec::new()) };
    let w0 = std::f64::consts::TAU * leak.corner().0;
    let (second, first) = (1.0 / (w0 * w0), 1.0 / (leak.q() * w0));
    Ok(vec![Coeffs::from_analog([second, first, 0.0], [second, first, 1.0], rate)?])
}

pub(super) fn section(filter: &Filter, rate: SampleRate) -> Result<Coeffs, DesignError> {
    match *filter {
        Filter::Peak { freq_hz, gain_db, q } => Coeffs::peaking(Hz(freq_hz), Db(gain_db), q, rate),
        Filter::LowShelf { freq_hz, gain_db, q } => Coeffs::low_shelf(Hz(freq_hz), Db(gain_db), q, rate),
        Filter::HighShelf { freq_hz, gain_db, q } => Coeffs::high_shelf(Hz(freq_hz), Db(gain_db), q, rate),
        Filter::HighPass1 { freq_hz } => Coeffs::high_pass_1(Hz(freq_hz), rate),
        Filter::HighPass2 { freq_hz, q } => Coeffs::high_pass(Hz(freq_hz), q, rate),
        Filter::LowPass1 { freq_hz } => Coeffs::low_pass_1(Hz(freq_hz), rate),
        Filter::LowPass2 { freq_hz, q } => Coeffs::low_pass(Hz(freq_hz), q, rate),
    }
}

fn monitor_path(ears: &[Monitor; 2], rate: SampleRate) -> Path {
    match ears {
        [Monitor::Silent, Monitor::Silent] => Path::Silent,
        [Monitor::Sections(left), Monitor::Sections(right)] => {
            let longer = left.len().max(right.len());
            let through = || std::iter::repeat(Coeffs::IDENTITY);
            let sections = left.iter().copied().chain(through()).zip(right.iter().copied().chain(through()));
            let sections: Vec<[Coeffs; 2]> = sections.take(longer).map(|(l, r)| [l, r]).collect();
            if sections.is_empty() {
                Path::Unity
            } else {
                Path::Sections(Box::new(Cascade::new(&sections, rate)))
            }
        }
        [left, right] => fir([&|f| left.at(f, rate), &|f| right.at(f, rate)], rate),
    }
}

fn transmission_path(ears: &[Transmission; 2], rate: SampleRate) -> Path {
    match ears {
        [Transmission::Silent, Transmission::Silent] => Path::Silent,
        [Transmission::Open, Transmission::Open] => Path::Unity,
        [left, right] => {
            let bone = isolation::bone();
            fir([&|f| left.at(f, &bone), &|f| right.at(f, &bone)], rate)
        }
    }
}

/// The performer's own voice: the air path through the transmission and the occluded body path, power-summed.
fn voice_path(ears: &[Ear<'_>; 2], transmissions: &[Transmission; 2], rate: SampleRate) -> Path {
    let bone = isolation::bone();
    let at = |ear: &Ear<'_>, transmission: &Transmission, f: Hz| {
        let sealed = Occlusion::octaves(ear.device.occlusion.oe_db).at(f);
        let effect = ear.leak().map_or(sealed, |leak| occlusion::vented(sealed, &leak, f));
        voice::change(transmission.at(f, &bone), effect, f)
    };
    let ([left, right], [through_left, through_right]) = (ears, transmissions);
    fir([&|f| at(left, through_left, f), &|f| at(right, through_right, f)], rate)
}

/// Both ears as minimum-phase filters of their declared magnitudes.
pub(super) fn fir(magnitudes: [&dyn Fn(Hz) -> Db; 2], rate: SampleRate) -> Path {
    let [left, right] = magnitudes.map(|magnitude| impulse_response(magnitude, rate));
    Path::Fir(Box::new(Convolver::new(&left, &right, rate)))
}

/// A minimum-phase impulse response; a magnitude of nothing everywhere is nothing.
pub(super) fn impulse_response(magnitude: &dyn Fn(Hz) -> Db, rate: SampleRate) -> Box<[f64]> {
    if magnitude(Hz(1000.0)).0 == f64::NEG_INFINITY {
        return Box::new([0.0]);
    }
    minimum_phase(magnitude, response_length(rate), rate)
}
