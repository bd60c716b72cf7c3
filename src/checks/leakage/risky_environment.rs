//! Variables that switch a protection of the runtime off, or open a door into it.

use crate::checks::hosts::{host, is_near};
use crate::checks::prelude::*;
use crate::checks::variables;
use crate::model::function::Env;

pub static CHECK: Check = Check {
    id: "risky-environment",
    family: Leakage,
    severity: Medium,
    title: "A protection of the runtime is switched off",
    why: "One line of environment or code makes a runtime trust any server, listen for a debugger, or load code before the Function's own.",
    page: include_str!("risky_environment.md"),
    reads: &[Reads::Kind(Kind::Function)],
    find,
    fixes,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let each = scope.space.functions.values();
    let of = |function: &Function| {
        let named = variables::effective(function).filter_map(|(at, one)| judge(function, at, one));
        named.chain(in_code(function)).collect()
    };
    each.flat_map(|function| -> Vec<Finding> { of(function) }).collect()
}

fn judge(function: &Function, at: usize, env: &Env) -> Option<Finding> {
    let value = variables::text(env)?;
    let node = function.runtime.starts_with("nodejs");
    let risk = risk(&env.name, value, node)?;
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(format!("/spec/env/{at}/value"))
        .seen(format!("{}={value}", env.name))
        .says(format!("{} {}", function.meta.name, risk.does))
        .key(&*env.name);
    Some(match risk.graded {
        Some((severity, note)) => finding.graded(severity, note).sure(risk.sure),
        None => finding.sure(risk.sure),
    })
}

/// One finding for all such places, at the first of them.
fn in_code(function: &Function) -> Option<Finding> {
    let first = function.unverified.first()?;
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(first.path)
        .line(first.line, first.column)
        .seen(first.setting)
        .says(format!("{} calls servers without checking their certificates", function.meta.name));
    // Which of its calls it is about is for a reader of the code to see.
    Some(finding.sure(Confidence::Likely).key("code"))
}

struct Hazard {
    does: String,
    graded: Option<(Severity, &'static str)>,
    sure: Confidence,
}

fn certain(does: &str) -> Hazard {
    Hazard { does: does.into(), graded: None, sure: Confidence::Certain }
}

fn risk(name: &str, value: &str, node: bool) -> Option<Hazard> {
    let off = matches!(value.trim().to_ascii_lowercase().as_str(), "0" | "false" | "no");
    match name {
        "NODE_TLS_REJECT_UNAUTHORIZED" if node && value.trim() == "0" => {
            Some(certain("accepts any certificate of any server it calls"))
        }
        "NPM_CONFIG_STRICT_SSL" | "npm_config_strict_ssl" if node && off => {
            let does = "installs packages from whatever server answers, without looking at its certificate";
            Some(certain(does))
        }
        "PIP_TRUSTED_HOST" if !node && value.split_whitespace().any(|host| !is_near(host)) => {
            Some(certain("installs packages from this host without looking at its certificate"))
        }
        "PYTHONHTTPSVERIFY" if !node && off => Some(Hazard {
            does: "asks Python not to look at certificates".into(),
            graded: Some((Info, "lowered from medium: Python 3 does not read this variable")),
            sure: Confidence::Certain,
        }),
        "NODE_OPTIONS" if node => options(value),
        "HTTP_PROXY" | "http_proxy" | "HTTPS_PROXY" | "https_proxy" => proxy(value),
        _ => None,
    }
}

/// `--inspect=0.0.0.0:9229`, `--require /tmp/x.js`, …
fn options(value: &str) -> Option<Hazard> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let named = |word: &str, flag: &str| {
        word == flag || word.strip_prefix(flag).is_some_and(|rest| rest.starts_with('='))
    };
    let debugger = words.iter().find(|word| word.starts_with("--inspect"));
    if let Some(word) = debugger {
        let open =
            word.split_once('=').is_some_and(|(_, at)| at.starts_with("0.0.0.0") || at.starts_with("[::]"));
        let graded = open.then_some((High, "raised from medium: it listens on every address of the pod"));
        return Some(Hazard {
            does: "lets a debugger in, which may run anything".into(),
            graded,
            sure: Confidence::Certain,
        });
    }
    let loads = ["--require", "-r", "--import", "--loader", "--experimental-loader"];
    let loads = words.iter().any(|word| loads.iter().any(|flag| named(word, flag)));
    loads.then(|| certain("loads other code before its own"))
}

fn proxy(value: &str) -> Option<Hazard> {
    let address = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    let far = host(&address).filter(|host| !is_near(host))?;
    Some(Hazard {
        does: format!("may send what it calls through {far}, which looks like a host outside"),
        graded: Some((
            Low,
            "lowered from medium: many networks want a proxy, and its name does not tell whose it is",
        )),
        sure: Confidence::Possible,
    })
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    // What the code does by itself is changed in the code.
    if finding.key == "code" {
        return Vec::new();
    }
    let costs = "The pods are replaced. Calls that only worked because of it fail: give the runtime the right certificates instead (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE).";
    variables::removal(scope, finding, Risk::MayBreak, costs)
}
