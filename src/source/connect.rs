//! From the user's options to a connection: a client, and the facts worth knowing about it.

use super::embedded::Embedded;
use super::link::{self, ServerLink};
use super::source_request::{Opening, SourceRequest};
use super::tree::unrendered;
use super::watches::WatchScope;
use super::{Trouble, demo, kubeconfig, login, manifests, message, network, path, recording, render};
use crate::model::calendar::Day;
use crate::model::{Extent, Kind, UnreadPart};
use kube::{Client, Config};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// How long a command waits for an answer by default.
const PATIENCE: Duration = Duration::from_secs(30);
/// A user who waits longer than this before the first frame sees a message.
const SOON: Duration = Duration::from_millis(500);
/// The part of the time in which requests are retried; the rest is for reporting the failure.
const SHARE_OF_RETRIES: f32 = 0.8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Cluster,
    Manifests,
    Demo,
    /// A cluster or the demo, as it was recorded.
    Recording,
}

impl Origin {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Manifests => "manifests",
            Self::Demo => "demo",
            Self::Recording => "recording",
        }
    }

    /// Returns what the absence of an object means here.
    #[must_use]
    pub fn extent(self) -> Extent {
        match self {
            Self::Cluster | Self::Demo | Self::Recording => Extent::Cluster,
            Self::Manifests => Extent::Files,
        }
    }
}

pub struct Connection {
    pub client: Client,
    pub origin: Origin,
    /// The name of the context, the folder, or the demo's cluster.
    pub name: String,
    pub host: String,
    /// Other contexts to switch to.
    pub contexts: Vec<String>,
    pub scope: WatchScope,
    pub read_only: bool,
    pub impersonating: Option<String>,
    /// Remarks on how the connection was made.
    pub notes: Vec<String>,
    /// The namespaces that are reported on; none means all. Others may be read because they affect the
    /// result.
    pub only: Vec<String>,
    /// The files of the objects, if they were read from files.
    pub files: Option<manifests::ManifestIndex>,
    pub embedded: Option<Embedded>,
}

impl Connection {
    /// Returns documents that could not be read, in the form that the snapshot uses.
    #[must_use]
    pub fn unread(&self) -> Vec<UnreadPart> {
        let files = self.files.as_ref();
        files.map(|files| files.unread(&self.scope.fallback)).unwrap_or_default()
    }
}

/// Connects; for a cluster with a credential plugin, this runs the plugin in the foreground, once. If files
/// form several sets, it uses the first one, or the one named as the context.
///
/// # Errors
/// If the source cannot be used.
pub async fn connect(wanted: &SourceRequest, today: Day) -> Result<Connection, Trouble> {
    let mut all = connect_all(wanted, today).await?;
    Ok(all.swap_remove(0))
}

/// Connects to everything requested: each set of files is a separate source.
///
/// # Errors
/// If a source cannot be used at all. Otherwise there is at least one connection.
pub async fn connect_all(wanted: &SourceRequest, today: Day) -> Result<Vec<Connection>, Trouble> {
    if wanted.demo {
        return Ok(vec![demo_connection(wanted, today)?]);
    }
    if !wanted.files.is_empty() {
        return files(wanted).await;
    }
    // It is by far the largest of the three futures, and every caller would have to reserve its size.
    Ok(vec![Box::pin(cluster_connection(wanted)).await?])
}

fn demo_connection(wanted: &SourceRequest, today: Day) -> Result<Connection, Trouble> {
    let name = wanted.context.clone().unwrap_or_else(|| demo::CONTEXTS[0].to_owned());
    let Some(embedded) = demo::cluster(&name, today, !wanted.still) else {
        let why = format!("the demo has no context \"{name}\"");
        let next = format!("Its contexts are {}.", demo::CONTEXTS.join(" and "));
        return Err(Trouble::configuration("Opening the demo", why, next));
    };
    Ok(Connection {
        client: embedded.client(demo::home(&name)),
        origin: Origin::Demo,
        host: "built in".into(),
        contexts: demo::CONTEXTS.map(Into::into).into(),
        // All objects are available, so other namespaces that affect the result are known as well.
        scope: WatchScope {
            named: Vec::new(),
            fallback: demo::home(&name).into(),
            sources: wanted.sources.clone(),
        },
        only: known_of(wanted, "The demo's clusters", demo_namespaces(&embedded))?,
        read_only: wanted.read_only,
        impersonating: None,
        notes: Vec::new(),
        files: None,
        embedded: Some(embedded),
        name,
    })
}

/// Reads files in the background, and prints a message if that takes a while, because there is no screen yet.
async fn files(wanted: &SourceRequest) -> Result<Vec<Connection>, Trouble> {
    let own = wanted.clone();
    let mut reading = tokio::task::spawn_blocking(move || manifest_connections(&own));
    let read = match tokio::time::timeout(SOON, &mut reading).await {
        Ok(read) => read,
        Err(_) if wanted.opening != Opening::Start => reading.await,
        Err(_) => {
            let all: Vec<String> = wanted.files.iter().map(|path| path.display().to_string()).collect();
            let words = format!("Reading {} … Ctrl-C to stop.", all.join(", "));
            // A failed message does not matter.
            let _ = writeln!(std::io::stderr(), "{words}");
            reading.await
        }
    };
    match read {
        Ok(read) => read,
        Err(gone) if gone.is_panic() => std::panic::resume_unwind(gone.into_panic()),
        Err(gone) => Err(Trouble::configuration("Reading files", gone.to_string(), "Restart fnsec.")),
    }
}

/// Returns the position of the set with a name, or of the only one whose path ends with it, as reports name sets.
fn chosen(sets: &[String], name: &str) -> Option<usize> {
    let ends = |set: &String| Path::new(unrendered(set)).ends_with(name);
    let mut near = sets.iter().enumerate().filter(|(_, set)| ends(set)).map(|(at, _)| at);
    let only = match (near.next(), near.next()) {
        (Some(at), None) => Some(at),
        _ => None,
    };
    sets.iter().position(|set| set == name).or(only)
}

fn manifest_connections(wanted: &SourceRequest) -> Result<Vec<Connection>, Trouble> {
    if let Some(path) = recording::among(&wanted.files)? {
        return Ok(vec![recorded(recording::open(path, wanted)?, wanted)]);
    }
    let asked = named(wanted);
    let home = if let [one] = asked.as_slice() { one.clone() } else { "default".to_owned() };
    let home = home.as_str();
    let mut sets = render::load(wanted, home)?;
    let seen: BTreeSet<String> =
        sets.iter().flat_map(|set| set.index.namespaces()).map(str::to_owned).collect();
    let unread = sets.iter().any(|set| !set.index.troubles.is_empty());
    let only = if unread { asked } else { known_of(wanted, "the files", seen)? };
    let several = sets.len() > 1;
    let contexts: Vec<String> = sets.iter().filter(|_| several).map(|set| set.name.clone()).collect();
    if let Some(name) = &wanted.context {
        let names: Vec<String> = sets.iter().map(|set| set.name.clone()).collect();
        let chosen = chosen(&names, name);
        let mut at = 0..;
        sets.retain(|_| at.next() == chosen);
        if sets.is_empty() {
            let why = format!("the files have no set \"{name}\"");
            let next = if several {
                format!("Their sets are {}.", contexts.join(", "))
            } else {
                "They are one set: remove --context.".into()
            };
            return Err(Trouble::configuration("Choosing a set of files", why, next));
        }
    }
    let mut whole = wanted.files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    if let Some(memory) = wanted.tree.memory() {
        whole = format!("{whole} at {}", memory.name);
    }
    let connection = |set: manifests::ManifestSet| Connection {
        client: set.embedded.client(home),
        origin: Origin::Manifests,
        host: "files".into(),
        contexts: contexts.clone(),
        scope: WatchScope { named: Vec::new(), fallback: home.to_owned(), sources: wanted.sources.clone() },
        only: only.clone(),
        read_only: wanted.read_only,
        impersonating: None,
        notes: Vec::new(),
        files: Some(only_of(set.index, &only)),
        embedded: Some(set.embedded),
        name: if several { set.name } else { whole.clone() },
    };
    Ok(sets.into_iter().map(connection).collect())
}

/// What is shown as the host of a recording.
pub const RECORDING: &str = "recording";

fn recorded(replay: recording::Replay, wanted: &SourceRequest) -> Connection {
    Connection {
        client: replay.server.client(&replay.scope.fallback),
        origin: match replay.origin.as_str() {
            "manifests" => Origin::Manifests,
            "demo" => Origin::Demo,
            _ => Origin::Recording,
        },
        host: RECORDING.into(),
        contexts: replay.points,
        scope: WatchScope { sources: wanted.sources.clone(), ..replay.scope },
        only: replay.only,
        read_only: true,
        impersonating: None,
        notes: replay.notes,
        files: replay.files,
        embedded: Some(replay.server),
        name: replay.name,
    }
}

/// Returns the index, and how many of its objects are in namespaces that are not reported on.
fn only_of(mut index: manifests::ManifestIndex, only: &[String]) -> manifests::ManifestIndex {
    index.aside.elsewhere = if only.is_empty() { 0 } else { index.outside(only) };
    index
}

fn demo_namespaces(embedded: &Embedded) -> BTreeSet<String> {
    let name = |object: &serde_json::Value| object.pointer("/metadata/name")?.as_str().map(str::to_owned);
    embedded.objects(Kind::Namespace).iter().filter_map(name).collect()
}

/// Returns the requested namespaces, each of which must exist: a mistyped name would look like a clean
/// namespace.
fn known_of(wanted: &SourceRequest, place: &str, mut seen: BTreeSet<String>) -> Result<Vec<String>, Trouble> {
    let asked = named(wanted);
    seen.remove("");
    match asked.iter().find(|name| !seen.contains(*name)) {
        None => Ok(asked),
        Some(name) => {
            let known: Vec<String> = seen.into_iter().take(12).collect();
            let next = match known.as_slice() {
                [] => "The manifests do not name a namespace.".to_owned(),
                known => format!("Known namespaces: {}.", known.join(", ")),
            };
            Err(Trouble::configuration(
                "Choosing a namespace",
                format!("{place} have no namespace \"{name}\""),
                next,
            ))
        }
    }
}

fn named(wanted: &SourceRequest) -> Vec<String> {
    if wanted.all_namespaces { Vec::new() } else { wanted.namespaces.clone() }
}

async fn cluster_connection(wanted: &SourceRequest) -> Result<Connection, Trouble> {
    let found = kubeconfig::find(wanted.kubeconfig.as_deref())?;
    cluster_of(wanted, found).await
}

/// Connects to the cluster of a kubeconfig that was already read; without one, to that of the pod.
///
/// # Errors
/// If the kubeconfig is invalid, or its credential plugin returns no credential.
pub async fn cluster_of(
    wanted: &SourceRequest,
    found: Option<kubeconfig::FileLookup>,
) -> Result<Connection, Trouble> {
    let Some(found) = found else {
        let link = link::in_cluster()?;
        return connection(wanted, link, "in-cluster".into(), Vec::new(), Vec::new());
    };
    let notes = found
        .skipped
        .iter()
        .map(|path| format!("{} is listed in $KUBECONFIG but does not exist", path.display()));
    let mut notes: Vec<String> = notes.collect();
    let link = link::from_kubeconfig(wanted, &found.config, &mut notes).await?;
    let current = found.config.current.clone().unwrap_or_default();
    let name = wanted.context.clone().unwrap_or(current);
    let contexts = found.config.contexts.iter().map(|context| context.name.clone()).collect();
    connection(wanted, link, name, contexts, notes)
}

fn connection(
    wanted: &SourceRequest,
    link: ServerLink,
    name: String,
    contexts: Vec<String>,
    notes: Vec<String>,
) -> Result<Connection, Trouble> {
    let ServerLink { mut config, credentials } = link;
    tune(&mut config, wanted)?;
    let fallback = config.default_namespace.clone();
    let named = named(wanted);
    let place = named.iter().filter(|name| !name.is_empty()).chain(Some(&fallback));
    if let Some(name) = place.into_iter().find(|name| !path::is_name(name)) {
        let why = format!("\"{}\" is not the name of a namespace", message::line(name));
        return Err(Trouble::configuration("Choosing a namespace", why, "Check -n and the kubeconfig."));
    }
    let host = config.cluster_url.to_string();
    let retry = (wanted.opening == Opening::Command)
        .then(|| wanted.request_timeout.unwrap_or(PATIENCE).mul_f32(SHARE_OF_RETRIES));
    tracing::info!(host, proxy = config.proxy_url.is_some(), "connection");
    let client = network::client(config, credentials, retry)?;
    Ok(Connection {
        client,
        origin: Origin::Cluster,
        host,
        contexts,
        scope: WatchScope { named: named.clone(), fallback, sources: wanted.sources.clone() },
        only: named,
        read_only: wanted.read_only,
        impersonating: wanted.as_user.clone(),
        notes,
        files: None,
        embedded: None,
        name,
    })
}

fn tune(config: &mut Config, wanted: &SourceRequest) -> Result<(), Trouble> {
    // Compression takes the server some time, and on the same machine it saves nothing.
    let host = config.cluster_url.host().unwrap_or_default();
    config.disable_compression |= matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    // An apply must fail visibly, not be repeated for minutes in the background.
    config.default_retry = false;
    login::impersonate(&mut config.headers, wanted.as_user.as_deref(), &wanted.as_groups)?;
    config.connect_timeout = Some(wanted.request_timeout.unwrap_or(Duration::from_secs(10)));
    Ok(())
}
