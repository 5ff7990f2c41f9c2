//! How long an ear may listen: the dose rules of NIOSH, OSHA, the EU and WHO-ITU.
//!
//! Every level here is A-weighted and **diffuse-field equivalent**; eardrum levels read 7 to 11 dB more and
//! must be converted first (ISO 11904). Doses of successive stretches add. The rules bound a statistical risk
//! over years; none says that a level is safe for one ear.

use super::level;
use crate::units::{DbSpl, Seconds};

const HOUR: f64 = 3600.0;

/// One dose rule: 100 % at `criterion` for `reference`, and a law for other levels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standard {
    /// Name in reports and options.
    pub id: &'static str,
    /// What it is, with its source.
    pub about: &'static str,
    /// A-weighted level that gives 100 % in [`Standard::reference`].
    pub criterion: DbSpl,
    /// Time at the criterion level that gives 100 %.
    pub reference: Seconds,
    /// Levels below this do not count.
    pub threshold: DbSpl,
    law: Law,
}

/// How the allowed time falls with level.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Law {
    /// By half for every so many dB, and the slope in dB per decade of dose that the rule prints for its
    /// average.
    Halving { db: f64, printed_slope_db: f64 },
    /// By equal energy: a tenth for every 10 dB.
    Energy,
}

const NO_THRESHOLD: DbSpl = DbSpl(f64::NEG_INFINITY);

/// NIOSH recommended exposure limit: 85 dBA for 8 h, 3 dB exchange (DHHS 98-126, 1998, section 1.1).
pub const NIOSH: Standard = Standard {
    id: "niosh",
    about: "NIOSH 98-126 (1998): 85 dBA for 8 h, 3 dB exchange",
    criterion: DbSpl(85.0),
    reference: Seconds(8.0 * HOUR),
    threshold: NO_THRESHOLD,
    law: Law::Halving { db: 3.0, printed_slope_db: 10.0 },
};

/// OSHA hearing conservation: 90 dBA for 8 h, 5 dB exchange, from 80 dBA up (29 CFR 1910.95, Appendix A);
/// action at 50 %.
pub const OSHA: Standard = Standard {
    id: "osha",
    about: "OSHA 29 CFR 1910.95 hearing conservation: 90 dBA for 8 h, 5 dB exchange, levels from 80 dBA",
    criterion: DbSpl(90.0),
    reference: Seconds(8.0 * HOUR),
    threshold: DbSpl(80.0),
    law: Law::Halving { db: 5.0, printed_slope_db: 16.61 },
};

/// OSHA permissible exposure: as [`OSHA`], but only levels from 90 dBA count (29 CFR 1910.95, Table G-16).
pub const OSHA_PEL: Standard = Standard {
    id: "osha-pel",
    about: "OSHA 29 CFR 1910.95 permissible exposure: 90 dBA for 8 h, 5 dB exchange, levels from 90 dBA",
    threshold: DbSpl(90.0),
    ..OSHA
};

/// EU exposure limit: LEX,8h of 87 dBA at the ear, under any protector (2003/10/EC, Article 3). See also
/// [`EuValue`].
pub const EU: Standard = Standard {
    id: "eu",
    about: "EU 2003/10/EC exposure limit: LEX,8h 87 dBA at the ear",
    criterion: DbSpl(87.0),
    reference: Seconds(8.0 * HOUR),
    threshold: NO_THRESHOLD,
    law: Law::Energy,
};

/// WHO-ITU safe listening, adults: 80 dBA for 40 h in seven days, 1.6 Pa²h (ITU-T H.870, mode 1).
pub const WHO: Standard = Standard {
    id: "who",
    about: "WHO-ITU H.870 mode 1, adults: 80 dBA for 40 h in seven days (1.6 Pa²h)",
    criterion: DbSpl(80.0),
    reference: Seconds(40.0 * HOUR),
    threshold: NO_THRESHOLD,
    law: Law::Energy,
};

/// WHO-ITU safe listening, children: 75 dBA for 40 h in seven days, 0.506 Pa²h, printed as 0.51 (H.870, mode
/// 2).
pub const WHO_CHILDREN: Standard = Standard {
    id: "who-children",
    about: "WHO-ITU H.870 mode 2, children: 75 dBA for 40 h in seven days (0.51 Pa²h)",
    criterion: DbSpl(75.0),
    ..WHO
};

/// Every rule, those of the reports first.
pub const STANDARDS: [Standard; 6] = [NIOSH, OSHA, EU, WHO, OSHA_PEL, WHO_CHILDREN];

impl Standard {
    /// The rule of this name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        STANDARDS.into_iter().find(|standard| standard.id == id)
    }

    /// Time after which `dba` has used up 100 %; without end below the threshold.
    #[must_use]
    pub fn allowed(&self, dba: DbSpl) -> Seconds {
        if dba.0 < self.threshold.0 {
            return Seconds(f64::INFINITY);
        }
        let over = dba.0 - self.criterion.0;
        Seconds(match self.law {
            Law::Halving { db, .. } => self.reference.0 / (over / db).exp2(),
            Law::Energy => self.reference.0 / 10f64.powf(over / 10.0),
        })
    }

    /// Dose in percent of `dba` kept up for `duration`.
    #[must_use]
    pub fn percent(&self, dba: DbSpl, duration: Seconds) -> f64 {
        100.0 * duration.0 / self.allowed(dba).0
    }

    /// Dose of the worse of two ears.
    #[must_use]
    pub fn worst_percent(&self, ears_dba: [DbSpl; 2], duration: Seconds) -> f64 {
        let [left, right] = ears_dba.map(|dba| self.percent(dba, duration));
        left.max(right)
    }

    /// Constant level that gives `percent` over the reference time: the time-weighted average as the rule
    /// prints it.
    #[must_use]
    pub fn average(&self, percent: f64) -> DbSpl {
        let slope = match self.law {
            Law::Halving { printed_slope_db, .. } => printed_slope_db,
            Law::Energy => 10.0,
        };
        DbSpl(self.criterion.0 + slope * (percent / 100.0).log10())
    }
}

/// Which value of 2003/10/EC a working day reaches. Action values count outside a protector, the limit under
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EuValue {
    /// LEX,8h under 80 dBA.
    Below,
    /// 80 dBA: protectors offered, people informed.
    LowerAction,
    /// 85 dBA: protectors worn, exposure reduced.
    UpperAction,
    /// Above 87 dBA at the ear: never.
    OverLimit,
}

impl EuValue {
    /// The value reached by an A-weighted level kept up for `duration` of one day.
    #[must_use]
    pub fn reached(dba: DbSpl, duration: Seconds) -> Self {
        match level::lex_8h(dba, duration).0 {
            lex if lex > 87.0 => Self::OverLimit,
            lex if lex >= 85.0 => Self::UpperAction,
            lex if lex >= 80.0 => Self::LowerAction,
            _ => Self::Below,
        }
    }
}

#[cfg(test)]
mod tests;
