//! Copying by any means that reaches the user's clipboard, and reporting how reliable it is.

use crate::engine::credentials::masked;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::env;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

/// The result of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyOutcome {
    /// A tool or the desktop confirmed it.
    Done(String),
    /// These bytes must be written to the terminal, which does not confirm them.
    Send(Vec<u8>, String),
    Failed(String),
}

/// Terminals accept about this many bytes; longer sequences may spill onto the screen.
const OSC_LIMIT: usize = 74_994;
/// Above this size a file is offered as well.
const BIG: usize = 8 * 1024;

/// The desktop's clipboard, kept while the program runs: on Linux the text is lost with its owner.
static DESKTOP: Mutex<Option<arboard::Clipboard>> = Mutex::new(None);

/// The parts of the environment that decide which way is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
pub struct Surroundings {
    pub tmux: bool,
    pub ssh: bool,
    pub display: bool,
    pub screen: bool,
}

impl Surroundings {
    #[must_use]
    pub fn read() -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        Self {
            tmux: set("TMUX"),
            ssh: set("SSH_CONNECTION") || set("SSH_TTY"),
            display: cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY"),
            screen: set("STY"),
        }
    }
}

/// A way to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyMethod {
    Tmux,
    Desktop,
    /// An escape sequence (OSC 52), which no terminal confirms.
    Terminal,
}

/// The ways that the user permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClipboardWays {
    #[default]
    All,
    Only(CopyMethod),
    None,
}

impl Surroundings {
    /// Returns the ways to try, in this order; the last one is always available.
    #[must_use]
    pub fn ways(self) -> Vec<CopyMethod> {
        let tmux = self.tmux.then_some(CopyMethod::Tmux);
        let desktop = (!self.ssh && self.display).then_some(CopyMethod::Desktop);
        tmux.into_iter().chain(desktop).chain([CopyMethod::Terminal]).collect()
    }
}

/// Copies a text; may block for a moment, so call it where that is allowed.
#[must_use]
pub fn copy(text: &str, around: Surroundings, permitted: ClipboardWays) -> CopyOutcome {
    let ways = match permitted {
        ClipboardWays::All => around.ways(),
        ClipboardWays::Only(way) => vec![way],
        ClipboardWays::None => {
            return CopyOutcome::Failed("copying is turned off by the configuration".into());
        }
    };
    // Copied text is often pasted where others read it.
    let text = &*masked(text);
    let kept = if text.len() > BIG { keep(text) } else { None };
    let also = kept.map(|path| format!("; also in {}", path.display())).unwrap_or_default();
    let asked = ways.contains(&CopyMethod::Terminal);
    for way in ways {
        match way {
            CopyMethod::Tmux if tmux(text) => return CopyOutcome::Done(format!("copied via tmux{also}")),
            CopyMethod::Desktop if desktop(text) => {
                return CopyOutcome::Done(format!("copied to the clipboard{also}"));
            }
            CopyMethod::Tmux | CopyMethod::Desktop | CopyMethod::Terminal => {}
        }
    }
    if !asked {
        return CopyOutcome::Failed("the configured way to copy failed; clipboard: auto tries all".into());
    }
    match osc52(text, around.screen) {
        Some(bytes) => CopyOutcome::Send(bytes, format!("sent to the terminal (OSC 52, unconfirmed){also}")),
        None => match keep(text) {
            Some(path) => {
                CopyOutcome::Done(format!("too long for the terminal; written to {}", path.display()))
            }
            None => CopyOutcome::Failed("too long for the terminal, and no file could be written".into()),
        },
    }
}

fn tmux(text: &str) -> bool {
    let child = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return false };
    let written = child.stdin.take().is_some_and(|mut pipe| pipe.write_all(text.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}

fn desktop(text: &str) -> bool {
    let mut held = DESKTOP.lock().unwrap_or_else(PoisonError::into_inner);
    if held.is_none() {
        *held = arboard::Clipboard::new().ok();
    }
    let done = held.as_mut().is_some_and(|clipboard| clipboard.set_text(text.to_owned()).is_ok());
    if !done {
        *held = None;
    }
    done
}

/// Returns the sequence, in pieces where GNU screen passes it on; `None` when it would be too long.
fn osc52(text: &str, screen: bool) -> Option<Vec<u8>> {
    let encoded = BASE64.encode(text);
    if encoded.len() > OSC_LIMIT {
        return None;
    }
    let whole = format!("\x1b]52;c;{encoded}\x07");
    if !screen {
        return Some(whole.into_bytes());
    }
    let pieces = whole
        .as_bytes()
        .chunks(240)
        .flat_map(|piece| [b"\x1bP".as_slice(), piece, b"\x1b\\".as_slice()].concat());
    Some(pieces.collect())
}

/// Writes the text to a private file, if it is too long to copy.
fn keep(text: &str) -> Option<PathBuf> {
    let root = env::var_os("XDG_RUNTIME_DIR").map_or_else(env::temp_dir, PathBuf::from).join("fnsec");
    std::fs::create_dir_all(&root).ok()?;
    let path = root.join(format!("copy-{}.txt", std::process::id()));
    private(&path, text).ok()?;
    Some(path)
}

/// Writes a file that only its owner can read.
///
/// # Errors
/// If the file cannot be written.
pub fn private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(true);
    written(options, path, text)
}

/// Writes a file that only its owner can read, and that did not exist.
///
/// # Errors
/// If there is such a file, or it cannot be written.
pub fn private_new(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create_new(true);
    written(options, path, text)
}

fn written(mut options: std::fs::OpenOptions, path: &std::path::Path, text: &str) -> std::io::Result<()> {
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_ssh_the_terminal_is_asked_and_nothing_is_claimed() {
        let around = Surroundings { ssh: true, display: true, ..Surroundings::default() };
        let CopyOutcome::Send(bytes, how) = copy("kind: Namespace\n", around, ClipboardWays::All) else {
            panic!("a sequence")
        };
        assert!(bytes.starts_with(b"\x1b]52;c;") && bytes.ends_with(b"\x07"));
        assert!(how.contains("unconfirmed"));
    }

    #[test]
    fn the_desktop_is_not_asked_over_ssh_and_the_terminal_is_always_left() {
        let all = Surroundings { tmux: true, ssh: false, display: true, screen: false };
        assert_eq!(all.ways(), [CopyMethod::Tmux, CopyMethod::Desktop, CopyMethod::Terminal]);
        assert_eq!(Surroundings { ssh: true, ..all }.ways(), [CopyMethod::Tmux, CopyMethod::Terminal]);
        assert_eq!(Surroundings::default().ways(), [CopyMethod::Terminal]);
    }

    #[test]
    fn a_credential_is_not_copied() {
        let around = Surroundings { ssh: true, ..Surroundings::default() };
        let CopyOutcome::Send(bytes, _) =
            copy("postgres://app:kT9vQ2xLm8zR@db.shop.svc/a", around, ClipboardWays::All)
        else {
            panic!("a sequence")
        };
        let encoded = String::from_utf8(bytes).unwrap();
        let encoded = encoded.trim_start_matches("\x1b]52;c;").trim_end_matches('\x07');
        let text = String::from_utf8(BASE64.decode(encoded).unwrap()).unwrap();
        assert!(text.starts_with("postgres://app:••") && !text.contains("kT9v"), "{text}");
    }

    #[test]
    fn only_permitted_ways_are_tried() {
        let around = Surroundings::default();
        assert!(
            matches!(copy("a", around, ClipboardWays::None), CopyOutcome::Failed(why) if why.contains("turned off"))
        );
        let terminal = ClipboardWays::Only(CopyMethod::Terminal);
        let tmux = Surroundings { tmux: true, ..around };
        assert!(matches!(copy("a", tmux, terminal), CopyOutcome::Send(..)));
    }

    #[test]
    fn a_text_too_long_for_the_terminal_is_not_cut() {
        assert_eq!(osc52(&"x".repeat(60_000), false), None);
    }

    #[test]
    fn screen_gets_pieces_it_can_carry() {
        let bytes = osc52(&"x".repeat(600), true).unwrap();
        assert!(bytes.split(|byte| *byte == 0x1b).all(|piece| piece.len() < 300));
    }
}
