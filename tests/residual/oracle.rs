//! Residual level of a stage under a device: what a render leaves of it.

use crate::program::Room;
use crate::report::{self, number};
use crate::table::{RESIDUAL_DBA, STAGES};
use crate::weighted::ears_dba;
use crate::work;

/// One render: a stage, and a device on each ear with the level due there.
struct Job {
    stage: &'static str,
    ears: [(&'static str, f64); 2],
}

fn jobs() -> Vec<Job> {
    let pairs = RESIDUAL_DBA.chunks_exact(2);
    let all = STAGES.iter().enumerate().flat_map(|(n, &stage)| {
        pairs.clone().map(move |two| Job { stage, ears: [0, 1].map(|ear| (two[ear].0, two[ear].1[n])) })
    });
    all.collect()
}

#[test]
fn every_device_lets_in_what_its_isolation_says_on_every_stage_within_1_db() {
    let room = Room::new();
    crate::silence(&room, 20);
    let jobs = jobs();
    assert_eq!(jobs.len(), 40, "80 rows, two ears a render");
    let levels = work::all(&jobs, |n, Job { stage, ears: [(left, _), (right, _)] }| {
        let (wav, json) = (format!("{n}.wav"), format!("{n}.json"));
        room.fine(&format!(
            "render silence.wav --out {wav} --tap ambience --left {left} --right {right} --stage {stage} --report {json}"
        ));
        let report = report::read(&room.path(&json));
        let told = ["left", "right"].map(|side| number(&report, &format!("/ear/{side}/ambience_laeq_db")));
        // The file is measured again, in a way that has nothing in common with the program's, every fifth time.
        let measured = (n % 5 == 0).then(|| ears_dba(&room.path(&wav)));
        std::fs::remove_file(room.path(&wav)).unwrap();
        (told, measured)
    });
    let (mut wrong, mut worst) = (Vec::new(), 0.0f64);
    for (Job { stage, ears }, (told, measured)) in jobs.iter().zip(&levels) {
        for (ear, (device, want)) in ears.iter().enumerate() {
            let off = told[ear] - want;
            worst = worst.max(off.abs());
            if off.is_nan() || off.abs() > 1.0 {
                wrong.push(format!("{device} on {stage}: {:.2} dBA for {want:.2}", told[ear]));
            }
            if let Some(measured) = measured
                && (measured[ear] - told[ear]).abs() > 0.1
            {
                let (told, read) = (told[ear], measured[ear]);
                wrong.push(format!("{device} on {stage}: told {told:.2} dBA, the file holds {read:.2}"));
            }
        }
    }
    println!("worst of 80: {worst:.2} dB");
    assert!(wrong.is_empty(), "{} levels are off:\n{}", wrong.len(), wrong.join("\n"));
}
