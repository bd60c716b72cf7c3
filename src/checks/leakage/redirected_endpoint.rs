//! Events and traces go where a variable says; it need not be where the platform says.

use crate::checks::hosts::{host, is_in_cluster};
use crate::checks::prelude::*;
use crate::checks::variables;
use crate::model::function::{Env, EnvValue};
use crate::model::serverless::Serverless;

pub static CHECK: Check = Check {
    id: "redirected-endpoint",
    family: Leakage,
    severity: High,
    title: "Events or traces are sent somewhere else",
    why: "Whoever receives them reads payloads, addresses and headers; and a Function that reports under another name hides what it does.",
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
    let name = &function.meta.name;
    let finding = Finding::new(&CHECK, function_ref(function)).at(format!("/spec/env/{at}")).key(&*env.name);
    let finding = match (env.name.as_str(), &env.value) {
        ("PUBLISHER_PROXY_ADDRESS", _) => sent(finding, name, "the events it publishes", &env.value)?,
        ("TRACE_COLLECTOR_ENDPOINT", _) => sent(finding, name, "its traces", &env.value)?,
        ("SERVICE_NAMESPACE", value) => {
            disguised(finding, name, "namespace", value, &function.meta.namespace)?
        }
        ("FUNC_NAME", value) => disguised(finding, name, "name", value, name)?,
        _ => return None,
    };
    Some(finding)
}

fn sent(finding: Finding, name: &str, what: &str, value: &EnvValue) -> Option<Finding> {
    let text = match value {
        EnvValue::Literal { length: 0, .. } => return None,
        EnvValue::Literal { public: Some(text), .. } => text,
        EnvValue::Literal { public: None, .. }
        | EnvValue::Secret { .. }
        | EnvValue::ConfigMap { .. }
        | EnvValue::Field => {
            let message = format!("{name} sends {what} to an address that cannot be seen here");
            let finding = finding.seen("set, the value is not readable").says(message);
            let note = "lowered from high: it may well be the platform's own";
            return Some(finding.graded(Medium, note).sure(Confidence::Possible));
        }
    };
    let finding = finding.seen(&**text);
    if !host(text).is_some_and(is_in_cluster) {
        return Some(finding.says(format!("{name} sends {what} out of the cluster, to {text}")));
    }
    // A collector of one's own is what the variable is there for.
    if what == "its traces" || &**text == EVENTING {
        return None;
    }
    let message = format!("{name} sends {what} past the platform's own proxy, to {text}");
    Some(finding.says(message).graded(Low, "lowered from high: it stays within the cluster"))
}

fn disguised(finding: Finding, name: &str, what: &str, value: &EnvValue, own: &str) -> Option<Finding> {
    if matches!(value, EnvValue::Literal { public: Some(text), .. } if **text == *own) {
        return None;
    }
    let seen = match value {
        EnvValue::Literal { public: Some(text), .. } => &**text,
        EnvValue::Field => return None,
        EnvValue::Literal { .. } | EnvValue::Secret { .. } | EnvValue::ConfigMap { .. } => "set elsewhere",
    };
    let message = format!("{name} reports its metrics and traces under another {what}");
    let note = "lowered from high: nothing leaves, but what is recorded misleads";
    Some(finding.seen(seen).says(message).graded(Medium, note))
}

fn of_module(module: &Serverless) -> Vec<Finding> {
    let each =
        [("eventing", &module.eventing_endpoint, "events"), ("tracing", &module.tracing_endpoint, "traces")];
    let far = each
        .into_iter()
        .filter(|(_, address, _)| !address.is_empty() && !host(address).is_some_and(is_in_cluster));
    let object = ObjectRef::new(Kind::Serverless, &module.meta.namespace, &module.meta.name);
    far.map(|(field, address, what)| {
        Finding::new(&CHECK, object.clone())
            .at(format!("/spec/{field}/endpoint"))
            .seen(address)
            .says(format!("All Functions of the cluster send their {what} out of it, to {address}"))
            .key(field)
    })
    .collect()
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.object.kind == "Serverless" {
        let standard = if finding.key == "eventing" { EVENTING } else { TRACING };
        let edit = Edit::modify(finding.object.clone(), vec![Op::set(&*finding.path, json!(standard))])
            .note(&*finding.path, "the address that the platform itself would choose");
        return vec![
            Fix::new("Send them to the platform's own endpoint", Risk::Restarts)
                .costs("All Functions restart with the new address. Whoever receives them now gets nothing any more.")
                .edit(edit),
        ];
    }
    let costs = "The pods are replaced and use the platform's own value again.";
    variables::removal(scope, finding, Risk::Restarts, costs)
}
