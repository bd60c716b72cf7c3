//! Answers: JSON bodies, Status errors with the API server's messages, and warnings.

use crate::yaml::Put;
use bytes::Bytes;
use http::{Response, StatusCode, header::HeaderValue};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use std::convert::Infallible;

pub type HttpAnswer = Response<UnsyncBoxBody<Bytes, Infallible>>;

/// An error in the form of the API machinery.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerRefusal {
    pub code: u16,
    pub reason: &'static str,
    pub message: String,
    pub details: Value,
}

impl ServerRefusal {
    pub fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self { code, reason, message: message.into(), details: Value::Null }
    }

    pub fn about(mut self, resource: &str, group: &str, name: &str) -> Self {
        self.details = json!({"name": name, "kind": resource});
        if !group.is_empty() {
            self.details.put(["group"], json!(group));
        }
        self
    }

    /// Returns a refusal for fields with invalid values: each with its path, its value and the reason.
    pub fn invalid(kind: &str, group: &str, name: &str, fields: &[(String, &str, &str)]) -> Self {
        let causes: Vec<(String, String)> = fields
            .iter()
            .map(|(field, value, why)| (field.clone(), format!("Invalid value: \"{value}\": {why}")))
            .collect();
        let each: Vec<String> = causes.iter().map(|(field, why)| format!("{field}: {why}")).collect();
        let all = if each.len() == 1 { each.concat() } else { format!("[{}]", each.join(", ")) };
        let message = format!("{} \"{name}\" is invalid: {all}", full(kind, group));
        let mut refusal = Self::new(422, "Invalid", message).about(kind, group, name);
        let cause = |(field, why)| json!({"reason": "FieldValueInvalid", "field": field, "message": why});
        refusal.details.put(["causes"], causes.into_iter().map(cause).collect());
        refusal
    }

    pub fn not_found(resource: &str, group: &str, name: &str) -> Self {
        Self::new(404, "NotFound", format!("{} \"{name}\" not found", full(resource, group)))
            .about(resource, group, name)
    }

    pub fn conflict(resource: &str, group: &str, name: &str) -> Self {
        let why =
            "the object has been modified; please apply your changes to the latest version and try again";
        Self::fails(resource, group, name, why)
    }

    /// Returns a refusal for a change that does not match the current object.
    pub fn fails(what: &str, group: &str, name: &str, why: &str) -> Self {
        let message = format!("Operation cannot be fulfilled on {} \"{name}\": {why}", full(what, group));
        Self::new(409, "Conflict", message).about(what, group, name)
    }

    pub fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "code": self.code,
        });
        if !self.details.is_null() {
            status.put(["details"], self.details.clone());
        }
        status
    }

    pub fn answer(&self) -> HttpAnswer {
        let mut answer = json_answer(self.code, &self.status());
        if self.code == 429 {
            // API priority and fairness always sends this header.
            answer.headers_mut().insert("retry-after", HeaderValue::from_static("1"));
        }
        answer
    }
}

fn full(resource: &str, group: &str) -> String {
    if group.is_empty() { resource.into() } else { format!("{resource}.{group}") }
}

pub fn json_answer(code: u16, body: &Value) -> HttpAnswer {
    text_answer(code, body.to_string())
}

/// Returns an answer whose body is JSON already.
pub fn text_answer(code: u16, body: String) -> HttpAnswer {
    let mut answer = Response::new(Full::new(Bytes::from(body)).boxed_unsync());
    *answer.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
    answer
}

/// Adds `Warning: 299 - "text"` headers, quotes and backslashes escaped.
pub fn with_warnings(mut answer: HttpAnswer, warnings: &[String]) -> HttpAnswer {
    for warning in warnings {
        let escaped = warning.replace('\\', "\\\\").replace('"', "\\\"");
        if let Ok(value) = HeaderValue::from_str(&format!("299 - \"{escaped}\"")) {
            answer.headers_mut().append("warning", value);
        }
    }
    answer
}
