//! `fnsec scan`: verdicts and findings, and an exit code that a pipeline can use.

use super::check_id;
use super::exit::{CommandResult, Exit, Failure, Outcome};
use super::fix;
use super::formats::{self, Format};
use super::gather::{Gathered, gather_all_kinds};
use super::out::{Color, Output, say};
use super::positions::Positions;
use crate::checks::{self, Check, Family, Severity};
use crate::fix::causes::Bargains;
use crate::model::calendar::Day;
use crate::output::{Filter, Item, Scan, Suppressions, json, jsonl};
use crate::source::Wanted;
use crate::verdicts::{Policy, Report};

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
}

/// The lowest severity that counts; none for `none`.
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

/// Runs `fnsec scan`.
///
/// # Errors
/// If the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: Wanted, today: Day, color: Color) -> CommandResult {
    let filter = Filter {
        checks: args.checks.iter().map(|check| check.id).collect(),
        families: args.families.clone(),
        severity: args.severity,
    };
    let kinds = filter.reads(&wanted.config.policy);
    let policy = filter.narrowed(wanted.config.policy.clone());
    let all = gather_all_kinds(&wanted, today, &kinds).await?;
    if let [gathered] = &all[..]
        && args.output.iter().all(|output| output.format.is_stream())
    {
        return stream(gathered, policy, &filter, &args, &wanted);
    }
    let weigh = args.output.iter().any(|output| output.format == Format::Json);
    let mut joined: Option<Scan> = None;
    for mut gathered in all {
        gathered.judge(policy.clone());
        let mut scan = Scan::new(gathered.header(), &gathered.snapshot, &gathered.report, &filter);
        scan.unseen = gathered.not_seen(&filter.kinds());
        scan.keep_what_matters();
        if weigh {
            scan.weigh(&gathered.snapshot, &filter);
        }
        if gathered.connection.files.is_some()
            && args.output.iter().any(|output| output.format == Format::Sarif)
        {
            fix::replacements::fill(gathered, &mut scan.items).await;
        }
        match &mut joined {
            None => joined = Some(scan),
            Some(known) => known.join(scan),
        }
    }
    let Some(mut scan) = joined else { return Ok(Exit::Coverage) };
    Positions::default().find(&mut scan.items);
    explain(&mut scan, &filter, &args, &wanted);
    for output in &args.output {
        formats::write(&scan, output, color)?;
    }
    Ok(outcome(&scan, &args, &wanted).exit())
}

/// Number of namespaces that are checked before they are reported.
const TOGETHER: usize = 64;

/// Writes the findings of each namespace once it is checked, and keeps none of them.
fn stream(
    gathered: &Gathered,
    policy: Policy,
    filter: &Filter,
    args: &Args,
    wanted: &Wanted,
) -> CommandResult {
    let (snapshot, today) = (&gathered.snapshot, gathered.today);
    let mut report = Report::with(policy);
    report.limit(&gathered.connection.only);
    let mut scan = Scan::begin(gathered.header());
    let (mut positions, mut bargains) = (Positions::default(), Bargains::default());
    let weigh = filter.is_whole() && args.output.iter().any(|output| output.format == Format::Json);
    let mut writers = Writers::begin(args, &scan)?;
    let names = scan.header.namespaces.clone();
    let cluster_wide = [String::new()];
    for part in names.chunks(TOGETHER).chain([&cluster_wide[..]]) {
        report.look_at(part.iter().map(String::as_str), snapshot, today);
        if part == cluster_wide {
            report.weigh(snapshot, today);
        }
        let mut items = Vec::new();
        for name in part {
            scan.look(name, snapshot, &report, filter);
            items.extend(scan.take_items());
            report.shed(name);
        }
        positions.find(&mut items);
        if weigh {
            scan.weigh_part(&items, snapshot, &mut bargains);
        }
        writers.findings(&items)?;
    }
    scan.conclude(bargains);
    scan.end(snapshot, &report, filter);
    scan.unseen = gathered.not_seen(&filter.kinds());
    scan.keep_what_matters();
    explain(&mut scan, filter, args, wanted);
    writers.end(&scan)?;
    Ok(outcome(&scan, args, wanted).exit())
}

/// The outputs of a scan that is written in parts.
struct Writers<'a> {
    outputs: Vec<(&'a Output<Format>, Option<json::Writer>)>,
}

impl<'a> Writers<'a> {
    fn begin(args: &'a Args, scan: &Scan) -> Result<Self, Failure> {
        let mut outputs = Vec::new();
        for output in &args.output {
            output.write("")?;
            let document = (output.format == Format::Json).then(json::Writer::default);
            if let Some(document) = &document {
                output.append_json(&document.begin(scan))?;
            }
            outputs.push((output, document));
        }
        Ok(Self { outputs })
    }

    fn findings(&mut self, items: &[Item]) -> Result<(), Failure> {
        self.outputs.iter_mut().try_for_each(|(output, document)| {
            let text = document.as_mut().map_or_else(|| jsonl::lines(items), |it| it.findings(items));
            output.append_json(&text)
        })
    }

    fn end(self, scan: &Scan) -> Result<(), Failure> {
        self.outputs.into_iter().try_for_each(|(output, document)| {
            output.append_json(&document.map_or_else(|| jsonl::last(scan), |it| it.end(scan)))
        })
    }
}

/// Reports on standard error what silences checks and what could not be read.
fn explain(scan: &mut Scan, filter: &Filter, args: &Args, wanted: &Wanted) {
    scan.silenced = silenced(scan, wanted, filter);
    if !scan.silenced.is_empty() {
        say(&scan.silenced.words());
    }
    if args.output.iter().any(|output| !output.format.is_table()) {
        name_unread(scan);
    }
}

/// Lists unread items if a program reads the output; the table has its own section for them.
fn name_unread(scan: &Scan) {
    const NAMED: usize = 5;
    let skipped = scan.skipped();
    skipped.iter().take(NAMED).for_each(|one| say(&format!("Not read: {one}.")));
    if skipped.len() > NAMED {
        say(&format!("Not read: {} more; the report lists them.", skipped.len() - NAMED));
    }
}

/// Returns what keeps checks and findings out of this report.
fn silenced(scan: &Scan, wanted: &Wanted, filter: &Filter) -> Suppressions {
    let policy = &wanted.config.policy;
    let graded = policy
        .grades
        .iter()
        .filter(|(id, grade)| checks::find(id).is_some_and(|check| check.severity < **grade));
    let file = wanted.config_file.as_ref().filter(|path| path.is_file());
    Suppressions {
        config: file.map(|path| path.display().to_string()),
        off: policy.off.iter().copied().collect(),
        lowered: graded.map(|(id, _)| *id).collect(),
        accepted: scan.accepted.len(),
        filters: filter.words(),
    }
}

/// Returns the facts for the exit code, and prints those that the table does not show.
fn outcome(scan: &Scan, args: &Args, wanted: &Wanted) -> Outcome {
    let coverage = scan.coverage();
    let judged = scan.verdicts > scan.counts.unknown;
    let outcome = Outcome {
        findings: args.fail_on.0.is_some_and(|least| scan.reaches(least)),
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
