//! From the numbers of a file to those of a device: the sign, the level, the reference.

use super::{Form, Reference, Wishes, form, refuse};
use crate::engine::prepare::fit::measured;
use crate::engine::prepare::{equaliser, impulse};
use crate::preset::import::{Content, Import, Meaning, Refusal, Warning};
use crate::preset::{Band, BandKind, Equaliser, ResponseShape, bounds};
use crate::units::{Hz, SampleRate};

/// Rate at which an equaliser's filters are drawn where they become a curve.
const USUAL_RATE: SampleRate = SampleRate(48_000);

/// A file on its way.
pub(super) struct Adoption<'a> {
    pub(super) meaning: Meaning,
    pub(super) wishes: &'a Wishes,
    pub(super) said: Vec<String>,
    pub(super) warnings: Vec<Warning>,
    pub(super) worst_db: Option<f64>,
}

impl Adoption<'_> {
    pub(super) fn say(&mut self, what: impl Into<String>) {
        self.said.push(what.into());
    }

    pub(super) fn warn(&mut self, code: &'static str, what: impl Into<String>) {
        self.warnings.push(Warning { code, line: None, what: what.into() });
    }

    /// Whether the numbers can stay as they are written.
    fn is_plain(&self) -> bool {
        self.wishes.form.is_none() && self.wishes.target.is_none() && self.wishes.reference.is_none()
    }

    pub(super) fn shape(&mut self, imports: &[Import], id: &str) -> Result<ResponseShape, Refusal> {
        let [first, others @ ..] = imports else { return Err(refuse("E_NO_DATA", "no file", "name one")) };
        match &first.content {
            Content::Points(points) => {
                let more = others.iter().filter_map(|import| match &import.content {
                    Content::Points(points) => Some(points.clone()),
                    _ => None,
                });
                let files: Vec<_> = std::iter::once(points.clone()).chain(more).collect();
                self.measured(&files, id)
            }
            Content::Filters { left, right } => self.filters(left, right.as_ref(), id),
            Content::Nodes(nodes) => self.nodes(nodes, id),
            Content::Impulse { rate_hz, left, right, .. } => {
                self.impulse(*rate_hz, left, right.as_deref(), id)
            }
        }
    }

    fn measured(&mut self, files: &[Vec<[f64; 2]>], id: &str) -> Result<ResponseShape, Refusal> {
        if files.len() > 1 {
            self.say(format!("mean of {} files", files.len()));
        }
        let mut levels = measured::mean(files);
        let reference =
            if self.meaning == Meaning::Response { Reference::Eardrum } else { Reference::DiffuseField };
        self.place(&mut levels, reference)?;
        measured::smooth_treble(&mut levels);
        self.say("smoothed above 10 kHz, where couplers are not to be trusted");
        form::write(self, &[levels], self.wishes.form.unwrap_or(Form::Cascade), id)
    }

    fn filters(
        &mut self,
        left: &Equaliser,
        right: Option<&Equaliser>,
        id: &str,
    ) -> Result<ResponseShape, Refusal> {
        let ears: Vec<Equaliser> =
            [Some(left), right].into_iter().flatten().map(|ear| self.signed(ear)).collect();
        if self.is_plain() {
            let mut ears = ears.into_iter();
            let Equaliser { gain_db, bands } = ears.next().unwrap_or_default();
            return Ok(ResponseShape::Equaliser { gain_db, bands, right: ears.next() });
        }
        let drawn = ears.iter().map(|ear| {
            let sections = equaliser::sections(ear.gain_db, &ear.bands, USUAL_RATE)
                .map_err(|error| refuse("E_UNSTABLE", error.to_string(), "check the filters"))?;
            let at = |hz: f64| sections.iter().map(|section| section.response(Hz(hz), USUAL_RATE).0).sum();
            Ok(measured::grid().into_iter().map(at).collect())
        });
        let mut drawn: Vec<Vec<f64>> = drawn.collect::<Result<_, Refusal>>()?;
        self.finish_equalisers(&mut drawn, id, Form::Cascade)
    }

    /// The equaliser of the device: as written, or its inverse without the preamp, which is only headroom.
    fn signed(&mut self, ear: &Equaliser) -> Equaliser {
        if self.meaning == Meaning::Response {
            return ear.clone();
        }
        if ear.gain_db.abs() > 0.0 {
            let what = format!("the preamp of {} dB is headroom and no part of the device", ear.gain_db);
            if !self.said.contains(&what) {
                self.say(what);
            }
        }
        let inverse = |band: &Band| Band { gain_db: band.gain_db.map(|gain| -gain), ..*band };
        let has_none = |band: &&Band| !band.kind.has_gain() && band.kind != BandKind::AllPass;
        let dropped = ear.bands.iter().filter(has_none).count();
        if dropped > 0 && !self.warnings.iter().any(|warning| warning.code == "W_NO_INVERSE") {
            let what = format!("{dropped} pass filters and notches have no inverse: left out");
            self.warn("W_NO_INVERSE", what);
        }
        let bands = ear.bands.iter().filter(|band| band.kind.has_gain()).map(inverse).collect();
        Equaliser { gain_db: 0.0, bands }
    }

    fn nodes(&mut self, nodes: &[[f64; 2]], id: &str) -> Result<ResponseShape, Refusal> {
        let sign = if self.meaning == Meaning::Correction { -1.0 } else { 1.0 };
        let grid = measured::grid();
        let mut levels: Vec<f64> = grid.iter().map(|&hz| sign * measured::joined(nodes, hz)).collect();
        if !self.is_plain() && self.wishes.form != Some(Form::Curve) || self.wishes.target.is_some() {
            if self.meaning == Meaning::Correction {
                measured::level(&mut levels);
            }
            return self.finish_equalisers(&mut [levels], id, Form::Curve);
        }
        let shift = if self.meaning == Meaning::Correction {
            self.say("levelled over 500 Hz to 1 kHz, as it includes its headroom");
            measured::level(&mut levels)
        } else {
            0.0
        };
        // Straight lines between the nodes, as equaliser programs draw them: the grid keeps them straight.
        let inside = |hz: &f64| (bounds::FREQUENCY_HZ.from..=bounds::FREQUENCY_HZ.to).contains(hz);
        let mut places: Vec<f64> = nodes.iter().map(|node| node[0]).chain(grid).filter(inside).collect();
        places.sort_by(f64::total_cmp);
        places.dedup_by(|a, b| (*a / *b - 1.0).abs() < 1e-6);
        if places.len() > bounds::CURVE_POINTS {
            places = measured::grid();
        }
        let points = places.into_iter().map(|hz| [hz, sign * measured::joined(nodes, hz) + shift]).collect();
        form::curve(self, points)
    }

    fn impulse(
        &mut self,
        rate_hz: u32,
        left: &[f64],
        right: Option<&[f64]>,
        id: &str,
    ) -> Result<ResponseShape, Refusal> {
        let ears: Vec<&[f64]> = [Some(left), right].into_iter().flatten().collect();
        let wavs: Vec<Vec<u8>> = ears.iter().map(|ear| impulse::to_wav(&[ear], rate_hz)).collect();
        let mut drawn = Vec::new();
        for wav in &wavs {
            let curve = impulse::magnitude(wav)
                .map_err(|error| refuse("E_WAV", error, "export the impulse response again"))?;
            let levels: Vec<f64> = measured::grid().into_iter().map(|hz| curve.at(Hz(hz)).0).collect();
            let highest = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if highest > bounds::EQUALISER_GAIN_DB.to {
                let what = format!("a gain of {highest:.0} dB");
                return Err(refuse("E_GAIN_RANGE", what, "scale it: more than 60 dB is never played"));
            }
            drawn.push(levels);
        }
        self.say(format!("{rate_hz} Hz; its magnitude runs at every rate, minimum-phase"));
        if self.is_plain() && self.meaning == Meaning::Response {
            return Ok(form::impulse(id, wavs));
        }
        if self.meaning == Meaning::Correction {
            for levels in &mut drawn {
                inverted(levels);
                measured::level(levels);
            }
            self.say("levelled over 500 Hz to 1 kHz, as it includes its headroom");
        }
        let default = if self.meaning == Meaning::Correction { Form::Fir } else { Form::Curve };
        self.finish_equalisers(&mut drawn, id, default)
    }

    /// Places levels that came from an equaliser and writes them.
    fn finish_equalisers(
        &mut self,
        drawn: &mut [Vec<f64>],
        id: &str,
        default: Form,
    ) -> Result<ResponseShape, Refusal> {
        for levels in drawn.iter_mut() {
            self.aim_and_refer(levels, Reference::DiffuseField);
        }
        form::write(self, drawn, self.wishes.form.unwrap_or(default), id)
    }

    /// Sign, target, reference and level of a measurement.
    fn place(&mut self, levels: &mut [f64], reference: Reference) -> Result<(), Refusal> {
        if self.meaning == Meaning::Correction {
            inverted(levels);
        }
        self.aim_and_refer(levels, reference);
        measured::level(levels);
        self.say("levelled over 500 Hz to 1 kHz");
        if levels.iter().all(|db| db.is_finite()) {
            return Ok(());
        }
        Err(refuse("E_NONFINITE", "a level beyond what numbers hold", "export the measurement again"))
    }

    fn aim_and_refer(&mut self, levels: &mut [f64], otherwise: Reference) {
        let mut reference = self.wishes.reference.unwrap_or(otherwise);
        if let (Some(target), Meaning::Correction) = (&self.wishes.target, self.meaning) {
            for (db, aim) in levels.iter_mut().zip(measured::mean(std::slice::from_ref(target))) {
                *db += aim;
            }
            reference = self.wishes.reference.unwrap_or(Reference::Eardrum);
            self.say("the target of the correction added");
        }
        if reference == Reference::Eardrum {
            measured::to_diffuse_field(levels);
            measured::level(levels);
            let what = "at the eardrum, less the diffuse field's own response (ISO 11904-2)";
            if !self.said.iter().any(|said| said == what) {
                self.say(what);
            }
        }
    }
}

/// What a correction does becomes what the device does.
fn inverted(levels: &mut [f64]) {
    for db in levels {
        *db = -*db;
    }
}
