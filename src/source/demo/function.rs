//! Functions in a short form, with the fields that an author would write.

use super::builders;
use crate::yaml::Put;
use serde_json::{Value, json};

/// A Function without a namespace so far.
#[derive(Clone)]
pub struct DemoFunction {
    pub name: String,
    spec: Value,
    labels: Value,
    born: Option<&'static str>,
}

pub fn node(name: impl Into<String>, source: &str, dependencies: &str) -> DemoFunction {
    inline(name, "nodejs24", source, dependencies)
}

pub fn python(name: impl Into<String>, source: &str, dependencies: &str) -> DemoFunction {
    inline(name, "python312", source, dependencies)
}

fn inline(name: impl Into<String>, runtime: &str, source: &str, dependencies: &str) -> DemoFunction {
    let mut code = json!({"source": source});
    if !dependencies.is_empty() {
        code.put(["dependencies"], json!(dependencies));
    }
    DemoFunction::new(name, json!({"runtime": runtime, "source": {"inline": code}}))
}

pub fn git(name: impl Into<String>, runtime: &str, url: &str, folder: &str, reference: &str) -> DemoFunction {
    let repository = json!({"url": url, "baseDir": folder, "reference": reference});
    DemoFunction::new(name, json!({"runtime": runtime, "source": {"gitRepository": repository}}))
}

impl DemoFunction {
    fn new(name: impl Into<String>, mut spec: Value) -> Self {
        let name = name.into();
        let labels = json!({"app.kubernetes.io/name": name});
        spec.put(["replicas"], json!(1));
        spec.put(["env"], json!([]));
        Self { name, spec, labels, born: None }
    }

    /// Sets any field of the spec.
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.spec.put([field], value);
        self
    }

    fn push(mut self, field: &str, value: Value) -> Self {
        if let Some(list) = self.spec.get_mut(field).and_then(Value::as_array_mut) {
            list.push(value);
        }
        self
    }

    pub fn runtime(self, runtime: &str) -> Self {
        self.with("runtime", json!(runtime))
    }

    pub fn image(self, image: &str) -> Self {
        self.with("runtimeImageOverride", json!(image))
    }

    pub fn env(self, name: &str, value: &str) -> Self {
        self.push("env", json!({"name": name, "value": value}))
    }

    pub fn secret(self, name: &str, secret: &str, key: &str) -> Self {
        let from = json!({"secretKeyRef": {"name": secret, "key": key}});
        self.push("env", json!({"name": name, "valueFrom": from}))
    }

    pub fn mount(self, secret: &str, path: &str) -> Self {
        self.with("secretMounts", json!([{"secretName": secret, "mountPath": path}]))
    }

    pub fn profile(self, profile: &str) -> Self {
        self.with("resourceConfiguration", json!({"function": {"profile": profile}}))
    }

    /// Adds a label that reaches the pods.
    pub fn pod_label(mut self, key: &str, value: &str) -> Self {
        self.spec.put(["labels", key], json!(value));
        self
    }

    /// Adds a label of the Function itself, which its pods do not get.
    pub fn label(mut self, key: &str, value: &str) -> Self {
        self.labels.put([key], json!(value));
        self
    }

    /// Adds an annotation that reaches the pods.
    pub fn pod_note(mut self, key: &str, value: &str) -> Self {
        self.spec.put(["annotations", key], json!(value));
        self
    }

    /// Makes it a Function without a label of an owner, not changed since it was created.
    pub fn forgotten(mut self, since: &'static str) -> Self {
        self.labels = json!({});
        self.born = Some(since);
        self
    }

    /// Returns the object as this tool or person wrote it.
    pub fn written(&self, namespace: &str, manager: &str) -> Value {
        let mut object = builders::written_by(self.manifest(namespace), manager);
        if let Some(since) = self.born {
            object.put(["metadata", "creationTimestamp"], json!(since));
            builders::set(&mut object, "/metadata/managedFields/0/time", json!(since));
        }
        object
    }

    pub fn manifest(&self, namespace: &str) -> Value {
        let mut object =
            builders::object("serverless.kyma-project.io/v1alpha2", "Function", namespace, &self.name);
        object.put(["metadata", "labels"], self.labels.clone());
        object.put(["metadata", "generation"], json!(1));
        object.put(["spec"], self.spec.clone());
        object
    }
}
