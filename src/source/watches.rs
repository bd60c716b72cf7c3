//! All kinds at once: what may be listed across the cluster is, the rest namespace by namespace.

use super::Trouble;
use super::discover::{self, Catalogue};
use super::follow::Target;
use super::trouble::Sort;
use crate::door;
use crate::model::kind::Reach;
use crate::model::{Change, Feed, Kind};
use kube::Client;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;

/// What a source tells its listener.
#[derive(Debug)]
pub enum News {
    Changes(Vec<Change>),
    /// The cluster cannot be spoken to; everything known stays as it was.
    Lost(Trouble),
    /// It can be spoken to (again).
    Found,
}

/// The running watches of one connection; dropping them ends them.
pub struct Watches {
    tasks: JoinSet<()>,
}

/// Namespaces to look at; none named means all that can be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub named: Vec<String>,
    /// Where to look when nothing is named and namespaces cannot be listed.
    pub fallback: String,
}

/// Batches that may wait before the watches do.
const WAITING: usize = 64;
/// Seconds between tries to reach a cluster that does not answer.
const PAUSES: [u64; 6] = [1, 2, 4, 8, 16, 30];

impl Watches {
    /// Starts to look; the receiver hears everything from the first feed on.
    pub fn start(client: Client, scope: Scope, kinds: &[Kind]) -> (Self, Receiver<News>) {
        let (out, news) = channel(WAITING);
        let mut tasks = JoinSet::new();
        tasks.spawn(run(client, scope, kinds.to_vec(), out));
        (Self { tasks }, news)
    }

    pub fn stop(&mut self) {
        self.tasks.abort_all();
    }
}

async fn pause(tries: usize) {
    let seconds = PAUSES.get(tries).or(PAUSES.last()).copied().unwrap_or(30);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

async fn run(client: Client, scope: Scope, kinds: Vec<Kind>, out: Sender<News>) {
    let mut tries = 0;
    let catalogue = loop {
        match discover::catalogue(&client).await {
            Ok(catalogue) => break catalogue,
            Err(trouble) => {
                if out.send(News::Lost(trouble)).await.is_err() {
                    return;
                }
                pause(tries).await;
                tries += 1;
            }
        }
    };
    let _ = out.send(News::Found).await;
    let (changes, mut heard) = channel::<Vec<Change>>(WAITING);
    let mut tasks = JoinSet::new();
    tasks.spawn(tell_schema(client.clone(), changes.clone()));
    let plan = Plan { client, scope, kinds, catalogue };
    plan.start(&changes, &mut tasks).await;
    drop(changes);
    while let Some(batch) = heard.recv().await {
        if out.send(News::Changes(batch)).await.is_err() {
            return;
        }
    }
}

async fn tell_schema(client: Client, out: Sender<Vec<Change>>) {
    let (schema, server) = tokio::join!(discover::schema(&client), discover::version(&client));
    let told = schema.map(Change::Schema).into_iter().chain(server.map(Change::Server));
    let _ = out.send(told.collect()).await;
}

struct Plan {
    client: Client,
    scope: Scope,
    kinds: Vec<Kind>,
    catalogue: Catalogue,
}

impl Plan {
    async fn start(&self, out: &Sender<Vec<Change>>, tasks: &mut JoinSet<()>) {
        let whole = self.scope.named.is_empty();
        for kind in self.kinds.iter().copied() {
            let Some(served) = self.catalogue.of(kind) else {
                let _ = out.send(vec![not_served(kind)]).await;
                continue;
            };
            let target = Target { client: self.client.clone(), served, namespace: None, name: None };
            match kind.info().reach {
                Reach::Only(namespace, name) => {
                    let one = Target { namespace: Some(namespace.into()), name: Some(name.into()), ..target };
                    tasks.spawn(one.follow(out.clone()));
                }
                Reach::Cluster if kind == Kind::Namespace && !whole => {
                    for name in &self.scope.named {
                        let alone = self.clone_names(std::slice::from_ref(name));
                        let one = Target { name: Some(name.clone()), ..target.clone() };
                        tasks.spawn(wide_or_narrow(one, alone, out.clone()));
                    }
                }
                Reach::Cluster if kind == Kind::Namespace => {
                    let alone = self.clone_names(std::slice::from_ref(&self.scope.fallback));
                    tasks.spawn(wide_or_narrow(target, alone, out.clone()));
                }
                Reach::Cluster => {
                    tasks.spawn(target.follow(out.clone()));
                }
                Reach::Namespaced if whole => {
                    let fallback = self.scope.fallback.clone();
                    tasks.spawn(everywhere_or_here(target, fallback, out.clone()));
                }
                Reach::Namespaced => {
                    for namespace in &self.scope.named {
                        let here = Target { namespace: Some(namespace.clone()), ..target.clone() };
                        tasks.spawn(here.follow(out.clone()));
                    }
                }
            }
        }
    }

    fn clone_names(&self, names: &[String]) -> Names {
        let names = names.iter().filter(|name| !name.is_empty()).cloned().collect();
        Names { client: self.client.clone(), names }
    }
}

fn not_served(kind: Kind) -> Change {
    Change::Feed { kind, namespace: kind.info().place().to_owned(), feed: Feed::NotServed }
}

/// Follows a kind across namespaces; where that is forbidden, in the fallback namespace alone.
async fn everywhere_or_here(target: Target, fallback: String, out: Sender<Vec<Change>>) {
    if fallback.is_empty() {
        return target.follow(out).await;
    }
    if let Some(why) = target.follow_unless_refused(&out).await {
        let here = Target { namespace: Some(fallback), ..target.clone() };
        let _ = out.send(vec![target.feed(Feed::Forbidden(why)), here.feed(Feed::Opening(0))]).await;
        here.follow(out).await;
    }
}

/// Follows namespaces, or one; where they may not be listed, reads the known ones by name.
async fn wide_or_narrow(target: Target, alone: Names, out: Sender<Vec<Change>>) {
    if let Some(why) = target.follow_unless_refused(&out).await {
        if target.name.is_none() {
            let mut feeds = vec![target.feed(Feed::Forbidden(why))];
            feeds.extend(alone.names.iter().map(|name| namespace_feed(name, Feed::Opening(0))));
            let _ = out.send(feeds).await;
        }
        alone.tell(out).await;
    }
}

/// Namespaces known by name only.
struct Names {
    client: Client,
    names: Vec<String>,
}

impl Names {
    /// Reads each once; a namespace that may not even be read by name still gets its row.
    async fn tell(self, out: Sender<Vec<Change>>) {
        for name in &self.names {
            for tries in 0.. {
                let (changes, again) = self.row(name).await;
                if out.send(changes).await.is_err() {
                    return;
                }
                if !again {
                    break;
                }
                pause(tries).await;
            }
        }
    }

    /// The namespace and its feed, and whether to ask again.
    async fn row(&self, name: &str) -> (Vec<Change>, bool) {
        let feed = |feed| namespace_feed(name, feed);
        match self.read(name).await {
            Ok(text) => (vec![decoded(&text), feed(Feed::Live)], false),
            Err(trouble) if trouble.sort == Sort::Forbidden => {
                (vec![feed(Feed::Forbidden(trouble.why))], false)
            }
            Err(trouble) => {
                let again = trouble.sort == Sort::Unreachable;
                (vec![feed(Feed::Failed(trouble.why))], again)
            }
        }
    }

    async fn read(&self, name: &str) -> Result<String, Trouble> {
        let what = "Reading the namespace";
        let request = http::Request::get(format!("/api/v1/namespaces/{name}")).body(Vec::new());
        let request = request
            .map_err(|why| Trouble::configuration(what, why.to_string(), "Check the namespace's name."))?;
        self.client.request_text(request).await.map_err(|why| Trouble::of(what, &why))
    }
}

fn namespace_feed(name: &str, feed: Feed) -> Change {
    Change::Feed { kind: Kind::Namespace, namespace: name.to_owned(), feed }
}

fn decoded(text: &str) -> Change {
    match door::decode(Kind::Namespace, text) {
        Ok(object) => Change::Put(object),
        Err(broken) => Change::Unreadable {
            kind: Kind::Namespace,
            namespace: String::new(),
            name: broken.name,
            why: broken.why,
        },
    }
}
