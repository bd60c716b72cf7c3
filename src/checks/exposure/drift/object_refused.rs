//! An object in files that the API server refuses because a value has the wrong type.

use crate::checks::prelude::*;
use crate::model::space::DOCUMENT;

pub static CHECK: Check = Check {
    id: "object-refused",
    family: Exposure,
    severity: Medium,
    title: "The API server refuses this object",
    why: "An object with a value of the wrong type cannot be applied: the change or protection it describes never takes effect.",
    page: include_str!("object_refused.md"),
    reads: &[Reads::Optional(Kind::Function), Reads::Hints(HINTS)],
    find,
    fixes: no_fix,
};

const HINTS: crate::model::Bits = Kind::bits(&Kind::ALL);

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // Objects on a server were accepted: there the field is unknown, and nothing is refused.
    if !scope.is_from_files() {
        return Vec::new();
    }
    // apirule-refused reports APIRules, with everything that their schema requires.
    let is_ours = |kind: Kind, name: &str| kind != Kind::APIRule && !name.starts_with(DOCUMENT);
    let objects = scope.space.unreadable.iter().filter(|((kind, name), _)| is_ours(*kind, name));
    objects.flat_map(|((kind, name), why)| refused(scope, *kind, name, why)).collect()
}

fn refused(scope: &Scope<'_>, kind: Kind, name: &str, why: &str) -> Vec<Finding> {
    let namespace = if kind.info().namespaced() { scope.name() } else { "" };
    let object = ObjectRef::new(kind, namespace, name);
    let faults = scope.space.meta(kind, name).map(|meta| meta.faults.clone()).unwrap_or_default();
    if faults.is_empty() {
        // If only a part could not be read, the reason begins with its field.
        let pointer = why.split_once(' ').map(|(head, _)| head).filter(|head| head.starts_with('/'));
        return vec![finding(object, pointer.unwrap_or_default(), why, name)];
    }
    faults.iter().map(|fault| finding(object.clone(), &fault.pointer, &fault.words(), name)).collect()
}

fn finding(object: ObjectRef, pointer: &str, words: &str, name: &str) -> Finding {
    let about = if object.known() == Some(Kind::Function) { vec![name.to_owned()] } else { Vec::new() };
    let message = format!("Refused by the API server: {words}");
    Finding::new(&CHECK, object).at(pointer).with_evidence(words).says(message).about(about).key(pointer)
}
