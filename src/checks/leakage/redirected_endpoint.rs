//! Variables decide where events and traces are sent, possibly away from the platform's endpoints.

use crate::checks::hosts::{host, is_in_cluster};
use crate::checks::prelude::*;
use crate::checks::variables;
use crate::model::function::{Env, EnvValue};
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "redirected-endpoint",
    family: Leakage,
    severity: High,
    title: "Events or traces go to another endpoint",
    why: "The receiver can read payloads, addresses and headers. A Function that reports under another name hides what it does.",
    page: include_str!("redirected_endpoint.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Everywhere(Kind::Serverless)],
    find,
    fixes,
};

const EVENTING: &str = "http://eventing-publisher-proxy.kyma-system.svc.cluster.local/publish";
const TRACING: &str = "http://telemetry-otlp-traces.kyma-system.svc.cluster.local:4318/v1/traces";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let of = |function: &Function| {
        variables::effective(function).filter_map(|(at, one)| judge(function, at, one)).collect()
    };
    let functions = scope.space.functions.values().flat_map(|function| -> Vec<Finding> { of(function) });
    let modules = scope.space.serverlesses.values().flat_map(|module| of_module(module));
    functions.chain(modules).collect()
}

fn judge(function: &Function, at: usize, env: &Env) -> Option<Finding> {
    let (own, space) = (&function.meta.name, &function.meta.namespace);
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/env/{at}")).key(&*env.name);
    match (env.name.as_str(), &env.value) {
        ("PUBLISHER_PROXY_ADDRESS", value) => sent(finding, "Published events", value),
        ("TRACE_COLLECTOR_ENDPOINT", value) => sent(finding, TRACES, value),
        ("SERVICE_NAMESPACE", value) => disguised(finding, "namespace", value, space),
        ("FUNC_NAME", value) => disguised(finding, "name", value, own),
        _ => None,
    }
}

const TRACES: &str = "Traces";

fn sent(finding: Finding, what: &str, value: &EnvValue) -> Option<Finding> {
    let text = match value {
        EnvValue::Literal { length: 0, .. } => return None,
        EnvValue::Literal { public: Some(text), .. } => text,
        EnvValue::Literal { public: None, .. }
        | EnvValue::Secret { .. }
        | EnvValue::ConfigMap { .. }
        | EnvValue::Field => {
            let message = format!("{what} are sent to an address that cannot be read here");
            let finding = finding.with_evidence("set, the value is not readable").says(message);
            let note = "lowered from high: it may be the platform's own address";
            return Some(finding.graded(Medium, note).sure(Confidence::Possible));
        }
    };
    let finding = finding.with_evidence(&**text);
    if !host(text).is_some_and(is_in_cluster) {
        return Some(finding.says(format!("{what} leave the cluster, to {text}")));
    }
    // Setting a collector of one's own is the purpose of the variable.
    if what == TRACES || &**text == EVENTING {
        return None;
    }
    let message = format!("{what} bypass the platform's own proxy, to {text}");
    Some(finding.says(message).graded(Low, "lowered from high: it stays within the cluster"))
}

fn disguised(finding: Finding, what: &str, value: &EnvValue, own: &str) -> Option<Finding> {
    if matches!(value, EnvValue::Literal { public: Some(text), .. } if **text == *own) {
        return None;
    }
    let seen = match value {
        EnvValue::Literal { public: Some(text), .. } => &**text,
        EnvValue::Field => return None,
        EnvValue::Literal { .. } | EnvValue::Secret { .. } | EnvValue::ConfigMap { .. } => "set elsewhere",
    };
    let message = format!("Metrics and traces are reported under another {what}");
    let note = "lowered from high: no data leaves the cluster, but the records are misleading";
    Some(finding.with_evidence(seen).says(message).graded(Medium, note))
}

fn of_module(module: &Serverless) -> Vec<Finding> {
    let each =
        [("eventing", &module.eventing_endpoint, "Events"), ("tracing", &module.tracing_endpoint, "Traces")];
    let far = each
        .into_iter()
        .filter(|(_, address, _)| !address.is_empty() && !host(address).is_some_and(is_in_cluster));
    let object = ObjectRef::new(Kind::Serverless, &module.meta.namespace, &module.meta.name);
    far.map(|(field, address, what)| {
        Finding::new(&CHECK, object.clone())
            .at(format!("/spec/{field}/endpoint"))
            .with_evidence(address)
            .says(format!("{what} of all Functions leave the cluster, to {address}"))
            .key(field)
    })
    .collect()
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.object.kind == Kind::Serverless {
        let standard = if finding.key == "eventing" { EVENTING } else { TRACING };
        let edit = Edit::modify(finding.object.clone(), vec![Op::set(&*finding.path, json!(standard))])
            .note(&*finding.path, "the platform's default address");
        return vec![
            Fix::new("Use the platform's own endpoint", Risk::Restarts)
                .costs("All Functions restart with the new address. The current receiver no longer gets any data.")
                .edit(edit),
        ];
    }
    let costs = "The pods are replaced and use the platform's own value again.";
    variables::removal(scope, finding, Risk::Restarts, costs)
}
