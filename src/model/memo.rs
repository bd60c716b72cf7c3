//! What checks of one namespace work out together: each thing once, for as long as one look at it lasts.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// One table of each type; it must be given up with the picture that it was worked out from.
#[derive(Default)]
pub struct Memo(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

/// What was worked out, by the name of what it is about.
#[derive(Debug)]
pub struct Table<T>(Mutex<BTreeMap<String, Arc<T>>>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Table<T> {
    /// What is known of a name, worked out if it is not.
    pub fn get(&self, name: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let find = || self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        find().unwrap_or_else(|| {
            // Made without the lock, because making one may ask for another.
            let made = Arc::new(make());
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(name.to_owned(), Arc::clone(&made));
            made
        })
    }
}

impl Memo {
    /// The one value of a type, empty at first.
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
    struct Lengths(Table<usize>);

    #[test]
    fn a_thing_is_worked_out_once_and_then_known() {
        let memo = Memo::default();
        assert_eq!(*memo.of::<Lengths>().0.get("abc", || 3), 3);
        assert_eq!(*memo.of::<Lengths>().0.get("abc", || 4), 3);
        assert_eq!(*memo.of::<Lengths>().0.get("abcd", || 4), 4);
    }
}
