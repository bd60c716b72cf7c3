//! With the module's own policies enabled, the gateway reaches only pods that have its label.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "ingress-gateway-cut-off",
    family: Reach,
    severity: Low,
    title: "Ingress gateway is not allowed to connect",
    why: "The network policies of the Istio module allow the ingress gateway to connect only to labelled pods. A common reaction to the dead endpoint is to disable those policies for the whole cluster.",
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
    // A webhook may add the label to the pods themselves.
    let on_pods = serving(scope).any(|pod| pod.function() == Some(name) && labelled(&pod.meta.labels));
    if labelled(&function.pod_labels) || on_pods {
        return None;
    }
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(PATH)
        .with_evidence("networkPoliciesEnabled: true, no label")
        .says(format!(
            "APIRule {} exposes {name}, but the gateway is not allowed to connect to its pods",
            route.name
        ))
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
        Fix::new("Allow the gateway to connect to this Function", Risk::Restarts)
            .costs("The pods restart and reinstall their dependencies.")
            .edit(edit),
    ]
}
