//! The simulation of the demo: controllers that react to users' changes, and a small change now and then.
//!
//! Both end when the cluster's last handle is dropped.

use super::builders;
use super::changes::LastPass;
use super::{controller, workload};
use crate::model::Kind;
use crate::model::platform::Era;
use crate::source::embedded::{Embedded, WeakEmbedded};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::runtime::Handle;

const ROLLOUT: Duration = Duration::from_secs(1);
const PULSE: Duration = Duration::from_secs(20);

pub fn begin(runtime: &Handle, cluster: &Embedded, era: Era) {
    runtime.spawn(follow(cluster.downgrade(), cluster.revisions(), LastPass::look(cluster, era), era));
    runtime.spawn(pulse(cluster.downgrade(), era));
}

async fn follow(
    cluster: WeakEmbedded,
    mut revisions: tokio::sync::watch::Receiver<u64>,
    mut seen: LastPass,
    era: Era,
) {
    let mut turn = 1;
    while revisions.changed().await.is_ok() {
        // Many objects may change at once; they are processed together.
        tokio::time::sleep(ROLLOUT / 2).await;
        let Some(held) = cluster.upgrade() else { return };
        revisions.mark_unchanged();
        let now = LastPass::look(&held, era);
        let work = seen.until(&now);
        seen = now;
        if work.is_empty() {
            continue;
        }
        work.begin(&held, era);
        drop(held);
        tokio::time::sleep(ROLLOUT).await;
        let Some(held) = cluster.upgrade() else { return };
        work.finish(&held, era, turn);
        turn += 1;
    }
}

async fn pulse(cluster: WeakEmbedded, era: Era) {
    let mut turn = 0;
    loop {
        tokio::time::sleep(PULSE).await;
        let Some(held) = cluster.upgrade() else { return };
        beat(&held, era, turn);
        turn += 1;
    }
}

/// Makes one small change: a rollout begins, it ends, a pod is replaced, a label changes.
pub fn beat(cluster: &Embedded, era: Era, turn: u64) {
    let functions = cluster.objects(Kind::Function);
    let at = usize::try_from(turn / 4 * 7 % (functions.len().max(1) as u64)).unwrap_or_default();
    let Some(function) = functions.get(at) else { return };
    let (namespace, name) = (builders::namespace(function), builders::name(function));
    match turn % 4 {
        0 => {
            let status = workload::rolling(function);
            cluster.update(Kind::Function, namespace, name, |function| function["status"] = status);
        }
        1 => {
            let status = workload::ready(function, era);
            cluster.update(Kind::Function, namespace, name, |function| function["status"] = status);
        }
        2 => controller::settle(cluster, function, era, 1_000_000 + turn),
        _ => {
            cluster.update(Kind::ConfigMap, "kyma-system", "istio-ca-root-cert", |map| relabel(map, turn));
        }
    }
}

fn relabel(map: &mut Value, turn: u64) {
    if let Some(labels) = map.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.insert("demo/turn".into(), json!(turn.to_string()));
    }
}
