//! The rules for strings: hosts, gateways, paths, methods, namespaces.

use super::duration;
use super::form::TextRule;

const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

pub const METHOD: &[TextRule] = &[TextRule {
    holds: |text| METHODS.contains(&text),
    why: "Unsupported value, supported are GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE and PATCH",
}];
pub const HOST: &[TextRule] = &[
    TextRule { holds: |text| text.chars().count() <= 255, why: "may not be longer than 255 characters" },
    TextRule {
        holds: is_host,
        why: "Host must be a lowercase label, a fully qualified domain name or a wildcard domain name",
    },
];
pub const GATEWAY: &[TextRule] = &[
    TextRule { holds: |text| text.chars().count() <= 127, why: "may not be longer than 127 characters" },
    TextRule { holds: is_named_pair, why: "Gateway must be in the namespace/name format" },
];
pub const EXTERNAL_GATEWAY: &[TextRule] = &[
    TextRule { holds: |text| text.chars().count() <= 127, why: "may not be longer than 127 characters" },
    TextRule { holds: is_named_pair, why: "ExternalGateway must be in the namespace/name format" },
];
pub const PATH: &[TextRule] = &[TextRule {
    holds: is_path,
    why: "is not a path of the allowed form, such as /a, /a/{*}, /a/{**} or /*",
}];
pub const NAMESPACE: &[TextRule] = &[TextRule {
    holds: |text| is_label(text, usize::MAX),
    why: "must consist of lowercase letters, digits and dashes, and start and end with a letter or digit",
}];
pub const OLD_HOST: &[TextRule] = &[
    TextRule { holds: |text| text.chars().count() >= 3, why: "should be at least 3 characters long" },
    TextRule { holds: |text| text.chars().count() <= 256, why: "may not be longer than 256 characters" },
    TextRule { holds: is_old_host, why: "is not a host name of the allowed form" },
];
pub const OLD_GATEWAY: &[TextRule] =
    &[TextRule { holds: is_old_gateway, why: "must be namespace/name, or a name with dots" }];
pub const OLD_PATH: &[TextRule] = &[TextRule {
    holds: |text| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric() || "./*()?!\\_-".contains(first))
    },
    why: "must start with a letter, a digit or one of ./*()?!\\_-",
}];
pub const DURATION: &[TextRule] =
    &[TextRule { holds: |text| duration::seconds(text).is_some(), why: "must be a duration, such as 5m0s" }];

fn is_lower(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

/// Letters, digits and inner dashes; this many at most.
fn is_label(text: &str, most: usize) -> bool {
    text.len() <= most
        && text.starts_with(is_lower)
        && text.ends_with(is_lower)
        && text.chars().all(|letter| is_lower(letter) || letter == '-')
}

/// The last label of a dotted name has no dash and more than one letter.
fn is_top(text: &str) -> bool {
    (2..=63).contains(&text.len()) && text.chars().all(is_lower)
}

fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.");
    match (name.unwrap_or(text).rsplit_once('.'), name) {
        (Some((labels, top)), _) => labels.split('.').all(|label| is_label(label, 63)) && is_top(top),
        (None, None) => is_label(text, 63),
        (None, Some(_)) => false,
    }
}

fn is_named_pair(text: &str) -> bool {
    text.split_once('/').is_some_and(|(namespace, name)| is_label(namespace, 63) && is_label(name, 63))
}

fn is_path(path: &str) -> bool {
    path == "/*" || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment))
}

fn is_segment(segment: &str) -> bool {
    if matches!(segment, "{*}" | "{**}") {
        return true;
    }
    let mut bytes = segment.bytes();
    std::iter::from_fn(|| {
        bytes.next().map(|byte| match byte {
            b'%' => {
                [bytes.next(), bytes.next()].iter().all(|one| one.is_some_and(|one| one.is_ascii_hexdigit()))
            }
            byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()+,;=:@".contains(&byte),
        })
    })
    .all(|fits| fits)
}

fn is_wide(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

/// The last label may end in brackets, because the pattern contains a typing error.
fn is_old_host(text: &str) -> bool {
    let mut labels: Vec<&str> = text.split('.').collect();
    let last = labels.pop().unwrap_or_default();
    let ends = |letter: char| letter.is_ascii_alphanumeric() || letter == '[';
    let head = last.trim_end_matches(ends);
    labels.iter().all(|label| {
        label.starts_with(|first: char| first.is_ascii_alphanumeric()) && label.chars().all(is_wide)
    }) && head.len() < last.len()
        && head.chars().all(is_wide)
}

fn is_old_gateway(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|letter| is_lower(letter) || matches!(letter, '-' | '_'))
    };
    match text.split_once('/') {
        Some((namespace, name)) => is_word(namespace) && is_word(name),
        None => text.split('.').all(is_word),
    }
}
