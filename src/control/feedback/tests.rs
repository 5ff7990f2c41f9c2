use super::*;

/// Feeds hops until a verdict comes; where it came, in hops, and what it was.
fn first(guard: &mut Guard, levels: &[f64], held: bool) -> Option<(usize, Verdict)> {
    levels.iter().enumerate().find_map(|(at, &level)| {
        let verdict = guard.hear(&[level], held, false);
        (verdict != Verdict::Quiet).then_some((at, verdict))
    })
}

/// A decaying, swinging level as music has it: beats with 30 dB between hit and rest.
fn music(hops: usize) -> Vec<f64> {
    (0..hops).map(|n| -12.0 - 0.8 * (n % 40) as f64 + 2.0 * ((n * 7919 % 101) as f64 / 50.0 - 1.0)).collect()
}

#[test]
fn a_loop_of_plus_one_db_in_10_ms_is_suspected_within_a_fifth_of_a_second_and_convicted_when_it_collapses() {
    let mut guard = Guard::default();
    let rise: Vec<f64> = (0..60).map(|n| -60.0 + f64::from(n)).collect();
    let (at, verdict) = first(&mut guard, &rise, false).unwrap();
    assert_eq!(verdict, Verdict::Suspected);
    assert!(at <= 22, "{at} hops, 10 of them too soft to matter");
    let fall: Vec<f64> = (0..20).map(|n| -40.0 - 3.0 * f64::from(n)).collect();
    assert_eq!(first(&mut guard, &fall, false).unwrap().1, Verdict::Feedback);
}

#[test]
fn a_loop_of_a_tenth_of_a_second_rises_in_steps_and_is_suspected_too() {
    let stairs: Vec<f64> = (0..60).map(|n| -60.0 + 8.0 * f64::from(n / 10)).collect();
    assert_eq!(first(&mut Guard::default(), &stairs, false).unwrap().1, Verdict::Suspected);
}

#[test]
fn a_level_that_the_limiter_holds_still_for_a_quarter_second_is_suspected() {
    let (at, verdict) = first(&mut Guard::default(), &[-8.0; 60], true).unwrap();
    assert_eq!((at, verdict), (24, Verdict::Suspected));
}

#[test]
fn a_sustained_note_is_never_suspected_while_nothing_holds_it() {
    assert_eq!(first(&mut Guard::default(), &vec![-8.0; 6_000], false), None);
}

#[test]
fn a_sustained_note_in_the_limiter_is_muted_once_for_four_tenths_of_a_second_and_then_left_in_peace() {
    let mut guard = Guard::default();
    let tone = vec![-8.0; 3_000];
    assert_eq!(first(&mut guard, &tone, true).unwrap().1, Verdict::Suspected);
    assert_eq!(first(&mut guard, &tone, true).unwrap(), (PATIENCE - 1, Verdict::Innocent));
    assert_eq!(first(&mut guard, &tone[..PEACE - 1], true), None);
}

#[test]
fn music_is_not_suspected_even_where_it_drives_the_limiter() {
    assert_eq!(first(&mut Guard::default(), &music(6_000), true), None);
}

#[test]
fn a_note_that_starts_and_one_that_is_faded_in_evenly_are_not_suspected() {
    for attack in [1, 5, 10, 30, 80, 200] {
        // Amplitude rises evenly over the attack, then the note stands.
        let note: Vec<f64> = (0..400)
            .map(|n| (f64::from(n + 1) / f64::from(attack)).min(1.0))
            .map(|gain| 20.0 * gain.log10() - 10.0)
            .collect();
        let silence = [-120.0; 50];
        let mut guard = Guard::default();
        assert_eq!(first(&mut guard, &[&silence, &note[..]].concat(), false), None, "attack {attack}0 ms");
    }
}

#[test]
fn what_is_muted_is_not_judged() {
    let mut guard = Guard::default();
    assert!((0..500).all(|_| guard.hear(&[-3.0], true, true) == Verdict::Quiet));
}

#[test]
fn the_demo_band_is_not_suspected_even_where_the_limiter_works_all_the_time() {
    let mut stems = crate::io::input::open(&["demo".into()], None).unwrap();
    let (channels, mut block) = (stems.channels().len(), Vec::new());
    let mut levels = MixLevels::new(480);
    while stems.read_block(4_800, &mut block).unwrap() > 0 {
        for frame in block.chunks_exact(channels) {
            levels.add([frame.iter().sum(), frame.iter().sum()]);
        }
        block.clear();
    }
    let levels = levels.take();
    assert!(levels.len() > 1_900, "{} hops", levels.len());
    assert_eq!(first(&mut Guard::default(), &levels, true), None);
}
