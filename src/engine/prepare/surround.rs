//! What a device and its seal let in and keep in, declared: the stage through it, the wearer's own body behind it. The
//! filters of a slot are made from these curves ([`super::around`]), plots and reports quote them
//! ([`super::declared`]).

use super::ear::Ear;
use crate::acoustics::curve::Curve;
use crate::acoustics::isolation;
use crate::acoustics::leak::Leak;
use crate::acoustics::occlusion::{self, Occlusion};
use crate::preset::IsolationShape;
use crate::units::{Db, Hz};

/// The curves of one ear.
pub struct Surround {
    isolation: Isolation,
    leak: Option<Leak>,
    bone: Curve,
    occlusion: Occlusion,
}

/// How much of the stage a device keeps out.
enum Isolation {
    Silent,
    Open,
    /// Passive and active part together, and the passive part alone.
    Curves([Curve; 2]),
}

/// Whether the active part of noise cancelling works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancelling {
    /// In full, below its overload.
    Works,
    /// Overloaded, or switched off.
    Fails,
}

/// What comes through a device, where that needs no filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// Nothing.
    Nothing,
    /// Everything as it is.
    Everything,
    /// Some of it.
    Some,
}

impl Surround {
    /// The curves of a device at its seal.
    #[must_use]
    pub fn new(ear: &Ear<'_>) -> Self {
        let device = ear.device;
        let isolation = match &device.isolation.shape {
            IsolationShape::Silent => Isolation::Silent,
            IsolationShape::Open => Isolation::Open,
            IsolationShape::Octaves { il_db, active, .. } => {
                let mut whole = *il_db;
                if let Some(active) = active {
                    whole.iter_mut().zip(active.il_db).for_each(|(sum, part)| *sum += part);
                }
                Isolation::Curves([whole, *il_db].map(Curve::octaves))
            }
        };
        let occlusion = Occlusion::octaves(device.occlusion.oe_db);
        Self { isolation, leak: ear.leak(), bone: isolation::bone(), occlusion }
    }

    /// Nothing comes in and nothing booms.
    #[must_use]
    pub fn sealed() -> Self {
        let occlusion = Occlusion::octaves([0.0; 8]);
        Self { isolation: Isolation::Silent, leak: None, bone: isolation::bone(), occlusion }
    }

    /// Whether the stage needs a filter at all.
    #[must_use]
    pub fn through(&self) -> Through {
        match &self.isolation {
            Isolation::Silent => Through::Nothing,
            Isolation::Open => Through::Everything,
            Isolation::Curves(_) => Through::Some,
        }
    }

    /// The leak; none where nothing seals.
    #[must_use]
    pub fn leak(&self) -> Option<Leak> {
        self.leak
    }

    /// Level of the stage at the ear re the open ear, the power sum of [`isolation::transmission`]; -inf where nothing
    /// enters.
    #[must_use]
    pub fn transmission(&self, f: Hz, cancelling: Cancelling) -> Db {
        match &self.isolation {
            Isolation::Silent => Db(f64::NEG_INFINITY),
            Isolation::Open => Db(0.0),
            Isolation::Curves([whole, passive]) => {
                let curve = if cancelling == Cancelling::Works { whole } else { passive };
                let entry = self.leak.map_or(0.0, |leak| leak.ambient(f).power());
                isolation::transmission(curve.at(f), self.bone.at(f), entry)
            }
        }
    }

    /// Rise of body-conducted sound re the open ear, vented by the leak.
    #[must_use]
    pub fn occlusion(&self, f: Hz) -> Db {
        let sealed = self.occlusion.at(f);
        self.leak.map_or(sealed, |leak| occlusion::vented(sealed, &leak, f))
    }
}
