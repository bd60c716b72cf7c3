//! The modes of the terminal: each that was switched on is switched off again, in reverse, whatever happens.

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use std::io::{self, IsTerminal, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours at the moment; read by the panic hook.
static TAKEN: AtomicBool = AtomicBool::new(false);

pub type Screen = Terminal<CrosstermBackend<Stdout>>;

/// The terminal, taken; gives it back when dropped.
pub struct Session {
    pub screen: Screen,
    mouse: bool,
    /// What is on the terminal is not what was painted last.
    forgotten: bool,
}

impl Session {
    pub fn take() -> io::Result<Self> {
        if !(io::stdin().is_terminal() && stdout().is_terminal()) {
            return Err(io::Error::other("input and output must both be a terminal"));
        }
        // We decide about colour ourselves; see `caps`.
        crossterm::style::force_color_output(true);
        let taken = enter(false).and_then(|()| Terminal::new(CrosstermBackend::new(stdout())));
        let screen = taken.inspect_err(|_| restore())?;
        Ok(Self { screen, mouse: false, forgotten: false })
    }

    /// Paints one frame as one update, so that nothing tears on slow links.
    /// Returns what was painted.
    pub fn draw(&mut self, paint: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<Buffer> {
        queue!(self.screen.backend_mut(), BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.forgotten) {
            queue!(self.screen.backend_mut(), Clear(ClearType::All))?;
            self.screen.swap_buffers();
        }
        let drawn = self.screen.draw(paint).map(|frame| frame.buffer.clone());
        execute!(self.screen.backend_mut(), EndSynchronizedUpdate)?;
        drawn
    }

    pub fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on { execute!(stdout(), EnableMouseCapture) } else { execute!(stdout(), DisableMouseCapture) }
    }

    /// Gives the terminal back for a while.
    pub fn leave(&self) {
        restore();
    }

    /// Takes it again, and forgets what was painted.
    pub fn return_to(&mut self) -> io::Result<()> {
        self.forget();
        enter(self.mouse)
    }

    /// The next frame is painted whole.
    pub fn forget(&mut self) {
        self.forgotten = true;
    }

    /// Writes bytes between frames, such as a clipboard sequence.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        restore();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, cursor::Hide)?;
    // Not every terminal knows these; what fails is simply not there.
    let _ = execute!(stdout(), EnableBracketedPaste);
    if mouse {
        let _ = execute!(stdout(), EnableMouseCapture);
    }
    Ok(())
}

/// Switches everything off; may be called at any time, from anywhere, any number of times.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = execute!(out, EndSynchronizedUpdate, DisableMouseCapture, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
}

/// A panic gives the terminal back before anything is printed.
pub fn guard_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        restore();
        print(info);
        eprintln!(
            "fnsec hit a bug and stopped. Nothing is half-written: every change is one request to the cluster."
        );
        eprintln!("Please report the lines above; they hold no secret values.");
    }));
}
