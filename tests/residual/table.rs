//! Residual level of a stage under a device, dBA: 10 lg Σ 10^((L - IL + A)/10) over the octaves 31.5 Hz to 16 kHz,
//! with the isolation joined to the bone-conduction ceiling as powers. Worked out outside the program from the tables
//! that the presets were made of; noise cancelling counts with its full active part.

/// Stages of the table.
pub(crate) const STAGES: [&str; 5] =
    ["drummer-at-kit", "vocal-with-wedges", "arena-stage-iem", "crowd-roar", "orchestra-pit"];

/// Device, and its level on each of the stages.
#[rustfmt::skip]
pub(crate) const RESIDUAL_DBA: [(&str, [f64; 5]); 16] = [
    ("open-back",                [102.56, 102.38,  94.75, 100.43, 86.59]),
    ("closed-back-studio",       [ 91.73,  90.52,  87.54,  86.04, 75.18]),
    ("closed-back-isolating",    [ 86.92,  84.86,  84.34,  78.22, 69.48]),
    ("drummer-isolation",        [ 78.49,  76.44,  75.86,  70.84, 60.84]),
    ("on-ear-closed",            [ 93.18,  92.21,  88.23,  87.60, 77.01]),
    ("earbud",                   [102.56, 102.38,  94.75, 100.43, 86.59]),
    ("iem-silicone",             [ 82.48,  81.76,  77.48,  78.41, 66.34]),
    ("iem-silicone-triple-deep", [ 74.89,  74.39,  69.09,  71.52, 58.86]),
    ("iem-foam",                 [ 78.82,  78.25,  73.47,  75.30, 62.76]),
    ("iem-foam-deep",            [ 70.68,  70.26,  63.63,  68.06, 54.22]),
    ("ciem-acrylic",             [ 78.41,  77.89,  72.83,  75.27, 62.29]),
    ("ciem-silicone",            [ 73.50,  72.99,  67.87,  70.40, 57.37]),
    ("iem-ambient-port",         [ 89.37,  88.25,  84.89,  84.55, 72.78]),
    ("anc-over-ear-on",          [ 80.89,  81.53,  73.10,  80.43, 65.73]),
    ("anc-earbud-on",            [ 80.51,  81.22,  73.61,  80.30, 65.34]),
    // The pair's right ear is the open one.
    ("one-ear-out",              [104.95, 104.04,  96.03, 102.02, 87.99]),
];
