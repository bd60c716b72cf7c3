//! One token for packages lies in every Function pod of the namespace.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "package-registry-token-shared",
    family: Access,
    severity: Medium,
    title: "Every Function reads the package registry's token",
    why: "The Secret with the registry's settings is mounted into all Function pods here: one Function that is taken over gives away the token, and with it what the others install.",
    page: include_str!("package_registry_token_shared.md"),
    reads: &[
        Reads::Kind(Kind::Secret),
        Reads::Kind(Kind::Function),
        Reads::ExposureHint,
        Reads::Hint(Kind::Service),
    ],
    find,
    fixes: no_fix,
};

const SECRET: &str = "serverless-package-registry-config";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = &scope.space.functions;
    if !scope.space.secrets.contains_key(SECRET) {
        return Vec::new();
    }
    let exposed = functions.values().find_map(|one| way_in(scope, one).map(|way| (&one.meta.name, way)));
    if functions.len() < 2 && exposed.is_none() {
        return Vec::new();
    }
    let names: Vec<&str> = functions.keys().map(AsRef::as_ref).collect();
    let read = if names.len() == 1 { "reads" } else { "read" };
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Secret, scope.name(), SECRET))
        .at("/metadata/name")
        .seen(format!("{} Function{}, values not read", names.len(), plural(names.len())))
        .says(format!("{} {read} the token of the package registry", some_of(&names)))
        .sure(Confidence::Likely)
        .about(names);
    match exposed {
        Some((name, way)) => vec![
            finding
                .graded(Medium, format!("{way} leads to {name} from outside, so the token is one hole away")),
        ],
        None => vec![finding.graded(Low, "lowered from medium: no Function here is exposed")],
    }
}
