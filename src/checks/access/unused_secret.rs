//! A Secret that the code never reads.

use crate::checks::code::PLAIN;
use crate::checks::prelude::*;
use crate::model::function::{EnvValue, UnusedSecret};

pub static CHECK: Check = Check {
    id: "unused-secret",
    family: Access,
    severity: Low,
    title: "The code does not use a Secret that it has",
    why: "A Secret that is not needed is still read by every package of the Function, and by anyone who takes it over.",
    page: include_str!("unused_secret.md"),
    reads: PLAIN,
    find,
    fixes,
};

/// Beginnings of variables that packages read by themselves.
const OF_PACKAGES: [&str; 30] = [
    "AWS_",
    "AZURE_",
    "GOOGLE_",
    "GCP_",
    "GCLOUD_",
    "GITHUB_",
    "GITLAB_",
    "NPM_",
    "PIP_",
    "PG",
    "MYSQL_",
    "REDIS_",
    "MONGO",
    "DATABASE_URL",
    "OPENAI_",
    "ANTHROPIC_",
    "SENTRY_",
    "OTEL_",
    "DD_",
    "NEW_RELIC_",
    "TWILIO_",
    "SENDGRID_",
    "STRIPE_",
    "SLACK_",
    "HTTP",
    "NODE_",
    "PYTHON",
    "SSL_",
    "REQUESTS_",
    "KUBE",
];

/// Packages that read variables or mounted files without naming them in the code.
const READERS: [&str; 16] = [
    "dotenv",
    "config",
    "convict",
    "envalid",
    "nconf",
    "rc",
    "@sap/xsenv",
    "@sap/cds",
    "cfenv",
    "env-schema",
    "environs",
    "dynaconf",
    "pydantic-settings",
    "pydantic_settings",
    "python-decouple",
    "decouple",
];

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let functions = scope.space.functions.values().filter(|function| !has_reader(function));
    functions.flat_map(|function| judge(function)).collect()
}

/// Whether a package may read what the code does not name.
fn has_reader(function: &Function) -> bool {
    let uses = function.code.uses().unwrap_or_default();
    let imported = uses.modules.iter().map(|module| module.name.as_str());
    let needed = function.dependencies.iter().map(|dependency| dependency.name.as_str());
    // A module by its path may read anything.
    imported.clone().any(|name| name.starts_with('.'))
        || imported.chain(needed).any(|name| READERS.contains(&name))
}

fn judge(function: &Function) -> Vec<Finding> {
    let sure = if function.dependencies.is_empty() { Confidence::Certain } else { Confidence::Possible };
    let finding = |path: String, secret: &str, message: String, key: String| {
        let finding =
            Finding::new(&CHECK, function_ref(function)).at(path).with_evidence(secret).says(message);
        let finding = finding.sure(sure).key(key);
        if sure == Confidence::Possible {
            return Finding { note: "possible: a package may read it by itself".into(), ..finding };
        }
        finding
    };
    let report = |unused: &UnusedSecret| match *unused {
        UnusedSecret::Env(at) => {
            let env = function.env.get(at)?;
            let EnvValue::Secret { name, key } = &env.value else { return None };
            let read_by_package = OF_PACKAGES.iter().any(|start| env.name.starts_with(start));
            (!read_by_package).then(|| {
                let message = format!("The code does not contain {}", env.name);
                finding(
                    format!("/spec/env/{at}"),
                    &format!("Secret {name}, key {key}"),
                    message,
                    format!("env {}", env.name),
                )
            })
        }
        UnusedSecret::Mount(at) => {
            let mount = function.secret_mounts.get(at).filter(|mount| !is_for_runtime(&mount.path))?;
            let message = format!("The code reads no file below {}", mount.path);
            let path = format!("/spec/secretMounts/{at}");
            Some(finding(path, &format!("Secret {}", mount.secret), message, format!("mount {}", mount.path)))
        }
    };
    function.unused.iter().filter_map(report).collect()
}

/// Whether the runtime or the system reads a folder, not the code: certificates, configuration of package managers.
fn is_for_runtime(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let system = ["/etc/ssl", "/etc/pki", "/usr/", "/root", "/home"];
    system.iter().any(|start| path.starts_with(start))
        || ["cert", "/ca", "registry", "npm", "pip"].iter().any(|part| path.contains(part))
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let place = finding.path.rsplit('/').next().and_then(|at| at.parse::<usize>().ok());
    let by_name = finding.path.starts_with("/spec/env/");
    let test = place.and_then(|at| {
        if by_name {
            let env = function.env.get(at)?;
            return Some(Op::test(format!("{}/name", finding.path), json!(env.name)));
        }
        let mount = function.secret_mounts.get(at)?;
        Some(Op::test(format!("{}/secretName", finding.path), json!(mount.secret)))
    });
    let Some(test) = test else { return Vec::new() };
    let edit = Edit::modify(finding.object.clone(), vec![test, Op::remove(&*finding.path)]);
    let title = if by_name { "Remove the unused variable" } else { "Remove the unused mount" };
    vec![
        Fix::new(title, Risk::MayBreak)
            .costs("The pods are replaced. A package that reads the Secret by itself no longer finds it.")
            .edit(edit),
    ]
}
