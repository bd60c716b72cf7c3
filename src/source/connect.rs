//! From what the user asked for to a connection: a client, and what is worth knowing about it.

use super::embedded::Embedded;
use super::link::{self, Link};
use super::watches::Scope;
use super::{Trouble, demo, kubeconfig, login, manifests, message, network, path};
use crate::model::calendar::Day;
use crate::model::{Extent, Kind, Unread};
use kube::{Client, Config};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// How long a command waits for an answer, unless it is told otherwise.
const PATIENCE: Duration = Duration::from_secs(30);
/// Whoever waits longer before the first frame is told why.
const SOON: Duration = Duration::from_millis(500);
/// The part of it in which questions are asked again; the rest is for telling why.
const SHARE_OF_RETRIES: f32 = 0.8;

/// What a connection is opened for: it decides whether a credential plugin may speak, and who asks again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Opening {
    /// A command, which ends with what it could learn.
    #[default]
    Command,
    /// The start of the explorer, before the screen is taken.
    Start,
    /// Another context in the explorer, whose screen stays.
    Switch,
    /// The explorer has left its screen to a plugin, which is run anew.
    LogIn,
}

/// Where objects shall come from, as the command line says it.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub demo: bool,
    pub files: Vec<PathBuf>,
    pub kubeconfig: Option<PathBuf>,
    pub context: Option<String>,
    pub cluster: Option<String>,
    pub user: Option<String>,
    pub namespaces: Vec<String>,
    pub all_namespaces: bool,
    pub as_user: Option<String>,
    pub as_groups: Vec<String>,
    pub read_only: bool,
    pub request_timeout: Option<std::time::Duration>,
    /// How findings count, and what checks are told about the organisation.
    pub config: std::sync::Arc<crate::checks::config::Config>,
    /// Where the configuration is, or would be, for what is accepted on screen.
    pub config_file: Option<PathBuf>,
    /// Whether what could not be read is taken as it is.
    pub allow_unread: bool,
    /// No motion behind the scenes: the demo stays as it is.
    pub still: bool,
    pub opening: Opening,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Cluster,
    Manifests,
    Demo,
}

impl Origin {
    pub fn word(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Manifests => "manifests",
            Self::Demo => "demo",
        }
    }

    /// What an object's absence means here.
    pub fn extent(self) -> Extent {
        match self {
            Self::Cluster | Self::Demo => Extent::Cluster,
            Self::Manifests => Extent::Files,
        }
    }
}

pub struct Connection {
    pub client: Client,
    pub origin: Origin,
    /// The context's name, the folder, or the demo's cluster.
    pub name: String,
    pub host: String,
    /// Other contexts there are to switch to.
    pub contexts: Vec<String>,
    pub scope: Scope,
    pub read_only: bool,
    pub impersonating: Option<String>,
    /// Quiet remarks on how the connection came about.
    pub notes: Vec<String>,
    /// The namespaces that are reported on; none means all. Others may be read for what they decide.
    pub only: Vec<String>,
    /// The files behind the objects, when they came from files.
    pub files: Option<manifests::Index>,
    pub embedded: Option<Embedded>,
}

impl Connection {
    /// Documents that could not be read, as the snapshot knows them.
    pub fn unread(&self) -> Vec<Unread> {
        let files = self.files.as_ref();
        files.map(|files| manifests::unread::changes(files, &self.scope.fallback)).unwrap_or_default()
    }
}

/// Connects; for a cluster with a credential plugin this runs the plugin, in the foreground, once. Of files that
/// make several sets, the first one, or the one that is named as the context.
pub async fn connect(wanted: &Wanted, today: Day) -> Result<Connection, Trouble> {
    let mut all = connect_all(wanted, today).await?;
    Ok(all.swap_remove(0))
}

/// Connects to everything that was asked for: each set of files is a source of its own.
///
/// # Errors
/// Where a source cannot be used at all. There is at least one connection otherwise.
pub async fn connect_all(wanted: &Wanted, today: Day) -> Result<Vec<Connection>, Trouble> {
    if wanted.demo {
        return Ok(vec![demo_connection(wanted, today)?]);
    }
    if !wanted.files.is_empty() {
        return files(wanted).await;
    }
    // It is by far the largest of the three, and every caller would have to keep its room.
    Ok(vec![Box::pin(cluster_connection(wanted)).await?])
}

fn demo_connection(wanted: &Wanted, today: Day) -> Result<Connection, Trouble> {
    let name = wanted.context.clone().unwrap_or_else(|| demo::CONTEXTS[0].to_owned());
    let Some(embedded) = demo::cluster(&name, today, !wanted.still) else {
        let why = format!("the demo has no context \"{name}\"");
        let next = format!("Its contexts are {}.", demo::CONTEXTS.join(" and "));
        return Err(Trouble::configuration("Opening the demo", why, next));
    };
    Ok(Connection {
        client: embedded.client("payments"),
        origin: Origin::Demo,
        host: "built in".into(),
        contexts: demo::CONTEXTS.map(Into::into).into(),
        // Everything is at hand, so what other namespaces decide is known as well.
        scope: Scope { named: Vec::new(), fallback: "payments".into() },
        only: known_of(wanted, "The demo's clusters", demo_namespaces(&embedded))?,
        read_only: wanted.read_only,
        impersonating: None,
        notes: Vec::new(),
        files: None,
        embedded: Some(embedded),
        name,
    })
}

/// Reads files in the background, and says so where that takes a while: no screen is there yet.
async fn files(wanted: &Wanted) -> Result<Vec<Connection>, Trouble> {
    let own = wanted.clone();
    let mut reading = tokio::task::spawn_blocking(move || manifest_connections(&own));
    let read = match tokio::time::timeout(SOON, &mut reading).await {
        Ok(read) => read,
        Err(_) if wanted.opening != Opening::Start => reading.await,
        Err(_) => {
            let all: Vec<String> = wanted.files.iter().map(|path| path.display().to_string()).collect();
            let words = format!("Reading {} … Ctrl-C to stop.", all.join(", "));
            // Where nobody reads it, nothing is lost.
            let _ = writeln!(std::io::stderr(), "{words}");
            reading.await
        }
    };
    match read {
        Ok(read) => read,
        Err(gone) if gone.is_panic() => std::panic::resume_unwind(gone.into_panic()),
        Err(gone) => Err(Trouble::configuration("Reading files", gone.to_string(), "Start it again.")),
    }
}

fn manifest_connections(wanted: &Wanted) -> Result<Vec<Connection>, Trouble> {
    let asked = named(wanted);
    let home = if let [one] = asked.as_slice() { one.clone() } else { "default".to_owned() };
    let home = home.as_str();
    let mut sets = manifests::load(&wanted.files, home)?;
    let seen: BTreeSet<String> =
        sets.iter().flat_map(|set| set.index.namespaces()).map(str::to_owned).collect();
    let unread = sets.iter().any(|set| !set.index.troubles.is_empty());
    let only = if unread { asked } else { known_of(wanted, "the files", seen)? };
    let several = sets.len() > 1;
    let contexts: Vec<String> = sets.iter().filter(|_| several).map(|set| set.name.clone()).collect();
    if let Some(name) = &wanted.context {
        sets.retain(|set| set.name == *name);
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
    let whole = wanted.files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let connection = |set: manifests::Set| Connection {
        client: set.embedded.client(home),
        origin: Origin::Manifests,
        host: "files".into(),
        contexts: contexts.clone(),
        scope: Scope { named: Vec::new(), fallback: home.to_owned() },
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

/// The index, and how many of its objects are of namespaces that are not reported on.
fn only_of(mut index: manifests::Index, only: &[String]) -> manifests::Index {
    index.aside.elsewhere = if only.is_empty() { 0 } else { index.outside(only) };
    index
}

fn demo_namespaces(embedded: &Embedded) -> BTreeSet<String> {
    let name = |object: &serde_json::Value| object.pointer("/metadata/name")?.as_str().map(str::to_owned);
    embedded.objects(Kind::Namespace).iter().filter_map(name).collect()
}

/// The namespaces that were asked for, each of which must be there: a mistyped name would look like a clean one.
fn known_of(wanted: &Wanted, place: &str, mut seen: BTreeSet<String>) -> Result<Vec<String>, Trouble> {
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

fn named(wanted: &Wanted) -> Vec<String> {
    if wanted.all_namespaces { Vec::new() } else { wanted.namespaces.clone() }
}

async fn cluster_connection(wanted: &Wanted) -> Result<Connection, Trouble> {
    let found = kubeconfig::find(wanted.kubeconfig.as_deref())?;
    cluster_of(wanted, found).await
}

/// Connects to the cluster of a kubeconfig that was read already; without one, to that of the pod.
///
/// # Errors
/// Where the kubeconfig cannot be used, or its credential plugin gives no credential.
pub async fn cluster_of(wanted: &Wanted, found: Option<kubeconfig::Lookup>) -> Result<Connection, Trouble> {
    let Some(found) = found else {
        let link = link::in_cluster()?;
        return connection(wanted, link, "in-cluster".into(), Vec::new(), Vec::new());
    };
    let notes =
        found.skipped.iter().map(|path| format!("{} is listed in $KUBECONFIG but does not exist", path.display()));
    let mut notes: Vec<String> = notes.collect();
    let link = link::from_kubeconfig(wanted, &found.config, &mut notes).await?;
    let current = found.config.current.clone().unwrap_or_default();
    let name = wanted.context.clone().unwrap_or(current);
    let contexts = found.config.contexts.iter().map(|context| context.name.clone()).collect();
    connection(wanted, link, name, contexts, notes)
}

fn connection(
    wanted: &Wanted,
    link: Link,
    name: String,
    contexts: Vec<String>,
    notes: Vec<String>,
) -> Result<Connection, Trouble> {
    let Link { mut config, credentials } = link;
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
        scope: Scope { named: named.clone(), fallback },
        only: named,
        read_only: wanted.read_only,
        impersonating: wanted.as_user.clone(),
        notes,
        files: None,
        embedded: None,
        name,
    })
}

fn tune(config: &mut Config, wanted: &Wanted) -> Result<(), Trouble> {
    // Compressing takes the server a while, and on the same machine there is nothing to win.
    let host = config.cluster_url.host().unwrap_or_default();
    config.disable_compression |= matches!(host, "127.0.0.1" | "localhost" | "[::1]");
    // An apply must fail visibly, not be repeated for minutes behind the user's back.
    config.default_retry = false;
    login::impersonate(&mut config.headers, wanted.as_user.as_deref(), &wanted.as_groups)?;
    config.connect_timeout = Some(wanted.request_timeout.unwrap_or(Duration::from_secs(10)));
    Ok(())
}
