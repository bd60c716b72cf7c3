//! The user's own editor, on a private file, while the program leaves the screen.

use crate::term::clipboard::private;
use std::env;
use std::process::Command;

/// The environment variables that name the editor, in the order of kubectl.
const NAMES: [&str; 3] = ["KUBE_EDITOR", "VISUAL", "EDITOR"];

/// Returns the text as the editor left it, or a sentence why there is none.
///
/// # Errors
/// If the editor is not found or fails, or the file cannot be written or read.
pub fn edit(text: &str) -> Result<String, String> {
    let command = NAMES.iter().find_map(|name| env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let command = command.unwrap_or_else(|| "vi".into());
    let folder = tempfile::Builder::new().prefix("fnsec-").tempdir();
    let folder = folder.map_err(|why| format!("could not create a file to edit: {why}"))?;
    let file = folder.path().join("change.yaml");
    private(&file, text).map_err(|why| format!("could not create a file to edit: {why}"))?;
    // The value may have options, and a path with spaces, so a shell parses it.
    let status = Command::new("sh").arg("-c").arg(format!("{command} \"$1\"")).arg("sh").arg(&file).status();
    match status {
        Ok(status) if status.success() => {
            std::fs::read_to_string(&file).map_err(|why| format!("could not read the edited file: {why}"))
        }
        Ok(status) => Err(format!("{command} ended with {status}; the change is unchanged")),
        Err(why) => Err(format!("could not start {command}: {why}; set EDITOR")),
    }
}
