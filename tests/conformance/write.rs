//! Creating, patching, deleting: what is done, what is refused, and in which words.

use super::talk::{Answer, Server};
use super::{function, role};
use serde_json::{Value, json};

pub async fn creating(server: &Server) {
    let all = server.functions();
    let made = server.post(&all, &function("one")).await;
    assert_eq!(made.code, 201, "{made:?}");
    for field in ["uid", "resourceVersion", "creationTimestamp"] {
        assert!(!made.text(&format!("/metadata/{field}")).is_empty(), "no {field}");
    }
    assert_eq!(made.body["metadata"]["generation"], 1);
    assert_eq!(made.text("/metadata/namespace"), server.namespace);
    let again = server.post(&all, &function("one")).await;
    let said = again.refused(409, "AlreadyExists");
    assert_eq!(said, "functions.serverless.kyma-project.io \"one\" already exists");
    let about = json!({"name": "one", "group": "serverless.kyma-project.io", "kind": "functions"});
    assert_eq!(again.body["details"], about);
    misnamed(server).await;
    misplaced(server).await;
}

async fn misnamed(server: &Server) {
    let bad = server.post(&server.functions(), &function("Not_Good")).await;
    let said = bad.refused(422, "Invalid");
    let head = "Function.serverless.kyma-project.io \"Not_Good\" is invalid: metadata.name: Invalid value: \"Not_Good\": ";
    assert!(said.starts_with(head), "{said}");
    let details = &bad.body["details"];
    assert_eq!((&details["kind"], &details["name"]), (&json!("Function"), &json!("Not_Good")));
    assert_eq!(details["causes"][0]["field"], "metadata.name", "{details}");
    let mut nameless = function("x");
    nameless["metadata"] = json!({});
    server.post(&server.functions(), &nameless).await.refused(422, "Invalid");
    let roles = server.path("apis/rbac.authorization.k8s.io/v1", "roles");
    server.post(&roles, &function("x")).await.refused(400, "BadRequest");
    server.post(&server.functions(), &role("x")).await.refused(400, "BadRequest");
}

async fn misplaced(server: &Server) {
    let nowhere = server
        .post("/apis/serverless.kyma-project.io/v1alpha2/namespaces/nowhere/functions", &function("x"))
        .await;
    assert_eq!(nowhere.refused(404, "NotFound"), "namespaces \"nowhere\" not found");
    assert_eq!(nowhere.body["details"], json!({"name": "nowhere", "kind": "namespaces"}));
    let mut stray = function("x");
    stray["metadata"]["namespace"] = json!("elsewhere");
    let said = server.post(&server.functions(), &stray).await;
    let head = "the namespace of the provided object does not match the namespace sent on the request";
    assert_eq!(said.refused(400, "BadRequest"), head);
}

pub async fn patching(server: &Server) {
    let one = format!("{}/one", server.functions());
    let before = server.get(&one).await.fine();
    let label = json!({"metadata": {"labels": {"team": "a"}}});
    let after = server.merge(&one, &label).await.fine();
    assert_eq!(after.body["metadata"]["labels"], json!({"app": "one", "team": "a"}));
    assert_eq!(after.body["metadata"]["generation"], 1);
    assert_ne!(after.version(), before.version());
    let idle = server.merge(&one, &label).await.fine();
    assert_eq!(idle.version(), after.version(), "a patch that changes nothing writes nothing");
    stale(server, &one, before.version()).await;
    let fresh = json!({"metadata": {"resourceVersion": after.version(), "labels": {"team": null}}});
    let removed = server.merge(&one, &fresh).await.fine();
    assert_eq!(removed.body["metadata"]["labels"], json!({"app": "one"}));
    let spec = server.merge(&one, &json!({"spec": {"runtime": "nodejs24"}})).await.fine();
    assert_eq!((&spec.body["metadata"]["generation"], spec.text("/spec/runtime")), (&json!(2), "nodejs24"));
    assert_eq!(server.get(&one).await.fine().body, spec.body);
    let gone = server.merge(&format!("{}/none", server.functions()), &label).await;
    gone.refused(404, "NotFound");
}

async fn stale(server: &Server, one: &str, version: &str) {
    let patch = json!({"metadata": {"resourceVersion": version, "labels": {"team": "b"}}});
    let refused = server.merge(one, &patch).await;
    assert_eq!(
        refused.refused(409, "Conflict"),
        "Operation cannot be fulfilled on functions.serverless.kyma-project.io \"one\": the object has been modified; please apply your changes to the latest version and try again"
    );
    let about = json!({"name": "one", "group": "serverless.kyma-project.io", "kind": "functions"});
    assert_eq!(refused.body["details"], about);
    let renamed = server.merge(one, &json!({"metadata": {"name": "two"}})).await;
    let said = renamed.refused(400, "BadRequest");
    assert_eq!(said, "the name of the object (two) does not match the name on the URL (one)");
}

/// An object is read and written in the version of the path, whichever one it was written in before.
pub async fn versions(server: &Server) {
    let path = |version: &str| server.path(&format!("apis/gateway.kyma-project.io/{version}"), "apirules");
    let one = |version: &str| format!("{}/one", path(version));
    let rule = json!({
        "apiVersion": "gateway.kyma-project.io/v1beta1", "kind": "APIRule", "metadata": {"name": "one"},
        "spec": {"host": "a.example.com", "rules": []},
    });
    assert_eq!(server.post(&path("v1beta1"), &rule).await.code, 201);
    assert_eq!(server.get(&one("v2")).await.fine().text("/apiVersion"), "gateway.kyma-project.io/v2");
    let newer = json!({"apiVersion": "gateway.kyma-project.io/v2"});
    let said = server.merge(&one("v1beta1"), &newer).await;
    let words = "APIRule.gateway.kyma-project.io \"one\" is invalid: apiVersion: Invalid value: \"gateway.kyma-project.io/v2\": must be gateway.kyma-project.io/v1beta1";
    assert_eq!(said.refused(422, "Invalid"), words);
    server.merge(&one("v2"), &newer).await.fine();
    server.delete(&one("v2"), None).await.fine();
}

pub async fn rehearsing(server: &Server) {
    let all = server.functions();
    let dry = server.post(&format!("{all}?dryRun=All"), &function("dry")).await;
    assert_eq!((dry.code, dry.text("/metadata/name")), (201, "dry"), "{dry:?}");
    server.get(&format!("{all}/dry")).await.refused(404, "NotFound");
    let one = format!("{all}/one");
    let before = server.get(&one).await.fine();
    let patch = json!({"metadata": {"labels": {"team": "dry"}}, "spec": {"runtime": "nodejs20"}});
    let seen = server.merge(&format!("{one}?dryRun=All"), &patch).await.fine();
    assert_eq!((seen.text("/spec/runtime"), seen.text("/metadata/labels/team")), ("nodejs20", "dry"));
    server.delete(&format!("{one}?dryRun=All"), None).await.fine();
    let options = json!({"kind": "DeleteOptions", "apiVersion": "v1", "dryRun": ["All"]});
    server.delete(&one, Some(&options)).await.fine();
    assert_eq!(server.get(&one).await.fine().body, before.body, "a rehearsal changes nothing");
}

pub async fn deleting(server: &Server) {
    let one = format!("{}/one", server.functions());
    let uid = server.get(&one).await.fine().text("/metadata/uid").to_owned();
    let version = server.get(&one).await.fine().version().to_owned();
    for (conditions, field, asked, actual, why) in [
        (json!({"uid": "other"}), "UID", "other", &uid, "deleted and then recreated"),
        (json!({"uid": uid, "resourceVersion": "1"}), "ResourceVersion", "1", &version, "modified"),
    ] {
        let refused = server.delete(&one, Some(&options(&conditions))).await;
        let head = "Operation cannot be fulfilled on Function.serverless.kyma-project.io \"one\"";
        let tail = format!(
            "the {field} in the precondition ({asked}) does not match the {field} in record ({actual}). The object might have been {why}"
        );
        assert_eq!(refused.refused(409, "Conflict"), format!("{head}: {tail}"));
        let about = json!({"name": "one", "group": "serverless.kyma-project.io", "kind": "Function"});
        assert_eq!(refused.body["details"], about);
    }
    let gone = server.delete(&one, Some(&options(&json!({"uid": uid, "resourceVersion": version})))).await;
    success(&gone.fine(), &uid);
    missing(server, &one).await;
    server.delete(&one, None).await.refused(404, "NotFound");
}

fn options(conditions: &Value) -> Value {
    json!({"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": conditions})
}

fn success(answer: &Answer, uid: &str) {
    assert_eq!((answer.text("/kind"), answer.text("/status")), ("Status", "Success"), "{answer:?}");
    let about =
        json!({"name": "one", "group": "serverless.kyma-project.io", "kind": "functions", "uid": uid});
    assert_eq!(answer.body["details"], about);
}

async fn missing(server: &Server, one: &str) {
    let missing = server.get(one).await;
    let said = missing.refused(404, "NotFound");
    assert_eq!(said, "functions.serverless.kyma-project.io \"one\" not found");
    let about = json!({"name": "one", "group": "serverless.kyma-project.io", "kind": "functions"});
    assert_eq!(missing.body["details"], about);
    let pod = server.get(&server.path("api/v1", "pods/none")).await;
    assert_eq!(pod.refused(404, "NotFound"), "pods \"none\" not found");
    assert_eq!(pod.body["details"], json!({"name": "none", "kind": "pods"}));
}

pub async fn secrets(server: &Server) {
    let all = server.path("api/v1", "secrets");
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "sealed"},
        "data": {"kept": "a2VwdA=="}, "stringData": {"plain": "gr\u{fc}n\n"},
    });
    let made = server.post(&all, &secret).await.fine();
    let data = json!({"kept": "a2VwdA==", "plain": "Z3LDvG4K"});
    assert_eq!((&made.body["data"], made.text("/type")), (&data, "Opaque"));
    assert!(made.body.get("stringData").is_none());
    let patched = server.merge(&format!("{all}/sealed"), &json!({"stringData": {"plain": "x"}})).await.fine();
    assert_eq!(patched.body["data"], json!({"kept": "a2VwdA==", "plain": "eA=="}));
    let twice = server.merge(&format!("{all}/sealed"), &json!({"stringData": {"plain": "x"}})).await.fine();
    assert_eq!(twice.version(), patched.version());
    let gone = server.delete(&format!("{all}/sealed"), None).await.fine();
    assert_eq!(gone.text("/status"), "Success");
}
