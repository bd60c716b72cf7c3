//! Whether charts and kustomizations are rendered.

use std::path::PathBuf;

/// When charts and kustomizations are rendered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RenderWhen {
    /// They are reported with the command that renders them.
    #[default]
    Never,
    /// Where the program is there; otherwise as `Never`.
    Auto,
    /// What cannot be rendered is an error.
    Always,
}

/// What renders a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootKind {
    Chart,
    Kustomization,
}

impl RootKind {
    #[must_use]
    pub fn programs(self) -> &'static str {
        match self {
            Self::Chart => "helm",
            Self::Kustomization => "kustomize or kubectl",
        }
    }
}

/// The folder that a set was rendered from, and how.
#[derive(Debug, Clone)]
pub struct RenderedRoot {
    pub kind: RootKind,
    pub folder: PathBuf,
    pub values: Vec<PathBuf>,
    /// The namespace of objects that name none.
    pub home: String,
}

impl RenderedRoot {
    #[must_use]
    pub fn shown(&self) -> String {
        let text = self.folder.display().to_string();
        if text.is_empty() { ".".to_owned() } else { text }
    }
}

/// The wish to render.
#[derive(Debug, Clone, Default)]
pub struct Rendering {
    pub when: RenderWhen,
    /// Files with values for charts.
    pub values: Vec<PathBuf>,
}
