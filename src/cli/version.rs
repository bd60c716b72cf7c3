//! `fnsec version`.

use super::exit::{CommandResult, Exit};
use super::out::Output;
use clap::ValueEnum;

#[derive(clap::Args, Debug)]
pub struct Args {
    /// Output format: text or json
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "text")]
    output: Output<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs `fnsec version`.
///
/// # Errors
/// If the output cannot be written.
pub fn run(args: &Args) -> CommandResult {
    let version = env!("CARGO_PKG_VERSION");
    let text = match args.output.format {
        Format::Text => format!("fnsec {version}\n"),
        Format::Json => format!("{}\n", serde_json::json!({"name": "fnsec", "version": version})),
    };
    args.output.write(&text)?;
    Ok(Exit::Clean)
}
