//! What a preset may say: the range of every number, the length of every text. One table, read by the parser and
//! by whoever writes presets.

/// An inclusive range with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest value taken.
    pub from: f64,
    /// Largest value taken.
    pub to: f64,
    /// Unit as printed, empty for a ratio.
    pub unit: &'static str,
}

impl Bounds {
    const fn new(from: f64, to: f64, unit: &'static str) -> Self {
        Self { from, to, unit }
    }

    /// Whether the value is a number inside the range.
    #[must_use]
    pub fn hold(&self, value: f64) -> bool {
        (self.from..=self.to).contains(&value)
    }
}

/// Corner and centre frequencies, and the points of a curve.
pub const FREQUENCY_HZ: Bounds = Bounds::new(5.0, 24_000.0, "Hz");
/// Gain of a peaking or shelving filter.
pub const FILTER_GAIN_DB: Bounds = Bounds::new(-40.0, 40.0, "dB");
/// Quality factor of a filter.
pub const FILTER_Q: Bounds = Bounds::new(0.05, 50.0, "");
/// Centres and corners of an equaliser's bands: beyond half a rate they wait for a higher one.
pub const EQUALISER_HZ: Bounds = Bounds::new(0.1, 200_000.0, "Hz");
/// Gain of an equaliser or of one of its bands.
pub const EQUALISER_GAIN_DB: Bounds = Bounds::new(-60.0, 60.0, "dB");
/// Quality factor of an equaliser's band.
pub const EQUALISER_Q: Bounds = Bounds::new(0.01, 200.0, "");
/// Width of an equaliser's band.
pub const EQUALISER_OCTAVES: Bounds = Bounds::new(0.005, 20.0, "octaves");
/// A point of a response curve.
pub const CURVE_DB: Bounds = Bounds::new(-80.0, 40.0, "dB");
/// Attenuation of ambient sound, positive. Active parts too.
pub const ISOLATION_DB: Bounds = Bounds::new(0.0, 80.0, "dB");
/// A standard deviation.
pub const SPREAD_DB: Bounds = Bounds::new(0.0, 30.0, "dB");
/// Level at which noise cancelling overloads.
pub const OVERLOAD_DB_SPL: Bounds = Bounds::new(60.0, 140.0, "dB SPL");
/// Air volume enclosed between device and eardrum.
pub const CAVITY_CM3: Bounds = Bounds::new(0.2, 500.0, "cm3");
/// Seal: 100 good, 0 gross leak.
pub const SEAL_PCT: Bounds = Bounds::new(0.0, 100.0, "%");
/// Occlusion effect, the rise of body-conducted sound.
pub const OCCLUSION_DB: Bounds = Bounds::new(-10.0, 40.0, "dB");
/// Driver sensitivity.
pub const SENSITIVITY_DB_PER_MW: Bounds = Bounds::new(50.0, 150.0, "dB SPL at 1 mW");
/// Nominal driver impedance.
pub const IMPEDANCE_OHM: Bounds = Bounds::new(1.0, 2_000.0, "ohm");
/// Sensitivity of phones, per V or per mW.
pub const SENSITIVITY_DB: Bounds = Bounds::new(50.0, 160.0, "dB SPL");
/// Frequency at which a sensitivity is stated.
pub const STATED_HZ: Bounds = Bounds::new(20.0, 16_000.0, "Hz");
/// Full-scale voltage of a headphone output.
pub const OUTPUT_VOLTS: Bounds = Bounds::new(0.01, 50.0, "V rms");
/// Source impedance of a headphone output.
pub const SOURCE_OHM: Bounds = Bounds::new(0.0, 1_000.0, "ohm");
/// Level of a full-scale sine through worn phones.
pub const FULL_SCALE_DB_SPL: Bounds = Bounds::new(80.0, 150.0, "dB SPL");
/// How far a calibration may be off.
pub const UNCERTAINTY_DB: Bounds = Bounds::new(0.0, 30.0, "dB");
/// Playback channels, counted from 1.
pub const CHANNEL: Bounds = Bounds::new(1.0, 256.0, "");
/// Highest level and distortion onset of a driver.
pub const DRIVER_DB_SPL: Bounds = Bounds::new(60.0, 160.0, "dB SPL");
/// Delay of the device.
pub const LATENCY_MS: Bounds = Bounds::new(0.0, 500.0, "ms");
/// What escapes, relative to the level in the ear.
pub const LEAKAGE_DB: Bounds = Bounds::new(-160.0, 0.0, "dB");
/// Octave and overall levels of a stage.
pub const STAGE_DB_SPL: Bounds = Bounds::new(-20.0, 150.0, "dB SPL");
/// Standard deviation of slow level modulation.
pub const MODULATION_SD_DB: Bounds = Bounds::new(0.0, 12.0, "dB");
/// Time constants of slow level modulation.
pub const MODULATION_TIME_S: Bounds = Bounds::new(0.05, 60.0, "s");
/// Direction of a source: 0 is in front, positive to the right.
pub const AZIMUTH_DEG: Bounds = Bounds::new(-180.0, 180.0, "degrees");
/// Angle that a drum kit takes up.
pub const WIDTH_DEG: Bounds = Bounds::new(0.0, 180.0, "degrees");
/// Voices that are heard at a time.
pub const VOICES: Bounds = Bounds::new(1.0, 64.0, "voices");
/// Players of a section.
pub const PLAYERS: Bounds = Bounds::new(1.0, 8.0, "players");
/// Fundamental of a note.
pub const NOTE_HZ: Bounds = Bounds::new(20.0, 2_000.0, "Hz");
/// Length of a note.
pub const NOTE_S: Bounds = Bounds::new(0.05, 8.0, "s");
/// Frequency of the mains.
pub const MAINS_HZ: Bounds = Bounds::new(16.0, 60.0, "Hz");

/// Fader of a channel; -inf is closed.
pub const FADER_DB: Bounds = Bounds::new(f64::NEG_INFINITY, 12.0, "dB");
/// Pan of a channel.
pub const PAN: Bounds = Bounds::new(-100.0, 100.0, "percent");
/// What a level rule adds to the monitor level.
pub const DRIVE_DB: Bounds = Bounds::new(-100.0, 100.0, "dB");
/// How far a level rule goes over the residual stage.
pub const RULE_MARGIN_DB: Bounds = Bounds::new(-20.0, 40.0, "dBA");
/// Frames per second of a session.
pub const RATE_HZ: Bounds = Bounds::new(44_100.0, 192_000.0, "Hz");
/// Level of the room that the listener sits in.
pub const ROOM_DBA: Bounds = Bounds::new(20.0, 100.0, "dBA");
/// Frames per callback.
pub const BUFFER_FRAMES: Bounds = Bounds::new(1.0, 65_536.0, "frames");

/// Channels of a session.
pub const STRIPS: usize = 256;
/// Length of a path or of a device's name in a session.
pub const PATH_CHARS: usize = 4_096;
/// Length of an id.
pub const ID_CHARS: usize = 64;
/// Length of a name.
pub const NAME_CHARS: usize = 60;
/// Length of a playback device's id or name.
pub const OUTPUT_CHARS: usize = 200;
/// Length of an `about` text.
pub const ABOUT_CHARS: usize = 600;
/// Length of a source.
pub const SOURCE_CHARS: usize = 400;
/// Filters in one response.
pub const FILTERS: usize = 40;
/// Bands in one equaliser.
pub const BANDS: usize = 512;
/// Points in one curve.
pub const CURVE_POINTS: usize = 2_000;
/// Sources on one stage.
pub const STAGE_SOURCES: usize = 16;
/// Size of a preset file.
pub const FILE_BYTES: u64 = 1 << 20;
/// Size of an impulse response file.
pub const IMPULSE_BYTES: u64 = 64 << 20;
/// How far the power sum of a stage's sources may be from its octave levels.
pub const STAGE_SUM_DB: f64 = 0.2;
