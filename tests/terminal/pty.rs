//! A terminal without a user: a program on a pty, what it painted, and keys for it.

use portable_pty::{ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Far more than anything takes; it only keeps a mistake from hanging.
const PATIENCE: Duration = Duration::from_secs(40);

/// Everything the program wrote so far.
pub struct Seen {
    pub parser: vt100::Parser,
    pub raw: Vec<u8>,
    /// Nobody listens any more.
    closed: bool,
    ended: Option<ExitStatus>,
}

impl Seen {
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    pub fn wrote(&self, bytes: &str) -> bool {
        self.raw.windows(bytes.len()).any(|window| window == bytes.as_bytes())
    }

    /// The modes of the terminal that a program must give back.
    pub fn is_clean(&self) -> bool {
        let screen = self.parser.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

pub struct Pty {
    child: Box<dyn ChildKiller + Send + Sync>,
    master: Option<Box<dyn MasterPty>>,
    keys: Option<Box<dyn Write + Send>>,
    shared: Shared,
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}

impl Pty {
    pub fn spawn(command: CommandBuilder, (width, height): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(width, height)).expect("a pty");
        let mut child = pair.slave.spawn_command(command).expect("started");
        let reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let seen = Seen {
            parser: vt100::Parser::new(height, width, 0),
            raw: Vec::new(),
            closed: false,
            ended: None,
        };
        let shared: Shared = Arc::new((Mutex::new(seen), Condvar::new()));
        let feeding = shared.clone();
        std::thread::spawn(move || feed(reader, &feeding));
        let (killer, waiting) = (child.clone_killer(), shared.clone());
        std::thread::spawn(move || {
            let status = child.wait().expect("a child that ends");
            lock(&waiting).ended = Some(status);
            waiting.1.notify_all();
        });
        Self { child: killer, master: Some(pair.master), keys: Some(keys), shared }
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        lock(&self.shared)
    }

    /// Waits for output until something holds.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        while !holds(&seen) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never: {what}\n{}", seen.text());
            // Some conditions are about time alone.
            let left = left.min(Duration::from_millis(100));
            seen = self.shared.1.wait_timeout(seen, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |seen| seen.shows(text));
    }

    pub fn wait_gone(&self, text: &str) {
        self.wait_until(&format!("without {text}"), |seen| !seen.shows(text));
    }

    /// Writes bytes as a keyboard would, all at once.
    pub fn send(&mut self, keys: &str) {
        let writer = self.keys.as_mut().expect("open");
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).expect("typed");
    }

    /// Types, and waits for what it leads to.
    pub fn go(&mut self, keys: &str, text: &str) {
        self.send(keys);
        self.wait_for(text);
    }

    pub fn resize(&self, width: u16, height: u16) {
        self.seen().parser.screen_mut().set_size(height, width);
        self.shake(width, height);
    }

    /// Another size for the program alone: the emulator cannot be as small as a terminal can.
    pub fn shake(&self, width: u16, height: u16) {
        self.master.as_ref().expect("open").resize(size(width, height)).expect("resized");
    }

    /// The terminal disappears, as when its window is closed.
    pub fn close(&mut self) {
        self.seen().closed = true;
        // Whoever reads holds the terminal open, until there is one more thing to read.
        self.send("j");
        self.keys = None;
        self.master = None;
    }

    pub fn ended(&mut self) -> ExitStatus {
        self.wait_until("an end", |seen| seen.ended.is_some());
        self.seen().ended.clone().expect("an end")
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Seen> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn feed(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut bytes = [0; 4096];
    loop {
        let count = reader.read(&mut bytes).unwrap_or(0);
        let mut seen = lock(shared);
        if count == 0 || seen.closed {
            return;
        }
        seen.parser.process(&bytes[..count]);
        seen.raw.extend_from_slice(&bytes[..count]);
        shared.1.notify_all();
    }
}
