//! External names in request paths: encoded, and refused if they would lead to another resource.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Names of Kubernetes objects are shorter.
const LONGEST: usize = 253;

/// Returns whether a name can be one segment of a path: kube-apiserver itself refuses `/`, `%`, `.` and `..`.
pub fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..")
        && name.len() <= LONGEST
        && !name.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '%' | '\\'))
}

/// All characters except letters, digits, `-`, `.`, `_`, `~` and the colons in names of roles.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Returns one segment of a path, percent-encoded.
pub fn segment(name: &str) -> String {
    utf8_percent_encode(name, ESCAPED).to_string()
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
