//! The objects that an object refers to, by the fields that Kubernetes, Istio and Kyma define for references.
//! An object as JSON flows in, references flow out; values of other fields are not read.

use crate::model::{Kind, ObjectRef};
use serde_json::{Map, Value};

/// A reference, and what the object is to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// A noun, such as `owner` or `secret`.
    pub role: &'static str,
    pub object: ObjectRef,
}

/// What is reported of one object at most.
const MOST: usize = 100;

/// Returns the references of an object, in the order of its fields, each once.
#[must_use]
pub fn references(object: &ObjectRef, value: &Value) -> Vec<Reference> {
    let mut found = ReferenceList { namespace: object.home().to_owned(), all: Vec::new() };
    if !object.namespace.is_empty() {
        found.add("namespace", ObjectRef::new(Kind::Namespace, "", &object.namespace));
    }
    found.walk(value);
    found.all.retain(|one| one.object != *object);
    found.all
}

struct ReferenceList {
    namespace: String,
    all: Vec<Reference>,
}

impl ReferenceList {
    fn add(&mut self, role: &'static str, object: ObjectRef) {
        let reference = Reference { role, object };
        if !reference.object.name.is_empty() && self.all.len() < MOST && !self.all.contains(&reference) {
            self.all.push(reference);
        }
    }

    fn own(&mut self, role: &'static str, kind: Kind, name: &str) {
        let object = ObjectRef::new(kind, &self.namespace, name);
        self.add(role, object);
    }

    fn walk(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.field(key, value);
                    if key != "managedFields" && key != "annotations" {
                        self.walk(value);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            _ => {}
        }
    }

    fn field(&mut self, key: &str, value: &Value) {
        match value {
            Value::String(text) => self.text(key, text),
            Value::Object(fields) => self.mapping(key, fields),
            Value::Array(items) => {
                for item in items {
                    match item {
                        Value::Object(fields) => self.item(key, fields),
                        Value::String(text) if key == "gateways" => self.gateway(text),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, key: &str, text: &str) {
        match key {
            "serviceAccountName" => self.own("service account", Kind::ServiceAccount, text),
            "secretName" => self.own("secret", Kind::Secret, text),
            "gateway" => self.gateway(text),
            "nodeName" => self.add("node", ObjectRef::new(Kind::Node, "", text)),
            "sink" | "url" | "host" => self.service_at(text),
            _ => {}
        }
    }

    fn mapping(&mut self, key: &str, fields: &Map<String, Value>) {
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        match key {
            "secretRef" | "secretKeyRef" => self.own("secret", Kind::Secret, text("name")),
            "configMapRef" | "configMapKeyRef" | "configMap" => {
                self.own("config map", Kind::ConfigMap, text("name"));
            }
            "service" => {
                let namespace = Some(text("namespace")).filter(|name| !name.is_empty());
                let namespace = namespace.unwrap_or(&self.namespace).to_owned();
                self.add("service", ObjectRef::new(Kind::Service, &namespace, text("name")));
            }
            "roleRef" | "scaleTargetRef" | "targetRef" => self.typed("target", fields),
            _ => {}
        }
    }

    fn item(&mut self, key: &str, fields: &Map<String, Value>) {
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        match key {
            "ownerReferences" => self.typed("owner", fields),
            "imagePullSecrets" => self.own("pull secret", Kind::Secret, text("name")),
            "subjects" if text("kind") == "ServiceAccount" => {
                let object = ObjectRef::new(Kind::ServiceAccount, text("namespace"), text("name"));
                self.add("subject", object);
            }
            "targetRefs" => self.typed("target", fields),
            _ => {}
        }
    }

    /// Adds an object whose kind is a field beside its name, in this namespace unless its kind is cluster-wide.
    fn typed(&mut self, role: &'static str, fields: &Map<String, Value>) {
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
        let group = text("apiGroup");
        let version = match text("apiVersion") {
            "" if group == "rbac.authorization.k8s.io" => "rbac.authorization.k8s.io/v1",
            version => version,
        };
        let mut object = ObjectRef::of(version, text("kind"), &self.namespace, text("name"));
        if object.known().is_some_and(|kind| !kind.info().namespaced()) {
            object = ObjectRef::of(version, text("kind"), "", text("name"));
        }
        self.add(role, object);
    }

    /// Adds a gateway, written as `namespace/name`.
    fn gateway(&mut self, text: &str) {
        if let Some((namespace, name)) = text.split_once('/') {
            self.add("gateway", ObjectRef::new(Kind::Gateway, namespace, name));
        }
    }

    /// Adds the Service of an address within the cluster.
    fn service_at(&mut self, address: &str) {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        let mut parts = host.split('.');
        if let (Some(name), Some(namespace), Some("svc")) = (parts.next(), parts.next(), parts.next()) {
            self.add("service", ObjectRef::new(Kind::Service, namespace, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn named(object: &ObjectRef, value: &Value) -> Vec<String> {
        references(object, value)
            .iter()
            .map(|reference| format!("{} {}", reference.role, reference.object))
            .collect()
    }

    #[test]
    fn an_apirule_refers_to_its_gateway_and_services() {
        let object = ObjectRef::new(Kind::APIRule, "shop", "orders");
        let value = json!({"spec": {"gateway": "kyma-system/kyma-gateway", "service": {"name": "orders"},
            "rules": [{"path": "/x", "service": {"name": "cart", "namespace": "other"}}]}});
        assert_eq!(
            named(&object, &value),
            [
                "namespace Namespace/shop",
                "gateway Gateway/kyma-gateway in kyma-system",
                "service Service/cart in other",
                "service Service/orders in shop",
            ]
        );
    }

    #[test]
    fn a_function_refers_to_secrets_and_a_binding_to_role_and_subjects() {
        let function = ObjectRef::new(Kind::Function, "shop", "orders");
        let value = json!({"spec": {"env": [{"name": "K", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "k"}}}],
            "secretMounts": [{"secretName": "files", "mountPath": "/x"}]}});
        let found = named(&function, &value);
        assert!(found.contains(&"secret Secret/keys in shop".into()), "{found:?}");
        assert!(found.contains(&"secret Secret/files in shop".into()), "{found:?}");
        let binding = ObjectRef::new(Kind::RoleBinding, "shop", "all");
        let value = json!({"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
            "subjects": [{"kind": "ServiceAccount", "namespace": "dev", "name": "ci"}, {"kind": "User", "name": "anna"}]});
        let found = named(&binding, &value);
        assert!(found.contains(&"target ClusterRole/edit".into()), "{found:?}");
        assert!(found.contains(&"subject ServiceAccount/ci in dev".into()), "{found:?}");
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn addresses_within_the_cluster_are_services() {
        let object = ObjectRef::new(Kind::Subscription, "shop", "s");
        let value = json!({"spec": {"sink": "http://orders.shop.svc.cluster.local:80/x"}});
        assert!(named(&object, &value).contains(&"service Service/orders in shop".into()));
        let value = json!({"spec": {"sink": "https://example.com"}});
        assert_eq!(named(&object, &value).len(), 1);
    }

    #[test]
    fn an_object_with_many_references_is_bounded() {
        let object = ObjectRef::new(Kind::Pod, "shop", "p");
        let each = |number: usize| json!({"secretRef": {"name": format!("s{number}")}});
        let value = json!({"spec": {"x": (0..1_000).map(each).collect::<Vec<_>>()}});
        assert_eq!(references(&object, &value).len(), MOST);
    }
}
