//! Matches hosts, addresses and identities in policy syntax.

use super::paths::text;
use super::truth::Truth;
use std::net::IpAddr;

/// Host names are case-insensitive; a port is compared as part of the text, as the proxy does.
pub fn host(pattern: &str, host: &str) -> bool {
    text(&pattern.to_ascii_lowercase(), &host.to_ascii_lowercase())
}

/// Whether an address is in a block such as `10.0.0.0/8`, or is that address.
pub fn in_block(block: &str, address: IpAddr) -> Truth {
    let (base, length) = block.split_once('/').map_or((block, None), |(base, length)| (base, Some(length)));
    let unread = || Truth::Unknown(format!("invalid address block \"{block}\""));
    let Ok(base) = base.trim().parse::<IpAddr>() else { return unread() };
    let (whole, base_bits, bits) = match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            (32, u128::from(base.to_bits()), u128::from(address.to_bits()))
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => (128, base.to_bits(), address.to_bits()),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return Truth::No,
    };
    let Ok(length) = length.map_or(Ok(whole), str::parse::<u32>) else { return unread() };
    if length > whole {
        return unread();
    }
    let ignored = whole - length;
    let cut = |bits: u128| bits.checked_shr(ignored).unwrap_or_default();
    Truth::of(cut(base_bits) == cut(bits))
}

/// A certificate's identity against `cluster.local/ns/x/sa/y`; `cluster.local` means the mesh's own trust
/// domain.
pub fn principal(pattern: &str, principal: &str, trust_domain: &str) -> bool {
    if text(pattern, principal) {
        return true;
    }
    let Some((domain, rest)) = pattern.split_once('/') else { return false };
    domain == "cluster.local" && text(&format!("{trust_domain}/{rest}"), principal)
}

/// Namespace and service account of an identity.
pub fn identity(principal: &str) -> Option<(&str, &str)> {
    let (_, rest) = principal.split_once("/ns/")?;
    rest.split_once("/sa/")
}

/// `issuer/subject` of a verified token against an entry: the last slash separates them.
#[expect(clippy::similar_names, reason = "the names that the field uses")]
pub fn token_principal(pattern: &str, issuer: &str, subject: &str) -> bool {
    if issuer.is_empty() || subject.is_empty() {
        return false;
    }
    if pattern == "*" {
        return true;
    }
    let Some((wanted, who)) = pattern.rsplit_once('/') else {
        return text(pattern, &format!("{issuer}/{subject}"));
    };
    let issued = if wanted.starts_with('*') { text(wanted, issuer) } else { wanted == issuer };
    issued && text(who, subject)
}

/// Whether an entry may match tokens of an issuer, for any subject.
pub fn may_be_of(pattern: &str, issuer: &str) -> bool {
    match pattern.rsplit_once('/') {
        Some((wanted, _)) if wanted.starts_with('*') => text(wanted, issuer),
        Some((wanted, _)) => wanted == issuer,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_know_no_case_and_keep_their_port() {
        assert!(host("API.example.com", "api.EXAMPLE.com"));
        assert!(host("*.example.com", "api.example.com"));
        assert!(!host("*.example.com", "example.com"));
        assert!(!host("api.example.com", "api.example.com:8080"));
        assert!(host("api.example.com:*", "api.example.com:8080"));
    }

    #[test]
    fn addresses_lie_in_blocks_of_their_family() {
        let at = |text: &str| text.parse().expect("an address");
        assert_eq!(in_block("10.0.0.0/8", at("10.9.9.9")), Truth::Yes);
        assert_eq!(in_block("10.0.0.0/8", at("11.0.0.1")), Truth::No);
        assert_eq!(in_block("0.0.0.0/0", at("1.2.3.4")), Truth::Yes);
        assert_eq!(in_block("::/0", at("1.2.3.4")), Truth::No);
        assert_eq!(in_block("::/0", at("fe80::1")), Truth::Yes);
        assert_eq!(in_block("10.1.1.1", at("10.1.1.1")), Truth::Yes);
        assert!(matches!(in_block("10.0.0.0/64", at("10.1.1.1")), Truth::Unknown(_)));
    }

    #[test]
    fn the_default_trust_domain_means_the_mesh_s_own() {
        assert!(principal("cluster.local/ns/a/sa/b", "corp.example/ns/a/sa/b", "corp.example"));
        assert!(!principal("other/ns/a/sa/b", "corp.example/ns/a/sa/b", "corp.example"));
        assert!(principal("cluster.local/ns/a/*", "cluster.local/ns/a/sa/b", "cluster.local"));
        assert_eq!(identity("cluster.local/ns/a/sa/b"), Some(("a", "b")));
    }

    #[test]
    fn a_token_without_a_subject_matches_no_principal() {
        assert!(token_principal("https://id.example/*", "https://id.example", "me"));
        assert!(!token_principal("https://id.example/*", "https://id.example", ""));
        assert!(!token_principal("https://id.example/*", "https://id.example/sub", "me"));
        assert!(!token_principal("https://id/*", "https://id.example", "me"));
        assert!(token_principal("*", "x", "me"));
    }
}
