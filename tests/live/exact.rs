//! The program as a wire: the same bits one delay later, beside other work and for hours.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, io};

use crate::bed::endless::Endless;
use crate::bed::judge::Verdict;
use crate::bed::program::Program;
use crate::bed::server::JackServer;
use crate::bed::{RATE, missing};
use crate::{RAMP, live_for};

/// Starts the program as a wire: `reference` without a stage leaves 13 dB under the ear's 106 dB SPL of full scale, over
/// phones that make 93 of it.
fn wire(server: &JackServer) -> Program {
    let buffer = server.period.to_string();
    let mut args = vec!["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output"];
    args.extend(["--buffer", &buffer, "--ui", "none", "--device", "reference", "--stage", "none"]);
    args.extend(["--loudness", "off", "--full-scale", "93"]);
    Program::start(&args, &[])
}

/// Plays noise through it and compares what comes back.
fn heard(server: &JackServer, seconds: f64, meanwhile: impl FnOnce()) -> Verdict {
    let mut program = wire(server);
    let (into, from) = (program.inputs(server), program.outputs(server));
    let judged = RAMP as u64 * u64::from(RATE);
    let listener = Endless::connect(server, &into, &from, judged);
    meanwhile();
    let begun = Instant::now();
    let verdict = listener.listen(judged + (seconds * f64::from(RATE)) as u64);
    let took = begun.elapsed().as_secs_f64();
    assert!(program.stop().success(), "{}", program.said());
    let sound = verdict.compared as f64 / f64::from(RATE);
    println!(
        "{} frames: {verdict:?}: {sound:.0} s of sound in {took:.0} s, {:.1} times real time",
        server.period,
        sound / took
    );
    verdict
}

fn is_exact(verdict: Verdict, seconds: f64) {
    assert_eq!((verdict.wrong, verdict.slips), (0, 0), "{verdict:?}");
    assert!(verdict.delay.is_some(), "never the same bits: {verdict:?}");
    // Finding the delay takes a moment.
    assert!(verdict.compared as f64 >= (seconds - 1.0) * f64::from(RATE), "{verdict:?}");
}

/// Two processes that take all the processor they get.
struct Hogs(Vec<Child>);

impl Hogs {
    fn start() -> Self {
        let hog = || Command::new("sh").args(["-c", "while :; do :; done"]).stdin(Stdio::null()).spawn();
        Self((0..2).map(|_| hog().unwrap()).collect())
    }
}

impl Drop for Hogs {
    fn drop(&mut self) {
        for hog in &mut self.0 {
            let _ = hog.kill();
            let _ = hog.wait();
        }
    }
}

/// A number from the environment, for a run longer or shorter than usual.
fn setting(name: &str, usual: f64) -> f64 {
    env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|e| panic!("{name}={text}: {e}")))
}

/// Makes the server run as fast as it can, or no longer.
fn freewheel(on: bool) -> io::Result<()> {
    let word = if on { "y" } else { "n" };
    let done = Command::new("jack_freewheel").arg(word).stdout(Stdio::null()).status()?;
    assert!(done.success(), "jack_freewheel {word}: {done}");
    Ok(())
}

fn beside_hogs(test: &str, period: u32) {
    let seconds = 60.0 * setting("FOLDBACK_MINUTES", 10.0);
    live_for(test, period, Duration::from_secs_f64(2.0 * seconds + 120.0), |server| {
        let hogs = Hogs::start();
        let verdict = heard(server, seconds, || ());
        drop(hogs);
        is_exact(verdict, seconds);
    });
}

/// At any speed: `hours` of sound.
fn free(test: &str, hours: f64) {
    live_for(test, 64, Duration::from_secs_f64(3600.0 * hours + 120.0), |server| {
        if let Err(why) = freewheel(false) {
            return missing(&format!("jack_freewheel: {why}"));
        }
        let verdict = heard(server, 3600.0 * hours, || freewheel(true).unwrap());
        freewheel(false).unwrap();
        is_exact(verdict, 3600.0 * hours);
    });
}

#[test]
fn half_a_minute_at_full_speed_is_the_same_bits_one_delay_later() {
    free("exact::half_a_minute_at_full_speed_is_the_same_bits_one_delay_later", 1.0 / 120.0);
}

#[test]
#[ignore = "ten minutes, or FOLDBACK_MINUTES"]
fn ten_minutes_at_64_frames_beside_two_hogs_are_the_same_bits_one_delay_later() {
    beside_hogs("exact::ten_minutes_at_64_frames_beside_two_hogs_are_the_same_bits_one_delay_later", 64);
}

#[test]
#[ignore = "ten minutes, or FOLDBACK_MINUTES"]
fn ten_minutes_at_32_frames_beside_two_hogs_are_the_same_bits_one_delay_later() {
    beside_hogs("exact::ten_minutes_at_32_frames_beside_two_hogs_are_the_same_bits_one_delay_later", 32);
}

#[test]
#[ignore = "some hours, or so many of sound: FOLDBACK_HOURS"]
fn a_day_at_full_speed_is_the_same_bits_one_delay_later() {
    free("exact::a_day_at_full_speed_is_the_same_bits_one_delay_later", setting("FOLDBACK_HOURS", 24.0));
}
