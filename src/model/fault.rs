//! A field that could not be read: where it is, and why.

/// A value of the wrong type. The API server refuses an object that has one; the rest of it is read anyway.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeFault {
    /// JSON pointer of the field within the object.
    pub pointer: String,
    /// The type that the field must have, as text without its value.
    pub why: String,
}

impl TypeFault {
    /// Whether a path is the field, is inside it, or contains it.
    #[must_use]
    pub fn concerns(&self, path: &str) -> bool {
        within(path, &self.pointer) || within(&self.pointer, path)
    }

    /// Returns `/spec/env/0/value must be a string, not an integer`.
    #[must_use]
    pub fn words(&self) -> String {
        if self.pointer.is_empty() { self.why.clone() } else { format!("{} {}", self.pointer, self.why) }
    }
}

/// Whether a pointer equals another one or leads into it.
#[must_use]
pub fn within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_touches_what_is_in_it_and_around_it_and_no_namesake() {
        let fault = TypeFault { pointer: "/spec/env/0".into(), why: String::new() };
        for path in ["/spec/env/0/value", "/spec/env", "/spec", "", "/spec/env/0"] {
            assert!(fault.concerns(path), "{path}");
        }
        for path in ["/spec/env/01", "/spec/envy", "/status"] {
            assert!(!fault.concerns(path), "{path}");
        }
    }
}
