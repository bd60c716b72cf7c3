//! Findings that matter more together: an entry point, weak code behind it, and what that code can access.
//! The findings about one Function flow in; the chain they form flows out, if they form one.

use crate::checks::{Confidence, Finding, Severity, fingerprint};
use crate::model::Kind;
use crate::model::strings::SmallStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parts of a chain, in the order an attacker takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChainPart {
    Entry,
    Code,
    Holds,
    Reaches,
}

/// One step, and the finding that makes it possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub stage: ChainPart,
    pub words: &'static str,
    pub check: &'static str,
    pub severity: Severity,
    pub fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttackPath {
    pub function: String,
    pub links: Vec<Link>,
    pub severity: Severity,
    /// How the severity came about.
    pub why: &'static str,
}

/// What each check contributes: the stage, and a few words. Within a stage the first that is found counts.
const STEPS: &[(&str, ChainPart, &str)] = &[
    ("unauthenticated-write-route", ChainPart::Entry, "anyone may call and write"),
    ("unauthenticated-route", ChainPart::Entry, "anyone may call"),
    ("exposed-outside-apirule", ChainPart::Entry, "a route without policies"),
    ("rule-order-bypass", ChainPart::Entry, "a rule bypassed by another one"),
    ("weakest-route-wins", ChainPart::Entry, "an open route bypassing the guarded one"),
    ("wildcard-host-shadows-token", ChainPart::Entry, "an open host shadowing the guarded one"),
    ("exposed-without-sidecar", ChainPart::Entry, "nothing enforces its rules"),
    ("jwt-without-authorizations", ChainPart::Entry, "any token of the issuer"),
    ("command-injection", ChainPart::Code, "caller input in a shell command"),
    ("code-injection", ChainPart::Code, "caller input run as code"),
    ("unsafe-deserialization", ChainPart::Code, "caller input deserialised"),
    ("template-injection", ChainPart::Code, "caller input compiled as a template"),
    ("sql-injection", ChainPart::Code, "caller input in an SQL statement"),
    ("secret-in-response", ChainPart::Code, "a Secret in the answer"),
    ("server-side-request-forgery", ChainPart::Code, "a request to any host the caller names"),
    ("path-traversal", ChainPart::Code, "any file the caller names"),
    ("nosql-injection", ChainPart::Code, "caller input in a query"),
    ("jwt-not-verified", ChainPart::Code, "a token that is not verified"),
    ("credentials-in-function", ChainPart::Code, "a credential in the code"),
    ("untrusted-dependency-source", ChainPart::Code, "packages from an untrusted source"),
    ("refused-runtime-still-serving", ChainPart::Code, "a runtime without patches"),
    ("runtime-end-of-life", ChainPart::Code, "a runtime out of support"),
    ("custom-runtime-image", ChainPart::Code, "an image not from Kyma"),
    ("unpinned-dependencies", ChainPart::Code, "packages without pinned versions"),
    ("many-secrets-in-function", ChainPart::Holds, "many Secrets"),
    ("api-token-mounted", ChainPart::Holds, "a cluster API token"),
    ("default-account-has-rights", ChainPart::Reaches, "rights in the cluster"),
    ("no-egress-restriction", ChainPart::Reaches, "any destination"),
];

/// Entries that require no authentication.
const OPEN: [&str; 5] = [
    "unauthenticated-write-route",
    "unauthenticated-route",
    "exposed-outside-apirule",
    "weakest-route-wins",
    "wildcard-host-shadows-token",
];

/// Checks whose finding is valuable to an attacker by itself.
const WORTH: [&str; 4] = [
    "credentials-in-function",
    "many-secrets-in-function",
    "default-account-has-rights",
    "secret-in-response",
];

/// Returns the chain of one Function: it needs an entry point, and at least one weakness behind it.
#[must_use]
pub fn path(function: &str, findings: &[Arc<Finding>]) -> Option<AttackPath> {
    let own: Vec<&Arc<Finding>> = findings.iter().filter(|finding| finding.concerns(function)).collect();
    let link = |stage: ChainPart| {
        let steps = STEPS.iter().filter(move |step| step.1 == stage);
        let found = steps
            .filter_map(|step| Some((step, own.iter().find(|one| one.check == step.0 && is_sure(one))?)));
        found.map(|(step, one)| link(step, one)).next()
    };
    let entry = link(ChainPart::Entry)?;
    let behind: Vec<Link> =
        [ChainPart::Code, ChainPart::Holds, ChainPart::Reaches].into_iter().filter_map(link).collect();
    // A token or reachable network matters only if the code can be taken over; alone they form no chain.
    let weak = |link: &Link| link.stage == ChainPart::Code || WORTH.contains(&link.check);
    if !behind.iter().any(weak) {
        return None;
    }
    let links: Vec<Link> = [entry].into_iter().chain(behind).collect();
    let (severity, why) = graded(&links);
    Some(AttackPath { function: function.to_owned(), links, severity, why })
}

/// Whether a finding counts as a link: a flow through the code only if it is certain.
fn is_sure(finding: &Finding) -> bool {
    finding.flow.is_empty() || finding.confidence == Confidence::Certain
}

/// Returns the chains of a namespace's Functions, the worst first.
pub fn paths(findings: &[Arc<Finding>]) -> Vec<AttackPath> {
    let mut own: BTreeMap<&str, Vec<Arc<Finding>>> = BTreeMap::new();
    for one in findings.iter().filter(|finding| STEPS.iter().any(|step| step.0 == finding.check)) {
        let object = (one.object.kind == Kind::Function).then_some(one.object.name.as_str());
        for function in object.into_iter().chain(one.functions.iter().map(SmallStr::as_str)) {
            own.entry(function).or_default().push(Arc::clone(one));
        }
    }
    let mut all: Vec<AttackPath> = own.iter().filter_map(|(function, own)| path(function, own)).collect();
    all.sort_by_key(|path| (path.severity, std::cmp::Reverse(path.links.len())));
    all
}

fn link((_, stage, words): &(&str, ChainPart, &'static str), finding: &Finding) -> Link {
    Link {
        stage: *stage,
        words: of_place(finding).unwrap_or(words),
        check: finding.check,
        severity: finding.severity,
        fingerprint: fingerprint::of(finding),
    }
}

/// Returns words that depend on where a finding is.
fn of_place(finding: &Finding) -> Option<&'static str> {
    let credential = finding.check == "credentials-in-function";
    match finding.path.as_str() {
        path if credential && path.starts_with("/spec/env") => Some("a credential in a variable"),
        path if credential && path.starts_with("/metadata/annotations") => {
            Some("a credential in an annotation")
        }
        _ => None,
    }
}

/// Returns the worst severity of the links; one level higher if an unauthenticated entry leads to a valuable
/// target.
fn graded(links: &[Link]) -> (Severity, &'static str) {
    let worst = links.iter().map(|link| link.severity).min().unwrap_or(Severity::Info);
    let open = links.first().is_some_and(|link| OPEN.contains(&link.check));
    let worth = |link: &Link| WORTH.contains(&link.check);
    if open && links.iter().any(worth) {
        let raised = match worst {
            Severity::Critical | Severity::High => Severity::Critical,
            Severity::Medium => Severity::High,
            Severity::Low => Severity::Medium,
            Severity::Info => Severity::Low,
        };
        return (raised, "one level above its worst link: no authentication, and a valuable target");
    }
    (worst, "the severity of its worst link")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::find;
    use crate::checks::finding::FlowStep;
    use crate::model::ObjectRef;

    fn findings(checks: &[&str]) -> Vec<Arc<Finding>> {
        let one = |id: &&str| {
            let check = find(id).expect("a check");
            Arc::new(Finding::new(check, ObjectRef::new(Kind::Function, "shop", "pay")).about(["pay"]))
        };
        checks.iter().map(one).collect()
    }

    fn of(checks: &[&str]) -> Option<AttackPath> {
        path("pay", &findings(checks))
    }

    #[test]
    fn every_step_names_a_check() {
        assert!(STEPS.iter().all(|step| find(step.0).is_some()));
    }

    #[test]
    fn a_chain_needs_an_entry_point() {
        assert_eq!(of(&["credentials-in-function", "api-token-mounted"]), None);
    }

    #[test]
    fn an_entry_point_alone_is_not_a_chain_even_with_a_token_behind_it() {
        assert_eq!(of(&["unauthenticated-route"]), None);
        assert_eq!(of(&["unauthenticated-route", "api-token-mounted"]), None);
        assert_eq!(of(&["unauthenticated-route", "api-token-mounted", "no-egress-restriction"]), None);
    }

    #[test]
    fn an_open_route_to_a_credential_is_worse_than_its_parts() {
        let path =
            of(&["unauthenticated-route", "credentials-in-function", "api-token-mounted"]).expect("one");
        assert_eq!(path.severity, Severity::Critical);
        let checks: Vec<&str> = path.links.iter().map(|link| link.check).collect();
        assert_eq!(checks, ["unauthenticated-route", "credentials-in-function", "api-token-mounted"]);
    }

    #[test]
    fn an_open_route_to_an_injection_is_a_chain_only_if_the_injection_is_certain() {
        let path = of(&["unauthenticated-write-route", "command-injection"]).expect("one");
        assert_eq!(path.links.last().map(|link| link.words), Some("caller input in a shell command"));
        let mut all = findings(&["unauthenticated-write-route", "command-injection"]);
        let doubtful = Finding {
            confidence: Confidence::Possible,
            flow: Box::new([FlowStep { line: 1, column: 1, text: "reaches exec".into() }]),
            ..(*all[1]).clone()
        };
        all[1] = Arc::new(doubtful);
        assert_eq!(super::path("pay", &all), None);
    }

    #[test]
    fn an_authenticated_route_is_as_bad_as_the_worst_link() {
        let path = of(&["jwt-without-authorizations", "unpinned-dependencies"]).expect("one");
        assert_eq!((path.severity, path.why), (Severity::High, "the severity of its worst link"));
    }

    #[test]
    fn a_route_that_bypasses_the_guarded_one_counts_as_unauthenticated() {
        for entry in ["weakest-route-wins", "wildcard-host-shadows-token"] {
            let path = of(&[entry, "credentials-in-function"]).expect("one");
            assert_eq!(path.severity, Severity::Critical, "{entry}");
            assert!(path.why.contains("no authentication"), "{entry}: {}", path.why);
        }
    }

    #[test]
    fn a_link_says_where_its_credential_is() {
        let check = find("credentials-in-function").expect("a check");
        let function = ObjectRef::new(Kind::Function, "shop", "pay");
        let words = |path: &str| {
            let one = Finding::new(check, function.clone()).at(path);
            link(&("credentials-in-function", ChainPart::Code, "a credential in the code"), &one).words
        };
        assert_eq!(words("/spec/env/0/value"), "a credential in a variable");
        assert_eq!(words("/spec/source/inline/source"), "a credential in the code");
    }

    #[test]
    fn findings_of_other_functions_are_not_links() {
        assert_eq!(path("other", &findings(&["unauthenticated-route", "credentials-in-function"])), None);
    }
}
