//! `fnsec config`: where the configuration is, what is in effect, whether it is valid, and its schema.

use crate::app::config::{EffectiveSettings, FIELDS, schema};
use crate::cli::exit::{CommandResult, Exit, Failure};
use crate::cli::out;
use crate::output::text::align;
use crate::run::settings::Sources;
use crate::verdicts::config;
use crate::yaml;
use clap::{Subcommand, ValueEnum};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the path of your configuration file, which need not exist
    Path,
    /// Print the settings of the explorer that are in effect
    Show {
        /// Print where each value comes from: a file and line, an environment variable, a flag, or the default
        #[arg(long)]
        origin: bool,
        /// Output format
        #[arg(short, long, value_enum, default_value = "yaml")]
        output: Format,
    },
    /// Check configuration and themes; every error has its line
    Check,
    /// Print the JSON schema of configuration files
    Schema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

/// Runs `fnsec config`.
///
/// # Errors
/// If there is no home folder, a file cannot be read, or the output cannot be written.
pub fn run(args: &Args, sources: &Sources) -> CommandResult {
    match args.command {
        Command::Path => path(sources),
        Command::Show { origin, output } => show(&sources.read(), origin, output),
        Command::Check => check(sources),
        Command::Schema => {
            let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
            out::print(&(text + "\n"))?;
            Ok(Exit::Clean)
        }
    }
}

fn path(sources: &Sources) -> CommandResult {
    let path = sources.files.last().ok_or_else(|| Failure::usage("No home folder. Set HOME or --config."))?;
    out::print(&format!("{}\n", path.display()))?;
    Ok(Exit::Clean)
}

fn show(resolved: &EffectiveSettings, origin: bool, output: Format) -> CommandResult {
    let values: Vec<(&str, Value)> =
        FIELDS.iter().map(|field| (field.key, resolved.config.value(field.key))).collect();
    let text = match (output, origin) {
        (Format::Yaml, true) => {
            let head = ["SETTING", "VALUE", "FROM"].map(str::to_owned).to_vec();
            let rows = values.iter().map(|(key, value)| {
                vec![(*key).to_owned(), value.to_string().trim_matches('"').to_owned(), resolved.origin(key)]
            });
            let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
            align(&rows).into_iter().map(|cells| cells.concat() + "\n").collect()
        }
        (Format::Yaml, false) => yaml::print(&json!({"explorer": object(values)})),
        (Format::Json, _) => {
            let with = |(key, value): (&'static str, Value)| {
                let value =
                    if origin { json!({"value": value, "from": resolved.origin(key)}) } else { value };
                (key, value)
            };
            let all = object(values.into_iter().map(with).collect());
            serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
        }
    };
    out::print(&text)?;
    for fault in &resolved.faults {
        out::say(&fault.to_string());
    }
    Ok(if resolved.faults.is_empty() { Exit::Clean } else { Exit::Usage })
}

fn object(values: Vec<(&str, Value)>) -> Value {
    values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>().into()
}

/// Checks every file that exists: the part about checks, the settings of the explorer, and the themes.
fn check(sources: &Sources) -> CommandResult {
    let resolved = sources.read();
    let mut faults: Vec<String> = resolved.faults.iter().map(ToString::to_string).collect();
    let there: Vec<&PathBuf> = sources.files.iter().filter(|path| path.is_file()).collect();
    for path in &there {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|why| Failure::usage(format!("Reading the configuration {name}: {why}.")))?;
        if let Err(own) = config::read(&name, &text) {
            faults.extend(own.iter().map(ToString::to_string));
        }
    }
    faults.extend(sources.catalog(&resolved.config.theme).faults().iter().map(ToString::to_string));
    // A text that is not YAML is reported by both readers.
    faults.dedup();
    faults.sort();
    faults.dedup();
    if faults.is_empty() {
        let valid = there.iter().map(|path| format!("{}: valid\n", path.display()));
        let text: String = valid.collect();
        out::print(if text.is_empty() {
            "There is no configuration file; all settings have their defaults.\n"
        } else {
            &text
        })?;
        return Ok(Exit::Clean);
    }
    out::print(&(faults.join("\n") + "\n"))?;
    Ok(Exit::Usage)
}
