//! The modes of the terminal: each one that was enabled is disabled again, in reverse order, whatever
//! happens.

use super::caps::Caps;
use super::frugal::Frugal;
use super::scroll::NO_MARGINS;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use std::io::{self, IsTerminal, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the program owns the terminal at the moment; read by the panic hook.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether mouse events were enabled.
static MOUSE: AtomicBool = AtomicBool::new(false);
/// Whether the terminal may differ from the last painted frame.
static FORGOTTEN: AtomicBool = AtomicBool::new(false);

pub type Screen = Terminal<Frugal<Stdout>>;

/// The terminal in raw mode; it is restored when this is dropped.
pub struct Session {
    /// Never dropped: its destructor would write to a terminal that may be closed, and panic. What it would
    /// restore is restored here.
    pub screen: ManuallyDrop<Screen>,
}

impl Session {
    /// Takes the terminal: enables raw mode and the alternate screen.
    ///
    /// # Errors
    /// If input or output is not a terminal, or the terminal cannot be switched.
    pub fn take() -> io::Result<Self> {
        if !(io::stdin().is_terminal() && stdout().is_terminal()) {
            return Err(io::Error::other("input and output must both be a terminal"));
        }
        // The program decides about colour itself; see `caps`.
        crossterm::style::force_color_output(true);
        let taken = enter(false).and_then(|()| Terminal::new(Frugal::new(stdout())));
        let screen = taken.inspect_err(|_| {
            restore();
        })?;
        super::rescue::listen(super::rescue::Terminal { restore, resume });
        Ok(Self { screen: ManuallyDrop::new(screen) })
    }

    /// Paints one frame as one update, so that nothing tears on slow links. Returns the painted buffer.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn draw(&mut self, paint: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<Buffer> {
        if FORGOTTEN.swap(false, Ordering::SeqCst) {
            self.screen.backend_mut().start_over();
            self.screen.swap_buffers();
        }
        let drawn = self.screen.draw(paint).map(|frame| frame.buffer.clone());
        if let Ok(frame) = &drawn {
            self.screen.backend_mut().drawn(frame);
        }
        self.screen.backend_mut().end_frame()?;
        drawn
    }

    /// Sends as little as this terminal permits.
    pub fn adapt(&mut self, caps: &Caps) {
        self.screen.backend_mut().erase(caps.erases);
    }

    /// Switches mouse events on or off.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub fn mouse(&mut self, on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        if on { execute!(stdout(), EnableMouseCapture) } else { execute!(stdout(), DisableMouseCapture) }
    }

    /// Restores the terminal for a while.
    pub fn leave(&self) {
        restore();
    }

    /// Takes the terminal again, and forgets what was painted.
    ///
    /// # Errors
    /// If the terminal cannot be switched.
    pub fn return_to(&mut self) -> io::Result<()> {
        self.forget();
        enter(MOUSE.load(Ordering::SeqCst))
    }

    /// Makes the next frame a full repaint.
    pub fn forget(&mut self) {
        FORGOTTEN.store(true, Ordering::SeqCst);
    }

    /// Writes bytes between frames, such as a clipboard sequence.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
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
    // Not every terminal supports these; a failure means that the feature is missing.
    let _ = execute!(stdout(), EnableBracketedPaste, EnableFocusChange);
    if mouse {
        let _ = execute!(stdout(), EnableMouseCapture);
    }
    Ok(())
}

/// Takes the terminal again after the program was stopped; the next frame is a full repaint.
pub fn resume() {
    FORGOTTEN.store(true, Ordering::SeqCst);
    let _ = enter(MOUSE.load(Ordering::SeqCst));
}

/// Disables every mode; may be called at any time, from anywhere, any number of times. Returns whether the
/// program owned the terminal.
pub fn restore() -> bool {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return false;
    }
    let mut out = stdout();
    let _ =
        execute!(out, EndSynchronizedUpdate, DisableMouseCapture, DisableFocusChange, DisableBracketedPaste);
    // A frame that was interrupted may have left margins.
    let _ =
        execute!(out, SetAttribute(Attribute::Reset), Print(NO_MARGINS), LeaveAlternateScreen, cursor::Show);
    let _ = disable_raw_mode();
    true
}

/// Restores the terminal on a panic before anything is printed.
pub fn guard_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        restore();
        print(info);
    }));
}
