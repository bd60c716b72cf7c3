//! Variables that disable a protection of the runtime or open an entry point into it.

use crate::checks::code::{self, source_text};
use crate::checks::hosts::{host, is_private_host};
use crate::checks::prelude::*;
use crate::checks::reword::Reword;
use crate::checks::variables;
use crate::engine::hazards;
use crate::model::code::CodeRule;
use crate::model::function::Env;

pub static CHECK: Check = Check {
    id: "risky-environment",
    family: Leakage,
    severity: Medium,
    title: "A runtime protection is disabled",
    why: "A single line of environment or code makes a runtime trust any server, listen for a debugger, or load other code before the Function's own.",
    page: include_str!("risky_environment.md"),
    reads: &[Reads::Kind(Kind::Function), Reads::Source],
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

#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn judge(function: &Function, at: usize, env: &Env) -> Option<Finding> {
    let value = variables::text(env)?;
    let node = function.runtime.starts_with("nodejs");
    let risk = risk(&env.name, value, node)?;
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(format!("/spec/env/{at}/value"))
        .with_evidence(format!("{}={value}", env.name))
        .says(risk.does)
        .key(&*env.name);
    Some(match risk.graded {
        Some((severity, note)) => finding.graded(severity, note).sure(risk.sure),
        None => finding.sure(risk.sure),
    })
}

/// Returns one finding for all such places in the code, at the first of them.
fn in_code(function: &Function) -> Option<Finding> {
    let finding = Finding::new(&CHECK, function_ref(function))
        .says("The code calls servers without verifying their certificates")
        .key("code");
    // Only a reader of the code can tell which calls are affected.
    let finding = finding.sure(Confidence::Likely);
    let Some(first) = function.unverified.first() else {
        // The analysis of the code also follows settings through variables.
        let flow = function.code.flows(CodeRule::TlsVerificationOff).next()?;
        let (line, column) = (flow.sink.line, flow.sink.column);
        return Some(finding.at(source_text(function)).line(line, column).with_evidence(&*flow.sink.name));
    };
    Some(finding.at(first.path).line(first.line, first.column).with_evidence(first.setting))
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
            Some(certain("Certificates of called servers are not verified"))
        }
        "NPM_CONFIG_STRICT_SSL" | "npm_config_strict_ssl" if node && off => {
            let does = "npm installs packages without verifying the registry's certificate";
            Some(certain(does))
        }
        "PIP_TRUSTED_HOST" if !node && value.split_whitespace().any(|host| !is_private_host(host)) => {
            Some(certain("pip installs packages from this host without verifying its certificate"))
        }
        "PYTHONHTTPSVERIFY" if !node && off => Some(Hazard {
            does: "PYTHONHTTPSVERIFY asks Python to disable certificate verification".into(),
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
            does: "Node.js accepts a debugger, which can run any code".into(),
            graded,
            sure: Confidence::Certain,
        });
    }
    let loads = ["--require", "-r", "--import", "--loader", "--experimental-loader"];
    let loads = words.iter().any(|word| loads.iter().any(|flag| named(word, flag)));
    loads.then(|| certain("NODE_OPTIONS loads other code before the Function's own"))
}

fn proxy(value: &str) -> Option<Hazard> {
    let address = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
    let far = host(&address).filter(|host| !is_private_host(host))?;
    Some(Hazard {
        does: format!("Outgoing calls may go through the proxy {far}, which looks external"),
        graded: Some((
            Low,
            "lowered from medium: many networks require a proxy, and the name does not show who runs it",
        )),
        sure: Confidence::Possible,
    })
}

const COSTS: &str = "The pods are replaced. Calls to servers with certificates of a private authority fail: give the runtime its certificate (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE).";

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    if finding.key == "code" {
        let function = scope.space.functions.get(finding.object.name.as_str());
        if function.is_some_and(|one| one.unverified.is_empty()) {
            let title = "Verify certificates in the call";
            return code::rewrite(scope, finding, CodeRule::TlsVerificationOff, title, Risk::MayBreak, COSTS);
        }
        return function.and_then(|function| verify(function)).into_iter().collect();
    }
    let costs = "The pods are replaced. Calls that only worked because of this setting fail: give the runtime the right certificates instead (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE).";
    variables::removal(scope, finding, Risk::MayBreak, costs)
}

/// Returns the fix that turns verification on everywhere in the code, if each setting can be changed in place.
fn verify(function: &Function) -> Option<Fix> {
    // Files in git are changed there.
    let first = function.unverified.first().filter(|_| !function.is_git())?;
    let lines: Vec<u32> = function.unverified.iter().map(|one| one.line).collect();
    let simple = function.unverified.iter().all(|tls_bypass| hazards::is_changeable(tls_bypass.setting));
    // A setting through a variable is not at the place that is changed.
    let others =
        function.code.flows(CodeRule::TlsVerificationOff).any(|flow| !lines.contains(&flow.sink.line));
    if !simple || others {
        return None;
    }
    let edit = Edit::modify(function_ref(function), Vec::new())
        .note(first.path, "only the settings change; the rest of the text stays unchanged")
        .rewrite(first.path, Reword::Verified);
    Some(Fix::new("Verify certificates in the code", Risk::MayBreak).costs(COSTS).edit(edit))
}
