//! The modules can protect their own pods with network policies, but these are not enabled.

use super::serverless_ref;
use crate::checks::prelude::*;
use crate::model::module::MeshModule;
use crate::model::platform::Version;
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "module-policies-off",
    family: Registry,
    severity: Medium,
    title: "Module network policies are not enabled",
    why: "Any pod in the cluster can reach the module's ports. On one of them the Functions controller serves source code without authentication.",
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

/// The versions that have the switch; later ones always create the policies.
const FIRST: Version = Version(1, 8, 0);
const ALWAYS: Version = Version(1, 10, 0);
const SERVERLESS: &str = "/spec/enableNetworkPolicies";
const MESH: &str = "/spec/networkPoliciesEnabled";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.serverlesses.values().filter_map(|one| serverless(scope, one));
    let istios = scope.space.istios.values().filter_map(|istio| mesh(Kind::Istio, istio));
    let gateways =
        scope.space.api_gateways.values().filter_map(|api_gateway| mesh(Kind::APIGateway, api_gateway));
    functions.chain(istios).chain(gateways).collect()
}

fn serverless(scope: &Scope<'_>, one: &Serverless) -> Option<Finding> {
    if one.network_policies == Some(true) || one.network_policies_in_use {
        return None;
    }
    let finding = Finding::new(&CHECK, serverless_ref(one)).at(SERVERLESS).key("serverless");
    let seen = if one.network_policies.is_some() { "enableNetworkPolicies: false" } else { "not set" };
    let message = "Network policies are off, so any pod can read sources and metrics from the controller";
    let finding = finding.with_evidence(seen).says(message);
    match (scope.platform().version, scope.platform().at_least) {
        (Some(version), _) if (FIRST..ALWAYS).contains(&version) => Some(finding),
        (Some(_), _) => None,
        (None, Some(floor)) if floor >= ALWAYS => None,
        (None, _) => {
            let says = "If Serverless is older than 1.10, any pod may read sources from its controller";
            let note =
                "lowered from medium: since 1.10.0 the policies are always on, and the field has no effect";
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
    let message = format!("The {name} module's own network policies are not enabled");
    let finding = Finding::new(&CHECK, object).at(MESH).says(message).key("mesh");
    Some(match one.network_policies {
        Some(_) => finding.with_evidence("networkPoliciesEnabled: false"),
        None => {
            finding.with_evidence("not set").graded(Low, "lowered from medium: off is the module's default")
        }
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    // If the version is unknown, the field may have no effect.
    if finding.object.kind == Kind::Serverless && scope.platform().version.is_none() {
        return Vec::new();
    }
    let (path, cost) = match &*finding.object.kind {
        "Serverless" => (
            SERVERLESS,
            "Pods that call the controller's ports directly are blocked; Functions are not affected.",
        ),
        "Istio" => (
            MESH,
            "From then on the ingress gateway reaches only pods labelled networking.kyma-project.io/from-ingressgateway=allowed. Exposed Functions without this label in spec.labels stop answering: label them first.",
        ),
        _ => (MESH, "Pods that call the module's own ports are blocked."),
    };
    let edit = Edit::modify(finding.object.clone(), vec![Op::set(path, json!(true))])
        .note(path, "the module creates and maintains policies for its own pods");
    vec![Fix::new("Enable the module's network policies", Risk::MayBreak).costs(cost).edit(edit)]
}
