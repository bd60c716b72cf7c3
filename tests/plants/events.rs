//! Events and logs with planted credentials: neither is passed on as it arrives.

use crate::forms::{FORMS, planted};
use fnsec::model::{Kind, ObjectRef};
use fnsec::source::embedded::{Embedded, Reporter};
use fnsec::source::inspect::{InspectTarget, Inspection, run};
use serde_json::{Value, json};

/// What is reported about a pod stands in an annotation of it.
fn told(pod: &Value) -> String {
    pod["metadata"]["annotations"]["told"].as_str().unwrap_or_default().to_owned()
}

fn events(pod: &Value) -> Vec<Value> {
    vec![json!({
        "metadata": {"name": "e"}, "involvedObject": {"kind": "Pod", "name": "p"}, "type": "Warning",
        "reason": "Failed", "message": format!("container ended: {}", told(pod)), "lastTimestamp": "2026-11-01T00:00:00Z",
    })]
}

async fn parts(text: &str) -> Vec<Inspection> {
    let cluster = Embedded::new();
    cluster.report(Reporter { events, log: |pod| format!("starting\n{}\nready\n", told(pod)) });
    cluster.seed(json!({"apiVersion": "v1", "kind": "Pod", "spec": {},
        "metadata": {"namespace": "shop", "name": "p", "annotations": {"told": text}}}));
    let (out, mut heard) = tokio::sync::mpsc::channel(8);
    let object = ObjectRef::new(Kind::Pod, "shop", "p");
    let target = InspectTarget { object, has_parts: false, pods: vec![("p".into(), None)] };
    let reading = tokio::spawn(run(cluster.client("shop"), target, out));
    let parts = vec![heard.recv().await.expect("a part"), heard.recv().await.expect("a part")];
    reading.abort();
    parts
}

#[test]
fn no_event_and_no_log_shows_a_planted_value() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (number, form) in FORMS.iter().enumerate() {
        let plant = planted(number, 90 + number as u64);
        let parts = runtime.block_on(parts(&plant.text));
        let text = format!("{parts:?}");
        assert!(text.contains("container ended") && text.contains("starting"), "{form}: {text}");
        let shown: Vec<&str> = plant.parts().filter(|part| text.contains(part)).collect();
        assert!(shown.is_empty(), "{form}: {shown:?} in {text}");
    }
}
