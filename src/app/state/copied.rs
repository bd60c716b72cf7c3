//! What was copied, and how.

/// The result of a copy, with how reliable it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyResult {
    pub what: String,
    pub bytes: usize,
    /// "copied via tmux", "sent to the terminal (OSC 52, unconfirmed)", …
    pub how: String,
    pub ok: bool,
}

impl CopyResult {
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}: {} ({})", self.what, self.how, size(self.bytes))
    }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers, which are shown or compared")]
fn size(bytes: usize) -> String {
    if bytes < 1024 { format!("{bytes} B") } else { format!("{:.1} KB", bytes as f64 / 1024.0) }
}
