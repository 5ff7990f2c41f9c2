//! A device on two ears: its declared curves become the paths of a slot.

use super::{PrepareError, around, equaliser, impulse};
use crate::acoustics::curve::Curve;
use crate::acoustics::leak;
use crate::acoustics::level;
use crate::dsp::Block;
use crate::dsp::biquad::{Coeffs, DesignError};
use crate::dsp::bodypack::Bodypack;
use crate::dsp::cascade::Cascade;
use crate::dsp::convolver::Convolver;
use crate::dsp::delay::Delay;
use crate::dsp::driver::{Driver, Limits};
use crate::dsp::leak::{Corner, Leak};
use crate::dsp::minimum_phase::{minimum_phase, response_length};
use crate::dsp::overload::{Ends, Overload};
use crate::engine::meters::EarMeters;
use crate::engine::path::Path;
use crate::engine::slot::{SEAL_GLIDE, Slot, SlotDesign};
use crate::preset::{Device, Filter, IsolationShape, ResponseShape};
use crate::units::{Db, DbSpl, Hz, SampleRate, Seconds};

/// What a new slot runs unheard, beyond its own latency.
const WARM: Seconds = Seconds(0.2);

/// One ear: a device and how well it sits.
#[derive(Debug, Clone, Copy, PartialEq)]
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
    Curve(Curve),
}

/// Prepares a slot: left and right ear, each with its own device and seal; `drive` is how much more or less than the
/// monitor level it gets.
///
/// # Errors
/// A filter of the preset cannot be made at this rate.
pub fn slot(
    ears: [Ear<'_>; 2],
    drive: Db,
    own_voice: bool,
    rate: SampleRate,
) -> Result<Box<Slot>, PrepareError> {
    let [left, right] = ears;
    let monitors = [left.monitor(rate)?, right.monitor(rate)?];
    let failed = |reason: DesignError| left.refuse("driver", &reason);
    let driver = ears.iter().any(|ear| ear.device.driver.is_some());
    let driver =
        driver.then(|| Driver::new(ears.map(|ear| ear.limits()), rate)).transpose().map_err(failed)?;
    let overload = ears.iter().any(|ear| ear.ends().is_some());
    let overload =
        overload.then(|| Overload::new(ears.map(|ear| ear.ends()), rate)).transpose().map_err(failed)?;
    let corners = ears.map(|ear| ear.corner());
    let leak = corners.iter().any(Option::is_some);
    let late = driver.as_ref().map_or(0, Block::latency) as f64;
    let latency = ears.map(|ear| ear.latency(late, rate));
    let longest = latency.into_iter().fold(0.0, f64::max) as usize;
    Ok(Box::new(Slot::new(SlotDesign {
        drive: drive.gain(),
        delay: latency.iter().any(|&frames| frames > 0.0).then(|| Delay::new(latency, rate)),
        response: response_path(&monitors, rate),
        leak: leak.then(|| Leak::new(corners, SEAL_GLIDE.frames(rate), rate)),
        bodypack: Bodypack::new(rate),
        driver,
        entry: around::entry(ears, own_voice, rate),
        overload,
        meters: EarMeters::new(rate),
        warm_frames: longest + WARM.frames(rate),
        rate,
    })))
}

impl Ear<'_> {
    /// The leak of this ear; none where nothing seals.
    pub(super) fn leak(&self) -> Option<leak::Leak> {
        let seal = self.device.seal.as_ref()?;
        Some(leak::Leak::at_seal(self.seal_pct.unwrap_or(seal.default_pct), seal.volume_cm3))
    }

    /// The same for the block that renders it.
    pub(super) fn corner(&self) -> Option<Corner> {
        self.leak().map(|leak| Corner { corner: leak.corner(), q: leak.q() })
    }

    /// Peaks of the strongest sines, pascals.
    fn limits(&self) -> Option<Limits> {
        let driver = self.device.driver.as_ref()?;
        let peak = |level| level::pascals_per_unit(DbSpl(level)).0;
        Some(Limits { onset: peak(driver.distortion_onset_db_spl), most: peak(driver.max_level_db_spl) })
    }

    /// Whether it cancels noise.
    pub(super) fn cancels(&self) -> bool {
        matches!(&self.device.isolation.shape, IsolationShape::Octaves { active: Some(_), .. })
    }

    /// Mean squares between which noise cancelling gives way, Pa².
    pub(super) fn ends(&self) -> Option<Ends> {
        let IsolationShape::Octaves { active: Some(active), .. } = &self.device.isolation.shape else {
            return None;
        };
        let square = |level| DbSpl(level).rms().0.powi(2);
        Some(Ends { from: square(active.overload_from_db_spl), to: square(active.overload_to_db_spl) })
    }

    /// Frames of delay before the driver: what it is late itself is part of the device's latency, where that is long
    /// enough.
    fn latency(&self, driver: f64, rate: SampleRate) -> f64 {
        let declared = (self.device.latency.ms / 1000.0 * rate.hz()).round();
        if self.device.driver.is_some() { (declared - driver).max(0.0) } else { declared }
    }

    fn refuse(&self, part: &str, reason: &dyn std::fmt::Display) -> PrepareError {
        PrepareError { what: format!("{part} of `{}`", self.device.id), reason: reason.to_string() }
    }

    fn monitor(&self, rate: SampleRate) -> Result<Monitor, PrepareError> {
        let refuse = |reason: &dyn std::fmt::Display| self.refuse("response", reason);
        Ok(match &self.device.response.shape {
            ResponseShape::None => Monitor::Silent,
            ResponseShape::Flat => Monitor::Sections(Vec::new()),
            ResponseShape::Filters { filters } => {
                let sections = filters.iter().map(|filter| section(filter, rate));
                Monitor::Sections(sections.collect::<Result<_, _>>().map_err(|reason| refuse(&reason))?)
            }
            ResponseShape::Equaliser { gain_db, bands, .. } => {
                let sections = equaliser::sections(*gain_db, bands, rate);
                Monitor::Sections(sections.map_err(|reason| refuse(&reason))?)
            }
            ResponseShape::Curve { points, .. } => {
                let points: Vec<(Hz, Db)> = points.iter().map(|&[hz, db]| (Hz(hz), Db(db))).collect();
                Monitor::Curve(Curve::new(&points).map_err(|reason| refuse(&reason))?)
            }
            ResponseShape::Impulse { wav, .. } => {
                Monitor::Curve(impulse::magnitude(wav).map_err(|reason| refuse(&reason))?)
            }
        })
    }
}

impl Monitor {
    /// Declared gain at a frequency.
    fn at(&self, f: Hz, rate: SampleRate) -> Db {
        match self {
            Self::Silent => Db(f64::NEG_INFINITY),
            Self::Sections(sections) => Db(sections.iter().map(|section| section.response(f, rate).0).sum()),
            Self::Curve(curve) => curve.at(f),
        }
    }
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

fn response_path(ears: &[Monitor; 2], rate: SampleRate) -> Path {
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
        [left, right] => {
            let [left, right] = [left, right].map(|ear| impulse_response(&|f| ear.at(f, rate), rate));
            Path::Fir(Box::new(Convolver::new(&left, &right, rate)))
        }
    }
}

/// A minimum-phase impulse response; a magnitude of nothing everywhere is nothing.
pub(super) fn impulse_response(magnitude: &dyn Fn(Hz) -> Db, rate: SampleRate) -> Box<[f64]> {
    if magnitude(Hz(1000.0)).0 == f64::NEG_INFINITY {
        return Box::new([0.0]);
    }
    minimum_phase(magnitude, response_length(rate), rate)
}
