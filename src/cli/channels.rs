//! Channel lists on the command line: `1,2,5-8`, counted from 1.

use anyhow::{Result, bail, ensure};

/// Channels a list may name at most; more is a slip of the finger.
const MOST: usize = 256;

/// Reads a list into channel indices counted from 0, in the order given.
///
/// # Errors
/// One line: which option, what was not understood.
pub fn parse(option: &str, list: &str) -> Result<Vec<usize>> {
    let mut channels = Vec::new();
    for item in list.split(',').map(str::trim) {
        let (first, last) = item.split_once('-').unwrap_or((item, item));
        let (Ok(first), Ok(last)) = (first.trim().parse::<usize>(), last.trim().parse::<usize>()) else {
            bail!("{option} {list}: `{item}` is no channel: write channels from 1 on, like 1,2,5-8");
        };
        ensure!(first > 0, "{option} {list}: channels count from 1");
        ensure!(first <= last, "{option} {list}: `{item}` runs backwards: write {last}-{first}");
        ensure!(last - first + channels.len() < MOST, "{option} {list}: more than {MOST} channels");
        for channel in first..=last {
            ensure!(!channels.contains(&(channel - 1)), "{option} {list}: channel {channel} is named twice");
            channels.push(channel - 1);
        }
    }
    Ok(channels)
}

/// Reads the two playback channels of the ears.
///
/// # Errors
/// One line.
pub fn pair(option: &str, list: &str) -> Result<[usize; 2]> {
    let channels = parse(option, list)?;
    let [left, right] = channels[..] else {
        bail!("{option} {list}: two channels are needed, left and right ear, like 3,4");
    };
    Ok([left, right])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_channels_and_ranges_are_counted_from_one() {
        assert_eq!(parse("--in-channels", "1,2,5-8").unwrap(), [0, 1, 4, 5, 6, 7]);
        assert_eq!(pair("--out-channels", "4, 3").unwrap(), [3, 2]);
    }

    #[test]
    fn a_slip_is_named() {
        for (list, says) in [
            ("0", "count from 1"),
            ("3-1", "backwards"),
            ("a", "no channel"),
            ("", "no channel"),
            ("1,1", "twice"),
            ("1-9999", "more than"),
            ("-1", "no channel"),
        ] {
            let error = parse("--in-channels", list).unwrap_err().to_string();
            assert!(error.contains(says), "{list}: {error}");
        }
        assert!(pair("--out-channels", "1,2,3").unwrap_err().to_string().contains("two channels"));
    }
}
