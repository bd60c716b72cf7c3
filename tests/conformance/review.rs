//! What is served, who we are, what we may do.

use super::talk::Server;
use fnsec::model::Kind;
use fnsec::source::{access, discover};
use serde_json::{Value, json};

#[expect(clippy::similar_names, reason = "the names that the field uses")]
pub async fn discovery(server: &Server) {
    let catalogue = discover::catalogue(&server.client).await.expect("the server tells what it serves");
    // What others bring is served where somebody brings it.
    for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_others()) {
        let served = catalogue.of(kind).unwrap_or_else(|| panic!("{kind:?} is not served"));
        assert_eq!(Some(&served.version), kind.info().versions.first(), "{kind:?}");
        described(server, kind).await;
    }
    let unknown = server.get("/apis/serverless.kyma-project.io/v1alpha2/unheardof").await;
    assert_eq!(unknown.code, 404);
    let schema = discover::schema(&server.client).await.expect("a schema of Functions");
    assert!(schema.runtimes.iter().any(|runtime| runtime == "nodejs22"), "{schema:?}");
}

async fn described(server: &Server, kind: Kind) {
    let info = kind.info();
    let api = info.api_version();
    let root = if info.group.is_empty() { "api" } else { "apis" };
    let list = server.get(&format!("/{root}/{api}")).await.fine();
    assert_eq!((list.text("/kind"), list.text("/groupVersion")), ("APIResourceList", api.as_str()));
    let resources = list.body["resources"].as_array().expect("resources");
    let own = resources.iter().find(|one| one["name"] == info.plural).expect("listed");
    assert_eq!((&own["kind"], &own["namespaced"]), (&json!(info.name), &json!(info.namespaced())), "{own}");
    let verbs: Vec<&str> = own["verbs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for verb in ["create", "delete", "get", "list", "patch", "watch"] {
        assert!(verbs.contains(&verb), "{kind:?} lacks {verb}");
    }
}

pub async fn reviews(server: &Server) {
    let who = access::identity(&server.client).await.expect("everybody may ask");
    assert!(!who.user.is_empty());
    assert!(who.groups.iter().any(|group| group == "system:authenticated"), "{who:?}");
    for verb in ["get", "list", "create", "patch", "delete"] {
        let may = access::may(&server.client, verb, Kind::Function, &server.namespace, "").await;
        assert!(may.expect("everybody may ask"), "the admin may not {verb}");
    }
    let attributes = json!({"verb": "patch", "resource": "namespaces", "name": server.namespace});
    let body = json!({
        "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
        "spec": {"resourceAttributes": attributes},
    });
    let answer = server.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", &body).await;
    assert_eq!((answer.code, &answer.body["status"]["allowed"]), (201, &json!(true)), "{answer:?}");
    assert_eq!(answer.text("/kind"), "SelfSubjectAccessReview");
    assert_eq!(answer.body["spec"], body["spec"]);
}
