//! Credentials as the value of an `Authorization` header.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

/// Returns a bearer token as a header value; spaces and line ends around it are removed.
///
/// # Errors
/// If the token cannot be sent in a header.
pub fn bearer(token: &str) -> Result<HeaderValue, &'static str> {
    let token = token.trim();
    if token.is_empty() {
        return Err("the token is empty");
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return Err("the token contains a character that is invalid in a header");
    }
    let header = HeaderValue::try_from(format!("Bearer {token}"));
    header.map(sensitive).map_err(|_| "the token contains a character that is invalid in a header")
}

pub fn basic(name: &str, password: &str) -> HeaderValue {
    let text = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
    // Base64 has no character that is invalid in a header.
    HeaderValue::try_from(text).map_or(HeaderValue::from_static(""), sensitive)
}

/// Marks the value as sensitive, so that nothing prints it.
fn sensitive(mut header: HeaderValue) -> HeaderValue {
    header.set_sensitive(true);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_trimmed_or_refused_and_never_printed() {
        assert_eq!(bearer("abc.def\n").expect("a token"), "Bearer abc.def");
        assert!(!format!("{:?}", bearer("abc.def")).contains("abc"));
        assert!(!format!("{:?}", basic("adm", "s3cret")).contains("Basic"));
        for token in ["", " \r\n", "a\nb", "a\u{1b}]0;x", "a\u{7f}b", "tökén", "a\0b", "a\tb"] {
            let why = bearer(token).expect_err(token);
            assert!(why.contains("token"), "{why}");
        }
    }
}
