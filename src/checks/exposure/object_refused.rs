//! An object among the files that the API server would not take: a value of the wrong type.

use super::super::prelude::*;
use crate::model::space::DOCUMENT;

pub static CHECK: Check = Check {
    id: "object-refused",
    family: Exposure,
    severity: Medium,
    title: "The API server refuses this object",
    why: "An object with a value of the wrong type cannot be applied: what it was meant to change or protect stays as it is.",
    page: include_str!("object_refused.md"),
    reads: &[Reads::Optional(Kind::Function), Reads::Hints(HINTS)],
    find,
    fixes: no_fix,
};

const HINTS: crate::model::Bits = Kind::bits(&Kind::ALL);

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    // What a server has it has taken: there the field is unknown, and nothing is refused.
    if !scope.is_from_files() {
        return Vec::new();
    }
    // What is refused of APIRules is told with all that their schema asks for.
    let is_ours = |kind: Kind, name: &str| kind != Kind::APIRule && !name.starts_with(DOCUMENT);
    let objects = scope.space.unreadable.iter().filter(|((kind, name), _)| is_ours(*kind, name));
    objects.flat_map(|((kind, name), why)| refused(scope, *kind, name, why)).collect()
}

fn refused(scope: &Scope<'_>, kind: Kind, name: &str, why: &str) -> Vec<Finding> {
    let namespace = if kind.info().namespaced() { scope.name() } else { "" };
    let object = ObjectRef::new(kind, namespace, name);
    let faults = scope.space.meta(kind, name).map(|meta| meta.faults.clone()).unwrap_or_default();
    if faults.is_empty() {
        // Of what is not read in part, the reason begins with the field.
        let pointer = why.split_once(' ').map(|(head, _)| head).filter(|head| head.starts_with('/'));
        return vec![finding(object, pointer.unwrap_or_default(), why, name)];
    }
    faults.iter().map(|fault| finding(object.clone(), &fault.pointer, &fault.words(), name)).collect()
}

fn finding(object: ObjectRef, pointer: &str, words: &str, name: &str) -> Finding {
    let about = if object.known() == Some(Kind::Function) { vec![name.to_owned()] } else { Vec::new() };
    let message = format!("Refused by the API server: {words}");
    Finding::new(&CHECK, object).at(pointer).seen(words).says(message).about(about).key(pointer)
}
