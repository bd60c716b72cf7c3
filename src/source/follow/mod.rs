//! Follows one kind: its objects as changes, its state as a feed, until the listener is gone.
//!
//! A list comes first, then a watch continues from its version. A watch that ends is opened again at the same
//! version; it lists again only if the history is gone or the server cannot continue.

mod alone;
mod ask;
mod batch;
mod cut;
mod list;
mod watch;

pub(super) use ask::{body, in_time};

use super::sources::FunctionSources;
use super::trouble::{Trouble, TroubleKind};
use super::wire::ServedKind;
use crate::decode;
use crate::model::{Change, Feed, Kind, Loss};
use kube::Client;
use kube::runtime::watcher::DefaultBackoff;
use list::ListError;
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::mpsc::Sender;
use tracing::{debug, info};

/// What is followed, and where.
#[derive(Clone)]
pub struct WatchTarget {
    pub client: Client,
    pub served: ServedKind,
    /// `None`: across namespaces.
    pub namespace: Option<String>,
    /// The only object of interest.
    pub name: Option<String>,
    /// It can be requested by its name, but not listed.
    pub alone: bool,
    /// Where the files of Functions from git are.
    pub sources: FunctionSources,
}

/// Pause before a forbidden kind is requested again.
const FORBIDDEN_PAUSE: Duration = Duration::from_secs(300);

/// The state kept from one attempt to the next.
#[derive(Default)]
struct State {
    live: bool,
    stale: bool,
    /// The newest version that was received.
    version: Option<String>,
    backoff: DefaultBackoff,
}

impl State {
    fn pause(&mut self) -> Duration {
        self.backoff.next().unwrap_or(Duration::from_secs(30))
    }
}

/// How an attempt ended.
enum FollowEnd {
    /// The listener is gone.
    Closed,
    /// The kind cannot be read, with the server's message.
    Refused(Trouble),
    /// The one object does not exist.
    Absent(Trouble),
    /// The one object was read, but cannot be watched.
    Unwatched,
    /// The history is gone: list again.
    Expired,
    Failed(Trouble),
}

impl WatchTarget {
    fn kind(&self) -> Kind {
        self.served.kind
    }

    fn place(&self) -> String {
        let name = || self.name.clone().unwrap_or_default();
        self.namespace.clone().unwrap_or_else(name)
    }

    pub fn feed(&self, feed: Feed) -> Change {
        let (kind, place, state, why) = (self.kind().info().name, self.place(), feed.word(), feed.why());
        if matches!(feed, Feed::Opening(_)) {
            debug!(target: "fnsec::feed", kind, place, state, "feed");
        } else {
            info!(target: "fnsec::feed", kind, place, state, why, "feed");
        }
        Change::Feed { kind: self.kind(), namespace: self.place(), feed }
    }

    /// Returns the changes that report a loss: the state, and the time of the next attempt.
    fn report_loss(&self, feed: Feed, pause: Duration) -> [Change; 2] {
        [self.feed(feed), Change::Pause(pause.as_secs().max(1))]
    }

    /// Runs until the listener is gone.
    pub async fn follow(self, out: Sender<Vec<Change>>) {
        self.run(&out, false).await;
    }

    /// Does the same, but if the kind cannot be listed at all, it reports why and ends.
    pub async fn follow_unless_refused(&self, out: &Sender<Vec<Change>>) -> Option<String> {
        self.run(out, true).await
    }

    async fn run(&self, out: &Sender<Vec<Change>>, leave: bool) -> Option<String> {
        let mut state = State::default();
        let mut news = vec![self.feed(Feed::Opening(0))];
        loop {
            if !news.is_empty() && out.send(std::mem::take(&mut news)).await.is_err() {
                return None;
            }
            let pause = match self.attempt(out, &mut state).await {
                FollowEnd::Closed => return None,
                FollowEnd::Refused(trouble)
                    if leave && !state.live && trouble.kind == TroubleKind::Forbidden =>
                {
                    return Some(trouble.why);
                }
                FollowEnd::Refused(trouble) => {
                    let missing = trouble.kind == TroubleKind::NotFound;
                    let feed = if missing { Feed::NotServed } else { Feed::Forbidden(trouble.why) };
                    news.push(self.feed(feed));
                    FORBIDDEN_PAUSE
                }
                FollowEnd::Absent(trouble) => {
                    let feed =
                        if self.kind() == Kind::Namespace { Feed::Absent } else { Feed::Failed(trouble.why) };
                    news.push(self.feed(feed));
                    FORBIDDEN_PAUSE
                }
                FollowEnd::Unwatched => FORBIDDEN_PAUSE,
                FollowEnd::Expired => state.pause(),
                FollowEnd::Failed(trouble) => {
                    let feed = if state.live {
                        stale(trouble)
                    } else if trouble.kind.needs_login() {
                        Feed::LoggedOut(trouble.why)
                    } else {
                        Feed::Failed(trouble.why)
                    };
                    state.stale = state.live;
                    let pause = state.pause();
                    news.extend(self.report_loss(feed, pause));
                    pause
                }
            };
            if !news.is_empty() && out.send(std::mem::take(&mut news)).await.is_err() {
                return None;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = out.closed() => return None,
            }
        }
    }

    /// Lists and watches, until one of them fails.
    async fn attempt(&self, out: &Sender<Vec<Change>>, state: &mut State) -> FollowEnd {
        let listed = if self.alone { self.look(out).await } else { self.list(state, out).await };
        let version = match listed {
            Ok(version) => version,
            Err(ListError::Closed) => return FollowEnd::Closed,
            Err(ListError::Trouble(trouble)) if self.alone && trouble.kind == TroubleKind::NotFound => {
                return FollowEnd::Absent(trouble);
            }
            Err(ListError::Trouble(trouble)) => return end(state, trouble),
        };
        state.live = true;
        state.stale = false;
        state.version = Some(version);
        match self.watch(out, state).await {
            FollowEnd::Refused(_) if self.alone => FollowEnd::Unwatched,
            end => end,
        }
    }

    fn decode(&self, text: &str) -> Change {
        match decode::object(self.kind(), text) {
            Ok(mut object) => {
                // It runs git, and other watches continue meanwhile where there are several threads. Moving work
                // to another thread costs more than decoding, so nothing else is moved.
                if self.sources.concern(&object) {
                    apart(|| self.sources.supply(&mut object, text));
                }
                Change::Put(object)
            }
            Err(broken) => Change::Unreadable {
                kind: self.kind(),
                namespace: broken.namespace,
                name: broken.name,
                why: broken.why,
            },
        }
    }
}

/// Runs what may take long so that other tasks of a runtime with several threads continue.
fn apart(work: impl FnOnce()) {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

fn end(state: &mut State, trouble: Trouble) -> FollowEnd {
    match trouble.kind {
        TroubleKind::Forbidden | TroubleKind::NotFound => FollowEnd::Refused(trouble),
        TroubleKind::Gone => {
            state.version = None;
            FollowEnd::Expired
        }
        TroubleKind::Unreachable
        | TroubleKind::Unauthenticated
        | TroubleKind::Conflict
        | TroubleKind::Refused
        | TroubleKind::Configuration
        | TroubleKind::Other => FollowEnd::Failed(trouble),
    }
}

/// Returns the state of a feed that was live before this trouble.
fn stale(trouble: Trouble) -> Feed {
    let loss = if trouble.kind.needs_login() { Loss::Credentials } else { Loss::Connection };
    Feed::Stale(loss, trouble.why)
}
