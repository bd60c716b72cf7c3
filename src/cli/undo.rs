//! `fnsec undo [RECEIPT]`: the inverse of a recorded change, made from the current state.

use super::exit::{CommandResult as Exited, Exit, Failure};
use super::fix::show;
use super::out::{Color, say, say_raw};
use super::send::{self, Consent, Sender};
use super::settle::{self, SettledReceipts};
use crate::fix::{Plan, Receipt, phrase, undo};
use crate::model::calendar::Day;
use crate::source::SourceRequest;
use crate::source::connect;
use crate::source::journal::Journal;
use crate::source::submit::Submitter;
use clap::ValueEnum;
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;

#[derive(clap::Args)]
pub struct Args {
    /// The ID of a receipt or of a whole change, as listed by "fnsec changes"; default: the newest change
    receipt: Option<String>,
    /// Run a server dry run of the change and show its warnings
    #[arg(long, value_enum, value_name = "WHERE")]
    dry_run: Option<DryRun>,
    /// Do not ask before applying
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DryRun {
    Server,
}

pub async fn run(args: Args, mut wanted: SourceRequest, today: Day, color: Color) -> Exited {
    if wanted.demo || !wanted.files.is_empty() {
        let words = "Undoing: only changes to a cluster are recorded. Use version control to revert files; demo changes are not kept.";
        return Err(Failure::usage(words));
    }
    let consent = if args.dry_run.is_none() { Some(Consent::of(args.yes, wanted.read_only)?) } else { None };
    let SettledReceipts { receipts: all, troubles, .. } =
        settle::settled(&Journal::own()?, &wanted, today).await?;
    for why in &troubles {
        say(why);
    }
    let receipts = pick(&all, args.receipt.as_deref())?;
    aim(&mut wanted, &receipts);
    let connection = connect::connect(&wanted, today).await.map_err(|why| Failure::reading(&why))?;
    same_cluster(&connection.host, &receipts)?;
    let submitter = Submitter::new(connection.client.clone(), connection.read_only);
    let plans = [inverse(&submitter, &receipts).await?];
    say_raw(&show::diffs(&plans, color.paint(std::io::stderr().is_terminal())));
    for line in plans.iter().flat_map(phrase::owned) {
        say(line.trim_start_matches("# "));
    }
    send::rehearse(&submitter, &plans).await?;
    match consent.map(|consent| consent.ask("Undo the change?")).transpose()? {
        None => say("The server would accept the change."),
        Some(false) => say("Nothing was changed."),
        Some(true) => {
            let mut sender = Sender::new(&connection).await?;
            for plan in &plans {
                sender.send(plan).await?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// Returns the undo plan from the current state, and prints what cannot be undone.
async fn inverse(submitter: &Submitter, receipts: &[Receipt]) -> Result<Plan, Failure> {
    let mut fresh = BTreeMap::new();
    for target in undo::needs(receipts) {
        let object = submitter.fresh(&target).await?;
        fresh.insert(target, object);
    }
    let plan = undo::plan(receipts, &|target| fresh.get(target).cloned().flatten());
    plan.left.iter().for_each(|left| say(&format!("Not undone: {left}.")));
    if plan.steps.is_empty() || plan.is_idle() {
        return Err(Failure::refused("Undoing: nothing of this change is left to undo."));
    }
    Ok(plan)
}

/// Returns the receipts to undo, oldest first: one, those of one change, or those of the newest change that is
/// not undone.
fn pick(all: &[Receipt], wanted: Option<&str>) -> Result<Vec<Receipt>, Failure> {
    let undone: BTreeSet<&String> =
        all.iter().filter(|one| one.applied()).flat_map(|one| &one.undoes).collect();
    let stands = |one: &&Receipt| one.applied() && !undone.contains(&one.id);
    let newest =
        || all.iter().filter(|one| one.undoes.is_empty()).find(stands).map(|one| one.change.as_str());
    let wanted_or_newest = wanted.or_else(newest);
    let named = |one: &&Receipt| wanted_or_newest.is_some_and(|id| one.id == id || one.change == id);
    if let Some(id) = wanted.filter(|_| !all.iter().any(|one| named(&one))) {
        let words = format!("No receipt \"{id}\" in the journal. List receipts with \"fnsec changes\".");
        return Err(Failure::usage(words));
    }
    // A receipt with an unknown outcome is undone only if it is named, and only where the object is still as
    // written.
    let is_open = |one: &&Receipt| wanted.is_some() && one.is_open();
    let chosen: Vec<&Receipt> = all.iter().filter(named).filter(|one| stands(one) || is_open(one)).collect();
    let meant = |one: &&Receipt| wanted.is_none_or(|id| one.id == id || one.change == id);
    if chosen.is_empty() && all.iter().filter(meant).any(Receipt::is_open) {
        let words = "The outcome of the change is unknown, so it is not undone by default. Check why with \"fnsec changes\", then name the change to undo what is still as written.";
        return Err(Failure::refused(words));
    }
    if chosen.is_empty() {
        let words = "No applied change to undo. List changes with \"fnsec changes\".";
        return Err(Failure::usage(words));
    }
    Ok(chosen.into_iter().rev().cloned().collect())
}

/// By default, the change is undone in the context where it was made.
fn aim(wanted: &mut SourceRequest, receipts: &[Receipt]) {
    let made_in = receipts.first().map(|receipt| receipt.context.clone());
    if wanted.context.is_none() && wanted.cluster.is_none() {
        wanted.context = made_in.filter(|name| name != "in-cluster");
    }
}

fn same_cluster(host: &str, receipts: &[Receipt]) -> Result<(), Failure> {
    match receipts.first() {
        Some(one) if one.host != host => Err(Failure::usage(format!(
            "The change was made on {}, but this is {host}. Choose the cluster with --context.",
            one.host
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn receipt(id: &str, change: &str, undoes: &[&str]) -> Receipt {
        let value = json!({
            "id": id, "time": "", "tool": "", "context": "c", "host": "h", "user": "", "change": change, "title": "",
            "verb": "patch", "object": {}, "versionBefore": "", "versionAfter": "", "result": "applied", "undoes": undoes,
        });
        serde_json::from_value(value).expect("a receipt")
    }

    fn ids(all: &[Receipt], wanted: Option<&str>) -> Vec<String> {
        pick(all, wanted).map(|found| found.into_iter().map(|one| one.id).collect()).unwrap_or_default()
    }

    #[test]
    fn the_newest_standing_change_is_undone_whole_and_oldest_step_first() {
        let all = [
            receipt("c-1", "c", &["b-1"]),
            receipt("b-1", "b", &[]),
            receipt("a-2", "a", &[]),
            receipt("a-1", "a", &[]),
        ];
        assert_eq!(ids(&all, None), ["a-1", "a-2"]);
        assert_eq!(ids(&all, Some("a-2")), ["a-2"]);
        assert_eq!(ids(&all, Some("c")), ["c-1"]);
        assert_eq!(pick(&all, Some("b-1")).map_err(|why| why.exit), Err(Exit::Usage));
        assert_eq!(pick(&all, Some("x")).map_err(|why| why.exit), Err(Exit::Usage));
    }
}
