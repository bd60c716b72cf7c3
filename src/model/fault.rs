//! A field that could not be read: where it is, and why.

/// A value of the wrong type. The API server refuses an object that has one; the rest of it is read all the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault {
    /// JSON pointer of the field within the object.
    pub pointer: String,
    /// What the field must be, in words, without its value.
    pub why: String,
}

impl Fault {
    /// Whether a path names the field, something in it, or something around it.
    pub fn touches(&self, path: &str) -> bool {
        within(path, &self.pointer) || within(&self.pointer, path)
    }

    /// `/spec/env/0/value must be a string, not an integer`.
    pub fn words(&self) -> String {
        if self.pointer.is_empty() { self.why.clone() } else { format!("{} {}", self.pointer, self.why) }
    }
}

/// Whether a pointer is another one or leads into it.
pub fn within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_touches_what_is_in_it_and_around_it_and_no_namesake() {
        let fault = Fault { pointer: "/spec/env/0".into(), why: String::new() };
        for path in ["/spec/env/0/value", "/spec/env", "/spec", "", "/spec/env/0"] {
            assert!(fault.touches(path), "{path}");
        }
        for path in ["/spec/env/01", "/spec/envy", "/status"] {
            assert!(!fault.touches(path), "{path}");
        }
    }
}
