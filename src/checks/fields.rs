//! The parts of an object that a check reads, so that an unreadable field affects no other check.
//!
//! `tests/unread.rs` removes each part of each fixture and compares these tables with the checks' verdicts.

use crate::model::Kind;
use crate::model::fault::within;

/// Returns whether a check's verdict may depend on a field. For Functions, a check that is not listed depends on
/// every field; for APIRules, every check depends on a field that is not listed.
#[must_use]
pub fn reads(check: &str, kind: Kind, pointer: &str) -> bool {
    let touches = |place: &&str| within(pointer, place) || within(place, pointer);
    match kind {
        Kind::Function => {
            let own = FUNCTION.iter().find(|(id, _)| *id == check);
            own.is_none_or(|(_, parts)| [META].iter().chain(*parts).any(|part| part.iter().any(&touches)))
        }
        Kind::APIRule => {
            let aside = APIRULE.iter().find(|(place, _)| within(pointer, place));
            aside.is_none_or(|(place, checks)| {
                checks.contains(&check) || *place == REFUSED && is_graded_by_callers(check)
            })
        }
        _ => true,
    }
}

/// Whether the severity depends on who can call the Function, and so on which APIRules are refused.
fn is_graded_by_callers(check: &str) -> bool {
    FUNCTION.iter().any(|(id, parts)| *id == check && *parts == [CODE, LABELS])
}

/// Where an APIRule shows that it is refused.
const REFUSED: &str = "/status";

type Pointers = &'static [&'static str];

const META: Pointers = &["/metadata/deletionTimestamp"];
const BIRTH: Pointers =
    &["/metadata/creationTimestamp", "/metadata/managedFields", "/metadata/ownerReferences"];
const NOTES: Pointers = &["/metadata/labels", "/metadata/annotations"];
const ENV: Pointers = &["/spec/env"];
const SOURCE: Pointers = &["/spec/source", "/spec/type", "/spec/reference", "/spec/baseDir"];
/// The source, the runtime, which decides its language, and what shows which of its inputs are secret.
const CODE: Pointers = &["/spec/source", "/spec/type", "/spec/runtime", "/spec/env", "/spec/secretMounts"];
const DEPENDENCIES: Pointers = &["/spec/source", "/spec/deps", "/spec/runtime"];
const RUNTIME: Pointers = &["/spec/runtime", "/spec/runtimeImageOverride"];
const MOUNTS: Pointers = &["/spec/secretMounts"];
/// The labels of its Pods, one of which contains its uid.
const LABELS: Pointers = &["/metadata/uid", "/spec/labels", "/spec/template"];
const ANNOTATIONS: Pointers = &["/spec/annotations", "/spec/template"];
const RESOURCES: Pointers = &["/spec/resourceConfiguration", "/spec/resources"];
const CONTEXTS: Pointers = &["/spec/podSecurityContext", "/spec/containerSecurityContext"];
const REPLICAS: Pointers = &["/spec/replicas", "/spec/minReplicas", "/spec/scaleConfig"];
const STATUS: Pointers = &["/status"];

/// By check, the parts of a Function that it reads.
const FUNCTION: &[(&str, &[Pointers])] = &[
    ("foreign-key-set", &[LABELS]),
    ("insecure-issuer", &[LABELS]),
    ("interchangeable-tokens", &[LABELS]),
    ("jwt-without-authorizations", &[LABELS]),
    ("jwt-without-issuer", &[LABELS]),
    ("token-conditions-all-required", &[LABELS]),
    ("token-in-url", &[ENV, LABELS]),
    ("custom-runtime-image", &[RUNTIME]),
    ("image-drift", &[RUNTIME, ANNOTATIONS, LABELS, STATUS]),
    ("image-signatures-unchecked", &[RUNTIME]),
    ("mutable-git-reference", &[SOURCE, STATUS]),
    ("orphaned-function", &[NOTES, BIRTH, RUNTIME]),
    ("refused-runtime-still-serving", &[RUNTIME, STATUS]),
    ("runtime-end-of-life", &[RUNTIME, LABELS, STATUS]),
    ("unpinned-runtime-image", &[RUNTIME]),
    ("credentials-in-function", &[ENV, SOURCE, DEPENDENCIES, NOTES, ANNOTATIONS, LABELS]),
    ("credentials-in-git-url", &[SOURCE]),
    ("credentials-in-route", &[LABELS]),
    ("insecure-git-transport", &[SOURCE]),
    ("redirected-endpoint", &[ENV]),
    ("risky-environment", &[CODE, ENV, SOURCE, RUNTIME]),
    ("unpinned-dependencies", &[SOURCE, DEPENDENCIES]),
    ("package-typosquat", &[SOURCE, DEPENDENCIES]),
    ("vulnerable-package", &[SOURCE, DEPENDENCIES]),
    ("deprecated-package", &[SOURCE, DEPENDENCIES]),
    ("untrusted-dependency-source", &[ENV, SOURCE, DEPENDENCIES]),
    ("unverified-git-host", &[SOURCE]),
    ("events-open-to-anyone", &[LABELS, ANNOTATIONS]),
    ("event-delivery-denied", &[LABELS, ANNOTATIONS]),
    ("exposed-without-sidecar", &[LABELS, ANNOTATIONS]),
    ("ineffective-network-policy", &[LABELS]),
    ("ingress-gateway-cut-off", &[LABELS, ANNOTATIONS]),
    ("labels-join-foreign-service", &[LABELS]),
    ("mtls-relaxed", &[LABELS, ANNOTATIONS]),
    ("no-egress-restriction", &[LABELS]),
    ("no-ingress-restriction", &[LABELS]),
    ("overbroad-allow-policy", &[LABELS]),
    ("service-taken-over", &[LABELS]),
    ("sidecar-bypassed", &[ANNOTATIONS]),
    ("sidecar-injection-misplaced", &[NOTES, LABELS, ANNOTATIONS]),
    ("sidecar-injection-mistyped", &[NOTES, LABELS, ANNOTATIONS]),
    ("subscription-too-wide", &[LABELS]),
    ("dangerous-secret-mount", &[MOUNTS]),
    ("default-drop-lost", &[CONTEXTS]),
    ("git-function-in-restricted", &[SOURCE]),
    ("namespace-level-missing", &[CONTEXTS, SOURCE]),
    ("namespace-level-privileged", &[CONTEXTS, SOURCE]),
    ("pods-refused", &[CONTEXTS, SOURCE, MOUNTS]),
    ("restricted-blocks-builds", &[SOURCE]),
    ("weak-security-context", &[CONTEXTS]),
    ("many-secrets-in-function", &[ENV, MOUNTS, LABELS]),
    ("exposed-without-replicas", &[REPLICAS]),
    ("large-requests-allowed", &[ENV, RUNTIME, LABELS]),
    ("no-resource-limits", &[RESOURCES, LABELS]),
    ("apirule-not-ready", &[LABELS]),
    ("apirule-refused", &[LABELS]),
    ("cors-any-origin-with-credentials", &[LABELS]),
    ("cross-namespace-exposure", &[LABELS]),
    ("exposed-outside-apirule", &[LABELS]),
    ("external-authorizer-fails-open", &[LABELS]),
    ("external-authorizer-only", &[LABELS]),
    ("generated-policies-drifted", &[LABELS]),
    ("hidden-legacy-rules", &[LABELS]),
    ("metrics-exposed", &[LABELS]),
    ("mixed-authentication", &[LABELS]),
    ("no-rate-limit", &[LABELS]),
    ("risky-methods", &[LABELS]),
    ("route-shadowed-by-exclusion", &[LABELS]),
    ("rule-order-bypass", &[LABELS]),
    ("unauthenticated-route", &[LABELS]),
    ("unauthenticated-write-route", &[LABELS]),
    ("unreconciled-apirule", &[LABELS]),
    ("weakest-route-wins", &[LABELS]),
    ("wildcard-host-shadows-token", &[LABELS]),
    ("api-token-mounted", &[LABELS]),
    ("default-account-has-rights", &[LABELS]),
    ("registry-credential-in-namespace", &[LABELS]),
    ("dead-registry-credentials", &[LABELS]),
    ("secrets-by-function-author", &[LABELS]),
    ("who-becomes-code", &[LABELS]),
    ("who-deletes-policies", &[LABELS]),
    ("who-reads-source", &[LABELS]),
    ("command-injection", &[CODE, LABELS]),
    ("code-injection", &[CODE, LABELS]),
    ("sql-injection", &[CODE, LABELS]),
    ("nosql-injection", &[CODE, LABELS]),
    ("template-injection", &[CODE, LABELS]),
    ("ldap-injection", &[CODE, LABELS]),
    ("header-injection", &[CODE, LABELS]),
    ("log-injection", &[CODE, LABELS]),
    ("path-traversal", &[CODE, LABELS]),
    ("unsafe-deserialization", &[CODE, LABELS]),
    ("xml-external-entities", &[CODE, LABELS]),
    ("prototype-pollution", &[CODE, LABELS]),
    ("regex-denial-of-service", &[CODE, LABELS]),
    ("cross-site-scripting", &[CODE, LABELS]),
    ("open-redirect", &[CODE, LABELS]),
    ("server-side-request-forgery", &[CODE, LABELS]),
    ("secret-in-log", &[CODE]),
    ("secret-in-response", &[CODE, LABELS]),
    ("secret-sent-away", &[CODE]),
    ("event-in-log", &[CODE]),
    ("stack-trace-in-response", &[CODE, LABELS]),
    ("secret-with-fallback", &[CODE]),
    ("static-key", &[CODE]),
    ("weak-cipher", &[CODE]),
    ("weak-hash-for-password", &[CODE]),
    ("predictable-random-value", &[CODE]),
    ("secret-compared-by-equality", &[CODE, LABELS]),
    ("jwt-not-verified", &[CODE, LABELS]),
    ("identity-from-header", &[CODE, LABELS]),
    ("cors-any-origin-in-code", &[CODE, LABELS]),
    ("blocked-call", &[CODE, LABELS, ANNOTATIONS]),
    ("plaintext-http-to-public-host", &[CODE]),
    ("unguarded-change", &[CODE, LABELS]),
    ("unused-secret", &[CODE, DEPENDENCIES]),
    ("role-beyond-code", &[CODE]),
    ("object-refused", &[]),
    ("function-version-unserved", &[]),
];

/// By part of an APIRule, the only checks that read it.
const APIRULE: &[(&str, &[&str])] = &[
    (
        "/spec/corsPolicy",
        &["cors-any-origin-with-credentials", "apirule-refused", "generated-policies-drifted"],
    ),
    ("/metadata/ownerReferences", &["generated-policies-drifted"]),
    ("/spec/timeout", &["apirule-refused"]),
    (
        REFUSED,
        &[
            "apirule-not-ready",
            "apirule-refused",
            "exposed-without-sidecar",
            "generated-policies-drifted",
            "hidden-legacy-rules",
            "unauthenticated-route",
            "unauthenticated-write-route",
            "unreconciled-apirule",
        ],
    ),
];
