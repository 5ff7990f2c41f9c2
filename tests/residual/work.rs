//! Renders side by side: one a processor.

use std::sync::Mutex;
use std::thread;

/// Renders that run at a time.
const WORKERS: usize = 2;

/// Does the jobs, two at a time, and returns what came of them in their order.
pub(crate) fn all<J: Sync, R: Send>(jobs: &[J], work: impl Fn(usize, &J) -> R + Sync) -> Vec<R> {
    let (next, done) = (Mutex::new(0..jobs.len()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let Some(n) = next.lock().unwrap().next() else { break };
                    let result = work(n, &jobs[n]);
                    done.lock().unwrap().push((n, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(n, _)| *n);
    assert_eq!(done.len(), jobs.len());
    done.into_iter().map(|(_, result)| result).collect()
}
