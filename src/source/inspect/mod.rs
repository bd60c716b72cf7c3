//! What an API server knows of an object besides the object: its events, and the last lines of its pods'
//! logs. Both stay open and are passed on as they arrive; nothing is requested again while nothing happens.

mod events;
mod lines;
mod log;
#[cfg(test)]
mod tests;

pub use events::EventRecord;

use super::Trouble;
use super::path::is_name;
use crate::model::ObjectRef;
use kube::Client;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// Waits this long before a stream that ended is opened again.
const PAUSE: Duration = Duration::from_secs(30);

/// What is to be inspected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectTarget {
    pub object: ObjectRef,
    /// The names of all objects that belong to it, such as pods, begin with its name.
    pub has_parts: bool,
    /// The pods whose logs are read, each with the container; none where the object has no pods.
    pub pods: Vec<(String, Option<String>)>,
}

/// A part of the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Inspection {
    /// All events so far, oldest first; whether there are more than are read.
    Events {
        records: Vec<EventRecord>,
        more: bool,
    },
    /// New or changed events.
    Changed(Vec<EventRecord>),
    /// Events cannot be read, or no longer.
    EventsLost(Trouble),
    /// The next lines of the log of a pod.
    Log {
        pod: String,
        lines: Vec<String>,
    },
    LogLost {
        pod: String,
        trouble: Trouble,
    },
    /// The container ended, and its log with it.
    LogEnded {
        pod: String,
    },
}

/// Reads events and logs until the receiver is closed.
pub async fn run(client: Client, target: InspectTarget, out: Sender<Inspection>) {
    let pods = target.pods.iter().map(|(pod, _)| pod.as_str());
    let namespace = Some(target.object.namespace.as_str()).filter(|name| !name.is_empty());
    if !pods.chain(namespace).all(is_name) {
        let trouble = Trouble::configuration(
            "Reading events",
            "a name is not a valid object name",
            "Check the name of the object.",
        );
        let _ = out.send(Inspection::EventsLost(trouble)).await;
        return;
    }
    let logs = target.pods.iter().map(|(pod, container)| {
        log::follow(&client, &target.object.namespace, pod, container.as_deref(), &out)
    });
    tokio::join!(events::follow(&client, &target, &out), futures::future::join_all(logs));
}
