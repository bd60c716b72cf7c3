//! `fnsec diff`: what a change does to findings, and to what is allowed.

mod compare;
mod findings;
mod pairs;
mod report;
mod sets;
mod side;

use super::exit::{CommandResult, Outcome};
use super::out::Output;
use super::scan::{Threshold, threshold};
use crate::model::calendar::Day;
use crate::output::difference::{self, Difference, FactSense, FindingSense};
use crate::source::SourceRequest;
use clap::ValueEnum;

#[derive(clap::Args)]
#[command(after_help = "A and B are each:\n  \
    PATH           a folder or file of manifests, or a report that scan -o json wrote\n  \
    FILE.fnrec@N   a recording at one of its points in time\n  \
    REV:PATH       manifests of a git revision; PATH is below the current folder\n  \
    context:NAME   the cluster of a kubeconfig context\n  \
    demo:NAME      a context of the demo")]
pub struct Args {
    /// The state before
    #[arg(value_name = "A")]
    before: String,
    /// The state after
    #[arg(value_name = "B")]
    after: String,
    /// Output format: table, json or markdown; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
    /// Exit with 1 if a new finding has at least this severity, or if access is opened: critical, high, medium, low,
    /// info, none
    #[arg(long, value_name = "SEVERITY", default_value = "high", value_parser = threshold, env = "FNSEC_FAIL_ON")]
    fail_on: Threshold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Markdown,
}

/// Runs `fnsec diff`.
///
/// # Errors
/// If a side cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    let before = side::read(&args.before, &wanted, today).await?;
    let after = side::read(&args.after, &wanted, today).await?;
    let difference = compare::compare(&before, &after);
    for output in &args.output {
        output.write(&match output.format {
            Format::Table => difference::text(&difference),
            Format::Json => difference::json(&difference),
            Format::Markdown => difference::markdown(&difference),
        })?;
    }
    Ok(outcome(&difference, &args, &wanted).exit())
}

fn outcome(difference: &Difference, args: &Args, wanted: &SourceRequest) -> Outcome {
    let least = args.fail_on.0;
    let found = difference.findings.iter().filter(|finding_change| finding_change.sense.is_new());
    let worst = found.map(|one| one.severity).min();
    let opened = difference.facts.iter().any(|fact_change| fact_change.sense == FactSense::Opens);
    let findings = least.is_some_and(|least| opened || worst.is_some_and(|worst| worst <= least));
    let unknown = difference.findings.iter().any(|finding| finding.sense == FindingSense::Unknown)
        || difference.facts.iter().any(|fact| fact.sense == FactSense::Unknown);
    Outcome {
        findings,
        unread: unknown || !difference.not_seen.is_empty(),
        allow_unread: wanted.allow_unread,
        ..Outcome::default()
    }
}
