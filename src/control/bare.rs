//! A bare engine for what is measured and not listened to: it passes its input on but for one gain, through the same
//! limiter as everything else.

use crate::control::command::Command;
use crate::control::desk::Desk;
use crate::control::error::DeskError;
use crate::control::session::FADE_OUT;
use crate::control::setup::Setup;
use crate::engine::doorway::Processor;
use crate::engine::knobs::KnobId;
use crate::engine::mix::Strip;
use crate::io::host::{Ending, Host, Running, State};
use crate::io::plane::driver::{Counters, Driver};
use crate::preset::Library;
use crate::units::{Db, DbSpl, SampleRate, Seconds};
use std::sync::Arc;

/// From silence to full level.
const START_RAMP: Seconds = Seconds(1.0);
/// Long-term cap meanwhile: the most that its knob allows.
const LOOSEST_CAP: DbSpl = DbSpl(100.0);

/// An engine that is prepared and not driven yet.
pub(super) struct Bare {
    desk: Desk,
    /// To be driven.
    pub(super) processor: Processor,
    /// From input to output.
    pub(super) gain: Db,
}

/// One that runs.
pub(super) struct BareRun {
    desk: Desk,
    running: Box<dyn Running>,
}

impl Bare {
    /// Prepares it, with one channel of input.
    ///
    /// # Errors
    /// It cannot run at this rate.
    pub(super) fn new(rate: SampleRate) -> Result<Self, DeskError> {
        let reference = || "reference".to_owned();
        let mut setup = Setup {
            device: [reference(), reference()],
            against: reference(),
            stage: "none".into(),
            loudness: false,
            ..Setup::default()
        };
        // Phones lie on the table for a voltmeter: -20 dBFS of 400 Hz reads 95 dBA where full scale is taken for 120 dB SPL.
        setup.knobs.set(KnobId::Cap, LOOSEST_CAP.0);
        let (desk, processor) =
            Desk::open(Library::shipped()?, &setup, vec![Strip::CENTRE], START_RAMP, rate)?;
        let knob = |id| desk.knobs().get(id);
        let gain = Db(knob(KnobId::Level) + desk.scale().0 - knob(KnobId::FullScale));
        Ok(Self { desk, processor, gain })
    }

    /// Lets `host` drive what `drive` makes of the engine.
    ///
    /// # Errors
    /// The device refuses.
    pub(super) fn start(
        self,
        host: Box<dyn Host>,
        drive: impl FnOnce(Processor) -> Driver,
    ) -> Result<BareRun, DeskError> {
        let running = host.start(drive(self.processor))?;
        Ok(BareRun { desk: self.desk, running })
    }
}

impl BareRun {
    /// Keeps the pipes flowing and says whether it still runs. To be called often.
    pub(super) fn step(&mut self) -> State {
        self.desk.service();
        self.running.state()
    }

    /// Frames from input to output inside the engine.
    pub(super) fn latency(&self) -> usize {
        self.desk.latency()
    }

    /// What went missing so far.
    pub(super) fn counters(&self) -> &Arc<Counters> {
        self.running.counters()
    }

    /// Fades out and closes the device.
    ///
    /// # Errors
    /// What ended it early: a device that vanished.
    pub(super) fn end(mut self) -> Result<(), DeskError> {
        if self.running.state() == State::Running {
            self.desk.apply(&Command::Quit)?;
            std::thread::sleep(FADE_OUT);
        }
        self.running.stop(Ending::Keep)?;
        Ok(())
    }
}
