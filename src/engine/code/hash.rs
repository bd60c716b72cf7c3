//! A map with a fast hash: the tables of one analysis live for less than a millisecond.

pub type Set<T> = rustc_hash::FxHashSet<T>;
pub type Map<K, V> = rustc_hash::FxHashMap<K, V>;
