//! `fnsec scan`: verdicts and findings, and an exit code a pipeline can act on.

use super::check_id;
use super::exit::{Ended, Exit};
use super::gather::gather;
use super::out::{Color, Output, say};
use crate::checks::{Check, Family, Severity};
use crate::model::calendar::Day;
use crate::report::text::Paint;
use crate::report::{Filter, Scan, json, jsonl, table};
use crate::source::Wanted;
use clap::ValueEnum;

#[derive(clap::Args)]
pub struct Args {
    /// How to write it: table, json, jsonl; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
    /// End with 1 when anything is at least this bad: critical, high, medium, low, info, none
    #[arg(long, value_name = "SEVERITY", default_value = "high", value_parser = threshold, env = "FNSEC_FAIL_ON")]
    fail_on: Threshold,
    /// Only this check; repeatable
    #[arg(long = "check", value_name = "ID", value_parser = check_id::Parser, hide_possible_values = true)]
    checks: Vec<&'static Check>,
    /// Only checks of this family; repeatable
    #[arg(long = "family", value_name = "FAMILY")]
    families: Vec<Family>,
    /// Show only findings at least this bad; the exit code still counts all
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<Severity>,
    /// End with 4 when less than this percentage of the verdicts is known
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = clap::value_parser!(u8).range(..=100), env = "FNSEC_MIN_COVERAGE")]
    min_coverage: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Jsonl,
}

/// The least severity that counts; none for `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Threshold(Option<Severity>);

fn threshold(word: &str) -> Result<Threshold, String> {
    match word {
        "none" => Ok(Threshold(None)),
        word => word
            .parse()
            .map(|severity| Threshold(Some(severity)))
            .map_err(|why: String| format!("{why}, or none")),
    }
}

pub async fn run(args: Args, wanted: Wanted, today: Day, color: Color) -> Ended {
    let gathered = gather(&wanted, today).await?;
    let filter = Filter {
        checks: args.checks.iter().map(|check| check.id).collect(),
        families: args.families.clone(),
        severity: args.severity,
    };
    let mut scan = Scan::new(gathered.header(), &gathered.snapshot, &gathered.report, &filter);
    if args.output.iter().any(|output| output.format == Format::Json) {
        scan.weigh(&gathered.snapshot, &filter);
    }
    for output in &args.output {
        output.write(&text(&scan, output.format, output.paint(color)))?;
    }
    if scan.header.namespaces.is_empty() {
        say("No namespace was seen: there is nothing to judge.");
    }
    Ok(exit(&scan, args.fail_on, args.min_coverage))
}

fn text(scan: &Scan, format: Format, paint: Paint) -> String {
    match format {
        Format::Table => table::text(scan, paint),
        Format::Json => json::text(scan),
        Format::Jsonl => jsonl::text(scan),
    }
}

fn exit(scan: &Scan, threshold: Threshold, min_coverage: u8) -> Exit {
    if threshold.0.is_some_and(|least| scan.reaches(least)) {
        return Exit::Findings;
    }
    if scan.coverage() < min_coverage {
        say(&format!("Coverage is {} %, less than the {min_coverage} % asked for.", scan.coverage()));
        return Exit::Coverage;
    }
    Exit::Clean
}
