//! The screen in a real terminal, where `tmux` is there to be one: keys and clicks in, rows of letters out.

use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::program::Room;
use crate::refusal::room;

/// How long the screen may take to show something.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal of 80 by 24 with a server of its own; both end with it.
struct Terminal {
    socket: String,
    room: Room,
}

impl Terminal {
    /// None where there is no tmux.
    fn open(width: u16, height: u16, env: &str, words: &str) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            println!("skipped: there is no tmux");
            return None;
        }
        let room = room();
        let terminal = Self { socket: room.path("socket").display().to_string(), room };
        // The shell stays, so that what is left of the screen can be looked at.
        let line = format!(
            "cd '{}'; {env} XDG_CONFIG_HOME='{}' '{}' {words}; echo left with $?; exec sh",
            terminal.room.path("").display(),
            terminal.room.path("config").display(),
            env!("CARGO_BIN_EXE_foldback"),
        );
        let (width, height) = (width.to_string(), height.to_string());
        let new = ["-f", "/dev/null", "new-session", "-d", "-x", &width, "-y", &height, "sh", "-c", &line];
        terminal.tmux(&new);
        Some(terminal)
    }

    fn tmux(&self, words: &[&str]) -> Output {
        let said = Command::new("tmux").args(["-S", &self.socket]).args(words).output().unwrap();
        assert!(said.status.success(), "tmux {words:?}: {}", String::from_utf8_lossy(&said.stderr));
        said
    }

    fn screen(&self) -> String {
        String::from_utf8(self.tmux(&["capture-pane", "-p"]).stdout).unwrap()
    }

    /// Waits until the screen says this.
    fn shows(&self, words: &str) -> String {
        self.until(words, true)
    }

    /// Waits until the screen says this, or no longer says it.
    fn until(&self, words: &str, there: bool) -> String {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(words) == there {
                return screen;
            }
            let is = if there { "is not" } else { "still is" };
            assert!(start.elapsed() < PATIENCE, "`{words}` {is} on\n{screen}");
            sleep(Duration::from_millis(50));
        }
    }

    fn key(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    /// A left click, cells counted from 1 (xterm's SGR mouse reports).
    fn click(&self, column: u16, row: u16) {
        for end in ['M', 'm'] {
            self.tmux(&["send-keys", "-l", &format!("\u{1b}[<0;{column};{row}{end}")]);
        }
    }

    /// Whether the program has taken the mouse.
    fn has_mouse(&self) -> bool {
        self.tmux(&["display-message", "-p", "#{mouse_any_flag}"]).stdout.starts_with(b"1")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-S", &self.socket, "kill-server"]).output();
    }
}

#[test]
fn keys_and_clicks_work_in_a_real_terminal_and_the_mouse_is_given_back() {
    let Some(terminal) = Terminal::open(80, 24, "", "live --output null --device iem-foam") else { return };
    terminal.shows("A HEARD");
    assert!(terminal.has_mouse());
    terminal.key("b");
    terminal.shows("B HEARD");
    terminal.click(10, 5);
    terminal.shows("A HEARD");
    terminal.key("4");
    terminal.shows("open-back");
    terminal.key("Tab");
    let list = terminal.shows("LOAD INTO A");
    let row = list.lines().position(|line| line.contains("ciem-acrylic ")).unwrap() as u16 + 1;
    terminal.click(20, row);
    terminal.until("LOAD INTO A", false);
    terminal.shows("ciem-acrylic");
    terminal.key("f");
    terminal.shows("RESPONSE, dB re diffuse field; A is heard");
    terminal.key("f");
    terminal.until("RESPONSE, dB", false);
    terminal.key("k");
    terminal.shows("TEACH A PEDAL");
    terminal.key("Enter");
    terminal.shows("there is no MIDI input: start with --midi PORT");
    terminal.key("Escape");
    terminal.shows("MUTED");
    terminal.key("q");
    terminal.shows("left with 0");
    assert!(!terminal.has_mouse(), "the mouse is given back");
}

/// A sound system with one device, which plays to nowhere and records silence.
const STAGE_BOX: &str = r#"printf 'pcm.stagebox { type null hint { show on description "Stage box" } }' > asound.conf; export ALSA_CONFIG_PATH=asound.conf;"#;

#[test]
fn the_first_start_asks_for_both_ends_and_the_second_remembers_them() {
    let Some(terminal) = Terminal::open(100, 30, STAGE_BOX, "live") else { return };
    let take = |screen: &str, name: &str| {
        let row =
            screen.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name}:\n{screen}"));
        terminal.key(&row.chars().find(char::is_ascii_digit).unwrap().to_string());
        terminal.key("Enter");
    };
    terminal.shows("WHERE DOES THE SOUND COME FROM?");
    // The level beside it is that of digital silence.
    let inputs = terminal.shows("silent");
    take(&inputs, "Stage box");
    let outputs = terminal.shows("WHERE SHALL IT GO?");
    take(&outputs, "no output");
    terminal.shows("in alsa:stagebox → out null output");
    // The null device hands out silence as fast as it is asked, which is no rate.
    terminal.shows("input loses frames");
    terminal.key("q");
    terminal.shows("left with 0");
    let again = format!("clear; XDG_CONFIG_HOME=$PWD/config '{}' live", env!("CARGO_BIN_EXE_foldback"));
    terminal.tmux(&["send-keys", "-l", &again]);
    terminal.key("Enter");
    terminal.shows("in alsa:stagebox → out null output");
    terminal.key("q");
}
