//! The files of Functions whose code is in git, from clones that the user has: read at the commit that runs, through
//! `git`, without touching a work tree. Nothing is fetched.

mod clone;
mod remote;
#[cfg(test)]
#[cfg(unix)]
mod tests;

use crate::decode;
use crate::model::Object;
use crate::model::function::{Checkout, Function, Git, Source};
use clone::{Clone as Repository, CloneFiles};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long a failure is not tried again.
const AGAIN: Duration = Duration::from_secs(30);

/// Repositories and their clones; the default has none.
#[derive(Debug, Clone, Default)]
pub struct FunctionSources(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    /// Address and folder, as the user named them.
    named: Vec<(String, PathBuf)>,
    /// The folder whose own remotes are known, too.
    here: PathBuf,
    remotes: OnceLock<Vec<String>>,
    /// What was read, and when: a failure counts for a while only.
    read: Mutex<HashMap<CloneRequest, (Instant, CloneResult)>>,
}

/// The files of a clone, or why they could not be read.
type CloneResult = Result<Arc<CloneFiles>, String>;

/// The files of one Function.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct CloneRequest {
    folder: PathBuf,
    url: String,
    /// The commit that runs; empty if it is not known.
    commit: String,
    reference: String,
    base: String,
    is_python: bool,
}

impl PartialEq for FunctionSources {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl Eq for FunctionSources {}

impl FunctionSources {
    /// Returns sources with these clones, and the one around a folder, for the repositories that are its remotes.
    #[must_use]
    pub fn of(named: Vec<(String, PathBuf)>, here: PathBuf) -> Self {
        let inner = Inner { named, here, remotes: OnceLock::new(), read: Mutex::default() };
        Self(Some(Arc::new(inner)))
    }

    /// Whether a clone is asked for the files of an object: that of a Function from git.
    #[must_use]
    pub fn concern(&self, object: &Object) -> bool {
        self.0.is_some() && matches!(object, Object::Function(function) if function.is_git())
    }

    /// Adds what a Function from git does, if its files are in a clone; `text` is the object as it was read.
    pub fn supply(&self, object: &mut Object, text: &str) {
        let Some(inner) = &self.0 else { return };
        let Object::Function(function) = object else { return };
        let Source::Git(git) = &function.source else { return };
        let Some(folder) = inner.folder(&git.url) else { return };
        let wish = wish(folder, git, function);
        match inner.files(wish) {
            Ok(files) => decode::supply(function, text, &files.supplied()),
            Err(why) => unreadable(function, why),
        }
    }
}

fn unreadable(function: &mut Function, why: String) {
    if let Source::Git(git) = &mut function.source {
        git.checkout = Checkout::Unreadable(why.into());
    }
}

impl Inner {
    fn folder(&self, url: &str) -> Option<PathBuf> {
        let named = self.named.iter().find(|(known, _)| remote::is_same(known, url));
        if let Some((_, folder)) = named {
            return Some(folder.clone());
        }
        let own =
            self.remotes.get_or_init(|| clone::remotes(&self.here).into_iter().map(|(_, url)| url).collect());
        own.iter().any(|known| remote::is_same(known, url)).then(|| self.here.clone())
    }

    /// Returns the files, which are read once for all Functions that have them. A clone that lacks a commit may be
    /// fetched into while the explorer runs, so a failure is tried again, but not with every change of a Function.
    fn files(&self, wish: CloneRequest) -> CloneResult {
        let known = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((when, found)) = known().get(&wish)
            && (found.is_ok() || when.elapsed() < AGAIN)
        {
            return found.clone();
        }
        let read = Repository { folder: &wish.folder, url: &wish.url };
        let files = read.files(&wish).map(Arc::new);
        known().insert(wish, (Instant::now(), files.clone()));
        files
    }
}

fn wish(folder: PathBuf, git: &Git, function: &Function) -> CloneRequest {
    CloneRequest {
        folder,
        url: git.url.clone(),
        commit: function.status.commit.to_string(),
        reference: git.reference.clone(),
        base: git.base_dir.clone(),
        is_python: function.runtime.starts_with("python"),
    }
}
