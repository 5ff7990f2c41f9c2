//! What lies in the folder.

use std::fs;

use crate::program::Room;

impl Room {
    /// The names of everything in this folder, hidden files too, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("")).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        // Some systems' sound libraries keep a cookie there as soon as devices are listed.
        let theirs = fs::read_dir(self.path("config"))
            .is_ok_and(|entries| entries.map(|entry| entry.unwrap().file_name()).eq(["pulse"]));
        names.retain(|name| name != "config" || !theirs);
        names.sort();
        names
    }
}
