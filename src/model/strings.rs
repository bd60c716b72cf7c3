//! Interning of strings that thousands of objects repeat: above all the keys of labels and annotations.

/// A string of up to 24 bytes in place, such as a name: no memory of its own.
pub use compact_str::CompactString as SmallStr;

use super::recent::Recent;
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A table with this many strings is cleared, so that its size is bounded.
const MOST: usize = 16_384;
const LONGEST: usize = 320;

thread_local! {
    static KNOWN: Recent<str> = Recent::up_to(MOST);
}

/// Returns the string, in the memory of equal ones.
#[must_use]
pub fn shared(word: &str) -> Arc<str> {
    if word.len() > LONGEST {
        return word.into();
    }
    // A thread that is ending no longer has a table.
    KNOWN.try_with(|known| known.shared(word)).unwrap_or_else(|_| word.into())
}

/// A string that many objects have: equal strings of one thread share their memory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InternedStr(Arc<str>);

impl InternedStr {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl serde::Serialize for InternedStr {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.0)
    }
}

impl Deref for InternedStr {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for InternedStr {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for InternedStr {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Default for InternedStr {
    fn default() -> Self {
        Self(shared(""))
    }
}

impl From<&str> for InternedStr {
    fn from(text: &str) -> Self {
        Self(shared(text))
    }
}

impl From<String> for InternedStr {
    fn from(text: String) -> Self {
        Self(shared(&text))
    }
}

impl From<&InternedStr> for String {
    fn from(text: &InternedStr) -> Self {
        text.0.to_string()
    }
}

impl PartialEq<str> for InternedStr {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for InternedStr {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<String> for InternedStr {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<SmallStr> for InternedStr {
    fn eq(&self, other: &SmallStr) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for InternedStr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_their_memory() {
        let (one, other) = (shared("tests.example/said-twice"), shared("tests.example/said-twice"));
        assert!(Arc::ptr_eq(&one, &other));
        assert_eq!(&*one, "tests.example/said-twice");
    }

    #[test]
    fn a_very_long_string_is_not_kept() {
        let long = "x".repeat(LONGEST + 1);
        assert!(!Arc::ptr_eq(&shared(&long), &shared(&long)));
    }
}
