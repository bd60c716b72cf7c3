//! The Pod Security engine and the admission of a real API server, asked the same questions.
//! In: generated pods; out: no disagreement, neither on who is let in nor on a single word.

use fnsec::decode;
use fnsec::engine::pod_security::{Level, Version, evaluate};
use fnsec::model::pod_spec::PodTemplate;
use fnsec::model::{Kind, Object};
use futures::{StreamExt, stream};
use kube::client::Body;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use super::access::ADMIN;
use super::server::Cluster;
use super::shared;

/// The editions in which something changed, the ones before and after them, and the newest of this server.
const EDITIONS: [&str; 13] = [
    "v1.0", "v1.7", "v1.8", "v1.18", "v1.19", "v1.22", "v1.24", "v1.25", "v1.27", "v1.31", "v1.33", "v1.35",
    "latest",
];
const PODS: usize = 300;
const AT_ONCE: usize = 16;

/// One value of these, or none.
fn maybe(values: impl Into<Vec<Value>>) -> BoxedStrategy<Option<Value>> {
    prop::option::weighted(0.35, prop::sample::select(values.into())).boxed()
}

fn object(fields: Vec<(&'static str, BoxedStrategy<Option<Value>>)>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    let keep = move |values: Vec<Option<Value>>| {
        let pairs = names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?)));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    values.prop_map(keep).boxed()
}

fn seccomp() -> Vec<Value> {
    vec![
        json!({"type": "RuntimeDefault"}),
        json!({"type": "Unconfined"}),
        json!({"type": "Localhost", "localhostProfile": "a.json"}),
    ]
}

fn app_armor() -> Vec<Value> {
    vec![
        json!({"type": "RuntimeDefault"}),
        json!({"type": "Unconfined"}),
        json!({"type": "Localhost", "localhostProfile": "a"}),
    ]
}

fn se_linux() -> Vec<Value> {
    let types = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t"];
    let mut all: Vec<Value> = types.iter().map(|kind| json!({"type": kind})).collect();
    all.extend([json!({"user": "system_u"}), json!({"role": "r", "level": "s0"}), json!({"level": "s0:c1"})]);
    all
}

fn capabilities() -> BoxedStrategy<Option<Value>> {
    let names =
        ["ALL", "CHOWN", "NET_BIND_SERVICE", "NET_RAW", "SYS_ADMIN", "KILL", "SETPCAP", "AUDIT_WRITE"];
    let list = || prop::option::of(prop::collection::vec(prop::sample::select(names.to_vec()), 0..3));
    prop::option::weighted(0.6, (list(), list()).prop_map(|(add, drop)| json!({"add": add, "drop": drop})))
        .boxed()
}

fn container(name: &'static str, ports: bool) -> BoxedStrategy<Value> {
    let context = object(vec![
        ("privileged", maybe([json!(true), json!(false)])),
        ("allowPrivilegeEscalation", maybe([json!(true), json!(false)])),
        ("runAsNonRoot", maybe([json!(true), json!(false)])),
        ("runAsUser", maybe([json!(0), json!(1000)])),
        ("procMount", maybe([json!("Default"), json!("Unmasked")])),
        ("seccompProfile", maybe(seccomp())),
        ("appArmorProfile", maybe(app_armor())),
        ("seLinuxOptions", maybe(se_linux())),
        ("windowsOptions", maybe([json!({"hostProcess": true}), json!({"hostProcess": false}), json!({})])),
        ("capabilities", capabilities()),
    ]);
    let probe = |host: &str| json!({"httpGet": {"path": "/", "port": 80, "host": host}});
    let socket = |host: &str| json!({"tcpSocket": {"port": 80, "host": host}});
    let probes =
        vec![probe("10.0.0.9"), probe(""), probe("127.0.0.1"), socket("example.test"), socket("::1")];
    let hooks = vec![json!({"postStart": probe("a.test")}), json!({"preStop": socket("b.test")})];
    let mut fields = vec![
        ("name", Just(Some(json!(name))).boxed()),
        ("image", Just(Some(json!("example.test/app:1"))).boxed()),
        ("securityContext", prop::option::weighted(0.8, context).boxed()),
    ];
    if ports {
        let port = |host: i64| json!([{"containerPort": host.max(80), "hostPort": host}]);
        fields.push(("ports", maybe([port(0), port(8080), port(65_000)])));
        fields.push(("livenessProbe", maybe(probes.clone())));
        fields.push(("readinessProbe", maybe(probes)));
        fields.push(("lifecycle", maybe(hooks)));
    }
    object(fields)
}

fn volumes() -> BoxedStrategy<Option<Value>> {
    let sources = [
        json!({"emptyDir": {}}),
        json!({"hostPath": {"path": "/etc"}}),
        json!({"secret": {"secretName": "s"}}),
        json!({"configMap": {"name": "c"}}),
        json!({"nfs": {"server": "a", "path": "/"}}),
        json!({"persistentVolumeClaim": {"claimName": "p"}}),
        json!({"csi": {"driver": "d.test"}}),
        json!({"downwardAPI": {"items": []}}),
        json!({"projected": {"sources": [{"configMap": {"name": "c"}}]}}),
        json!({"ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}}}),
        json!({}),
    ];
    let named = |all: Vec<Value>| {
        let name = |(at, mut volume): (usize, Value)| {
            volume["name"] = json!(format!("v{at}"));
            volume
        };
        Value::Array(all.into_iter().enumerate().map(name).collect())
    };
    let some = prop::collection::vec(prop::sample::select(sources.to_vec()), 0..3).prop_map(named);
    prop::option::weighted(0.4, some).boxed()
}

fn sysctls() -> Vec<Value> {
    let names = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "kernel.msgmax",
    ];
    names.iter().map(|name| json!([{"name": name, "value": "1"}])).collect()
}

fn pod() -> BoxedStrategy<Value> {
    let context = object(vec![
        ("runAsNonRoot", maybe([json!(true), json!(false)])),
        ("runAsUser", maybe([json!(0), json!(1000)])),
        ("seccompProfile", maybe(seccomp())),
        ("appArmorProfile", maybe(app_armor())),
        ("seLinuxOptions", maybe(se_linux())),
        ("sysctls", maybe(sysctls())),
        ("windowsOptions", maybe([json!({"hostProcess": true}), json!({})])),
    ]);
    let spec = object(vec![
        ("securityContext", prop::option::weighted(0.8, context).boxed()),
        ("hostNetwork", maybe([json!(true), json!(false)])),
        ("hostPID", maybe([json!(true), json!(false)])),
        ("hostIPC", maybe([json!(true), json!(false)])),
        ("hostUsers", maybe([json!(true), json!(false)])),
        (
            "os",
            prop::option::weighted(
                0.15,
                prop::sample::select(vec![json!({"name": "windows"}), json!({"name": "linux"})]),
            )
            .boxed(),
        ),
        ("volumes", volumes()),
        ("containers", Just(None).boxed()),
    ]);
    let annotations = prop::option::weighted(
        0.3,
        prop::sample::select(vec![
            json!({"container.apparmor.security.beta.kubernetes.io/main": "unconfined"}),
            json!({"container.apparmor.security.beta.kubernetes.io/main": "runtime/default"}),
            json!({"container.apparmor.security.beta.kubernetes.io/side": "localhost/x"}),
            json!({"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}),
            json!({"container.seccomp.security.alpha.kubernetes.io/main": "runtime/default"}),
        ]),
    );
    let second = prop::option::weighted(0.3, container("side", true));
    let first = prop::option::weighted(0.3, container("first", false));
    (spec, annotations, container("main", true), second, first)
        .prop_map(|(mut spec, annotations, main, second, first)| {
            spec["containers"] = [Some(main), second].into_iter().flatten().collect();
            if let Some(first) = first {
                spec["initContainers"] = json!([first]);
            }
            let mut meta = json!({"generateName": "p-"});
            meta["annotations"] = annotations.unwrap_or_else(|| json!({}));
            json!({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec})
        })
        .boxed()
}

/// Pods that are the same every time, whoever asks.
fn pods(count: usize) -> Vec<Value> {
    let (mut runner, strategy) = (TestRunner::deterministic(), pod());
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a pod").current()).collect()
}

async fn send(cluster: &Cluster, method: &str, path: String, body: &Value) -> (u16, Vec<String>, Value) {
    let media = if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
    let request = http::Request::builder().method(method).uri(path).header("content-type", media);
    let request = request.body(Body::from(body.to_string().into_bytes())).expect("a request");
    let answer = cluster.client(ADMIN).send(request).await.expect("an answer");
    let warnings = answer.headers().get_all("warning").iter();
    let warnings = warnings.map(|line| line.to_str().expect("text").to_owned()).collect();
    let code = answer.status().as_u16();
    let body = http_body_util::BodyExt::collect(answer.into_body()).await.expect("a body").to_bytes();
    (code, warnings, serde_json::from_slice(&body).unwrap_or_default())
}

/// The pod as the program reads it, with what the server fills in.
fn template(pod: &Value) -> PodTemplate {
    match decode::object(Kind::Pod, &pod.to_string()).expect("a pod") {
        Object::Pod(pod) => (*pod.template).clone(),
        other => panic!("no pod: {other:?}"),
    }
}

/// What the engine says, in the sentence the admission makes of it.
fn said(pod: &Value, level: Level, edition: &str) -> Option<String> {
    let template = template(pod);
    let version = Version::parse(edition).expect("an edition");
    let violations = evaluate(&template, level, version);
    let parts: Vec<String> =
        violations.iter().map(|one| format!("{} ({})", one.reason, one.detail)).collect();
    (!parts.is_empty()).then(|| format!("violates PodSecurity \"{level}:{edition}\": {}", parts.join(", ")))
}

async fn enforcing(cluster: &Cluster, level: Level, edition: &str) -> String {
    let own = cluster.namespace("proof").await;
    let labels = json!({
        "pod-security.kubernetes.io/enforce": level.as_str(),
        "pod-security.kubernetes.io/enforce-version": edition,
    });
    let patch = json!({"metadata": {"labels": labels}});
    let (code, _, answer) = send(cluster, "PATCH", format!("/api/v1/namespaces/{own}"), &patch).await;
    assert_eq!(code, 200, "{answer}");
    own
}

/// Asks for one pod; `None` when the server takes it for no pod at all.
async fn compare(cluster: &Cluster, own: &str, pod: &Value, level: Level, edition: &str) -> Option<bool> {
    let path = format!("/api/v1/namespaces/{own}/pods?dryRun=All");
    let (code, _, answer) = send(cluster, "POST", path, pod).await;
    match code {
        // As it was stored: with the server's defaults.
        201 => {
            assert_eq!(said(&answer, level, edition), None, "{level}:{edition} takes {pod:#}");
            Some(true)
        }
        403 => {
            let message = answer["message"].as_str().unwrap_or_default();
            let (_, theirs) = message.split_once("is forbidden: ").expect("the admission's sentence");
            let ours = said(pod, level, edition);
            assert_eq!(ours.as_deref(), Some(theirs), "{level}:{edition} of {pod:#}");
            Some(false)
        }
        422 => None,
        _ => panic!("{code}: {answer}"),
    }
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn the_engine_and_the_admission_agree_on_every_generated_pod() {
    let cluster = shared().await;
    let pods = pods(PODS);
    let (mut taken, mut refused, mut nonsense) = (0, 0, 0);
    for (at, edition) in EDITIONS.into_iter().enumerate() {
        for level in [Level::Baseline, Level::Restricted] {
            let own = enforcing(cluster, level, edition).await;
            // Each edition sees a third of the pods, and neighbours see different ones.
            let some = pods.iter().enumerate().filter(|(number, _)| number % 3 == at % 3).map(|(_, pod)| pod);
            let answers = stream::iter(some)
                .map(|pod| compare(cluster, &own, pod, level, edition))
                .buffer_unordered(AT_ONCE);
            let answers: Vec<Option<bool>> = answers.collect().await;
            taken += answers.iter().filter(|one| **one == Some(true)).count();
            refused += answers.iter().filter(|one| **one == Some(false)).count();
            nonsense += answers.iter().filter(|one| one.is_none()).count();
        }
    }
    println!("{taken} taken, {refused} refused, {nonsense} no pods");
    assert!(taken > 50 && refused > 800, "{taken} taken, {refused} refused, {nonsense} no pods");
}

/// The pods of a namespace that a label would find fault with, and the words for each group of them.
#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn the_engine_and_the_label_name_the_same_pods() {
    let cluster = shared().await;
    let own = cluster.namespace("proof-label").await;
    let mut kept = Vec::new();
    for (at, mut pod) in pods(80).into_iter().enumerate() {
        pod["metadata"]["generateName"] = Value::Null;
        pod["metadata"]["name"] = json!(format!("pod-{at:02}"));
        let (code, _, answer) = send(cluster, "POST", format!("/api/v1/namespaces/{own}/pods"), &pod).await;
        if code == 201 {
            kept.push(answer);
        }
    }
    assert!(kept.len() > 20, "{} pods", kept.len());
    for level in [Level::Baseline, Level::Restricted] {
        let patch = json!({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level.as_str()}}});
        let (code, warnings, _) =
            send(cluster, "PATCH", format!("/api/v1/namespaces/{own}?dryRun=All"), &patch).await;
        assert_eq!(code, 200);
        let text = warnings.join("\n");
        let reasons = |pod: &Value| {
            let template = template(pod);
            let found = evaluate(&template, level, Version::Latest);
            found.iter().map(|one| one.reason.clone()).collect::<Vec<_>>().join(", ")
        };
        let wanted: std::collections::BTreeSet<String> =
            kept.iter().map(reasons).filter(|reasons| !reasons.is_empty()).collect();
        for reasons in &wanted {
            assert!(text.contains(reasons.as_str()), "{level}: {reasons}\n{text}");
        }
        // One line says what is tried; each other one is about the pods that share their faults.
        assert_eq!(warnings.len(), wanted.len() + usize::from(!wanted.is_empty()), "{level}:\n{text}");
    }
}
