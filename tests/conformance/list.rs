//! Lists: whole, in pages, metadata only, selected.

use super::talk::{METADATA, METADATA_LIST, Server};
use super::{function, role};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub async fn reading(server: &Server) {
    let all = server.functions();
    for number in 0..7 {
        server.post(&all, &function(&format!("page-{number}"))).await.fine();
    }
    let list = server.get(&all).await.fine();
    assert_eq!(list.text("/kind"), "FunctionList");
    assert_eq!(list.text("/apiVersion"), "serverless.kyma-project.io/v1alpha2");
    assert!(list.version().parse::<u64>().is_ok_and(|version| version > 0), "{}", list.version());
    assert_eq!(names(&list.body).len(), 7);
    let bare = server.get_as(&all, METADATA_LIST).await.fine();
    assert_eq!(
        (bare.text("/kind"), bare.text("/apiVersion")),
        ("PartialObjectMetadataList", "meta.k8s.io/v1")
    );
    for item in bare.body["items"].as_array().expect("items") {
        assert!(item.get("spec").is_none() && item.get("data").is_none(), "{item}");
        assert!(item["metadata"]["uid"].is_string());
    }
    let one = server.get_as(&format!("{all}/page-0"), METADATA).await.fine();
    assert_eq!((one.text("/kind"), one.body.get("spec")), ("PartialObjectMetadata", None));
    let selected = server.get(&format!("{all}?fieldSelector=metadata.name%3Dpage-3")).await.fine();
    assert_eq!(names(&selected.body), ["page-3"]);
    server.get(&format!("{all}?fieldSelector=spec.none%3Dx")).await.refused(400, "BadRequest");
    everywhere(server).await;
}

/// Across namespaces our objects are there too, each with its namespace.
async fn everywhere(server: &Server) {
    let all = server.get("/apis/serverless.kyma-project.io/v1alpha2/functions").await.fine();
    let ours = all.body["items"].as_array().expect("items").iter();
    let ours = ours.filter(|item| item["metadata"]["namespace"] == json!(server.namespace));
    assert_eq!(ours.count(), 7);
    let none = server.get("/api/v1/namespaces/nowhere/pods").await.fine();
    assert_eq!(none.body["items"], json!([]));
    let own = format!("/api/v1/namespaces?fieldSelector=metadata.name%3D{}", server.namespace);
    assert_eq!(names(&server.get(&own).await.fine().body), [server.namespace.as_str()]);
    server.get("/api/v1/namespaces/nowhere").await.refused(404, "NotFound");
}

pub async fn paging(server: &Server) {
    let roles = server.path("apis/rbac.authorization.k8s.io/v1", "roles");
    for number in 0..7 {
        server.post(&roles, &role(&format!("page-{number}"))).await.fine();
    }
    for all in [server.functions(), roles] {
        let (mut seen, mut token, mut left) = (Vec::new(), String::new(), Vec::new());
        let mut versions = BTreeSet::new();
        loop {
            let page = server.get(&format!("{all}?limit=3&continue={token}")).await.fine();
            seen.extend(names(&page.body));
            versions.insert(page.version().to_owned());
            left.push(page.body["metadata"].get("remainingItemCount").and_then(Value::as_u64));
            page.text("/metadata/continue").clone_into(&mut token);
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(left, [Some(4), Some(1), None], "{all}");
        assert_eq!(seen, (0..7).map(|number| format!("page-{number}")).collect::<Vec<_>>());
        assert_eq!(versions.len(), 1, "pages of one list are of one version: {versions:?}");
        server.get(&format!("{all}?limit=3&continue=nonsense")).await.refused(400, "BadRequest");
    }
}

fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["metadata"]["name"].as_str()).map(Into::into).collect()
}
