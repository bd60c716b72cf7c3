//! Indexes from labels to the objects that have them, and to the objects whose selector matches them.

use crate::model::{Labels, Selector};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

/// An object with labels, or with a selector of plain labels.
pub trait Labelled {
    fn labels(&self) -> Cow<'_, Labels>;
}

/// Hashes of label pairs with the positions of the objects that have them, sorted. Compact, because every
/// namespace has an index.
#[derive(Debug, Default)]
struct LabelPairs(Vec<(u32, u32)>);

impl LabelPairs {
    fn of<'a>(each: impl Iterator<Item = (usize, Cow<'a, Labels>)>) -> Self {
        let mut all = Vec::new();
        for (at, labels) in each {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            all.extend(labels.iter().map(|pair| (hash(pair), at)));
        }
        all.sort_unstable();
        all.shrink_to_fit();
        Self(all)
    }

    /// Returns the positions of objects that may have a pair; another pair may have the same hash.
    fn with(&self, pair: (&str, &str)) -> &[(u32, u32)] {
        let hash = hash(pair);
        let start = self.0.partition_point(|(one, _)| *one < hash);
        let rest = self.0.get(start..).unwrap_or_default();
        let count = rest.partition_point(|(one, _)| *one == hash);
        rest.get(..count).unwrap_or_default()
    }

    /// Returns the positions for the rarest of some pairs; none without a pair.
    fn rarest(&self, labels: &Labels) -> Option<&[(u32, u32)]> {
        labels.iter().map(|pair| self.with(pair)).min_by_key(|found| found.len())
    }
}

fn hash(pair: (&str, &str)) -> u32 {
    let mut hasher = DefaultHasher::new();
    pair.hash(&mut hasher);
    // Callers that look up a hash compare the labels as well.
    u32::try_from(hasher.finish() >> 32).unwrap_or_default()
}

/// Objects by their labels.
#[derive(Debug)]
pub struct LabelIndex<T> {
    all: Vec<T>,
    pairs: LabelPairs,
}

impl<T: Labelled> LabelIndex<T> {
    pub(in crate::model) fn of(each: impl Iterator<Item = T>) -> Self {
        let all: Vec<T> = each.collect();
        let pairs = LabelPairs::of(all.iter().map(Labelled::labels).enumerate());
        Self { all, pairs }
    }

    /// Returns the objects with all of these labels; all objects if there are none.
    pub fn with_labels<'a>(&'a self, wanted: &'a Labels) -> impl Iterator<Item = &'a T> {
        let has_all = |one: &T| {
            let labels = one.labels();
            wanted.iter().all(|(key, value)| labels.is(key, value))
        };
        self.likely(wanted).filter(move |one| has_all(one))
    }

    /// Returns the objects that a selector selects.
    pub fn selected<'a>(&'a self, selector: &'a Selector) -> impl Iterator<Item = &'a T> {
        self.likely(&selector.match_labels).filter(|one| selector.matches(&one.labels()))
    }

    /// Returns the objects that may have the rarest of these labels.
    fn likely(&self, wanted: &Labels) -> impl Iterator<Item = &T> {
        let rarest = self.pairs.rarest(wanted);
        let every = if rarest.is_some() { &[][..] } else { &self.all[..] };
        let few = rarest.into_iter().flatten().filter_map(|(_, at)| self.all.get(*at as usize));
        few.chain(every)
    }
}

/// Objects by the rarest pair of their selector.
#[derive(Debug)]
pub struct SelectorIndex<T> {
    all: Vec<T>,
    pairs: LabelPairs,
}

impl<T: Labelled> SelectorIndex<T> {
    /// Builds the index; objects without a selector match nothing.
    pub(in crate::model) fn of(each: impl Iterator<Item = T>) -> Self {
        let all: Vec<T> = each.collect();
        let every = LabelPairs::of(all.iter().map(Labelled::labels).enumerate());
        let rarest = |(at, one): (usize, &T)| {
            let labels = one.labels();
            let pair = labels.iter().min_by_key(|pair| every.with(*pair).len())?;
            Some((hash(pair), u32::try_from(at).unwrap_or(u32::MAX)))
        };
        let mut pairs: Vec<(u32, u32)> = all.iter().enumerate().filter_map(rarest).collect();
        pairs.sort_unstable();
        Self { all, pairs: LabelPairs(pairs) }
    }

    /// Returns the objects whose selector matches these labels.
    pub fn matching<'a>(&'a self, labels: &'a Labels) -> impl Iterator<Item = &'a T> {
        let found: BTreeSet<u32> =
            labels.iter().flat_map(|pair| self.pairs.with(pair)).map(|(_, at)| *at).collect();
        let matches = |one: &&T| one.labels().iter().all(|(key, value)| labels.is(key, value));
        found.into_iter().filter_map(|at| self.all.get(at as usize)).filter(matches)
    }
}

/// A value derived from a space on first use, and dropped when the space changes.
pub struct Lazy<T>(OnceLock<Arc<T>>);

impl<T> Lazy<T> {
    pub(in crate::model) fn get(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(|| Arc::new(make()))
    }

    pub(in crate::model) fn forget(&mut self) {
        self.0 = OnceLock::new();
    }
}

impl<T> Clone for Lazy<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Lazy<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> PartialEq for Lazy<T> {
    /// Always equal: a derived value does not distinguish two spaces.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> fmt::Debug for Lazy<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Lazy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct One(usize, Labels);

    impl Labelled for One {
        fn labels(&self) -> Cow<'_, Labels> {
            Cow::Borrowed(&self.1)
        }
    }

    fn ones(all: &[Labels]) -> impl Iterator<Item = One> {
        all.iter().cloned().enumerate().map(|(at, labels)| One(at, labels))
    }

    fn labels() -> impl Strategy<Value = Labels> {
        let pair = ("[abc]", "[xy]");
        proptest::collection::vec(pair, 0..4).prop_map(|pairs| pairs.into_iter().collect())
    }

    proptest! {
        #[test]
        fn objects_with_labels_are_those_that_a_scan_finds(all in proptest::collection::vec(labels(), 0..8), wanted in labels()) {
            let label_index = LabelIndex::of(ones(&all));
            let naive = |(at, one): (usize, &Labels)| wanted.iter().all(|(k, v)| one.is(k, v)).then_some(at);
            let naive: Vec<usize> = all.iter().enumerate().filter_map(naive).collect();
            prop_assert_eq!(label_index.with_labels(&wanted).map(|pair| pair.0).collect::<Vec<_>>(), naive.clone());
            let selector = Selector::labels(wanted);
            prop_assert_eq!(label_index.selected(&selector).map(|one| one.0).collect::<Vec<_>>(), naive);
        }

        #[test]
        fn objects_whose_selector_matches_are_those_that_a_scan_finds(
            all in proptest::collection::vec(labels(), 0..8),
            wanted in labels(),
        ) {
            let selectors = SelectorIndex::of(ones(&all));
            let picks = |one: &Labels| !one.is_empty() && one.iter().all(|(k, v)| wanted.is(k, v));
            let naive: Vec<usize> =
                all.iter().enumerate().filter(|(_, one)| picks(one)).map(|(at, _)| at).collect();
            let found: Vec<usize> = selectors.matching(&wanted).map(|one| one.0).collect();
            prop_assert_eq!(found, naive);
        }
    }
}
