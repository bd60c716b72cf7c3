//! `fnsec report`: findings as policy reports in the cluster, printed, rehearsed or written.

use super::exit::{CommandResult, Exit, Failure};
use super::fix::show;
use super::gather::{SourceVerdicts, gather_kinds};
use super::out::{Color, Output, say, say_raw};
use super::scan::whole;
use super::send::{self, Consent, DryRun, Sender};
use crate::checks::prelude::plural;
use crate::fix::{Plan, phrase, reports};
use crate::model::calendar::Day;
use crate::model::{Feed, Kind, ObjectRef};
use crate::output::ReportFilter;
use crate::output::formats::policy_report::{self, Api, MANAGED_BY, NamespaceReport};
use crate::source::submit::Submitter;
use crate::source::{Origin, SourceRequest, discover};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::io::IsTerminal;

#[derive(clap::Args)]
pub struct Args {
    /// The API of the reports
    #[arg(long, value_enum, value_name = "API", default_value = "policyreport")]
    api: ReportApi,
    /// Output format: yaml or diff; repeatable; default: yaml, without --apply and --dry-run
    #[arg(short, long, value_name = "FORMAT[=FILE]")]
    output: Vec<Output<Format>>,
    /// Run a server dry run of the reports and show its warnings
    #[arg(long, value_enum, value_name = "WHERE")]
    dry_run: Option<DryRun>,
    /// Write the reports; "fnsec undo" restores what was there before
    #[arg(long, conflicts_with = "dry_run")]
    apply: bool,
    /// Do not ask before writing
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportApi {
    /// `PolicyReport` and `ClusterPolicyReport` of wgpolicyk8s.io/v1alpha2
    Policyreport,
    /// `Report` and `ClusterReport` of openreports.io/v1alpha1
    Openreports,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Diff,
}

impl ReportApi {
    fn api(self) -> Api {
        match self {
            Self::Policyreport => Api::Policy,
            Self::Openreports => Api::Open,
        }
    }
}

/// Runs `fnsec report`.
///
/// # Errors
/// If the source is not a cluster or does not serve the reports, or the server refuses one.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    if !wanted.files.is_empty() {
        let words = "Reports are objects of a cluster. For files and recordings, print them with fnsec scan -o policyreport.";
        return Err(Failure::usage(words));
    }
    let consent = if args.apply { Some(Consent::of(args.yes, wanted.read_only)?) } else { None };
    let mut gathered = gather_kinds(&wanted, today, &Kind::watched()).await?;
    let scan = whole::scan(&mut gathered, &wanted.config.policy, &ReportFilter::default());
    let found = policy_report::written(&scan, args.api.api());
    let reports = wanted_reports(&gathered, found, args.api.api());
    let sends = args.apply || args.dry_run.is_some();
    let plan = plan(&gathered, reports, args.api.api(), sends).await?;
    print(&args, &plan.made, sends, color)?;
    let exit = if plan.left_alone { Exit::Refused } else { Exit::Clean };
    if plan.made.steps.is_empty() {
        say("The reports in the cluster are up to date.");
        return Ok(exit);
    }
    let submitter = Submitter::new(gathered.connection.client.clone(), gathered.connection.read_only);
    let plans = [plan.made];
    let all = plans.iter().map(|plan| plan.steps.len()).sum::<usize>();
    let Some(consent) = consent else {
        if args.dry_run.is_some() {
            send::rehearse(&submitter, &plans).await?;
            say(&format!("The server would accept {all} report{}.", plural(all)));
        }
        return Ok(exit);
    };
    announce(&plans, color);
    send::rehearse(&submitter, &plans).await?;
    if !consent.ask(&format!("Write {all} report{}?", plural(all)))? {
        say("Nothing was changed.");
        return Ok(exit);
    }
    let mut sender = if gathered.connection.origin == Origin::Demo {
        say("Changes of the demo are lost when it ends; they are not journaled.");
        Sender::forgetful(&gathered.connection)
    } else {
        Sender::new(&gathered.connection).await?
    };
    for plan in &plans {
        sender.send(plan).await?;
    }
    Ok(exit)
}

/// Returns the reports to write: those with results, and empty ones in place of earlier reports about what has none
/// now.
fn wanted_reports(gathered: &SourceVerdicts, found: Vec<NamespaceReport>, api: Api) -> Vec<NamespaceReport> {
    let snapshot = &gathered.snapshot;
    let limited = !gathered.connection.only.is_empty();
    let earlier = |namespace: &str| {
        let space = snapshot.space(namespace);
        space.is_some_and(|space| match api {
            Api::Policy if namespace.is_empty() => {
                space.cluster_policy_reports.contains_key(policy_report::NAME)
            }
            Api::Policy => space.policy_reports.contains_key(policy_report::NAME),
            Api::Open if namespace.is_empty() => space.open_cluster_reports.contains_key(policy_report::NAME),
            Api::Open => space.open_reports.contains_key(policy_report::NAME),
        })
    };
    let deleting = |namespace: &str| {
        let space = snapshot.space(namespace).filter(|_| !namespace.is_empty());
        space.and_then(|space| space.namespace()).is_some_and(|namespace| namespace.meta.deleting)
    };
    let mut all = found;
    for namespace in &gathered.namespaces {
        if !all.iter().any(|one| *one.target.namespace == **namespace) {
            all.push(policy_report::empty(api, namespace));
        }
    }
    // What is cluster-wide is seen as a whole only without a choice of namespaces.
    all.retain(|one| !(limited && one.target.namespace.is_empty()));
    all.retain(|one| one.results > 0 || earlier(&one.target.namespace));
    all.retain(|namespace_report| !deleting(&namespace_report.target.namespace));
    for one in all.iter().filter(|one| one.left > 0) {
        let (left, results) = (one.left, one.results + one.left);
        say(&format!(
            "{}: {left} of {results} results do not fit and are left out, the least severe first.",
            one.target
        ));
    }
    let kind = api.kind(false);
    let feed = snapshot.feeds().everywhere(kind);
    if !feed.known() && *feed != Feed::NotServed && !limited {
        say(&format!(
            "{} cannot be listed, so earlier reports of namespaces without results are not found and stay.",
            kind.info().plural
        ));
    }
    all.sort_by(|one, other| one.target.cmp(&other.target));
    all
}

/// The reports as a change.
struct ReportPlan {
    made: Plan,
    /// Whether a report cannot be written.
    left_alone: bool,
}

/// Plans the reports from the current objects; where the API is not served, only what would be created is printed.
async fn plan(
    gathered: &SourceVerdicts,
    reports: Vec<NamespaceReport>,
    api: Api,
    sends: bool,
) -> Result<ReportPlan, Failure> {
    let connection = &gathered.connection;
    let catalogue = discover::catalogue(&connection.client).await.map_err(|why| Failure::reading(&why))?;
    let served = |kind: Kind| {
        catalogue.of(kind).is_some_and(|served| kind.info().api_version_of(served.version) == api.version())
    };
    let missing = reports.iter().filter_map(|report| report.target.known()).find(|kind| !served(*kind));
    if let Some(kind) = missing {
        let other = [Api::Policy, Api::Open].into_iter().find(|other| {
            let kind = other.kind(false);
            *other != api
                && catalogue
                    .of(kind)
                    .is_some_and(|served| kind.info().api_version_of(served.version) == other.version())
        });
        let words = not_served(kind, api, other);
        if sends {
            return Err(Failure::refused(words));
        }
        say(&words);
    }
    let submitter = Submitter::new(connection.client.clone(), connection.read_only);
    let mut all: Vec<(ObjectRef, Value, Option<Value>)> = Vec::new();
    for one in reports {
        let base = if missing.is_some() { None } else { submitter.fresh(&one.target).await? };
        all.push((one.target, one.object, base));
    }
    let (made, left) = reports::plan(all, MANAGED_BY);
    for why in &left {
        say(&format!("{why}."));
    }
    Ok(ReportPlan { made, left_alone: !left.is_empty() })
}

/// Names the definition that is missing, and what to do.
fn not_served(kind: Kind, api: Api, other: Option<Api>) -> String {
    let info = kind.info();
    let other = match other {
        Some(Api::Policy) => ", or use --api policyreport, which the cluster serves",
        Some(Api::Open) => ", or use --api openreports, which the cluster serves",
        None => "",
    };
    format!(
        "Writing reports: the cluster does not serve {} in {}. Install the CustomResourceDefinition {}{other}.",
        info.plural,
        api.version(),
        info.resource(),
    )
}

fn print(args: &Args, plan: &Plan, sends: bool, color: Color) -> Result<(), Failure> {
    let yaml = [Output { format: Format::Yaml, file: None }];
    let outputs = if args.output.is_empty() && !sends { &yaml } else { args.output.as_slice() };
    for output in outputs {
        let plans = std::slice::from_ref(plan);
        output.write(&match output.format {
            Format::Yaml => plan.text(),
            Format::Diff => show::diffs(plans, output.paint(color)),
        })?;
    }
    Ok(())
}

/// Shows what will happen, before the confirmation.
fn announce(plans: &[Plan], color: Color) {
    say_raw(&show::diffs(plans, color.paint(std::io::stderr().is_terminal())));
    for step in plans.iter().flat_map(|plan| &plan.steps) {
        let verb = if step.is_create() { "created" } else { "replaced" };
        let count =
            |field: &str| step.draft().and_then(|draft| draft.pointer(&format!("/summary/{field}")).cloned());
        let [fail, error, skip] =
            ["fail", "error", "skip"].map(|field| count(field).unwrap_or_else(|| json!(0)));
        say(&format!("{}: {verb}, {fail} failed, {error} unknown, {skip} accepted.", step.target));
        if let Some(tool) = &step.gitops {
            say(&format!("{} is managed by {tool}, which may revert the change.", step.target));
        }
    }
    for line in plans.iter().flat_map(phrase::owned) {
        say(line.trim_start_matches("# "));
    }
}
