//! How much delay between an action and its sound in the ears a performer accepts, by role.
//!
//! After Lester & Boley (AES 123, 2007, paper 7198) as summarised by makers of wireless monitors: published, second
//! hand. The whole range of acceptable delays in that study is 1.4 to 42 ms; persons differ, and a singer with sealed
//! ears is the most sensitive, because the delayed voice beats with the undelayed one through the bone.

use crate::units::Seconds;

/// A performer's role and the delay that is accepted in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Role {
    /// Name for people.
    pub name: &'static str,
    /// From mouth or hand to ear, the whole chain.
    pub accepts: Seconds,
}

/// Most sensitive first.
pub const ROLES: [Role; 5] = [
    Role { name: "voice", accepts: Seconds(0.003) },
    Role { name: "drums", accepts: Seconds(0.006) },
    Role { name: "piano", accepts: Seconds(0.010) },
    Role { name: "guitar", accepts: Seconds(0.012) },
    Role { name: "keys", accepts: Seconds(0.020) },
];

/// The roles in which a delay is accepted, most sensitive first; none where it is too long for everybody.
pub fn accepted_by(delay: Seconds) -> impl Iterator<Item = Role> {
    ROLES.into_iter().filter(move |role| delay.0 <= role.accepts.0)
}

/// A verdict in a few words.
#[must_use]
pub fn verdict(delay: Seconds) -> String {
    match accepted_by(delay).next() {
        Some(role) if role == ROLES[0] => "fine for all".into(),
        Some(role) => format!("from {} on", role.name),
        None => "unusable live".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wire_serves_a_singer_a_digital_link_a_guitarist_and_bluetooth_nobody() {
        for (ms, want) in [(0.0, "fine for all"), (3.0, "fine for all"), (4.0, "from drums on")] {
            assert_eq!(verdict(Seconds(ms / 1000.0)), want);
        }
        assert_eq!(verdict(Seconds(0.011)), "from guitar on");
        assert_eq!(verdict(Seconds(0.2)), "unusable live");
        assert_eq!(accepted_by(Seconds(0.007)).count(), 3);
    }
}
