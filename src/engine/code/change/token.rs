//! The signature of a token is verified, where the key and the algorithms are given already.

use super::super::report::Language;
use super::{Patch, scan};

/// `options={"verify_signature": False}` becomes `True`, in Python.
pub fn patches(text: &str, at: usize, language: Language) -> Option<Vec<Patch>> {
    let call = scan::call_of(text, at, language, "decode").filter(|_| language == Language::Python)?;
    let written = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or_default();
    let keyword = |name: &str| call.keyword(text, name);
    let second = call.arguments.get(1).map(written)?;
    let has_key = keyword("key").is_some() || !second.split('(').next().unwrap_or_default().contains('=');
    let key = keyword("key").map_or(second, |one| written(one));
    if !has_key || ["\"\"", "''", "None", "key=\"\"", "key=''", "key=None"].contains(&key) {
        return None;
    }
    let algorithms = written(keyword("algorithms")?);
    let options = keyword("options")?;
    if algorithms.to_ascii_lowercase().contains("none") {
        return None;
    }
    let names = ["\"verify_signature\": False", "'verify_signature': False"];
    let found = names.iter().find_map(|name| Some((written(options).find(name)?, name.len())))?;
    let end = options.start.saturating_add(found.0).saturating_add(found.1);
    Some(vec![(end.checked_sub("False".len())?..end, "True".to_owned())])
}
