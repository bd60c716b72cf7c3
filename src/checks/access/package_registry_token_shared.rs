//! The same package registry token is mounted into every Function pod of the namespace.

use crate::checks::prelude::*;

pub static CHECK: Check = Check {
    id: "package-registry-token-shared",
    family: Access,
    severity: Medium,
    title: "Package registry token shared by all Functions",
    why: "The Secret with the registry settings is mounted into all Function pods here: one compromised Function exposes the token, and with it the packages that the others install.",
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
    let exposed =
        functions.values().find_map(|function| way_in(scope, function).map(|way| (&function.meta.name, way)));
    if functions.len() < 2 && exposed.is_none() {
        return Vec::new();
    }
    let names: Vec<&str> = functions.keys().map(AsRef::as_ref).collect();
    let read = if names.len() == 1 { "mounts" } else { "mount" };
    let finding = Finding::new(&CHECK, ObjectRef::new(Kind::Secret, scope.name(), SECRET))
        .at("/metadata/name")
        .with_evidence(format!("{} Function{}, values not read", names.len(), plural(names.len())))
        .says(format!("{} {read} the same package registry token", some_of(&names)))
        .sure(Confidence::Likely)
        .about(names);
    match exposed {
        Some((name, way)) => {
            vec![finding.graded(
                Medium,
                format!("{way} exposes {name}, so one vulnerability there exposes the token"),
            )]
        }
        None => vec![finding.graded(Low, "lowered from medium: no Function here is exposed")],
    }
}
