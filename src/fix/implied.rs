//! Removes from the draft what the server would remove with the change, so that it is visible beforehand and
//! an undo restores it.

use serde_json::Value;

/// Fields that only a Service with external access has; the server drops them when the access ends.
const OUTSIDE: [&str; 4] =
    ["allocateLoadBalancerNodePorts", "externalTrafficPolicy", "healthCheckNodePort", "loadBalancerClass"];

/// Adapts a draft to what the server would store.
pub fn settle(kind: &str, base: &Value, draft: &mut Value) {
    let word = |value: &Value| value.pointer("/spec/type").and_then(Value::as_str).map(str::to_owned);
    let inside = |kind: Option<String>| kind.is_none_or(|kind| kind == "ClusterIP");
    if kind != "Service" || inside(word(base)) || !inside(word(draft)) {
        return;
    }
    let Some(spec) = draft.get_mut("spec").and_then(Value::as_object_mut) else { return };
    for field in OUTSIDE {
        spec.remove(field);
    }
    let ports = spec.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten();
    for port in ports.filter_map(Value::as_object_mut) {
        port.remove("nodePort");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_service_that_leads_outside_no_more_loses_the_ports_of_nodes() {
        let base = json!({"spec": {"type": "LoadBalancer", "externalTrafficPolicy": "Cluster", "ports": [{"port": 80, "nodePort": 31598}]}});
        let mut draft = base.clone();
        draft["spec"]["type"] = "ClusterIP".into();
        settle("Service", &base, &mut draft);
        assert_eq!(draft, json!({"spec": {"type": "ClusterIP", "ports": [{"port": 80}]}}));
    }

    #[test]
    fn any_other_change_stays_as_it_is() {
        let base = json!({"spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 31598}]}});
        let mut draft = base.clone();
        draft["spec"]["selector"] = json!({"app": "x"});
        let wanted = draft.clone();
        settle("Service", &base, &mut draft);
        assert_eq!(draft, wanted);
    }
}
