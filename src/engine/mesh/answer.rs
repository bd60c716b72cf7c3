//! Whether a pod's sidecar lets a request in, and which objects decide it.

use super::index::Mesh;
use super::matched::Policies;
use super::peers::{self, MtlsMode};
use super::reference::reference;
use super::request::{Request, Workload};
use super::tokens::{TokenResult, judge_token};
use crate::model::{Kind, ObjectRef};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    Denied,
    Unknown,
}

impl Decision {
    /// The JSON form: true, false, or null.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Allowed => Some(true),
            Self::Denied => Some(false),
            Self::Unknown => None,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// A verdict with the objects that decided it and a sentence that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeshAnswer {
    pub verdict: Decision,
    pub by: Vec<ObjectRef>,
    pub why: String,
    /// What else a reader should know before acting on this.
    pub notes: Vec<String>,
}

impl MeshAnswer {
    fn new(verdict: Decision, by: Vec<ObjectRef>, why: impl Into<String>) -> Self {
        Self { verdict, by, why: why.into(), notes: Vec::new() }
    }

    pub(super) fn unknown(why: impl Into<String>) -> Self {
        Self::new(Decision::Unknown, Vec::new(), why)
    }

    #[must_use]
    pub fn allowed(&self) -> bool {
        self.verdict == Decision::Allowed
    }

    #[must_use]
    pub fn denied(&self) -> bool {
        self.verdict == Decision::Denied
    }
}

/// Whether a request reaches a pod.
#[must_use]
pub fn evaluate(mesh: &Mesh, pod: &Workload, request: &Request) -> MeshAnswer {
    if let Some(why) = pod.bypassed(request.port) {
        return MeshAnswer::new(Decision::Allowed, Vec::new(), why);
    }
    let mut answer = judge(mesh, pod, request);
    if request.port.is_none() && pod.has_exceptions() && !answer.allowed() {
        answer = MeshAnswer::unknown(
            "annotations of the pod exclude some ports from its sidecar, and no port was given",
        );
    }
    notes(mesh, pod, &mut answer);
    answer
}

fn notes(mesh: &Mesh, pod: &Workload, answer: &mut MeshAnswer) {
    if mesh.places(&pod.namespace).any(|place| place.filters) {
        answer.notes.push("an EnvoyFilter may change the proxy; it is not evaluated".into());
    }
    let aside = mesh.places(&pod.namespace).flat_map(|place| &place.policies);
    let aside: Vec<&str> = aside
        .filter(|one| !one.attached.targets.is_empty())
        .map(|policy| policy.meta.name.as_str())
        .collect();
    if !aside.is_empty() {
        let names = aside.join(", ");
        answer
            .notes
            .push(format!("attached by reference to a gateway or waypoint, so not to the pod: {names}"));
    }
}

/// Where peer settings could not be read, the answer must be the same for each possible mode.
fn judge(mesh: &Mesh, pod: &Workload, request: &Request) -> MeshAnswer {
    let Some(gap) = mesh.gap(&pod.namespace, Kind::PeerAuthentication) else {
        return connect(mesh, pod, request, peers::mode(mesh, pod, request.port));
    };
    let [strict, permissive, disable] = [MtlsMode::Strict, MtlsMode::Permissive, MtlsMode::Disable]
        .map(|mode| connect(mesh, pod, request, mode));
    let same = strict.verdict == permissive.verdict && permissive.verdict == disable.verdict;
    if same { permissive } else { MeshAnswer::unknown(gap) }
}

fn connect(mesh: &Mesh, pod: &Workload, request: &Request, mode: MtlsMode) -> MeshAnswer {
    match (mode, &request.principal) {
        (MtlsMode::Strict, None) => {
            let why = "the pod accepts only callers with a certificate of the mesh";
            MeshAnswer::new(Decision::Denied, Vec::new(), why)
        }
        (MtlsMode::Disable, Some(_)) => {
            let nobody = Request { principal: None, ..request.clone() };
            authenticate(mesh, pod, &nobody)
        }
        (MtlsMode::Strict | MtlsMode::Permissive, Some(_))
        | (MtlsMode::Permissive | MtlsMode::Disable, None) => authenticate(mesh, pod, request),
    }
}

pub(super) fn authenticate(mesh: &Mesh, pod: &Workload, request: &Request) -> MeshAnswer {
    let nobody = || Request { token: None, ..request.clone() };
    let gap = request.token.as_ref().and_then(|_| mesh.gap(&pod.namespace, Kind::RequestAuthentication));
    match (judge_token(mesh, pod, request), gap) {
        (TokenResult::Verified(_), None) => authorize(mesh, pod, request),
        (TokenResult::Nothing, None) => authorize(mesh, pod, &nobody()),
        (TokenResult::Refused(by, why), None) => {
            let by = by
                .iter()
                .map(|authentication| reference(Kind::RequestAuthentication, &authentication.meta))
                .collect();
            MeshAnswer::new(Decision::Denied, by, why)
        }
        // It is not known whether the token is trusted: only a denial with and without it is certain.
        (TokenResult::Verified(_) | TokenResult::Nothing | TokenResult::Refused(..), Some(gap)) => {
            let both = [authorize(mesh, pod, request), authorize(mesh, pod, &nobody())];
            let [known, unknown] = both;
            if known.denied() && unknown.denied() { known } else { MeshAnswer::unknown(gap) }
        }
    }
}

fn authorize(mesh: &Mesh, pod: &Workload, request: &Request) -> MeshAnswer {
    let policies = Policies::of(mesh, pod, request);
    if let Some((by, why)) = policies.refused() {
        return MeshAnswer::new(Decision::Denied, by, why);
    }
    if let Some(why) = policies.doubt() {
        return MeshAnswer::unknown(why);
    }
    if let Some((by, why)) = policies.asked() {
        return MeshAnswer::new(Decision::Unknown, by, why);
    }
    if let Some(why) = policies.custom.unknown {
        return MeshAnswer::unknown(why);
    }
    let (by, why) = policies.admitted();
    MeshAnswer::new(Decision::Allowed, by, why)
}
