//! `fnsec pod-security`: which pods and templates a Pod Security level would refuse, and why.

use super::answers::{Answers, Shape};
use super::exit::CommandResult;
use super::gather::{SourceVerdicts, gather_all_kinds};
use super::out::{Color, Output};
use crate::engine::function_pods::{Purpose, forecast};
use crate::engine::pod_security::{Exemptions, Level, Version, evaluate};
use crate::model::calendar::Day;
use crate::model::function::{Function, LABEL_NAME};
use crate::model::pod_spec::PodTemplate;
use crate::model::{Kind, ObjectRef, Space};
use crate::output::pod_security::{PodVerdict, Standard, lines, table};
use crate::source::{Origin, SourceRequest};
use clap::ValueEnum;

#[derive(clap::Args)]
pub struct Args {
    /// Output format: table or jsonl; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
    /// The level to check against
    #[arg(long, value_name = "LEVEL", default_value = "restricted")]
    level: LevelArgument,
    /// The version of the standard: latest or v1.N
    #[arg(long, value_name = "VERSION", default_value = "latest", value_parser = version)]
    level_version: Version,
    /// A namespace that the admission configuration exempts; repeatable
    #[arg(long, value_name = "NS", value_delimiter = ',')]
    exempt_namespace: Vec<String>,
    /// An exempt user; repeatable; applies to the user named by --as
    #[arg(long, value_name = "USER", value_delimiter = ',')]
    exempt_user: Vec<String>,
    /// An exempt runtime class; repeatable
    #[arg(long, value_name = "CLASS", value_delimiter = ',')]
    exempt_runtime_class: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelArgument {
    Privileged,
    Baseline,
    Restricted,
}

fn version(word: &str) -> Result<Version, String> {
    Version::parse(word)
        .ok_or_else(|| format!("invalid version \"{word}\": use latest, or v1.N such as v1.33"))
}

/// The kinds of pods and of everything that creates pods.
const KINDS: [Kind; 11] = [
    Kind::Namespace,
    Kind::Pod,
    Kind::Deployment,
    Kind::DaemonSet,
    Kind::StatefulSet,
    Kind::ReplicaSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
    Kind::PodTemplate,
    Kind::Function,
];

/// Runs `fnsec pod-security`.
///
/// # Errors
/// If the source cannot be read, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let kinds = KINDS.into_iter().chain([Kind::Serverless]).collect::<Vec<_>>();
    let level = match args.level {
        LevelArgument::Privileged => Level::Privileged,
        LevelArgument::Baseline => Level::Baseline,
        LevelArgument::Restricted => Level::Restricted,
    };
    let exemptions = Exemptions {
        namespaces: args.exempt_namespace,
        users: args.exempt_user,
        runtime_classes: args.exempt_runtime_class,
    };
    let user = wanted.as_user.clone().unwrap_or_default();
    let mut answers = Answers::new(wanted.allow_unread);
    for gathered in gather_all_kinds(&wanted, today, &kinds).await? {
        let (exemptions, user) = (exemptions.clone(), user.clone());
        let judge = Judge { level, version: edition(&gathered, args.level_version), exemptions, user };
        let only = &gathered.connection.only;
        let spaces = gathered
            .snapshot
            .spaces()
            .filter(|space| only.is_empty() || only.iter().any(|name| **name == *space.name));
        let all: Vec<PodVerdict> = spaces.flat_map(|space| judge.space(&gathered, space)).collect();
        let version = args.level_version.to_string();
        let standard = Standard { level: level.as_str(), version: &version };
        let files = gathered.connection.files.as_ref();
        let text = |output: &Output<Format>| match output.format {
            Format::Table => table(&all, &standard, output.paint(color)),
            Format::Jsonl => lines(&all, &standard, files),
        };
        let texts = args.output.iter().map(text).collect();
        answers.add(&gathered, gathered.not_seen(&KINDS), texts);
    }
    answers.write(&args.output, |format| match format {
        Format::Table => Shape::Text,
        Format::Jsonl => Shape::Lines,
    })
}

/// Returns the version to check against; for a cluster, the latest version is that of its server.
fn edition(gathered: &SourceVerdicts, asked: Version) -> Version {
    let cluster = matches!(gathered.connection.origin, Origin::Cluster | Origin::Recording);
    match (asked, gathered.snapshot.server().filter(|_| cluster)) {
        (Version::Latest, Some(server)) => Version::V(server.1),
        (asked, _) => asked,
    }
}

/// Checks templates against one level.
pub struct Judge {
    pub level: Level,
    pub version: Version,
    pub exemptions: Exemptions,
    pub user: String,
}

impl Judge {
    /// Returns every pod and template of a namespace, in a stable order.
    pub fn space(&self, gathered: &SourceVerdicts, space: &Space) -> Vec<PodVerdict> {
        let mut all = Vec::new();
        let each = |kind: Kind, name: &str, template: &PodTemplate| {
            let object = ObjectRef::new(kind, &space.name, name);
            self.judged(object, kind != Kind::Pod, None, template)
        };
        let sorts = [
            (Kind::CronJob, &space.cron_jobs),
            (Kind::DaemonSet, &space.daemon_sets),
            (Kind::Deployment, &space.deployments),
            (Kind::Job, &space.jobs),
            (Kind::PodTemplate, &space.pod_templates),
            (Kind::ReplicaSet, &space.replica_sets),
            (Kind::ReplicationController, &space.replication_controllers),
            (Kind::StatefulSet, &space.stateful_sets),
        ];
        for (kind, workloads) in sorts {
            all.extend(workloads.iter().map(|(name, one)| each(kind, name, &one.template)));
        }
        all.extend(space.pods.iter().map(|(name, pod)| each(Kind::Pod, name, &pod.template)));
        for function in space.functions.values().filter(|function| !is_made(space, function)) {
            for pod in forecast(function, gathered.snapshot.platform()) {
                let purpose = match pod.purpose {
                    Purpose::Serve => "serve",
                    Purpose::Build => "build",
                };
                let object = crate::checks::prelude::function_ref(function);
                all.push(self.judged(object, true, Some((purpose, pod.sure)), &pod.template));
            }
        }
        all.sort_by(|one, other| one.object.cmp(&other.object));
        all
    }

    fn judged(
        &self,
        object: ObjectRef,
        template: bool,
        forecast: Option<(&'static str, bool)>,
        pod: &PodTemplate,
    ) -> PodVerdict {
        let exempt = self.exemptions.of(&object.namespace, &self.user, &pod.spec);
        let violations = evaluate(pod, self.level, self.version);
        PodVerdict { object, template, forecast, exempt, violations }
    }
}

/// Returns whether the controller has already generated objects for a Function; those are then checked
/// instead.
fn is_made(space: &Space, function: &Function) -> bool {
    let name = function.meta.name.as_str();
    let own = |labels: &crate::model::Labels| labels.is(LABEL_NAME, name);
    space.deployments.values().any(|deployment| own(&deployment.meta.labels))
        || space.pods.values().any(|pod| own(&pod.meta.labels))
}
