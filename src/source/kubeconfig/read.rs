//! Parses files into parts: read with a limit, decoded, parsed with our own YAML parser, and merged as
//! kubectl merges them.

use super::node::PlacedValue;
use super::parts::{Cluster, Context, User};
use super::place::{FieldPlace, File, unusable};
use crate::source::Trouble;
use crate::source::files;
use crate::yaml;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest kubeconfig that is read.
pub const LARGEST: usize = 16 << 20;

/// The content of all files of a kubeconfig; of entries with the same name, the first one counts.
#[derive(Default)]
pub struct Kubeconfig {
    pub current: Option<String>,
    pub contexts: Vec<Context>,
    pub clusters: Vec<Cluster>,
    pub users: Vec<User>,
}

impl Kubeconfig {
    /// Adds the content of a file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not a valid kubeconfig.
    pub fn add(&mut self, path: &Path) -> Result<(), Trouble> {
        let text = files::text(path, LARGEST).map_err(|why| unusable(path, why))?;
        self.add_text(path.to_owned(), text)
    }

    /// Adds a text; `path` is the name in error messages.
    ///
    /// # Errors
    /// If the text is not YAML, or not a valid kubeconfig.
    pub fn add_text(&mut self, path: PathBuf, text: String) -> Result<(), Trouble> {
        let (docs, faults) = yaml::parse_as_kubectl(&text);
        if let Some(fault) = faults.first() {
            let why = format!("line {}, column {}: {}", fault.line, fault.column, unquoted(&fault.message));
            return Err(unusable(&path, why));
        }
        let file = Arc::new(File { path, text });
        for doc in &docs {
            let node = PlacedValue::new(&doc.value, FieldPlace::document(&file, doc)).mapping()?;
            self.add_document(&node)?;
        }
        Ok(())
    }

    fn add_document(&mut self, node: &PlacedValue<'_>) -> Result<(), Trouble> {
        for (field, known) in [("kind", "Config"), ("apiVersion", "v1")] {
            let found = node.text(field)?;
            if !(found.is_empty() || found == known) {
                return Err(node.at.refuse(field, format!("expected {known} in a kubeconfig")));
            }
        }
        for entry in node.list("contexts")? {
            let context = Context::read(&entry.mapping()?)?;
            if !self.contexts.iter().any(|one| one.name == context.name) {
                self.contexts.push(context);
            }
        }
        for entry in node.list("clusters")? {
            let cluster = Cluster::read(&entry.mapping()?)?;
            if !self.clusters.iter().any(|one| one.name == cluster.name) {
                self.clusters.push(cluster);
            }
        }
        for entry in node.list("users")? {
            let user = User::read(&entry.mapping()?)?;
            if !self.users.iter().any(|one| one.name == user.name) {
                self.users.push(user);
            }
        }
        let current = node.some("current-context")?;
        self.current = self.current.take().or(current);
        Ok(())
    }
}

/// Removes quoted text from a sentence: a key or a tag of a broken kubeconfig may be a credential.
fn unquoted(sentence: &str) -> String {
    let quoted = |part: (usize, &str)| if part.0 % 2 == 1 { "…".to_owned() } else { part.1.to_owned() };
    sentence.trim_end_matches('.').split('`').enumerate().map(quoted).collect()
}
