//! The pod template that the controller generates from a Function; one form for each way to run Functions.

use super::builders::{self, text};
use crate::model::function::{LABEL_MANAGED, LABEL_NAME, LABEL_RESOURCE, LABEL_UUID};
use crate::model::platform::Era;
use crate::yaml::Put;
use serde_json::{Map, Value, json};

/// Returns the labels that identify a Function's pods.
pub fn selector(function: &Value) -> Value {
    json!({
        LABEL_NAME: builders::name(function), LABEL_MANAGED: "function-controller",
        LABEL_UUID: text(function, "/metadata/uid"), LABEL_RESOURCE: "deployment",
    })
}

pub fn template(function: &Value, era: Era) -> Value {
    let mut labels = function.pointer("/spec/labels").and_then(Value::as_object).cloned().unwrap_or_default();
    if let Value::Object(own) = selector(function) {
        labels.extend(own);
    }
    labels.insert("app.kubernetes.io/name".into(), json!(builders::name(function)));
    let spec = match era {
        Era::Legacy => legacy(function),
        Era::Buildless | Era::Unknown => buildless(function),
    };
    json!({"metadata": {"labels": labels, "annotations": annotations(function, era)}, "spec": spec})
}

fn annotations(function: &Value, era: Era) -> Map<String, Value> {
    let mut all = Map::new();
    let holds = "{ \"holdApplicationUntilProxyStarts\": true }";
    all.insert("proxy.istio.io/config".into(), json!(holds));
    all.insert("sidecar.istio.io/nativeSidecar".into(), json!("true"));
    if era != Era::Legacy {
        all.insert("rt-cfg.kyma-project.io/add-img-pull-secret".into(), json!("true"));
        all.insert("rt-cfg.kyma-project.io/alter-img-registry".into(), json!("true"));
    }
    let own = function.pointer("/spec/annotations").and_then(Value::as_object);
    all.extend(own.cloned().unwrap_or_default());
    all
}

pub fn is_python(function: &Value) -> bool {
    text(function, "/spec/runtime").starts_with("python")
}

/// Returns the image that a ready Function reports.
pub fn image(function: &Value, era: Era) -> String {
    let own = text(function, "/spec/runtimeImageOverride");
    if !own.is_empty() {
        return own.into();
    }
    let version = match era {
        Era::Legacy => "1.8.4",
        Era::Buildless | Era::Unknown => "1.13.0",
    };
    let runtime = text(function, "/spec/runtime");
    format!("europe-docker.pkg.dev/kyma-project/prod/function-runtime-{runtime}:{version}")
}

/// Returns the image that the build pushed: to the internal registry, through a port of the node.
pub fn built_image(function: &Value) -> String {
    let (namespace, name) = (builders::namespace(function), builders::name(function));
    let spec = function.get("spec").map(ToString::to_string).unwrap_or_default();
    format!("localhost:32137/{namespace}-{name}:{:016x}", builders::hash(&[namespace, name, &spec]))
}

fn pod_security() -> Value {
    json!({
        "runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 1000, "supplementalGroups": [1000],
        "seccompProfile": {"type": "RuntimeDefault"},
    })
}

fn hardened() -> Value {
    json!({
        "privileged": false, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": true,
        "allowPrivilegeEscalation": false, "runAsNonRoot": true,
    })
}

fn probe(failures: u32) -> Value {
    json!({"httpGet": {"path": "/healthz", "port": 8080, "scheme": "HTTP"}, "periodSeconds": 5, "failureThreshold": failures})
}

fn resources(function: &Value) -> Value {
    let (cpu, memory, most_cpu, most) = match text(function, "/spec/resourceConfiguration/function/profile") {
        "XS" => ("50m", "64Mi", "100m", "128Mi"),
        "S" => ("100m", "128Mi", "200m", "256Mi"),
        "M" => ("200m", "256Mi", "400m", "512Mi"),
        _ => ("400m", "512Mi", "800m", "1Gi"),
    };
    json!({"requests": {"cpu": cpu, "memory": memory}, "limits": {"cpu": most_cpu, "memory": most}})
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn container(function: &Value, image: String, env: Vec<Value>, mounts: Vec<Value>) -> Value {
    json!({
        "name": "function", "image": image, "imagePullPolicy": "IfNotPresent", "env": env, "volumeMounts": mounts,
        "resources": resources(function), "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "startupProbe": probe(30), "readinessProbe": probe(1), "livenessProbe": probe(3),
        "securityContext": function.pointer("/spec/containerSecurityContext").cloned().unwrap_or_else(hardened),
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
    })
}

fn buildless(function: &Value) -> Value {
    let mut main = container(function, image(function, Era::Buildless), env(function), mounts(function));
    main.put(["command"], json!(["sh", "-c", start(function)]));
    main.put(["workingDir"], json!(home(function)));
    let mut spec = json!({
        "containers": [main], "volumes": volumes(function), "restartPolicy": "Always", "dnsPolicy": "ClusterFirst",
        "securityContext": function.pointer("/spec/podSecurityContext").cloned().unwrap_or_else(pod_security),
        "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30,
    });
    if function.pointer("/spec/source/gitRepository").is_some() {
        spec.put(["initContainers"], json!([clone(function)]));
    }
    spec
}

fn home(function: &Value) -> &'static str {
    if is_python(function) { "/kubeless" } else { "/usr/src/app/function" }
}

fn start(function: &Value) -> String {
    let git = function.pointer("/spec/source/gitRepository").is_some();
    let fetch = if git { "cp -r /git-repository/src/. .\n" } else { "" };
    if is_python(function) {
        let write = if git {
            ""
        } else {
            "printf \"${FUNC_HANDLER_SOURCE}\" > handler.py;\nprintf \"${FUNC_HANDLER_DEPENDENCIES}\" > requirements.txt;\n"
        };
        return format!(
            "{fetch}{write}pip install --user --no-cache-dir -r requirements.txt;\ncd ..;\npython /kubeless.py;"
        );
    }
    let write = if git {
        ""
    } else {
        "echo \"${FUNC_HANDLER_SOURCE}\" > handler.js;\necho \"${FUNC_HANDLER_DEPENDENCIES}\" > package.json;\n"
    };
    format!("{fetch}{write}npm install --prefer-offline --no-audit --progress=false;\ncd ..;\nnpm start;")
}

fn common_env(function: &Value) -> Vec<Value> {
    let pair = |name: &str, value: &str| json!({"name": name, "value": value});
    let mut env = vec![
        pair("FUNC_NAME", builders::name(function)),
        pair("FUNC_RUNTIME", text(function, "/spec/runtime")),
        pair("SERVICE_NAMESPACE", builders::namespace(function)),
        pair(
            "TRACE_COLLECTOR_ENDPOINT",
            "http://telemetry-otlp-traces.kyma-system.svc.cluster.local:4318/v1/traces",
        ),
        pair(
            "PUBLISHER_PROXY_ADDRESS",
            "http://eventing-publisher-proxy.kyma-system.svc.cluster.local/publish",
        ),
    ];
    if is_python(function) {
        env.extend([
            pair("PYTHONUNBUFFERED", "TRUE"),
            pair("MOD_NAME", "handler"),
            pair("FUNC_HANDLER", "main"),
        ]);
    }
    let own = function.pointer("/spec/env").and_then(Value::as_array);
    env.extend(own.into_iter().flatten().cloned());
    env
}

fn env(function: &Value) -> Vec<Value> {
    let mut env = common_env(function);
    if let Some(code) = function.pointer("/spec/source/inline") {
        env.push(json!({"name": "FUNC_HANDLER_SOURCE", "value": code["source"]}));
        env.push(json!({"name": "FUNC_HANDLER_DEPENDENCIES", "value": text(code, "/dependencies")}));
    }
    let (name, path) = if is_python(function) {
        ("FUNCTION_PATH", "/kubeless")
    } else {
        ("HANDLER_PATH", "./function/handler.js")
    };
    env.push(json!({"name": name, "value": path}));
    env
}

fn mounts(function: &Value) -> Vec<Value> {
    let home = home(function);
    let file = if is_python(function) { "pip.conf" } else { ".npmrc" };
    let mut mounts = vec![
        json!({"name": "sources", "mountPath": home}),
        json!({"name": "tmp", "mountPath": "/tmp"}),
        json!({"name": "package-registry-config", "mountPath": format!("{home}/package-registry-config/{file}"), "subPath": file}),
    ];
    if is_python(function) {
        mounts.push(json!({"name": "local", "mountPath": "/.local"}));
    }
    if function.pointer("/spec/source/gitRepository").is_some() {
        mounts.push(json!({"name": "git-repository", "mountPath": "/git-repository"}));
    }
    let secret = |mount: &Value| json!({"name": mount["secretName"], "mountPath": mount["mountPath"], "readOnly": true});
    mounts.extend(secrets(function).map(secret));
    mounts
}

fn secrets(function: &Value) -> impl Iterator<Item = &Value> {
    function.pointer("/spec/secretMounts").and_then(Value::as_array).into_iter().flatten()
}

fn volumes(function: &Value) -> Vec<Value> {
    let empty = |name: &str| json!({"name": name, "emptyDir": {}});
    let registry =
        json!({"secretName": "serverless-package-registry-config", "optional": true, "defaultMode": 420});
    let mut volumes =
        vec![empty("sources"), json!({"name": "package-registry-config", "secret": registry}), empty("tmp")];
    if function.pointer("/spec/source/gitRepository").is_some() {
        volumes.push(empty("git-repository"));
    }
    if is_python(function) {
        volumes.push(empty("local"));
    }
    let secret = |mount: &Value| json!({"name": mount["secretName"], "secret": {"secretName": mount["secretName"], "defaultMode": 438, "optional": false}});
    volumes.extend(secrets(function).map(secret));
    volumes
}

/// Returns the container that fetches the repository before the Function starts.
fn clone(function: &Value) -> Value {
    let at = |field: &str| text(function, &format!("/spec/source/gitRepository/{field}")).to_owned();
    let pair = |name: &str, value: String| json!({"name": name, "value": value});
    json!({
        "name": "init", "image": "europe-docker.pkg.dev/kyma-project/prod/function-buildless-init:1.13.0",
        "command": ["sh", "-c", format!("/app/gitcloner\nmkdir /git-repository/src;cp -r '/git-repository/repo/{}/.' /git-repository/src;", at("baseDir"))],
        "env": [
            pair("APP_REPOSITORY_URL", at("url")), pair("APP_REPOSITORY_REFERENCE", at("reference")),
            pair("APP_REPOSITORY_COMMIT", commit(function)), pair("APP_DESTINATION_PATH", "/git-repository/repo".into()),
        ],
        "volumeMounts": [{"name": "git-repository", "mountPath": "/git-repository"}],
        "securityContext": {
            "privileged": false, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": true, "procMount": "Default",
        },
    })
}

/// Returns the reference itself when it is a commit, else the commit of its branch.
pub fn commit(function: &Value) -> String {
    let reference = text(function, "/spec/source/gitRepository/reference");
    if reference.len() == 40 {
        return reference.into();
    }
    let whole = builders::digest(&[text(function, "/spec/source/gitRepository/url"), reference]);
    whole.get(7..47).unwrap_or_default().into()
}

fn legacy(function: &Value) -> Value {
    let mounts = vec![json!({"name": "tmp-dir", "mountPath": "/tmp", "readOnly": false})];
    let mut main = container(function, built_image(function), common_env(function), mounts);
    let mut security = hardened();
    security.put(["procMount"], json!("Default"));
    main.put(["securityContext"], security);
    json!({
        "containers": [main], "volumes": [{"name": "tmp-dir", "emptyDir": {"sizeLimit": "100Mi"}}],
        "serviceAccountName": "serverless-function", "restartPolicy": "Always", "dnsPolicy": "ClusterFirst",
        "securityContext": {
            "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001, "seccompProfile": {"type": "RuntimeDefault"},
        },
    })
}
