//! A thousand switches while a tone plays, from the harness's output to its input.

use std::f64::consts::TAU;

use crate::bed::RATE;
use crate::bed::duplex::Duplex;
use crate::bed::program::Program;
use crate::bed::signal::ear;
use crate::live;

const SWITCHES: usize = 1_000;
/// From an agreed one to the next, in frames that were played: a fade of 30 ms and 15 ms more. By the clock of the wall
/// two of them could meet in one fade on a busy machine.
const PAUSE: usize = 45 * RATE as usize / 1000;
/// The program starts quiet and ramps up; by then it is up, in seconds.
const RAMP: usize = 3;
/// Frames of a piece: 5 ms, a sixth of a fade.
const PIECE: usize = 240;
const HZ: f64 = 997.0;

/// Solves the normal equations in place; a singular one gives zeros there.
fn solved<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        let pivot = a[i][i];
        if pivot.abs() < 1e-12 {
            continue;
        }
        for j in i + 1..N {
            let factor = a[j][i] / pivot;
            let row = a[i];
            a[j].iter_mut().zip(row).for_each(|(x, y)| *x -= factor * y);
            b[j] -= factor * b[i];
        }
    }
    let mut x = [0.0; N];
    for i in (0..N).rev() {
        let rest: f64 = (i + 1..N).map(|j| a[i][j] * x[j]).sum();
        x[i] = if a[i][i].abs() < 1e-12 { 0.0 } else { (b[i] - rest) / a[i][i] };
    }
    x
}

/// What is left of a piece besides the tone with an amplitude that runs straight, or with one corner at `corner`: rms.
fn left_over(piece: &[f64], start: usize, corner: usize) -> f64 {
    let basis = |n: usize| {
        let (sin, cos) = (TAU * HZ * (start + n) as f64 / f64::from(RATE)).sin_cos();
        let (t, h) = (n as f64 / PIECE as f64, n.saturating_sub(corner) as f64 / PIECE as f64);
        [sin, cos, t * sin, t * cos, h * sin, h * cos]
    };
    let (mut a, mut b) = ([[0.0; 6]; 6], [0.0; 6]);
    for (n, &y) in piece.iter().enumerate() {
        let row = basis(n);
        for i in 0..6 {
            b[i] += row[i] * y;
            (0..6).for_each(|j| a[i][j] += row[i] * row[j]);
        }
    }
    let x = solved(a, b);
    let wrong =
        |(n, &y): (usize, &f64)| (y - basis(n).iter().zip(x).map(|(f, x)| f * x).sum::<f64>()).powi(2);
    (piece.iter().enumerate().map(wrong).sum::<f64>() / piece.len() as f64).sqrt()
}

/// (1 - g) A + g B of two steady tones is a tone whose amplitude runs in straight lines with a corner at both ends of a
/// fade. A lost block, a click or a jump is none of that.
#[test]
fn a_thousand_switches_are_straight_fades_between_two_steady_tones() {
    live("switches::a_thousand_switches_are_straight_fades_between_two_steady_tones", 64, |server| {
        let mut args = vec!["live", "--host", "jack", "--input", "jack:input", "--output", "jack:output"];
        args.extend(["--buffer", "64", "--ui", "none", "--stage", "none", "--loudness", "off"]);
        args.extend(["--device", "iem-foam", "--against", "closed-back-studio"]);
        let mut program = Program::start(&args, &[]);
        // Agreeing takes time too: thrice the pauses.
        let seconds = RAMP + 2 + 3 * SWITCHES * PAUSE / RATE as usize;
        let tone = |n| 0.1 * (TAU * HZ * f64::from(n) / f64::from(RATE)).sin() as f32;
        let signal: Vec<_> = (0..seconds as u32 * RATE).map(|n| [tone(n); 2]).collect();
        let (into, from) = (program.inputs(server), program.outputs(server));
        let duplex = Duplex::connect(server, signal, &into, &from);
        let recording = duplex.play_during(|clock| {
            clock.reach(RAMP * RATE as usize);
            for _ in 0..SWITCHES {
                program.agrees("toggle");
                clock.reach(clock.now() + PAUSE);
            }
        });
        assert!(program.stop().success(), "{}", program.said());
        for side in 0..2 {
            let heard = ear(&recording.frames, side);
            let from = RAMP * RATE as usize;
            let steady = &heard[from - PIECE..from];
            let level = (steady.iter().map(|x| x * x).sum::<f64>() / PIECE as f64).sqrt();
            let (mut worst, mut corners) = (0.0f64, 0);
            for (index, piece) in heard[from..].chunks_exact(PIECE).enumerate() {
                let start = from + index * PIECE;
                let mut left = left_over(piece, start, PIECE);
                if left > level * 10f64.powf(-95.0 / 20.0) {
                    corners += 1;
                    let at = |k: &usize| left_over(piece, start, *k);
                    let near = (0..PIECE).step_by(8).min_by(|a, b| at(a).total_cmp(&at(b))).unwrap_or(0);
                    left = (near.saturating_sub(8)..near + 8).map(|k| at(&k)).fold(left, f64::min);
                }
                worst = worst.max(left);
            }
            let worst_db = 20.0 * (worst / level).log10();
            println!("ear {side}: {worst_db:.1} dB beside straight fades, {corners} pieces with a corner");
            assert!(corners >= SWITCHES, "{corners} corners: it was not switched");
            assert!(worst_db < -90.0, "ear {side}: {worst_db:.1} dB");
        }
    });
}
