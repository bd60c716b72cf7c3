//! External text inside our own sentences: shortened, on one line, without credentials and terminal control
//! sequences.

use crate::engine::credentials::masked;
use crate::model::letters::is_sly;
use regex::Regex;
use std::sync::LazyLock;

/// Maximum number of characters shown of an external message.
pub const LONGEST: usize = 500;

/// User names and passwords of addresses, values of authorization headers, and JSON Web Tokens.
static CREDENTIALS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        // A password may contain `@`.
        (r"(?i)([a-z][a-z0-9+.-]*://)[^\s/?#]+@", "$1"),
        // `user:token@host.example.com:path`, but not `image:tag@sha256:…`.
        (r"(?i)\b[a-z0-9._+-]+:[^\s/@]+@((?:[a-z0-9-]+\.)+[a-z0-9-]+[:/])", "$1"),
        (
            r#"(?i)([?&](?:[a-z0-9_.-]*(?:signature|credential)|sig|key|code|auth|pat|jwt)=)[^\s&#"']+"#,
            "$1••••",
        ),
        (r"(?i)\b(bearer|basic|negotiate)(\s+)[a-z0-9._~+/=-]{16,}", "$1$2••••"),
        (r"\beyJ[A-Za-z0-9_-]{4,}[A-Za-z0-9._-]*", "••••"),
        (
            r#"(?i)\b((?:access|refresh|id)?[_-]?token|password|passwd|client[_-]?secret|secret|api[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"',;&}]+"#,
            "$1$2••••",
        ),
    ]
    .into_iter()
    .filter_map(|(pattern, with)| Some((Regex::new(pattern).ok()?, with)))
    .collect()
});

/// Returns one line of external text: without credentials and control characters, and of at most `LONGEST`
/// characters.
#[must_use]
pub fn line(text: &str) -> String {
    // Text beyond this is cut off anyway, so it need not be searched for credentials.
    let near: String = text.chars().take(LONGEST * 4).collect();
    cut(&one_line(&without_credentials(&near)), LONGEST)
}

/// Returns the text without user info of addresses, tokens and passwords.
pub fn without_credentials(text: &str) -> String {
    let mut text = masked(text).into_owned();
    for (pattern, with) in CREDENTIALS.iter() {
        if pattern.is_match(&text) {
            text = pattern.replace_all(&text, *with).into_owned();
        }
    }
    text
}

/// Returns the text on one line, without terminal control sequences.
pub(super) fn one_line(text: &str) -> String {
    text.chars().filter_map(letter).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Replaces line ends with spaces; removes zero-width characters and marks direction overrides.
fn letter(letter: char) -> Option<char> {
    match letter {
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            Some('\u{fffd}')
        }
        other if other.is_control() => Some('\u{fffd}'),
        // Removed rather than marked, so that a token they divide is recognised again.
        other if is_sly(other) => None,
        other => Some(other),
    }
}

fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn user_info_tokens_and_passwords_are_left_out() {
        for (text, shown) in [
            ("http://adm:s3cretpw@10.0.0.1:80/x failed", "http://10.0.0.1:80/x failed"),
            ("socks9://only-user@proxy", "socks9://proxy"),
            ("https://adm:p@ssVALUE@example.com/x failed", "https://example.com/x failed"),
            ("clone adm:s3cretpw@git.example.com:org/repo", "clone git.example.com:org/repo"),
            ("pull shop/web:1.4@sha256:0d1e2f", "pull shop/web:1.4@sha256:0d1e2f"),
            ("from git@git.example.com:org/repo", "from git@git.example.com:org/repo"),
            ("get https://example.com/x?sv=1&sig=abc%2Fdef", "get https://example.com/x?sv=1&sig=••••"),
            (
                "get https://a.example.com/x?X-Amz-Signature=abcd&b=1",
                "get https://a.example.com/x?X-Amz-Signature=••••&b=1",
            ),
            ("get https://example.com/x?ref=v1", "get https://example.com/x?ref=v1"),
            ("sent Authorization: Bearer abcdefghijklmno.pqr", "sent Authorization: Bearer ••••"),
            ("got eyJhbGciOiJSUzI1NiJ9.e30.sig back", "got •••• back"),
            ("login failed: password=s3cretpw; retry", "login failed: password=••••; retry"),
            ("{\"access_token\": \"abc123def\"}", "{\"access_token\": \"••••\"}"),
            ("secrets is forbidden: token is expired", "secrets is forbidden: token is expired"),
        ] {
            assert_eq!(line(text), shown);
        }
    }

    #[test]
    fn tokens_of_known_forms_are_left_out() {
        let token = ["gh", "p_MFLZDe1f8rESQedUStPKR0CsTy4Qwb8DwkNh"].concat();
        assert_eq!(line(&format!("Invalid value: \"{token}\"")), "Invalid value: \"ghp_••••••••\"");
    }

    #[test]
    fn long_messages_are_cut() {
        let long = line(&"x".repeat(100_000));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.ends_with('…'));
    }

    proptest! {
        #[test]
        fn nothing_a_terminal_obeys_is_left(text in "(?s).{0,80}") {
            let shown = line(&text);
            prop_assert!(!shown.chars().any(char::is_control));
            prop_assert!(shown.chars().count() <= LONGEST);
        }
    }
}
