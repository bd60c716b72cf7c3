//! `yaml.load` becomes `yaml.safe_load`.

use super::super::report::Language;
use super::{Patch, scan};

pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    let call = scan::call(text, at, language)?;
    let name = match (language, text.get(call.name.clone())?) {
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
    // The function may be imported by its name, under which `safe_load` is not known.
    if before != "yaml." || !is_loader {
        return None;
    }
    Some(vec![(call.name.clone(), name.to_owned()), (first.end..call.close, String::new())])
}
