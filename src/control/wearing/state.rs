//! What of the simulated stage a listener cannot hear, because their own room is louder through what they wear.

use serde::Serialize;

use super::Wearing;
use crate::acoustics::weighting::Weighting;
use crate::control::desk::Desk;
use crate::control::forecast::StageSpectrum;
use crate::control::loaded::Loaded;
use crate::engine::knobs::KnobId;
use crate::engine::prepare::declared::Declared;
use crate::preset::Stage;
use crate::units::{Db, DbSpl};

/// What is really worn, for screens, snapshots and reports.
#[derive(Debug, Clone, Serialize)]
pub struct WearingState {
    /// Id of the phones or the device preset, or its file.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Id of the device preset whose response is undone.
    pub response: String,
    /// Whether that is the mean of a class which stands in for phones without a response of their own.
    pub stands_in: bool,
    /// How sure that response is.
    pub evidence: String,
    /// How far one pair may be from it, dB: the correction is no better than that. None where nobody knows.
    pub correction_within_db: Option<f64>,
    /// From where to where the response is undone within 0.5 dB, if the pair is like its preset.
    pub corrected_hz: [f64; 2],
    /// Largest boost of the correction.
    pub boost_db: f64,
    /// What playback is lowered by where that boost has no room below ceiling or cap; 0 or less.
    pub lowered_db: f64,
    /// How far what is really played lies below its figures, which are those of the phones' loudest frequency.
    pub below_figures_db: f64,
    /// The listener's room, as the user says or 45 dBA.
    pub room_dba: f64,
    /// What of it enters what is worn; none where nothing does.
    pub room_at_ear_dba: Option<f64>,
    /// What slot A and slot B leave of the stage, as it is played.
    pub residuals: [Residual; 2],
}

/// What a simulated device leaves of the stage, as it reaches the listener.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Residual {
    /// At the playback scale, the louder ear, dBA; none without a stage.
    pub played_dba: Option<f64>,
    /// Whether the listener's own room is louder: then it cannot be heard, and the device not judged by it.
    pub under_room: bool,
}

impl Wearing {
    /// A residual of so many dBA in the simulation, `scale` from there to the figures of playback, in this room.
    #[must_use]
    pub fn residual(&self, simulated: Option<DbSpl>, scale: Db, room: DbSpl) -> Residual {
        let played = simulated.map(|level| level.0 + scale.0 - self.correction.rise().0);
        let played = played.filter(|level| level.is_finite());
        Residual { played_dba: played, under_room: played.is_some_and(|level| level <= self.at_ear(room).0) }
    }

    /// What a device of this name cannot be judged by here, in one line; none where it can.
    #[must_use]
    pub fn warning(&self, device: &str, residual: Residual, room: DbSpl) -> Option<String> {
        let played = residual.played_dba.filter(|_| residual.under_room)?;
        Some(format!(
            "your {} let {:.0} dBA of a room of {:.0} dBA in: what {device} leaves of the stage, {played:.0} dBA as played, \
             cannot be heard over that",
            self.name,
            self.at_ear(room).0,
            room.0
        ))
    }
}

/// Follows what is loaded; works out what a device leaves of the stage only when one of them changes.
#[derive(Default)]
pub struct Demonstration {
    known: [Option<(Scene, Option<Db>)>; 2],
}

/// What a residual depends on, but for the level of the stage.
#[derive(PartialEq)]
struct Scene {
    device: String,
    seal_pct: [Option<f64>; 2],
    stage: String,
}

impl Demonstration {
    /// How things are; none where nobody said what is worn.
    pub fn state(&mut self, desk: &Desk) -> Option<WearingState> {
        let wearing = desk.wearing()?;
        let Wearing { correction, .. } = wearing;
        let room = desk.room();
        let residuals = [0, 1].map(|slot| {
            let kept = self.kept(slot, &desk.slots()[slot], desk.stage()).filter(|_| desk.ambience());
            let simulated = kept.map(|kept| DbSpl(desk.knobs().get(KnobId::StageLevel) + kept.0));
            wearing.residual(simulated, desk.scale(), room)
        });
        let entering = wearing.at_ear(room).0;
        Some(WearingState {
            id: wearing.id.clone(),
            name: wearing.name.clone(),
            response: wearing.response.clone(),
            stands_in: wearing.stands_in,
            evidence: wearing.evidence.clone(),
            correction_within_db: wearing.spread.map(|spread| spread.0),
            corrected_hz: correction.reach().map(|f| f.0),
            boost_db: correction.boost().0,
            lowered_db: desk.lowered().0,
            below_figures_db: correction.rise().0,
            room_dba: room.0,
            room_at_ear_dba: entering.is_finite().then_some(entering),
            residuals,
        })
    }

    /// The stage behind a device over the stage at the open ear, A-weighted, the louder ear.
    fn kept(&mut self, slot: usize, loaded: &Loaded, stage: &Stage) -> Option<Db> {
        let scene = Scene { device: loaded.id.clone(), seal_pct: loaded.seal_pct, stage: stage.id.clone() };
        let known = self.known.get_mut(slot)?;
        if known.as_ref().is_none_or(|(of, _)| *of != scene) {
            *known = Some((scene, kept(loaded, stage)));
        }
        known.as_ref()?.1
    }
}

fn kept(loaded: &Loaded, stage: &Stage) -> Option<Db> {
    let levels = stage.levels.as_ref()?;
    let spectrum = StageSpectrum::of(stage, DbSpl(levels.laeq_db)).ok()??.spectrum;
    let ear = |ear: usize| {
        // A device whose description cannot be read would not have been loaded.
        let curves = Declared::new(&loaded.ears[ear], loaded.seal_pct[ear]).ok()?;
        Some(spectrum.level_through(|f| Db(curves.transmission(f).0 + Weighting::A.at(f).0)).0)
    };
    Some(Db(ear(0)?.max(ear(1)?) - levels.laeq_db))
}
