//! `fnsec fix`: the change that resolves findings, printed, rehearsed or applied.

mod bench;
mod files;
mod flow;
mod lines;
mod rewrite;
mod scalar;
pub(super) mod show;

use super::check_id;
use super::exit::{Ended, Exit, Failure};
use super::gather::gather;
use super::out::{Color, Output, say};
use super::send::{self, Consent};
use crate::checks::Check;
use crate::fix::plan::Inputs;
use crate::fix::{Effects, Plan};
use crate::model::calendar::Day;
use crate::source::{Origin, Wanted};
use bench::{Bench, Made, Wish};
use clap::ValueEnum;

#[derive(clap::Args)]
pub struct Args {
    /// The check whose findings to fix
    #[arg(value_name = "CHECK", value_parser = check_id::Parser, hide_possible_values = true)]
    check: &'static Check,
    /// Only findings on this object
    #[arg(value_name = "KIND/NAME")]
    object: Option<String>,
    /// How to write it: yaml, diff, kubectl, kustomize, json; repeatable; default: yaml
    #[arg(short, long, value_name = "FORMAT[=FILE]")]
    output: Vec<Output<Format>>,
    /// Which fix, by its number or its title's slug; default: the first
    #[arg(long, value_name = "N|SLUG")]
    fix: Option<String>,
    /// What the fix needs to know; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Rehearse the change on the server and show its warnings
    #[arg(long, value_enum, value_name = "WHERE")]
    dry_run: Option<DryRun>,
    /// Apply the change; with -f, rewrite the files
    #[arg(long, conflicts_with = "dry_run")]
    apply: bool,
    /// Do not ask before applying
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Yaml,
    Diff,
    Kubectl,
    Kustomize,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DryRun {
    Server,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("\"{text}\" has no =; say NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

pub async fn run(args: Args, wanted: Wanted, today: Day, color: Color) -> Ended {
    let consent = if args.apply { Some(Consent::of(args.yes, wanted.read_only)?) } else { None };
    let gathered = gather(&wanted, today).await?;
    let wish = Wish {
        check: args.check,
        object: args.object.clone(),
        choice: args.fix.clone(),
        inputs: args.set.iter().cloned().collect::<Inputs>(),
    };
    let mut bench = Bench::new(gathered);
    let prints = bench.matching(&wish);
    if prints.is_empty() {
        return Ok(nothing(&bench, &wish));
    }
    let Planned { plans, effects, exit } = plans(&mut bench, &wish, &prints).await?;
    if !args.apply || !args.output.is_empty() {
        print(&args, &plans, &bench, &wanted, color)?;
    }
    if args.dry_run.is_some() {
        send::rehearse(&bench.submitter, &plans).await?;
        say(&format!("The server would accept {}.", counted(plans.len())));
    }
    if let Some(consent) = consent.filter(|_| !plans.is_empty()) {
        show::announce(&plans, &effects, color);
        send::rehearse(&bench.submitter, &plans).await?;
        if !consent.given(&format!("Apply {}?", counted(plans.len())))? {
            say("Nothing was changed.");
            return Ok(Exit::Clean);
        }
        apply(bench, &wish, &prints, &wanted).await?;
    }
    Ok(exit)
}

fn counted(count: usize) -> String {
    if count == 1 { "the change".into() } else { format!("{count} changes") }
}

/// Plans for all findings, each made as if those before were applied.
struct Planned {
    plans: Vec<Plan>,
    /// What each would do, in the same order.
    effects: Vec<Effects>,
    /// How it ends when all else goes well: findings without a plan stay, and misfits are refusals.
    exit: Exit,
}

async fn plans(bench: &mut Bench, wish: &Wish, prints: &[String]) -> Result<Planned, Failure> {
    let mut all = Planned { plans: Vec::new(), effects: Vec::new(), exit: Exit::Clean };
    for print in prints {
        match bench.plan(print, wish).await? {
            Made::Plan(plan) => {
                all.effects.push(bench.effects(&plan));
                bench.pretend(&plan);
                all.plans.push(*plan);
            }
            Made::Resolved => {}
            Made::Without(words) => {
                say(&words);
                all.exit = if all.exit == Exit::Refused { Exit::Refused } else { Exit::Findings };
            }
            Made::Misfit(words) => {
                say(&words);
                all.exit = Exit::Refused;
            }
        }
    }
    Ok(all)
}

fn nothing(bench: &Bench, wish: &Wish) -> Exit {
    let object = wish.object.as_ref().map_or_else(String::new, |object| format!(" on {object}"));
    say(&format!("There is no finding of {}{object}: nothing to fix.", wish.check.id));
    for (namespace, why) in bench.unknown(wish.check) {
        say(&format!("It could not be judged in {namespace}: {why}."));
    }
    Exit::Clean
}

fn print(args: &Args, plans: &[Plan], bench: &Bench, wanted: &Wanted, color: Color) -> Result<(), Failure> {
    let yaml = [Output { format: Format::Yaml, file: None }];
    let outputs = if args.output.is_empty() { &yaml } else { args.output.as_slice() };
    for output in outputs {
        output.write(&show::text(output.format, plans, bench, wanted, output.paint(color)))?;
    }
    Ok(())
}

/// Everything again, this time for real: each plan is made from what is there at that moment.
async fn apply(mut bench: Bench, wish: &Wish, prints: &[String], wanted: &Wanted) -> Result<(), Failure> {
    bench.forget();
    let mut sender = match bench.origin() {
        Origin::Cluster => Some(send::Sender::new(&bench.gathered.connection).await?),
        Origin::Manifests => None,
        Origin::Demo => {
            say("The demo forgets every change when it ends; nothing goes into the journal.");
            Some(send::Sender::forgetful(&bench.gathered.connection))
        }
    };
    let mut files = files::Files::new(&wanted.files);
    for print in prints {
        let Made::Plan(plan) = bench.plan(print, wish).await? else { continue };
        if let Some(sender) = &mut sender {
            for (target, object) in sender.send(&plan).await? {
                bench.learn(&target, object.as_ref());
            }
        } else {
            files.take(&plan, bench.gathered.connection.files.as_ref())?;
            bench.settle(&plan).await?;
        }
    }
    if sender.is_none() {
        files.settle()?;
        files.write()?;
    }
    Ok(())
}
