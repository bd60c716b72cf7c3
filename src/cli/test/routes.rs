//! Expectations about the internet and about tokens.

use super::answer::{Answer, PreparedEngines};
use crate::cli::facts::routes::{Callers, Route};
use crate::engine::mesh::{Decision, Token};
use crate::model::Kind;
use crate::verdicts::expect::{Opens, Target};

/// Answers whether a request without a token may reach a Service from outside.
pub fn internet(asked: &PreparedEngines<'_>, may: bool, to: &Target) -> Answer {
    let own = || asked.routes.iter().filter(|route| to.has(&route.service.0, &route.service.1));
    let open: Vec<String> =
        own().filter(|route| matches!(route.callers, Callers::Anyone)).map(shown).collect();
    let unread = asked.unread(&[Kind::APIRule, Kind::VirtualService, Kind::Ingress, Kind::HTTPRoute]);
    let doubtful = own().filter_map(|route| match &route.callers {
        Callers::Unknown(why) => Some(format!("{}: {why}", shown(route))),
        Callers::None | Callers::Some(_) | Callers::Anyone => None,
    });
    let unknown: Vec<String> = doubtful.chain(unread).collect();
    match (may, open.is_empty()) {
        (true, false) => Answer::Holds,
        (true, true) if unknown.is_empty() => {
            Answer::Fails(vec![format!("no route to {}/{} is open to anyone", to.namespace, to.name)])
        }
        (true, true) => Answer::Unknown(unknown),
        (false, _) => Answer::of(open, unknown),
    }
}

fn shown(route: &Route) -> String {
    format!("{} leads to {}/{} ({})", route.shown, route.service.0, route.service.1, route.object)
}

/// Answers which Services a token opens; routes that are open to anyone do not count.
pub fn token(
    asked: &PreparedEngines<'_>,
    issuer: &str,
    audiences: &[String],
    scopes: &[String],
    opens: &Opens,
) -> Answer {
    let token = Token::of(issuer, audiences, scopes);
    let is_wrong = |namespace: &str, name: &str| match opens {
        Opens::Only(all) => !all.iter().any(|target| target.has(namespace, name)),
        Opens::Not(all) => all.iter().any(|one| one.has(namespace, name)),
    };
    let kinds = [Kind::APIRule, Kind::AuthorizationPolicy, Kind::RequestAuthentication];
    let (mut against, mut unknown) = (Vec::new(), asked.unread(&kinds));
    for one in asked.locks.opened(&token).into_iter().filter(|token_access| !token_access.anyway) {
        let Some(lock) = asked.locks.all().get(one.lock) else { continue };
        let to = &lock.routed;
        let (namespace, name) = &to.service;
        if !is_wrong(namespace, name) {
            continue;
        }
        let route = format!("{} {}{}", to.methods.join(","), to.host, to.path);
        let words = format!("it opens {} to {namespace}/{name} ({})", route.trim_start(), to.object);
        match one.verdict {
            Decision::Allowed => against.push(words),
            Decision::Unknown => unknown.push(format!("whether {words}: {}", one.why)),
            Decision::Denied => {}
        }
    }
    Answer::of(against, unknown)
}
