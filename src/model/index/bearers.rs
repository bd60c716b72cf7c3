//! Who bears which labels, and whose selector picks which labels: found by one pair, not one by one.

use crate::model::{Labels, Selector};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

type Pair = (Box<str>, Box<str>);

/// Things with labels, by their labels.
#[derive(Debug, Default)]
pub struct Bearers<T> {
    all: Vec<(T, Labels)>,
    by_pair: HashMap<Pair, Vec<usize>>,
}

impl<T> Bearers<T> {
    pub(in crate::model) fn of(each: impl Iterator<Item = (T, Labels)>) -> Self {
        let all: Vec<(T, Labels)> = each.collect();
        let mut by_pair: HashMap<Pair, Vec<usize>> = HashMap::new();
        for (at, (_, labels)) in all.iter().enumerate() {
            for (key, value) in labels.iter() {
                by_pair.entry((key.into(), value.into())).or_default().push(at);
            }
        }
        Self { all, by_pair }
    }

    /// Those with all of these labels; with none asked for, all.
    pub fn bearing<'a>(&'a self, wanted: &'a Labels) -> impl Iterator<Item = &'a T> {
        let borne = |labels: &Labels| wanted.iter().all(|(key, value)| labels.is(key, value));
        self.likely(wanted).filter(move |(_, labels)| borne(labels)).map(|(one, _)| one)
    }

    /// Those that a selector picks.
    pub fn selected<'a>(&'a self, selector: &'a Selector) -> impl Iterator<Item = &'a T> {
        let likely = self.likely(&selector.match_labels);
        likely.filter(|(_, labels)| selector.matches(labels)).map(|(one, _)| one)
    }

    /// Those with the rarest of these labels.
    fn likely(&self, wanted: &Labels) -> impl Iterator<Item = &(T, Labels)> {
        let lists = wanted.iter().map(|(key, value)| self.by_pair.get(&(key.into(), value.into())));
        let rarest = lists.map(|list| list.map_or(&[][..], Vec::as_slice)).min_by_key(|list| list.len());
        let every = if rarest.is_some() { 0..0 } else { 0..self.all.len() };
        rarest.into_iter().flatten().copied().chain(every).filter_map(|at| self.all.get(at))
    }
}

/// Things with a selector of plain labels, by one pair of it.
#[derive(Debug, Default)]
pub struct Selectors<T> {
    by_pair: HashMap<Pair, Vec<(T, Labels)>>,
}

impl<T> Selectors<T> {
    /// Those without a selector pick nothing.
    pub(in crate::model) fn of(each: impl Iterator<Item = (T, Labels)>) -> Self {
        let all: Vec<(T, Labels)> = each.collect();
        let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
        for pair in all.iter().flat_map(|(_, labels)| labels.iter()) {
            *counts.entry(pair).or_default() += 1;
        }
        let rarest = |labels: &Labels| {
            let pair = labels.iter().min_by_key(|pair| counts.get(pair).copied().unwrap_or_default())?;
            Some((Box::from(pair.0), Box::from(pair.1)))
        };
        let pairs: Vec<Option<Pair>> = all.iter().map(|(_, labels)| rarest(labels)).collect();
        let mut by_pair: HashMap<Pair, Vec<(T, Labels)>> = HashMap::new();
        for (one, pair) in all.into_iter().zip(pairs) {
            if let Some(pair) = pair {
                by_pair.entry(pair).or_default().push(one);
            }
        }
        Self { by_pair }
    }

    /// Those whose selector picks something with these labels, in no order.
    pub fn picking<'a>(&'a self, labels: &'a Labels) -> impl Iterator<Item = &'a T> {
        let lists = labels.iter().filter_map(|(key, value)| self.by_pair.get(&(key.into(), value.into())));
        lists
            .flatten()
            .filter(|(_, selector)| selector.iter().all(|(key, value)| labels.is(key, value)))
            .map(|(one, _)| one)
    }
}

/// Something worked out of a space when it is first asked for, and forgotten when the space changes.
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
    /// What is worked out says nothing new.
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

    fn labels() -> impl Strategy<Value = Labels> {
        let pair = ("[abc]", "[xy]");
        proptest::collection::vec(pair, 0..4).prop_map(|pairs| pairs.into_iter().collect())
    }

    proptest! {
        #[test]
        fn who_bears_labels_is_found_as_one_by_one(all in proptest::collection::vec(labels(), 0..8), wanted in labels()) {
            let bearers = Bearers::of(all.iter().cloned().enumerate());
            let naive = |(at, one): (usize, &Labels)| wanted.iter().all(|(k, v)| one.is(k, v)).then_some(at);
            let naive: Vec<usize> = all.iter().enumerate().filter_map(naive).collect();
            prop_assert_eq!(bearers.bearing(&wanted).copied().collect::<Vec<_>>(), naive.clone());
            let selector = Selector::labels(wanted);
            prop_assert_eq!(bearers.selected(&selector).copied().collect::<Vec<_>>(), naive);
        }

        #[test]
        fn whose_selector_picks_labels_is_found_as_one_by_one(
            all in proptest::collection::vec(labels(), 0..8),
            borne in labels(),
        ) {
            let selectors = Selectors::of(all.iter().cloned().enumerate());
            let picks = |one: &Labels| !one.is_empty() && one.iter().all(|(k, v)| borne.is(k, v));
            let naive: Vec<usize> =
                all.iter().enumerate().filter(|(_, one)| picks(one)).map(|(at, _)| at).collect();
            let mut found: Vec<usize> = selectors.picking(&borne).copied().collect();
            found.sort_unstable();
            prop_assert_eq!(found, naive);
        }
    }
}
