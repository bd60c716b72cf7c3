//! Without a command: the explorer.

use super::exit::{CommandResult, Exit, Failure};
use super::out::Color;
use crate::model::calendar::Day;
use crate::source::Wanted;
use crate::{run as explorer, term};
use clap::ValueEnum;

#[derive(clap::Args, Debug, Clone)]
#[group(skip)]
pub struct Args {
    /// The theme of the explorer
    #[arg(long, value_name = "NAME", env = "FNSEC_THEME")]
    theme: Option<String>,
    /// The glyph set of the explorer
    #[arg(long, value_enum, value_name = "SET", env = "FNSEC_GLYPHS")]
    glyphs: Option<Glyphs>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Glyphs {
    Unicode,
    Ascii,
}

/// The settings that the explorer starts with.
#[derive(Debug, Clone)]
pub struct Options {
    pub wanted: Wanted,
    pub today: Day,
    pub theme: Option<String>,
    pub glyphs: Option<Glyphs>,
    pub color: Color,
}

impl Options {
    #[must_use]
    pub fn new(wanted: Wanted, today: Day, screen: Args, color: Color) -> Self {
        Self { wanted, today, theme: screen.theme, glyphs: screen.glyphs, color }
    }
}

/// Starts the explorer and waits until the user quits.
///
/// # Errors
/// If the explorer cannot be started, or ends with an error.
pub fn run(options: Options) -> CommandResult {
    let color = match options.color {
        Color::Auto => term::caps::Color::Auto,
        Color::Always => term::caps::Color::Always,
        Color::Never => term::caps::Color::Never,
    };
    let options = explorer::Options {
        wanted: options.wanted,
        today: options.today,
        theme: options.theme.unwrap_or_else(|| "auto".into()),
        ascii: options.glyphs.map(|glyphs| glyphs == Glyphs::Ascii),
        caps: term::caps::Caps::read(color),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers()).enable_all().build();
    let runtime = runtime.map_err(|why| Failure::usage(format!("Starting the runtime: {why}.")))?;
    let ended = runtime.block_on(explorer::explore(options));
    runtime.shutdown_background();
    match ended.map_err(|trouble| Failure::reading(&trouble))? {
        explorer::End::Quit => Ok(Exit::Clean),
        explorer::End::Signal(number) => Ok(Exit::Signal(number)),
    }
}

/// The loop that handles keys gets its own processor if there are several.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().saturating_sub(1).max(1))
}
