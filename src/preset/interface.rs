//! Which ends a session took last, and how each device was used: what a start without words goes by.

use std::fmt;
use std::path::Path;

use super::error::PresetError;
use super::library::read_file;
use super::node::Node;

/// Devices remembered at most, the one used last first.
const MOST: usize = 64;
/// Most characters of a word.
const CHARS: usize = 400;

/// The ends of the last session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interface {
    /// As `--input` takes it: the id of a device, or `demo`.
    pub input: String,
    /// As `--output` takes it: the id of a device, or `null`.
    pub output: String,
    /// How devices were used, the last one first.
    pub devices: Vec<DeviceUse>,
}

/// How a device was used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceUse {
    /// Its id.
    pub id: String,
    /// As `--in-channels` takes them.
    pub in_channels: Option<String>,
    /// As `--out-channels` takes them.
    pub out_channels: Option<String>,
}

impl Interface {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML, or breaks a rule: with file, line, reason and mend.
    pub fn load(path: &Path) -> Result<Self, PresetError> {
        read_file(path, |document| Self::read(&document.parse()?.node()))
    }

    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["format", "input", "output", "device"])?;
        let list = table.maybe("device").map(|list| list.list(1..=MOST, "[[device]] tables")).transpose()?;
        let devices = list.unwrap_or_default().iter().map(DeviceUse::read).collect::<Result<_, _>>()?;
        Ok(Self {
            input: table.key("input")?.text(CHARS)?,
            output: table.key("output")?.text(CHARS)?,
            devices,
        })
    }

    /// How a device was used.
    #[must_use]
    pub fn of(&self, id: &str) -> DeviceUse {
        self.devices.iter().find(|device| device.id == id).cloned().unwrap_or_default()
    }

    /// Takes note of channels; those that are not said stay as they were.
    pub fn note(&mut self, id: &str, in_channels: Option<&str>, out_channels: Option<&str>) {
        let old = self.of(id);
        self.devices.retain(|device| device.id != id);
        let device = DeviceUse {
            id: id.to_owned(),
            in_channels: in_channels.map(str::to_owned).or(old.in_channels),
            out_channels: out_channels.map(str::to_owned).or(old.out_channels),
        };
        self.devices.insert(0, device);
        self.devices.truncate(MOST);
    }
}

impl DeviceUse {
    fn read(node: &Node<'_>) -> Result<Self, PresetError> {
        let table = node.table(&["id", "in_channels", "out_channels"])?;
        let text = |key| table.maybe(key).map(|value| value.text(CHARS)).transpose();
        Ok(Self {
            id: table.key("id")?.text(CHARS)?,
            in_channels: text("in_channels")?,
            out_channels: text("out_channels")?,
        })
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        writeln!(f, "format = 1\ninput = {}\noutput = {}", quoted(&self.input), quoted(&self.output))?;
        for device in &self.devices {
            writeln!(f, "\n[[device]]\nid = {}", quoted(&device.id))?;
            for (key, value) in [("in_channels", &device.in_channels), ("out_channels", &device.out_channels)]
            {
                value.as_ref().map_or(Ok(()), |value| writeln!(f, "{key} = {}", quoted(value)))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;

    fn read(text: &str) -> Result<Interface, String> {
        let sibling = |_: &str, _| Err(std::io::ErrorKind::NotFound.into());
        let document = Document { file: "i.toml", text, sibling: &sibling, folder: None };
        let root = document.parse().map_err(|error| error.to_string())?;
        Interface::read(&root.node()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_reads_as_the_same_and_each_device_keeps_its_channels() {
        let mut last =
            Interface { input: "alsa:hw:CARD=\"é\"".into(), output: "null".into(), devices: vec![] };
        last.note("alsa:a", Some("1,2"), None);
        last.note("alsa:b", None, Some("3,4"));
        last.note("alsa:a", None, Some("5,6"));
        assert_eq!(read(&last.to_string()).unwrap(), last);
        let a = last.of("alsa:a");
        assert_eq!((a.in_channels.as_deref(), a.out_channels.as_deref()), (Some("1,2"), Some("5,6")));
        assert_eq!(last.devices.len(), 2);
        assert!(read("format = 1\ninput = \"demo\"\n").unwrap_err().contains("`output` is missing"));
    }
}
