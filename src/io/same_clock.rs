//! Which clock a device runs on, as far as its id tells.

/// Sound systems that run all their devices in one cycle.
const SERVERS: [&str; 1] = ["jack"];

/// A name for the clock of a device: devices of one name never drift apart. None where the id does not tell: a default
/// may be anything, and some systems give both ends of one interface ids of their own.
#[must_use]
pub fn clock_of(id: &str) -> Option<String> {
    let (host, rest) = id.split_once(':')?;
    match host {
        _ if SERVERS.contains(&host) => Some(host.to_owned()),
        "alsa" => {
            let (_, arguments) = rest.split_once(':')?;
            arguments.split(',').find_map(|argument| argument.strip_prefix("CARD=")).map(str::to_owned)
        }
        "coreaudio" | "asio" => Some(rest.to_owned()),
        _ => None,
    }
}

/// True for two ends of one clock, false for two clocks; none where one of them is not known.
#[must_use]
pub fn is_shared(input: &str, output: &str) -> Option<bool> {
    let host = |id: &str| id.split_once(':').map(|(host, _)| host.to_owned());
    let same = (host(input)?, clock_of(input)?) == (host(output)?, clock_of(output)?);
    Some(same)
}

/// Whether two devices are known to run on one clock: only then is no resampler needed between them.
#[must_use]
pub fn are_one(input: &str, output: &str) -> bool {
    is_shared(input, output) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_card_or_one_server_is_one_clock_and_two_cards_are_two() {
        for (input, output, want) in [
            ("alsa:hw:CARD=USB,DEV=0", "alsa:hw:CARD=USB,DEV=0", Some(true)),
            ("alsa:hw:CARD=USB,DEV=0", "alsa:plughw:CARD=USB,DEV=1", Some(true)),
            ("alsa:hw:CARD=USB,DEV=0", "alsa:hw:CARD=PCH,DEV=0", Some(false)),
            ("alsa:hw:CARD=USB,DEV=0", "alsa:default", None),
            ("jack:input", "jack:output", Some(true)),
            ("pulseaudio:a", "pulseaudio:b", None),
            ("jack:input", "alsa:hw:CARD=PCH,DEV=0", Some(false)),
            ("coreaudio:BuiltInMicrophone", "coreaudio:USB", Some(false)),
            ("wasapi:{0}", "wasapi:{1}", None),
            ("demo", "alsa:default", None),
        ] {
            assert_eq!(is_shared(input, output), want, "{input} {output}");
        }
    }
}
