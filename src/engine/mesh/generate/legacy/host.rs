//! The host of a v1beta1 APIRule: whole, or one label of the default gateway's domain.

use crate::engine::mesh::generate::GenerationContext;
use crate::engine::mesh::generate::host::occupied;
use crate::engine::mesh::generate::validate::Findings;
use crate::model::Kind;
use crate::model::apirule::ApiRule;
use crate::model::mesh::Gateway;

const HOME: &str = "kyma-system";
const NAME: &str = "kyma-gateway";

/// The whole host, or the text as written where the domain is not known.
pub fn whole(rule: &ApiRule, world: &GenerationContext<'_>, found: &mut Findings) -> String {
    if rule.host.is_empty() {
        found.refuse(".spec.host", "Host was nil");
        return String::new();
    }
    let host = if rule.host.contains('.') { rule.host.clone() } else { short(&rule.host, world, found) };
    if !world.taken {
        occupied(
            &host,
            rule,
            world,
            found,
            (".spec.host", "This host is occupied by another Virtual Service"),
        );
    }
    host
}

fn short(host: &str, world: &GenerationContext<'_>, found: &mut Findings) -> String {
    let gateway = world.snapshot.space(HOME).and_then(|space| space.gateways.get(NAME));
    let Some(gateway) = gateway else {
        let files = || (!world.whole).then(|| format!("the gateway {HOME}/{NAME} was not read"));
        let words = "Host does not contain a domain name and no default domain name is configured";
        match world.unread(Kind::Gateway, HOME).or_else(files) {
            Some(why) => found.doubt(format!("{why}, so the domain of the host {host} is unknown")),
            None => found.refuse(".spec.host", words),
        }
        return host.to_owned();
    };
    let Some(domain) = domain(gateway) else {
        let why = "has no single HTTPS server with one host of the form *.<domain>: the controller stops at this point";
        found.doubt(format!("the gateway {HOME}/{NAME} {why}"));
        return host.to_owned();
    };
    format!("{host}.{domain}")
}

fn domain(gateway: &Gateway) -> Option<&str> {
    let mut secure = gateway.servers.iter().filter(|one| one.protocol.eq_ignore_ascii_case("HTTPS"));
    let (server, None) = (secure.next()?, secure.next()) else { return None };
    let [host] = server.hosts.as_slice() else { return None };
    host.strip_prefix("*.").filter(|domain| !domain.is_empty())
}
