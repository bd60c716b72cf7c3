//! Policy reports of either API group: what did not pass is kept, the rest is not counted.

use super::{RawMeta, brief, day, lean, lenient_structs};
use crate::decode::{Error, from_str};
use crate::model::calendar::Day;
use crate::model::external_reports::{Grade, PolicyOutcome, PolicyReport, ReportSubject, Weight};
use crate::model::lenient::{IfValid, Lenient, lenient};
use serde::Deserialize;
use serde::de::SeqAccess;

/// How many results of a report are kept: old reports contain those of a whole namespace.
const KEPT: usize = 200;
/// How many subjects of one result are kept.
const SUBJECTS: usize = 50;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    metadata: RawMeta,
    #[serde(deserialize_with = "lenient")]
    source: String,
    #[serde(deserialize_with = "lenient")]
    scope: Option<RawTarget>,
    #[serde(deserialize_with = "lenient")]
    results: Results,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawTarget {
    #[serde(deserialize_with = "lenient")]
    kind: String,
    #[serde(deserialize_with = "lenient")]
    name: String,
    #[serde(deserialize_with = "lenient")]
    namespace: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawOutcome {
    #[serde(deserialize_with = "lenient")]
    policy: String,
    #[serde(deserialize_with = "lenient")]
    rule: String,
    #[serde(deserialize_with = "lenient")]
    result: String,
    /// The name of `result` before v1alpha2.
    #[serde(deserialize_with = "lenient")]
    status: String,
    #[serde(deserialize_with = "lenient")]
    severity: Grade,
    #[serde(deserialize_with = "lenient")]
    source: String,
    #[serde(deserialize_with = "lenient")]
    message: String,
    #[serde(deserialize_with = "lenient")]
    description: String,
    #[serde(deserialize_with = "lenient")]
    timestamp: Stamp,
    #[serde(deserialize_with = "lenient")]
    resources: Vec<RawTarget>,
    #[serde(deserialize_with = "lenient")]
    subjects: Vec<RawTarget>,
}

/// Seconds and nanoseconds, as Kyverno writes them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Stamp {
    #[serde(deserialize_with = "lenient")]
    seconds: i64,
}

lenient_structs! { RawTarget RawOutcome Stamp }

#[derive(Default)]
struct Results {
    kept: Vec<PolicyOutcome>,
    left: u32,
}

impl Lenient for Results {
    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut all = Self::default();
        while let Some(IfValid(item)) = list.next_element::<IfValid<RawOutcome>>()? {
            let Some(outcome) = item.and_then(outcome) else { continue };
            if all.kept.len() < KEPT {
                all.kept.push(outcome);
            } else {
                all.left = all.left.saturating_add(1);
            }
        }
        all.kept.shrink_to_fit();
        Ok(Some(all))
    }
}

/// The results that did not pass; an unknown result value is ignored.
fn outcome(raw: RawOutcome) -> Option<PolicyOutcome> {
    let word = if raw.result.is_empty() { &raw.status } else { &raw.result };
    let message = if raw.message.is_empty() { &raw.description } else { &raw.message };
    Some(PolicyOutcome {
        weight: Weight::parse(word)?,
        policy: brief(&raw.policy),
        rule: brief(&raw.rule),
        grade: raw.severity,
        message: brief(message),
        source: brief(&raw.source),
        checked: (raw.timestamp.seconds > 0).then(|| Day::of_seconds(raw.timestamp.seconds)),
        subjects: raw.resources.into_iter().chain(raw.subjects).take(SUBJECTS).map(target).collect(),
    })
}

fn target(raw: RawTarget) -> ReportSubject {
    ReportSubject { kind: raw.kind, name: raw.name, namespace: raw.namespace }
}

/// In reports about a cluster a label names the author where the entries do not.
const MAKER: &str = "app.kubernetes.io/managed-by";
/// The source and the author in the reports that fnsec writes.
const OWN: &str = "fnsec";

/// Decodes a policy report.
///
/// # Errors
/// If the text is not a valid report.
pub fn policies(text: &str) -> Result<Box<PolicyReport>, Error> {
    let raw: Raw = from_str(text)?;
    let made_by = raw.metadata.labels.get(MAKER).unwrap_or_default();
    let source = if raw.source.is_empty() { made_by } else { &raw.source };
    let made = day(&raw.metadata.creation_timestamp);
    let mut outcomes = raw.results.kept;
    for outcome in &mut outcomes {
        outcome.checked = outcome.checked.or(made);
        if outcome.source.is_empty() {
            outcome.source = brief(source);
        }
    }
    // What fnsec itself wrote is not the result of another tool.
    let is_own = made_by == OWN && outcomes.iter().all(|outcome| outcome.source == OWN);
    if is_own {
        outcomes.clear();
    }
    Ok(Box::new(PolicyReport {
        scope: raw.scope.map(target).filter(|report_subject| !report_subject.name.is_empty()),
        outcomes,
        left: if is_own { 0 } else { raw.results.left },
        meta: lean(raw.metadata),
    }))
}
