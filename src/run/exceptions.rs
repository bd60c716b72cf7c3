//! Where accepted risks are stored: the configuration file, or memory for the demo.

use crate::source::replace::{For, replace};
use crate::source::{Origin, SourceRequest};
use crate::verdicts::config::{self, Config, NewException};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Clone)]
pub enum Exceptions {
    File(PathBuf),
    Memory(Arc<Mutex<String>>),
}

impl Exceptions {
    pub fn of(wanted: &SourceRequest, origin: Origin) -> Self {
        match &wanted.config_file {
            Some(path) if origin != Origin::Demo => Self::File(path.clone()),
            file => {
                let text = file.as_deref().and_then(|path| read(path).ok()).unwrap_or_default();
                Self::Memory(Arc::new(Mutex::new(text)))
            }
        }
    }

    /// Returns the location in a form for people.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Memory(_) => "memory".into(),
        }
    }

    /// Adds to the current content; entries of others since then are kept.
    ///
    /// # Errors
    /// If the configuration cannot be read, is invalid, or cannot be written.
    pub fn accept(&self, wish: &NewException) -> Result<Box<Config>, String> {
        let shown = self.shown();
        match self {
            Self::File(path) => {
                let text = read(path)
                    .map_err(|why| format!("could not read {shown}: {why}; nothing was accepted"))?;
                let (text, config) = config::add(&shown, &text, wish)?;
                write(path, &text)
                    .map_err(|why| format!("could not write {shown}: {why}; nothing was accepted"))?;
                Ok(Box::new(config))
            }
            Self::Memory(all) => {
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                let (text, config) = config::add(&shown, &all, wish)?;
                *all = text;
                Ok(Box::new(config))
            }
        }
    }
}

/// Reads a file; a file that does not exist is empty.
fn read(path: &Path) -> std::io::Result<String> {
    match fs::read_to_string(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(String::new()),
        other => other,
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    replace(path, text, For::Anybody)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{ALL, Finding};
    use crate::model::{Kind, ObjectRef};

    fn wish() -> NewException {
        let finding = Finding::new(ALL[0], ObjectRef::new(Kind::Function, "shop", "orders"));
        NewException {
            findings: vec![Arc::new(finding)],
            reason: "known".into(),
            by: String::new(),
            expires: None,
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_made_with_its_folder_and_added_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new").join("fnsec.yaml");
        let file = Exceptions::File(path.clone());
        file.accept(&wish()).expect("accepted");
        let config = file.accept(&wish()).expect("accepted again");
        assert_eq!(config.policy.exceptions.len(), 2);
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("a folder").count(), 1);
    }

    #[test]
    fn a_broken_file_stays_unchanged() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("fnsec.yaml");
        fs::write(&path, "exceptions: [").expect("a file");
        assert!(Exceptions::File(path.clone()).accept(&wish()).is_err());
        assert_eq!(fs::read_to_string(&path).expect("a file"), "exceptions: [");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real.yaml"), folder.path().join("fnsec.yaml"));
        fs::write(&real, "version: 1\n").expect("a file");
        std::os::unix::fs::symlink(&real, &link).expect("a link");
        Exceptions::File(link.clone()).accept(&wish()).expect("accepted");
        assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
        assert!(fs::read_to_string(&real).expect("a file").contains("reason: known"));
    }
}
