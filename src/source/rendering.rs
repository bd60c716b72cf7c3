//! Whether charts and kustomizations are rendered.

use std::path::PathBuf;

/// When charts and kustomizations are rendered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    /// They are reported with the command that renders them.
    #[default]
    Never,
    /// Where the program is there; otherwise as `Never`.
    Auto,
    /// What cannot be rendered is an error.
    Always,
}

/// The wish to render.
#[derive(Debug, Clone, Default)]
pub struct Rendering {
    pub when: When,
    /// Files with values for charts.
    pub values: Vec<PathBuf>,
}
