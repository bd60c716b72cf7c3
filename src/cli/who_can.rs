//! `fnsec who-can`: every subject with a permission, with the chain of binding and role.

use super::answers::{Answers, Shape};
use super::asked::action;
use super::can::{KINDS, only_files};
use super::exit::CommandResult;
use super::gather::gather_all_kinds;
use super::out::{Color, Output};
use crate::engine::access::{AccessIndex, Within};
use crate::model::calendar::Day;
use crate::output::access::{lines, table};
use crate::source::SourceRequest;
use clap::ValueEnum;

#[derive(clap::Args)]
pub struct Args {
    /// The verb: get, list, create, …
    verb: String,
    /// The resource, as RESOURCE[.GROUP][/NAME], or a path such as /metrics
    #[arg(value_name = "RESOURCE")]
    what: String,
    /// A subresource, such as log, exec or token
    #[arg(long, value_name = "PART", default_value = "", hide_default_value = true)]
    subresource: String,
    /// Output format: table or jsonl; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
}

/// Runs `fnsec who-can`.
///
/// # Errors
/// If the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let mut answers = Answers::new(wanted.allow_unread);
    for mut gathered in gather_all_kinds(&wanted, today, &KINDS).await? {
        let unseen = gathered.not_seen(&KINDS);
        only_files(&mut gathered);
        let access = AccessIndex::of(&gathered.snapshot);
        let action = action(&args.verb, &args.what, &args.subresource, "");
        let within = match wanted.namespaces.as_slice() {
            [] => Within::Every,
            named => Within::These(named),
        };
        let holders = access.who_can(&action, within);
        let text = |output: &Output<Format>| match output.format {
            Format::Table => table(&action.to_string(), &holders, output.paint(color)),
            Format::Jsonl => lines(&holders),
        };
        answers.add(&gathered, unseen, args.output.iter().map(text).collect());
    }
    answers.write(&args.output, |format| match format {
        Format::Table => Shape::Text,
        Format::Jsonl => Shape::Lines,
    })
}
