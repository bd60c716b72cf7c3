//! The host and the gateway of an APIRule.

use super::gateways::find;
use super::validate::Findings;
use super::{GenerationContext, admission};
use crate::model::Kind;
use crate::model::apirule::ApiRule;
use crate::model::index::Claimant;

pub use crate::model::mesh::{OWNER, OWNER_OLD, OWNER_SPACE};

/// Whether labels name an APIRule as their owner, in the current form or the old one.
#[must_use]
pub fn owned(labels: &crate::model::Labels, rule: &ApiRule) -> bool {
    let (name, namespace) = (rule.meta.name.as_str(), rule.meta.namespace.as_str());
    (labels.is(OWNER, name) && labels.get(OWNER_SPACE).is_none_or(|label| label == namespace))
        || labels
            .get(OWNER_OLD)
            .is_some_and(|value| value.strip_suffix(namespace) == Some(&format!("{name}.")))
}

/// The whole host, where it is known.
pub fn host(rule: &ApiRule, world: &GenerationContext<'_>, found: &mut Findings) -> Option<String> {
    let host = rule.host.as_str();
    if host.is_empty() {
        found.refuse(".spec.hosts", "No hosts defined");
        return None;
    }
    let whole = if host.contains('.') { named(host, found) } else { short(rule, world, found) }?;
    if !world.taken {
        free(&whole, rule, world, found);
        if let Some(why) = admission::rival(&whole, rule, world) {
            found.contest("/spec/hosts/0", why);
        }
    }
    Some(whole)
}

fn named(host: &str, found: &mut Findings) -> Option<String> {
    let name = host.strip_prefix("*.").unwrap_or(host);
    if host.len() <= 253 && name.contains('.') && name.split('.').all(is_label) {
        return Some(host.to_owned());
    }
    found.refuse(".spec.hosts[0]", "Host must be a valid FQDN or short host name");
    None
}

fn is_label(label: &str) -> bool {
    let ends = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    (1..=63).contains(&label.len())
        && label.starts_with(ends)
        && label.ends_with(ends)
        && label.chars().all(|letter| ends(letter) || letter == '-')
}

/// A single label, to which the gateway's domain is appended.
fn short(rule: &ApiRule, world: &GenerationContext<'_>, found: &mut Findings) -> Option<String> {
    let host = rule.host.as_str();
    if !is_label(host) {
        found.refuse(".spec.hosts[0]", "Host must be a valid FQDN or short host name");
        return None;
    }
    if rule.gateway.is_empty() {
        let words = "with a short host and an external gateway the controller stops without a status; write the full host";
        found.doubt(words.into());
        return None;
    }
    let Some(gateway) = find(&rule.gateway, world) else {
        match missing(rule, world) {
            Some(why) => found.doubt(format!("{why}, so the domain of the host {host} is unknown")),
            None => found.refuse(".spec.hosts[0]", &format!("Unable to find Gateway \"{}\"", rule.gateway)),
        }
        return None;
    };
    let hosts: Vec<&str> =
        gateway.servers.iter().flat_map(|one| one.hosts.iter().map(String::as_str)).collect();
    let single = gateway.servers.iter().all(|server| server.hosts.len() == 1);
    let domain = hosts.first().and_then(|first| first.strip_prefix("*."));
    match domain {
        Some(domain) if single && hosts.iter().all(|one| Some(one) == hosts.first()) => {
            Some(format!("{host}.{domain}"))
        }
        _ => {
            let words = "Lowercase RFC 1123 label is only supported as the APIRule host when selected Gateway has a single host definition matching *.<fqdn> format";
            found.refuse(".spec.hosts[0]", words);
            None
        }
    }
}

fn free(host: &str, rule: &ApiRule, world: &GenerationContext<'_>, found: &mut Findings) {
    occupied(host, rule, world, found, (".spec.hosts[0]", "Host is occupied by another Virtual Service"));
}

/// Any other route with an identical host occupies it.
pub fn occupied(
    host: &str,
    rule: &ApiRule,
    world: &GenerationContext<'_>,
    found: &mut Findings,
    (attribute, refusal): (&str, &str),
) {
    let route = |(namespace, name): &Claimant| {
        world.snapshot.space(namespace).and_then(|space| space.virtual_services.get(name.as_str()))
    };
    let mut held = world.snapshot.hosts().routes(host).filter_map(route);
    if held.any(|virtual_service| !owned(&virtual_service.meta.labels, rule)) {
        found.refuse(attribute, refusal);
    } else if let Some(why) = world.unread(Kind::VirtualService, "") {
        let partly = world.unread(Kind::VirtualService, &rule.meta.namespace).is_none();
        let words = "unknown whether a route of another namespace already has the host";
        if partly { found.note(words.into()) } else { found.doubt(format!("{why}: {words}")) }
    }
}

pub fn gateway(rule: &ApiRule, world: &GenerationContext<'_>, found: &mut Findings) {
    match (rule.gateway.is_empty(), rule.external_gateway.is_empty()) {
        (true, true) => found.refuse(".spec", "Gateway not specified"),
        (false, false) => found.refuse(".spec", "gateway and externalGateway exclude each other"),
        (true, false) => {
            let words = "external gateways are not read, so it is unknown whether this one exists and how its route is named";
            found.doubt(words.into());
        }
        (false, true) if find(&rule.gateway, world).is_some() => {}
        (false, true) if has_neighbours(rule, world) => {
            let why = format!("the Gateway {} does not exist in its namespace", rule.gateway);
            found.contest("/spec/gateway", why);
        }
        (false, true) => match (missing(rule, world), world.whole) {
            (Some(why), true) => found.doubt(why),
            (Some(why), false) => found.note(format!("{why}; it is assumed to exist")),
            (None, _) => found.refuse(".spec.gateway", "Gateway not found"),
        },
    }
}

/// Why the gateway is not known, if it is not.
fn missing(rule: &ApiRule, world: &GenerationContext<'_>) -> Option<String> {
    let home = rule.gateway.split('/').next().unwrap_or_default();
    let files = || format!("the gateway {} was not read", rule.gateway);
    world.unread(Kind::Gateway, home).or_else(|| (!world.whole || world.is_files()).then(files))
}

/// Files contain other Gateways of its namespace, but not this one.
fn has_neighbours(rule: &ApiRule, world: &GenerationContext<'_>) -> bool {
    let home = rule.gateway.split('/').next().unwrap_or_default();
    world.is_files() && world.snapshot.space(home).is_some_and(|space| !space.gateways.is_empty())
}
