//! Where a session's sound comes from and goes.

use serde::Serialize;

use crate::preset::Bounds;
use crate::preset::bounds;
use crate::preset::error::PresetError;
use crate::preset::node::Node;

/// Both ends of a session in the words of the command line; what is missing is found as without the option.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SavedEnds {
    /// A device, `demo`, or files.
    pub input: Vec<String>,
    /// Capture channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_channels: Option<String>,
    /// Sound system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// A device, `null` or a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Playback channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_channels: Option<String>,
    /// Frames per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_hz: Option<u32>,
    /// Frames per callback.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buffer_frames: Option<u32>,
    /// What is really worn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wearing: Option<String>,
    /// Level of the listener's room, dBA.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_dba: Option<f64>,
    /// Calibration that was asked for by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<String>,
}

impl SavedEnds {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&[
            "input",
            "in_channels",
            "host",
            "output",
            "out_channels",
            "rate_hz",
            "buffer_frames",
            "wearing",
            "room_dba",
            "calibration",
        ])?;
        let text = |key: &str| table.maybe(key).map(|node| node.text(bounds::PATH_CHARS)).transpose();
        let room = table.maybe("room_dba").map(|node| node.number(&bounds::ROOM_DBA)).transpose()?;
        let whole = |key: &str, range: &Bounds| -> Result<Option<u32>, PresetError> {
            Ok(table.maybe(key).map(|node| node.whole(range)).transpose()?.map(|number| number as u32))
        };
        let input = table.key("input")?.list(1..=bounds::STRIPS, "devices or files")?;
        Ok(Self {
            input: input.iter().map(|word| word.text(bounds::PATH_CHARS)).collect::<Result<_, _>>()?,
            in_channels: text("in_channels")?,
            host: text("host")?,
            output: text("output")?,
            out_channels: text("out_channels")?,
            rate_hz: whole("rate_hz", &bounds::RATE_HZ)?,
            buffer_frames: whole("buffer_frames", &bounds::BUFFER_FRAMES)?,
            wearing: text("wearing")?,
            room_dba: room,
            calibration: text("calibration")?,
        })
    }
}
