//! The monitor mix as people set it, channel by channel; the audio plane gets linear gains worked out from it.
//!
//! Mute, solo, gain, pan and polarity are the monitor's. The own voice of a flagged channel is heard through head and
//! air, whatever the monitor mix makes of it; the ambient microphone belongs to the stage and is never in the mix.

mod strip;

pub use strip::{StripChange, StripSettings};

use crate::acoustics::{level, voice};
use crate::control::error::DeskError;
use crate::engine::mix::{MixTable, Strip};
use crate::io::stems::{Pan, StemChannel};
use crate::preset::bounds::NAME_CHARS;
use crate::units::{Db, DbSpl};

/// A full-scale sine in an own-voice channel, dB SPL at the open ear: nominal programme is the nominal voice.
const VOICE_FULL_SCALE: DbSpl = DbSpl(voice::NOMINAL.0 - level::NOMINAL.0);
/// Top of a fader, dB.
pub const HIGHEST: Db = Db(12.0);
/// Pan of one ear alone, percent.
pub const SIDE: f64 = 100.0;

/// All channels, in capture order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mixer {
    strips: Vec<StripSettings>,
    microphone: Option<usize>,
}

impl Mixer {
    /// The channels of files: mono in the centre, stereo at the sides, named for their files.
    #[must_use]
    pub fn files(channels: &[StemChannel]) -> Self {
        Self::default().beside(channels)
    }

    /// The channels of files behind those that there are.
    #[must_use]
    pub fn beside<'a>(mut self, channels: impl IntoIterator<Item = &'a StemChannel>) -> Self {
        let pan = |channel: &StemChannel| match channel.pan {
            Pan::Left => -SIDE,
            Pan::Right => SIDE,
            Pan::Centre => 0.0,
        };
        let strips = channels.into_iter().map(|channel| StripSettings::new(&channel.name, pan(channel)));
        self.strips.extend(strips);
        self
    }

    /// Live channels by their numbers, counted from 0: exactly two are a stereo pair, others are mono at the centre.
    #[must_use]
    pub fn live(channels: &[usize]) -> Self {
        let pans: &[f64] = if channels.len() == 2 { &[-SIDE, SIDE] } else { &[] };
        let pans = pans.iter().copied().chain(std::iter::repeat(0.0));
        let named = channels.iter().zip(pans);
        let strips = named.map(|(channel, pan)| StripSettings::new(&format!("input {}", channel + 1), pan));
        Self { strips: strips.collect(), microphone: None }
    }

    /// The channels.
    #[must_use]
    pub fn strips(&self) -> &[StripSettings] {
        &self.strips
    }

    /// All channels at once, as a session file brings them; as many as before.
    ///
    /// # Errors
    /// The input has another number of channels.
    pub fn replace(&mut self, strips: &[StripSettings]) -> Result<(), DeskError> {
        if strips.len() != self.strips.len() {
            return Err(DeskError::Request(format!(
                "the session has {} channel strips and the input {} channels: choose the input it was saved with, or \
                 give --input to start with fresh strips",
                strips.len(),
                self.strips.len()
            )));
        }
        self.strips = strips.to_vec();
        Ok(())
    }

    /// The ambient microphone, counted from 0.
    #[must_use]
    pub fn microphone(&self) -> Option<usize> {
        self.microphone
    }

    /// Makes a channel the ambient microphone.
    ///
    /// # Errors
    /// There is no such channel.
    pub fn set_microphone(&mut self, channel: usize) -> Result<(), DeskError> {
        self.strip(channel, "ambient microphone on ")?.voice = false;
        self.microphone = Some(channel);
        Ok(())
    }

    /// Changes a channel, counted from 0.
    ///
    /// # Errors
    /// There is no such channel; a name that is none; a voice on the ambient microphone.
    pub fn change(&mut self, channel: usize, change: &StripChange) -> Result<(), DeskError> {
        let microphone = self.microphone == Some(channel);
        let strip = self.strip(channel, "")?;
        match change {
            StripChange::Gain(gain) => strip.gain = Db(gain.0.min(HIGHEST.0)),
            StripChange::Pan(pan) => strip.pan = pan.clamp(-SIDE, SIDE),
            StripChange::Mute(on) => strip.mute = *on,
            StripChange::Solo(on) => strip.solo = *on,
            StripChange::Invert(on) => strip.inverted = *on,
            StripChange::Voice(true) if microphone => {
                let line = format!("channel {} is the ambient microphone: it cannot be a voice", channel + 1);
                return Err(DeskError::Request(line));
            }
            StripChange::Voice(on) => strip.voice = *on,
            StripChange::Name(name) => {
                let name = name.trim();
                let length = name.chars().count();
                if length == 0 || length > NAME_CHARS || name.chars().any(char::is_control) {
                    return Err(DeskError::Request(format!(
                        "a channel's name has {length} characters: give 1 to {NAME_CHARS} on one line"
                    )));
                }
                name.clone_into(&mut strip.name);
            }
        }
        Ok(())
    }

    /// Whether any channel is the performer's own voice.
    #[must_use]
    pub fn has_voice(&self) -> bool {
        self.strips.iter().any(|strip| strip.voice)
    }

    /// Whether a channel is in the monitor mix: neither muted, nor left out by a solo, nor the ambient microphone.
    #[must_use]
    pub fn is_heard(&self, channel: usize) -> bool {
        let any_solo = self.strips.iter().any(|strip| strip.solo);
        let heard = |strip: &StripSettings| !strip.mute && (strip.solo || !any_solo);
        self.microphone != Some(channel) && self.strips.get(channel).is_some_and(heard)
    }

    /// The linear gains.
    #[must_use]
    pub fn table(&self) -> MixTable {
        let strip = |(channel, settings): (usize, &StripSettings)| Strip {
            ears: if self.is_heard(channel) { settings.ears() } else { [0.0; 2] },
            voice: if settings.voice { level::pascals_per_unit(VOICE_FULL_SCALE).0 } else { 0.0 },
            microphone: f64::from(u8::from(self.microphone == Some(channel))),
        };
        MixTable(self.strips.iter().enumerate().map(strip).collect())
    }

    fn strip(&mut self, channel: usize, what: &str) -> Result<&mut StripSettings, DeskError> {
        let count = self.strips.len();
        self.strips.get_mut(channel).ok_or_else(|| {
            DeskError::Request(format!("{what}channel {}: the input has {count}", channel + 1))
        })
    }
}

/// Plain gains as settings, named by number: fader and pan from the gains, whose signs are alike.
impl From<Vec<Strip>> for Mixer {
    fn from(strips: Vec<Strip>) -> Self {
        let settings = |(i, strip): (usize, &Strip)| {
            let [left, right] = strip.ears;
            let most = left.abs().max(right.abs());
            let pan = if most > 0.0 { SIDE * (right.abs() - left.abs()) / most } else { 0.0 };
            let inverted = left + right < 0.0;
            let own = StripSettings::new(&format!("channel {}", i + 1), pan);
            StripSettings { gain: Db::from_gain(most), inverted, voice: strip.voice > 0.0, ..own }
        };
        let microphone = strips.iter().position(|strip| strip.microphone > 0.0);
        Self { strips: strips.iter().enumerate().map(settings).collect(), microphone }
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "gains of a mixer are exact")]
mod tests {
    use super::*;

    fn mixer() -> Mixer {
        vec![Strip::LEFT, Strip::RIGHT, Strip::CENTRE].into()
    }

    fn ears(mixer: &Mixer) -> Vec<[f64; 2]> {
        mixer.table().0.iter().map(|strip| strip.ears).collect()
    }

    #[test]
    fn gains_come_back_as_they_were_to_the_bit() {
        assert_eq!(*mixer().table().0, [Strip::LEFT, Strip::RIGHT, Strip::CENTRE]);
    }

    #[test]
    fn pan_keeps_the_near_ear_and_takes_the_far_one_down_by_6_db_half_way() {
        let mut mixer = mixer();
        for (pan, want) in [(0.0, [1.0, 1.0]), (50.0, [0.5, 1.0]), (-100.0, [1.0, 0.0]), (400.0, [0.0, 1.0])]
        {
            mixer.change(2, &StripChange::Pan(pan)).unwrap();
            assert_eq!(ears(&mixer)[2], want, "pan {pan}");
        }
        mixer.change(0, &StripChange::Gain(Db(-6.0206))).unwrap();
        mixer.change(0, &StripChange::Invert(true)).unwrap();
        assert!(
            (ears(&mixer)[0][0] + 0.5).abs() < 1e-5,
            "turned over and half as large: {:?}",
            ears(&mixer)[0]
        );
        mixer.change(0, &StripChange::Gain(Db(f64::NEG_INFINITY))).unwrap();
        assert_eq!(ears(&mixer)[0], [-0.0, -0.0]);
        mixer.change(0, &StripChange::Gain(Db(40.0))).unwrap();
        assert_eq!(mixer.strips()[0].gain, HIGHEST);
    }

    #[test]
    fn a_solo_leaves_the_others_out_and_a_mute_wins_over_it() {
        let mut mixer = mixer();
        mixer.change(1, &StripChange::Solo(true)).unwrap();
        assert_eq!([0, 1, 2].map(|channel| mixer.is_heard(channel)), [false, true, false]);
        mixer.change(1, &StripChange::Mute(true)).unwrap();
        assert_eq!(ears(&mixer), [[0.0; 2]; 3]);
    }

    #[test]
    fn the_own_voice_does_not_hang_on_the_fader_and_the_microphone_is_in_no_mix() {
        let mut mixer = mixer();
        mixer.change(0, &StripChange::Voice(true)).unwrap();
        mixer.change(0, &StripChange::Mute(true)).unwrap();
        let [voice, ..] = *mixer.table().0 else { panic!() };
        assert!(voice.voice > 0.0 && voice.ears == [0.0; 2]);
        mixer.set_microphone(2).unwrap();
        assert_eq!(mixer.table().0[2], Strip { microphone: 1.0, ..Strip::UNHEARD });
        assert!(mixer.change(2, &StripChange::Voice(true)).unwrap_err().to_string().contains("microphone"));
    }

    #[test]
    fn what_is_no_channel_or_no_name_is_said() {
        let refusal = |channel, change| mixer().change(channel, &change).unwrap_err().to_string();
        assert_eq!(refusal(3, StripChange::Mute(true)), "channel 4: the input has 3");
        assert!(refusal(0, StripChange::Name(" ".into())).contains("1 to 60"));
        assert_eq!(StripSettings::new("kick\n\u{7}drum", 0.0).name, "kick  drum");
    }
}
