//! `fnsec changes`: the journal, newest first.

use super::exit::{CommandResult, Failure, Outcome};
use super::out::{Output, say};
use super::settle::{self, SettledReceipts};
use super::span;
use crate::fix::{Receipt, WriteResult};
use crate::model::calendar::Day;
use crate::output::changes;
use crate::source::SourceRequest;
use crate::source::journal::Journal;
use clap::ValueEnum;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

#[derive(clap::Args, Debug)]
pub struct Args {
    /// Show only changes newer than this duration, such as 7d or 12h
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    since: Option<Duration>,
    /// Record that an object with an unknown outcome stays in its current state
    #[arg(long, value_name = "RECEIPT")]
    keep: Option<String>,
    /// Output format: table, json or md; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Md,
}

/// Runs `fnsec changes`.
///
/// # Errors
/// If the journal cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    let journal = Journal::own()?;
    if let Some(id) = &args.keep {
        keep(&journal, id)?;
    }
    let SettledReceipts { mut receipts, broken, troubles } =
        settle::settled(&journal, &wanted, today).await?;
    if let Some(span) = args.since {
        let start = start(span)?;
        // An unreadable time must not hide a change.
        receipts.retain(|one| one.time.parse::<Timestamp>().map_or(true, |time| time >= start));
    }
    if broken > 0 {
        say(&format!(
            "{broken} lines of {} could not be read; all others are shown.",
            journal.path.display()
        ));
    }
    for output in &args.output {
        output.write(&text(output.format, &receipts, broken))?;
    }
    for why in &troubles {
        say(why);
    }
    let open: Vec<&Receipt> = receipts.iter().filter(|receipt| receipt.is_open()).collect();
    for one in &open {
        let check = if one.check.is_empty() {
            String::new()
        } else {
            format!(" retry with \"fnsec fix {}\",", one.check)
        };
        say(&format!(
            "{}: the outcome of the change is unknown. Check the object, then{check} undo what is still as written with \"fnsec undo {}\", or keep it with \"fnsec changes --keep {}\".",
            one.object, one.id, one.id
        ));
    }
    let unread = !open.is_empty();
    Ok(Outcome { unread, allow_unread: wanted.allow_unread, ..Outcome::default() }.exit())
}

/// Closes a change with an unknown outcome on behalf of its owner: the object stays in its current state.
fn keep(journal: &Journal, id: &str) -> Result<(), Failure> {
    let (receipts, _) = journal.read()?;
    let found = receipts.into_iter().find(|one| one.id == id && one.is_open());
    let Some(receipt) = found else {
        let words =
            format!("No change \"{id}\" with an unknown outcome. List changes with \"fnsec changes\".");
        return Err(Failure::usage(words));
    };
    let result = WriteResult::Failed(
        "the outcome stayed unknown; the object was checked and kept in its current state".into(),
    );
    Ok(journal.append(&Receipt { result, ..receipt })?)
}

fn start(span: Duration) -> Result<Timestamp, Failure> {
    let back = SignedDuration::try_from(span).ok();
    let start = back.and_then(|back| Timestamp::now().checked_sub(back).ok());
    start.ok_or_else(|| Failure::usage("--since is too far in the past. Use a shorter duration."))
}

fn text(format: Format, receipts: &[Receipt], broken: usize) -> String {
    match format {
        Format::Table => changes::table(receipts),
        Format::Json => changes::json(receipts, broken),
        Format::Md => changes::markdown(receipts),
    }
}
