//! `fnsec theme`: the themes to choose from, base16 schemes as own themes, and faults of colours.

use super::exit::{CommandResult, Exit, Failure};
use super::out;
use crate::run::settings::Sources;
use crate::source::replace::{For, replace};
use crate::view::theme::measure::{faults, is_measurable};
use crate::view::theme::{Depth, Theme};
use clap::Subcommand;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the names of all themes
    List,
    /// Copy a theme or base16 scheme to your themes, where it can be chosen by name
    Import {
        /// The file
        file: PathBuf,
        /// The name to choose it by; default: the file name
        #[arg(long)]
        name: Option<String>,
        /// Replace a theme of the same name
        #[arg(long)]
        replace: bool,
    },
    /// List the faults of a theme: text with too little contrast, and meanings that look alike
    Check {
        /// A file, or the name of a theme
        file: String,
    },
}

/// Runs `fnsec theme`.
///
/// # Errors
/// If a file is not a valid theme, or cannot be read or written.
pub fn run(args: &Args, sources: &Sources) -> CommandResult {
    match &args.command {
        Command::List => {
            let names = sources.catalog("auto").offered();
            out::print(&(names.join("\n") + "\n"))?;
            Ok(Exit::Clean)
        }
        Command::Import { file, name, replace } => import(sources, file, name.as_deref(), *replace),
        Command::Check { file } => check(sources, file),
    }
}

fn load(sources: &Sources, name: &str) -> Result<Theme, Failure> {
    let found = sources.catalog(name).theme(name, Depth::True, None);
    found.map_err(|fault| Failure::usage(format!("Reading the theme: {fault}")))
}

fn check(sources: &Sources, name: &str) -> CommandResult {
    let theme = load(sources, name)?;
    if !is_measurable(&theme) {
        out::print(&format!(
            "{}: the terminal decides its colours, so they cannot be measured\n",
            theme.name
        ))?;
        return Ok(Exit::Clean);
    }
    let mut text = String::new();
    for (depth, words) in [(Depth::True, "in full colour"), (Depth::Ansi256, "in 256 colours")] {
        for fault in faults(&theme, depth) {
            let _ = writeln!(text, "{words}: {fault}");
        }
    }
    if text.is_empty() {
        out::print(&format!("{}: no faults\n", theme.name))?;
        return Ok(Exit::Clean);
    }
    out::print(&text)?;
    Ok(Exit::Findings)
}

fn import(sources: &Sources, file: &Path, name: Option<&str>, again: bool) -> CommandResult {
    let folder = sources.themes.as_deref().ok_or_else(|| Failure::usage("No home folder. Set HOME."))?;
    let shown = file.display().to_string();
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.map_or(stem, ToOwned::to_owned);
    let is_name = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(is_name) {
        return Err(Failure::usage(format!(
            "Invalid name \"{name}\". Use letters, digits, - and _ with --name."
        )));
    }
    let text = crate::source::files::text(file, crate::run::settings::LARGEST)
        .map_err(|why| Failure::usage(format!("Reading {shown}: {why}.")))?;
    crate::view::theme::parse(&text).map_err(|fault| {
        Failure::usage(format!("Reading the theme: {shown}:{}: {}", fault.line, fault.message))
    })?;
    let target = folder.join(format!("{name}.yaml"));
    let place = target.display();
    if target.exists() && !again {
        let next = "Name another one with --name, or replace it with --replace.";
        return Err(Failure::usage(format!("Writing {place}: it exists. {next}")));
    }
    let written = std::fs::create_dir_all(folder).and_then(|()| replace(&target, &text, For::Anybody));
    written.map_err(|why| Failure::usage(format!("Writing {place}: {why}.")))?;
    out::print(&format!("{place}\n"))?;
    out::say(&format!(
        "Choose it with --theme {name}, or with \"theme: {name}\" below explorer in the configuration."
    ));
    Ok(Exit::Clean)
}
