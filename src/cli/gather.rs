//! Headless reading: connect, wait until every feed is complete, run the checks once.

use super::exit::{Exit, Failure};
use super::out::say;
use super::set_names;
use crate::model::calendar::Day;
use crate::model::kind::KindScope;
use crate::model::{Change, Dirty, Feed, Feeds, Kind, Snapshot};
use crate::output::unseen::not_seen;
use crate::output::{Header, NotSeen};
use crate::source::SourceRequest;
use crate::source::connect::{self, Connection};
use crate::source::watches::WatchScope;
use crate::source::{News, Origin, Watches, discover};
use crate::verdicts::{Policy, Report};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

/// Everything that was read from a source, and the verdicts.
pub struct SourceVerdicts {
    pub connection: Connection,
    pub snapshot: Snapshot,
    /// Empty if only some kinds were requested.
    pub report: Report,
    /// The namespaces that were read, even if nothing was found there.
    pub namespaces: Vec<String>,
    pub today: Day,
    /// The name of its set below the folder that was given; empty if there is only one.
    pub set: String,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl SourceVerdicts {
    /// Returns what could not be read of these kinds.
    pub fn not_seen(&self, kinds: &[Kind]) -> Vec<NotSeen> {
        not_seen(&self.snapshot, kinds, &self.connection.only, self.connection.files.as_ref())
    }

    /// Runs the checks with a policy.
    pub fn judge(&mut self, policy: Policy) {
        let only = &self.connection.only;
        let policy = policy.in_set(set_names::all(&self.connection, &self.set));
        self.report = Report::of_namespaces(policy, &self.snapshot, self.today, only);
    }

    pub fn header(&self) -> Header {
        Header {
            origin: self.connection.origin,
            name: self.connection.name.clone(),
            namespaces: self.namespaces.clone(),
            files: self.connection.files.clone().map(Arc::new),
            today: self.today,
        }
    }
}

/// Reads every set of a source, and checks each on its own.
///
/// # Errors
/// If a source cannot be used.
pub async fn gather_all(wanted: &SourceRequest, today: Day) -> Result<Vec<SourceVerdicts>, Failure> {
    let mut all = gather_all_kinds(wanted, today, &Kind::watched()).await?;
    for gathered in &mut all {
        gathered.judge(wanted.config.policy.clone());
    }
    Ok(all)
}

/// Reads only these kinds, and runs no checks.
///
/// # Errors
/// If the source cannot be used.
pub async fn gather_kinds(
    wanted: &SourceRequest,
    today: Day,
    kinds: &[Kind],
) -> Result<SourceVerdicts, Failure> {
    let mut all = gather_all_kinds(wanted, today, kinds).await?;
    several(&all)?;
    Ok(all.swap_remove(0))
}

/// One query needs one answer: if files form several sets, one must be chosen.
fn several(all: &[SourceVerdicts]) -> Result<(), Failure> {
    one(&all.iter().map(|source_verdicts| &source_verdicts.connection).collect::<Vec<_>>())
}

/// Returns an error unless there is one connection: files may form several sets.
///
/// # Errors
/// If there are several.
pub fn one(all: &[&Connection]) -> Result<(), Failure> {
    if all.len() < 2 {
        return Ok(());
    }
    let names: Vec<&str> = all.iter().map(|connection| connection.name.as_str()).collect();
    let shown = names.iter().take(12).map(|name| format!("\n  {name}")).collect::<Vec<_>>().concat();
    let words = format!(
        "The files form {} separate sets. Choose one with --context, or name its files:{shown}",
        names.len()
    );
    Err(Failure::usage(words))
}

/// Reads these kinds of every set, and runs no checks.
///
/// # Errors
/// If a source cannot be used.
pub async fn gather_all_kinds(
    wanted: &SourceRequest,
    today: Day,
    kinds: &[Kind],
) -> Result<Vec<SourceVerdicts>, Failure> {
    let connections =
        connect::connect_all(wanted, today).await.map_err(|trouble| Failure::reading(&trouble))?;
    let mut all = Vec::with_capacity(connections.len());
    for connection in connections {
        all.push(read(connection, wanted, today, kinds).await?);
    }
    let names: Vec<&str> = all.iter().map(|one: &SourceVerdicts| one.connection.name.as_str()).collect();
    let names = set_names::of(&names, &wanted.files);
    all.iter_mut().zip(names).for_each(|(one, name)| one.set = name);
    Ok(all)
}

/// Reads these kinds through an open connection, and runs no checks.
///
/// # Errors
/// If the source cannot be used.
pub async fn read(
    connection: Connection,
    wanted: &SourceRequest,
    today: Day,
    kinds: &[Kind],
) -> Result<SourceVerdicts, Failure> {
    connection.notes.iter().for_each(|note| say(note));
    let patience = wanted.request_timeout.unwrap_or(PATIENCE);
    let mut snapshot = Snapshot::default();
    snapshot.set_parameters(wanted.config.parameters.clone());
    snapshot.set_extent(connection.origin.extent());
    let (watches, mut news) = Watches::start(connection.client.clone(), connection.scope.clone(), kinds);
    let place = SettleScope { scope: &connection.scope, kinds };
    listen(&mut news, &mut snapshot, place, patience).await?;
    drop(watches);
    if snapshot.schema().is_none() || snapshot.server().is_none() {
        let asked = async {
            tokio::join!(discover::schema(&connection.client), discover::version(&connection.client))
        };
        if let Ok((schema, server)) = tokio::time::timeout(patience, asked).await {
            let told = schema.map(Change::Schema).into_iter().chain(server.map(Change::Server));
            told.for_each(|change| snapshot.apply(change, &mut Dirty::default()));
        }
    }
    for one in connection.unread() {
        snapshot.apply(one.into(), &mut Dirty::default());
    }
    require_connection(&snapshot, &connection)?;
    absent(&snapshot, &connection)?;
    let namespaces = namespaces(&snapshot, &connection);
    Ok(SourceVerdicts {
        connection,
        snapshot,
        report: Report::default(),
        namespaces,
        today,
        set: String::new(),
    })
}

/// Takes what watches report until these kinds are complete, refused or not served.
///
/// # Errors
/// If nothing could be read.
pub async fn settle(
    news: &mut Receiver<News>,
    snapshot: &mut Snapshot,
    connection: &Connection,
    kinds: &[Kind],
    patience: Duration,
) -> Result<(), Failure> {
    listen(news, snapshot, SettleScope { scope: &connection.scope, kinds }, patience).await?;
    require_connection(snapshot, connection)?;
    absent(snapshot, connection)
}

/// A named namespace that does not exist is a mistake, not a clean namespace.
fn absent(snapshot: &Snapshot, connection: &Connection) -> Result<(), Failure> {
    if connection.origin != Origin::Cluster {
        return Ok(());
    }
    let gone = |name: &&String| match snapshot.feeds().own(Kind::Namespace, name) {
        Some(Feed::Absent) => true,
        Some(feed) => feed.known() && snapshot.space(name).is_none_or(|space| space.namespace().is_none()),
        None => false,
    };
    connection.only.iter().find(gone).map_or(Ok(()), |name| {
        let words = format!("Reading namespace {name}: it does not exist. Check the name after -n.");
        Err(Failure::usage(words))
    })
}

/// What is requested, and where.
#[derive(Clone, Copy)]
struct SettleScope<'a> {
    scope: &'a WatchScope,
    kinds: &'a [Kind],
}

impl SettleScope<'_> {
    fn settled(self, feeds: &Feeds) -> bool {
        self.kinds.iter().all(|kind| kind_settled(feeds, self.scope, *kind))
    }

    fn open(self, feeds: &Feeds) -> Vec<&'static str> {
        let open = self.kinds.iter().filter(|kind| !kind_settled(feeds, self.scope, **kind));
        open.map(|kind| kind.info().plural).collect()
    }
}

async fn listen(
    news: &mut Receiver<News>,
    snapshot: &mut Snapshot,
    place: SettleScope<'_>,
    patience: Duration,
) -> Result<(), Failure> {
    let (mut dirty, mut found) = (Dirty::default(), false);
    let mut deadline = Instant::now() + patience;
    while !place.settled(snapshot.feeds()) {
        match timeout_at(deadline, news.recv()).await {
            Ok(Some(News::Changes(batch))) => {
                for change in batch {
                    if is_progress(&change, snapshot.feeds()) {
                        deadline = Instant::now() + patience;
                    }
                    snapshot.apply(change, &mut dirty);
                }
            }
            Ok(Some(News::Found)) => found = true,
            Ok(Some(News::Lost(trouble))) => return Err(Failure::reading(&trouble)),
            Err(_) if !found => return Err(silence(patience)),
            Err(_) => {
                let left = place.open(snapshot.feeds()).join(", ");
                say(&format!(
                    "No answer within {} s about {left}: verdicts that need them are unknown.",
                    patience.as_secs_f32()
                ));
                return Ok(());
            }
            Ok(None) => return Ok(()),
        }
    }
    Ok(())
}

fn silence(patience: Duration) -> Failure {
    let words = format!(
        "Asking what the cluster serves: no answer within {} s. Check the network, or wait longer with --request-timeout.",
        patience.as_secs_f32()
    );
    Failure { exit: Exit::Unreachable, words }
}

/// Returns whether a change is progress on a kind that is still open; a busy kind must not delay the end for a
/// silent one indefinitely.
fn is_progress(change: &Change, feeds: &Feeds) -> bool {
    match change {
        Change::Put(object) => !is_settled(feeds.of(object.kind(), &object.meta().namespace)),
        // A kind that fails repeatedly reports every failure.
        Change::Feed { kind, namespace, feed } => feeds.own(*kind, namespace) != Some(feed),
        Change::Listed { .. } => true,
        Change::Gone { .. }
        | Change::Unreadable { .. }
        | Change::Schema(_)
        | Change::Server(_)
        | Change::Pause(_) => false,
    }
}

fn is_settled(feed: &Feed) -> bool {
    !matches!(feed, Feed::Opening(_))
}

/// Returns whether a kind is complete, wherever it is followed.
fn kind_settled(feeds: &Feeds, scope: &WatchScope, kind: Kind) -> bool {
    let is_namespace = kind == Kind::Namespace;
    match kind.info().reach {
        KindScope::Only(namespace, _) => is_settled(feeds.of(kind, namespace)),
        KindScope::Cluster if !is_namespace => is_settled(feeds.everywhere(kind)),
        KindScope::Cluster | KindScope::Namespaced if !scope.named.is_empty() => {
            scope.places(kind).iter().all(|name| match feeds.own(kind, name) {
                Some(feed) => is_settled(feed),
                // Read everywhere, or not available; a refusal is followed by the namespace's own feed.
                None => match feeds.everywhere(kind) {
                    Feed::Forbidden(_) | Feed::NotAsked => false,
                    feed => is_settled(feed),
                },
            })
        }
        KindScope::Cluster | KindScope::Namespaced => match feeds.everywhere(kind) {
            // Where the cluster cannot be listed, the fallback namespace comes next.
            Feed::Forbidden(_) if !scope.fallback.is_empty() => feeds
                .iter()
                .any(|(of, place, feed)| of == kind && place == scope.fallback && is_settled(feed)),
            feed => is_settled(feed),
        },
    }
}

/// A source that served nothing for technical reasons was not reached.
fn require_connection(snapshot: &Snapshot, connection: &Connection) -> Result<(), Failure> {
    let feeds = || snapshot.feeds().iter().map(|(_, _, feed)| feed);
    if feeds().any(|feed| feed.known() || matches!(feed, Feed::Forbidden(_))) {
        return Ok(());
    }
    let Some(why) = feeds().find_map(|feed| if let Feed::Failed(why) = feed { Some(why) } else { None })
    else {
        return Ok(());
    };
    let words = format!(
        "Reading {}: {why}. Nothing could be read; check the cluster, then try again.",
        connection.host
    );
    Err(Failure { exit: Exit::Unreachable, words })
}

fn namespaces(snapshot: &Snapshot, connection: &Connection) -> Vec<String> {
    let scope = &connection.scope;
    let mut all: Vec<String> = connection.only.iter().filter(|name| !name.is_empty()).cloned().collect();
    if all.is_empty() {
        all = snapshot.spaces().map(|space| space.name.to_string()).collect();
        if !snapshot.feeds().everywhere(Kind::Namespace).known() {
            all.extend(Some(scope.fallback.clone()).filter(|name| !name.is_empty()));
        }
    }
    all.sort();
    all.dedup();
    all
}
