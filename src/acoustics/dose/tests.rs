//! Dose rules against their printed tables and published dosimetry.
use super::*;

fn within(got: f64, want: f64, part: f64) {
    assert!((got / want - 1.0).abs() < part, "{got} against {want}");
}

#[test]
fn fourteen_levels_have_their_allowed_times_and_exposures() {
    // dBA, NIOSH s, OSHA s, Pa²h in 1 h, H.870 h, NIOSH percent in 1 h.
    #[rustfmt::skip]
    let rows = [
        (80.0, 91434.301, 115_200.0, 0.04, 40.0, 3.9373), (82.0, 57600.0, 87305.274, 0.063_396, 25.23829, 6.25),
        (85.0, 28800.0, 57600.0, 0.126_491, 12.64911, 12.5), (88.0, 14400.0, 38001.828, 0.252_383, 6.33957, 25.0),
        (91.0, 7200.0, 25071.856, 0.50357, 3.17731, 50.0), (94.0, 3600.0, 16541.256, 1.004_755, 1.59243, 100.0),
        (97.0, 1800.0, 10913.159, 2.004_749, 0.7981, 200.0), (100.0, 900.0, 7200.0, 4.0, 0.4, 400.0),
        (103.0, 450.0, 4750.228, 7.981_049, 0.20047, 800.0), (106.0, 225.0, 3133.982, 15.924_287, 0.10048, 1600.0),
        (109.0, 112.5, 2067.657, 31.773_129, 0.05036, 3200.0), (112.0, 56.25, 1364.145, 63.395_728, 0.02524, 6400.0),
        (115.0, 28.125, 900.0, 126.491_106, 0.01265, 12800.0), (120.0, 8.859, 450.0, 400.0, 0.004, 40637.4669),
    ];
    let hour = Seconds(HOUR);
    for (dba, niosh, osha, pa2h, who_h, percent) in rows {
        let dba = DbSpl(dba);
        within(NIOSH.allowed(dba).0, niosh, 1e-4);
        within(OSHA.allowed(dba).0, osha, 1e-6);
        within(level::exposure_pa2h(dba, hour), pa2h, 1e-5);
        within(WHO.allowed(dba).0 / HOUR, who_h, 5e-4);
        within(NIOSH.percent(dba, hour), percent, 2e-5);
    }
}

#[test]
fn published_doses_and_averages_agree() {
    // McIlvaine et al., 2012: dosimetry of musicians.
    for (percent, twa) in [(5970.15, 102.76), (793.31, 93.99), (317.74, 90.02), (1396.07, 96.45)] {
        assert!((NIOSH.average(percent).0 - twa).abs() < 0.006, "{percent} %");
        within(NIOSH.average(percent).0, twa, 1e-3);
    }
    for (percent, twa) in [(382.49, 99.68), (45.54, 84.33), (106.7, 90.5), (114.66, 91.0)] {
        assert!((OSHA.average(percent).0 - twa).abs() < 0.05, "{percent} %");
        within(OSHA.average(percent).0, twa, 1e-3);
    }
}

#[test]
fn every_rule_gives_a_hundred_percent_at_its_criterion() {
    for standard in STANDARDS {
        within(standard.percent(standard.criterion, standard.reference), 100.0, 1e-12);
        within(standard.average(100.0).0, standard.criterion.0, 1e-12);
        assert_eq!(Standard::of(standard.id), Some(standard));
    }
    assert_eq!(Standard::of("din"), None);
}

#[test]
fn the_energy_budgets_are_1_6_and_0_506_and_1_604_pa2h() {
    for (standard, pa2h) in [(WHO, 1.6), (WHO_CHILDREN, 0.506), (EU, 1.604)] {
        within(level::exposure_pa2h(standard.criterion, standard.reference), pa2h, 1e-3);
    }
}

#[test]
fn below_its_threshold_osha_counts_nothing() {
    let day = Seconds(8.0 * HOUR);
    assert!(OSHA.percent(DbSpl(79.9), day).abs() < 1e-12 && OSHA.percent(DbSpl(80.0), day) > 24.9);
    assert!(OSHA_PEL.percent(DbSpl(89.9), day).abs() < 1e-12 && OSHA_PEL.percent(DbSpl(90.0), day) > 99.9);
    assert!(NIOSH.percent(DbSpl(79.9), day) > 30.0);
}

#[test]
fn the_worse_ear_decides_and_silence_costs_nothing() {
    let hour = Seconds(HOUR);
    within(NIOSH.worst_percent([DbSpl(88.0), DbSpl(94.0)], hour), 100.0, 1e-9);
    within(NIOSH.worst_percent([DbSpl(94.0), DbSpl(f64::NEG_INFINITY)], hour), 100.0, 1e-9);
    for standard in STANDARDS {
        assert!(standard.percent(DbSpl(f64::NEG_INFINITY), hour).abs() < 1e-12);
    }
}

#[test]
fn two_hours_at_91_dba_reach_the_upper_action_value_of_the_eu() {
    let two_hours = Seconds(2.0 * HOUR);
    // LEX,8h is 6.02 dB under the level.
    for (dba, value) in [
        (86.0, EuValue::Below),
        (86.1, EuValue::LowerAction),
        (91.1, EuValue::UpperAction),
        (93.1, EuValue::OverLimit),
    ] {
        assert_eq!(EuValue::reached(DbSpl(dba), two_hours), value, "{dba} dBA");
    }
    assert!(EuValue::Below < EuValue::OverLimit);
}
