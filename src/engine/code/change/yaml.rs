//! `yaml.load` becomes `yaml.safe_load`.

use super::super::report::Language;
use super::{Patch, import, scan};

use std::ops::Range;

pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    let call = scan::call(text, at, language)?;
    let old = text.get(call.name.clone())?;
    let new = match (language, old) {
        (Language::Python, "load" | "full_load" | "unsafe_load") => "safe_load",
        (Language::Python, "load_all" | "full_load_all" | "unsafe_load_all") => "safe_load_all",
        _ => return None,
    };
    let before = text.get(at..call.name.start)?.trim_end();
    let (first, others) = call.arguments.split_first()?;
    let is_loader = others.len() <= 1
        && others.iter().all(|one| {
            let argument = text.get(one.clone()).unwrap_or_default();
            argument.starts_with("Loader") || argument.contains("Loader") && !argument.contains('=')
        });
    if !is_loader {
        return None;
    }
    let mut patches = vec![(call.name.clone(), new.to_owned())];
    match before.strip_suffix('.') {
        Some("yaml") => {}
        Some(alias) => {
            let import = format!("import yaml as {alias}");
            text.lines().find(|line| line.trim() == import)?;
        }
        // Imported by its name, under which `safe_load` is not known.
        None if before.is_empty() => patches.push(import::from(text, "yaml", old, new)?),
        None => return None,
    }
    if let Some(loader) = others.last() {
        patches.push(without(text, first.end, loader)?);
    }
    Some(patches)
}

/// Removes the loader after an argument; a comment between them stays.
fn without(text: &str, end: usize, loader: &Range<usize>) -> Option<Patch> {
    let between = text.get(end..loader.start)?;
    if !between.contains('#') {
        return Some((end..loader.end, String::new()));
    }
    let start = end.saturating_add(between.trim_end().len());
    let comma = usize::from(text.get(loader.end..)?.starts_with(','));
    Some((start..loader.end.saturating_add(comma), String::new()))
}
