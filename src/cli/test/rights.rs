//! Expectations about permissions.

use super::answer::{Answer, PreparedEngines};
use crate::cli::asked::action;
use crate::engine::access::{AccessAnswer, Who};
use crate::verdicts::expect::{PermissionPlace, Subject};

/// A permission that is asked for.
pub struct AskedPermission<'a> {
    pub subject: &'a Subject,
    pub verbs: &'a [String],
    pub resource: &'a str,
    pub name: &'a str,
    pub place: &'a PermissionPlace,
}

/// Answers whether a subject has one of the verbs, or none of them.
pub fn right(asked: &PreparedEngines<'_>, may: bool, wish: &AskedPermission<'_>) -> Answer {
    let who = match wish.subject {
        Subject::User(name) => Who::logged_in(name.as_str(), [""; 0]),
        Subject::Group(name) => Who::group(name),
        Subject::Account(namespace, name) => Who::account(namespace, name),
    };
    let namespaces: Vec<&str> = match wish.place {
        PermissionPlace::Namespace(name) if name != "*" => vec![name.as_str()],
        PermissionPlace::Namespace(_) | PermissionPlace::Anywhere => {
            asked.access.namespaces().chain([""]).collect()
        }
    };
    let (resource, part) = wish.resource.split_once('/').unwrap_or((wish.resource, ""));
    let what = if wish.name.is_empty() { resource.to_owned() } else { format!("{resource}/{}", wish.name) };
    let (mut allowed, mut unknown) = (Vec::new(), Vec::new());
    for namespace in namespaces {
        for verb in wish.verbs {
            let action = action(verb, &what, part, namespace);
            match asked.access.can(&who, &action) {
                AccessAnswer::Allowed(ways) => {
                    let by = ways.first().map(ToString::to_string).unwrap_or_default();
                    allowed.push(format!("{action}: {by}"));
                }
                AccessAnswer::Denied => {}
                AccessAnswer::Unknown(gaps) => {
                    unknown.extend(gaps.iter().map(|gap| format!("{action}: not seen: {gap}")));
                }
            }
        }
    }
    match (may, allowed.is_empty()) {
        (true, false) => Answer::Holds,
        (true, true) if unknown.is_empty() => Answer::Fails(vec!["no binding grants it".into()]),
        (true, true) => Answer::Unknown(unknown),
        (false, _) => Answer::of(allowed, unknown),
    }
}
