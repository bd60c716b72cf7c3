//! Annotations that make traffic bypass the sidecar, which then checks nothing.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "sidecar-bypassed",
    family: Reach,
    severity: High,
    title: "Traffic bypasses the sidecar",
    why: "The sidecar exists but sees no traffic: tokens and policies are not checked, while every APIRule reports Ready.",
    page: include_str!("sidecar_bypassed.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

const PREFIX: &str = "traffic.sidecar.istio.io/";
const MODE: &str = "sidecar.istio.io/interceptionMode";
/// The port that the runtimes listen on.
const PORT: &str = "8080";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().flat_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Vec<Finding> {
    let found = function.pod_annotations.iter().filter_map(|(key, value)| {
        let (message, graded) = bypass(key, value)?;
        let path = format!("/spec/annotations/{}", escape(key));
        let finding = Finding::new(&CHECK, function_ref(function))
            .at(path)
            .with_evidence(format!("{key}: \"{value}\""));
        let finding = finding.says(message).key(key);
        Some(match graded {
            Some((severity, note)) => finding.graded(severity, note),
            None => finding,
        })
    });
    found.collect()
}

type BypassSeverity = Option<(Severity, &'static str)>;

fn bypass(key: &str, value: &str) -> Option<(&'static str, BypassSeverity)> {
    let listed = |wanted: &str| value.split(',').any(|part| part.trim() == wanted);
    let calls = "Incoming calls bypass the sidecar: tokens and policies are not checked";
    let out = "Outgoing calls bypass the sidecar: mesh policies do not apply to them";
    let outward = Some((Medium, "lowered from high: callers of the Function are still checked"));
    match key.strip_prefix(PREFIX) {
        Some("excludeInboundPorts") if listed(PORT) || listed("*") => Some((calls, None)),
        Some("includeInboundPorts") if !listed(PORT) && !listed("*") => Some((calls, None)),
        Some("excludeOutboundPorts") if ["80", "443", PORT].iter().any(|port| listed(port)) => {
            Some((out, outward))
        }
        Some("excludeOutboundIPRanges") if listed("0.0.0.0/0") || listed("*") => Some((out, outward)),
        None if key == MODE && value.eq_ignore_ascii_case("NONE") => Some((calls, None)),
        Some(_) | None => None,
    }
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::remove(&*finding.path)]);
    vec![
        Fix::new("Route traffic through the sidecar again", Risk::MayBreak)
            .costs("The pods are replaced. Calls that the sidecar denies are refused from then on.")
            .edit(edit),
    ]
}
