//! Istio's `AuthorizationPolicy`.

use super::from_str;
use super::{DecodedObject, Raw, nullable};
use crate::model::mesh::{
    Action, Attachment, AuthorizationPolicy, AuthorizationRule, CallerMatch, Condition, Operation,
};
use crate::model::{Labels, Object};
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(flatten)]
    attached: RawAttachment,
    #[serde(deserialize_with = "nullable")]
    action: String,
    #[serde(deserialize_with = "nullable")]
    provider: RawProvider,
    #[serde(deserialize_with = "nullable")]
    rules: Vec<RawRule>,
}

/// Where a policy of the mesh names the resource it is attached to.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RawAttachment {
    #[serde(deserialize_with = "nullable")]
    selector: Matching,
    #[serde(deserialize_with = "nullable")]
    target_ref: Option<RawTargetRef>,
    #[serde(deserialize_with = "nullable")]
    target_refs: Vec<RawTargetRef>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Matching {
    match_labels: Labels,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawTargetRef {
    #[serde(deserialize_with = "nullable")]
    name: String,
}

impl From<RawAttachment> for Attachment {
    fn from(raw: RawAttachment) -> Self {
        let targets = raw.target_ref.into_iter().chain(raw.target_refs);
        Self { labels: raw.selector.match_labels, targets: targets.map(|target| target.name).collect() }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawProvider {
    #[serde(deserialize_with = "nullable")]
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawRule {
    #[serde(deserialize_with = "nullable")]
    from: Vec<RawCaller>,
    #[serde(deserialize_with = "nullable")]
    to: Vec<To>,
    #[serde(deserialize_with = "nullable")]
    when: Vec<Condition>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawCaller {
    #[serde(deserialize_with = "nullable")]
    source: CallerMatch,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct To {
    #[serde(deserialize_with = "nullable")]
    operation: Operation,
}

/// Decodes an AuthorizationPolicy.
///
/// # Errors
/// If the text is not a valid AuthorizationPolicy.
pub fn decode(text: &str) -> DecodedObject {
    let raw: Raw<Spec> = from_str(text)?;
    let rule = |raw: RawRule| AuthorizationRule {
        from: raw.from.into_iter().map(|raw_caller| raw_caller.source).collect(),
        to: raw.to.into_iter().map(|one| one.operation).collect(),
        when: raw.when,
    };
    Ok(Object::AuthorizationPolicy(Box::new(AuthorizationPolicy {
        meta: raw.metadata.into(),
        attached: raw.spec.attached.into(),
        action: Action::read(&raw.spec.action),
        provider: raw.spec.provider.name,
        rules: raw.spec.rules.into_iter().map(rule).collect(),
    })))
}
