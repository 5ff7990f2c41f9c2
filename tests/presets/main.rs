//! Every shipped preset: complete, sourced, and true to the physics of its kind.

mod files;
mod physics;
mod response;

use foldback::preset::{Device, Library, Preset};

fn library() -> Library {
    Library::shipped().unwrap_or_else(|error| panic!("{error}"))
}

fn device(id: &str) -> Device {
    library().ears(id).unwrap_or_else(|error| panic!("{error}")).left
}

fn singles() -> Vec<Device> {
    let single = |p: &Preset| if let Preset::Device(d) = p { Some(d.clone()) } else { None };
    library().devices().filter_map(single).collect()
}
