//! What a device on an ear is declared to do, over frequency: the truth that the running chain is measured against,
//! that plots draw and that reports quote. Independent of any sample rate.
//!
//! - response: the preset's curve, filters, equaliser (as at 48 kHz) or impulse response, times the leak's Hs, dB re diffuse field;
//! - transmission: |T|² = 10^(-(IL + active)/10) + 10^(-BC/10) + |Ha|², dB re the open ear (see
//!   [`crate::acoustics::isolation::transmission`]); noise cancelling counts in full, below its overload;
//! - occlusion: the table, vented by the same leak, dB re the open ear; the body path joins it in [`voice`].
//!
//! Between the points of a table all are monotone cubics in dB over log2 f with held ends
//! ([`Curve`]). Left out: driver limits, latency, the scatter between wearers (which is in the spreads).

use super::ear::Ear;
use super::equaliser::Drawn;
use super::surround::{Cancelling, Surround};
use super::{PrepareError, impulse, prototype};
use crate::acoustics::curve::Curve;
use crate::acoustics::leak::Leak;
use crate::acoustics::voice;
use crate::dsp::overload::{BASS, Ends, share};
use crate::preset::{Device, Filter, IsolationShape, ResponseShape};
use crate::units::{Db, DbSpl, Hz};

/// The declared curves of one device at one seal.
pub struct Declared {
    response: Response,
    surround: Surround,
    ends: Option<Ends>,
}

enum Response {
    NoDriver,
    Flat,
    Filters(Vec<Filter>),
    Equaliser(Drawn),
    Curve(Curve),
}

/// How far a declared curve may be off at a frequency: one standard deviation over devices, wearers and fits.
pub struct Spreads {
    /// Of the response.
    pub response: Option<Curve>,
    /// Of the transmission.
    pub transmission: Option<Curve>,
    /// Of the occlusion.
    pub occlusion: Option<Curve>,
}

impl Declared {
    /// The curves of a device that sits with `seal_pct` percent of its seal; none is the preset's own.
    ///
    /// # Errors
    /// An impulse response that cannot be read.
    pub fn new(device: &Device, seal_pct: Option<f64>) -> Result<Self, PrepareError> {
        let refuse = |reason: String| PrepareError { what: format!("response of `{}`", device.id), reason };
        let response = match &device.response.shape {
            ResponseShape::None => Response::NoDriver,
            ResponseShape::Flat => Response::Flat,
            ResponseShape::Filters { filters } => Response::Filters(filters.clone()),
            ResponseShape::Equaliser { gain_db, bands, .. } => {
                Response::Equaliser(Drawn::new(*gain_db, bands).map_err(|error| refuse(error.to_string()))?)
            }
            ResponseShape::Curve { points, .. } => {
                let points: Vec<(Hz, Db)> = points.iter().map(|&[hz, db]| (Hz(hz), Db(db))).collect();
                Response::Curve(Curve::new(&points).map_err(|error| refuse(error.to_string()))?)
            }
            ResponseShape::Impulse { wav, .. } => Response::Curve(impulse::magnitude(wav).map_err(refuse)?),
        };
        let ear = Ear { device, seal_pct };
        Ok(Self { response, surround: Surround::new(&ear), ends: ear.ends() })
    }

    /// A flat, sealed device that lets nothing in: what others are matched with.
    #[must_use]
    pub fn flat() -> Self {
        Self { response: Response::Flat, surround: Surround::sealed(), ends: None }
    }

    /// Whether there is a driver at all.
    #[must_use]
    pub fn has_driver(&self) -> bool {
        !matches!(self.response, Response::NoDriver)
    }

    /// The leak of this ear; none where nothing seals.
    #[must_use]
    pub fn leak(&self) -> Option<Leak> {
        self.surround.leak()
    }

    /// Level of the monitor mix at the ear re a flat, sealed device; -inf without a driver.
    #[must_use]
    pub fn response(&self, f: Hz) -> Db {
        Db(self.tight(f).0 + self.leak().map_or(0.0, |leak| leak.driver_loss(f).0))
    }

    /// The same if nothing leaked at all: the preset's response alone.
    #[must_use]
    pub fn tight(&self, f: Hz) -> Db {
        Db(match &self.response {
            Response::NoDriver => f64::NEG_INFINITY,
            Response::Flat => 0.0,
            Response::Filters(filters) => filters.iter().map(|filter| prototype::gain(filter, f).0).sum(),
            Response::Equaliser(drawn) => drawn.gain(f).0,
            Response::Curve(curve) => curve.at(f).0,
        })
    }

    /// Level of the stage at the ear re the open ear; -inf where nothing enters.
    #[must_use]
    pub fn transmission(&self, f: Hz) -> Db {
        self.surround.transmission(f, Cancelling::Works)
    }

    /// How far noise cancelling gives way on a stage, 0 to 1; `through` is the level of that stage behind a gain over
    /// frequency. A steady stage: one that swings gives way in its peaks.
    #[must_use]
    pub fn gives_way(&self, through: impl Fn(&dyn Fn(Hz) -> Db) -> DbSpl) -> f64 {
        let low_pass = |f: Hz| Db(-10.0 * (1.0 + (f.0 / BASS.0).powi(4)).log10());
        self.ends.map_or(0.0, |ends| {
            let bass = through(&|f| Db(self.transmission(f).0 + low_pass(f).0));
            share(ends, bass.rms().0.powi(2))
        })
    }

    /// Level of the stage at the ear re the open ear where noise cancelling has given way so far.
    #[must_use]
    pub fn transmission_at(&self, f: Hz, given_way: f64) -> Db {
        let whole = self.transmission(f);
        if given_way <= 0.0 {
            return whole;
        }
        let passive = self.surround.transmission(f, Cancelling::Fails);
        Db::from_gain((1.0 - given_way) * whole.gain() + given_way * passive.gain())
    }

    /// Rise of body-conducted sound re the open ear, vented by the leak.
    #[must_use]
    pub fn occlusion(&self, f: Hz) -> Db {
        self.surround.occlusion(f)
    }

    /// Body path of the own voice re its air path at the open ear: body conduction plus occlusion.
    #[must_use]
    pub fn body(&self, f: Hz) -> Db {
        Db(voice::body_path(f).0 + self.occlusion(f).0)
    }
}

impl Spreads {
    /// What a preset says of its own spread; a part that is so by definition has none.
    #[must_use]
    pub fn of(device: &Device) -> Self {
        let constant = |db: Option<f64>| db.map(|db| Curve::octaves([db; 10]));
        let response = match &device.response.shape {
            ResponseShape::Curve { points, spread_db: Some(spread) } => {
                let points: Vec<_> =
                    points.iter().zip(spread).map(|([hz, _], &db)| (Hz(*hz), Db(db))).collect();
                Curve::new(&points).ok()
            }
            ResponseShape::None => None,
            _ => constant(device.response.evidence.spread_db),
        };
        let transmission = match &device.isolation.shape {
            IsolationShape::Octaves { sd_db, .. } => Some(Curve::octaves(*sd_db)),
            IsolationShape::Open | IsolationShape::Silent => None,
        };
        Self { response, transmission, occlusion: constant(device.occlusion.evidence.spread_db) }
    }
}

/// Frequencies that a declared curve is drawn and listed at: about `per_octave` points an octave (ten octaves, just
/// under), evenly over log frequency from 20 Hz to 20 kHz.
#[must_use]
pub fn grid(per_octave: usize) -> Vec<Hz> {
    let steps = 10 * per_octave;
    (0..=steps).map(|i| Hz(20.0 * 1000f64.powf(i as f64 / steps as f64))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::Library;

    fn declared(id: &str, seal: Option<f64>) -> Declared {
        Declared::new(&Library::shipped().unwrap().ears(id).unwrap().left, seal).unwrap()
    }

    #[test]
    fn a_leak_takes_bass_lets_the_stage_in_and_frees_the_voice_all_at_once() {
        let (sealed, loose) = (declared("iem-silicone", None), declared("iem-silicone", Some(25.0)));
        let low = Hz(63.0);
        assert!(loose.response(low).0 < sealed.response(low).0 - 15.0);
        assert!(loose.transmission(low).0 > sealed.transmission(low).0 + 10.0);
        assert!(loose.occlusion(low).0 < 6.0 && sealed.occlusion(low).0 > 23.0);
        let high = Hz(8000.0);
        assert!((loose.response(high).0 - sealed.response(high).0).abs() < 0.1);
    }

    #[test]
    fn an_open_ear_hears_the_stage_and_no_mix() {
        let open = declared("open-ear", None);
        assert!(!open.has_driver() && open.response(Hz(1000.0)).0 == f64::NEG_INFINITY);
        assert!(open.transmission(Hz(50.0)).0.abs() < 1e-12 && open.occlusion(Hz(50.0)).0.abs() < 1e-12);
        assert!((open.body(Hz(4000.0)).0 + 10.0).abs() < 1e-9);
    }

    #[test]
    fn noise_cancelling_is_declared_in_full() {
        // Table 4 + 25 dB active less ceiling: passive 4 at 250 Hz, 25 with the active part, ceiling 52.
        let (on, off) = (declared("anc-over-ear-on", None), declared("anc-over-ear-off", None));
        let f = Hz(251.19);
        assert!((off.transmission(f).0 + 4.0).abs() < 0.1, "{:?}", off.transmission(f));
        assert!((on.transmission(f).0 + 25.0).abs() < 0.1, "{:?}", on.transmission(f));
    }

    #[test]
    fn the_grid_runs_from_20_hz_to_20_khz() {
        let grid = grid(12);
        assert_eq!(grid.len(), 121);
        assert!((grid[0].0 - 20.0).abs() < 1e-9 && (grid[120].0 - 20_000.0).abs() < 1e-6);
    }
}
