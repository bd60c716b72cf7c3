//! Where the settings of the explorer are read: files, environment, flags, and the folder of themes. They are read
//! again when a file changed; whether one did is asked after a key and when the terminal gets the focus.

use crate::app::config::{EffectiveSettings, Origin};
use crate::source::files;
use crate::verdicts::config::Fault;
use crate::view::theme::{Catalog, OwnTheme};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// The maximum size of a configuration or theme file.
pub const LARGEST: usize = 1 << 20;
/// The maximum number of theme files that are read.
const THEMES: usize = 200;
/// How long keys do not ask again whether a file changed.
const PAUSE: Duration = Duration::from_secs(1);

/// Where settings come from, lowest first.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Configuration files, which need not exist.
    pub files: Vec<PathBuf>,
    /// The folder of the user's themes.
    pub themes: Option<PathBuf>,
    /// Values of flags, with the name of the setting.
    pub flags: Vec<(&'static str, String, Origin)>,
}

/// What a file looked like: enough to notice that it changed.
type Look = (PathBuf, Option<(SystemTime, u64)>);

/// Whether files changed since they were read.
#[derive(Debug)]
pub struct SettingsWatch {
    seen: Vec<Look>,
    asked: Instant,
}

impl Sources {
    /// Reads all settings; what is invalid is in the faults, and keeps its value from before.
    #[must_use]
    pub fn read(&self) -> EffectiveSettings {
        let mut resolved = EffectiveSettings::default();
        for path in self.files.iter().filter(|path| path.exists()) {
            let name = path.display().to_string();
            match files::text(path, LARGEST) {
                Ok(text) => resolved.file(&name, &text),
                Err(message) => resolved.faults.push(Fault { file: name, line: 1, message }),
            }
        }
        resolved.environment(|name| std::env::var(name).ok());
        for (key, text, origin) in &self.flags {
            resolved.text(key, text, origin.clone());
        }
        resolved
    }

    /// Reads the themes to choose from; a chosen path is one of them.
    #[must_use]
    pub fn catalog(&self, chosen: &str) -> Catalog {
        let mut own: Vec<OwnTheme> = self.theme_files().iter().filter_map(|path| theme(path, None)).collect();
        if is_path(chosen) {
            own.extend(theme(Path::new(chosen), Some(chosen)));
        }
        Catalog::of(own)
    }

    /// Returns the theme files of the folder, by name.
    fn theme_files(&self) -> Vec<PathBuf> {
        let Some(folder) = &self.themes else { return Vec::new() };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| is_yaml(path)).collect();
        paths.sort();
        paths.truncate(THEMES);
        paths
    }

    fn look(&self, chosen: &str) -> Vec<Look> {
        let named = is_path(chosen).then(|| PathBuf::from(chosen));
        let all = self.files.iter().cloned().chain(self.theme_files()).chain(named);
        all.map(|path| {
            let meta = path.metadata().ok();
            let look = meta.and_then(|meta| Some((meta.modified().ok()?, meta.len())));
            (path, look)
        })
        .collect()
    }

    /// Starts to notice changes.
    #[must_use]
    pub fn watch(&self, chosen: &str) -> SettingsWatch {
        SettingsWatch { seen: self.look(chosen), asked: Instant::now() }
    }
}

impl SettingsWatch {
    /// Whether a file changed since the last call; without urgency it is asked once a second at most.
    pub fn changed(&mut self, sources: &Sources, chosen: &str, urgent: bool) -> bool {
        if !urgent && self.asked.elapsed() < PAUSE {
            return false;
        }
        self.asked = Instant::now();
        let now = sources.look(chosen);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

/// Whether the name of a theme is the path of a file.
#[must_use]
pub fn is_path(name: &str) -> bool {
    name.contains(std::path::MAIN_SEPARATOR) || is_yaml(Path::new(name))
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "yaml" || end == "yml")
}

/// Reads a theme file; its name is the file name without its ending, unless another one is given.
fn theme(path: &Path, name: Option<&str>) -> Option<OwnTheme> {
    let stem = path.file_stem()?.to_string_lossy();
    let name = name.unwrap_or(&stem).to_owned();
    Some(OwnTheme { name, file: path.display().to_string(), text: files::text(path, LARGEST) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::Depth;
    use tempfile::TempDir;

    fn sources(folder: &TempDir) -> Sources {
        let (files, themes) = (vec![folder.path().join("config.yaml")], Some(folder.path().join("themes")));
        Sources { files, themes, flags: Vec::new() }
    }

    fn write(folder: &TempDir, name: &str, text: &str) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    #[test]
    fn a_file_that_does_not_exist_is_the_default_and_a_changed_one_is_noticed() {
        let folder = TempDir::new().expect("a folder");
        let sources = sources(&folder);
        let mut watch = sources.watch("auto");
        assert_eq!(sources.read(), EffectiveSettings::default());
        assert!(!watch.changed(&sources, "auto", true));
        write(&folder, "config.yaml", "explorer: {mouse: true}\n");
        assert!(!watch.changed(&sources, "auto", false), "a key does not ask twice within a second");
        assert!(watch.changed(&sources, "auto", true) && !watch.changed(&sources, "auto", true));
        assert!(sources.read().config.mouse);
    }

    #[test]
    fn themes_of_the_folder_are_named_by_their_files_and_noticed_when_they_change() {
        let folder = TempDir::new().expect("a folder");
        let sources = sources(&folder);
        let mut watch = sources.watch("auto");
        write(&folder, "themes/mine.yaml", "name: whatever\ninherits: nord\n");
        write(&folder, "themes/notes.txt", "not a theme");
        assert!(watch.changed(&sources, "auto", true));
        let catalog = sources.catalog("auto");
        assert!(catalog.theme("mine", Depth::True, None).is_ok());
        assert!(!catalog.offered().contains(&"notes".to_owned()));
    }

    #[test]
    fn a_theme_is_chosen_by_its_path() {
        let folder = TempDir::new().expect("a folder");
        write(&folder, "else/where.yaml", "name: where\ninherits: nord\n");
        let path = folder.path().join("else/where.yaml").display().to_string();
        let catalog = sources(&folder).catalog(&path);
        assert_eq!(catalog.theme(&path, Depth::True, None).expect("a theme").name, "where");
        let missing = folder.path().join("no.yaml").display().to_string();
        let fault = sources(&folder).catalog(&missing).theme(&missing, Depth::True, None);
        assert!(fault.expect_err("an error").to_string().contains("no such file"));
    }

    #[test]
    fn a_configuration_or_theme_that_is_too_large_is_a_fault() {
        let folder = TempDir::new().expect("a folder");
        write(&folder, "config.yaml", &"#".repeat(LARGEST + 1));
        let read = sources(&folder).read();
        assert!(read.faults.iter().any(|fault| fault.message.contains("larger than 1024 KiB")));
    }

    #[test]
    fn more_themes_than_the_bound_are_not_read() {
        let folder = TempDir::new().expect("a folder");
        for number in 0..=THEMES {
            write(&folder, &format!("themes/t{number}.yaml"), "name: t\n");
        }
        assert_eq!(sources(&folder).theme_files().len(), THEMES);
    }
}
