//! `fnsec baseline`: known findings in a file, so that a pipeline fails on new ones only.

use super::exit::{CommandResult, Exit, Failure, Outcome};
use super::gather::gather_all;
use super::out::{Output, print, say};
use super::scan::whole::{self, ScanExtras, Whole};
use crate::model::calendar::Day;
use crate::output::comparison::{Absent, BaselineComparison};
use crate::output::sets::within;
use crate::output::text::clean;
use crate::output::{ReportFilter, Scan};
use crate::source::SourceRequest;
use crate::verdicts::baseline::{self, Baseline};
use clap::ValueEnum;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Write all findings to the baseline; entries whose verdict is unknown are kept
    Write(BaselineFile),
    /// Remove fixed findings from the baseline, and add none
    Prune(BaselineFile),
    /// Show what is new, worse, fixed or unknown since the baseline; exit with 1 if something is new or worse
    Diff(Diff),
}

#[derive(clap::Args)]
struct BaselineFile {
    /// The file of the baseline
    #[arg(value_name = "FILE", default_value = NAME)]
    file: PathBuf,
}

#[derive(clap::Args)]
struct Diff {
    #[command(flatten)]
    place: BaselineFile,
    /// Output format: table or json; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// The usual name of a baseline.
const NAME: &str = "fnsec-baseline.yaml";
/// The largest baseline that is read, in bytes.
const LARGEST: usize = 64 << 20;

/// Runs `fnsec baseline`.
///
/// # Errors
/// If the source or the baseline cannot be read, or the baseline or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    match args.command {
        Command::Write(place) => rewrite(&place.file, &wanted, today, true).await,
        Command::Prune(place) => rewrite(&place.file, &wanted, today, false).await,
        Command::Diff(diff) => difference(&diff, &wanted, today).await,
    }
}

/// Reads a baseline; returns it with its path as shown.
///
/// # Errors
/// If the file cannot be read or is invalid.
pub fn load(path: &Path) -> Result<(String, Baseline), Failure> {
    let shown = path.display().to_string();
    let text = crate::source::files::text(path, LARGEST).map_err(|why| {
        Failure::usage(format!("Reading the baseline {shown}: {why}. Write one with fnsec baseline write."))
    })?;
    let read = baseline::read(&shown, &text);
    read.map(|baseline| (shown, baseline))
        .map_err(|fault| Failure::usage(format!("Invalid baseline: {fault}.")))
}

async fn whole(wanted: &SourceRequest, today: Day) -> Result<Whole, Failure> {
    let all = gather_all(wanted, today).await?;
    let wish = ScanExtras {
        filter: &ReportFilter::default(),
        weigh: false,
        fixes: false,
        files: &wanted.files,
        all: true,
    };
    whole::of(all, &wanted.config.policy, &wish).await.ok_or_else(nothing)
}

fn nothing() -> Failure {
    Failure { exit: Exit::Coverage, words: "Nothing was checked.".into() }
}

/// Returns the scan of all sets together, and how it compares with a baseline.
fn compared(whole: Whole, baseline: &Baseline, shown: &str) -> Result<(Scan, BaselineComparison), Failure> {
    let mut scan = whole.against(baseline, shown).ok_or_else(nothing)?;
    let comparison = scan.baseline.take().unwrap_or_default();
    Ok((scan, comparison))
}

async fn rewrite(path: &Path, wanted: &SourceRequest, today: Day, with_new: bool) -> CommandResult {
    let is_new = with_new && !path.exists();
    let (shown, old) = if is_new { (path.display().to_string(), Baseline::default()) } else { load(path)? };
    let mut whole = whole(wanted, today).await?;
    whole.name_as(&old);
    let found = whole.baseline();
    let (scan, comparison) = compared(whole, &old, &shown)?;
    let new = if with_new { rewritten(found, &old, &comparison) } else { pruned(&old, &comparison) };
    name_kept(&comparison);
    write(path, &baseline::text(&new))?;
    let count = new.known.len();
    say(&format!(
        "Wrote {shown} with {count} entr{}. {}",
        if count == 1 { "y" } else { "ies" },
        comparison.words()
    ));
    Ok(outcome(&scan, wanted, false).exit())
}

/// Names what stays because it is unknown: what has one reason in one sentence.
fn name_kept(comparison: &BaselineComparison) {
    let mut each: BTreeMap<(&str, &[String]), Vec<&Absent>> = BTreeMap::new();
    for kept in &comparison.unknown {
        each.entry((&kept.why, &kept.sets)).or_default().push(kept);
    }
    for ((why, sets), kept) in each {
        let sets = within(sets);
        say(&match kept.as_slice() {
            [one] => {
                format!("Kept {} {}{sets}, because its verdict is unknown: {why}.", one.check, one.object)
            }
            more => format!("Kept {} findings{sets}, because their verdicts are unknown: {why}.", more.len()),
        });
    }
}

/// Returns what was found, with the entries whose verdict is unknown.
fn rewritten(found: Baseline, old: &Baseline, comparison: &BaselineComparison) -> Baseline {
    let mut new = found;
    if new.sets.is_empty() {
        new.narrow(old);
        new.sets.clone_from(&old.sets);
    }
    let unknown = comparison.unknown.iter().map(|absent| (&absent.fingerprint, &absent.sets));
    for (print, sets) in unknown.chain(comparison.doubtful.iter().map(|(print, sets)| (print, sets))) {
        if let Some(known) = old.known.get(print) {
            new.keep(print, known, sets);
        }
    }
    let unread = comparison.unread.iter().filter(|set| old.sets.contains(*set));
    new.sets.extend(unread.cloned());
    new
}

/// Returns a baseline without what is fixed.
fn pruned(old: &Baseline, comparison: &BaselineComparison) -> Baseline {
    let mut new = old.clone();
    comparison.fixed.iter().for_each(|gone| new.remove(&gone.fingerprint, &gone.sets));
    new
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|file| {
        std::fs::write(file.path(), text)?;
        open_to_all(file.as_file())?;
        file.persist(path).map_err(|why| why.error)
    });
    let wrong = |why| {
        Failure::usage(format!("Writing {}: {why}. Check the path and its permissions.", path.display()))
    };
    written.map(drop).map_err(wrong)
}

/// A temporary file belongs to its owner alone; a baseline is an ordinary file of a repository.
#[cfg(unix)]
fn open_to_all(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}

async fn difference(diff: &Diff, wanted: &SourceRequest, today: Day) -> CommandResult {
    let (shown, baseline) = load(&diff.place.file)?;
    let (mut scan, comparison) = compared(whole(wanted, today).await?, &baseline, &shown)?;
    scan.items.retain(|item| item.standing.is_some_and(baseline::Standing::is_new));
    for output in &diff.output {
        output.write(&match output.format {
            Format::Table => table(&scan, &comparison),
            Format::Json => value(&scan, &comparison),
        })?;
    }
    if diff.output.iter().all(|output| output.format == Format::Table) && !scan.unseen.is_empty() {
        print(&crate::output::unseen::lines(&scan.unseen))?;
    }
    Ok(outcome(&scan, wanted, comparison.counts.total() > 0).exit())
}

fn table(scan: &Scan, comparison: &BaselineComparison) -> String {
    let mut out = String::new();
    for item in &scan.items {
        let (word, finding) = (item.standing.map_or("", baseline::Standing::word), &item.finding);
        let object = clean(&finding.object.to_string()) + &within(&item.new_in);
        let message = clean(&finding.message);
        let _ = writeln!(out, "{word}: {} {} {object}: {message}", finding.severity, finding.check);
    }
    for one in &comparison.fixed {
        let sets = within(&one.sets);
        let _ = writeln!(out, "fixed: {} {} {}{sets}", one.severity, one.check, clean(&one.object));
    }
    for one in &comparison.unknown {
        let _ = writeln!(
            out,
            "unknown: {} {} {}{}: {}",
            one.severity,
            one.check,
            clean(&one.object),
            within(&one.sets),
            clean(&one.why)
        );
    }
    out + &comparison.words() + "\n"
}

fn value(scan: &Scan, comparison: &BaselineComparison) -> String {
    let found: Vec<_> = scan.items.iter().map(crate::output::json::finding).collect();
    let value = json!({
        "version": 1,
        "baseline": comparison,
        "findings": found,
        "notSeen": crate::output::unseen::value(&scan.unseen),
    });
    format!("{value:#}\n")
}

fn outcome(scan: &Scan, wanted: &SourceRequest, findings: bool) -> Outcome {
    let judged = scan.verdicts > scan.counts.unknown;
    let nothing = !judged && scan.accepted.is_empty();
    Outcome { findings, nothing, ..Outcome::of(&scan.unseen, wanted.allow_unread) }
}
