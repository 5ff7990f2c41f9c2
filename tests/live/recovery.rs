//! Devices that go away under a running session, and an output that comes back as input.

use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::bed::RATE;
use crate::bed::duplex::Duplex;
use crate::bed::program::{Footprint, Program};
use crate::bed::server::JackServer;
use crate::bed::signal::{ear, noise};
use crate::live;

/// Noise through a limiter that has much to do, while the server is killed and restarted. Phones that make 100 dB SPL of
/// full scale and a ceiling of 90 dB SPL: no sample above 10^((90 - 103.01) / 20).
fn survives(server: &mut JackServer, rounds: usize, away: Duration, leave: fn(&mut JackServer)) {
    const CEILING: f32 = 0.2237;
    let mut args = vec!["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output"];
    args.extend(["--buffer", "64", "--ui", "none", "--stage", "none", "--device", "reference"]);
    args.extend(["--full-scale", "100", "--ceiling", "90"]);
    let mut program = Program::start(&args, &[]);
    let mut slowest = Duration::ZERO;
    let mut held = Vec::new();
    for round in 0..=rounds {
        let returned = Instant::now();
        let (into, from) = (program.inputs(server), program.outputs(server));
        let back = returned.elapsed();
        slowest = slowest.max(if round == 0 { Duration::ZERO } else { back });
        let recording = Duplex::connect(server, music(), &into, &from).play();
        let most = recording.frames.as_flattened().iter().fold(0.0f32, |most, x| most.max(x.abs()));
        let end = ear(&recording.frames[RATE as usize * 3 / 2..], 0);
        let rms = (end.iter().map(|x| x * x).sum::<f64>() / end.len() as f64).sqrt();
        assert!(most <= CEILING, "round {round}: {most}");
        assert!(rms > 0.01, "round {round}: silent, {rms}");
        held.push(program.footprint());
        if round < rounds {
            leave(server);
            sleep(away);
            // Every other time with longer blocks than the program was started with.
            server.period = [128, 64][round % 2];
            server.come_back();
        }
    }
    println!("{rounds} rounds, back after {slowest:?} at most");
    is_flat(&held, 8);
    assert!(slowest < Duration::from_secs(3), "back after {slowest:?}");
    let status = program.stop();
    let said = program.said();
    assert!(status.success(), "{status}:\n{said}");
    assert!(said.contains(&format!("\"recoveries\":{rounds}")), "{said}");
    assert!(!said.contains("panicked") && !said.contains("Cannot connect"), "{said}");
}

/// Two seconds of noise whose level changes sixteen times a second, as that of music does: noise that a limiter holds still
/// may be feedback, and if it ended just when that is looked into it would be taken for it.
fn music() -> Vec<[f32; 2]> {
    const STEPS: [f32; 8] = [0.4, 1.0, 0.6, 0.9, 0.35, 0.8, 0.5, 1.0];
    let step = |n: usize| STEPS[n / 3_000 % STEPS.len()];
    noise(2 * RATE as usize, 1.0)
        .into_iter()
        .enumerate()
        .map(|(n, frame)| frame.map(|x| x * step(n)))
        .collect()
}

/// What a program holds after each return: threads and files as after the first (one may be open just then, to keep the
/// session), memory as after the one by which the histories are as long as they get.
pub(crate) fn is_flat(held: &[Footprint], settled: usize) {
    const SLACK: u64 = 512;
    let [_, first, .., last] = held else { return };
    let settled = held.get(settled).unwrap_or(last);
    println!("after the first return {first:?}, then {settled:?}, the last {last:?}");
    assert!(last.threads <= first.threads + 1 && last.open <= first.open + 1, "{held:?}");
    assert!(last.resident <= settled.resident + SLACK, "{held:?}");
}

#[test]
fn a_sound_server_that_is_killed_and_restarted_is_heard_again_within_three_seconds() {
    live(
        "recovery::a_sound_server_that_is_killed_and_restarted_is_heard_again_within_three_seconds",
        64,
        |server| {
            survives(server, 3, Duration::from_millis(500), JackServer::die);
        },
    );
}

#[test]
#[ignore = "two minutes"]
fn a_sound_server_that_is_killed_and_restarted_twenty_times_is_heard_again_every_time() {
    let test = "recovery::a_sound_server_that_is_killed_and_restarted_twenty_times_is_heard_again_every_time";
    live(test, 64, |server| survives(server, 20, Duration::from_millis(500), JackServer::die));
}

#[test]
#[ignore = "two minutes"]
fn a_sound_server_that_leaves_in_good_order_twenty_times_is_heard_again_every_time() {
    let test = "recovery::a_sound_server_that_leaves_in_good_order_twenty_times_is_heard_again_every_time";
    live(test, 64, |server| survives(server, 20, Duration::from_millis(500), JackServer::vanish));
}

#[test]
fn a_sound_server_that_goes_away_is_said_and_waited_for_and_ctrl_c_still_ends_cleanly() {
    live(
        "recovery::a_sound_server_that_goes_away_is_said_and_waited_for_and_ctrl_c_still_ends_cleanly",
        64,
        |server| {
            let args = [
                "live",
                "--host",
                "jack",
                "--input",
                "jack:input",
                "--output",
                "jack:output",
                "--ui",
                "none",
            ];
            let mut program = Program::start(&args, &[]);
            program.outputs(server);
            program.inputs(server);
            server.vanish();
            program.says("\"devices\":\"waiting for device\"");
            let status = program.stop();
            let said = program.said();
            assert!(status.success(), "{status}:\n{said}");
            assert!(said.contains("went away") && said.contains("comes back by itself"), "{said}");
            assert!(!said.contains("panicked") && !said.contains("Cannot connect"), "{said}");
        },
    );
}

#[test]
fn a_sound_server_that_is_stopped_for_a_while_goes_on_by_itself() {
    live("recovery::a_sound_server_that_is_stopped_for_a_while_goes_on_by_itself", 64, |server| {
        let args =
            ["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output", "--ui", "none"];
        let mut program = Program::start(&args, &[]);
        let (into, from) = (program.inputs(server), program.outputs(server));
        program.says("\"devices\":\"running\"");
        server.signal("STOP");
        program.says("\"devices\":\"stalled\"");
        server.signal("CONT");
        program.says_again("\"devices\":\"running\"");
        let recording = Duplex::connect(server, noise(2 * RATE as usize, 0.2), &into, &from).play();
        assert!(recording.frames.iter().any(|frame| frame[0].abs() > 1e-3), "silent");
        assert!(program.stop().success(), "{}", program.said());
        assert!(program.said().contains("\"recoveries\":0"), "the same streams go on");
    });
}

/// Longer than a stall is borne: streams are closed and opened while their server does not answer.
#[test]
fn a_sound_server_that_is_stopped_for_long_is_heard_again_when_it_goes_on() {
    live("recovery::a_sound_server_that_is_stopped_for_long_is_heard_again_when_it_goes_on", 64, |server| {
        let args =
            ["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output", "--ui", "none"];
        let mut program = Program::start(&args, &[]);
        program.outputs(server);
        program.says("\"devices\":\"running\"");
        server.signal("STOP");
        sleep(Duration::from_secs(5));
        server.signal("CONT");
        let returned = Instant::now();
        program.says_again("\"devices\":\"running\"");
        println!("running again after {:?}", returned.elapsed());
        let (into, from) = (program.inputs(server), program.outputs(server));
        let recording = Duplex::connect(server, noise(2 * RATE as usize, 0.2), &into, &from).play();
        assert!(recording.frames.iter().any(|frame| frame[0].abs() > 1e-3), "silent");
        assert!(program.stop().success(), "{}", program.said());
    });
}

/// Phones that make 80 dB SPL of full scale: what comes in leaves 13 dB louder, until the limiter holds it. The stage
/// gives the loop something to begin with.
#[test]
fn an_output_that_is_patched_into_its_own_input_is_muted_with_a_message() {
    live("recovery::an_output_that_is_patched_into_its_own_input_is_muted_with_a_message", 64, |server| {
        let mut args = vec!["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output"];
        args.extend(["--buffer", "64", "--ui", "none", "--device", "earbud", "--full-scale", "80"]);
        args.extend(["--stage-level", "60", "--loudness", "off"]);
        let mut program = Program::start(&args, &[]);
        let (into, from) = (program.inputs(server), program.outputs(server));
        program.says("\"devices\":\"running\"");
        for ear in 0..2 {
            server.connect(&from[ear], &into[ear]);
        }
        program.says("(feedback)");
        program.says_again("\"muted\":true");
        assert!(program.stop().success(), "{}", program.said());
    });
}
