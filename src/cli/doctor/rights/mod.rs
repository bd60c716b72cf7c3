//! Read permissions: one answer per kind, one sentence for all.

mod ask;

pub use ask::ask;

use super::check::DoctorCheck;
use super::mask::{Mask, NameKind};
use crate::cli::exit::Exit;
use crate::model::Kind;
use crate::model::kind::KindScope;
use serde_json::{Value, json};

pub const NAME: &str = "rights";
/// Maximum number of kinds that the sentence names; beyond it, only their number is given.
const NAMED: usize = 12;

/// Whether a kind may be listed and watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NeededRight {
    /// In all namespaces.
    Allowed,
    /// Only in these namespaces.
    Within(Vec<String>),
    /// Which of list and watch is allowed.
    Refused {
        list: bool,
        watch: bool,
    },
    NotServed,
    Unknown(String),
}

impl NeededRight {
    fn word(&self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Within(_) => "within namespaces",
            Self::Refused { .. } => "refused",
            Self::NotServed => "not served",
            Self::Unknown(_) => "unknown",
        }
    }

    /// Returns whether list and watch are allowed, as far as known.
    fn verbs(&self) -> (Option<bool>, Option<bool>) {
        match self {
            Self::Allowed | Self::Within(_) => (Some(true), Some(true)),
            Self::Refused { list, watch } => (Some(*list), Some(*watch)),
            Self::NotServed | Self::Unknown(_) => (None, None),
        }
    }
}

pub type Rights = Vec<(Kind, NeededRight)>;

/// Returns the same answer for every kind: why nothing is known.
pub fn unknown(why: &str) -> Rights {
    Kind::watched().into_iter().map(|kind| (kind, NeededRight::Unknown(why.to_owned()))).collect()
}

/// Returns the check; `asked` are the namespaces named on the command line, to which the check is then
/// limited.
pub fn check(rights: &Rights, asked: &[String], mask: &mut Mask) -> DoctorCheck {
    let of = |word: &str| -> Vec<Kind> {
        rights.iter().filter(|(_, right)| right.word() == word).map(|(kind, _)| *kind).collect()
    };
    let (within, refused, unknown) = (of("within namespaces"), of("refused"), of("unknown"));
    let absent = of("not served");
    let total = rights.len() - absent.len();
    let partly = asked.is_empty() && !within.is_empty();
    let mut parts =
        vec![format!("{} of {total} served kinds can be read", total - refused.len() - unknown.len())];
    if partly {
        parts.push(format!("in {} alone: {}", places(rights, mask), list(&within)));
    }
    if !refused.is_empty() {
        parts.push(format!("refused: {}", list(&refused)));
    }
    let why = why(rights).unwrap_or_default();
    if !unknown.is_empty() {
        parts.push(format!("unknown: {} ({why})", list(&unknown)));
    }
    if !absent.is_empty() {
        parts.push(format!("{} not served", absent.len()));
    }
    let message = format!("{}.", parts.join("; "));
    let check = if unknown.len() == rights.len() {
        DoctorCheck::unknown(NAME, format!("Not checked: {why}."))
    } else if !refused.is_empty() {
        DoctorCheck::fault(NAME, Exit::Coverage, message)
            .next("Ask a cluster admin for list and watch on these kinds; without them, checks that need them stay unknown.")
    } else if !unknown.is_empty() {
        DoctorCheck::unknown(NAME, message)
    } else if absent.contains(&Kind::Function) {
        DoctorCheck::note(NAME, format!("{message} Functions are not among them."))
            .next("Install the serverless module, or choose another cluster with --context.")
    } else if partly {
        DoctorCheck::note(NAME, message)
            .next("Ask a cluster admin for these kinds in all namespaces, or name some with -n.")
    } else {
        DoctorCheck::ok(NAME, message)
    };
    let details: Vec<Value> = rights.iter().map(|(kind, right)| one(*kind, right, mask)).collect();
    check.with(json!({"kinds": details}))
}

/// Returns the reason of the first unknown kind.
fn why(rights: &Rights) -> Option<&str> {
    rights.iter().find_map(|(_, right)| {
        let NeededRight::Unknown(why) = right else { return None };
        Some(why.as_str())
    })
}

/// Returns the namespaces in which kinds can be read that cannot be read everywhere.
fn places(rights: &Rights, mask: &mut Mask) -> String {
    let within = rights.iter().filter_map(|(_, right)| {
        let NeededRight::Within(namespaces) = right else { return None };
        Some(namespaces)
    });
    let mut all: Vec<&String> = within.flatten().collect();
    all.sort();
    all.dedup();
    all.into_iter().map(|name| mask.name(NameKind::Namespace, name)).collect::<Vec<_>>().join(", ")
}

fn list(kinds: &[Kind]) -> String {
    let mut named: Vec<String> = kinds.iter().take(NAMED).map(|kind| kind.info().shown()).collect();
    if kinds.len() > NAMED {
        named.push(format!("{} more", kinds.len() - NAMED));
    }
    named.join(", ")
}

fn one(kind: Kind, right: &NeededRight, mask: &mut Mask) -> Value {
    let info = kind.info();
    let (list, watch) = right.verbs();
    let value = json!({
        "kind": info.name, "resource": info.resource(), "right": right.word(), "list": list, "watch": watch,
    });
    let mut more: Vec<(&str, Value)> = Vec::new();
    if let KindScope::Only(namespace, name) = info.reach {
        more.extend([("namespace", namespace.into()), ("name", name.into())]);
    }
    match right {
        NeededRight::Within(namespaces) => {
            let shown = namespaces.iter().map(|name| mask.name(NameKind::Namespace, name));
            more.push(("namespaces", shown.collect()));
        }
        NeededRight::Unknown(why) => more.push(("why", why.clone().into())),
        NeededRight::Allowed | NeededRight::Refused { .. } | NeededRight::NotServed => {}
    }
    let Value::Object(mut value) = value else { return value };
    value.extend(more.into_iter().map(|(key, one)| (key.to_owned(), one)));
    Value::Object(value)
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn with(right: NeededRight, kinds: &[Kind], asked: &[String]) -> DoctorCheck {
        let of = |kind: Kind| if kinds.contains(&kind) { right.clone() } else { NeededRight::Allowed };
        let rights = Kind::watched().into_iter().map(|kind| (kind, of(kind))).collect();
        check(&rights, asked, &mut Mask::new(false, None))
    }

    #[test]
    fn refused_kinds_are_named_and_counted_in_one_sentence() {
        let refused = NeededRight::Refused { list: true, watch: false };
        let check = with(refused, &[Kind::Secret, Kind::Pod], &[]);
        let all = Kind::watched().len();
        assert_eq!(
            check.message,
            format!("{} of {all} served kinds can be read; refused: pods, secrets.", all - 2)
        );
        assert_eq!(check.state, CheckState::Fault(Exit::Coverage));
        let kinds = check.details["kinds"].as_array().expect("a list");
        assert_eq!(kinds.len(), all);
        let pods = kinds.iter().find(|value| value["kind"] == "Pod").expect("pods");
        assert_eq!((&pods["list"], &pods["watch"]), (&json!(true), &json!(false)));
    }

    #[test]
    fn one_namespace_is_a_note_unless_it_is_what_was_asked_for() {
        let within = NeededRight::Within(vec!["shop".into()]);
        let check = with(within.clone(), &[Kind::Pod], &[]);
        assert_eq!(check.state, CheckState::Note);
        assert!(check.message.contains("in shop alone: pods"), "{}", check.message);
        assert_eq!(with(within, &[Kind::Pod], &["shop".into()]).state, CheckState::Ok);
    }

    #[test]
    fn what_is_not_known_is_never_ok() {
        let check = with(NeededRight::Unknown("no answer".into()), &[Kind::Pod], &[]);
        assert_eq!(check.state, CheckState::Unknown);
        let none = super::check(&unknown("the server is not reached"), &[], &mut Mask::new(false, None));
        assert_eq!(
            (none.state, none.message.as_str()),
            (CheckState::Unknown, "Not checked: the server is not reached.")
        );
        assert_eq!(with(NeededRight::NotServed, &Kind::watched(), &[]).state, CheckState::Note);
    }

    #[test]
    fn many_kinds_are_a_number() {
        let refused = NeededRight::Refused { list: false, watch: false };
        let message = with(refused, &Kind::watched(), &[]).message;
        assert!(message.contains(&format!("{} more", Kind::watched().len() - NAMED)), "{message}");
    }
}
