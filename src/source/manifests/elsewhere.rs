//! What a kustomization or a chart adds or changes from outside the files: only a program that renders it reads that.

use super::fields::{self, targets};
use super::unread::SkippedInput;
use crate::model::Kind;
use serde_json::Value;
use std::path::Path;

/// Names that one line lists.
const LISTED: usize = 3;
const LISTS: [&str; 3] = ["resources", "bases", "components"];
const PATCHES: [&str; 3] = ["patches", "patchesStrategicMerge", "patchesJson6902"];

/// Returns whether kustomize takes an entry for an address: a URL, or a repository in one of its short forms.
#[must_use]
pub fn is_address(entry: &str) -> bool {
    let host = entry.split('/').next().unwrap_or_default();
    let has_user = host.split_once('@').is_some_and(|(user, rest)| !user.is_empty() && rest.contains(':'));
    let known = ["github.com", "gitlab.com", "bitbucket.org", "dev.azure.com", "ssh.dev.azure.com"];
    entry.contains("://")
        || entry.starts_with("git::")
        || entry.starts_with("gh:")
        || has_user
        || (known.contains(&host.trim_start_matches("www.")) && entry.contains('/'))
        || ["?ref=", "&ref=", "?version=", ".git/", ".git?", "/_git/"].iter().any(|sign| entry.contains(sign))
        || Path::new(entry).extension().is_some_and(|end| end == "git")
}

/// Returns what is not in the files of a kustomization: one entry for each sort. Checks need no more of `crds` than the
/// names of fields, and no ConfigMap that is generated.
pub fn of_kustomization(path: &Path, text: &str, value: &Value) -> Vec<SkippedInput> {
    let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let page = Page { path: path.display().to_string(), text, value, folder };
    let remote: Vec<String> =
        LISTS.iter().flat_map(|key| page.named(key, "")).filter(|entry| is_address(entry)).collect();
    let patches = PATCHES.iter().flat_map(|key| page.entries(key));
    let patches: Vec<&Value> =
        patches.filter(|entry| name(entry, "path").as_ref().is_some_and(|entry| is_address(entry))).collect();
    let foreign: Vec<String> = patches.iter().filter_map(|entry| name(entry, "path")).collect();
    let charts: Vec<String> = ["helmCharts", "helmChartInflationGenerator"]
        .iter()
        .flat_map(|key| page.entries(key))
        .map(|entry| name(entry, "name").or_else(|| name(entry, "chartName")).unwrap_or_default())
        .collect();
    let mut all = Vec::new();
    page.add(&mut all, "includes", &remote, None);
    page.add(&mut all, "applies the patch", &foreign, targets(patches.iter().map(|one| one.get("target"))));
    page.add(&mut all, "renders the Helm chart", &charts, None);
    for (key, what) in [("generators", "runs the generator"), ("transformers", "runs the transformer")] {
        let named: Vec<String> = page.entries(key).map(|entry| name(entry, "").unwrap_or_default()).collect();
        page.add(&mut all, what, &named, None);
    }
    let secrets = page.entries("secretGenerator").map(|entry| name(entry, "name").unwrap_or_default());
    page.add(&mut all, "generates the Secret", &secrets.collect::<Vec<_>>(), Some(vec![Kind::Secret]));
    page.replaced(&mut all);
    for (key, what, kinds) in fields::not_applied(value) {
        page.changed(&mut all, key, what, kinds);
    }
    all
}

/// Returns the names of the charts that a chart depends on.
pub fn dependencies(value: &Value) -> Vec<String> {
    let all = value.get("dependencies").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| name(one, "name")).collect()
}

/// Returns the entry for charts that another one needs, and that are not unpacked in its folder.
pub fn of_chart(path: &Path, missing: &[String]) -> Option<SkippedInput> {
    let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let page = Page { path: path.display().to_string(), text: "", value: &Value::Null, folder };
    let mut all = Vec::new();
    page.add(&mut all, "depends on the chart", missing, None);
    let mut one = all.pop()?;
    let shown = page.folder();
    one.hint =
        format!("Render it: helm dependency build {shown}, then helm template {shown} | fnsec scan -f -");
    Some(one)
}

struct Page<'a> {
    path: String,
    text: &'a str,
    value: &'a Value,
    folder: String,
}

impl Page<'_> {
    fn folder(&self) -> &str {
        if self.folder.is_empty() { "." } else { &self.folder }
    }

    fn entries(&self, key: &str) -> impl Iterator<Item = &Value> {
        let value = self.value.get(key);
        // Old kustomizations have one chart generator, newer ones a list.
        let one = value.filter(|value| value.is_object());
        one.into_iter().chain(value.and_then(Value::as_array).into_iter().flatten())
    }

    fn named(&self, key: &str, inner: &str) -> Vec<String> {
        self.entries(key).filter_map(|entry| name(entry, inner)).collect()
    }

    fn add(&self, all: &mut Vec<SkippedInput>, what: &str, names: &[String], kinds: Option<Vec<Kind>>) {
        let Some(first) = names.first() else { return };
        let line = self.line_of(first);
        let listed: Vec<&str> = names.iter().map(|name| shown(name)).take(LISTED).collect();
        let more = names.len().saturating_sub(LISTED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let was = if names.len() == 1 { "was" } else { "were" };
        let listed = listed.join(", ");
        let space = if listed.is_empty() { "" } else { " " };
        let why = format!("{what}{space}{listed}{more}, which {was} not read");
        let mut skipped = SkippedInput::new(&self.path, line, why);
        let helm = if what.contains("Helm") { " --enable-helm" } else { "" };
        skipped.hint = format!("Render it: kustomize build{helm} {} | fnsec scan -f -", self.folder());
        skipped.kinds = kinds;
        all.push(skipped);
    }

    /// Adds values that are copied from one object to another.
    fn replaced(&self, all: &mut Vec<SkippedInput>) {
        for key in ["replacements", "vars"] {
            let count = self.entries(key).count();
            if count == 0 {
                continue;
            }
            let lists = self.entries(key).map(|entry| entry.get("targets").and_then(Value::as_array));
            let selects = lists.flat_map(|list| match list {
                Some(list) => list.iter().map(|target| target.get("select")).collect(),
                None => vec![None],
            });
            let kinds = if key == "vars" { None } else { targets(selects) };
            let what = if key == "vars" { "variable" } else { "replacement" };
            let (ends, was) = if count == 1 { ("", "was") } else { ("s", "were") };
            let why = format!("has {count} {what}{ends}, which {was} not applied");
            self.changed(all, key, why, kinds);
        }
    }

    /// Adds what changes objects of the set, and is not applied.
    fn changed(&self, all: &mut Vec<SkippedInput>, key: &str, what: String, kinds: Option<Vec<Kind>>) {
        let mut skipped = SkippedInput::new(&self.path, self.line_of(key), what);
        skipped.hint = format!("Render it: kustomize build {} | fnsec scan -f -", self.folder());
        skipped.kinds = kinds;
        all.push(skipped);
    }

    /// Returns the first line that contains a text outside comments, from 1; 0 for none.
    fn line_of(&self, wanted: &str) -> usize {
        let wanted = wanted.lines().next().unwrap_or_default();
        let is_it = |line: &str| !line.trim_start().starts_with('#') && line.contains(wanted);
        if wanted.is_empty() { 0 } else { self.text.lines().position(is_it).map_or(0, |row| row + 1) }
    }
}

/// Returns the string that an entry is, or that it has at a key.
fn name(entry: &Value, key: &str) -> Option<String> {
    entry.as_str().or_else(|| entry.get(key)?.as_str()).map(str::to_owned)
}

/// Returns a name without the text of an inline object.
fn shown(name: &str) -> &str {
    if name.contains('\n') { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_folders() {
        for entry in [
            "https://example.com/x.yaml",
            "git::https://example.com/x",
            "git@github.com:org/repo.git",
            "ssh://git@example.com/org/repo",
            "github.com/org/repo//base?ref=v1",
            "example.com/org/repo.git",
        ] {
            assert!(is_address(entry), "{entry}");
        }
        for entry in ["../../base", "a.yaml", "github.com", "apps/gitlab", "x@1.0/base"] {
            assert!(!is_address(entry), "{entry}");
        }
    }
}
