//! To whom a comparison is shown: what of it they cannot hear through what they wear, in the room they sit in.

use serde::Serialize;

use super::Row;
use crate::acoustics::level;
use crate::control::wearing::{Residual, Wearing};
use crate::units::DbSpl;

/// What a listener really wears, and what of the devices they cannot hear through it in their room.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Id of the phones or the device preset, or its file.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Id of the device preset that says what it lets in.
    pub response: String,
    /// Whether that stands in for phones without figures of their own.
    pub stands_in: bool,
    /// The listener's room, dBA.
    pub room_dba: f64,
    /// What of it enters what is worn, dBA; null where nothing does.
    pub room_at_ear_dba: Option<f64>,
    /// One entry a row: what the device leaves of the stage, as it is played.
    pub residuals: Vec<Residual>,
    /// Devices that cannot be judged by what they leave of the stage.
    pub under_room: Vec<String>,
}

impl Shown {
    /// What of these rows can be heard through `wearing` in a room, at the playback scale of the scene.
    #[must_use]
    pub fn new(wearing: &Wearing, room: DbSpl, stage: Option<DbSpl>, level: DbSpl, rows: &[Row]) -> Self {
        let scale = level::playback_scale(stage, level);
        let residual = |row: &Row| wearing.residual(Some(DbSpl(row.residual_dba)), scale, room);
        let residuals: Vec<_> = rows.iter().map(residual).collect();
        let hidden = rows.iter().zip(&residuals).filter(|(_, residual)| residual.under_room);
        let entering = wearing.at_ear(room).0;
        Self {
            id: wearing.id.clone(),
            name: wearing.name.clone(),
            response: wearing.response.clone(),
            stands_in: wearing.stands_in,
            room_dba: room.0,
            room_at_ear_dba: entering.is_finite().then_some(entering),
            under_room: hidden.map(|(row, _)| row.id.clone()).collect(),
            residuals,
        }
    }

    /// The same in a line or two.
    #[must_use]
    pub fn words(&self) -> String {
        let entering = self.room_at_ear_dba.map_or("nothing".to_owned(), |dba| format!("{dba:.0} dBA"));
        let whose = if self.stands_in {
            format!(" (by `{}`, which stands in)", self.response)
        } else {
            String::new()
        };
        let verdict = if self.under_room.is_empty() {
            "what every device leaves of the stage is played above that".to_owned()
        } else {
            format!(
                "what these leave of the stage is played below that and cannot be heard: {}",
                self.under_room.join(", ")
            )
        };
        format!("your {}{whose} let {entering} of a room of {} dBA in: {verdict}", self.name, self.room_dba)
    }
}
