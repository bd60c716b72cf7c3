//! The events of a batch before they are decoded: of several states of one object, only the last one is.
//!
//! Events flow in, changes flow out; other tasks run between them, because a batch may take long.

use super::WatchTarget;
use crate::model::Change;
use crate::source::wire::Wire;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// After this time other tasks run: above all the one that reads keys, which may wait on this very thread.
const TURN: Duration = Duration::from_millis(4);

enum Event {
    State(Wire),
    Change(Change),
}

#[derive(Default)]
pub(super) struct ChangeBatch {
    events: Vec<Event>,
    /// The place of the state of an object, by namespace and name.
    states: HashMap<(String, String), usize>,
}

impl ChangeBatch {
    /// Adds a state of an object, which replaces an older one.
    pub fn state(&mut self, namespace: String, name: String, object: Wire) {
        let end = self.events.len();
        // Without a name it is not known which object it is.
        let at = if name.is_empty() { end } else { *self.states.entry((namespace, name)).or_insert(end) };
        match self.events.get_mut(at) {
            Some(older) => *older = Event::State(object),
            None => self.events.push(Event::State(object)),
        }
    }

    /// Adds that an object is gone; a state after it is that of a new object.
    pub fn push_removal(&mut self, namespace: String, name: String, change: Change) {
        self.states.remove(&(namespace, name));
        self.events.push(Event::Change(change));
    }

    /// Decodes the events.
    pub async fn decode(self, target: &WatchTarget, changes: &mut Vec<Change>) {
        let mut turn = Instant::now();
        for event in self.events {
            changes.push(match event {
                Event::State(object) => target.decode(object.text()),
                Event::Change(change) => change,
            });
            if turn.elapsed() > TURN {
                tokio::task::yield_now().await;
                turn = Instant::now();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn wire(text: &str) -> Wire {
        serde_json::from_str(&format!("\"{text}\"")).expect("a value")
    }

    fn text(event: &Event) -> &str {
        match event {
            Event::State(object) => object.text(),
            Event::Change(_) => "gone",
        }
    }

    fn texts(batch: &ChangeBatch) -> Vec<&str> {
        batch.events.iter().map(text).collect()
    }

    fn gone() -> Change {
        Change::Gone { kind: Kind::Pod, namespace: "shop".into(), name: "a".into() }
    }

    #[test]
    fn of_several_states_of_an_object_only_the_last_is_decoded() {
        let mut batch = ChangeBatch::default();
        for (name, state) in [("a", "1"), ("b", "2"), ("a", "3"), ("a", "4")] {
            batch.state("shop".into(), name.into(), wire(state));
        }
        batch.state("pay".into(), "a".into(), wire("5"));
        assert_eq!(texts(&batch), ["\"4\"", "\"2\"", "\"5\""]);
    }

    #[test]
    fn an_object_that_was_created_again_comes_after_the_one_that_is_gone() {
        let mut batch = ChangeBatch::default();
        batch.state("shop".into(), "a".into(), wire("1"));
        batch.push_removal("shop".into(), "a".into(), gone());
        batch.state("shop".into(), "a".into(), wire("2"));
        batch.state("shop".into(), "a".into(), wire("3"));
        assert_eq!(texts(&batch), ["\"1\"", "gone", "\"3\""]);
    }

    #[test]
    fn objects_without_a_name_stay_apart() {
        let mut batch = ChangeBatch::default();
        batch.state(String::new(), String::new(), wire("1"));
        batch.state(String::new(), String::new(), wire("2"));
        assert_eq!(texts(&batch).len(), 2);
    }
}
