//! Results that several checks of a namespace need, computed once per evaluation.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// One value of each type; valid as long as the snapshot that it was computed from.
#[derive(Default)]
pub struct Memo(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

/// Results by the name of their object.
#[derive(Debug)]
pub struct MemoTable<T>(Mutex<BTreeMap<String, Arc<T>>>);

impl<T> Default for MemoTable<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> MemoTable<T> {
    /// Returns the result for a name; computes it the first time.
    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    pub fn get(&self, name: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let find = || self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        find().unwrap_or_else(|| {
            // Computed without the lock, because it may need another result.
            let made = Arc::new(make());
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(name.to_owned(), Arc::clone(&made));
            made
        })
    }
}

impl Memo {
    /// Returns the one value of a type, empty at first.
    pub fn of<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = known.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(one).downcast().unwrap_or_default()
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Memo")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Lengths(MemoTable<usize>);

    #[test]
    fn a_value_is_computed_once_and_then_known() {
        let memo = Memo::default();
        assert_eq!(*memo.of::<Lengths>().0.get("abc", || 3), 3);
        assert_eq!(*memo.of::<Lengths>().0.get("abc", || 4), 3);
        assert_eq!(*memo.of::<Lengths>().0.get("abcd", || 4), 4);
    }
}
