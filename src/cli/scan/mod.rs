//! `fnsec scan`: verdicts and findings, and an exit code that a pipeline can use.

mod notes;
pub mod revision;
mod stream;
pub mod whole;

use super::baseline;
use super::check_id;
use super::exit::{CommandResult, Exit, Outcome};
use super::formats::{self, Format};
use super::gather::gather_all_kinds;
use super::out::{Color, Output, say};
use super::positions::Positions;
use crate::checks::{Check, Family, Severity};
use crate::model::calendar::Day;
use crate::output::{ReportFilter, Scan};
use crate::source::SourceRequest;
use clap::builder::FalseyValueParser;
use std::path::PathBuf;
use whole::ScanExtras;

#[derive(clap::Args)]
pub struct Args {
    /// Output format: table, wide, json, jsonl, sarif, junit, gitlab, gitlab-sast, github, markdown, html, csv,
    /// prometheus, policyreport or openreports; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
    /// Exit with 1 if a finding has at least this severity: critical, high, medium, low, info, none
    #[arg(long, value_name = "SEVERITY", default_value = "high", value_parser = threshold, env = "FNSEC_FAIL_ON")]
    fail_on: Threshold,
    /// Run only this check; repeatable
    #[arg(long = "check", value_name = "ID", value_parser = check_id::Parser, hide_possible_values = true)]
    checks: Vec<&'static Check>,
    /// Run only checks of this family; repeatable
    #[arg(long = "family", value_name = "FAMILY")]
    families: Vec<Family>,
    /// Show only findings with at least this severity; the exit code still counts all
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<Severity>,
    /// Exit with 4 if less than this percentage of the verdicts is known
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = clap::value_parser!(u8).range(..=100), env = "FNSEC_MIN_COVERAGE")]
    min_coverage: u8,
    /// Mark findings as new, worse or known by this baseline, and report which are fixed
    #[arg(long, value_name = "FILE", env = "FNSEC_BASELINE")]
    baseline: Option<PathBuf>,
    /// Count only new and worse findings for --fail-on
    #[arg(long, requires = "baseline", env = "FNSEC_FAIL_ON_NEW", value_parser = FalseyValueParser::new())]
    fail_on_new: bool,
    /// Read the files of -f as they are in this git revision; the work tree is not touched
    #[arg(long, value_name = "REV", requires = "files")]
    rev: Option<String>,
    /// Show and count only findings that are new or worse since this git revision, or in files changed since then
    #[arg(long, value_name = "REV", requires = "files", conflicts_with_all = ["rev", "baseline"])]
    since: Option<String>,
}

/// The lowest severity that counts; none for `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold(pub Option<Severity>);

/// Parses a severity, or `none`.
///
/// # Errors
/// If the word is neither.
pub fn threshold(word: &str) -> Result<Threshold, String> {
    match word {
        "none" => Ok(Threshold(None)),
        word => word
            .parse()
            .map(|severity| Threshold(Some(severity)))
            .map_err(|why: String| format!("{why}, or none")),
    }
}

/// Runs `fnsec scan`.
///
/// # Errors
/// If the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let filter = ReportFilter {
        checks: args.checks.iter().map(|check| check.id).collect(),
        families: args.families.clone(),
        severity: args.severity,
    };
    let mut wanted = wanted;
    if let Some(revision) = &args.rev {
        wanted.tree = revision::tree(revision, &wanted.files)?;
        revision::explain(revision, &wanted);
    }
    let since = match &args.since {
        Some(revision) => Some(revision::RevisionChange::of(revision, &wanted, today, &filter).await?),
        None => None,
    };
    let baseline = args.baseline.as_deref().map(baseline::load).transpose()?;
    let policy = filter.narrowed(wanted.config.policy.clone());
    let all = gather_all_kinds(&wanted, today, &filter.reads(&wanted.config.policy)).await?;
    if let [gathered] = &all[..]
        && baseline.is_none()
        && since.is_none()
        && args.output.iter().all(|output| output.format.is_stream())
    {
        return stream::stream(gathered, policy, &filter, &args, &wanted);
    }
    let has = |format: Format| args.output.iter().any(|output| output.format == format);
    let wish = ScanExtras {
        filter: &filter,
        weigh: has(Format::Json),
        fixes: has(Format::Sarif),
        files: &wanted.files,
        all: baseline.is_some() || since.is_some(),
    };
    let whole = whole::of(all, &policy, &wish).await;
    let scan = whole.and_then(|whole| match (&baseline, &since) {
        (Some((file, baseline)), _) => whole.against(baseline, file),
        (None, Some(since)) => since.limited(whole),
        (None, None) => whole.joined(),
    });
    let Some(mut scan) = scan else { return Ok(Exit::Coverage) };
    if wish.all {
        scan.hide(args.severity);
    }
    Positions::default().find(&mut scan.items);
    notes::explain(&mut scan, &filter, &args.output, &wanted);
    for output in &args.output {
        formats::write(&scan, output, color)?;
    }
    Ok(outcome(&scan, &args, &wanted).exit())
}

/// Returns the facts for the exit code, and prints those that the table does not show.
fn outcome(scan: &Scan, args: &Args, wanted: &SourceRequest) -> Outcome {
    let coverage = scan.coverage();
    let judged = scan.verdicts > scan.counts.unknown;
    let outcome = Outcome {
        findings: args.fail_on.0.is_some_and(|least| match (&scan.baseline, args.fail_on_new) {
            (Some(comparison), true) => comparison.reaches(least),
            _ => scan.reaches(least),
        }),
        nothing: !judged && scan.accepted.is_empty(),
        low_coverage: coverage < args.min_coverage,
        ..Outcome::of(&scan.unseen, wanted.allow_unread)
    };
    if outcome.low_coverage {
        say(&format!("Coverage is {coverage} %, below the required {} %.", args.min_coverage));
    }
    if outcome.nothing {
        say("No verdict: no check applies to the objects that were read.");
    }
    if outcome.exit() == Exit::Coverage && outcome.unread && !outcome.low_coverage {
        say("Something could not be read, so the result is incomplete. To accept this, add --allow-unread.");
    }
    outcome
}
