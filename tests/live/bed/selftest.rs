//! The bed itself: what it says of a path that is known.

use jack::{
    AsyncClient, AudioIn, AudioOut, Client, ClientOptions, Control, Port, ProcessHandler, ProcessScope,
};

use super::compare::compare;
use super::duplex::{Duplex, Recording};
use super::level::a_weighted_dbfs;
use super::server::JackServer;
use super::signal::{Stereo, ear, noise};
use super::{RATE, on_jack};

/// A client that answers with its input, but for one silent cycle.
struct Copier {
    inputs: [Port<AudioIn>; 2],
    outputs: [Port<AudioOut>; 2],
    cycle: usize,
    silent_cycle: Option<usize>,
}

impl Copier {
    fn open(silent_cycle: Option<usize>) -> AsyncClient<(), Self> {
        let (client, _) = Client::new("copier", ClientOptions::NO_START_SERVER).unwrap();
        let copier = Self {
            inputs: ["in_0", "in_1"].map(|port| client.register_port(port, AudioIn::default()).unwrap()),
            outputs: ["out_0", "out_1"].map(|port| client.register_port(port, AudioOut::default()).unwrap()),
            cycle: 0,
            silent_cycle,
        };
        client.activate_async((), copier).unwrap()
    }
}

impl ProcessHandler for Copier {
    fn process(&mut self, _: &Client, scope: &ProcessScope) -> Control {
        for (input, output) in self.inputs.iter().zip(&mut self.outputs) {
            output.as_mut_slice(scope).copy_from_slice(input.as_slice(scope));
            if self.silent_cycle == Some(self.cycle) {
                output.as_mut_slice(scope).fill(0.0);
            }
        }
        self.cycle += 1;
        Control::Continue
    }
}

fn through_copier(server: &JackServer, signal: &[Stereo], silent_cycle: Option<usize>) -> Recording {
    let _copier = Copier::open(silent_cycle);
    let ports = |side: &str| [0, 1].map(|n| format!("copier:{side}_{n}"));
    Duplex::connect(server, signal.to_vec(), &ports("in"), &ports("out")).play()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "passed to iterators over frames")]
fn is_silent(frame: &Stereo) -> bool {
    frame.map(f32::to_bits) == [0; 2]
}

fn copies_ten_seconds(server: &JackServer) {
    let signal = noise(10 * RATE as usize, 0.2);
    let recording = through_copier(server, &signal, None);
    let left = compare(&ear(&signal, 0), &ear(&recording.frames, 0), 0);
    println!("{} frames: {left:?}, {} frames late", server.period, recording.late_frames);
    assert_eq!(left.delay, server.period as usize);
    assert!(recording.frames[..left.delay].iter().all(is_silent));
    assert!(recording.frames[left.delay..] == signal[..signal.len() - left.delay], "not bit-exact: {left:?}");
}

#[test]
fn a_copying_client_at_64_frames_is_bit_exact_after_one_period() {
    on_jack("bed::selftest::a_copying_client_at_64_frames_is_bit_exact_after_one_period", 64, |server| {
        copies_ten_seconds(server);
    });
}

#[test]
fn a_copying_client_at_32_frames_is_bit_exact_after_one_period() {
    on_jack("bed::selftest::a_copying_client_at_32_frames_is_bit_exact_after_one_period", 32, |server| {
        copies_ten_seconds(server);
    });
}

#[test]
fn one_lost_cycle_is_heard() {
    on_jack("bed::selftest::one_lost_cycle_is_heard", 64, |server| {
        let signal = noise(3 * RATE as usize, 0.2);
        let recording = through_copier(server, &signal, Some(1_500));
        let found = compare(&ear(&signal, 1), &ear(&recording.frames, 1), 0);
        let lost = recording.frames[found.delay..].iter().position(is_silent).unwrap() + found.delay;
        assert!((found.worst_at..found.worst_at + 480).contains(&lost), "lost at {lost}: {found:?}");
        assert!(found.worst_db > -15.0 && found.residual_db > -40.0, "{found:?}");
    });
}

#[test]
fn delay_gain_and_rounding_are_found() {
    let signal = noise(RATE as usize, 0.2);
    let played = ear(&signal, 0);
    let recorded: Vec<f64> = (0..played.len())
        .map(|n| n.checked_sub(777).map_or(0.0, |m| f64::from(-0.05f32 * signal[m][0])))
        .collect();
    let found = compare(&played, &recorded, 100);
    assert_eq!(found.delay, 777);
    assert!((found.gain + 0.05).abs() < 1e-8 && (found.gain_db() + 26.0206).abs() < 1e-4, "{found:?}");
    assert!(found.worst_db < -140.0 && found.residual_db > -170.0, "{found:?}");
}

#[test]
fn a_delay_that_slips_by_one_frame_is_heard() {
    let played = ear(&noise(RATE as usize, 0.2), 0);
    let recorded: Vec<f64> = (0..played.len()).map(|n| played[n.saturating_sub(64 + n / 30_000)]).collect();
    let found = compare(&played, &recorded, 0);
    assert!(found.delay == 64 && found.worst_at >= 29_520 && found.worst_db > 0.0, "{found:?}");
}

#[test]
#[should_panic(expected = "does not hold the signal")]
fn another_signal_is_no_match() {
    let signal = noise(RATE as usize, 0.2);
    let _ = compare(&ear(&signal, 0), &ear(&signal, 1), 0);
}

#[test]
fn sines_read_the_a_weighting_of_the_standard() {
    for (hz, want) in [(100.0, -19.1), (1_000.0, 0.0), (8_000.0, -1.1)] {
        let sine = |n: usize| (std::f64::consts::TAU * hz * n as f64 / f64::from(RATE)).sin();
        let read = a_weighted_dbfs(&(0..RATE as usize).map(sine).collect::<Vec<_>>());
        assert!((read - want).abs() < 0.1, "{hz} Hz reads {read:.2} dB, the standard says {want}");
    }
}
