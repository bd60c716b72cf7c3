//! Reviews: the user's identity and permissions. Faults that forbid a verb also deny it here.

use super::answer::{HttpAnswer, ServerRefusal, json_answer};
use super::fault::ServerFault;
use super::store::text;
use crate::model::Kind;
use crate::yaml::Put;
use http::HeaderMap;
use serde_json::{Value, json};

pub fn review(kind: &str, body: &Value, headers: &HeaderMap, faults: &[ServerFault]) -> HttpAnswer {
    match kind {
        "selfsubjectaccessreviews" => access(body, faults),
        "selfsubjectrulesreviews" => rules(body, faults),
        "selfsubjectreviews" => identity(headers),
        _ => ServerRefusal::new(404, "NotFound", "the server could not find the requested resource").answer(),
    }
}

fn access(body: &Value, faults: &[ServerFault]) -> HttpAnswer {
    let asked = |field: &str| text(body, &format!("/spec/resourceAttributes/{field}"));
    let (group, resource) = (asked("group"), asked("resource"));
    let kind =
        Kind::ALL.into_iter().find(|kind| kind.info().plural == resource && kind.info().group == group);
    let forbidden = kind.is_some_and(|kind| {
        faults.iter().any(|fault| fault.forbids(&asked("verb"), kind, &asked("namespace")))
    });
    let mut answer = body.clone();
    answer.put(["status"], json!({"allowed": !forbidden}));
    json_answer(201, &answer)
}

fn rules(body: &Value, faults: &[ServerFault]) -> HttpAnswer {
    let namespace = text(body, "/spec/namespace");
    let rule = |kind: Kind| {
        let info = kind.info();
        let verbs: Vec<&str> = ["get", "list", "watch", "create", "patch", "update", "delete"]
            .into_iter()
            .filter(|verb| !faults.iter().any(|fault| fault.forbids(verb, kind, &namespace)))
            .collect();
        json!({"verbs": verbs, "apiGroups": [info.group], "resources": [info.plural]})
    };
    let mut answer = body.clone();
    let all: Vec<Value> = Kind::ALL.into_iter().map(rule).collect();
    answer.put(["status"], json!({"resourceRules": all, "nonResourceRules": [], "incomplete": false}));
    json_answer(201, &answer)
}

fn identity(headers: &HeaderMap) -> HttpAnswer {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let user = header("impersonate-user").unwrap_or("demo-admin");
    let mut groups: Vec<&str> = headers
        .get_all("impersonate-group")
        .iter()
        .filter_map(|header_value| header_value.to_str().ok())
        .collect();
    groups.push("system:authenticated");
    let info = json!({"username": user, "groups": groups});
    json_answer(
        201,
        &json!({
            "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {}, "status": {"userInfo": info},
        }),
    )
}
