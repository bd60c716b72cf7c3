//! Whether the terminal's ground is light, asked of the terminal itself once it shows something.

use std::env;
use std::time::Duration;
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// Terminals that answer do so at once; over a line it takes longer.
const NEAR: Duration = Duration::from_millis(150);
const FAR: Duration = Duration::from_secs(1);

/// Asks and waits for the answer, so nobody else may be listening; none from terminals that do not say.
pub fn is_light() -> Option<bool> {
    let far = ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| env::var_os(name).is_some());
    let mut options = QueryOptions::default();
    options.timeout = if far { FAR } else { NEAR };
    theme_mode(options).ok().map(|mode| mode == ThemeMode::Light)
}
