//! Watches: after a version, from the beginning, selected, and from before the server's memory.

use super::function;
use super::talk::{METADATA, Server};
use serde_json::{Value, json};

const JSON: &str = "application/json";

fn told(events: &[Value]) -> Vec<(&str, &str)> {
    let text = |event: &'_ Value, at: &str| event.pointer(at).and_then(Value::as_str).map(str::len);
    assert!(events.iter().all(|event| text(event, "/type").is_some()), "{events:?}");
    let each = events.iter().map(|event| {
        let name = event.pointer("/object/metadata/name").and_then(Value::as_str).unwrap_or_default();
        (event["type"].as_str().unwrap_or_default(), name)
    });
    each.collect()
}

/// Adds, changes and deletes an object; returns the version before all of it.
async fn stir(server: &Server, name: &str) -> String {
    let all = server.functions();
    let from = server.get(&all).await.fine().version().to_owned();
    server.post(&all, &function(name)).await.fine();
    server.merge(&format!("{all}/{name}"), &json!({"metadata": {"labels": {"a": "b"}}})).await.fine();
    server.delete(&format!("{all}/{name}"), None).await.fine();
    from
}

pub async fn following(server: &Server) {
    let all = server.functions();
    let from = stir(server, "passing").await;
    let path = format!("{all}?watch=true&resourceVersion={from}");
    let events = server.events(&path, JSON, 3).await;
    assert_eq!(told(&events), [("ADDED", "passing"), ("MODIFIED", "passing"), ("DELETED", "passing")]);
    let versions: Vec<u64> = events.iter().map(version).collect();
    assert!(versions.is_sorted() && versions[0] > from.parse().expect("a number"), "{versions:?}");
    assert!(versions[2] > versions[1], "a deletion has a version of its own");
    assert_eq!(events[1]["object"]["metadata"]["labels"]["a"], "b");
    let bare = server.events(&path, METADATA, 3).await;
    assert_eq!(told(&bare), told(&events));
    for event in &bare {
        assert_eq!(event["object"]["kind"], "PartialObjectMetadata");
        assert!(event["object"].get("spec").is_none());
    }
    let later = format!("{all}?watch=true&resourceVersion={}", versions[0]);
    assert_eq!(
        told(&server.events(&later, JSON, 2).await),
        [("MODIFIED", "passing"), ("DELETED", "passing")]
    );
}

fn version(event: &Value) -> u64 {
    let text = event["object"]["metadata"]["resourceVersion"].as_str().expect("a version");
    text.parse().expect("a number")
}

/// A streaming list: everything there is, a bookmark that says so, then what happens.
pub async fn streaming(server: &Server) {
    let all = server.functions();
    let query =
        "watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    for accept in [JSON, METADATA] {
        let events = server.events(&format!("{all}?{query}"), accept, 8).await;
        let mut names: Vec<_> = told(&events[..7]);
        names.sort_unstable();
        let wanted: Vec<String> = (0..7).map(|number| format!("page-{number}")).collect();
        assert_eq!(names, wanted.iter().map(|name| ("ADDED", name.as_str())).collect::<Vec<_>>());
        let mark = &events[7];
        assert_eq!(mark["type"], "BOOKMARK", "{mark}");
        assert_eq!(mark["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
        assert!(version(mark) > 0);
        let kind = if accept == JSON { "Function" } else { "PartialObjectMetadata" };
        assert_eq!(mark["object"]["kind"], kind);
    }
    let unmatched = "watch=true&sendInitialEvents=true&allowWatchBookmarks=true";
    server.get(&format!("{all}?{unmatched}")).await.refused(422, "Invalid");
    let unversioned = server.events(&format!("{all}?watch=true"), JSON, 7).await;
    assert!(told(&unversioned).iter().all(|(verb, _)| *verb == "ADDED"));
}

pub async fn selecting(server: &Server) {
    let all = server.functions();
    let from = stir(server, "other").await;
    stir(server, "chosen").await;
    let path = format!("{all}?watch=true&fieldSelector=metadata.name%3Dchosen&resourceVersion={from}");
    let events = server.events(&path, JSON, 3).await;
    assert_eq!(told(&events), [("ADDED", "chosen"), ("MODIFIED", "chosen"), ("DELETED", "chosen")]);
    // Others may be at work in other namespaces of the same server.
    let own = format!("fieldSelector=metadata.namespace%3D{}", server.namespace);
    let functions = "/apis/serverless.kyma-project.io/v1alpha2/functions";
    let everywhere = format!("{functions}?watch=true&{own}&resourceVersion={from}");
    let events = server.events(&everywhere, JSON, 1).await;
    assert_eq!(told(&events), [("ADDED", "other")]);
}

/// From before the server's memory: an event that says 410, and the end.
pub async fn expiring(server: &Server) {
    let path = format!("{}?watch=true&resourceVersion=1", server.functions());
    let events = server.events(&path, JSON, 2).await;
    assert_eq!(told(&events), [("ERROR", "")], "{events:?}");
    let gone = &events[0]["object"];
    assert_eq!(
        (&gone["code"], &gone["reason"], &gone["kind"]),
        (&json!(410), &json!("Expired"), &json!("Status"))
    );
    let said = gone["message"].as_str().unwrap_or_default();
    assert!(said.starts_with("too old resource version: 1 ("), "{said}");
}
