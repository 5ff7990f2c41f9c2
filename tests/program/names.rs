//! What lies in the folder.

use std::fs;

use crate::program::Room;

impl Room {
    /// The names of everything in this folder, hidden files too, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("")).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}
