//! Writes: rehearsed and applied, refused by the server, and refused by ourselves.

use super::server;
use fnsec::fix::Write;
use fnsec::model::{Kind, ObjectRef};
use fnsec::source::embedded::{Embedded, ServerFault};
use fnsec::source::submit::Submitter;
use fnsec::source::trouble::TroubleKind;
use serde_json::json;

fn label(embedded: &Embedded) -> Write {
    let target = ObjectRef::new(Kind::Namespace, "", "own");
    let now = embedded.object(Kind::Namespace, "", "own").expect("seeded");
    let version = now["metadata"]["resourceVersion"].clone();
    let patch = json!({"metadata": {"resourceVersion": version, "labels": {"team": "a"}}});
    Write::Patch { target, patch }
}

fn labelled(embedded: &Embedded) -> bool {
    embedded.object(Kind::Namespace, "", "own").expect("seeded")["metadata"]["labels"]["team"] == "a"
}

#[tokio::test]
async fn a_rehearsal_changes_nothing_and_an_apply_does() {
    let embedded = server();
    let submitter = Submitter::new(embedded.client("own"), false);
    let write = label(&embedded);
    let seen = submitter.rehearse(&write).await.expect("it would work");
    assert_eq!((seen.code, &seen.object["metadata"]["labels"]["team"]), (200, &json!("a")));
    assert!(!labelled(&embedded));
    submitter.apply(&write).await.expect("it works");
    assert!(labelled(&embedded));
    let again = submitter.apply(&write).await.expect_err("the version is old now");
    assert_eq!(again.kind, TroubleKind::Conflict, "{again}");
}

#[tokio::test]
async fn read_only_and_disarmed_still_rehearse_but_send_nothing_else() {
    let embedded = server();
    let write = label(&embedded);
    let disarmed = Submitter::new(embedded.client("own"), false);
    disarmed.clone().arm(false);
    let read_only = Submitter::new(embedded.client("own"), true);
    read_only.arm(true);
    for submitter in [disarmed, read_only] {
        submitter.rehearse(&write).await.expect("it would work");
        let asked = embedded.requests();
        let refused = submitter.apply(&write).await.expect_err("it is not sent");
        assert_eq!((refused.kind, embedded.requests()), (TroubleKind::Forbidden, asked));
    }
    assert!(!labelled(&embedded));
}

#[tokio::test]
async fn each_refusal_is_told_apart() {
    let embedded = server();
    let submitter = Submitter::new(embedded.client("own"), false);
    let write = label(&embedded);
    let forbidden =
        ServerFault::Forbidden { verb: Some("patch"), kind: Kind::Namespace, namespace: String::new() };
    for (fault, sort, words) in [
        (ServerFault::ConflictOnce, TroubleKind::Conflict, "the object has been modified"),
        (forbidden, TroubleKind::Forbidden, "cannot patch resource \"namespaces\""),
        (ServerFault::Refuse(401), TroubleKind::Unauthenticated, "Unauthorized"),
        (ServerFault::Refuse(503), TroubleKind::Unreachable, "an error on the server"),
        (
            ServerFault::NotServed(Kind::Namespace),
            TroubleKind::NotFound,
            "could not find the requested resource",
        ),
    ] {
        embedded.fault(fault);
        let trouble = submitter.apply(&write).await.expect_err("it is refused");
        assert_eq!(trouble.kind, sort, "{trouble}");
        assert!(trouble.why.contains(words), "{trouble}");
        embedded.clear_faults();
    }
    assert!(!labelled(&embedded));
}
