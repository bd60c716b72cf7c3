//! A Function with many Secrets, or with one of the platform's, is an attractive target.

use crate::checks::prelude::*;
use crate::model::function::{EnvValue, Source};
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "many-secrets-in-function",
    family: Access,
    severity: Medium,
    title: "A Function has more Secrets than it should",
    why: "Its code and every package it installs can read all of them: one vulnerability or one malicious release exposes them all.",
    page: include_str!("many_secrets_in_function.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::ExposureHint, Reads::Hint(Kind::Service)],
    find,
    fixes,
};

/// Credentials of the platform's image registries.
const PLATFORM: [&str; 4] = [
    "serverless-registry-config-default",
    "serverless-registry-config",
    "dockerregistry-config",
    "dockerregistry-config-external",
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    scope.space.functions.values().flat_map(|function| judge(scope, function)).collect()
}

fn judge(scope: &Scope<'_>, function: &Function) -> Vec<Finding> {
    let secrets = secrets(function);
    let platform = secrets.iter().filter(|(secret, _)| PLATFORM.contains(secret));
    let mut found: Vec<Finding> = platform
        .map(|(secret, path)| {
            Finding::new(&CHECK, function_ref(function))
                .at(path.clone())
                .with_evidence(*secret)
                .says(format!("Uses {secret}, the registry credential shared by all namespaces"))
                .key(format!("platform {secret}"))
        })
        .collect();
    let most = scope.parameters().many_secrets;
    if secrets.len() > most {
        let names: Vec<&str> = secrets.keys().copied().collect();
        let finding = Finding::new(&CHECK, function_ref(function))
            .at("/spec")
            .with_evidence(some_of(&names))
            .says(format!("Uses {} Secrets; the limit is {most}", secrets.len()))
            .key("many");
        found.push(finding);
    }
    let raise = |finding: Finding| match way_in(scope, function) {
        Some(way) => finding.graded(High, format!("raised from medium: {way} exposes this code")),
        None => finding,
    };
    found.into_iter().map(raise).collect()
}

/// Returns each Secret once, with the first field that names it.
fn secrets(function: &Function) -> BTreeMap<&str, String> {
    let mut all = BTreeMap::new();
    for (at, env) in function.env.iter().enumerate() {
        if let EnvValue::Secret { name, .. } = &env.value {
            all.entry(name.as_str()).or_insert_with(|| format!("/spec/env/{at}/valueFrom/secretKeyRef"));
        }
    }
    for (at, mount) in function.secret_mounts.iter().enumerate() {
        all.entry(mount.secret.as_str()).or_insert_with(|| format!("/spec/secretMounts/{at}"));
    }
    if let Source::Git(git) = &function.source
        && let Some(secret) = &git.secret
    {
        all.entry(secret).or_insert_with(|| "/spec/source/gitRepository/auth/secretName".into());
    }
    all.remove("");
    all
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let at = finding.path.strip_prefix("/spec/secretMounts/").and_then(|at| at.parse::<usize>().ok());
    let Some(mount) = at.and_then(|at| function.secret_mounts.get(at)).filter(|_| finding.key != "many")
    else {
        return Vec::new();
    };
    let ops = vec![
        Op::test(format!("{}/secretName", finding.path), json!(mount.secret)),
        Op::remove(&*finding.path),
    ];
    let edit = Edit::modify(function_ref(function), ops);
    vec![
        Fix::new("Remove the registry credential from the Function", Risk::MayBreak)
            .costs("The pods restart without the Secret and reinstall their dependencies. Code that reads the mounted files fails.")
            .edit(edit),
    ]
}
