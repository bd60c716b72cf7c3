//! Why a check that found nothing cannot pass: objects that could not be read, or only in part, and, for
//! files, objects that are absent from them.
//!
//! Findings are reported anyway; only a pass requires that everything was read.

use super::prelude::some_of;
use super::reach::callees;
use super::{Check, Finding, advisories, fields};
use crate::model::code::Code;
use crate::model::function::Checkout;
use crate::model::platform::Era;
use crate::model::reads::Reads;
use crate::model::space::unread as reason;
use crate::model::{Bits, Feed, Kind, Scope};

/// Returns the kinds that a pass depends on and that were not read completely, each with the reason.
#[must_use]
pub fn doubts(check: &Check, scope: &Scope<'_>) -> Vec<(Kind, String)> {
    let mut all: Vec<(Kind, String)> = Vec::new();
    for one in check.reads.iter().flat_map(|read| of(check, scope, *read)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    // An object that could not be read is a stronger reason than one that may be elsewhere.
    all.sort_by_key(|(_, why)| why == ABSENT);
    all
}

pub use super::prelude::ABSENT;

fn of(check: &Check, scope: &Scope<'_>, read: Reads) -> Vec<(Kind, String)> {
    match read {
        Reads::Kind(kind) | Reads::Optional(kind) => {
            let mut all = unread(check, scope, kind);
            // A route in files is judged whether or not its target is in them.
            let by_route = kind == Kind::Function && check.reads.first() == Some(&Reads::Kind(Kind::APIRule));
            let spares = SPARING.iter().any(|(id, spared)| *id == check.id && *spared == kind);
            if !(by_route || spares) {
                let is_subject = check.reads.first().is_some_and(|first| *first == read);
                let complete = count(scope, kind) > 0 && (is_subject || !is_made(kind));
                all.extend(absent(scope, kind, complete));
            }
            all
        }
        Reads::Everywhere(kind) => {
            let mut all = scope.missing(&[read]);
            all.extend(unread(check, scope, kind));
            all.extend(scope.unseen_everywhere(kind));
            all.extend(absent(scope, kind, false));
            all
        }
        Reads::Exposure | Reads::Tokens => {
            let mut all = unread(check, scope, Kind::APIRule);
            all.extend(scope.unseen_everywhere(Kind::APIRule));
            all.extend(absent(scope, Kind::APIRule, false));
            all
        }
        // A finding may come from a kind that is only consulted.
        Reads::Hint(kind) if kind.is_read_in_part() => {
            let refused = scope.refusal(kind).into_iter();
            refused.chain(unread(check, scope, kind)).collect()
        }
        Reads::Hint(kind) => scope.refusal(kind).into_iter().chain(scope.unreadable(kind)).collect(),
        Reads::Platform => platform(scope),
        Reads::ExposureHint => {
            let mut all: Vec<(Kind, String)> = scope.refusal(Kind::APIRule).into_iter().collect();
            all.extend(unread(check, scope, Kind::APIRule));
            all
        }
        Reads::Hints(bits) => {
            let mut all = gateway(scope, bits);
            for kind in [Kind::Service, Kind::Pod].into_iter().filter(|kind| bits & kind.bit() != 0) {
                all.extend(scope.refusal(kind));
                all.extend(unread(check, scope, kind));
            }
            all
        }
        Reads::OtherPolicies => Vec::new(),
        Reads::Callees => callees::doubts(scope),
        Reads::Code => code(scope),
        Reads::Source => in_git(scope, "source"),
        Reads::Packages => packages(scope),
        Reads::Advisories => advisories(scope),
    }
}

/// Returns why the code of Functions is unknown: those in git as one reason, others each with its line.
fn code(scope: &Scope<'_>) -> Vec<(Kind, String)> {
    let all = || scope.space.functions.values();
    let stopped = all().filter_map(|function| {
        let why = function.code.obstacle()?;
        let whole = matches!(function.code, Code::Unparsed(_));
        let what = if whole { "source not analysed" } else { "source analysed in part" };
        let (name, line, reason) = (&function.meta.name, why.line, why.reason.text());
        Some((Kind::Function, format!("{name}: {what}: line {line}: {reason}")))
    });
    stopped.chain(in_git(scope, "source")).collect()
}

/// Returns why the packages of Functions are unknown: those in git as one reason, others each with its error.
fn packages(scope: &Scope<'_>) -> Vec<(Kind, String)> {
    let all = || scope.space.functions.values();
    let broken = all().filter_map(|function| {
        let why = function.dependencies_fault.as_deref()?;
        Some((Kind::Function, format!("{}: dependencies not parsed: {why}", function.meta.name)))
    });
    broken.chain(in_git(scope, "dependencies")).collect()
}

/// Returns why files in git are unknown: those without a clone as one reason, others each with its own.
fn in_git(scope: &Scope<'_>, what: &str) -> Vec<(Kind, String)> {
    let mut without: Vec<&str> = Vec::new();
    let mut reasons = Vec::new();
    for function in scope.space.functions.values() {
        let name = function.meta.name.as_str();
        match function.checkout() {
            Some(Checkout::None) => without.push(name),
            Some(Checkout::Unreadable(why)) => {
                reasons.push((Kind::Function, format!("{name}: {what} in git not read: {why}")));
            }
            Some(Checkout::Read { .. }) | None => {}
        }
    }
    if !without.is_empty() {
        let verb = if what == "source" { "is" } else { "are" };
        let why = format!("{}: the {what} {verb} in git; name a clone with --source", some_of(&without));
        reasons.push((Kind::Function, why));
    }
    reasons
}

/// Returns why it is not known whether packages are vulnerable.
fn advisories(scope: &Scope<'_>) -> Vec<(Kind, String)> {
    let Some(all) = scope.parameters().advisories.as_deref() else { return Vec::new() };
    let functions = || scope.space.functions.values();
    let unclear = functions().flat_map(|one| advisories::unclear(all, one));
    let mut reasons: Vec<(Kind, String)> = unclear.map(|why| (Kind::Function, why)).collect();
    if let Some(why) =
        all.unread.as_ref().filter(|_| functions().any(|function| !function.dependencies.is_empty()))
    {
        reasons.push((Kind::Function, format!("the OSV data was read in part: {why}")));
    }
    reasons
}

/// Kinds whose objects only remove findings: a pass does not depend on them.
const SPARING: [(&str, Kind); 3] = [
    ("no-ingress-restriction", Kind::AuthorizationPolicy),
    ("no-rate-limit", Kind::RateLimit),
    ("no-resource-limits", Kind::LimitRange),
];

/// The controller's Deployment or the Serverless resource shows which version runs.
fn platform(scope: &Scope<'_>) -> Vec<(Kind, String)> {
    if scope.platform().era != Era::Unknown {
        return Vec::new();
    }
    let own =
        |kind: Kind| scope.refusal_in(SYSTEM, kind).into_iter().chain(scope.unreadable_in(SYSTEM, kind));
    [Kind::Deployment, Kind::Serverless].into_iter().flat_map(own).collect()
}

/// How the API gateway converts old rules depends on its version and its settings.
fn gateway(scope: &Scope<'_>, bits: Bits) -> Vec<(Kind, String)> {
    let is_asked = bits & Kind::GatewayConfig.bit() != 0;
    if !is_asked || !scope.space.api_rules.values().any(|rule| rule.is_legacy()) {
        return Vec::new();
    }
    let mut all: Vec<(Kind, String)> = scope.refusal_in(SYSTEM, Kind::Deployment).into_iter().collect();
    all.extend(scope.unreadable_in(SYSTEM, Kind::Deployment));
    all.extend(scope.refusal(Kind::GatewayConfig));
    all.extend(scope.unreadable(Kind::GatewayConfig));
    all
}

const SYSTEM: &str = "kyma-system";

/// Returns the objects of the namespace in which a field that this check reads could not be read.
fn unread(check: &Check, scope: &Scope<'_>, kind: Kind) -> Vec<(Kind, String)> {
    if !kind.is_read_in_part() {
        return Vec::new();
    }
    let own = scope.space.unreadable.iter().filter(|((of, _), _)| *of == kind);
    let concerned = own.filter(|((_, name), _)| {
        let faults = scope.space.meta(kind, name).map(|meta| meta.faults.as_slice());
        faults.is_none_or(|faults| faults.iter().any(|fault| fields::reads(check.id, kind, &fault.pointer)))
    });
    concerned.map(|((_, name), why)| (kind, reason(name, why))).collect()
}

/// Returns the reason for a kind that files may leave out. The subject of a check must be complete; of other
/// kinds, any object may be missing.
fn absent(scope: &Scope<'_>, kind: Kind, complete: bool) -> Option<(Kind, String)> {
    let served = scope.whole().feeds().of(kind, kind.info().place()) != &Feed::NotServed;
    let belongs = !(scope.space.is_cluster() && kind.info().namespaced());
    (scope.is_from_files() && belongs && served && !complete).then(|| (kind, ABSENT.into()))
}

/// Returns whether objects of a kind are generated from what files contain, and so are never all in files.
const fn is_made(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Pod | Kind::Deployment | Kind::DaemonSet | Kind::StatefulSet | Kind::ReplicaSet | Kind::Job
    )
}

/// Returns how many objects of a kind there are where a check of this scope reads them.
fn count(scope: &Scope<'_>, kind: Kind) -> usize {
    let info = kind.info();
    if !info.place().is_empty() || !info.namespaced() && kind != Kind::Namespace {
        return scope.whole().count(kind);
    }
    scope.space.count(kind)
}

/// Removes findings about fields that could not be read: they would treat missing values as real ones.
pub fn take_unsound(found: &mut Vec<Finding>, scope: &Scope<'_>) -> Option<(Kind, String)> {
    let mut reason = None;
    found.retain(|finding| {
        let why = unsound(finding, scope);
        let sound = why.is_none();
        reason = reason.take().or(why);
        sound
    });
    reason
}

fn unsound(finding: &Finding, scope: &Scope<'_>) -> Option<(Kind, String)> {
    // These checks report the faults themselves.
    if [super::exposure::drift::object_refused::CHECK.id, super::exposure::drift::apirule_refused::CHECK.id]
        .contains(&finding.check)
    {
        return None;
    }
    let kind = finding.object.known()?;
    let meta = scope.space.meta(kind, &finding.object.name)?;
    let touched =
        meta.faults.iter().find(|fault| !finding.path.is_empty() && fault.concerns(&finding.path))?;
    Some((kind, format!("{} could not be read: {}", finding.object.name, touched.words())))
}
