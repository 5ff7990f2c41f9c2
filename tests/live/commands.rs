//! A session that is told everything while it plays.

use std::thread::sleep;
use std::time::Duration;

use crate::bed::RATE;
use crate::bed::duplex::Duplex;
use crate::bed::program::Program;
use crate::bed::signal::noise;
use crate::live;

/// Everything a front end may ask for. Under `make sanitize` the same test proves that no callback touches the heap,
/// a lock or a waiting system call meanwhile: the program would end there and then.
const EVERYTHING: [&str; 40] = [
    "b",
    "load a earbud",
    "set level 120",
    "load a iem-silicone",
    "seal a 0",
    "load b ciem-acrylic",
    "seal b 30 70",
    "toggle",
    "stage none",
    "load a one-ear-out",
    "set ceiling 90",
    "stage drummer-at-kit",
    "mute",
    "load b anc-earbud-on",
    "unmute",
    "stage off",
    "stage on",
    "nudge stage-level 6",
    "load a iem-broken-seal",
    "a",
    "load b reference",
    "set full-scale 110",
    "set balance -6",
    "set bodypack 100",
    "set cap 80",
    "load a iem-foam",
    "load a wedge",
    "stage crowd-roar",
    "ch 1 gain -6",
    "ch 2 pan 50",
    "ch 1 solo",
    "ch 1 unsolo",
    "ch 1 polarity -",
    "ch 2 mute",
    "ch 2 unmute",
    "ch 1 voice on",
    "ch 2 name last",
    "match equal-drive",
    "b",
    "toggle",
];

#[test]
fn every_command_of_a_session_leaves_the_callbacks_alone_and_the_ceiling_held() {
    live(
        "commands::every_command_of_a_session_leaves_the_callbacks_alone_and_the_ceiling_held",
        64,
        |server| {
            let mut args = vec!["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output"];
            args.extend(["--buffer", "64", "--ui", "none", "--duration", "60", "--ceiling", "90"]);
            let mut program = Program::start(&args, &[]);
            let (into, from) = (program.inputs(server), program.outputs(server));
            let duplex = Duplex::connect(server, noise(20 * RATE as usize, 1.0), &into, &from);
            let player = std::thread::spawn(move || duplex.play());
            for line in EVERYTHING {
                program.say(line);
                sleep(Duration::from_millis(300));
            }
            let recording = player.join().unwrap();
            assert!(program.stop().success(), "{}", program.said());
            let said = program.said();
            let agreed = said.lines().filter(|line| line.contains(r#""ok":true"#)).count();
            assert_eq!(agreed, EVERYTHING.len(), "{said}");
            // The highest ceiling on the way: 90 dB SPL over phones that make at least 110 of a full-scale sine.
            let most =
                recording.frames.iter().flatten().fold(0.0, |most: f64, &x| most.max(f64::from(x).abs()));
            let ceiling = 10f64.powf((90.0 - 110.0) / 20.0);
            assert!(most > 0.01 && most <= ceiling, "{most}, ceiling {ceiling}");
        },
    );
}
