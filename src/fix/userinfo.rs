//! The user info before the `@` of an address: located, split, and joined. An address flows in; its name and
//! password as a server would read them flow out, and the other way round.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// All characters except the unreserved ones of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The keys in a Secret for the name and the password that belong to an address.
pub const USER: &str = "/data/username";
pub const PASSWORD: &str = "/data/password";

/// Returns the range of the name and the password, without the `@` after them.
pub fn span(address: &str) -> Option<Range<usize>> {
    let start = address.find("://")? + 3;
    let rest = address.get(start..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let at = rest.get(..end)?.rfind('@')?;
    Some(start..start + at)
}

/// Returns the address without its user info; nothing if it has none.
pub fn bare(address: &str) -> Option<String> {
    let span = span(address)?;
    Some([address.get(..span.start)?, address.get(span.end + 1..)?].concat())
}

/// Returns the name and the password, unescaped; nothing if they are not valid text.
pub fn parts(raw: &str) -> Option<(String, String)> {
    let (user, password) = raw.split_once(':').unwrap_or((raw, ""));
    Some((decoded(user)?, decoded(password)?))
}

/// Joins them in the usual form: every character is escaped that might be ambiguous.
pub fn joined(user: &str, password: &str) -> String {
    let user = encoded(user);
    if password.is_empty() { user.to_string() } else { format!("{user}:{}", encoded(password)) }
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

fn encoded(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, ESCAPED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_text_before_the_last_at_of_the_host_is_taken() {
        let address = "https://bot:p@ss@git.example.com/team/a@b.git";
        assert_eq!(span(address).map(|span| &address[span]), Some("bot:p@ss"));
        assert_eq!(bare(address).as_deref(), Some("https://git.example.com/team/a@b.git"));
        for plain in ["https://git.example.com/a@b", "git@host:a.git", "https://host?x=a@b", ""] {
            assert_eq!(bare(plain), None, "{plain}");
        }
    }

    #[test]
    fn escapes_are_read_as_a_server_would() {
        let read = |raw: &str| parts(raw);
        let pair = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(read("b%6ft:p%40s:s"), pair("bot", "p@s:s"));
        assert_eq!(read("token"), pair("token", ""));
        assert_eq!(read("a:100%"), pair("a", "100%"));
        assert_eq!(read("a:%zz%4"), pair("a", "%zz%4"));
        assert_eq!(read("a:%ff"), None);
    }

    proptest! {
        #[test]
        fn what_is_joined_is_read_as_it_was(user in "\\PC*", password in "\\PC*") {
            let raw = joined(&user, &password);
            prop_assert_eq!(parts(&raw), Some((user, password)));
            let address = format!("https://{raw}@host/x");
            prop_assert_eq!(span(&address), Some(8..8 + raw.len()));
        }

        #[test]
        fn no_text_makes_the_readers_panic(text in "\\PC*") {
            let _ = (span(&text), bare(&text), parts(&text));
        }
    }
}
