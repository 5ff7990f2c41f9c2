//! The stage that the words ask for, with its recordings loaded: a preset, a sound file, or a microphone.

use std::path::Path;

use crate::acoustics::bands::OCTAVES;
use crate::control::bands::{BandAnalysis, octaves};
use crate::control::error::DeskError;
use crate::control::setup::Setup;
use crate::dsp::weighting::{Curve, Weighting};
use crate::dsp::{Block, Frame};
use crate::engine::prepare::scene::Tape;
use crate::io::error::{IoError, IoErrorKind};
use crate::io::{Decoder, Resampler};
use crate::preset::{Confidence, Evidence, FORMAT, Field, Levels, Library, Recording, Sound, Source, Stage};
use crate::units::{DbSpl, SampleRate, Seconds};

/// Longest recording: at 48 kHz it takes 230 MB.
pub const LONGEST: Seconds = Seconds(600.0);

/// A stage and its recordings.
pub struct Venue {
    /// What it is.
    pub stage: Stage,
    /// Its recordings at the session's rate, in the order of their sources.
    pub tapes: Vec<Tape>,
}

impl Venue {
    /// What a session starts with.
    ///
    /// # Errors
    /// An unknown or faulty preset; a recording that cannot be read, is too long or wider than stereo; no level.
    pub fn open(library: &Library, setup: &Setup, rate: SampleRate) -> Result<Self, DeskError> {
        if setup.stage_file.is_none() && setup.ambient_channel.is_none() {
            return Self::find(library, &setup.stage, rate);
        }
        let own = || Ok::<_, DeskError>(library.stage(&setup.stage)?.levels.map(|levels| levels.laeq_db));
        let level = if let Some(level) = setup.stage_level_dba { Some(level) } else { own()? };
        let level = level.map(DbSpl).ok_or_else(|| {
            DeskError::Request("the stage has no level of its own: give --stage-level".into())
        })?;
        Ok(match &setup.stage_file {
            Some(file) => Self::recorded(file, level, rate)?,
            None => Self { stage: microphone(level), tapes: Vec::new() },
        })
    }

    /// A stage by id or preset file.
    ///
    /// # Errors
    /// An unknown or faulty preset; a recording that cannot be read, is too long or wider than stereo.
    pub fn find(library: &Library, id: &str, rate: SampleRate) -> Result<Self, DeskError> {
        let stage = library.stage(id)?;
        let mut tapes = Vec::new();
        for source in &stage.sources {
            if let Sound::Recording(recording) = &source.sound {
                tapes.push(load(&recording.path, rate)?);
            }
        }
        Ok(Self { stage, tapes })
    }

    fn recorded(file: &Path, level: DbSpl, rate: SampleRate) -> Result<Self, DeskError> {
        let tape = load(file, rate)?;
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let levels = measure(&tape, level, rate);
        let source = Source {
            sound: Sound::Recording(Recording { file: name.clone(), path: file.to_owned() }),
            octaves_db: levels.octaves_db,
            field: Field::Diffuse,
            evidence: levels.evidence.clone(),
        };
        let about = format!("A recording, brought to {:.1} dBA.", level.0);
        Ok(Self { stage: of("recording", name, about, levels, source), tapes: vec![tape] })
    }
}

fn of(id: &str, name: String, about: String, levels: Levels, source: Source) -> Stage {
    let id = id.to_owned();
    Stage { format: FORMAT, id, name, about, levels: Some(levels), sources: vec![source] }
}

fn evidence(source: &str) -> Evidence {
    Evidence { kind: Confidence::Estimated, source: source.to_owned(), spread_db: None }
}

/// The stage of an ambient microphone: what it hears is not known yet, so its levels are those of pink noise.
fn microphone(level: DbSpl) -> Stage {
    let said =
        evidence("nominal: pink noise of -18 dBFS rms on the channel; the microphone decides what is heard");
    let octaves_db = [level.0 - 10.0 * (OCTAVES as f64).log10(); OCTAVES];
    let levels = Levels {
        laeq_db: level.0,
        lceq_db: level.0,
        lcpeak_db: level.0 + 18.0,
        octaves_db,
        evidence: said.clone(),
        spectrum_evidence: said.clone(),
    };
    let source = Source { sound: Sound::Microphone, octaves_db, field: Field::Diffuse, evidence: said };
    let about = format!("A capture channel as the stage: nominal programme on it is {:.1} dBA.", level.0);
    of("microphone", "Ambient microphone".into(), about, levels, source)
}

/// What a recording measures when it is brought to a level.
fn measure(tape: &Tape, level: DbSpl, rate: SampleRate) -> Levels {
    let [mut a, mut c] = [Curve::A, Curve::C].map(|curve| Weighting::new(curve, rate));
    let (mut sums, mut peak, mut bands) = ([0.0; 2], 0.0f64, BandAnalysis::new(rate));
    for part in tape.0.chunks(4096) {
        let frames: Vec<Frame> = part.iter().map(|frame| frame.map(f64::from)).collect();
        bands.add(&frames);
        let mut weighted = [frames.clone(), frames];
        for ((frames, weighting), sum) in weighted.iter_mut().zip([&mut a, &mut c]).zip(&mut sums) {
            weighting.process(frames);
            *sum += frames.iter().flatten().map(|x| x * x).sum::<f64>();
        }
        peak = weighted[1].iter().flatten().fold(peak, |most, x| most.max(x.abs()));
    }
    let [a, c] = sums.map(|sum| 10.0 * sum.log10());
    let mean = 10.0 * (2.0 * tape.0.len() as f64).log10();
    let [left, right] = bands.levels().map(|thirds| octaves(&thirds));
    let reference = DbSpl::from_mean_square(1.0).0;
    let octaves_db = std::array::from_fn(|i| {
        let both = 10f64.powf(left[i].0 / 10.0) + 10f64.powf(right[i].0 / 10.0);
        // A silent octave is very quiet, not minus infinity, which no JSON could hold.
        (level.0 + 10.0 * (both / 2.0).log10() - reference - (a - mean)).max(-20.0)
    });
    let said = evidence("the recording, measured; its level is the one that was asked for");
    Levels {
        laeq_db: level.0,
        lceq_db: level.0 + c - a,
        lcpeak_db: level.0 + 20.0 * peak.log10() - (a - mean),
        octaves_db,
        evidence: said.clone(),
        spectrum_evidence: said,
    }
}

/// Decodes a recording and brings it to a rate; a mono one is the same at both ears.
fn load(path: &Path, rate: SampleRate) -> Result<Tape, IoError> {
    let mut decoder = Decoder::open(path)?;
    let (width, name) = (decoder.channels(), path.display().to_string());
    if width > 2 {
        return Err(IoError::new(
            IoErrorKind::FormatUnsupported,
            format!("`{name}` has {width} channels"),
            "as a stage give mono or stereo",
        ));
    }
    let most = LONGEST.frames(decoder.rate());
    let mut resampler = Resampler::new(decoder.rate(), rate, width)?;
    let (mut packet, mut samples, mut taken) = (Vec::new(), Vec::new(), 0);
    while decoder.read(&mut packet)? {
        taken += packet.len() / width;
        if taken > most {
            return Err(IoError::new(
                IoErrorKind::FormatUnsupported,
                format!("`{name}` is longer than {} minutes", LONGEST.0 / 60.0),
                "cut out a part of it",
            ));
        }
        resampler.push(&packet, &mut samples);
        packet.clear();
    }
    resampler.finish(&mut samples);
    let frames = samples.chunks_exact(width).map(|frame| match *frame {
        [left, right] => [left, right],
        _ => [frame[0]; 2],
    });
    Ok(Tape(frames.collect()))
}
