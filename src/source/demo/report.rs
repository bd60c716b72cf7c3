//! What happens in the demo: events of its objects, and what its Functions log.

use super::builders::{self, text};
use crate::source::embedded::Reporter;
use serde_json::{Value, json};

pub const REPORTER: Reporter = Reporter { events, log };

/// Returns the events about an object: how its pod started, and which of its conditions failed.
fn events(object: &Value) -> Vec<Value> {
    if text(object, "/kind") != "Pod" {
        return failed(object);
    }
    let node = text(object, "/spec/nodeName");
    let name = builders::name(object);
    let image = text(object, "/spec/containers/0/image");
    let started = [
        ("Scheduled", format!("Successfully assigned {}/{name} to {node}", builders::namespace(object))),
        ("Pulled", format!("Container image \"{image}\" already present on machine")),
        ("Started", "Started container function".to_owned()),
    ];
    let event = |(at, (reason, message)): (usize, (&str, String))| {
        let time = format!("2026-10-20T06:12:{:02}Z", 10 + at * 3);
        self::event(object, "Normal", reason, &message, &time)
    };
    started.into_iter().enumerate().map(event).collect()
}

fn failed(object: &Value) -> Vec<Value> {
    let conditions = object.pointer("/status/conditions").and_then(Value::as_array).into_iter().flatten();
    let failed = conditions.filter(|condition| text(condition, "/status") == "False");
    failed
        .map(|condition| {
            let (reason, message) = (text(condition, "/reason"), text(condition, "/message"));
            event(object, "Warning", reason, message, "2026-10-20T06:14:30Z")
        })
        .collect()
}

fn event(object: &Value, kind: &str, reason: &str, message: &str, time: &str) -> Value {
    let (namespace, name) = (builders::namespace(object), builders::name(object));
    let own = format!("{name}.{}", builders::suffix(&[name, reason], 10));
    json!({
        "kind": "Event", "apiVersion": "v1",
        "metadata": {"namespace": namespace, "name": own, "creationTimestamp": time},
        "involvedObject": {"kind": text(object, "/kind"), "namespace": namespace, "name": name},
        "type": kind, "reason": reason, "message": message, "count": 1, "lastTimestamp": time,
    })
}

/// Returns what the container of a Function has logged.
fn log(pod: &Value) -> String {
    let function = text(pod, "/metadata/labels/serverless.kyma-project.io~1function-name");
    if function.is_empty() {
        return String::new();
    }
    let lines = [
        "2026-10-20T06:12:18Z server started on port 8080".to_owned(),
        format!("2026-10-20T06:12:18Z handler of {function} loaded"),
        "2026-10-20T06:13:02Z POST / 200 41 ms".to_owned(),
        "2026-10-20T06:13:40Z POST / 200 37 ms".to_owned(),
    ];
    lines.map(|line| line + "\n").concat()
}
