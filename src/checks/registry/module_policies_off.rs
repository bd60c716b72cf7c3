//! The modules could guard their own pods with network policies, and were not asked to.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::module::MeshModule;
use crate::model::platform::Version;
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "module-policies-off",
    family: Registry,
    severity: Medium,
    title: "A module's own network policies are off",
    why: "Any pod of the cluster reaches the module's ports; the controller of Functions hands out sources at one of them, without asking who wants them.",
    page: include_str!("module_policies_off.md"),
    reads: &[
        Reads::Optional(Kind::Serverless),
        Reads::Optional(Kind::Istio),
        Reads::Optional(Kind::APIGateway),
        Reads::Platform,
    ],
    find,
    fixes,
};

/// The versions that have the switch; later ones always make the policies.
const FIRST: Version = Version(1, 8, 0);
const ALWAYS: Version = Version(1, 10, 0);
const SERVERLESS: &str = "/spec/enableNetworkPolicies";
const MESH: &str = "/spec/networkPoliciesEnabled";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.serverlesses.values().filter_map(|one| serverless(scope, one));
    let istios = scope.space.istios.values().filter_map(|one| mesh(Kind::Istio, one));
    let gateways = scope.space.api_gateways.values().filter_map(|one| mesh(Kind::APIGateway, one));
    functions.chain(istios).chain(gateways).collect()
}

fn serverless(scope: &Scope<'_>, one: &Serverless) -> Option<Finding> {
    if one.network_policies == Some(true) || one.network_policies_in_use {
        return None;
    }
    let finding = Finding::new(&CHECK, serverless_ref(one)).at(SERVERLESS).key("serverless");
    let seen = if one.network_policies.is_some() { "enableNetworkPolicies: false" } else { "not set" };
    let message =
        "Any pod may ask the controller of Functions for sources and metrics: its network policies are off";
    let finding = finding.seen(seen).says(message);
    match (scope.platform().version, scope.platform().at_least) {
        (Some(version), _) if (FIRST..ALWAYS).contains(&version) => Some(finding),
        (Some(_), _) => None,
        (None, Some(floor)) if floor >= ALWAYS => None,
        (None, _) => {
            let says = "If Serverless is older than 1.10, any pod may read sources from its controller";
            let note = "lowered from medium: from 1.10.0 on the policies are always there, and the field has no effect";
            Some(finding.says(says).sure(Confidence::Possible).graded(Info, note))
        }
    }
}

fn mesh(kind: Kind, one: &MeshModule) -> Option<Finding> {
    if one.network_policies == Some(true) {
        return None;
    }
    let object = ObjectRef::new(kind, &one.meta.namespace, &one.meta.name);
    let name = if kind == Kind::Istio { "Istio" } else { "API gateway" };
    let message = format!("The {name} module could guard its pods with network policies, and they are off");
    let finding = Finding::new(&CHECK, object).at(MESH).says(message).key("mesh");
    Some(match one.network_policies {
        Some(_) => finding.seen("networkPoliciesEnabled: false"),
        None => {
            finding.seen("not set").graded(Low, "lowered from medium: off is what the module starts with")
        }
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    // In a version that is not known the field may be dead.
    if finding.object.kind == "Serverless" && scope.platform().version.is_none() {
        return Vec::new();
    }
    let (path, cost) = match &*finding.object.kind {
        "Serverless" => (
            SERVERLESS,
            "Pods that call the controller's ports themselves are cut off; Functions are not touched.",
        ),
        "Istio" => (
            MESH,
            "From then on the ingress gateway reaches only pods labelled networking.kyma-project.io/from-ingressgateway=allowed: exposed Functions without it in spec.labels do not answer any more. Label them first.",
        ),
        _ => (MESH, "Pods that call the module's own ports are cut off."),
    };
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(path, json!(true))])
        .note(path, "the module makes policies for its own pods, and keeps them");
    vec![Fix::new("Let the module guard itself", Risk::MayBreak).costs(cost).edit(edit)]
}
