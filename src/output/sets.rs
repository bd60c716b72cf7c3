//! In which sets of files a finding is, in words. A source of one set has no words for it.

use super::text::clean;
use crate::verdicts::baseline::Standing;

/// Sets that are named in a line before the others are only counted.
const NAMED: usize = 4;

/// Returns `a.yaml+2` for a set that is called after three files.
fn short(name: &str) -> String {
    match name.split_once(", ") {
        Some((first, rest)) => format!("{first}+{}", rest.split(", ").count()),
        None => name.to_owned(),
    }
}

/// Returns ` in a, b and 2 more sets`; nothing without sets.
#[must_use]
pub fn within(sets: &[String]) -> String {
    let names = sets.iter().take(NAMED).map(|name| short(name)).collect::<Vec<_>>().join(", ");
    let names = clean(&names);
    match sets.len().saturating_sub(NAMED) {
        _ if names.is_empty() => String::new(),
        0 => format!(" in {names}"),
        more => format!(" in {names} and {more} more"),
    }
}

/// The sets that a finding is in.
#[derive(Debug, Clone, Copy, Default)]
pub struct InSets<'a> {
    pub sets: &'a [String],
    /// Those in which it is new or worse.
    pub new_in: &'a [String],
    /// How many sets the source has.
    pub of: usize,
}

impl InSets<'_> {
    /// Returns `overlays/prod`, `both sets`, `all 3 sets`; nothing if the source has one set.
    #[must_use]
    pub fn words(self) -> String {
        match (self.sets.len(), self.of) {
            (0, _) | (_, 0 | 1) => String::new(),
            (2, 2) => "both sets".to_owned(),
            (some, all) if some >= all => format!("all {all} sets"),
            _ => within(self.sets).trim_start_matches(" in ").to_owned(),
        }
    }

    /// Returns the same after ` in `.
    #[must_use]
    pub fn within(self) -> String {
        match self.words() {
            words if words.is_empty() => words,
            words => format!(" in {words}"),
        }
    }

    /// Returns ` in overlays/prod` if it is not in every set.
    #[must_use]
    pub fn apart(self) -> String {
        if self.sets.len() < self.of { self.within() } else { String::new() }
    }

    /// Returns `new`, or `new in overlays/prod` if it is not new in every set that it is in; nothing without a baseline.
    #[must_use]
    pub fn standing(self, standing: Option<Standing>) -> String {
        let Some(standing) = standing else { return String::new() };
        let is_part = standing.is_new() && self.new_in.len() < self.sets.len();
        let sets = if is_part { within(self.new_in) } else { String::new() };
        format!("{}{sets}", standing.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_named_where_they_tell_findings_apart() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let of = |count: usize, of: usize| InSets { sets: &names[..count], new_in: &[], of };
        assert_eq!((of(0, 0).within(), of(1, 1).within()), (String::new(), String::new()));
        assert_eq!((of(1, 3).within().as_str(), of(1, 3).apart().as_str()), (" in a", " in a"));
        assert_eq!((of(2, 2).words().as_str(), of(3, 3).words().as_str()), ("both sets", "all 3 sets"));
        assert_eq!(of(3, 3).apart(), "");
        let files = ["a.yaml, b.yaml, c.yaml".to_owned(), "d.yaml".to_owned()];
        assert_eq!(within(&files), " in a.yaml+2, d.yaml");
    }

    #[test]
    fn what_is_new_in_one_of_its_sets_says_in_which() {
        let names = ["a", "b"].map(str::to_owned);
        let of = |new: usize| InSets { sets: &names, new_in: &names[..new], of: 2 };
        assert_eq!(of(1).standing(Some(Standing::New)), "new in a");
        assert_eq!(of(2).standing(Some(Standing::Worse)), "worse");
        assert_eq!(
            (of(0).standing(Some(Standing::Known)), of(0).standing(None)),
            ("known".into(), String::new())
        );
    }
}
