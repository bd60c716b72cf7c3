//! Locates the configuration: a named file, the one beside the manifests, or the user's own.

pub mod command;

use super::exit::Failure;
use crate::verdicts::config::{self, Config, EXPLORER};
use crate::yaml;
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};

/// The file name of a project's configuration.
pub const NAME: &str = "fnsec.yaml";

/// Loads the configuration for a source, and returns its file, which may not exist yet; manifests may accept
/// risks by annotation unless the configuration forbids it.
///
/// Without `project`, nothing in or beside the scanned manifests affects how they are checked.
///
/// # Errors
/// If the file cannot be read or is invalid.
pub fn load(
    named: Option<&Path>,
    files: &[PathBuf],
    project: bool,
) -> Result<(Config, Option<PathBuf>), Failure> {
    let path = match named {
        Some(path) => Some(path.to_owned()),
        None if project => place(files),
        None => own(),
    };
    let mut config = match &path {
        Some(path) if named.is_some() || path.is_file() => {
            read(path, named.is_none() && own().as_ref() != Some(path))?
        }
        _ => Config::default(),
    };
    config.policy.by_annotation = project && config.by_annotation.unwrap_or(!files.is_empty());
    Ok((config, path))
}

/// Returns the actual or future path: beside the manifests, else the user's own.
fn place(files: &[PathBuf]) -> Option<PathBuf> {
    let near = beside(files);
    let own = own();
    let there = [&near, &own].into_iter().flatten().find(|path| path.is_file()).cloned();
    there.or(near).or(own)
}

/// Returns the path beside the first manifest, or in the given folder.
fn beside(files: &[PathBuf]) -> Option<PathBuf> {
    let first = files.first().filter(|path| path.as_os_str() != "-")?;
    let folder = if first.is_dir() { first.as_path() } else { first.parent()? };
    Some(folder.join(NAME))
}

/// `~/.config/fnsec/config.yaml`, on every system.
pub fn own() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    Some(base.config_dir().join("fnsec").join("config.yaml"))
}

/// Returns the files with settings of the explorer, lowest first.
pub fn of_explorer(named: Option<&Path>) -> Vec<PathBuf> {
    let named = named.map(Path::to_path_buf);
    let own = own().filter(|own| Some(own) != named.as_ref());
    own.into_iter().chain(named).collect()
}

/// Returns the folder of the user's themes.
pub fn themes() -> Option<PathBuf> {
    Some(own()?.parent()?.join("themes"))
}

fn read(path: &Path, project: bool) -> Result<Config, Failure> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|why| {
        Failure::usage(format!("Reading the configuration {shown}: {why}. Name another file with --config."))
    })?;
    // Whoever writes manifests must not decide how changes are confirmed, or what a key does.
    if let Some((line, _)) = yaml::locate(&text, &format!("/{EXPLORER}")).filter(|_| project) {
        let own = own().map_or_else(|| "your own configuration".into(), |path| path.display().to_string());
        return Err(Failure::usage(format!(
            "Invalid configuration:\n{shown}:{line}: {EXPLORER} belongs in {own}"
        )));
    }
    config::read(&shown, &text).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::usage(format!("Invalid configuration:\n{}", lines.join("\n")))
    })
}
