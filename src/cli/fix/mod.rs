//! `fnsec fix`: the change that resolves findings, printed, rehearsed or applied.

mod bench;
mod body;
mod choice;
mod ends;
mod files;
mod flow;
mod kustomization;
mod lines;
mod rendered;
pub(super) mod replacements;
mod request;
mod rewrite;
mod scalar;
pub(super) mod show;
mod texts;

use super::check_id;
use super::exit::{CommandResult, Exit, Failure};
use super::gather::{SourceVerdicts, gather_all};
use super::out::{Color, Output, say};
use super::send::{self, Consent, DryRun};
use crate::checks::Check;
use crate::fix::plan::Inputs;
use crate::fix::{Effects, Plan};
use crate::model::ObjectRef;
use crate::model::calendar::Day;
use crate::output::ReportFilter;
use crate::source::{Origin, SourceRequest};
use bench::{Bench, PlanOutcome};
use clap::ValueEnum;
use ends::{Ends, worse};
use files::Files;
use rendered::{Layer, SharedFile};
use request::FixRequest;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(clap::Args)]
pub struct Args {
    /// The check whose findings to fix
    #[arg(value_name = "CHECK", value_parser = check_id::Parser, hide_possible_values = true)]
    check: &'static Check,
    /// Only findings on this object
    #[arg(value_name = "KIND/NAME")]
    object: Option<String>,
    /// Output format: yaml, diff, kubectl, kustomize, json or patch; repeatable; default: yaml
    #[arg(short, long, value_name = "FORMAT[=FILE]")]
    output: Vec<Output<Format>>,
    /// The fix to use, by its number or the slug of its title; default: the first
    #[arg(long, value_name = "N|SLUG")]
    fix: Option<String>,
    /// With --render, where a kustomization is changed: in the file that an object comes from, or by a patch in the
    /// overlay; default: base for files of the overlay's own folder, overlay for files of other folders
    #[arg(long = "in", value_name = "LAYER", value_enum)]
    layer: Option<Layer>,
    /// A value that the fix asks for; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Run a server dry run of the change and show its warnings
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
    /// A unified diff of the files, for `git apply`
    Patch,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("expected NAME=VALUE, got \"{text}\""))?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Args {
    fn wants_patch(&self) -> bool {
        self.output.iter().any(|output| output.format == Format::Patch)
    }
}

/// Runs `fnsec fix`.
///
/// # Errors
/// If it may not apply changes, a source cannot be read, or a change or the output fails.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let consent = if args.apply { Some(Consent::of(args.yes, wanted.read_only)?) } else { None };
    if args.apply && wanted.files.iter().all(|path| path.as_os_str() == "-") && !wanted.files.is_empty() {
        return Err(Failure::usage("Standard input cannot be rewritten. Print the change with -o yaml."));
    }
    let wish = FixRequest {
        check: args.check,
        object: args.object.clone(),
        choice: args.fix.clone(),
        inputs: args.set.iter().cloned().collect::<Inputs>(),
    };
    let sets = gather_all(&wanted, today).await?;
    let shared = Arc::new(shared(&sets));
    let mut files = None;
    let mut ends = Ends::default();
    let (several, mut seen) = (sets.len() > 1, BTreeSet::new());
    for gathered in sets {
        let asked = CommonRequest {
            args: &args,
            wish: &wish,
            wanted: &wanted,
            consent,
            color,
            first: ends.first(),
            shared: &shared,
        };
        let unseen = gathered.not_seen(&ReportFilter::of(args.check).kinds());
        let bench = Bench::new(gathered);
        // Findings that several sets share are fixed with the first set.
        let prints: Vec<String> = bench
            .matching(&wish)
            .into_iter()
            .filter(|print| {
                seen.insert(bench.place(print, wish.check, args.apply || args.wants_patch(), args.layer))
            })
            .collect();
        if prints.is_empty() {
            ends.nothing(&bench, &wish, unseen);
            continue;
        }
        if several {
            say(&format!("SET  {}", bench.gathered.connection.name));
        }
        ends.take(asked.fix(bench, &prints, &mut files).await?);
    }
    if let Some(files) = files.filter(|_| !args.apply) {
        patch(&args, &files, true)?;
    }
    Ok(ends.exit(&wish, wanted.allow_unread))
}

/// Returns which sets each rendered file is part of.
fn shared(sets: &[SourceVerdicts]) -> SharedFile {
    let mut shared = SharedFile::new();
    for set in sets {
        let Some(index) = &set.connection.files else { continue };
        let Some(root) = index.tree.root() else { continue };
        for file in index.files() {
            shared.entry(file.to_owned()).or_default().push(root.shown());
        }
    }
    shared
}

/// The request, the same for each set.
struct CommonRequest<'a> {
    args: &'a Args,
    wish: &'a FixRequest,
    wanted: &'a SourceRequest,
    consent: Option<Consent>,
    color: Color,
    first: bool,
    shared: &'a Arc<SharedFile>,
}

impl CommonRequest<'_> {
    /// Begins with the files as they are on the disk: once, or for each set if it is written before the next one.
    fn open(&self, bench: &Bench, files: &mut Option<Files>) -> Result<(), Failure> {
        let Self { args, wanted, .. } = *self;
        if bench.origin() != Origin::Manifests {
            let no_patch =
                || Failure::usage("A patch is for files. Name them with -f, or use -o diff.".to_owned());
            return if args.wants_patch() { Err(no_patch()) } else { Ok(()) };
        }
        if args.apply || (args.wants_patch() && files.is_none()) {
            let new = Files::new(&wanted.files)
                .with_rendered(args.layer, Arc::clone(self.shared))
                .for_patch(!args.apply);
            *files = Some(new);
        }
        Ok(())
    }

    async fn fix(&self, mut bench: Bench, prints: &[String], files: &mut Option<Files>) -> CommandResult {
        let Self { args, wish, wanted, consent, color, first, .. } = *self;
        bench.refuse(prints, wish)?;
        self.open(&bench, files)?;
        let PlannedFixes { plans, effects, prints, exit } =
            plans(&mut bench, wish, prints, files.as_mut()).await?;
        let unanswered = plans.is_empty() && exit == Exit::Usage;
        if !unanswered && (!args.apply || !args.output.is_empty()) {
            print(args, &plans, &bench, wanted, color, first)?;
        }
        if args.apply
            && let Some(files) = &*files
        {
            patch(args, files, first)?;
        }
        if args.dry_run.is_some() {
            send::rehearse(&bench.submitter, &plans).await?;
            say(&format!("The server would accept {}.", counted(plans.len())));
        }
        let Some(consent) = consent.filter(|_| !plans.is_empty()) else { return Ok(exit) };
        show::announce(&plans, &effects, color);
        if let Some(files) = &*files {
            files.announce();
        }
        send::rehearse(&bench.submitter, &plans).await?;
        if !consent.ask(&format!("Apply {}?", counted(plans.len())))? {
            say("Nothing was changed.");
            return Ok(Exit::Clean);
        }
        let done = match files.take() {
            Some(files) => files.write()?,
            None => apply(bench, wish, &prints).await?,
        };
        Ok(worse(exit, done))
    }
}

fn counted(count: usize) -> String {
    if count == 1 { "the change".into() } else { format!("{count} changes") }
}

/// Plans for all findings, each made as if the previous ones were applied.
struct PlannedFixes {
    plans: Vec<Plan>,
    /// The effects of each plan, in the same order.
    effects: Vec<Effects>,
    /// The fingerprints of their findings.
    prints: Vec<String>,
    /// The exit code if everything else succeeds: findings without a plan remain, answers may be missing, and
    /// misfits are refusals.
    exit: Exit,
}

async fn plans(
    bench: &mut Bench,
    wish: &FixRequest,
    prints: &[String],
    mut files: Option<&mut Files>,
) -> Result<PlannedFixes, Failure> {
    let (mut plans, mut all_effects, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    let (mut said, mut open, mut exit) = (Vec::new(), Vec::new(), Exit::Clean);
    for print in prints {
        let made = match bench.plan(print, wish).await {
            // An object whose name cannot be requested must not stop the others.
            Err(failure) if bench.origin() == Origin::Manifests => PlanOutcome::PlanError(failure.words),
            made => made?,
        };
        match made {
            PlanOutcome::Plan(plan, about) => {
                if let Some(files) = files.as_deref_mut()
                    && let Err(why) = taken_in(bench, files, &plan, &about).await
                {
                    say_once(&mut said, why);
                    exit = worse(exit, Exit::Refused);
                    continue;
                }
                all_effects.push(bench.effects(&plan));
                bench.pretend(&plan);
                taken.push(print.clone());
                plans.push(*plan);
            }
            PlanOutcome::Resolved => {}
            PlanOutcome::Without(words) => {
                say_once(&mut said, words);
                exit = worse(exit, Exit::Findings);
            }
            PlanOutcome::PlanError(words) => {
                say_once(&mut said, words);
                exit = worse(exit, Exit::Refused);
            }
            PlanOutcome::Open(object, asked) => open.push((object, asked)),
        }
    }
    if !open.is_empty() {
        exit = worse(exit, Exit::Usage);
        show::questions(&open, wish);
    }
    Ok(PlannedFixes { plans, effects: all_effects, prints: taken, exit })
}

/// Applies a plan to the files, unless no server would accept it.
async fn taken_in(bench: &Bench, files: &mut Files, plan: &Plan, about: &[ObjectRef]) -> Result<(), String> {
    for step in &plan.steps {
        let tried = bench.submitter.rehearse(&step.write(&plan.vault)).await;
        tried.map_err(|trouble| format!("{}: {}.", step.target, trouble.why))?;
    }
    files.take(plan, about, bench.gathered.connection.files.as_ref())
}

/// Prints a message once, however many findings it applies to.
fn say_once(said: &mut Vec<String>, words: String) {
    if !said.contains(&words) {
        say(&words);
        said.push(words);
    }
}

fn print(
    args: &Args,
    plans: &[Plan],
    bench: &Bench,
    wanted: &SourceRequest,
    color: Color,
    first: bool,
) -> Result<(), Failure> {
    let yaml = [Output { format: Format::Yaml, file: None }];
    let outputs = if args.output.is_empty() { &yaml } else { args.output.as_slice() };
    for output in outputs {
        if output.format == Format::Patch {
            continue;
        }
        let text = show::text(output.format, plans, bench, wanted, output.paint(color));
        if first { output.write(&text)? } else { output.append(&text)? }
    }
    Ok(())
}

/// Prints the change of the files.
fn patch(args: &Args, files: &Files, first: bool) -> Result<(), Failure> {
    let text = files.patch();
    for output in args.output.iter().filter(|output| output.format == Format::Patch) {
        let text = text.as_ref().map_err(|why| Failure::refused(why.clone()))?;
        if first { output.write(text)? } else { output.append(text)? }
    }
    Ok(())
}

/// Makes each plan again from the current state, and applies it.
async fn apply(mut bench: Bench, wish: &FixRequest, prints: &[String]) -> Result<Exit, Failure> {
    bench.forget();
    let mut sender = if bench.origin() == Origin::Demo {
        say("Changes of the demo are lost when it ends; they are not journaled.");
        send::Sender::forgetful(&bench.gathered.connection)
    } else {
        send::Sender::new(&bench.gathered.connection).await?
    };
    let mut exit = Exit::Clean;
    for print in prints {
        match bench.plan(print, wish).await? {
            PlanOutcome::Plan(plan, _) => {
                for (target, object) in sender.send(&plan).await? {
                    bench.learn(&target, object.as_ref());
                }
            }
            PlanOutcome::PlanError(words) => {
                say(&words);
                exit = Exit::Refused;
            }
            PlanOutcome::Resolved | PlanOutcome::Without(_) | PlanOutcome::Open(..) => {}
        }
    }
    Ok(exit)
}
