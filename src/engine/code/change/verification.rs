//! The verification of certificates is turned on in one call: what settings by name do not show.

use super::super::report::Language;
use super::{Patch, scan};

/// `ssl=False` becomes `ssl=True`, in Python.
pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    let call = scan::call(text, at, language).filter(|_| language == Language::Python)?;
    let named = ["verify", "ssl", "verify_ssl", "verify_certs"];
    let found = call.arguments.iter().find(|one| {
        let written = text.get((*one).clone()).unwrap_or_default();
        written
            .split_once('=')
            .is_some_and(|(name, value)| named.contains(&name.trim()) && value.trim() == "False")
    })?;
    Some(vec![(found.end.checked_sub("False".len())?..found.end, "True".to_owned())])
}
