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
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours at the moment; read by the panic hook.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the mouse was asked for.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Whether what is on the terminal is not what was painted last.
static FORGOTTEN: AtomicBool = AtomicBool::new(false);

pub type Screen = Terminal<CrosstermBackend<Stdout>>;

/// The terminal, taken; gives it back when dropped.
pub struct Session {
    /// Never dropped: it would speak of a terminal that is gone, to a terminal that is gone, and panic. What it would
    /// give back is given back here.
    pub screen: ManuallyDrop<Screen>,
}

impl Session {
    pub fn take() -> io::Result<Self> {
        if !(io::stdin().is_terminal() && stdout().is_terminal()) {
            return Err(io::Error::other("input and output must both be a terminal"));
        }
        // We decide about colour ourselves; see `caps`.
        crossterm::style::force_color_output(true);
        let taken = enter(false).and_then(|()| Terminal::new(CrosstermBackend::new(stdout())));
        let screen = taken.inspect_err(|_| {
            restore();
        })?;
        super::rescue::listen();
        Ok(Self { screen: ManuallyDrop::new(screen) })
    }

    /// Paints one frame as one update, so that nothing tears on slow links.
    /// Returns what was painted.
    pub fn draw(&mut self, paint: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<Buffer> {
        queue!(self.screen.backend_mut(), BeginSynchronizedUpdate)?;
        if FORGOTTEN.swap(false, Ordering::SeqCst) {
            queue!(self.screen.backend_mut(), Clear(ClearType::All))?;
            self.screen.swap_buffers();
        }
        let drawn = self.screen.draw(paint).map(|frame| frame.buffer.clone());
        execute!(self.screen.backend_mut(), EndSynchronizedUpdate)?;
        drawn
    }

    pub fn mouse(&mut self, on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        if on { execute!(stdout(), EnableMouseCapture) } else { execute!(stdout(), DisableMouseCapture) }
    }

    /// Gives the terminal back for a while.
    pub fn leave(&self) {
        restore();
    }

    /// Takes it again, and forgets what was painted.
    pub fn return_to(&mut self) -> io::Result<()> {
        self.forget();
        enter(MOUSE.load(Ordering::SeqCst))
    }

    /// The next frame is painted whole.
    pub fn forget(&mut self) {
        FORGOTTEN.store(true, Ordering::SeqCst);
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

/// Takes the terminal again after the program was stopped; the next frame is painted whole.
pub fn resume() {
    FORGOTTEN.store(true, Ordering::SeqCst);
    let _ = enter(MOUSE.load(Ordering::SeqCst));
}

/// Switches everything off; may be called at any time, from anywhere, any number of times.
/// Whether the terminal was taken.
pub fn restore() -> bool {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return false;
    }
    let mut out = stdout();
    let _ = execute!(out, EndSynchronizedUpdate, DisableMouseCapture, DisableBracketedPaste);
    let _ = execute!(out, LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
    true
}

/// A panic gives the terminal back before anything is printed.
pub fn guard_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        restore();
        print(info);
    }));
}
