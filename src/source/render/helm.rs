//! `helm template`: documents by the template that they come from, as its `# Source:` comments name it.

use super::{RenderedDocuments, argument};
use crate::source::program::{self, ProgramFailure};
use std::path::{Component, Path, PathBuf};

/// Renders a chart with values.
///
/// # Errors
/// If helm is missing, or fails.
pub fn render(folder: &Path, values: &[PathBuf], home: &str) -> Result<RenderedDocuments, ProgramFailure> {
    let chart = argument(folder)?;
    let values: Vec<String> = values.iter().map(|file| argument(file)).collect::<Result<_, _>>()?;
    let mut arguments = vec!["template", &chart, "--namespace", home];
    arguments.extend(values.iter().flat_map(|file| ["--values", file]));
    let out = program::run("helm", &arguments, Path::new("."), b"")?;
    let text =
        String::from_utf8(out).map_err(|_| ProgramFailure::Failed("helm: its output is not UTF-8".into()))?;
    Ok(divided(folder, &text))
}

/// Divides the output into the documents of each template. Documents without a source belong to the chart itself.
fn divided(folder: &Path, text: &str) -> RenderedDocuments {
    let mut files = RenderedDocuments::new();
    let mut at = folder.join("Chart.yaml");
    for line in text.split_inclusive('\n') {
        if let Some(source) = line.strip_prefix("# Source: ") {
            at = place(folder, source.trim()).unwrap_or_else(|| folder.join("Chart.yaml"));
        } else if line.trim_end() == "---" {
            continue_document(&mut files, &at);
            continue;
        }
        files.entry(at.clone()).or_default().push_str(line);
    }
    files
}

/// Separates the next document of a file from the last one.
fn continue_document(files: &mut RenderedDocuments, at: &Path) {
    if let Some(text) = files.get_mut(at) {
        text.push_str("---\n");
    }
}

/// Returns the file of a template: the source begins with the name of the chart.
fn place(folder: &Path, source: &str) -> Option<PathBuf> {
    let below: PathBuf = Path::new(source).components().skip(1).collect();
    let is_inside = below.components().all(|part| matches!(part, Component::Normal(_)));
    (is_inside && !below.as_os_str().is_empty()).then(|| folder.join(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_belong_to_their_templates() {
        let text = "---\n# Source: shop/templates/a.yaml\na: 1\n---\n# Source: shop/charts/x/templates/b.yaml\nb: 1\n---\n# Source: shop/templates/a.yaml\na: 2\n";
        let files = divided(Path::new("charts/shop"), text);
        let names: Vec<String> = files.keys().map(|path| path.display().to_string()).collect();
        assert_eq!(names, ["charts/shop/charts/x/templates/b.yaml", "charts/shop/templates/a.yaml"]);
        let docs = crate::yaml::parse(&files[Path::new("charts/shop/templates/a.yaml")]).expect("YAML");
        let values: Vec<i64> = docs.iter().filter_map(|doc| doc.value["a"].as_i64()).collect();
        assert_eq!(values, [1, 2]);
    }

    #[test]
    fn a_source_leads_to_no_file_outside_the_chart() {
        assert_eq!(place(Path::new("c"), "shop/../../etc/passwd"), None);
        assert_eq!(place(Path::new("c"), "shop"), None);
    }
}
