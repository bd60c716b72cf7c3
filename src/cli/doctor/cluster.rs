//! The checks of a cluster, one after the other; checks that depend on a failed one are unknown, with the
//! reason.

use super::check::{CheckState, DoctorCheck, reason};
use super::kubeconfig::Files;
use super::mask::{Mask, NameKind};
use super::{answer, connection, identity, rights};
use crate::cli::exit::Exit;
use crate::source::Opening;
use crate::source::connect::{self, Connection};
use crate::source::outline::{self, Outline};
use crate::source::trouble::{self, Trouble};
use crate::source::{SourceRequest, access, kubeconfig, ping};
use std::time::Duration;
use tokio::time::timeout;

/// The default time limit of each request.
const LIMIT: Duration = Duration::from_secs(10);

pub async fn checks(mut wanted: SourceRequest, mask: &mut Mask) -> Vec<DoctorCheck> {
    let other = wanted.demo.then_some("the demo (--demo)");
    if let Some(source) = other.or((!wanted.files.is_empty()).then_some("files (-f)")) {
        let message = format!("The source is {source}: kubeconfig, connection and rights are not checked.");
        return vec![DoctorCheck::note("cluster", message)];
    }
    let limit = wanted.request_timeout.unwrap_or(LIMIT);
    wanted.request_timeout = Some(limit);
    // Report the first attempt; only other commands retry.
    wanted.opening = Opening::Start;
    if wanted.all_namespaces {
        wanted.namespaces.clear();
    }
    let files = Files::read(&kubeconfig::places(wanted.kubeconfig.as_deref()));
    files.introduce(mask);
    introduce(&wanted, mask);
    let (mut checks, outline) = configuration(&files, &wanted, mask);
    let opened = match (outline, files.lookup()) {
        (Some(outline), Ok(found)) if fault(&checks).is_none() => {
            open(&wanted, found, &outline, &mut checks, mask).await
        }
        _ => None,
    };
    match opened {
        Some(connection) => checks.extend(questions(&connection, limit, mask).await),
        None if checks.iter().any(|check| check.name == answer::NAME) => {
            checks.extend(unasked("the connection cannot be opened", &[identity::NAME, rights::NAME], mask));
        }
        None => {
            let name = fault(&checks).map_or("connection", |check| check.name);
            let names =
                ["context", "tls", "credentials", "proxy", answer::NAME, identity::NAME, rights::NAME];
            let left: Vec<_> =
                names.into_iter().filter(|one| checks.iter().all(|check| check.name != *one)).collect();
            checks.extend(unasked(&format!("the {name} check failed"), &left, mask));
        }
    }
    checks
}

/// Registers the names from the command line.
#[expect(clippy::similar_names, reason = "the names that the field uses")]
fn introduce(wanted: &SourceRequest, mask: &mut Mask) {
    let named = [
        (NameKind::Context, &wanted.context),
        (NameKind::Cluster, &wanted.cluster),
        (NameKind::User, &wanted.user),
        (NameKind::User, &wanted.as_user),
    ];
    let names = named.into_iter().filter_map(|(sort, name)| Some((sort, name.as_ref()?)));
    let names = names.chain(wanted.namespaces.iter().map(|name| (NameKind::Namespace, name)));
    for (sort, name) in names {
        mask.learn(sort, name);
    }
}

fn fault(checks: &[DoctorCheck]) -> Option<&DoctorCheck> {
    checks.iter().find(|check| matches!(check.state, CheckState::Fault(_)))
}

/// Returns checks that could not run, with the reason.
fn unasked(why: &str, names: &[&'static str], mask: &mut Mask) -> Vec<DoctorCheck> {
    let one = |name: &&'static str| match *name {
        rights::NAME => rights::check(&rights::unknown(why), &[], mask),
        name => DoctorCheck::unknown(name, format!("Not checked: {why}.")),
    };
    names.iter().map(one).collect()
}

/// Checks the kubeconfig and the connection derived from it.
fn configuration(
    files: &Files,
    wanted: &SourceRequest,
    mask: &mut Mask,
) -> (Vec<DoctorCheck>, Option<Outline>) {
    let mut checks = Vec::new();
    let outline = if files.is_empty() {
        let outline = outline::in_pod(wanted);
        checks.push(if outline.is_ok() {
            DoctorCheck::ok("kubeconfig", "None: the service account of this pod is used.")
        } else {
            let next = "Name a kubeconfig with --kubeconfig, or use --demo or -f.";
            DoctorCheck::fault(
                "kubeconfig",
                Exit::Usage,
                "No kubeconfig found, and this is not a pod with a service account.",
            )
            .next(next)
        });
        outline.ok()
    } else {
        checks.push(files.check(mask));
        match fault(&checks).is_none().then(|| outline::of(wanted, files.config())) {
            None => None,
            Some(Ok(outline)) => Some(outline),
            Some(Err(trouble)) => {
                checks.push(connection::fault("context", &trouble, mask));
                None
            }
        }
    };
    if let Some(outline) = &outline {
        checks.extend(connection::checks(outline, wanted, mask));
    }
    (checks, outline)
}

/// Opens the connection; this runs a credential plugin.
async fn open(
    wanted: &SourceRequest,
    found: Option<kubeconfig::FileLookup>,
    outline: &Outline,
    checks: &mut Vec<DoctorCheck>,
    mask: &mut Mask,
) -> Option<Connection> {
    let trouble = match Box::pin(connect::cluster_of(wanted, found)).await {
        Ok(connection) => return Some(connection),
        Err(trouble) => trouble,
    };
    let login = outline.login.as_ref().and_then(|login| login.as_ref().ok());
    let plugin = login.is_some_and(|login| {
        login.sorts.iter().any(|sort| matches!(sort, outline::CredentialKind::Plugin(_)))
    });
    let failed = plugin && trouble.why.contains("the credential plugin");
    match checks.iter_mut().find(|check| check.name == "credentials").filter(|_| failed) {
        Some(credentials) => {
            let own = connection::fault("credentials", &of_plugin(trouble), mask);
            *credentials = DoctorCheck { details: std::mem::take(&mut credentials.details), ..own };
        }
        None => checks.push(connection::fault(answer::NAME, &trouble, mask)),
    }
    None
}

/// Describes a plugin error in our own words: neither the plugin's output nor the kubeconfig's hint is
/// repeated.
fn of_plugin(mut trouble: Trouble) -> Trouble {
    for sign in ["failed with exit status ", "was ended by signal ", "failed: "] {
        if let Some((before, after)) = trouble.why.split_once(sign) {
            let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
            let own = format!("{before}{sign}{digits}");
            own.trim_end_matches(": ").clone_into(&mut trouble.why);
            break;
        }
    }
    if trouble.kind == trouble::TroubleKind::Configuration {
        trouble.next = "Install the credential plugin, or choose another user with --user.".into();
    }
    trouble
}

/// Runs the checks that query the server itself.
async fn questions(connection: &Connection, limit: Duration, mask: &mut Mask) -> Vec<DoctorCheck> {
    let client = &connection.client;
    let first = match timeout(limit, ping::ping(client)).await {
        Ok(answered) => answer::check(&answered, mask),
        Err(_) => answer::silent(limit),
    };
    if matches!(first.state, CheckState::Fault(_)) {
        let mut checks = vec![first];
        checks.extend(unasked("the server cannot be reached", &[identity::NAME, rights::NAME], mask));
        return checks;
    }
    let who = match timeout(limit, access::identity(client)).await {
        Ok(answered) => identity::check(&answered, mask),
        Err(_) => {
            DoctorCheck::unknown(identity::NAME, format!("No answer within {} s.", limit.as_secs_f32()))
        }
    };
    if matches!(who.state, CheckState::Fault(_)) {
        let mut checks = vec![first, who];
        checks.extend(unasked("the server refuses the credentials", &[rights::NAME], mask));
        return checks;
    }
    let answered = match rights::ask(client, &connection.scope, limit).await {
        Ok(rights) => rights,
        Err(Some(trouble)) => rights::unknown(reason(&trouble)),
        Err(None) => rights::unknown(&format!("no answer within {} s", limit.as_secs_f32())),
    };
    vec![first, who, rights::check(&answered, &connection.scope.named, mask)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_output_nor_hint_of_a_plugin_is_repeated() {
        for (why, own) in [
            (
                "the credential plugin \"p\" failed with exit status 7: s3cret",
                "the credential plugin \"p\" failed with exit status 7",
            ),
            (
                "the credential plugin \"p\" was ended by signal 9: s3cret",
                "the credential plugin \"p\" was ended by signal 9",
            ),
            ("the credential plugin \"p\" failed: s3cret", "the credential plugin \"p\" failed"),
            (
                "the credential plugin \"p\" returned no credential: it printed nothing",
                "the credential plugin \"p\" returned no credential: it printed nothing",
            ),
        ] {
            let trouble =
                Trouble::new(trouble::TroubleKind::Unauthenticated, "Logging in", why, "Log in again.");
            assert_eq!(of_plugin(trouble).why, own);
        }
        let hint = Trouble::configuration("x", "the credential plugin \"p\" is not installed", "s3cret hint");
        assert!(!of_plugin(hint).next.contains("s3cret"));
    }
}
