//! Pure models and standards: plain numbers in and out, no audio, no files, no presets.
//!
//! Every level is diffuse-field equivalent, dB re 20 µPa. What each model says, where it comes from, where it holds and
//! what it leaves out (details in each module):
//!
//! | module | model | source | holds | leaves out |
//! |---|---|---|---|---|
//! | [`bands`] | centres 1000·10^(3n/10), edges 10^(±0.15) | IEC 61260-1 | 31.5 Hz–16 kHz | real filter skirts |
//! | [`curve`] | monotone cubic, dB over log2 f, ends held | Fritsch, Carlson, Butland 1980–84 | given points | narrow peaks between points |
//! | [`weighting`] | A and C in closed form | IEC 61672-1, Annex E | any frequency | tolerances of an instrument |
//! | [`level`] | power sums, LEX, full scale ↔ pascals | ISO 1999, AES17 | any level | phase of related sounds |
//! | [`calibration`] | S + 20 lg(V Z/(Z + Zo)), carried to the loudest frequency | circuit theory | one frequency, resistive load | impedance that varies over frequency |
//! | [`ear`] | diffuse field to eardrum | ISO 11904-2 | 100 Hz–16 kHz, 0 dB below | the single ear, what a cup does to it |
//! | [`isolation`] | T² = 10^(-IL/10) + 10^(-BC/10) + Ha² | EN ISO 4869-2; Berger & Kerivan 1983 | 31.5 Hz–16 kHz | phases; scatter of fits |
//! | [`leak`], [`seal`] | Hs + Ha = 1, second order | lumped elements, Beranek 1954 | to 2 kHz (cups: 500 Hz) | driver's own compliance, waves in vents |
//! | [`leakage`] | table per octave, plus the flow of a leak as a monopole | Beranek 1954; tables estimated | 31.5 Hz–16 kHz, ±10 dB | head shadow, directivity of the microphone |
//! | [`occlusion`] | table or low shelf; vented by Hs | Stenfelt & Reinfeldt 2007; estimated | 63 Hz–8 kHz | person to person, 5–7 dB |
//! | [`voice`] | air and body path as powers | Pörschmann 2000; estimated | 63 Hz–8 kHz | phases, vowels |
//! | [`dose`] | allowed time and percent | NIOSH 98-126, 29 CFR 1910.95, 2003/10/EC, H.870 | A-weighted DF levels | impulse noise, the single ear's risk |
//! | [`loudness`] | equal-loudness contours and their difference | ISO 226:2003 | 20–90 phon (80 from 5 kHz), 20 Hz–12.5 kHz | hearing loss, band loudness |
//! | [`audibility`] | masking per third, speech intelligibility index | ANSI S3.5-1997 | 160 Hz–8 kHz, steady noise | gaps in the noise, two ears together |
//! | [`latency`] | delay that a role accepts | Lester & Boley 2007, second hand | 1.4–42 ms | the person |
//! | [`spectrum`] | smooth density with given octave levels | IEC 61260-1 bands | neighbours within about 38 dB | tones, time |
//! | [`coherence`] | sin(x)/x between the ears | Cook et al. 1955 | diffuse field | the head's shadow |
//! | [`head`] | delay and shadow of a sphere, r = 8.75 cm | Woodworth 1938; Brown & Duda 1998 | plane waves | pinna, torso, elevation |
//!
//! What is estimated says so at its constant, with a spread where one is known; [`air`] holds the constants of the medium.

pub mod air;
pub mod audibility;
pub mod bands;
pub mod calibration;
pub mod coherence;
pub mod complex;
pub mod curve;
pub mod dose;
pub mod ear;
pub mod head;
pub mod isolation;
pub mod latency;
pub mod leak;
pub mod leakage;
pub mod level;
pub mod loudness;
pub mod occlusion;
pub mod seal;
pub mod spectrum;
pub mod voice;
pub mod weighting;

#[cfg(test)]
mod oracle;
