//! Answers of a recording: refusals, rights, the user and the server are those of the recorded source.

use super::answer::{HttpAnswer, ServerRefusal, json_answer};
use super::query::Query;
use super::route::{ApiRoute, ResourcePath, parse};
use super::store::text;
use crate::model::Kind;
use crate::model::platform::Schema;
use crate::yaml::Put;
use http::Method;
use http::request::Parts;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A recorded refusal: the code, the reason and the message of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRefusal {
    pub code: u16,
    pub reason: String,
    pub message: String,
}

/// What a recorded source answered besides its objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedAnswers {
    /// By kind of the path, namespace, and name of the only requested object.
    pub refused: BTreeMap<(Kind, String, String), RecordedRefusal>,
    /// By verb, resource and namespace.
    pub rights: BTreeMap<(String, String, String), bool>,
    pub served: BTreeSet<Kind>,
    pub user: String,
    pub groups: Vec<String>,
    pub server: Option<String>,
    pub schema: Option<Schema>,
}

const READ_ONLY: &str = "a recording is read-only: nothing in it can be changed";

impl RecordedAnswers {
    /// Returns the recorded answer to a request; nothing if the objects answer it.
    pub fn answer(&self, parts: &Parts, body: &Value) -> Option<HttpAnswer> {
        match parse(parts.uri.path()) {
            ApiRoute::Version => Some(self.version()),
            ApiRoute::OpenApi { .. } => Some(self.open_api()),
            ApiRoute::Review { kind, .. } => Some(self.review(&kind, body)),
            ApiRoute::Objects(path) => self.objects(parts, &path),
            ApiRoute::CoreVersions
            | ApiRoute::Groups
            | ApiRoute::CoreResources
            | ApiRoute::GroupResources { .. }
            | ApiRoute::Events { .. }
            | ApiRoute::Log { .. }
            | ApiRoute::Unknown => None,
        }
    }

    fn objects(&self, parts: &Parts, path: &ResourcePath) -> Option<HttpAnswer> {
        if parts.method != Method::GET {
            return Some(ServerRefusal::new(403, "Forbidden", READ_ONLY).answer());
        }
        let query = Query::parse(parts.uri.query());
        let selected = query.text("fieldSelector").and_then(|text| text.strip_prefix("metadata.name="));
        let name = path.name.as_deref().or(selected).unwrap_or_default().to_owned();
        let place = (path.kind, path.namespace.clone().unwrap_or_default(), name);
        self.refused.get(&place).map(RecordedRefusal::answer)
    }

    fn version(&self) -> HttpAnswer {
        match &self.server {
            Some(version) => json_answer(200, &json!({"major": "", "minor": "", "gitVersion": version})),
            None => not_recorded(),
        }
    }

    fn open_api(&self) -> HttpAnswer {
        let Some(schema) = &self.schema else { return not_recorded() };
        let mut spec = json!({"runtime": {"type": "string", "enum": schema.runtimes}});
        if schema.has_contexts {
            spec.put(["podSecurityContext"], json!({"type": "object"}));
        }
        let function =
            json!({"type": "object", "properties": {"spec": {"type": "object", "properties": spec}}});
        json_answer(200, &json!({"openapi": "3.0.0", "components": {"schemas": {"Function": function}}}))
    }

    fn review(&self, kind: &str, body: &Value) -> HttpAnswer {
        match kind {
            "selfsubjectreviews" => {
                let info = json!({"username": self.user, "groups": self.groups});
                json_answer(
                    201,
                    &json!({"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "status": {"userInfo": info}}),
                )
            }
            "selfsubjectaccessreviews" => self.access(body),
            _ => not_recorded(),
        }
    }

    /// Answers from the same question, or from one about every namespace that allowed it.
    fn access(&self, body: &Value) -> HttpAnswer {
        let asked = |field: &str| text(body, &format!("/spec/resourceAttributes/{field}"));
        let (group, plural) = (asked("group"), asked("resource"));
        let resource = if group.is_empty() { plural } else { format!("{plural}.{group}") };
        let of = |namespace: String| self.rights.get(&(asked("verb"), resource.clone(), namespace)).copied();
        let allowed = of(asked("namespace")).or_else(|| of(String::new()).filter(|allowed| *allowed));
        let Some(allowed) = allowed else { return not_recorded() };
        let mut answer = body.clone();
        answer.put(["status"], json!({"allowed": allowed}));
        json_answer(201, &answer)
    }
}

impl RecordedRefusal {
    fn answer(&self) -> HttpAnswer {
        json_answer(
            self.code,
            &json!({
                "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                "message": self.message, "reason": self.reason, "code": self.code,
            }),
        )
    }
}

fn not_recorded() -> HttpAnswer {
    ServerRefusal::new(404, "NotFound", "this was not recorded").answer()
}
