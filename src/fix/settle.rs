//! Determines from the current object whether a change without an answer was made.
//!
//! A receipt and the live object flow in; the receipt with the known outcome flows out.

use super::comparison::{is_empty, still_ours};
use super::journal::{Receipt, Revert, WriteResult};
use super::vault::{self, Vault};
use super::write::Verb;
use crate::model::ObjectRef;
use serde_json::Value;

/// Within this many seconds, an accepted request is answered or abandoned: the API server's own limit is 60,
/// and proxies in front of it may delay it for a while.
pub const LATE: i64 = 120;

/// What the object shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    Made {
        uid: String,
        version: String,
    },
    /// It was not made, and can no longer be made.
    Never(String),
    /// It was not made so far; the request may still arrive.
    NotYet,
    /// The object has neither its old nor its intended state.
    Neither,
}

/// Returns the receipt with the known outcome; `age` is how many seconds ago it was sent.
#[must_use]
pub fn settle(receipt: &Receipt, now: Option<&Value>, age: i64) -> Receipt {
    let settled = receipt.clone();
    let object = &receipt.object;
    let fate = match sign(receipt, now) {
        Sign::Made { uid, version } => return settled.done(&uid, &version),
        Sign::Never(why) => WriteResult::Failed(why),
        Sign::NotYet if age >= LATE => {
            WriteResult::Failed(format!("the request never arrived: {object} is unchanged"))
        }
        Sign::NotYet => {
            let left = LATE - age.max(0);
            WriteResult::Unknown(format!(
                "{object} is unchanged, but the request may still arrive; check again in {left} s"
            ))
        }
        Sign::Neither => WriteResult::Unknown(format!(
            "{object} has neither its old nor its intended state: someone else changed it; check it"
        )),
    };
    let draft = if matches!(fate, WriteResult::Failed(_)) { Value::Null } else { settled.draft.clone() };
    Receipt { result: fate, draft, ..settled }
}

fn sign(receipt: &Receipt, now: Option<&Value>) -> Sign {
    let text =
        |pointer: &str| now.and_then(|now| now.pointer(pointer)?.as_str()).unwrap_or_default().to_owned();
    let (uid, version) = (text("/metadata/uid"), text("/metadata/resourceVersion"));
    let object = &receipt.object;
    match (receipt.verb, now) {
        (Verb::Delete, None) => Sign::Made { uid, version },
        (Verb::Delete, Some(_)) if uid != receipt.uid || !text("/metadata/deletionTimestamp").is_empty() => {
            Sign::Made { uid, version }
        }
        (Verb::Delete, Some(_)) if version != receipt.version_before => {
            Sign::Never(format!("{object} was changed meanwhile, so it was not deleted"))
        }
        (Verb::Delete, Some(_)) | (Verb::Create, None) => Sign::NotYet,
        (Verb::Create, Some(now)) => {
            let shown = Vault::default().mask(now, object, &[]);
            if contains(&shown, &receipt.draft) { Sign::Made { uid, version } } else { Sign::Neither }
        }
        (Verb::Patch, None) => Sign::Never(format!("{object} is gone")),
        (Verb::Patch, Some(_)) if version == receipt.version_before => Sign::NotYet,
        (Verb::Patch, Some(now)) => patched(receipt, now, uid, version),
    }
}

/// A patch contains the version that it was made from: once the object has another version, the patch is
/// either applied or will never be.
fn patched(receipt: &Receipt, now: &Value, uid: String, version: String) -> Sign {
    let shown = Vault::default().mask(&super::plan::view(now), &receipt.object, &[]);
    // The version in which an object is read says nothing about what was written.
    let own = || receipt.reverts.iter().filter(|revert| revert.path != "/apiVersion");
    let all = |is: &dyn Fn(&Revert) -> bool| own().all(is);
    if all(&|revert| still_ours(shown.pointer(&revert.path), revert).is_some()) {
        return Sign::Made { uid, version };
    }
    let back = |revert: &Revert| Revert { path: revert.path.clone(), was: None, wrote: revert.was.clone() };
    if all(&|revert| still_ours(shown.pointer(&revert.path), &back(revert)).is_some()) {
        let object: &ObjectRef = &receipt.object;
        return Sign::Never(format!("someone else changed {object} first, so the change was refused"));
    }
    Sign::Neither
}

/// Returns whether an object has everything that was to be created; additions by the server do not matter.
fn contains(now: &Value, wanted: &Value) -> bool {
    match (now, wanted) {
        (Value::Object(now), Value::Object(wanted)) => wanted.iter().all(|(key, wanted)| {
            if key == "stringData" {
                // A server stores it as data, whose values are masked.
                let kept = now.get("data").and_then(Value::as_object);
                let keys = wanted.as_object().into_iter().flat_map(|wanted| wanted.keys());
                return keys.into_iter().all(|key| kept.is_some_and(|kept| kept.contains_key(key)));
            }
            now.get(key).map_or(is_empty(wanted), |now| contains(now, wanted))
        }),
        (Value::Array(now), Value::Array(wanted)) => {
            now.len() == wanted.len() && now.iter().zip(wanted).all(|(now, wanted)| contains(now, wanted))
        }
        (Value::String(now), Value::String(wanted)) => {
            let (pieces, marks) = vault::marks(wanted);
            now == wanted || !marks.is_empty() && vault::marks(now).0 == pieces
        }
        (now, wanted) => now == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use serde_json::json;

    fn receipt(verb: &str, more: &Value) -> Receipt {
        let mut value = json!({
            "id": "c-1", "time": "", "tool": "", "context": "c", "host": "h", "user": "", "change": "c", "title": "",
            "verb": verb, "object": ObjectRef::new(Kind::NetworkPolicy, "shop", "a"), "uid": "u", "versionBefore": "7",
            "versionAfter": "", "result": "sent",
        });
        for (key, one) in more.as_object().into_iter().flatten() {
            value[key] = one.clone();
        }
        serde_json::from_value(value).expect("a receipt")
    }

    fn object(version: &str, labels: &Value) -> Value {
        json!({
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": "a", "namespace": "shop", "uid": "u", "resourceVersion": version, "labels": labels},
            "spec": {"podSelector": {}},
        })
    }

    fn label() -> Receipt {
        receipt("patch", &json!({"reverts": [{"path": "/metadata/labels/x", "was": "old", "wrote": "new"}]}))
    }

    #[test]
    fn a_patch_is_recognised_by_the_fields_that_it_wrote() {
        let made = settle(&label(), Some(&object("8", &json!({"x": "new"}))), 1);
        assert!(made.applied() && made.version_after == "8");
        let never = settle(&label(), Some(&object("8", &json!({"x": "old", "y": "z"}))), 1);
        assert!(matches!(never.result, WriteResult::Failed(_)), "{never:?}");
        let neither = settle(&label(), Some(&object("8", &json!({"x": "third"}))), 10_000);
        assert!(neither.is_open(), "{neither:?}");
    }

    #[test]
    fn the_version_in_which_an_object_is_read_decides_nothing() {
        let reverts = json!([
            {"path": "/apiVersion", "was": "networking.k8s.io/v1beta1", "wrote": "networking.k8s.io/v1"},
            {"path": "/metadata/labels/x", "was": "old", "wrote": "new"},
        ]);
        let receipt = receipt("patch", &json!({"reverts": reverts}));
        assert!(settle(&receipt, Some(&object("8", &json!({"x": "new"}))), 1).applied());
        let never = settle(&receipt, Some(&object("8", &json!({"x": "old"}))), 1);
        assert!(matches!(never.result, WriteResult::Failed(_)), "{never:?}");
    }

    #[test]
    fn an_emptied_list_that_the_server_leaves_out_is_emptied() {
        let receipt =
            receipt("patch", &json!({"reverts": [{"path": "/subjects", "was": ["a"], "wrote": []}]}));
        assert!(settle(&receipt, Some(&object("8", &json!({}))), 1).applied());
        let mut there = object("8", &json!({}));
        there["subjects"] = json!(["a"]);
        assert!(matches!(settle(&receipt, Some(&there), 1).result, WriteResult::Failed(_)));
    }

    #[test]
    fn what_is_as_it_was_is_not_settled_before_no_request_can_arrive() {
        let before = object("7", &json!({"x": "old"}));
        assert!(settle(&label(), Some(&before), LATE - 1).is_open());
        assert!(matches!(settle(&label(), Some(&before), LATE).result, WriteResult::Failed(_)));
        let gone = receipt("delete", &json!({}));
        assert!(settle(&gone, Some(&before), 1).is_open());
        assert!(settle(&gone, None, 1).applied());
    }

    #[test]
    fn an_object_of_the_same_name_and_other_content_is_not_taken_for_ours() {
        let draft = json!({"kind": "NetworkPolicy", "metadata": {"name": "a"}, "spec": {"podSelector": {"matchLabels": {"a": "b"}}}});
        let made = receipt("create", &json!({"draft": draft}));
        assert!(settle(&made, Some(&object("8", &json!({}))), 1_000).is_open());
        let mut ours = object("8", &json!({}));
        ours["spec"] = draft["spec"].clone();
        ours["metadata"]["uid"] = "fresh".into();
        let settled = settle(&made, Some(&ours), 1);
        assert!(settled.applied() && settled.uid == "fresh" && settled.draft.is_null());
        assert!(settle(&made, None, 1).is_open());
    }

    #[test]
    fn a_secret_is_recognised_by_its_keys() {
        let mark = vault::mark(1);
        let made = receipt("create", &json!({"draft": {"kind": "Secret", "stringData": {"key": mark}}}));
        let live = json!({"kind": "Secret", "metadata": {"uid": "u"}, "data": {"key": "c2VjcmV0"}});
        assert!(settle(&made, Some(&live), 1).applied());
        let other = json!({"kind": "Secret", "metadata": {"uid": "u"}, "data": {"other": "c2VjcmV0"}});
        assert!(settle(&made, Some(&other), 1).is_open());
    }
}
