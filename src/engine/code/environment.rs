//! What the configuration of a Function says about its environment: what is a secret there, whatever its name.

use super::tables::names;

/// The secrets of a Function, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment<'e> {
    /// Environment variables whose value is from a Secret.
    variables: Vec<&'e str>,
    /// Folders at which Secrets are mounted.
    folders: Vec<&'e str>,
}

impl<'e> Environment<'e> {
    /// Adds a variable from a key of a Secret. Keys such as `username` and `host` are not confidential.
    pub fn variable(&mut self, name: &'e str, key: &str) {
        if Self::is_secret(name, key) {
            self.variables.push(name);
        }
    }

    /// Returns whether a variable from a key of a Secret is confidential.
    #[must_use]
    pub fn is_secret(name: &str, key: &str) -> bool {
        !names::is_about(name) && !names::is_about(key)
    }

    /// Adds the folder of a mounted Secret.
    pub fn folder(&mut self, path: &'e str) {
        if path.len() > 1 {
            self.folders.push(path.trim_end_matches('/'));
        }
    }

    pub(super) fn has_variable(&self, name: &str) -> bool {
        self.variables.contains(&name)
    }

    /// Whether a file, or the beginning of its path, is in a folder of a Secret.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.folders.iter().any(|folder| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}
