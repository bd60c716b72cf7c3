//! `fnsec keys`: every key by the place where it applies, as the explorer reads them.

use super::exit::{CommandResult, Exit, Failure};
use super::out::{self, Output};
use crate::app::config::keys::preset;
use crate::app::input::keymap::{Bindings, KeyBinding, KeyContext};
use crate::output::text::align;
use crate::run::settings::Sources;
use clap::ValueEnum;
use serde_json::{Value, json};
use std::fmt::Write;

#[derive(clap::Args)]
pub struct Args {
    /// The keys of a preset, instead of those of the configuration
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Output format: table, json or markdown
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Output<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Markdown,
}

/// Runs `fnsec keys`.
///
/// # Errors
/// If the preset does not exist, or the output cannot be written.
pub fn run(args: &Args, sources: &Sources) -> CommandResult {
    let resolved = sources.read();
    let bindings = match &args.preset {
        Some(name) => {
            preset(name).map_err(|why| Failure::usage(format!("--preset {name}: {why}.")))?.bindings
        }
        None => resolved.config.keys.bindings,
    };
    args.output.write(&match args.output.format {
        Format::Table => table(&bindings),
        Format::Json => json(&bindings),
        Format::Markdown => markdown(&bindings),
    })?;
    if args.preset.is_none() {
        for fault in &resolved.faults {
            out::say(&fault.to_string());
        }
    }
    Ok(Exit::Clean)
}

/// Returns the bindings of each place that has some.
fn by_place(bindings: &Bindings) -> impl Iterator<Item = (KeyContext, Vec<&KeyBinding>)> {
    let own = move |on: KeyContext| bindings.iter().filter(move |binding| binding.on == on).collect();
    KeyContext::ALL
        .into_iter()
        .map(move |on| (on, own(on)))
        .filter(|(_, all): &(KeyContext, Vec<&KeyBinding>)| !all.is_empty())
}

fn keys(binding: &KeyBinding) -> Vec<String> {
    binding.each().map(|keys| keys.replace(',', " ")).collect()
}

/// Returns all keys of an action, or that it has none.
fn shown(binding: &KeyBinding) -> String {
    let all = keys(binding);
    if all.is_empty() { "(none)".into() } else { all.join(", ") }
}

fn title(on: KeyContext) -> String {
    let words = on.words();
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

fn table(bindings: &Bindings) -> String {
    let rows = bindings.iter().map(|one| vec![shown(one), one.action.name().to_owned(), one.help.to_owned()]);
    let widths = align(&rows.collect::<Vec<_>>());
    let mut text = String::new();
    for (on, all) in by_place(bindings) {
        let gap = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{gap}{}:", title(on));
        for binding in all {
            let at = bindings.iter().position(|one| one == binding);
            let cells = at.and_then(|at| widths.get(at)).map(|cells| cells.concat()).unwrap_or_default();
            let _ = writeln!(text, "  {}", cells.trim_end());
        }
    }
    text
}

fn json(bindings: &Bindings) -> String {
    let row = |binding: &KeyBinding| -> Value {
        json!({
            "action": binding.action.name(), "keys": keys(binding), "where": binding.on.words(), "help": binding.help,
        })
    };
    let all: Vec<Value> = bindings.iter().map(row).collect();
    serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
}

fn markdown(bindings: &Bindings) -> String {
    let mut text = String::from("# Keys\n");
    for (on, all) in by_place(bindings) {
        let _ = writeln!(text, "\n## {}\n\n| keys | action | does |\n|---|---|---|", title(on));
        for one in all {
            let keys: Vec<String> = keys(one).iter().map(|keys| format!("`{keys}`")).collect();
            let _ = writeln!(text, "| {} | `{}` | {} |", keys.join(" "), one.action.name(), one.help);
        }
    }
    text
}
