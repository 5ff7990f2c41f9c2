//! Every device on one stage with one mix: what a performer would need, and what that costs. The table that
//! `foldback compare` prints and its page shows.

use serde::Serialize;

use crate::acoustics::audibility::Thirds;
use crate::acoustics::bands::third_centres;
use crate::acoustics::{dose, latency};
use crate::control::bands::octaves;
use crate::control::error::DeskError;
use crate::control::forecast::{EarForecast, Forecast, StageSpectrum};
use crate::control::level_rule::LevelRule;
use crate::control::programme::Programme;
use crate::control::verdict::{Strain, verdict};
use crate::engine::prepare::declared::Declared;
use crate::engine::prepare::outward::Outward;
use crate::preset::{Device, Ears, Library, Stage};
use crate::units::{Db, DbSpl, Seconds};

mod shown;

pub use shown::Shown;

/// What is compared.
pub struct Scene<'a> {
    /// The mix.
    pub programme: &'a Programme,
    /// The stage; none is silence.
    pub stage: Option<&'a StageSpectrum>,
    /// Monitor level before anybody turns it up, dB SPL of a full-scale 1 kHz sine.
    pub level: DbSpl,
    /// How far a performer turns the programme up over the residual stage, dBA.
    pub margin: Db,
    /// Channels of the mix that are voices.
    pub voices: &'a [usize],
}

/// A whole comparison, the safest device first.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// The stage, with its evidence.
    pub stage: Stage,
    /// Its level at the open ear, dBA; null for silence.
    pub stage_dba: Option<f64>,
    /// Monitor level before anybody turns it up.
    pub level_db_spl: f64,
    /// How far the programme is turned up over the residual stage.
    pub margin_dba: f64,
    /// What was played, in the words of the command line.
    pub input: Vec<String>,
    /// Its length.
    pub seconds: f64,
    /// What whoever is shown this really wears, and what of it they cannot hear; null where nobody said.
    pub wearing: Option<Shown>,
    /// One row a device.
    pub rows: Vec<Row>,
}

/// One device. Levels are those of the worse ear, diffuse-field equivalent.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Preset id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The stage through device, leak and bone, dBA.
    pub residual_dba: f64,
    /// Monitor level that a performer turns up to, dB SPL of a full-scale 1 kHz sine; null without a driver or stage.
    pub needed_level_db_spl: Option<f64>,
    /// The programme at the ear then, dBA.
    pub programme_dba: Option<f64>,
    /// Programme and stage together, dBA.
    pub total_dba: f64,
    /// How long that is allowed per day (NIOSH 98-126), minutes; null is without end.
    pub niosh_minutes: Option<f64>,
    /// How long that is allowed per week (WHO-ITU H.870, adults), hours; null is without end.
    pub who_hours_per_week: Option<f64>,
    /// How much of every channel is heard, in order of the mix.
    pub channels: Vec<Heard>,
    /// Mix over stage in the worse ear once turned up, per third of an octave.
    pub masking: Vec<Third>,
    /// What the driver makes of that level.
    pub driver: Strain,
    /// The programme then as it escapes to a microphone 10 cm from the ear, dBA; null without a driver.
    pub leakage_at_10_cm_dba: Option<f64>,
    /// A click track at that level, as it escapes, re a singer's voice at that microphone; null without a driver.
    pub click_bleed_db: Option<f64>,
    /// Delay of the device, ms.
    pub latency_ms: f64,
    /// Whom that delay suits.
    pub latency: String,
    /// All of it in a few words.
    pub verdict: String,
    /// How sure the isolation is: kind of evidence and one standard deviation, dB.
    pub evidence: String,
    /// The ears behind the figures.
    #[serde(skip)]
    pub forecast: [Forecast; 2],
}

/// One third of an octave at an ear.
#[derive(Debug, Clone, Serialize)]
pub struct Third {
    /// Exact centre, hertz.
    pub band_hz: f64,
    /// The mix through the device, dB SPL; null where there is none.
    pub mix_db: Option<f64>,
    /// The stage through device, leak and bone, dB SPL.
    pub stage_db: Option<f64>,
    /// How far the mix stands above what the stage masks (ANSI S3.5-1997), dB; negative: buried.
    pub above_db: Option<f64>,
}

/// Audibility of one channel in the better ear, 0 to 1: speech intelligibility index for a voice, the same scale with
/// the instrument's own weights for everything else.
#[derive(Debug, Clone, Serialize)]
pub struct Heard {
    /// Name of the channel.
    pub channel: String,
    /// Whether it was taken for a voice.
    pub voice: bool,
    /// At the monitor level as it stands, the same for every device.
    pub at_equal_drive: f64,
    /// Once turned up.
    pub turned_up: f64,
}

impl Scene<'_> {
    /// Works out a row.
    ///
    /// # Errors
    /// An unknown device, or one whose files cannot be read.
    pub fn row(&self, library: &Library, id: &str) -> Result<Row, DeskError> {
        let Ears { left, right } = library.ears(id)?;
        let name = library.device(id)?.name().to_owned();
        let curves = [Declared::new(&left, None)?, Declared::new(&right, None)?];
        let [l, r] = &curves;
        let as_it_stands = Forecast::new(self.programme, self.stage, [l, r], self.level);
        let rule = LevelRule::AsTurnedUp(self.margin);
        let rise = rule.gain(&as_it_stands, &as_it_stands, self.level);
        let gain = rise.unwrap_or(Db(0.0));
        let turned = as_it_stands.clone().turned(gain);
        let outward = [Outward::new(&left, None)?, Outward::new(&right, None)?];
        let escapes = |of: &dyn Fn(&Outward, &EarForecast) -> f64| {
            outward
                .iter()
                .zip(&turned.ears)
                .map(|(outward, ear)| of(outward, ear))
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let worse = |of: &dyn Fn(usize) -> f64| of(0).max(of(1));
        let total = DbSpl(worse(&|i| turned.ears[i].total_dba().0));
        let driven = |device: &Device, i: usize| Strain::of(device, turned.ears[i].peak_sine);
        let driver = driven(&left, 0).max(driven(&right, 1));
        let delay = Seconds(left.latency.ms.max(right.latency.ms) / 1000.0);
        let has_driver = curves.iter().any(Declared::has_driver);
        let finite = |value: f64| value.is_finite().then_some(value);
        let allowed = |standard: dose::Standard| standard.allowed(total).0;
        let isolation = &left.isolation.evidence;
        Ok(Row {
            id: id.to_owned(),
            name,
            residual_dba: worse(&|i| turned.ears[i].residual_dba.0),
            needed_level_db_spl: rise.map(|rise| self.level.0 + rise.0),
            programme_dba: finite(worse(&|i| turned.ears[i].monitor_dba.0)),
            total_dba: total.0,
            niosh_minutes: finite(allowed(dose::NIOSH) / 60.0),
            who_hours_per_week: finite(allowed(dose::WHO) / 3600.0),
            masking: masking(worse_ear(&turned)),
            channels: self.heard(&as_it_stands, &turned),
            driver,
            leakage_at_10_cm_dba: finite(escapes(&|outward, ear| {
                outward.at_microphone(octaves(&ear.monitor).map(|level| level.0)).0
            })),
            click_bleed_db: finite(escapes(&|outward, _| {
                outward.click_bleed(DbSpl(self.level.0 + gain.0)).0
            })),
            latency_ms: delay.0 * 1000.0,
            latency: if has_driver { latency::verdict(delay) } else { "-".into() },
            verdict: verdict(total, driver, delay, has_driver),
            evidence: isolation
                .spread_db
                .map_or_else(|| isolation.kind.to_string(), |db| format!("{}, ±{db} dB", isolation.kind)),
            forecast: [as_it_stands, turned],
        })
    }

    fn heard(&self, before: &Forecast, after: &Forecast) -> Vec<Heard> {
        let names = self.programme.channels.iter().enumerate();
        names
            .map(|(i, channel)| {
                let voice = self.voices.contains(&i);
                let best = |forecast: &Forecast| {
                    let [left, right] = forecast.ears.each_ref().map(|ear| ear.audibility(i, voice));
                    left.max(right)
                };
                Heard {
                    channel: channel.name.clone(),
                    voice,
                    at_equal_drive: best(before),
                    turned_up: best(after),
                }
            })
            .collect()
    }
}

impl Row {
    /// Mix and residual stage in the worse ear once turned up, per third: what a spectrum plot shows.
    #[must_use]
    pub fn spectra(&self) -> [Thirds; 2] {
        let [_, turned] = &self.forecast;
        let ear = worse_ear(turned);
        [ear.monitor, ear.residual]
    }

    /// Mean audibility of all channels that sound, at the monitor level as it stands.
    #[must_use]
    pub fn heard_at_equal_drive(&self) -> f64 {
        self.channels.iter().map(|heard| heard.at_equal_drive).sum::<f64>()
            / self.channels.len().max(1) as f64
    }
}

/// The ear that gets more.
fn worse_ear(forecast: &Forecast) -> &EarForecast {
    let [left, right] = &forecast.ears;
    if left.total_dba().0 >= right.total_dba().0 { left } else { right }
}

fn masking(ear: &EarForecast) -> Vec<Third> {
    let finite = |value: f64| value.is_finite().then_some(value);
    let bands = third_centres().into_iter().zip(ear.monitor).zip(ear.residual).zip(ear.mix_above());
    bands
        .map(|(((centre, mix), stage), above)| Third {
            band_hz: centre.0,
            mix_db: finite(mix.0),
            stage_db: finite(stage.0),
            above_db: finite(above),
        })
        .collect()
}

/// Channels whose names say that they are voices.
#[must_use]
pub fn voices(programme: &Programme) -> Vec<usize> {
    const WORDS: [&str; 6] = ["vox", "voc", "voice", "sing", "choir", "talk"];
    let named = |name: &str| WORDS.iter().any(|word| name.to_lowercase().contains(word));
    let channels = programme.channels.iter().enumerate();
    channels.filter(|(_, channel)| named(&channel.name)).map(|(i, _)| i).collect()
}
