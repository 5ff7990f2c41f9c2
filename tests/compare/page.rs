//! The page of a comparison.

use std::fs;
use std::process::Command;

use crate::program::Room;
use crate::sound::{Sound, noise, sine, write};

fn page(room: &Room) -> String {
    write(&room.path("vox.wav"), 48_000, &[noise(3, 5 * 24_000, 0.2)]);
    room.fine("compare vox.wav --devices iem-foam,earbud,one-ear-out --out there");
    fs::read_to_string(room.path("there/index.html")).unwrap()
}

#[test]
fn the_page_needs_nothing_else_and_has_sound_plots_and_sources_of_every_device() {
    let room = Room::new();
    let page = page(&room);
    for part in
        ["<audio controls", "data:audio/wav;base64,UklGR", "Isolation: ", "class=\"bars\"", "masked below"]
    {
        assert!(page.matches(part).count() >= 3, "{part}: {}", page.matches(part).count());
    }
    for elsewhere in ["src=\"http", "href=\"http", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert!(page.contains("@media print") && page.contains("prefers-color-scheme: dark"));
    for id in ["iem-foam", "earbud", "one-ear-out"] {
        let sound = Sound::read(&room.path(&format!("there/{id}.wav")));
        assert_eq!(sound.frames.len(), 120_000, "as long as the mix");
        assert!(!sound.is_silent(), "{id} sounds");
    }
    let mut names: Vec<_> = fs::read_dir(room.path("there"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["earbud.wav", "iem-foam.wav", "index.html", "one-ear-out.wav"],
        "and nothing left over"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named_and_nothing_is_left() {
    let room = Room::new();
    write(&room.path("in.wav"), 48_000, &[sine(440.0, 48_000, 0.1)]);
    let said = room.run("compare in.wav --devices earbud --out in.wav");
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("in.wav") && said.err.lines().count() == 1, "{}", said.err);
    let said = room.run("compare in.wav --devices earbud --out in.wav/there");
    assert_eq!(said.code, Some(1), "{}", said.err);
}

/// A real browser lays it out: the table is there with its figures, and every picture and player. Where there is no
/// chromium on this machine, nothing is tested, and that is said.
#[test]
fn a_browser_shows_the_table() {
    let room = Room::new();
    let Some(browser) = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success()))
    else {
        eprintln!("no chromium here: the page is not looked at in a browser");
        return;
    };
    page(&room);
    let dumped = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--virtual-time-budget=3000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", room.path("profile").display()))
        .arg(format!("file://{}", room.path("there/index.html").display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&dumped.stdout);
    // The browser closes what the page leaves open.
    assert_eq!(dom.matches("</tr>").count(), 4, "a head and three devices");
    assert_eq!(dom.matches("</audio>").count(), 3);
    assert_eq!(dom.matches("</svg>").count(), 3 + 3 + 1, "bars, a card each, the overview");
    assert!(dom.contains("dangerous") && dom.contains("safe for a show"));
}
