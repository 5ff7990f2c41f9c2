//! Presets of one's own: before shipped ones, found by a part of their name, never in the way of the program.

use std::fs;

use crate::program::Room;

/// A room with an imported preset in it, `sennheiser-hd-1.toml`.
fn room() -> Room {
    let room = Room::new();
    fs::write(room.path("eq.txt"), "Filter 1: ON PK Fc 1000 Hz Gain 3 dB Q 1\n").unwrap();
    let mut command =
        room.command("presets import eq.txt --kind open-back --out sennheiser-hd-1.toml --name");
    assert!(command.arg("Sennheiser HD 1").output().unwrap().status.success());
    room
}

#[test]
fn a_preset_is_added_listed_used_and_removed() {
    let room = room();
    let folder = room.fine("presets where").out.trim().to_owned();
    assert!(folder.ends_with("config/foldback/devices"), "{folder}");
    let added = room.fine("presets add sennheiser-hd-1.toml").out;
    assert!(added.starts_with("added sennheiser-hd-1: "), "{added}");
    for _ in 0..2 {
        // The second list is read from the index.
        let list = room.fine("presets").out;
        assert!(list.contains("sennheiser-hd-1") && list.contains("iem-foam"), "{list}");
        let found = room.fine("presets HD").out;
        assert_eq!(found.lines().count(), 2, "{found}");
    }
    crate::sound::write(&room.path("in.wav"), 48_000, &[crate::sound::sine(1000.0, 48_000, 0.1)]);
    let said = room.fine("render in.wav --out out.wav --device hd-1 --report r.json").err;
    assert!(said.contains("`hd-1` is taken for `sennheiser-hd-1`"), "{said}");
    assert!(fs::read_to_string(room.path("r.json")).unwrap().contains("sennheiser-hd-1"));
    let vague = room.run("render in.wav --out out2.wav --device e");
    assert!(vague.code == Some(1) && vague.err.contains("there is no device `e`"), "{}", vague.err);
    assert_eq!(room.fine("presets remove sennheiser-hd-1").out, "removed sennheiser-hd-1\n");
    assert!(!room.fine("presets").out.contains("sennheiser-hd-1"));
    for (words, says) in [
        ("presets remove sennheiser-hd-1", "there is no preset `sennheiser-hd-1` of your own"),
        ("presets remove iem-foam", "`iem-foam` is shipped"),
        ("presets remove ../../x", "there is no preset"),
        ("presets theremin", "no device has `theremin`"),
    ] {
        let said = room.run(words);
        assert!(said.code == Some(1) && said.err.contains(says), "{words}: {}", said.err);
    }
}

#[test]
fn ones_own_preset_stands_before_the_shipped_one_of_its_id() {
    let room = room();
    let text = fs::read_to_string(room.path("sennheiser-hd-1.toml")).unwrap();
    fs::write(room.path("mine.toml"), text.replace("id = \"sennheiser-hd-1\"", "id = \"earbud\"")).unwrap();
    assert!(room.fine("presets add mine.toml").out.contains("before the shipped one"));
    assert!(room.fine("presets show earbud").out.contains("Sennheiser HD 1"));
    let list = room.fine("presets").out;
    assert_eq!(list.lines().filter(|row| row.starts_with("earbud ")).count(), 1, "{list}");
    room.fine("presets remove earbud");
    assert!(!room.fine("presets show earbud").out.contains("Sennheiser"));
}

#[test]
fn a_broken_file_is_named_once_and_left_out() {
    let room = room();
    room.fine("presets add sennheiser-hd-1.toml");
    let folder = room.path("config/foldback/devices");
    fs::write(folder.join("broken.toml"), "format = 1\nid = \"broken\"\nq = oops\n").unwrap();
    fs::copy(room.path("sennheiser-hd-1.toml"), folder.join("misnamed.toml")).unwrap();
    for _ in 0..2 {
        let list = room.fine("presets");
        assert!(list.out.contains("sennheiser-hd-1") && list.out.contains("iem-foam"), "{}", list.out);
        assert_eq!(list.err.matches("broken.toml:").count(), 1, "{}", list.err);
        assert_eq!(list.err.matches("is not called by its id").count(), 1, "{}", list.err);
    }
    let used = room.run("presets show broken");
    assert!(used.code == Some(1) && used.err.contains("broken.toml:"), "{}", used.err);
    // A changed file is read again.
    fs::write(folder.join("broken.toml"), "still = broken, and longer\n").unwrap();
    assert!(room.fine("presets").err.contains("broken.toml:"));
    fs::remove_file(folder.join("broken.toml")).unwrap();
    assert!(!room.fine("presets").err.contains("broken.toml"));
}

#[test]
fn an_impulse_response_moves_with_its_preset() {
    let room = Room::new();
    crate::sound::write(&room.path("ear.wav"), 48_000, &[vec![1.0, 0.5, 0.0, 0.0]]);
    room.fine("presets import ear.wav --kind open-back --is response --out my-ear.toml");
    room.fine("presets add my-ear.toml");
    let folder = room.path("config/foldback/devices");
    assert!(folder.join("my-ear.wav").is_file());
    room.fine("presets show my-ear");
    room.fine("presets remove my-ear");
    assert!(!folder.join("my-ear.wav").exists());
    // Nothing of a refused call is added.
    fs::write(room.path("bad.toml"), "format = 1\n").unwrap();
    assert_eq!(room.run("presets add my-ear.toml bad.toml").code, Some(1));
    assert!(!folder.join("my-ear.toml").exists());
}
