//! Interning of values of which many are equal: a value flows in, the memory that equal ones share flows
//! out.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

/// Values that were seen recently; a full table is cleared, so that its size is bounded.
///
/// Each thread has its own: with a lock, the thread that answers keys would wait for one that decodes.
pub struct Recent<T: ?Sized> {
    known: RefCell<HashSet<Arc<T>>>,
    most: usize,
}

impl<T: ?Sized + Eq + Hash> Recent<T>
where
    for<'a> Arc<T>: From<&'a T>,
{
    #[must_use]
    pub fn up_to(most: usize) -> Self {
        Self { known: RefCell::default(), most }
    }

    /// Returns an equal value that was met before, or a copy.
    pub fn shared(&self, value: &T) -> Arc<T> {
        self.met(value).unwrap_or_else(|| self.add(value.into()))
    }

    /// Returns an equal value that was met before, or this one.
    pub fn keep(&self, value: Arc<T>) -> Arc<T> {
        self.met(&value).unwrap_or_else(|| self.add(value))
    }

    fn met(&self, value: &T) -> Option<Arc<T>> {
        self.known.borrow().get(value).map(Arc::clone)
    }

    fn add(&self, own: Arc<T>) -> Arc<T> {
        let mut known = self.known.borrow_mut();
        if known.len() >= self.most {
            known.clear();
        }
        known.insert(Arc::clone(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_memory_and_a_full_table_goes_on_sharing() {
        let table: Recent<str> = Recent::up_to(3);
        for word in ["a", "b", "c", "d", "e"] {
            assert!(Arc::ptr_eq(&table.shared(word), &table.shared(word)), "{word}");
            assert!(table.known.borrow().len() <= 3);
        }
    }
}
