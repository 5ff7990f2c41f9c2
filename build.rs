//! Presets are read into the program when it is built: a file added there rebuilds it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=presets");
}
