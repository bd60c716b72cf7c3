//! Passwords in URLs and connection strings.
//! Text flows in; the passwords between user and host flow out.

use super::{Find, Likelihood, Mode, value};

pub(super) fn find(text: &str, mode: Mode) -> Vec<Find> {
    text.match_indices("://").filter_map(|(at, _)| password(text, at, mode)).collect()
}

fn password(text: &str, at: usize, mode: Mode) -> Option<Find> {
    let scheme = scheme(text.get(..at)?)?;
    let start = at + 3;
    let rest = text.get(start..)?;
    let end = rest.find(ends_authority).unwrap_or(rest.len());
    let (userinfo, host) = rest.get(..end)?.rsplit_once('@')?;
    let (user, password) = userinfo.split_once(':')?;
    let named = host.starts_with(|symbol: char| symbol.is_alphanumeric() || symbol == '[');
    let confidence = judged(user, password, host, mode).filter(|_| named)?;
    let first = start + user.len() + 1;
    let kind = match scheme {
        "http" | "https" | "ftp" | "ws" | "wss" => "password in a URL",
        _ => "password in a connection string",
    };
    Some(Find { kind, span: first..first + password.len(), prefix: "", confidence })
}

/// How certain it is that the text between a user and a host is a password.
#[expect(clippy::similar_names, reason = "the names that the field uses")]
pub(super) fn judged(user: &str, password: &str, host: &str, mode: Mode) -> Option<Likelihood> {
    if is_password(password) && !password.eq_ignore_ascii_case(user) {
        return Some(confidence(host));
    }
    let empty = value::is_reference(password) || value::is_blank_form(password);
    let own = ["localhost", "127.", "[::1]", "0.0.0.0"].iter().any(|start| host.starts_with(start));
    let used = mode == Mode::Used && !empty && !own && confidence(host) == Likelihood::Certain;
    used.then(|| value::strength(password).min(Likelihood::Possible))
}

fn scheme(before: &str) -> Option<&str> {
    let odd = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"+.-".contains(byte));
    let length = before.bytes().rev().take_while(|byte| !odd(byte)).take(33).count();
    let scheme = before.get(before.len() - length..)?;
    (1..=32).contains(&length).then_some(scheme)
}

/// Hosts reserved for documentation do not exist, so a password for them is doubtful.
fn confidence(host: &str) -> Likelihood {
    let name = host.split(':').next().unwrap_or(host);
    let reserved = ["example", "example.com", "example.org", "example.net", "test", "invalid"];
    let inside =
        |domain: &str| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if reserved.iter().any(|domain| inside(domain)) {
        return Likelihood::Likely;
    }
    Likelihood::Certain
}

fn ends_authority(symbol: char) -> bool {
    symbol.is_whitespace() || symbol.is_control() || "/?#\"'`<>\\,;|(){}".contains(symbol)
}

fn is_password(text: &str) -> bool {
    text.chars().count() >= 3 && !value::is_placeholder(text) && !value::is_reference(text)
}
