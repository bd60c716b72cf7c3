//! The files of the kubeconfig: read, missing or broken, each on its own.

use super::check::DoctorCheck;
use super::mask::{Mask, NameKind};
use crate::cli::exit::Exit;
use crate::source::kubeconfig::{FileLookup, Kubeconfig, KubeconfigSetting, Places};
use crate::source::{Trouble, outline};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The result of reading one file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Read,
    Missing,
    Broken(Trouble),
}

/// The files, and their merged content.
pub struct Files {
    named: KubeconfigSetting,
    states: Vec<(PathBuf, State)>,
    config: Kubeconfig,
}

impl Files {
    /// Reads every file, even if others fail.
    pub fn read(places: &Places) -> Self {
        let mut config = Kubeconfig::default();
        let mut states = Vec::new();
        for path in &places.files {
            let state = if places.may_be_missing() && !path.exists() {
                State::Missing
            } else {
                config.add(path).map_or_else(State::Broken, |()| State::Read)
            };
            states.push((path.clone(), state));
        }
        Self { named: places.named, states, config }
    }

    /// Registers every name in the files with the mask, so that it is replaced in sentences too.
    pub fn introduce(&self, mask: &mut Mask) {
        for (path, _) in &self.states {
            mask.path(path);
        }
        let config = &self.config;
        let names = config
            .contexts
            .iter()
            .map(|one| (NameKind::Context, &one.name))
            .chain(config.clusters.iter().map(|cluster| (NameKind::Cluster, &cluster.name)))
            .chain(config.users.iter().map(|one| (NameKind::User, &one.name)))
            .chain(config.users.iter().map(|user| (NameKind::User, &user.impersonate.user)))
            .chain(config.contexts.iter().map(|context| (NameKind::Namespace, &context.namespace)));
        for (sort, name) in names {
            mask.learn(sort, name);
        }
        for host in outline::hosts(config) {
            mask.learn(NameKind::Host, &host);
        }
        for file in outline::files(config) {
            mask.learn(NameKind::Path, &file);
        }
    }

    /// Returns the merged content of the files.
    pub fn config(&self) -> &Kubeconfig {
        &self.config
    }

    fn of(&self, state: &State) -> Vec<&PathBuf> {
        self.states.iter().filter(|(_, one)| one == state).map(|(path, _)| path).collect()
    }

    fn broken(&self) -> impl Iterator<Item = &Trouble> {
        self.states.iter().filter_map(|(_, state)| match state {
            State::Broken(trouble) => Some(trouble),
            State::Read | State::Missing => None,
        })
    }

    /// Returns whether none of the files exists.
    pub fn is_empty(&self) -> bool {
        self.states.iter().all(|(_, state)| *state == State::Missing)
    }

    /// Returns the check, unless none of the files exists.
    pub fn check(&self, mask: &mut Mask) -> DoctorCheck {
        let named = match self.named {
            KubeconfigSetting::Option => "--kubeconfig",
            KubeconfigSetting::Variable => "KUBECONFIG",
            KubeconfigSetting::Home => "default",
        };
        let mut shown = |paths: Vec<&PathBuf>| {
            paths.into_iter().map(|path| mask.path(path)).collect::<Vec<_>>().join(", ")
        };
        let (read, missing) = (shown(self.of(&State::Read)), shown(self.of(&State::Missing)));
        let mut faults = self.broken();
        let check = if let Some(first) = faults.next() {
            let faults = std::iter::once(first).chain(faults);
            let each: Vec<String> = faults.map(|trouble| sentence(trouble, mask)).collect();
            DoctorCheck::fault("kubeconfig", Exit::Usage, each.join(" ")).next(mask.text(&first.next))
        } else if missing.is_empty() {
            DoctorCheck::ok("kubeconfig", format!("Read: {read} ({named})."))
        } else {
            let next = "Remove the missing path from KUBECONFIG, or restore the file.";
            DoctorCheck::note("kubeconfig", format!("Read: {read} ({named}). Missing: {missing}.")).next(next)
        };
        check.with(json!({"from": named, "files": self.details(mask)}))
    }

    fn details(&self, mask: &mut Mask) -> Vec<Value> {
        let each = self.states.iter().map(|(path, state)| {
            let path = mask.path(path);
            match state {
                State::Read => json!({"path": path, "state": "read"}),
                State::Missing => json!({"path": path, "state": "missing"}),
                State::Broken(trouble) => {
                    json!({"path": path, "state": "broken", "fault": mask.text(&trouble.why)})
                }
            }
        });
        each.collect()
    }

    /// Returns the merged content of the files; `None` if there is none.
    ///
    /// # Errors
    /// If a file is broken: every command then refuses all files.
    pub fn lookup(self) -> Result<Option<FileLookup>, ()> {
        if self.broken().next().is_some() {
            return Err(());
        }
        if self.is_empty() {
            return Ok(None);
        }
        let own = |paths: Vec<&PathBuf>| paths.into_iter().cloned().collect();
        let (files, skipped) = (own(self.of(&State::Read)), own(self.of(&State::Missing)));
        Ok(Some(FileLookup { config: self.config, files, skipped }))
    }
}

/// Returns what failed and why, as a sentence.
pub fn sentence(trouble: &Trouble, mask: &mut Mask) -> String {
    format!("{}: {}.", mask.text(&trouble.what), mask.text(trouble.why.trim_end_matches('.')))
}
