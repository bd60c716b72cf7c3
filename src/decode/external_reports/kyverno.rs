//! Kyverno's policies: rules that require a Pod Security level or signatures; others are left out.

use super::{Present, RawMeta, lenient_structs};
use crate::decode::{Error, from_str};
use crate::model::external_reports::{
    Filter, KyvernoPolicy, KyvernoRule, MatchFilters, Override, PolicyDemand,
};
use crate::model::lenient::lenient;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Raw {
    metadata: RawMeta,
    #[serde(deserialize_with = "lenient")]
    spec: Spec,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    #[serde(deserialize_with = "lenient")]
    validation_failure_action: String,
    #[serde(deserialize_with = "lenient")]
    validation_failure_action_overrides: Vec<RawOverride>,
    #[serde(deserialize_with = "lenient")]
    admission: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    webhook_configuration: Webhook,
    #[serde(deserialize_with = "lenient")]
    rules: Vec<RawKyvernoRule>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Webhook {
    #[serde(deserialize_with = "lenient")]
    match_conditions: Present,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawOverride {
    #[serde(deserialize_with = "lenient")]
    action: String,
    #[serde(deserialize_with = "lenient")]
    namespaces: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    namespace_selector: Present,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawKyvernoRule {
    #[serde(deserialize_with = "lenient")]
    name: String,
    #[serde(rename = "match", deserialize_with = "lenient")]
    matching: RawMatching,
    #[serde(deserialize_with = "lenient")]
    exclude: RawMatching,
    #[serde(deserialize_with = "lenient")]
    preconditions: Present,
    #[serde(deserialize_with = "lenient")]
    cel_preconditions: Present,
    #[serde(deserialize_with = "lenient")]
    validate: Validate,
    #[serde(deserialize_with = "lenient")]
    verify_images: Vec<Verify>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Validate {
    #[serde(deserialize_with = "lenient")]
    failure_action: String,
    #[serde(deserialize_with = "lenient")]
    failure_action_overrides: Vec<RawOverride>,
    #[serde(deserialize_with = "lenient")]
    pod_security: Option<PodSecurity>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PodSecurity {
    #[serde(deserialize_with = "lenient")]
    level: String,
    #[serde(deserialize_with = "lenient")]
    exclude: Present,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Verify {
    #[serde(deserialize_with = "lenient")]
    image_references: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    skip_image_references: Present,
    #[serde(deserialize_with = "lenient")]
    failure_action: String,
    #[serde(deserialize_with = "lenient")]
    required: Option<bool>,
    #[serde(deserialize_with = "lenient")]
    attestors: Present,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawMatching {
    #[serde(deserialize_with = "lenient")]
    any: Vec<RawFilter>,
    #[serde(deserialize_with = "lenient")]
    all: Vec<RawFilter>,
    /// One filter without a surrounding list, as before 1.6.
    #[serde(deserialize_with = "lenient")]
    resources: Option<Resources>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct RawFilter {
    #[serde(deserialize_with = "lenient")]
    resources: Resources,
    #[serde(deserialize_with = "lenient")]
    subjects: Present,
    #[serde(deserialize_with = "lenient")]
    roles: Present,
    #[serde(deserialize_with = "lenient")]
    cluster_roles: Present,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Resources {
    #[serde(deserialize_with = "lenient")]
    kinds: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    namespaces: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    name: Present,
    #[serde(deserialize_with = "lenient")]
    names: Present,
    #[serde(deserialize_with = "lenient")]
    annotations: Present,
    #[serde(deserialize_with = "lenient")]
    selector: Present,
    #[serde(deserialize_with = "lenient")]
    namespace_selector: Present,
    #[serde(deserialize_with = "lenient")]
    operations: Vec<String>,
}

lenient_structs! {
    Spec Webhook RawOverride RawKyvernoRule Validate PodSecurity Verify RawMatching RawFilter Resources
}

/// Decodes a Kyverno policy.
///
/// # Errors
/// If the text is not a valid policy.
pub fn kyverno(text: &str) -> Result<Box<KyvernoPolicy>, Error> {
    let raw: Raw = from_str(text)?;
    let Spec {
        validation_failure_action: action,
        validation_failure_action_overrides: overrides,
        admission,
        webhook_configuration,
        rules: all,
    } = raw.spec;
    // Without admission, a policy only reports; conditions of the webhook are not evaluated.
    let (silent, narrow) = (admission == Some(false), webhook_configuration.match_conditions.0);
    let known = all.into_iter().flat_map(|rule| rules(rule, &action, &overrides));
    let rules = known.map(|rule| KyvernoRule {
        enforces: rule.enforces && !silent,
        overrides: if silent { Vec::new() } else { rule.overrides },
        narrow: rule.narrow || narrow,
        ..rule
    });
    Ok(Box::new(KyvernoPolicy { rules: rules.collect(), meta: raw.metadata.into() }))
}

/// The supported requirement of a rule; the action of the rule overrides the policy's.
fn rules(raw: RawKyvernoRule, action: &str, overrides: &[RawOverride]) -> Vec<KyvernoRule> {
    let narrow = raw.preconditions.0 || raw.cel_preconditions.0;
    let (matching, excluding) = (matching(raw.matching), matching(raw.exclude));
    let rule = |ask: PolicyDemand, own: &str, own_overrides: &[RawOverride], exempt: bool| {
        let overrides = if own.is_empty() && own_overrides.is_empty() { overrides } else { own_overrides };
        KyvernoRule {
            name: raw.name.clone(),
            ask,
            enforces: enforces(if own.is_empty() { action } else { own }),
            overrides: overrides.iter().map(an_override).collect(),
            matching: matching.clone(),
            excluding: excluding.clone(),
            narrow: narrow || exempt,
        }
    };
    let level = raw.validate.pod_security.as_ref();
    let level = level.filter(|one| matches!(one.level.as_str(), "baseline" | "restricted"));
    let level = level.map(|pod_security| {
        let validate = &raw.validate;
        rule(
            PolicyDemand::Level(pod_security.level.clone()),
            &validate.failure_action,
            &validate.failure_action_overrides,
            pod_security.exclude.0,
        )
    });
    let checked = raw.verify_images.iter().filter(|verify_image| verify_image.attestors.0);
    let signed = checked.map(|one| {
        let exempt = one.skip_image_references.0 || one.required == Some(false);
        rule(PolicyDemand::Signatures(one.image_references.clone()), &one.failure_action, &[], exempt)
    });
    level.into_iter().chain(signed).collect()
}

fn enforces(action: &str) -> bool {
    action.eq_ignore_ascii_case("enforce")
}

fn an_override(raw: &RawOverride) -> Override {
    Override {
        enforces: enforces(&raw.action),
        namespaces: raw.namespaces.clone(),
        selects: raw.namespace_selector.0,
    }
}

fn matching(raw: RawMatching) -> MatchFilters {
    let alone = raw.resources.map(|resources| RawFilter { resources, ..RawFilter::default() });
    MatchFilters {
        any: raw.any.into_iter().chain(alone).map(filter).collect(),
        all: raw.all.into_iter().map(filter).collect(),
    }
}

fn filter(raw: RawFilter) -> Filter {
    let found = raw.resources;
    let creates =
        found.operations.is_empty() || found.operations.iter().any(|operation| operation == "CREATE");
    let parts = [
        found.name.0,
        found.names.0,
        found.annotations.0,
        found.selector.0,
        found.namespace_selector.0,
        raw.subjects.0,
        raw.roles.0,
        raw.cluster_roles.0,
        !creates,
    ];
    Filter { kinds: found.kinds, namespaces: found.namespaces, narrow: parts.contains(&true) }
}
