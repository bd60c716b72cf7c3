//! `kustomize build`, or `kubectl kustomize`: documents by the file that they come from, as origin annotations name it.
//!
//! The user's files are not changed: a kustomization in a temporary folder includes the real one, and asks for the
//! annotations.

use super::RenderedDocuments;
use crate::source::manifests::normal;
use crate::source::program::{self, ProgramFailure};
use crate::yaml;
use serde_json::json;
use std::path::{Path, PathBuf};

const ORIGIN: &str = "config.kubernetes.io/origin";

/// Renders a kustomization.
///
/// # Errors
/// If neither program is there, or it fails.
pub fn render(folder: &Path) -> Result<RenderedDocuments, ProgramFailure> {
    let failed = |why: std::io::Error| ProgramFailure::Failed(format!("a temporary folder: {why}"));
    let real = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let real = real.canonicalize().map_err(failed)?;
    let around = tempfile::TempDir::new().map_err(failed)?;
    let home = around.path().canonicalize().map_err(failed)?;
    let to_real = relative(&home, &real)
        .ok_or_else(|| ProgramFailure::Failed("the folders have no common root".into()))?;
    let wish = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
        "resources": [to_real], "buildMetadata": ["originAnnotations"],
    });
    std::fs::write(home.join("kustomization.yaml"), yaml::print(&wish)).map_err(failed)?;
    let out = match program::run("kustomize", &["build", "."], &home, b"") {
        Err(ProgramFailure::Missing) => program::run("kubectl", &["kustomize", "."], &home, b"")?,
        ended => ended?,
    };
    let text = String::from_utf8(out)
        .map_err(|_| ProgramFailure::Failed("kustomize: its output is not UTF-8".into()))?;
    Ok(divided(folder, &home, &real, &text))
}

/// Returns the path from one absolute folder to another.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let (mut from_parts, mut to_parts) = (from.components().peekable(), to.components().peekable());
    while from_parts.peek().is_some() && from_parts.peek() == to_parts.peek() {
        from_parts.next();
        to_parts.next();
    }
    let mut path: PathBuf = from_parts.map(|_| "..").collect();
    path.extend(to_parts);
    path.to_str().map(str::to_owned)
}

/// Divides the output by origin. A generated object belongs to the kustomization that generates it.
fn divided(folder: &Path, home: &Path, real: &Path, text: &str) -> RenderedDocuments {
    let mut files = RenderedDocuments::new();
    for doc in yaml::parse_lossy(text).0 {
        let origin = doc.value.pointer("/metadata/annotations").and_then(|all| all.get(ORIGIN)?.as_str());
        let origin =
            origin.and_then(|origin| yaml::parse(origin).ok()).and_then(|docs| docs.into_iter().next());
        let named = origin.as_ref().and_then(|one| {
            let path = one.value.get("path").or_else(|| one.value.get("configuredIn"))?;
            // A file of another repository has no place here.
            if one.value.get("repo").is_some() { None } else { path.as_str() }
        });
        let at = named.map(|path| normal(&home.join(path)));
        let at = at
            .and_then(|path| shown(folder, real, &path))
            .unwrap_or_else(|| folder.join("kustomization.yaml"));
        let own = text.get(doc.span.clone()).unwrap_or_default();
        let slot = files.entry(at).or_default();
        if !slot.is_empty() {
            slot.push_str("---\n");
        }
        slot.push_str(&without_origin(own.trim_start_matches("---\n")));
        if !slot.ends_with('\n') {
            slot.push('\n');
        }
    }
    files
}

/// Removes the annotation, which the user's objects do not have.
fn without_origin(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut rows: Vec<&str> = Vec::new();
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        if !line.trim_start().starts_with(ORIGIN) {
            rows.push(line);
            continue;
        }
        while lines.next_if(|next| next.trim().is_empty() || indent(next) > indent(line)).is_some() {}
        let is_alone = lines.peek().is_none_or(|next| indent(next) < indent(line));
        if is_alone && rows.last().is_some_and(|last| last.trim() == "annotations:") {
            rows.pop();
        }
    }
    rows.concat()
}

/// Returns a file as the user would name it: from the folder that was named.
fn shown(folder: &Path, real: &Path, file: &Path) -> Option<PathBuf> {
    relative(real, file).map(|path| normal(&folder.join(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_belong_to_the_files_of_their_origin() {
        let text = "a: 1\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: ../work/r/base/a.yaml\n---\nb: 1\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      configuredIn: ../work/r/overlay/kustomization.yaml\n---\nc: 1\n";
        let files = divided(Path::new("r/overlay"), Path::new("/tmp"), Path::new("/work/r/overlay"), text);
        let names: Vec<String> = files.keys().map(|path| path.display().to_string()).collect();
        assert_eq!(names, ["r/base/a.yaml", "r/overlay/kustomization.yaml"]);
    }

    #[test]
    fn objects_are_as_they_would_be_without_the_request_for_their_origin() {
        let own = "a: 1\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: a.yaml\n  name: x\n";
        assert_eq!(without_origin(own), "a: 1\nmetadata:\n  name: x\n");
        let beside = "metadata:\n  annotations:\n    b: c\n    config.kubernetes.io/origin: |\n      path: a.yaml\n    d: e\n  name: x\n";
        assert_eq!(without_origin(beside), "metadata:\n  annotations:\n    b: c\n    d: e\n  name: x\n");
    }

    #[test]
    fn one_folder_is_reached_from_another() {
        assert_eq!(relative(Path::new("/tmp/x"), Path::new("/work/r")).as_deref(), Some("../../work/r"));
        assert_eq!(relative(Path::new("/a/b"), Path::new("/a/b/c")).as_deref(), Some("c"));
    }
}
