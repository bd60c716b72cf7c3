//! `fnsec migrate`: the v2 form of v1beta1 APIRules and the v1alpha2 form of v1alpha1 Functions, with every
//! difference.

use super::answers::{Answers, Shape};
use super::exit::{CommandResult, Exit, Failure};
use super::gather::{SourceVerdicts, gather_all_kinds};
use super::out::{Color, Output};
use crate::engine::migration::steps::{MigratedRule, SharedWorkload, shared};
use crate::engine::migration::{self, Additions, Migration};
use crate::fix::plan::view;
use crate::fix::vault;
use crate::model::calendar::Day;
use crate::model::{Feed, Kind, ObjectRef};
use crate::output::migration::{self as output, MigratedObject, report, value};
use crate::source::submit::Submitter;
use crate::source::{Origin, SourceRequest};
use crate::yaml;
use clap::ValueEnum;
use serde_json::Value;

#[derive(clap::Args)]
pub struct Args {
    /// Names of APIRules or Functions; default: all of old versions
    names: Vec<String>,
    /// Output format: yaml, report, json or steps; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "yaml")]
    output: Vec<Output<Format>>,
    /// The issuer of tokens, for APIRules that trust key sets without one
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// The external authorizer of Istio that replaces handlers of Oathkeeper
    #[arg(long, value_name = "NAME")]
    authorizer: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Report,
    Json,
    /// The steps on a cluster, in the order that leaves no route open or closed in between
    Steps,
}

const KINDS: [Kind; 2] = [Kind::APIRule, Kind::Function];
/// What the steps need besides.
const BESIDE: [Kind; 2] = [Kind::Service, Kind::Gateway];

/// Runs `fnsec migrate`.
///
/// # Errors
/// If the source cannot be read, a name is not found, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let additions = Additions {
        issuer: args.issuer.clone(),
        authorizer: args.authorizer.clone(),
        ..Additions::default()
    };
    let mut answers = Answers::new(wanted.allow_unread);
    let (mut found, mut failed) = (0, false);
    let has_steps = args.output.iter().any(|output| output.format == Format::Steps);
    let beside = BESIDE.into_iter().filter(|_| has_steps);
    let kinds: Vec<Kind> = KINDS.into_iter().chain([Kind::GitRepository]).chain(beside).collect();
    for gathered in gather_all_kinds(&wanted, today, &kinds).await? {
        let all = migrated(&gathered, &args.names, &additions).await?;
        found += all.len();
        failed |= all.iter().any(|one| one.result.is_err());
        let shared = if has_steps { shared_of(&gathered, &all) } else { Vec::new() };
        failed |= shared.iter().any(|shared_workload| shared_workload.policy.is_err());
        let text = |output: &Output<Format>| match output.format {
            Format::Yaml => documents(&all),
            Format::Report => report(&all, output.paint(color)),
            Format::Steps => output::steps(&all, &shared),
            Format::Json => format!("{:#}\n", all.iter().map(value).collect::<Value>()),
        };
        let texts = args.output.iter().map(text).collect();
        let has_git =
            all.iter().any(|migrated_object| migration::repository_of(&migrated_object.before).is_some());
        let needed: Vec<Kind> =
            KINDS.into_iter().chain([Kind::GitRepository].into_iter().filter(|_| has_git)).collect();
        answers.add(&gathered, gathered.not_seen(&needed), texts);
    }
    if found == 0 && !args.names.is_empty() {
        let names = args.names.join(", ");
        return Err(Failure::usage(format!(
            "no APIRule or Function of an old version is named {names}; fnsec migrate without a name lists all of them"
        )));
    }
    let exit = answers.write(&args.output, |format| match format {
        Format::Yaml | Format::Report | Format::Steps => Shape::Text,
        Format::Json => Shape::Json("migrations"),
    })?;
    Ok(if failed && exit == Exit::Clean { Exit::Findings } else { exit })
}

/// Returns the old objects of a source, each with its new form or why there is none.
async fn migrated(
    gathered: &SourceVerdicts,
    names: &[String],
    additions: &Additions,
) -> Result<Vec<MigratedObject>, Failure> {
    let connection = &gathered.connection;
    let submitter = Submitter::new(connection.client.clone(), true);
    let mut all = Vec::new();
    for object in old_objects(gathered, names) {
        let Some(before) = submitter.fresh(&object).await? else { continue };
        let before = view(&before);
        let result = if object.kind == Kind::APIRule {
            migration::migrate(&before, additions)
        } else {
            let known = match migration::repository_of(&before) {
                Some(name) => repository(gathered, &submitter, &object.namespace, name).await,
                None => Err(String::new()),
            };
            migration::migrate_function(&before, &|_| known.clone())
        };
        all.push(MigratedObject { result: result.map(|new| hidden(&object, new)), object, before });
    }
    Ok(all)
}

/// Returns the repository of a git Function, or why it is not known.
async fn repository(
    gathered: &SourceVerdicts,
    submitter: &Submitter,
    namespace: &str,
    name: &str,
) -> Result<Value, String> {
    let is_files = gathered.connection.origin == Origin::Manifests;
    if *gathered.snapshot.feeds().everywhere(Kind::GitRepository) == Feed::NotServed {
        return Err("the cluster does not serve gitrepositories".into());
    }
    match submitter.fresh(&ObjectRef::new(Kind::GitRepository, namespace, name)).await {
        Ok(Some(found)) => Ok(found),
        Ok(None) if is_files => Err("add it to the files".into()),
        Ok(None) => Err("it does not exist".into()),
        Err(trouble) => Err(trouble.why),
    }
}

/// Returns the workloads that several of the APIRules lead to.
fn shared_of(gathered: &SourceVerdicts, all: &[MigratedObject]) -> Vec<SharedWorkload> {
    let rules = all.iter().filter(|migrated_object| migrated_object.object.kind == Kind::APIRule);
    let pairs: Vec<MigratedRule<'_>> = rules
        .map(|rule| {
            let after = rule.result.as_ref().ok().map(|new| &new.object);
            MigratedRule { object: &rule.object, before: &rule.before, after }
        })
        .collect();
    shared(&gathered.snapshot, &pairs)
}

fn old_objects(gathered: &SourceVerdicts, names: &[String]) -> Vec<ObjectRef> {
    let only = &gathered.connection.only;
    let spaces = gathered
        .snapshot
        .spaces()
        .filter(|space| only.is_empty() || only.iter().any(|name| **name == *space.name));
    let mut all = Vec::new();
    for space in spaces {
        let rules = space.api_rules.values().filter(|rule| rule.is_legacy());
        all.extend(rules.map(|rule| rule.reference()));
        let functions = space.functions.values().filter(|function| &*function.version == "v1alpha1");
        all.extend(functions.map(|function| function.reference()));
    }
    all.retain(|object| names.is_empty() || names.iter().any(|name| *name == *object.name));
    all
}

/// Hides values that look like credentials, whatever field they moved to.
fn hidden(object: &ObjectRef, new: Migration) -> Migration {
    Migration { object: vault::shown(object, &new.object), ..new }
}

/// The new objects as YAML, below what differs.
fn documents(all: &[MigratedObject]) -> String {
    let mut text = String::new();
    for one in all {
        let comments = one.lines().into_iter().map(|line| format!("# {line}\n"));
        text.push_str(if text.is_empty() { "" } else { "---\n" });
        text.extend(comments);
        match &one.result {
            Ok(new) => {
                if new.object.to_string().contains(vault::DOTS) {
                    text.push_str(
                        "# Values shown as dots are hidden: apply this with fnsec fix, which keeps them.\n",
                    );
                }
                text.push_str(&yaml::print(&new.object));
            }
            // A document of comments alone is no object.
            Err(_) => text.push_str("# Nothing is printed for it.\n"),
        }
    }
    text
}
