//! Whole circles of a fix on a real server: find, plan, rehearse, apply, see, undo.

use fnsec::checks::{self, Edit, Fix, Risk, fingerprint};
use fnsec::fix::journal::Stamp;
use fnsec::fix::plan::{Inputs, Plan, view};
use fnsec::fix::{Receipt, undo};
use fnsec::model::calendar::Day;
use fnsec::model::{Kind, ObjectRef, Scope};
use fnsec::source::submit::{SubmitOutcome, Submitter};
use fnsec::source::trouble::TroubleKind;
use fnsec::source::watches;
use fnsec::verdicts::Report;
use kube::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::access::ADMIN;
use super::objects::{function, merge, put, written};
use super::shared;
use crate::conformance::listen::Listener;

const TODAY: Day = Day::new(2026, 11, 1);

/// One namespace seen by the watches, and the way to change it.
/// The version that a user would name.
const PINNED: &str = "2.32.3";

pub(super) struct Desk {
    listener: Listener,
    submitter: Submitter,
    client: Client,
    pub(super) namespace: String,
}

impl Desk {
    pub(super) async fn open(stem: &str, objects: impl Fn(&str) -> Vec<Value>) -> Self {
        let cluster = shared().await;
        let namespace = cluster.namespace(stem).await;
        let client = cluster.client(ADMIN);
        for object in objects(&namespace) {
            put(&client, &object).await.expect("the server takes it");
        }
        let scope = watches::WatchScope {
            named: vec![namespace.clone()],
            fallback: String::new(),
            ..Default::default()
        };
        let listener = Listener::settled(client.clone(), scope).await;
        Self { listener, submitter: Submitter::new(client.clone(), false), client, namespace }
    }

    /// The fingerprints of what a check finds now.
    fn found(&self, check: &str) -> Vec<String> {
        prints(&self.listener, &self.namespace, check)
    }

    /// The fix of that title for the first finding of a check, planned on the fresh objects.
    async fn plan(&self, id: &str, title: &str) -> Plan {
        let report = Report::of(&self.listener.snapshot, TODAY);
        let space = report.space(&self.namespace).expect("it is there");
        let finding = space.findings().find(|one| one.check == id).expect("a finding");
        let check = checks::ALL.iter().find(|check| check.id == id).expect("a check");
        let space = self.listener.snapshot.space(&self.namespace).expect("it is there");
        let fixes = (check.fixes)(&Scope::new(&self.listener.snapshot, space, TODAY), finding);
        let fix = fixes.iter().find(|fix| fix.title.starts_with(title)).expect("a fix of that title");
        let mut bases = Vec::new();
        for edit in &fix.edits {
            bases.push(self.fresh(&edit.target).await);
        }
        // What has no default, only a user knows.
        let open = fix.needs.iter().filter(|need| need.default.is_empty());
        let inputs: Inputs = open.map(|need| (need.name.to_string(), PINNED.to_owned())).collect();
        Plan::new(fix, &inputs, &bases).unwrap_or_else(|misfit| panic!("{misfit}"))
    }

    pub(super) async fn fresh(&self, target: &ObjectRef) -> Option<Value> {
        self.submitter.fresh(target).await.expect("the server answers")
    }

    pub(super) async fn rehearse(&self, plan: &Plan) -> Vec<SubmitOutcome> {
        let mut outcomes = Vec::new();
        for step in &plan.steps {
            outcomes.push(self.submitter.rehearse(&step.write(&plan.vault)).await.expect("it would work"));
        }
        outcomes
    }

    /// Applies a plan; returns the receipts as they are read back from their lines.
    pub(super) async fn apply(&self, plan: &Plan) -> Vec<Receipt> {
        let stamp = Stamp { change: "c1".into(), ..Stamp::default() };
        let mut receipts = Vec::new();
        for (at, step) in plan.steps.iter().enumerate() {
            let outcome = self.submitter.apply(&step.write(&plan.vault)).await.expect("it works");
            let mut receipt = Receipt::of(plan, at, &stamp).expect("a receipt").done("", "");
            receipt.warnings = outcome.warnings;
            if receipt.verb == fnsec::fix::write::Verb::Create {
                outcome.object["metadata"]["uid"].as_str().unwrap_or_default().clone_into(&mut receipt.uid);
            }
            receipts.push(serde_json::from_str(&receipt.line()).expect("a line is read back"));
        }
        receipts
    }

    pub(super) async fn undo(&self, receipts: &[Receipt]) {
        let mut found = BTreeMap::new();
        for object in undo::needs(receipts) {
            found.insert(object.clone(), self.fresh(&object).await);
        }
        let plan = undo::plan(receipts, &|object| found.get(object).cloned().flatten());
        assert_eq!(plan.left, Vec::<String>::new());
        self.rehearse(&plan).await;
        self.apply(&plan).await;
    }

    /// Undoes it, and sees the finding again and the object as it was.
    async fn undone(
        &mut self,
        receipts: &[Receipt],
        check: &str,
        found: &[String],
        (target, before): (&ObjectRef, &Value),
    ) {
        self.undo(receipts).await;
        self.until_found(check, |now| now == found).await;
        assert_eq!(written(&self.fresh(target).await.expect("there")), *before);
    }

    async fn until_found(&mut self, check: &str, holds: impl Fn(&[String]) -> bool) {
        let namespace = self.namespace.clone();
        let seen = |now: &Listener| holds(&prints(now, &namespace, check));
        self.listener.until("the watch sees the change", seen).await;
    }
}

fn prints(listener: &Listener, namespace: &str, check: &str) -> Vec<String> {
    let report = Report::of(&listener.snapshot, TODAY);
    let space = report.space(namespace).expect("it is there");
    space.findings().filter(|one| one.check == check).map(|one| fingerprint::of(one)).collect()
}

fn loud(namespace: &str) -> Value {
    let container =
        json!({"name": "main", "image": "example.test/app:1", "securityContext": {"privileged": true}});
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "loud", "namespace": namespace},
        "spec": {"containers": [container]},
    })
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_pod_security_level_goes_full_circle() {
    let check = "namespace-level-missing";
    let mut desk = Desk::open("level", |own| vec![function(own, "small", &json!([])), loud(own)]).await;
    let target = ObjectRef::new(Kind::Namespace, "", &desk.namespace);
    let before = written(&desk.fresh(&target).await.expect("there"));
    let found = desk.found(check);
    assert_eq!(found.len(), 1);
    let plan = desk.plan(check, "Enforce baseline").await;
    let warned: Vec<String> = desk.rehearse(&plan).await.into_iter().flat_map(|one| one.warnings).collect();
    let head = format!(
        "existing pods in namespace \"{}\" violate the new PodSecurity enforce level",
        desk.namespace
    );
    assert!(warned[0].starts_with(&head), "{warned:?}");
    assert!(warned[1].starts_with("loud: privileged"), "{warned:?}");
    assert_eq!(written(&desk.fresh(&target).await.expect("there")), before, "a rehearsal changes nothing");
    let receipts = desk.apply(&plan).await;
    assert_eq!(receipts[0].warnings, warned);
    desk.until_found(check, <[String]>::is_empty).await;
    assert_ne!(written(&desk.fresh(&target).await.expect("there")), before);
    desk.undone(&receipts, check, &found, (&target, &before)).await;
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_credential_moves_to_a_secret_and_back() {
    let (check, value) = ("credentials-in-function", "zQ3vT8mK1xW6bR9c");
    let env = json!([{"name": "LOG_LEVEL", "value": "debug"}, {"name": "DB_PASSWORD", "value": value}]);
    let mut desk = Desk::open("sealed", |own| vec![function(own, "refund", &env)]).await;
    let target = ObjectRef::new(Kind::Function, &desk.namespace, "refund");
    let before = written(&desk.fresh(&target).await.expect("there"));
    let found = desk.found(check);
    assert_eq!(found.len(), 1);
    let plan = desk.plan(check, "").await;
    assert!(!plan.text().contains(value));
    desk.rehearse(&plan).await;
    let receipts = desk.apply(&plan).await;
    assert!(receipts.iter().all(|receipt| !receipt.line().contains(value)), "{receipts:?}");
    let secret = receipts.iter().find(|one| one.object.kind == Kind::Secret).expect("a Secret is made");
    let made = desk.fresh(&secret.object).await.expect("there");
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, value);
    let data = made["data"].as_object().expect("data");
    assert_eq!(data.values().collect::<Vec<_>>(), [&json!(encoded)]);
    let after = desk.fresh(&target).await.expect("there");
    assert_eq!(after["spec"]["env"][1]["valueFrom"]["secretKeyRef"]["name"], json!(secret.object.name));
    assert!(!after["spec"].to_string().contains(value));
    desk.until_found(check, <[String]>::is_empty).await;
    desk.undone(&receipts, check, &found, (&target, &before)).await;
    assert_eq!(desk.fresh(&secret.object).await, None);
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
#[expect(clippy::similar_names, reason = "the names that the field uses")]
async fn a_credential_moves_out_of_a_git_address_and_back() {
    let check = "credentials-in-git-url";
    let url = "https://b%6ft:zQ3v%40T8mK1!xW@git.example.test:8443/team/refund.git";
    let source = json!({"gitRepository": {"url": url, "baseDir": "/", "reference": "main"}});
    let make = |own: &str| {
        let mut made = function(own, "refund", &json!([]));
        made["spec"]["source"] = source.clone();
        vec![made]
    };
    let mut desk = Desk::open("address", make).await;
    let target = ObjectRef::new(Kind::Function, &desk.namespace, "refund");
    let before = written(&desk.fresh(&target).await.expect("there"));
    let found = desk.found(check);
    assert_eq!(found.len(), 1);
    let plan = desk.plan(check, "Move").await;
    desk.rehearse(&plan).await;
    let receipts = desk.apply(&plan).await;
    assert!(receipts.iter().all(|receipt| !receipt.line().contains("zQ3v")), "{receipts:?}");
    let secret = receipts.iter().find(|one| one.object.kind == Kind::Secret).expect("a Secret is made");
    let made = desk.fresh(&secret.object).await.expect("there");
    let encoded = |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    assert_eq!(made["data"]["username"], json!(encoded("bot")));
    assert_eq!(made["data"]["password"], json!(encoded("zQ3v@T8mK1!xW")));
    let after = desk.fresh(&target).await.expect("there");
    let auth = json!({"type": "basic", "secretName": secret.object.name});
    assert_eq!(after["spec"]["source"]["gitRepository"]["auth"], auth);
    assert!(!after["spec"].to_string().contains("zQ3v"));
    desk.until_found(check, <[String]>::is_empty).await;
    desk.undone(&receipts, check, &found, (&target, &before)).await;
    assert_eq!(desk.fresh(&secret.object).await, None);
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_package_is_pinned_and_all_else_of_its_text_stays() {
    let (check, value) = ("unpinned-dependencies", "zQ3vT8mK1xW6bR9c");
    let commit = "0f".repeat(20);
    let text = format!(
        "# tools\nrequests[socks]>=2.31 # http\n-e git+https://bot:{value}@git.example.test/a.git@{commit}#egg=a\n"
    );
    let source = json!({"inline": {"source": "def main(event, context): return 1", "dependencies": text}});
    let make = |own: &str| {
        let mut made = function(own, "report", &json!([]));
        (made["spec"]["runtime"], made["spec"]["source"]) = (json!("python312"), source.clone());
        vec![made]
    };
    let mut desk = Desk::open("pinned", make).await;
    let target = ObjectRef::new(Kind::Function, &desk.namespace, "report");
    let before = written(&desk.fresh(&target).await.expect("there"));
    let found = desk.found(check);
    let plan = desk.plan(check, "Pin").await;
    desk.rehearse(&plan).await;
    let receipts = desk.apply(&plan).await;
    assert!(receipts.iter().all(|receipt| !receipt.line().contains(value)), "{receipts:?}");
    let after = desk.fresh(&target).await.expect("there");
    assert_eq!(
        after["spec"]["source"]["inline"]["dependencies"],
        json!(text.replace(">=2.31", &format!("=={PINNED}")))
    );
    desk.until_found(check, <[String]>::is_empty).await;
    desk.undone(&receipts, check, &found, (&target, &before)).await;
}

/// A pod of the Function `refund`, as it would report what it runs.
fn running(namespace: &str, digit: &str) -> Value {
    let prefix = "serverless.kyma-project.io";
    let image = "registry.example.test/team/node";
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": format!("refund-{digit}"), "namespace": namespace, "labels": {
            format!("{prefix}/function-name"): "refund", format!("{prefix}/resource"): "deployment",
            format!("{prefix}/managed-by"): "function-controller", "pod-template-hash": "abc",
        }},
        "spec": {"containers": [{"name": "function", "image": format!("{image}:latest")}]},
        "status": {"phase": "Running", "containerStatuses": [{
            "name": "function", "image": format!("{image}:latest"), "ready": true, "restartCount": 0,
            "imageID": format!("{image}@sha256:{}", digit.repeat(64)),
        }]},
    })
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn pods_that_differ_are_replaced_by_a_line_at_their_function() {
    let check = "image-drift";
    let make = |own: &str| {
        let mut made = function(own, "refund", &json!([]));
        made["spec"]["runtimeImageOverride"] = json!("registry.example.test/team/node:latest");
        vec![made, running(own, "1"), running(own, "2")]
    };
    let mut desk = Desk::open("drift", make).await;
    let target = ObjectRef::new(Kind::Function, &desk.namespace, "refund");
    let before = written(&desk.fresh(&target).await.expect("there"));
    let found = desk.found(check);
    for title in ["Replace all pods", "Pin sha256:1"] {
        let plan = desk.plan(check, title).await;
        desk.rehearse(&plan).await;
        let receipts = desk.apply(&plan).await;
        desk.until_found(check, <[String]>::is_empty).await;
        desk.undo(&receipts).await;
        desk.until_found(check, |now| now == found).await;
        assert_eq!(written(&desk.fresh(&target).await.expect("there")), before);
    }
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn an_object_that_changed_meanwhile_is_not_overwritten() {
    let check = "namespace-level-missing";
    let desk = Desk::open("conflict", |own| vec![function(own, "small", &json!([]))]).await;
    let plan = desk.plan(check, "Enforce").await;
    let target = ObjectRef::new(Kind::Namespace, "", &desk.namespace);
    let label = json!({"metadata": {"labels": {"team": "other"}}});
    let now = merge(&desk.client, &target, &label).await.expect("changed");
    let write = plan.steps[0].write(&plan.vault);
    for answer in [desk.submitter.rehearse(&write).await, desk.submitter.apply(&write).await] {
        let trouble = answer.expect_err("it changed meanwhile");
        assert_eq!(trouble.kind, TroubleKind::Conflict, "{trouble}");
        assert!(trouble.why.contains("the object has been modified"), "{trouble}");
    }
    assert_eq!(desk.fresh(&target).await, Some(now));
}

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn what_is_deleted_comes_back_as_it_was() {
    let desk = Desk::open("leftovers", |own| {
        let meta = |name: &str| json!({"name": name, "namespace": own, "labels": {"a": "b"}});
        vec![
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta("old"), "data": {"a": "b"}}),
            json!({
                "apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta("idle"),
                "automountServiceAccountToken": false, "imagePullSecrets": [{"name": "p"}],
            }),
        ]
    })
    .await;
    let targets = [(Kind::ConfigMap, "old"), (Kind::ServiceAccount, "idle")]
        .map(|(kind, name)| ObjectRef::new(kind, &desk.namespace, name));
    let fix = targets
        .iter()
        .fold(Fix::new("Delete them", Risk::MayBreak), |fix, target| fix.edit(Edit::delete(target.clone())));
    let mut before = Vec::new();
    for target in &targets {
        before.push(desk.fresh(target).await);
    }
    let plan = Plan::new(&fix, &Inputs::new(), &before).expect("fits");
    desk.rehearse(&plan).await;
    for (target, before) in targets.iter().zip(&before) {
        assert_eq!(&desk.fresh(target).await, before, "a rehearsal deletes nothing");
    }
    let label = json!({"metadata": {"labels": {"team": "other"}}});
    merge(&desk.client, &targets[0], &label).await.expect("changed");
    let trouble = desk.submitter.apply(&plan.steps[0].write(&plan.vault)).await.expect_err("it changed");
    assert_eq!(trouble.kind, TroubleKind::Conflict, "{trouble}");
    let now = desk.fresh(&targets[0]).await;
    let plan = Plan::new(&fix, &Inputs::new(), &[now.clone(), before[1].clone()]).expect("fits");
    let receipts = desk.apply(&plan).await;
    for target in &targets {
        assert_eq!(desk.fresh(target).await, None);
    }
    desk.undo(&receipts).await;
    for (target, was) in targets.iter().zip([&now, &before[1]]) {
        let was = view(was.as_ref().expect("it was there"));
        assert_eq!(view(&desk.fresh(target).await.expect("there")), was);
    }
}
