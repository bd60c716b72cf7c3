//! Whether the terminal's background is light, asked of the terminal itself after the first frame.

use std::env;
use std::time::Duration;
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// How long to wait for the answer: local terminals answer at once, remote ones later.
const NEAR: Duration = Duration::from_millis(150);
const FAR: Duration = Duration::from_secs(1);

/// Asks and waits for the answer, so no other listener may be active; `None` from terminals that do not
/// answer.
#[must_use]
pub fn is_light() -> Option<bool> {
    let far = ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| env::var_os(name).is_some());
    let mut options = QueryOptions::default();
    options.timeout = if far { FAR } else { NEAR };
    theme_mode(options).ok().map(|mode| mode == ThemeMode::Light)
}
