//! A preset that is edited on disk is heard at once; one with an error never interrupts the sound.

use std::fs;
use std::time::{Duration, Instant};

use crate::program::Room;
use crate::running::Headless;

const EARBUD: &str = include_str!("../../presets/devices/earbud.toml");
const STAGE: &str = include_str!("../../presets/stages/drummer-at-kit.toml");

#[test]
fn an_edit_is_heard_at_once_and_a_broken_one_changes_nothing_but_the_notice() {
    let room = Room::new();
    let write = |name: &str, text: &str| fs::write(room.path(name), text).unwrap();
    write("mine.toml", EARBUD);
    write("hall.toml", STAGE);
    let mut live = Headless::start(
        &room,
        "--output null --input demo --device ./mine.toml --against ./mine.toml --stage hall.toml",
    );
    let name = |now: &serde_json::Value, slot: usize| now["slots"][slot]["name"].as_str().unwrap().to_owned();
    let first = live.until("sounding", |now| now["seconds"].as_f64().unwrap() > 1.5);
    let old = name(&first, 0);

    let line = EARBUD.lines().find(|line| line.starts_with("name = ")).unwrap();
    let edited = EARBUD.replacen(line, "name = \"Mine, edited\"", 1);
    let edited_at = Instant::now();
    write("mine.toml", &edited);
    let heard = live.until("edited", |now| name(now, 0) == "Mine, edited");
    // 200 ms and what preparing takes; a machine under load may be slower, a reader that polls by the second always is.
    println!("heard after {:?}", edited_at.elapsed());
    assert!(edited_at.elapsed() < Duration::from_secs(5));
    assert_eq!(name(&heard, 1), "Mine, edited", "in both slots");
    assert_ne!(old, "Mine, edited");
    assert_eq!(heard["news"], "./mine.toml: read again");

    // An editor's way: a new file takes the name.
    let broken = edited.replacen("format = 1", "format = 1\nfromat = 2", 1);
    write("mine.toml.new", &broken);
    fs::rename(room.path("mine.toml.new"), room.path("mine.toml")).unwrap();
    let said = live.until("refused", |now| now["notice"].is_string());
    let notice = said["notice"].as_str().unwrap();
    let at = 1 + broken.lines().position(|line| line == "fromat = 2").unwrap();
    assert!(notice.contains(&format!("mine.toml:{at}: unknown key `fromat`")), "{notice}");
    assert_eq!(name(&said, 0), "Mine, edited", "the old sound stays");
    let mut later = live.until("half a second on", |now| {
        now["seconds"].as_f64().unwrap() > said["seconds"].as_f64().unwrap() + 0.5
    });
    assert_eq!(later["engine"]["missed_frames"], 0);
    assert!(later["played"]["laf_db"][0].as_f64().unwrap() > 50.0, "{}", later["played"]["laf_db"]);

    write("mine.toml", EARBUD);
    later = live.until("mended", |now| now["notice"].is_null());
    assert_eq!(name(&later, 0), old);

    let line = STAGE.lines().find(|line| line.starts_with("name = ")).unwrap();
    write("hall.toml", &STAGE.replacen(line, "name = \"The hall\"", 1));
    live.until("another stage", |now| now["stage"]["name"] == "The hall");
    live.quit();
}

#[test]
fn a_preset_of_the_users_own_is_heard_at_once_after_an_edit_too() {
    let room = Room::new();
    let folder = room.path("config/foldback/devices");
    fs::create_dir_all(&folder).unwrap();
    let own = EARBUD.replacen("id = \"earbud\"", "id = \"my-bud\"", 1);
    fs::write(folder.join("my-bud.toml"), &own).unwrap();
    let mut live = Headless::start(&room, "--output null --input demo --left my-bud --right reference");
    live.until("sounding", |now| now["seconds"].as_f64().unwrap() > 0.5);
    let line = own.lines().find(|line| line.starts_with("name = ")).unwrap();
    fs::write(folder.join("my-bud.toml"), own.replacen(line, "name = \"My bud, edited\"", 1)).unwrap();
    live.until("edited", |now| now["slots"][0]["name"].as_str().unwrap().contains("My bud, edited"));
    live.quit();
}
