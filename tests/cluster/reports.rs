//! Policy reports on a real server: written, replaced, and taken back exactly.

use fnsec::fix::reports;
use fnsec::model::{Kind, ObjectRef};
use serde_json::{Value, json};

use super::fixes::Desk;
use super::objects::{function, written};

/// A report of fnsec about a namespace, with one message for each result.
fn report(namespace: &str, messages: &[&str]) -> Value {
    let result =
        |message: &&str| json!({"source": "fnsec", "policy": "a", "result": "fail", "message": message});
    json!({
        "apiVersion": "wgpolicyk8s.io/v1alpha2", "kind": "PolicyReport",
        "metadata": {"name": "fnsec", "namespace": namespace, "labels": {LABEL.0: LABEL.1}},
        "results": messages.iter().map(result).collect::<Vec<_>>(),
        "summary": {"fail": messages.len()},
    })
}

const LABEL: (&str, &str) = ("app.kubernetes.io/managed-by", "fnsec");

#[tokio::test]
#[ignore = "needs a kube-apiserver, which .ci/run builds"]
async fn a_policy_report_is_written_replaced_and_taken_back() {
    let desk = Desk::open("report", |own| vec![function(own, "small", &json!([]))]).await;
    let target = ObjectRef::new(Kind::PolicyReport, &desk.namespace, "fnsec");
    let mut all = Vec::new();
    for messages in [&["one", "two"][..], &["two", "three", "four"]] {
        let wanted = vec![(target.clone(), report(&desk.namespace, messages), desk.fresh(&target).await)];
        let (plan, left) = reports::plan(wanted, LABEL);
        assert_eq!((plan.steps.len(), left.len()), (1, 0));
        desk.rehearse(&plan).await;
        let before = desk.fresh(&target).await.map(|one| written(&one));
        all.push((desk.apply(&plan).await, before));
        let now = desk.fresh(&target).await.expect("it is written");
        assert_eq!(now["results"], report(&desk.namespace, messages)["results"]);
        let again = vec![(target.clone(), report(&desk.namespace, messages), Some(now))];
        assert!(reports::plan(again, LABEL).0.steps.is_empty(), "the same results change nothing");
    }
    for (receipts, before) in all.into_iter().rev() {
        desk.undo(&receipts).await;
        assert_eq!(desk.fresh(&target).await.map(|one| written(&one)), before);
    }
}
