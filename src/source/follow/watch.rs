//! The changes after a list: events as changes, as long as the server sends them.

use super::ask::{ListRequest, in_time};
use super::batch::ChangeBatch;
use super::{FollowEnd, State, WatchTarget, end, stale};
use crate::decode;
use crate::model::{Change, Feed};
use crate::source::Trouble;
use crate::source::failure;
use crate::source::wire::Wire;
use futures::StreamExt;
use kube::core::WatchEvent;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, timeout};

/// Maximum number of changes in one batch.
const BATCH: usize = 512;
/// A server sends a bookmark every minute; a watch that is silent for this long is considered dead.
const SILENCE: Duration = Duration::from_secs(180);
/// A watch that ends sooner without an event is opened again only after a pause.
const SHORT: Duration = Duration::from_secs(1);

/// The result of one watch.
enum WatchOutcome {
    Closed,
    /// It ended normally; whether to wait before the next one.
    Ended {
        calmly: bool,
    },
    Trouble(Trouble),
}

impl WatchTarget {
    /// Watches from the known version, again and again.
    pub(super) async fn watch(&self, out: &Sender<Vec<Change>>, state: &mut State) -> FollowEnd {
        loop {
            let pause = match self.listen(out, state).await {
                WatchOutcome::Closed => return FollowEnd::Closed,
                WatchOutcome::Ended { calmly: false } => Duration::ZERO,
                WatchOutcome::Ended { calmly: true } => state.pause(),
                WatchOutcome::Trouble(trouble) => match end(state, trouble) {
                    FollowEnd::Failed(trouble) => {
                        state.stale = true;
                        let pause = state.pause();
                        if out.send(self.report_loss(stale(trouble), pause).into()).await.is_err() {
                            return FollowEnd::Closed;
                        }
                        pause
                    }
                    other => return other,
                },
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = out.closed() => return FollowEnd::Closed,
            }
        }
    }

    async fn listen(&self, out: &Sender<Vec<Change>>, state: &mut State) -> WatchOutcome {
        let ask = ListRequest::Watch(state.version.clone().unwrap_or_default());
        let request = match self.request(&ask) {
            Ok(request) => request,
            Err(trouble) => return WatchOutcome::Trouble(trouble),
        };
        let opened = in_time(ask.what(), self.client.request_events::<Wire>(request)).await;
        let events = match opened.and_then(|opened| opened.map_err(|why| Trouble::of(ask.what(), &why))) {
            Ok(events) => events,
            Err(trouble) => return WatchOutcome::Trouble(trouble),
        };
        let begun = Instant::now();
        let mut events = pin!(events.ready_chunks(BATCH));
        // An answered watch proves that the server is back, even without events.
        let mut changes = self.revived(state);
        let mut quiet = true;
        loop {
            if !changes.is_empty() && out.send(std::mem::take(&mut changes)).await.is_err() {
                return WatchOutcome::Closed;
            }
            let batch = tokio::select! {
                batch = timeout(SILENCE, events.next()) => batch,
                () = out.closed() => return WatchOutcome::Closed,
            };
            let Ok(Some(batch)) = batch else {
                return WatchOutcome::Ended { calmly: quiet && begun.elapsed() < SHORT };
            };
            let mut taken = ChangeBatch::default();
            let mut outcome = None;
            for event in batch {
                outcome = match event.map(|event| self.take(event, state, &mut taken)) {
                    Ok(Ok(())) => {
                        quiet = false;
                        continue;
                    }
                    Ok(Err(trouble)) => Some(WatchOutcome::Trouble(trouble)),
                    Err(why) if failure::is_too_large(&why) => {
                        Some(WatchOutcome::Trouble(Trouble::of("Watching", &why)))
                    }
                    // Interrupted; the cause shows when the watch is opened again.
                    Err(_) => Some(WatchOutcome::Ended { calmly: quiet && begun.elapsed() < SHORT }),
                };
                break;
            }
            taken.decode(self, &mut changes).await;
            if let Some(outcome) = outcome {
                return self.leave(out, changes, outcome).await;
            }
        }
    }

    async fn leave(
        &self,
        out: &Sender<Vec<Change>>,
        changes: Vec<Change>,
        heard: WatchOutcome,
    ) -> WatchOutcome {
        let told = changes.is_empty() || out.send(changes).await.is_ok();
        if told { heard } else { WatchOutcome::Closed }
    }

    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    fn revived(&self, state: &mut State) -> Vec<Change> {
        let stale = std::mem::take(&mut state.stale);
        if stale { vec![self.feed(Feed::Live)] } else { Vec::new() }
    }

    fn take(
        &self,
        event: WatchEvent<Wire>,
        state: &mut State,
        batch: &mut ChangeBatch,
    ) -> Result<(), Trouble> {
        match event {
            WatchEvent::Added(one) | WatchEvent::Modified(one) => {
                let meta = decode::head(one.text());
                state.version = Some(meta.resource_version);
                batch.state(meta.namespace, meta.name, one);
            }
            WatchEvent::Deleted(one) => {
                let meta = decode::head(one.text());
                state.version = Some(meta.resource_version);
                let (namespace, name) = (meta.namespace, meta.name);
                let change =
                    Change::Gone { kind: self.kind(), namespace: namespace.clone(), name: name.clone() };
                batch.push_removal(namespace, name, change);
            }
            WatchEvent::Bookmark(mark) => state.version = Some(mark.metadata.resource_version),
            WatchEvent::Error(status) => {
                return Err(Trouble::status("Watching", status.code, &status.reason, &status.message));
            }
        }
        Ok(())
    }
}
