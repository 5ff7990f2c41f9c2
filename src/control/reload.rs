//! Preset files that are in use are watched: what an editor saves is heard at once.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors write in several strokes: a file is read when nothing has happened to it for so long.
const QUIET: Duration = Duration::from_millis(30);

/// Watches the folders of some files. Where the system cannot watch, nothing is ever said to have changed.
pub struct Reloader {
    watcher: Option<RecommendedWatcher>,
    send: Sender<Vec<PathBuf>>,
    events: Receiver<Vec<PathBuf>>,
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    due: Option<Instant>,
}

impl Default for Reloader {
    fn default() -> Self {
        let (send, events) = unbounded();
        Self { watcher: None, send, events, files: Vec::new(), folders: Vec::new(), due: None }
    }
}

impl Reloader {
    /// From now on these files, and the sound files beside them.
    pub fn follow(&mut self, files: Vec<PathBuf>) {
        if files == self.files {
            return;
        }
        let mut folders: Vec<PathBuf> = files.iter().filter_map(|file| folder(file)).collect();
        folders.dedup();
        self.files = files;
        if folders == self.folders {
            return;
        }
        // Editors replace a file instead of writing to it: its folder is watched, not the file.
        if self.watcher.is_none() {
            let send = self.send.clone();
            let tell = move |event: notify::Result<Event>| {
                if let Ok(event) = event
                    && !event.kind.is_access()
                {
                    let _ = send.send(event.paths);
                }
            };
            let watcher = notify::recommended_watcher(tell);
            self.watcher =
                watcher.inspect_err(|error| tracing::warn!("preset files are not watched: {error}")).ok();
        }
        let Some(watcher) = &mut self.watcher else { return };
        for old in self.folders.iter().filter(|old| !folders.contains(old)) {
            let _ = watcher.unwatch(old);
        }
        for new in folders.iter().filter(|new| !self.folders.contains(new)) {
            if let Err(error) = watcher.watch(new, RecursiveMode::NonRecursive) {
                tracing::warn!("{}: is not watched: {error}", new.display());
            }
        }
        self.folders = folders;
    }

    /// Whether a file has changed and is at rest again. To be asked often.
    pub fn has_changed(&mut self) -> bool {
        let names: Vec<_> = self.files.iter().filter_map(|file| file.file_name()).collect();
        for path in self.events.try_iter().flatten() {
            let sound = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("wav"));
            if sound || path.file_name().is_some_and(|name| names.contains(&name)) {
                self.due = Some(Instant::now() + QUIET);
            }
        }
        self.due.take_if(|due| Instant::now() >= *due).is_some()
    }
}

fn folder(file: &std::path::Path) -> Option<PathBuf> {
    Some(std::path::absolute(file).ok()?.parent()?.to_owned())
}
