//! Which device a word means: its id, its name, or a part of it; and which are near when none is meant.

use cpal::Host;

use super::device::{Direction, nothing};
use super::error::{IoError, IoErrorKind};

/// Below this likeness (Jaro-Winkler, 0 to 1) two names have nothing to do with each other.
const LIKENESS: f64 = 0.6;

/// Names told in an error.
const TOLD: usize = 4;

pub(super) struct Offer {
    pub(super) id: String,
    pub(super) name: String,
}

/// Why no device was chosen.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Near {
    /// Nothing matches; these are alike, or simply there.
    Missing(Vec<String>),
    /// These match.
    Several(Vec<String>),
}

/// The offer meant by `wanted`: the one of that id, else of that name, else the only one with that in its name.
pub(super) fn choose(wanted: &str, offers: &[Offer]) -> Result<usize, Near> {
    let wanted = wanted.to_lowercase();
    let all = || offers.iter().enumerate().map(|(n, o)| (n, o.id.to_lowercase(), o.name.to_lowercase()));
    if let Some((index, ..)) = all().find(|(_, id, _)| *id == wanted) {
        return Ok(index);
    }
    let mut found: Vec<_> = all().filter(|(_, _, name)| *name == wanted).collect();
    if found.is_empty() {
        found = all().filter(|(_, id, name)| name.contains(&wanted) || id.contains(&wanted)).collect();
    }
    if let Some((_, _, first)) = found.first() {
        if found.iter().all(|(_, _, name)| name == first) {
            // ALSA lists one socket many times over: hw: is the socket itself, the others convert.
            let direct = found.iter().find(|(_, id, _)| id.starts_with("alsa:hw:"));
            return Ok(direct.or(found.first()).map_or(0, |(index, ..)| *index));
        }
        return Err(Near::Several(told(found.iter().filter_map(|(n, ..)| offers.get(*n)))));
    }
    let likeness = |offer: &Offer| strsim::jaro_winkler(&wanted, &offer.name.to_lowercase());
    let mut near: Vec<_> = offers.iter().map(|offer| (likeness(offer), offer)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let alike = near.iter().filter(|(likeness, _)| *likeness >= LIKENESS).count();
    let shown = if alike > 0 { alike } else { near.len() };
    Err(Near::Missing(told(near.into_iter().take(shown).map(|(_, offer)| offer))))
}

/// Names for a message: each once, few.
fn told<'a>(offers: impl Iterator<Item = &'a Offer>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for offer in offers {
        if names.len() < TOLD && !names.contains(&offer.name) {
            names.push(offer.name.clone());
        }
    }
    names
}

impl Near {
    pub(super) fn error(self, wanted: &str, direction: Direction, host: &Host) -> IoError {
        let quoted =
            |names: Vec<String>| names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        let word = direction.word();
        match self {
            Self::Missing(names) if names.is_empty() => IoError::new(
                IoErrorKind::DeviceNotFound,
                format!("no {word} device `{wanted}`"),
                nothing(direction, host).to_string(),
            ),
            Self::Missing(names) => IoError::new(
                IoErrorKind::DeviceNotFound,
                format!("no {word} device `{wanted}`"),
                format!("there is {}; `foldback devices` lists all", quoted(names)),
            ),
            Self::Several(names) => IoError::new(
                IoErrorKind::DeviceAmbiguous,
                format!("`{wanted}` is several {word} devices"),
                format!("say which of {}, or give its id from `foldback devices`", quoted(names)),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> Vec<Offer> {
        [
            ("alsa:default", "Default ALSA Output"),
            ("alsa:front:CARD=USB,DEV=0", "Scarlett 2i2 USB, USB Audio"),
            ("alsa:hw:CARD=USB,DEV=0", "Scarlett 2i2 USB, USB Audio"),
            ("alsa:hw:CARD=PCH,DEV=0", "HDA Intel PCH, ALC257 Analog"),
            ("alsa:hw:CARD=PCH,DEV=3", "HDA Intel PCH, HDMI 0"),
        ]
        .map(|(id, name)| Offer { id: id.to_owned(), name: name.to_owned() })
        .into()
    }

    #[test]
    fn an_id_a_name_or_a_part_of_it_in_any_case_finds_the_device() {
        let all = offers();
        assert_eq!(choose("alsa:front:CARD=USB,DEV=0", &all), Ok(1));
        assert_eq!(choose("scarlett", &all), Ok(2), "the socket itself of those that bear the name");
        assert_eq!(choose("HDMI", &all), Ok(4));
        assert_eq!(choose("default alsa output", &all), Ok(0));
        assert_eq!(choose("hw:card=pch,dev=3", &all), Ok(4));
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is_near() {
        let all = offers();
        let names = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        let several = names(&["HDA Intel PCH, ALC257 Analog", "HDA Intel PCH, HDMI 0"]);
        assert_eq!(choose("pch", &all), Err(Near::Several(several)));
        let Err(Near::Missing(near)) = choose("scarlet 2i4", &all) else { panic!("there is none") };
        assert_eq!(near[0], "Scarlett 2i2 USB, USB Audio");
        assert_eq!(choose("phones", &[]), Err(Near::Missing(Vec::new())));
    }
}
