//! Follows all kinds at once: across the cluster where listing is allowed, otherwise namespace by namespace.

use super::Trouble;
use super::discover::{self, Catalogue};
use super::follow::WatchTarget;
use super::sources::FunctionSources;
use super::wire::ServedKind;
use crate::model::kind::KindScope;
use crate::model::{Change, Feed, Kind};
use kube::Client;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

/// What a source sends to its listener.
#[derive(Debug)]
pub enum News {
    Changes(Vec<Change>),
    /// The cluster cannot be reached; everything known stays unchanged.
    Lost(Trouble),
    /// The cluster can be reached (again).
    Found,
}

/// The running watches of one connection; dropping them ends them.
pub struct Watches {
    tasks: JoinSet<()>,
}

/// Namespaces to read; none named means all that can be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchScope {
    pub named: Vec<String>,
    /// The namespace to read when none is named and namespaces cannot be listed.
    pub fallback: String,
    /// Where the files of Functions from git are.
    pub sources: FunctionSources,
}

/// The namespaces of the platform and the mesh: their objects affect the named namespaces.
pub const BESIDE: [&str; 2] = ["kyma-system", "istio-system"];
/// Kinds that are read there too.
const READ_BESIDE: [Kind; 5] = [Kind::Namespace, Kind::Deployment, Kind::Pod, Kind::Service, Kind::ConfigMap];

impl WatchScope {
    /// Returns the namespaces in which a kind is followed, if some are named.
    #[must_use]
    pub fn places(&self, kind: Kind) -> Vec<String> {
        let mut all: Vec<String> = self.named.iter().filter(|name| !name.is_empty()).cloned().collect();
        if !all.is_empty() && READ_BESIDE.contains(&kind) {
            let more: Vec<String> = BESIDE
                .iter()
                .filter(|name| !all.iter().any(|one| one == *name))
                .map(|name| (*name).to_owned())
                .collect();
            all.extend(more);
        }
        all
    }
}

/// Number of batches that may wait before the watches do.
const WAITING: usize = 64;
/// The kinds that users read first, requested before everything else.
const FIRST: [Kind; 2] = [Kind::Namespace, Kind::Function];
/// The longest time that everything else waits for them, on a fast link.
const HEAD_START: Duration = Duration::from_millis(150);
/// On a slow link, which all kinds share, it is this multiple of the time that discovery took.
const SLOWER: u32 = 8;
const LONGEST_START: Duration = Duration::from_secs(5);
/// Kinds whose objects affect other namespaces than their own: they are read everywhere, if permissions
/// allow.
const DECIDES_ELSEWHERE: [Kind; 12] = [
    Kind::APIRule,
    Kind::VirtualService,
    Kind::HTTPRoute,
    Kind::Ingress,
    Kind::Gateway,
    Kind::RateLimit,
    Kind::AuthorizationPolicy,
    Kind::RequestAuthentication,
    Kind::PeerAuthentication,
    Kind::Serverless,
    Kind::DockerRegistry,
    Kind::Istio,
];
/// Seconds between attempts to reach a cluster that does not answer.
const PAUSES: [u64; 6] = [1, 2, 4, 8, 16, 30];

impl Watches {
    /// Starts the watches; the receiver gets everything from the first feed on.
    #[must_use]
    pub fn start(client: Client, scope: WatchScope, kinds: &[Kind]) -> (Self, Receiver<News>) {
        let (out, news) = channel(WAITING);
        let mut tasks = JoinSet::new();
        tasks.spawn(run(client, scope, kinds.to_vec(), out));
        (Self { tasks }, news)
    }

    pub fn stop(&mut self) {
        self.tasks.abort_all();
    }
}

fn seconds(tries: usize) -> u64 {
    PAUSES.get(tries).or(PAUSES.last()).copied().unwrap_or(30)
}

/// Returns how long the first kinds go ahead, based on the duration of discovery.
fn head_start(took: Duration) -> Duration {
    (took * SLOWER).clamp(HEAD_START, LONGEST_START)
}

async fn run(client: Client, scope: WatchScope, kinds: Vec<Kind>, out: Sender<News>) {
    let mut tries = 0;
    let mut asked = Instant::now();
    let catalogue = loop {
        match discover::catalogue(&client).await {
            Ok(catalogue) => break catalogue,
            Err(trouble) => {
                if out.send(News::Lost(trouble)).await.is_err() {
                    return;
                }
                let seconds = seconds(tries);
                let _ = out.send(News::Changes(vec![Change::Pause(seconds)])).await;
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                tries += 1;
                asked = Instant::now();
            }
        }
    };
    let ahead = head_start(asked.elapsed());
    let _ = out.send(News::Found).await;
    let (changes, mut heard) = channel::<Vec<Change>>(WAITING);
    let mut tasks = JoinSet::new();
    let (first, rest): (Vec<Kind>, Vec<Kind>) = kinds.into_iter().partition(|kind| FIRST.contains(kind));
    let plan = WatchPlan { client, scope, catalogue };
    let absent = plan.start(&first, &changes, &mut tasks);
    // If there will be no Functions, nothing waits for them.
    let awaited = first.contains(&Kind::Function) && !absent.iter().any(brings_rows);
    let _ = out.send(News::Changes(absent)).await;
    let end = Instant::now() + if awaited { ahead } else { Duration::ZERO };
    while let Ok(Some(batch)) = timeout_at(end, heard.recv()).await {
        let arrived = batch.iter().any(brings_rows);
        let _ = out.send(News::Changes(batch)).await;
        if arrived {
            break;
        }
    }
    tasks.spawn(tell_schema(plan.client.clone(), changes.clone()));
    let absent = plan.start(&rest, &changes, &mut tasks);
    let _ = out.send(News::Changes(absent)).await;
    drop(changes);
    while let Some(batch) = heard.recv().await {
        if out.send(News::Changes(batch)).await.is_err() {
            return;
        }
    }
}

/// Returns whether a change brings rows, or shows that none will come.
fn brings_rows(change: &Change) -> bool {
    match change {
        Change::Put(object) => object.kind() == Kind::Function,
        Change::Feed { kind: Kind::Function, feed, .. } => !matches!(feed, Feed::Opening(_)),
        _ => false,
    }
}

async fn tell_schema(client: Client, out: Sender<Vec<Change>>) {
    let (schema, server) = tokio::join!(discover::schema(&client), discover::version(&client));
    let told = schema.map(Change::Schema).into_iter().chain(server.map(Change::Server));
    let _ = out.send(told.collect()).await;
}

struct WatchPlan {
    client: Client,
    scope: WatchScope,
    catalogue: Catalogue,
}

impl WatchPlan {
    /// Follows kinds; returns those that are not served.
    fn start(&self, kinds: &[Kind], out: &Sender<Vec<Change>>, tasks: &mut JoinSet<()>) -> Vec<Change> {
        let whole = self.scope.named.is_empty();
        let mut absent = Vec::new();
        for kind in kinds.iter().copied() {
            let Some(served) = self.catalogue.of(kind) else {
                absent.push(not_served(kind));
                continue;
            };
            let target = self.target(served);
            match kind.info().reach {
                KindScope::Only(namespace, name) => {
                    let one =
                        WatchTarget { namespace: Some(namespace.into()), name: Some(name.into()), ..target };
                    tasks.spawn(one.follow(out.clone()));
                }
                KindScope::Cluster if kind == Kind::Namespace && !whole => {
                    for name in self.scope.places(kind) {
                        let one = WatchTarget { name: Some(name.clone()), ..target.clone() };
                        tasks.spawn(wide_or_narrow(one, vec![name], out.clone()));
                    }
                }
                KindScope::Cluster if kind == Kind::Namespace => {
                    let known = vec![self.scope.fallback.clone()];
                    tasks.spawn(wide_or_narrow(target, known, out.clone()));
                }
                KindScope::Cluster => {
                    tasks.spawn(target.follow(out.clone()));
                }
                KindScope::Namespaced if whole => {
                    let fallback = self.scope.fallback.clone();
                    tasks.spawn(everywhere_or_here(target, fallback, out.clone()));
                }
                KindScope::Namespaced if DECIDES_ELSEWHERE.contains(&kind) => {
                    tasks.spawn(everywhere_or_these(target, self.scope.named.clone(), out.clone()));
                }
                KindScope::Namespaced => {
                    absent.push(target.feed(Feed::NotAsked));
                    for namespace in self.scope.places(kind) {
                        let here = WatchTarget { namespace: Some(namespace), ..target.clone() };
                        tasks.spawn(here.follow(out.clone()));
                    }
                }
            }
        }
        absent
    }

    fn target(&self, served: ServedKind) -> WatchTarget {
        let (client, sources) = (self.client.clone(), self.scope.sources.clone());
        WatchTarget { client, served, namespace: None, name: None, alone: false, sources }
    }
}

fn not_served(kind: Kind) -> Change {
    tracing::info!(target: "fnsec::feed", kind = kind.info().name, state = Feed::NotServed.word(), "feed");
    Change::Feed { kind, namespace: kind.info().place().to_owned(), feed: Feed::NotServed }
}

/// Follows a kind across namespaces; if that is forbidden, only in the fallback namespace.
async fn everywhere_or_here(target: WatchTarget, fallback: String, out: Sender<Vec<Change>>) {
    if fallback.is_empty() {
        return target.follow(out).await;
    }
    if let Some(why) = target.follow_unless_refused(&out).await {
        let here = WatchTarget { namespace: Some(fallback), ..target.clone() };
        let _ = out.send(vec![target.feed(Feed::Forbidden(why)), here.feed(Feed::Opening(0))]).await;
        here.follow(out).await;
    }
}

/// Follows a kind across namespaces; if that is forbidden, in the named namespaces.
async fn everywhere_or_these(target: WatchTarget, named: Vec<String>, out: Sender<Vec<Change>>) {
    let Some(why) = target.follow_unless_refused(&out).await else { return };
    let these: Vec<WatchTarget> =
        named.into_iter().map(|name| WatchTarget { namespace: Some(name), ..target.clone() }).collect();
    let mut feeds = vec![target.feed(Feed::Forbidden(why))];
    feeds.extend(these.iter().map(|one| one.feed(Feed::Opening(0))));
    let _ = out.send(feeds).await;
    futures::future::join_all(these.into_iter().map(|watch_target| watch_target.follow(out.clone()))).await;
}

/// Follows namespaces, or one; if they cannot be listed, follows the known ones by name.
async fn wide_or_narrow(target: WatchTarget, known: Vec<String>, out: Sender<Vec<Change>>) {
    let Some(why) = target.follow_unless_refused(&out).await else {
        return;
    };
    let by_name = |name: String| WatchTarget { name: Some(name), alone: true, ..target.clone() };
    let known: Vec<WatchTarget> = known.into_iter().filter(|name| !name.is_empty()).map(by_name).collect();
    if target.name.is_none() {
        let mut feeds = vec![target.feed(Feed::Forbidden(why))];
        feeds.extend(known.iter().map(|one| one.feed(Feed::Opening(0))));
        let _ = out.send(feeds).await;
    }
    futures::future::join_all(known.into_iter().map(|watch_target| watch_target.follow(out.clone()))).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slower_the_link_the_longer_the_first_rows_go_ahead() {
        let start = |millis| head_start(Duration::from_millis(millis));
        assert_eq!(start(2), HEAD_START);
        assert_eq!(start(500), Duration::from_secs(4));
        assert_eq!(start(60_000), LONGEST_START);
    }
}
