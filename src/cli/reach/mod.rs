//! `fnsec reach`: who can connect to whom according to NetworkPolicies, and how the mesh decides.

mod ends;
mod everyone;
mod mesh;
mod names;
mod owned;
mod probes;

use super::answers::{Answers, Shape};
use super::apirule;
use super::exit::{CommandResult, Exit, Failure};
use super::gather::{SourceVerdicts, gather_all_kinds, gather_kinds};
use super::out::{Color, Output};
use super::stream::{self, lines};
use crate::engine::events::EventWay;
use crate::engine::mesh::{InForce, Mesh, unseen as gaps};
use crate::engine::network::Network;
use crate::engine::network::stand_ins;
use crate::model::calendar::Day;
use crate::model::network_policy::Protocol;
use crate::model::{Feed, Kind};
use crate::output::events;
use crate::output::reach::{matrix_lines, matrix_table, report_text};
use crate::source::SourceRequest;
use clap::ValueEnum;
use ends::{Ground, ReachQuery, ask};
use everyone::AdmittedSources;

#[derive(clap::Args)]
pub struct Args {
    /// The source: NS/POD, NS/fn/FUNCTION, NS/deploy/NAME, an address, gateway or internet; default: all sources
    #[arg(long, value_name = "END", requires = "to")]
    from: Option<String>,
    /// The destination: NS/POD, NS/fn/FUNCTION, NS/svc/SERVICE, NS/deploy/NAME, an address, publisher, dns, api-server, internet or gateway
    #[arg(long, value_name = "END")]
    to: Option<String>,
    /// The port; default: all ports (with NS/svc/SERVICE: its first port)
    #[arg(long, value_name = "PORT", requires = "to", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    #[arg(long, value_name = "PROTOCOL", default_value = "TCP", value_parser = protocol)]
    #[arg(help = "TCP, UDP or SCTP")]
    protocol: Protocol,
    #[command(flatten)]
    request: mesh::RequestOptions,
    /// Show which events start which Functions, and whether they are delivered
    #[arg(long, conflicts_with_all = ["from", "to", "probes"])]
    events: bool,
    /// Read queries as JSON lines from a file, or from standard input with -
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to"])]
    probes: Option<String>,
    /// Output format: table or jsonl
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Output<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Jsonl,
}

fn protocol(word: &str) -> Result<Protocol, String> {
    Protocol::read(&word.to_uppercase())
        .ok_or_else(|| format!("invalid protocol \"{word}\": use TCP, UDP or SCTP"))
}

/// The kinds that decide about connections, and those that represent pods that do not exist yet.
const KINDS: [Kind; 13] = [
    Kind::Namespace,
    Kind::Node,
    Kind::Pod,
    Kind::NetworkPolicy,
    Kind::Service,
    Kind::Function,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicaSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
];

/// Runs `fnsec reach`.
///
/// # Errors
/// If the source cannot be read, the query is invalid, or the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day, color: Color) -> CommandResult {
    let asks = args.to.is_some() || args.probes.is_some();
    let mut read = kinds(asks || args.events, &wanted);
    read.extend(args.events.then_some(Kind::Subscription));
    let mut answers = Answers::new(wanted.allow_unread);
    if let Some(from) = &args.probes {
        let mut gathered = gather_kinds(&wanted, today, &read).await?;
        answers.note(gathered.not_seen(&deciding(asks)));
        let ended = probed(&mut gathered, &args, from)?;
        return Ok(if ended == Exit::Clean { answers.exit() } else { ended });
    }
    let sets = gather_all_kinds(&wanted, today, &read).await?;
    let several = sets.len() > 1;
    let mut nowhere = None;
    for mut gathered in sets {
        let unseen = gathered.not_seen(&deciding(asks));
        match answer(&mut gathered, &args, &wanted.namespaces, color) {
            Ok(text) => answers.add(&gathered, unseen, vec![text]),
            // An end that one set does not have may be in another.
            Err(failure) if several && failure.exit == Exit::Usage => nowhere = Some(failure),
            Err(failure) => return Err(failure),
        }
    }
    match nowhere {
        Some(failure) if answers.is_empty() => Err(failure),
        _ => answers.write(std::slice::from_ref(&args.output), |format| match format {
            Format::Table => Shape::Text,
            Format::Jsonl => Shape::Lines,
        }),
    }
}

/// Without these kinds, an answer about connections may be wrong.
const DECIDES: [Kind; 6] =
    [Kind::Namespace, Kind::Pod, Kind::Function, Kind::NetworkPolicy, Kind::Service, Kind::Subscription];

/// Returns the same, with the kinds of the mesh if a request is evaluated.
fn deciding(asks: bool) -> Vec<Kind> {
    let mesh = if asks { &Mesh::KINDS[..] } else { &[] };
    DECIDES.into_iter().chain(mesh.iter().copied().filter(|kind| !DECIDES.contains(kind))).collect()
}

/// Adds workloads without pods as peers.
fn stand_in(gathered: &mut SourceVerdicts, asks: bool) {
    stand_ins::add(&mut gathered.snapshot);
    if asks {
        stand_ins::add_gateway(&mut gathered.snapshot);
    }
}

fn probed(gathered: &mut SourceVerdicts, args: &Args, from: &str) -> CommandResult {
    stand_in(gathered, true);
    let network = Network::of(&gathered.snapshot);
    let mesh = mesh::Asker::of(gathered, &args.request);
    let ground = Ground { snapshot: &gathered.snapshot, network: &network, mesh: &mesh };
    stream::answer(lines(from)?, &args.output, |probe| probes::answer(ground, probe))
}

/// The answer for one set, as text.
fn answer(
    gathered: &mut SourceVerdicts,
    args: &Args,
    named: &[String],
    color: Color,
) -> Result<String, Failure> {
    stand_in(gathered, args.to.is_some());
    let gathered = &*gathered;
    let (snapshot, network) = (&gathered.snapshot, Network::of(&gathered.snapshot));
    if args.events {
        let mut ways = EventWay::all(snapshot, &network, &InForce::of(snapshot).mesh);
        // A cluster that does not serve Subscriptions has none.
        let served = snapshot.feeds().everywhere(Kind::Subscription) != &Feed::NotServed;
        let unread = if served { gaps::objects(snapshot, Kind::Subscription) } else { Vec::new() };
        ways.retain(|way| named.is_empty() || named.contains(&way.namespace));
        return Ok(match args.output.format {
            Format::Table => events::table(&ways, &unread, args.output.paint(color)),
            Format::Jsonl => events::lines(&ways),
        });
    }
    let Some(to) = &args.to else {
        let matrix = network.matrix().between(&gathered.connection.only);
        return Ok(match args.output.format {
            Format::Table => matrix_table(&matrix, args.output.paint(color)),
            Format::Jsonl => matrix_lines(&matrix),
        });
    };
    let mesh = mesh::Asker::of(gathered, &args.request);
    let ground = Ground { snapshot, network: &network, mesh: &mesh };
    let from = args.from.as_deref().unwrap_or_default();
    let asked = ReachQuery { from, to, port: args.port, protocol: args.protocol };
    match &args.from {
        Some(_) => one(ground, &asked, args.output.format),
        None => everyone(ground, &asked, &args.output, color),
    }
}

/// The matrix covers only NetworkPolicies; the future mesh is derived from manifests.
fn kinds(asks: bool, wanted: &SourceRequest) -> Vec<Kind> {
    let mut all: Vec<Kind> = KINDS.into_iter().chain(Kind::FOREIGN_POLICIES).collect();
    let mesh = if asks { &Mesh::KINDS[..] } else { &[] };
    let derived = if asks && !wanted.files.is_empty() { &apirule::KINDS[..] } else { &[] };
    for kind in mesh.iter().chain(derived) {
        if !all.contains(kind) {
            all.push(*kind);
        }
    }
    all
}

fn one(ground: Ground<'_>, asked: &ReachQuery<'_>, format: Format) -> Result<String, Failure> {
    let told_all = ask(ground, asked).map_err(Failure::usage)?;
    Ok(match format {
        Format::Table => told_all.iter().map(report_text).collect(),
        Format::Jsonl => probes::line(asked, &told_all).to_string() + "\n",
    })
}

fn everyone(
    ground: Ground<'_>,
    asked: &ReachQuery<'_>,
    output: &Output<Format>,
    color: Color,
) -> Result<String, Failure> {
    let guests = AdmittedSources::of(ground, asked).map_err(Failure::usage)?;
    Ok(match output.format {
        Format::Table => guests.table(output.paint(color)),
        Format::Jsonl => guests.lines(asked),
    })
}
