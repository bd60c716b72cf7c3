//! The built program in a pseudo terminal: keys in, and how long each takes to the screen.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::indexing_slicing
)]

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What is measured; `FNSEC_PROGRAM` names another one.
fn program() -> String {
    std::env::var("FNSEC_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_fnsec").to_owned())
}
const SIZE: (u16, u16) = (120, 36);
/// Between two keys, as somebody types who is in a hurry.
const PAUSE: Duration = Duration::from_millis(35);
/// Of the histogram, in milliseconds.
const BOUNDS: [f64; 7] = [2.0, 4.0, 8.0, 16.0, 33.0, 100.0, f64::INFINITY];
/// Much longer than anything takes.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub struct Terminal {
    parser: vt100::Parser,
    output: Receiver<Vec<u8>>,
    pub keys: Box<dyn Write + Send>,
    pid: u32,
    pub bytes: usize,
    /// The beginning of a frame whose end has not come yet.
    unfinished: Vec<u8>,
    /// The program keeps its terminal until the measuring is over.
    _master: Box<dyn MasterPty>,
}

pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

impl Terminal {
    pub fn open(source: &[String], home: &Path, trace: &Path) -> Self {
        let (cols, rows) = SIZE;
        let pair = native_pty_system()
            .openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 })
            .expect("a pty");
        let mut command = CommandBuilder::new(program());
        command.args(source);
        command.env("TERM", "xterm-256color");
        command.env("FNSEC_THEME", "fnsec-dark");
        command.env("FNSEC_TRACE", trace);
        command.env("XDG_STATE_HOME", home);
        command.env("XDG_CONFIG_HOME", home);
        let child = pair.slave.spawn_command(command).expect("started");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let (out, output) = channel();
        std::thread::spawn(move || {
            let mut room = vec![0; 1 << 16];
            while let Ok(count) = reader.read(&mut room) {
                if count == 0 || out.send(room[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let pid = child.process_id().expect("a process");
        let mut one = Self {
            parser: vt100::Parser::new(rows, cols, 0),
            output,
            keys,
            pid,
            bytes: 0,
            unfinished: Vec::new(),
            _master: pair.master,
        };
        one.until("a frame", |one| one.parser.screen().contents().contains("Overview"));
        one.keys.write_all(b"3").expect("typed");
        one.sort_by_name();
        one
    }

    /// Rows sorted by findings change places while verdicts come in, and a key may meet its row at an end of the
    /// list, where it does nothing. By name, rows are only added.
    fn sort_by_name(&mut self) {
        self.keys.write_all(b"s").expect("typed");
        self.until("a choice", |one| one.parser.screen().contents().contains("by name"));
        self.keys.write_all(b"\x1b[B\rgg").expect("typed");
        self.until("rows by name", |one| one.parser.screen().contents().contains("FUNCTION↓"));
    }

    pub fn take(&mut self, patience: Duration) -> bool {
        match self.output.recv_timeout(patience) {
            Ok(bytes) => {
                self.bytes += bytes.len();
                self.unfinished.extend(bytes);
                let whole = whole_frames(&self.unfinished);
                self.parser.process(&self.unfinished[..whole]);
                self.unfinished.drain(..whole);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => panic!("it ended: {}", self.parser.screen().contents()),
        }
    }

    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            self.take(Duration::from_millis(200));
            assert!(begun.elapsed() < PATIENCE, "never {what}: {}", self.parser.screen().contents());
        }
    }

    /// The Function of the row that is selected, and its namespace.
    pub fn selected(&self) -> Option<String> {
        let screen = self.parser.screen().contents();
        let row = screen.lines().find_map(|row| row.strip_prefix("│ ▸ "))?;
        Some(row.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
    }

    /// Moves the selection, and says after how many milliseconds it had moved.
    pub fn press(&mut self, at: usize) -> f64 {
        self.drain(PAUSE);
        let before = self.selected();
        self.keys
            .write_all(if at.is_multiple_of(2) || self.is_at_top() { b"j" } else { b"k" })
            .expect("typed");
        let begun = Instant::now();
        while self.selected().is_none_or(|now| Some(now) == before) {
            self.take(Duration::from_secs(1));
            assert!(begun.elapsed() < PATIENCE, "no answer: {}", self.parser.screen().contents());
        }
        begun.elapsed().as_secs_f64() * 1000.0
    }

    /// Whether no row is above the selected one.
    fn is_at_top(&self) -> bool {
        let rows = self.parser.screen().contents();
        rows.lines().skip_while(|row| !row.contains("FUNCTION↓")).nth(1).is_none_or(|row| row.contains("▸ "))
    }

    pub fn drain(&mut self, pause: Duration) {
        let end = Instant::now() + pause;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            self.take(left);
        }
    }

    /// Kilobytes.
    pub fn memory(&self, what: &str) -> u64 {
        let status = text(Path::new(&format!("/proc/{}/status", self.pid)));
        let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or_default()
    }

    /// Hundredths of a second of processor time.
    pub fn ticks(&self) -> u64 {
        let stat = text(Path::new(&format!("/proc/{}/stat", self.pid)));
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<u64>().ok()).sum()
    }
}

pub fn percentile(all: &[f64], part: f64) -> f64 {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    let at = ((all.len() as f64 * part).ceil() as usize).clamp(1, all.len().max(1)) - 1;
    all.get(at).copied().unwrap_or_default()
}

pub fn histogram(what: &str, all: &[f64]) {
    let [half, most, worst] = [0.5, 0.99, 1.0].map(|part| percentile(all, part));
    println!(
        "{what}: {} keys; half within {half:.1} ms, 99 of 100 within {most:.1} ms, all within {worst:.1} ms",
        all.len()
    );
    let mut low = 0.0;
    for bound in BOUNDS {
        let count = all.iter().filter(|one| **one > low && **one <= bound).count();
        if count > 0 {
            println!("  up to {bound:>5} ms {count:6}");
        }
        low = bound;
    }
}

/// How many bytes come before a frame that has begun and not ended: half a frame shows rows that are in no list.
fn whole_frames(bytes: &[u8]) -> usize {
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|some| some == mark);
    match (last(b"\x1b[?2026h"), last(b"\x1b[?2026l")) {
        (Some(begin), end) if end.is_none_or(|end| end < begin) => begin,
        _ => bytes.len(),
    }
}
