//! Annotations that lead traffic past the sidecar, which then checks nothing.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "sidecar-bypassed",
    family: Reach,
    severity: High,
    title: "Calls go past the sidecar",
    why: "The sidecar is there and sees nothing: tokens and policies are not checked, while every APIRule says Ready.",
    page: include_str!("sidecar_bypassed.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

const PREFIX: &str = "traffic.sidecar.istio.io/";
const MODE: &str = "sidecar.istio.io/interceptionMode";
/// Where the runtimes listen.
const PORT: &str = "8080";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().flat_map(|function| judge(function)).collect()
}

fn judge(function: &Function) -> Vec<Finding> {
    let name = &function.meta.name;
    let found = function.pod_annotations.iter().filter_map(|(key, value)| {
        let (message, graded) = bypass(name, key, value)?;
        let path = format!("/spec/annotations/{}", escape(key));
        let finding =
            Finding::new(&CHECK, function_ref(function)).at(path).seen(format!("{key}: \"{value}\""));
        let finding = finding.says(message).key(key);
        Some(match graded {
            Some((severity, note)) => finding.graded(severity, note),
            None => finding,
        })
    });
    found.collect()
}

type Graded = Option<(Severity, &'static str)>;

fn bypass(name: &str, key: &str, value: &str) -> Option<(String, Graded)> {
    let listed = |wanted: &str| value.split(',').any(|one| one.trim() == wanted);
    let calls = format!("Calls to {name} go past its sidecar: nobody checks tokens or policies");
    let out = || format!("What {name} calls goes past its sidecar: no policy of the mesh holds for it");
    let outward = Some((Medium, "lowered from high: callers of the Function are still checked"));
    match key.strip_prefix(PREFIX) {
        Some("excludeInboundPorts") if listed(PORT) || listed("*") => Some((calls, None)),
        Some("includeInboundPorts") if !listed(PORT) && !listed("*") => Some((calls, None)),
        Some("excludeOutboundPorts") if ["80", "443", PORT].iter().any(|port| listed(port)) => {
            Some((out(), outward))
        }
        Some("excludeOutboundIPRanges") if listed("0.0.0.0/0") || listed("*") => Some((out(), outward)),
        None if key == MODE && value.eq_ignore_ascii_case("NONE") => Some((calls, None)),
        Some(_) | None => None,
    }
}

fn fixes(_: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let edit = Edit::modify(finding.object.clone(), vec![Op::remove(&*finding.path)]);
    vec![
        Fix::new("Lead traffic through the sidecar again", Risk::MayBreak)
            .costs("The pods are replaced. Calls that the sidecar would refuse are refused from then on.")
            .edit(edit),
    ]
}
