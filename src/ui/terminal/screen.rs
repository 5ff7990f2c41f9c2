//! The terminal, taken and given back: at the end, on an error, and before a panic is printed.

use std::io::{self, Stdout, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{self, ThreadId};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

/// Whether the terminal is ours: there is one, and it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal as long as the screen is up.
pub struct Screen {
    /// Where to draw.
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none, or refuses; it is as it was then.
    pub fn open() -> io::Result<Self> {
        give_back_before_a_panic(thread::current().id());
        enable_raw_mode()?;
        TAKEN.store(true, SeqCst);
        let terminal = Terminal::new(CrosstermBackend::new(stdout())).inspect_err(|_| give_back())?;
        // From here on dropping gives it back.
        let screen = Self { terminal };
        execute!(stdout(), EnterAlternateScreen, EnableMouseCapture)?;
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back as it was. Failing that there is nobody left to tell.
fn give_back() {
    if TAKEN.swap(false, SeqCst) {
        let _ = execute!(stdout(), DisableMouseCapture, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// A panic of the screen's thread ends the program: its words must not vanish with the screen. Other threads
/// answer for themselves, and the session says what became of them.
fn give_back_before_a_panic(screen: ThreadId) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().id() == screen {
                give_back();
            }
            before(info);
        }));
    });
}
