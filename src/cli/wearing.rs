//! What is said at the start of what the listener really wears, and of what it cannot show.

use crate::control::desk::Desk;
use crate::control::wearing::Demonstration;
use crate::engine::slot::Place;

/// On stderr, once: the correction, and a line for each of these slots whose residual the listener's room covers.
pub fn say(desk: &Desk, slots: &[Place]) {
    let (Some(wearing), Some(state)) = (desk.wearing(), Demonstration::default().state(desk)) else { return };
    eprintln!("foldback: {}", wearing.said());
    if state.lowered_db < 0.0 {
        eprintln!(
            "foldback: played {:.1} dB lower: so much of the boost has no room below the ceiling or the cap",
            -state.lowered_db
        );
    }
    for &slot in slots {
        let (device, residual) = (&desk.slots()[slot as usize].id, state.residuals[slot as usize]);
        if let Some(warning) = wearing.warning(device, residual, desk.room()) {
            eprintln!("foldback: {warning}");
        }
    }
}
