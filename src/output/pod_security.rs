//! The verdict of a Pod Security level on each pod and template: a table for people, JSON lines for machines.

use super::object::object;
use super::text::{Paint, clean, lined};
use crate::checks::prelude::plural;
use crate::engine::pod_security::Violation;
use crate::model::ObjectRef;
use crate::source::manifests::ManifestIndex;
use crate::yaml::Put;
use serde_json::{Value, json};

/// One pod, or one template that pods are created from.
pub struct PodVerdict {
    pub object: ObjectRef,
    pub template: bool,
    /// The purpose of a future Function pod, and whether it is certain.
    pub forecast: Option<(&'static str, bool)>,
    pub exempt: Option<&'static str>,
    pub violations: Vec<Violation>,
}

/// The level and the version of the query, as text.
pub struct Standard<'a> {
    pub level: &'a str,
    pub version: &'a str,
}

impl PodVerdict {
    fn allowed(&self) -> bool {
        self.exempt.is_some() || self.violations.is_empty()
    }
}

#[must_use]
pub fn lines(all: &[PodVerdict], standard: &Standard<'_>, files: Option<&ManifestIndex>) -> String {
    all.iter().map(|pod_verdict| line(pod_verdict, standard, files).to_string() + "\n").collect()
}

fn line(one: &PodVerdict, standard: &Standard<'_>, files: Option<&ManifestIndex>) -> Value {
    let mut value = json!({
        "object": object(&one.object, files),
        "template": one.template,
        "level": standard.level,
        "version": standard.version,
        "allowed": one.allowed(),
        "violations": if one.exempt.is_some() { Vec::new() } else { one.violations.iter().map(violation).collect() },
    });
    // The place in the file is also beside the object, where scripts look first.
    if let Some(place) = files.and_then(|files| files.place(&one.object)) {
        value.put(["file"], json!(place.file));
        value.put(["doc"], json!(place.doc));
    }
    if let Some(why) = one.exempt {
        value.put(["exempt"], json!(why));
    }
    if let Some((purpose, sure)) = one.forecast {
        value.put(["forecast"], json!({"purpose": purpose, "certain": sure}));
    }
    value
}

fn violation(one: &Violation) -> Value {
    json!({"check": one.check, "reason": one.reason, "detail": one.detail})
}

pub fn table(all: &[PodVerdict], standard: &Standard<'_>, paint: Paint) -> String {
    let head = ["NAMESPACE", "OBJECT", "ADMITTED", "WHY"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(all.iter().map(row)).collect();
    let out = lined(&rows, paint);
    let refused = all.iter().filter(|pod_verdict| !pod_verdict.allowed()).count();
    out + &format!(
        "\n{} of {} pod{} and templates would be refused at {}:{}\n",
        refused,
        all.len(),
        plural(all.len()),
        standard.level,
        standard.version
    )
}

fn row(one: &PodVerdict) -> Vec<String> {
    // A reason fits into a line; its details are only in JSON.
    let reasons: Vec<&str> = one.violations.iter().map(|violation| violation.reason.as_str()).collect();
    let why = match (one.exempt, one.forecast) {
        (Some(why), _) => format!("exempt by its {why}"),
        (None, Some((purpose, false))) => format!("[{purpose}, future, likely] {}", reasons.join(", ")),
        (None, Some((purpose, true))) => format!("[{purpose}, future] {}", reasons.join(", ")),
        (None, None) => reasons.join(", "),
    };
    let verdict = if one.allowed() { "yes" } else { "no" };
    vec![clean(&one.object.namespace), clean(&one.object.short()), verdict.into(), clean(&why)]
}
