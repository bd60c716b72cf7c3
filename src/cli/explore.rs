//! Without a command: the explorer.

use super::exit::{CommandResult, Exit, Failure};
use super::out::Color;
use super::source;
use super::{baseline, config};
use crate::app::config::Origin;
use crate::app::state::since::BaselineChange;
use crate::model::calendar::Day;
use crate::run::settings::Sources;
use crate::source::SourceRequest;
use crate::{run as explorer, term};
use clap::builder::FalseyValueParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args, Debug, Clone)]
#[group(skip)]
pub struct Args {
    /// The theme of the explorer: a name or a file
    #[arg(long, value_name = "NAME|FILE", env = "FNSEC_THEME")]
    theme: Option<String>,
    /// The glyph set of the explorer
    #[arg(long, value_enum, value_name = "SET", env = "FNSEC_GLYPHS")]
    glyphs: Option<Glyphs>,
    /// Mark what is new since this baseline, and count what is fixed
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Numbered lines and prompts instead of a screen, for screen readers; the default where TERM is dumb
    #[arg(long, env = "FNSEC_ACCESSIBLE", value_parser = FalseyValueParser::new())]
    linear: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Glyphs {
    Unicode,
    Ascii,
}

impl Args {
    /// Returns the findings that are known.
    ///
    /// # Errors
    /// If the baseline cannot be read.
    pub fn since(&self) -> Result<Option<BaselineChange>, Failure> {
        let known = |path: &PathBuf| {
            let (file, baseline) = baseline::load(path)?;
            Ok(BaselineChange::of(&file, Arc::new(baseline)))
        };
        self.baseline.as_ref().map(known).transpose()
    }

    /// Whether lines are wanted instead of a screen, or nothing else can be shown.
    pub fn is_linear(&self) -> bool {
        self.linear || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
    }

    /// Returns where the settings of the explorer come from: files, environment and these flags.
    pub fn settings(&self, source: &source::Args, matches: &ArgMatches) -> Sources {
        let glyphs = self.glyphs.and_then(|glyphs| glyphs.to_possible_value());
        let glyphs = glyphs.map(|value| value.get_name().to_owned());
        let namespaces = Some(source.namespaces().join(",")).filter(|all| !all.is_empty());
        let given = [("theme", self.theme.clone()), ("glyphs", glyphs), ("namespaces", namespaces)];
        let flags = given.into_iter().filter_map(|(key, value)| {
            let field = crate::app::config::field(key)?;
            let by_flag = matches.value_source(key) == Some(ValueSource::CommandLine);
            let env = field.env.or_else(|| Some("FNSEC_NAMESPACE").filter(|_| key == "namespaces"));
            let origin = match env {
                Some(name) if !by_flag => Origin::Env(name.into()),
                _ => Origin::Flag(field.flag.unwrap_or(key).into()),
            };
            Some((key, value?, origin))
        });
        Sources {
            files: config::of_explorer(source.named_config()),
            themes: config::themes(),
            flags: flags.collect(),
        }
    }
}

/// The settings that the explorer starts with.
#[derive(Debug, Clone)]
pub struct Options {
    pub wanted: SourceRequest,
    pub today: Day,
    pub settings: Sources,
    pub color: Color,
    pub linear: bool,
    /// The lesson of the tutor, counted from 0.
    pub lesson: Option<usize>,
    /// The findings that are known.
    pub since: Option<BaselineChange>,
    /// What is to be said at the start.
    pub notice: Option<String>,
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
    let linear = options.linear;
    let options = explorer::Options {
        wanted: options.wanted,
        today: options.today,
        settings: options.settings,
        caps: term::caps::Caps::read(color),
        lesson: options.lesson,
        since: options.since,
        notice: options.notice,
    };
    if linear {
        return super::wait(async {
            let ended = explorer::linear::run(options).await;
            ended.map(|()| Exit::Clean).map_err(|trouble| Failure::reading(&trouble))
        });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers()).enable_all().build();
    let runtime = runtime.map_err(|why| Failure::usage(format!("Starting the runtime: {why}.")))?;
    let ended = runtime.block_on(explorer::explore(options));
    runtime.shutdown_background();
    match ended.map_err(|trouble| Failure::reading(&trouble))? {
        explorer::SessionEnd::Quit => Ok(Exit::Clean),
        explorer::SessionEnd::Signal(number) => Ok(Exit::Signal(number)),
    }
}

/// The loop that handles keys gets its own processor if there are several.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().saturating_sub(1).max(1))
}
