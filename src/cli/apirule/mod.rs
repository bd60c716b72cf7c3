//! `fnsec apirule`: what the controller generates from APIRules, why it refuses them, and who has access.

mod asked;
mod json;
mod probe;
mod table;
pub mod within;

pub use asked::{RequestLine, parse as asked};

use super::answers::{Answers, Shape};
use super::exit::{CommandResult, Failure, Outcome};
use super::gather::{SourceVerdicts, gather_all_kinds};
use super::out::{Color, Output};
use crate::engine::mesh::weaker::{Detour, detours};
use crate::engine::mesh::{GeneratedObjects, GenerationContext, InForce, generate};
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::output::NotSeen;
use crate::source::{Origin, SourceRequest};
use crate::yaml;
use clap::ValueEnum;

#[derive(clap::Args)]
pub struct Args {
    /// The name of one APIRule; default: all
    name: Option<String>,
    /// Output format: table, yaml or json; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
    /// Show whether a request is allowed, and by which policy
    #[arg(long, value_name = "METHOD HOST PATH", value_parser = asked::parse)]
    probe: Option<RequestLine>,
    #[command(flatten)]
    caller: probe::Caller,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Yaml,
    Json,
}

/// The kinds that determine the policies of an APIRule, and what those policies affect.
pub const KINDS: [Kind; 17] = InForce::KINDS;

/// Runs `fnsec apirule`.
///
/// # Errors
/// If the source cannot be read, the name is not found, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let places = wanted.namespaces.clone();
    let mut answers = Answers::new(wanted.allow_unread);
    let sets = gather_all_kinds(&wanted, today, &KINDS).await?;
    let several = sets.len() > 1;
    for gathered in sets {
        let all = everything(&gathered);
        let in_place = |made: &&GeneratedObjects| {
            places.is_empty() || places.iter().any(|place| *place == made.rule.meta.namespace)
        };
        let chosen: Vec<&GeneratedObjects> = all.iter().filter(in_place).collect();
        let name = args.name.as_deref();
        // With several sets, a set without the name does not contribute.
        if several && name.is_some_and(|name| chosen.iter().all(|made| made.rule.meta.name != name)) {
            continue;
        }
        let unseen = gathered.not_seen(&DECIDES);
        let chosen = named(chosen, name, &unseen)?;
        let set = Selection { gathered: &gathered, all: &all, these: &chosen };
        let texts = args.output.iter().map(|output| set.text(&args, output, color)).collect();
        answers.add(&gathered, unseen, texts);
    }
    if answers.is_empty() {
        return Err(nowhere(args.name.as_deref().unwrap_or_default()));
    }
    answers.write(&args.output, |format| match format {
        Format::Table => Shape::Text,
        Format::Yaml => Shape::Yaml,
        Format::Json => Shape::Json("apirules"),
    })
}

/// Without these kinds, an answer about APIRules may be wrong.
const DECIDES: [Kind; 9] = [
    Kind::APIRule,
    Kind::Service,
    Kind::AuthorizationPolicy,
    Kind::RequestAuthentication,
    Kind::Gateway,
    Kind::VirtualService,
    Kind::Pod,
    Kind::Deployment,
    Kind::ConfigMap,
];

/// A query about the APIRules of one set.
struct Selection<'a> {
    gathered: &'a SourceVerdicts,
    all: &'a [GeneratedObjects],
    these: &'a [&'a GeneratedObjects],
}

impl Selection<'_> {
    fn text(&self, args: &Args, output: &Output<Format>, color: Color) -> String {
        let Self { gathered, all, these: chosen } = *self;
        if let Some(asked) = &args.probe {
            let found = probe::ask(probe::Question { gathered, all, chosen, asked, caller: &args.caller });
            return match output.format {
                Format::Table => probe::words(asked, &found),
                Format::Yaml => yaml::print(&probe::value(&found)),
                Format::Json => format!("{:#}\n", probe::value(&found)),
            };
        }
        let every: Vec<&GeneratedObjects> = all.iter().collect();
        let ways = Ways { found: detours(&every), every };
        let values = || chosen.iter().map(|made| json::value(made, &ways, gathered)).collect::<Vec<_>>();
        match output.format {
            Format::Table => table::table(chosen, &ways, gathered, output.paint(color)),
            Format::Yaml => yaml::print_all(&values()),
            Format::Json => {
                let mut values = values();
                let single = values.pop_if(|_| args.name.is_some());
                format!("{:#}\n", single.unwrap_or_else(|| values.into()))
            }
        }
    }
}

/// Hosts that lead to pods that another APIRule protects.
struct Ways<'a> {
    every: Vec<&'a GeneratedObjects>,
    found: Vec<Detour>,
}

impl<'a> Ways<'a> {
    /// Returns the detours around one APIRule, each with the APIRule that allows it.
    fn around(&self, made: &GeneratedObjects) -> impl Iterator<Item = (&Detour, &'a GeneratedObjects)> {
        let meta = made.rule.meta.clone();
        let own = move |way: &&Detour| self.every.get(way.guarded).is_some_and(|one| one.rule.meta == meta);
        self.found.iter().filter(own).filter_map(|way| Some((way, *self.every.get(way.open)?)))
    }
}

/// Returns every visible APIRule with the resources generated from it.
pub fn everything(gathered: &SourceVerdicts) -> Vec<GeneratedObjects> {
    let snapshot = &gathered.snapshot;
    let world = GenerationContext { snapshot, whole: is_whole(gathered), taken: false };
    snapshot.spaces().flat_map(|space| space.api_rules.values()).map(|rule| generate(rule, &world)).collect()
}

/// Whether everything that was served could be read, as in a cluster.
pub fn is_whole(gathered: &SourceVerdicts) -> bool {
    matches!(gathered.connection.origin, Origin::Cluster | Origin::Recording)
}

/// Returns the policies that decide about requests: those in force for a cluster, the future ones for
/// manifests.
pub fn policies(gathered: &SourceVerdicts, all: &[GeneratedObjects]) -> InForce {
    InForce::with(&gathered.snapshot, all)
}

fn named<'a>(
    all: Vec<&'a GeneratedObjects>,
    name: Option<&str>,
    unseen: &[NotSeen],
) -> Result<Vec<&'a GeneratedObjects>, Failure> {
    let Some(name) = name else { return Ok(all) };
    let found: Vec<&GeneratedObjects> = all.into_iter().filter(|made| made.rule.meta.name == name).collect();
    match found.len() {
        // The APIRule may be among what could not be read.
        0 if !unseen.is_empty() => {
            let each: Vec<String> = unseen.iter().map(|gap| format!("\nNot seen: {gap}.")).collect();
            let each = each.concat();
            let words = format!("It is unknown whether the APIRule \"{name}\" exists.{each}");
            Err(Failure { exit: Outcome::of(unseen, false).exit(), words })
        }
        0 => Err(nowhere(name)),
        1 => Ok(found),
        _ => Err(Failure::usage(format!(
            "Several namespaces have an APIRule \"{name}\". Choose one with -n NAMESPACE."
        ))),
    }
}

fn nowhere(name: &str) -> Failure {
    Failure::usage(format!(
        "APIRule \"{name}\" not found. Check the name and -n, or leave the name out to list all APIRules."
    ))
}
