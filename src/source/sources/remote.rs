//! Whether two addresses name the same repository.

/// Returns whether two addresses name the same repository, over whatever protocol and with whatever credentials.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let own = plain(one);
    !own.is_empty() && own == plain(other)
}

/// Returns host and path in lower case: `github.com/acme/orders`.
fn plain(address: &str) -> String {
    let address = address.trim();
    let (authority, path) = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
        // `git@host:path`, and `host/path` as a short form.
        None => match address.split_once(':') {
            Some((host, path)) if !host.contains('/') => (host, path),
            _ => address.split_once('/').unwrap_or((address, "")),
        },
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host =
        [":22", ":80", ":443", ":9418"].iter().find_map(|port| host.strip_suffix(port)).unwrap_or(host);
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    if path.is_empty() { String::new() } else { format!("{host}/{path}").to_ascii_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_repository_is_found_over_every_protocol() {
        let known = "https://github.com/acme/orders.git";
        for same in [
            "https://bot:secret@github.com/acme/orders",
            "git@github.com:acme/orders.git",
            "ssh://git@github.com:22/acme/orders.git/",
            "github.com/acme/orders",
            "HTTPS://GitHub.com/Acme/Orders",
        ] {
            assert!(is_same(known, same), "{same}");
        }
        for other in [
            "https://github.com/acme/order",
            "https://gitlab.com/acme/orders",
            "orders",
            "",
            "https://github.com",
        ] {
            assert!(!is_same(known, other) && !is_same(other, other) || other.contains("acme"), "{other}");
            assert!(!is_same(known, other), "{other}");
        }
    }
}
