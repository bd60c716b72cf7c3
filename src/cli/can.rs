//! `fnsec can`: whether a subject may perform an action, and through which binding and role.

use super::answers::{Answers, Shape};
use super::asked::action;
use super::exit::{CommandResult, Exit, Failure};
use super::gather::{SourceVerdicts, gather_all_kinds, gather_kinds};
use super::out::Output;
use super::stream::{self, lines};
use crate::engine::access::{AccessIndex, AccessRequest, ActionTarget, Who, account_parts};
use crate::model::calendar::Day;
use crate::model::{Change, Dirty, Feed, Kind};
use crate::output::access::{answer_text, answered};
use crate::source::{Origin, SourceRequest};
use clap::ValueEnum;
use serde_json::{Map, Value};

#[derive(clap::Args)]
pub struct Args {
    /// The verb: get, list, create, …
    #[arg(required_unless_present = "queries", requires = "what")]
    verb: Option<String>,
    /// The resource, as RESOURCE[.GROUP][/NAME], or a path such as /metrics
    #[arg(value_name = "RESOURCE")]
    what: Option<String>,
    /// A subresource, such as log, exec or token
    #[arg(long, value_name = "PART", default_value = "", hide_default_value = true)]
    subresource: String,
    /// A group of the subject; repeatable (--user names the user)
    #[arg(long = "group", value_name = "GROUP", value_delimiter = ',')]
    groups: Vec<String>,
    /// Read queries as JSON lines from a file, or from standard input with -
    #[arg(long, value_name = "FILE", conflicts_with_all = ["verb", "what"])]
    queries: Option<String>,
    /// Output format: table or jsonl
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Output<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
}

/// The kinds that the RBAC authorizer reads.
pub const KINDS: [Kind; 5] =
    [Kind::Namespace, Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding];

/// Runs `fnsec can`.
///
/// # Errors
/// If there is no subject, or the source or the output fails.
pub async fn run(args: Args, mut wanted: SourceRequest, today: Day) -> CommandResult {
    // Here `--user` is the subject of the query, not an entry of the kubeconfig.
    let user = wanted.user.take();
    if args.queries.is_none() && user.is_none() && args.groups.is_empty() {
        return Err(Failure::usage("No subject given. Name one with --user or --group."));
    }
    let mut answers = Answers::new(wanted.allow_unread);
    if let Some(from) = &args.queries {
        let mut gathered = gather_kinds(&wanted, today, &KINDS).await?;
        answers.note(gathered.not_seen(&KINDS));
        only_files(&mut gathered);
        let access = AccessIndex::of(&gathered.snapshot);
        let ended = stream::answer(lines(from)?, &args.output, |asked| answer(&access, asked))?;
        return Ok(if ended == Exit::Clean { answers.exit() } else { ended });
    }
    let who = subject(user.unwrap_or_default(), args.groups);
    let (verb, what) = (args.verb.unwrap_or_default(), args.what.unwrap_or_default());
    for mut gathered in gather_all_kinds(&wanted, today, &KINDS).await? {
        let unseen = gathered.not_seen(&KINDS);
        only_files(&mut gathered);
        let access = AccessIndex::of(&gathered.snapshot);
        let mut text = String::new();
        for namespace in places(&wanted.namespaces) {
            let action = action(&verb, &what, &args.subresource, namespace);
            let answer = access.can(&who, &action);
            text += &match args.output.format {
                Format::Table => answer_text(&shown(&who), &action.to_string(), &answer),
                Format::Jsonl => {
                    let mut line = question(&who, &action);
                    line.extend(answered(&answer));
                    Value::Object(line).to_string() + "\n"
                }
            };
        }
        answers.add(&gathered, unseen, vec![text]);
    }
    answers.write(std::slice::from_ref(&args.output), |format| match format {
        Format::Table => Shape::Text,
        Format::Jsonl => Shape::Lines,
    })
}

/// Files can show that a permission exists, but never that it does not: the cluster may have more bindings.
pub fn only_files(gathered: &mut SourceVerdicts) {
    if gathered.connection.origin != Origin::Manifests {
        return;
    }
    for kind in [Kind::Role, Kind::ClusterRole, Kind::RoleBinding, Kind::ClusterRoleBinding] {
        let feed = Feed::Failed("only files were read".into());
        let change = Change::Feed { kind, namespace: String::new(), feed };
        gathered.snapshot.apply(change, &mut Dirty::default());
    }
}

/// Returns where to evaluate the query: in each named namespace, else cluster-wide.
pub fn places(named: &[String]) -> Vec<&str> {
    if named.is_empty() { vec![""] } else { named.iter().map(String::as_str).collect() }
}

/// Returns a subject as its login would appear: with the implicit groups.
fn subject(user: String, groups: Vec<String>) -> Who {
    match account_parts(&user) {
        Some((namespace, name)) => {
            let mut who = Who::account(namespace, name);
            who.groups.extend(groups);
            who
        }
        None if user.is_empty() => Who::exactly(user, groups),
        None => Who::logged_in(user, groups),
    }
}

fn shown(who: &Who) -> String {
    match (who.user.as_str(), who.groups.as_slice()) {
        ("", groups) => format!("a member of {}", groups.join(", ")),
        (user, _) => user.to_owned(),
    }
}

fn question(who: &Who, action: &AccessRequest) -> Map<String, Value> {
    let mut line = Map::new();
    line.insert("user".into(), who.user.clone().into());
    line.insert("groups".into(), who.groups.clone().into());
    line.insert("verb".into(), action.verb.clone().into());
    match &action.target {
        ActionTarget::Path(path) => {
            line.insert("path".into(), path.clone().into());
        }
        ActionTarget::Resource(resource) => {
            let parts = [
                ("group", &resource.group),
                ("resource", &resource.resource),
                ("subresource", &resource.subresource),
                ("name", &resource.name),
                ("namespace", &resource.namespace),
            ];
            line.extend(parts.map(|(key, part)| (key.to_owned(), Value::from(part.clone()))));
        }
    }
    line
}

fn answer(access: &AccessIndex, mut asked: Map<String, Value>) -> Result<Value, String> {
    let (who, action) = asked_of(&asked)?;
    asked.extend(answered(&access.can(&who, &action)));
    Ok(Value::Object(asked))
}

/// Returns exactly the user and groups that the line names, as a `SubjectAccessReview` does.
fn asked_of(asked: &Map<String, Value>) -> Result<(Who, AccessRequest), String> {
    let text = |key: &str| match asked.get(key) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("\"{key}\" is not a string")),
    };
    let groups = match asked.get("groups") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(all)) if all.iter().all(Value::is_string) => {
            all.iter().filter_map(Value::as_str).map(Into::into).collect()
        }
        Some(_) => return Err("\"groups\" is not a list of strings".into()),
    };
    let who = Who::exactly::<String>(text("user")?, groups);
    if who.user.is_empty() && who.groups.is_empty() {
        return Err("\"user\" or \"groups\" is required".into());
    }
    let (verb, path, resource) = (text("verb")?, text("path")?, text("resource")?);
    if verb.is_empty() {
        return Err("\"verb\" is required".into());
    }
    match (path.is_empty(), resource.is_empty()) {
        (false, true) => Ok((who, AccessRequest::path(&verb, &path))),
        (true, false) => {
            let action = AccessRequest::on(&verb, &text("group")?, &resource, &text("namespace")?);
            Ok((who, action.part(&text("subresource")?).named(&text("name")?)))
        }
        (true, true) => Err("\"resource\" or \"path\" is required".into()),
        (false, false) => Err("\"resource\" and \"path\" exclude each other".into()),
    }
}
