//! `fnsec changes`: the journal, newest first.

use super::exit::{Ended, Exit, Failure};
use super::out::{Output, say};
use super::span;
use crate::fix::Receipt;
use crate::report::changes;
use crate::source::journal::Journal;
use clap::ValueEnum;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

#[derive(clap::Args, Debug)]
pub struct Args {
    /// Only what happened within this span, such as 7d or 12h
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    since: Option<Duration>,
    /// How to write it: table, json, md; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Md,
}

pub fn run(args: &Args) -> Ended {
    let journal = Journal::own()?;
    let (mut receipts, broken) = journal.read()?;
    if let Some(span) = args.since {
        let start = start(span)?;
        // A time that cannot be read is no reason to hide a change.
        receipts.retain(|one| one.time.parse::<Timestamp>().map_or(true, |time| time >= start));
    }
    if broken > 0 {
        say(&format!("{broken} lines of {} could not be read; the rest is shown.", journal.path.display()));
    }
    for output in &args.output {
        output.write(&text(output.format, &receipts, broken))?;
    }
    Ok(Exit::Clean)
}

fn start(span: Duration) -> Result<Timestamp, Failure> {
    let back = SignedDuration::try_from(span).ok();
    let start = back.and_then(|back| Timestamp::now().checked_sub(back).ok());
    start.ok_or_else(|| Failure::usage("That is before time began; name a shorter span with --since."))
}

fn text(format: Format, receipts: &[Receipt], broken: usize) -> String {
    match format {
        Format::Table => changes::table(receipts),
        Format::Json => changes::json(receipts, broken),
        Format::Md => changes::markdown(receipts),
    }
}
