//! The source of objects as the user names it.

use super::rendering::Rendering;
use super::sources::FunctionSources;
use super::tree::Tree;
use std::path::PathBuf;

/// The purpose of a connection: it decides whether a credential plugin may use the terminal, and who retries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Opening {
    /// A command, which ends with what it could read.
    #[default]
    Command,
    /// The start of the explorer, before it takes the screen.
    Start,
    /// Another context in the explorer, which keeps the screen.
    Switch,
    /// The explorer has left its screen to a plugin, which runs again.
    LogIn,
}

/// The source of objects, as given on the command line.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
pub struct SourceRequest {
    pub demo: bool,
    pub files: Vec<PathBuf>,
    /// Where the files are read from.
    pub tree: Tree,
    /// The point in time of a recording: its number or a time; none means the last one.
    pub at: Option<String>,
    /// Whether charts and kustomizations among them are rendered.
    pub rendering: Rendering,
    pub kubeconfig: Option<PathBuf>,
    pub context: Option<String>,
    pub cluster: Option<String>,
    pub user: Option<String>,
    pub namespaces: Vec<String>,
    pub all_namespaces: bool,
    pub as_user: Option<String>,
    pub as_groups: Vec<String>,
    pub read_only: bool,
    pub request_timeout: Option<std::time::Duration>,
    /// How findings count, and what the organisation has configured for checks.
    pub config: std::sync::Arc<crate::verdicts::config::Config>,
    /// The actual or future path of the configuration, for risks accepted on screen.
    pub config_file: Option<PathBuf>,
    /// Where the files of Functions from git are.
    pub sources: FunctionSources,
    /// Whether unread items are accepted.
    pub allow_unread: bool,
    /// No simulated changes: the demo stays unchanged.
    pub still: bool,
    pub opening: Opening,
}
