//! With the module's own policies on, the gateway reaches only pods that carry its label.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "ingress-gateway-cut-off",
    family: Reach,
    severity: Low,
    title: "The gateway may not reach an exposed Function",
    why: "The Istio module's network policies let the ingress gateway talk to labelled pods only; the usual answer to the dead endpoint is to switch those policies off for everybody.",
    page: include_str!("ingress_gateway_cut_off.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Optional(Kind::Istio),
        Reads::Exposure,
        Reads::Hint(Kind::Pod),
    ],
    find,
    fixes,
};

const LABEL: &str = "networking.kyma-project.io/from-ingressgateway";
const PATH: &str = "/spec/labels/networking.kyma-project.io~1from-ingressgateway";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let on = |module: &crate::model::module::MeshModule| module.network_policies == Some(true);
    if !scope.system().is_some_and(|system| system.istios.values().any(|module| on(module))) {
        return Vec::new();
    }
    let functions = scope.space.functions.values();
    functions.filter_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Option<Finding> {
    let name = &function.meta.name;
    let route = scope.exposure().routes(scope.name(), name).next()?;
    let labelled = |labels: &crate::model::Labels| labels.is(LABEL, "allowed");
    // A webhook may put the label on the pods themselves.
    let on_pods = serving(scope).any(|pod| pod.function() == Some(name) && labelled(&pod.meta.labels));
    if labelled(&function.pod_labels) || on_pods {
        return None;
    }
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(PATH)
        .seen("networkPoliciesEnabled: true, no label")
        .says(format!("APIRule {} leads to {name}, but the gateway may not connect to its pods", route.name))
        .sure(Confidence::Likely);
    Some(finding)
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let edit = Edit::modify(function_ref(function), vec![Op::set(PATH, json!("allowed"))])
        .note(PATH, "the label that the module's policy for the gateway selects");
    vec![
        Fix::new("Let the gateway connect to this Function", Risk::Restarts)
            .costs("The pods restart, and install their dependencies again.")
            .edit(edit),
    ]
}
