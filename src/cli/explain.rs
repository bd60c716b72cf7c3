//! `fnsec explain [CHECK]`: the page of a check, or the list of all.

use super::check_id;
use super::exit::{CommandResult, Exit};
use super::out;
use crate::checks::{self, Check, page};
use crate::output::text::align;

#[derive(clap::Args)]
pub struct Args {
    /// The ID of the check
    #[arg(value_name = "CHECK", value_parser = check_id::Parser, hide_possible_values = true)]
    check: Option<&'static Check>,
}

/// Runs `fnsec explain`.
///
/// # Errors
/// If the output cannot be written.
pub fn run(args: &Args) -> CommandResult {
    out::print(&args.check.map_or_else(list, page::whole))?;
    Ok(Exit::Clean)
}

fn list() -> String {
    let row = |check: &&Check| {
        let fact = check.family.fact().map_or_else(|| "-".into(), |fact| fact.to_string());
        vec![
            check.id.into(),
            check.severity.word().into(),
            check.family.word().into(),
            fact,
            check.title.into(),
        ]
    };
    let head = ["CHECK", "SEVERITY", "FAMILY", "FACT", "TITLE"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(checks::ALL.iter().map(row)).collect();
    align(&rows).into_iter().map(|cells| cells.concat() + "\n").collect()
}
