//! The known name that a misspelt one is closest to.

use strsim::levenshtein;

/// Returns the closest of the known names, if one is close.
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A key of any length is compared by its first characters.
    let word: String = word.chars().take(200).collect();
    let (apart, near) = known.into_iter().map(|one| (levenshtein(&word, one), one)).min()?;
    (apart <= near.len() / 2).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_suggested() {
        assert_eq!(suggest("exeptions", ["checks", "exceptions"]), Some("exceptions"));
        assert_eq!(suggest("x", ["checks", "exceptions"]), None);
    }
}
