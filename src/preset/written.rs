//! A preset as the text of its file, and the words that name one.

use super::error::PresetError;
use super::{Device, Kind, Library, Preset, bounds};

/// The shipped device whose fit, isolation, occlusion and delay stand for a kind.
const CLASSES: [(Kind, &str); 10] = [
    (Kind::OpenBack, "open-back"),
    (Kind::ClosedBack, "closed-back-studio"),
    (Kind::IsolationHeadphone, "drummer-isolation"),
    (Kind::OnEar, "on-ear-closed"),
    (Kind::Earbud, "earbud"),
    (Kind::AncEarbud, "anc-earbud-on"),
    (Kind::AncHeadphone, "anc-over-ear-on"),
    (Kind::IemUniversal, "iem-silicone"),
    (Kind::IemAmbient, "iem-ambient-port"),
    (Kind::IemCustom, "ciem-acrylic"),
];

impl Preset {
    /// The text of its file.
    ///
    /// # Errors
    /// A value that TOML cannot hold; no checked preset has one.
    pub fn to_toml(&self) -> Result<String, PresetError> {
        toml::to_string(self).map_err(|error| {
            PresetError::at(self.id(), None, format!("cannot be written: {error}"), "check its numbers")
        })
    }
}

impl Library {
    /// The device that stands for a class: a word of [`Kind`], or the id of a device with a driver.
    ///
    /// # Errors
    /// Neither a kind that can be worn nor a device.
    pub fn class(&self, word: &str) -> Result<Device, PresetError> {
        let by_kind = CLASSES.iter().find(|(kind, _)| kind.to_string() == word).map(|(_, id)| *id);
        match self.device(by_kind.unwrap_or(word)) {
            Ok(Preset::Device(device)) if device.driver.is_some() || by_kind.is_some() => Ok(device),
            Ok(_) => Err(unworn(word, "nothing that is worn on an ear and plays")),
            Err(_) => Err(unworn(word, "neither a kind nor a device")),
        }
    }
}

fn unworn(word: &str, what: &str) -> PresetError {
    let kinds: Vec<_> = CLASSES.iter().map(|(kind, _)| format!("`{kind}`")).collect();
    PresetError {
        file: None,
        line: None,
        what: format!("--kind {word}: {what}"),
        mend: format!("give {} or the id of a device to take the fit from", kinds.join(", ")),
    }
}

/// The plain word of a name: a-z, 0-9 and single hyphens.
#[must_use]
pub fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if c == '+' {
            id.push_str("-plus");
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.trim_matches('-').chars().take(bounds::ID_CHARS).collect();
    let id = id.trim_matches('-').replace("--", "-");
    if id.is_empty() { "imported".into() } else { id }
}

/// A text on one line, cut to a length.
#[must_use]
pub fn one_line(text: &str, longest: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= longest {
        return plain;
    }
    plain.chars().take(longest.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_plain_word() {
        for (name, id) in [
            ("Sennheiser HD 650", "sennheiser-hd-650"),
            ("UE18+ (2nd)", "ue18-plus-2nd"),
            ("  ", "imported"),
            ("日本", "imported"),
        ] {
            assert_eq!(id_of(name), id);
        }
        assert!(id_of(&"a ".repeat(80)).len() <= bounds::ID_CHARS);
    }

    #[test]
    fn every_kind_that_is_worn_has_a_class_and_what_is_not_worn_has_none() {
        let library = Library::shipped().unwrap();
        for (kind, id) in CLASSES {
            let device = library.class(&kind.to_string()).unwrap();
            assert_eq!((device.id.as_str(), device.kind), (id, kind));
        }
        assert_eq!(library.class("iem-foam").unwrap().id, "iem-foam");
        for word in ["open-ear", "one-ear-out", "pair", "theremin", "wedgie"] {
            assert!(library.class(word).is_err(), "{word}");
        }
    }
}
