//! The fixtures of the checks: `tests/checks/<id>/{fail,pass,unknown}.<case>.yaml`.

use super::Estate;
use fnsec::checks::{self, Check, Finding, Verdict};
use fnsec::model::Scope;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

pub struct Case {
    pub check: &'static Check,
    pub sort: String,
    pub name: String,
    pub estate: Estate,
}

/// The checks that a cluster is judged by; what is said of a configuration has its tests beside it. `FNSEC_CHECK=<id>`
/// names a single one, for whoever works on it.
pub fn of_clusters() -> impl Iterator<Item = &'static Check> {
    let only = std::env::var("FNSEC_CHECK").ok();
    assert!(only.as_deref().is_none_or(|id| checks::find(id).is_some()), "FNSEC_CHECK names no check");
    let is_wanted = move |check: &&Check| only.as_deref().is_none_or(|id| id == check.id);
    checks::ALL.iter().copied().filter(|check| !check.judges_configuration()).filter(is_wanted)
}

/// All fixtures in the order of the checks; they are read once.
pub fn cases() -> &'static [Case] {
    static ALL: LazyLock<Vec<Case>> = LazyLock::new(read);
    &ALL
}

fn read() -> Vec<Case> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let mut cases = Vec::new();
    for check in of_clusters() {
        let folder = root.join(check.id);
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("{} has no fixtures", check.id))
            .map(|entry| entry.expect("readable").path())
            .collect();
        files.sort();
        for file in files {
            let name = file.file_stem().expect("named").to_string_lossy().into_owned();
            let (sort, case) = name.split_once('.').expect("fail.case, pass.case or unknown.case");
            let estate = Estate::read(&std::fs::read_to_string(&file).expect("readable"));
            cases.push(Case { check, sort: sort.into(), name: case.into(), estate });
        }
    }
    cases
}

/// All findings of a check over all namespaces, and whether any verdict is unknown.
pub fn look(check: &'static Check, estate: &Estate) -> (Vec<Arc<Finding>>, bool) {
    let snapshot = estate.snapshot();
    let (mut found, mut unknown) = (Vec::new(), false);
    for space in snapshot.spaces().chain([snapshot.cluster()]) {
        match checks::judge(check, &Scope::new(&snapshot, space, estate.today())) {
            Verdict::Pass => {}
            Verdict::Findings(all) => found.extend(all),
            Verdict::Unknown(_) => unknown = true,
        }
    }
    (found, unknown)
}
