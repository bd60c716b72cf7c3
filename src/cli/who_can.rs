//! `fnsec who-can`: everybody with a right, with the chain of binding and role.

use super::asked::action;
use super::can::KINDS;
use super::exit::{Ended, Exit};
use super::gather::gather_kinds;
use super::out::{Color, Output};
use crate::engine::access::{Access, Within};
use crate::model::calendar::Day;
use crate::report::access::{lines, table};
use crate::source::Wanted;
use clap::ValueEnum;

#[derive(clap::Args)]
pub struct Args {
    /// What is to be done: get, list, create, …
    verb: String,
    /// To what: RESOURCE[.GROUP][/NAME], or a path such as /metrics
    #[arg(value_name = "RESOURCE")]
    what: String,
    /// A part of the resource, such as log, exec or token
    #[arg(long, value_name = "PART", default_value = "", hide_default_value = true)]
    subresource: String,
    /// How to write it: table, jsonl; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
}

pub async fn run(args: Args, wanted: Wanted, today: Day, color: Color) -> Ended {
    let gathered = gather_kinds(&wanted, today, &KINDS).await?;
    let access = Access::of(&gathered.snapshot);
    let action = action(&args.verb, &args.what, &args.subresource, "");
    let within = match wanted.namespaces.as_slice() {
        [] => Within::Every,
        named => Within::These(named),
    };
    let holders = access.who_can(&action, within);
    for output in &args.output {
        let text = match output.format {
            Format::Table => table(&action.to_string(), &holders, output.paint(color)),
            Format::Jsonl => lines(&holders),
        };
        output.write(&text)?;
    }
    Ok(Exit::Clean)
}
