//! Names of other people in the paths of requests: encoded, and refused where they would lead elsewhere.

use std::fmt::Write;

/// Names of Kubernetes objects are shorter.
const LONGEST: usize = 253;

/// Whether a name can be one part of a path: kube-apiserver itself refuses `/`, `%`, `.` and `..`.
pub fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..")
        && name.len() <= LONGEST
        && !name.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '%' | '\\'))
}

/// One part of a path, percent-encoded but for letters, digits, `-`, `.`, `_`, `~` and the colons of roles.
pub fn segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["", ".", "..", "a/b", "../../../x", "a%2fb", "a\\b", "a\nb", &"x".repeat(254)] {
            assert!(!is_name(name), "{name}");
        }
        for name in ["a", "system:node-proxier", "a.b", "ä", "a b"] {
            assert!(is_name(name), "{name}");
        }
    }

    #[test]
    fn what_no_path_may_have_is_encoded() {
        assert_eq!(segment("system:a b?c#d"), "system:a%20b%3Fc%23d");
        assert_eq!(segment("ä"), "%C3%A4");
    }
}
