//! Words that thousands of objects repeat, kept once: the keys of labels and annotations above all.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex};

/// No cluster has so many different keys; beyond that words are no longer shared, so that nothing grows without end.
const MOST: usize = 4_096;
const LONGEST: usize = 320;

static KNOWN: LazyLock<Mutex<HashSet<Arc<str>>>> = LazyLock::new(Mutex::default);

/// The word, in the room that others who say it share.
pub fn shared(word: &str) -> Arc<str> {
    let Ok(mut known) = KNOWN.lock() else { return word.into() };
    if let Some(same) = known.get(word) {
        return Arc::clone(same);
    }
    let own: Arc<str> = word.into();
    if known.len() < MOST && word.len() <= LONGEST {
        known.insert(Arc::clone(&own));
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_said_twice_takes_the_room_of_one() {
        let (one, other) = (shared("tests.example/said-twice"), shared("tests.example/said-twice"));
        assert!(Arc::ptr_eq(&one, &other));
        assert_eq!(&*one, "tests.example/said-twice");
    }

    #[test]
    fn a_word_of_endless_length_is_not_kept() {
        let long = "x".repeat(LONGEST + 1);
        assert!(!Arc::ptr_eq(&shared(&long), &shared(&long)));
    }
}
