//! What is known of the object on screen besides its YAML: facts, references, events and logs, as rows.

use crate::app::state::pending::Ticket;
use crate::decode::Reference;
use crate::model::ObjectRef;
use crate::source::inspect::{EventRecord, Inspection};
use std::collections::VecDeque;

/// What is kept of events and of each log; the oldest are dropped.
const KEPT: usize = 200;

/// One line of the pane.
#[derive(Debug, Clone, PartialEq)]
pub enum DetailRow {
    Heading(String),
    Fact(&'static str, String),
    /// An object to open, and what it is to this one.
    Link(&'static str, ObjectRef),
    Event(EventRecord),
    Log(String),
    /// Why there is nothing to show.
    Note(String),
    Gap,
}

/// A part that arrives over time.
#[derive(Debug, Clone, Default, PartialEq)]
enum DetailsPart<T> {
    #[default]
    Waiting,
    Live(VecDeque<T>),
    /// What was read before, and why nothing follows.
    Lost(VecDeque<T>, String),
    Ended(VecDeque<T>),
}

impl<T> DetailsPart<T> {
    fn take(&mut self) -> VecDeque<T> {
        match std::mem::take(self) {
            Self::Waiting => VecDeque::new(),
            Self::Live(all) | Self::Lost(all, _) | Self::Ended(all) => all,
        }
    }

    fn all(&self) -> impl DoubleEndedIterator<Item = &T> {
        let all = match self {
            Self::Waiting => None,
            Self::Live(all) | Self::Lost(all, _) | Self::Ended(all) => Some(all),
        };
        all.into_iter().flatten()
    }

    /// Returns the state behind a heading.
    fn state(&self) -> &'static str {
        match self {
            Self::Waiting => "reading …",
            Self::Live(_) => "live",
            Self::Lost(..) => "not read",
            Self::Ended(_) => "ended",
        }
    }

    fn why(&self) -> Option<&str> {
        if let Self::Lost(_, why) = self { Some(why) } else { None }
    }
}

/// Keeps the newest.
fn bounded<T>(mut all: VecDeque<T>) -> VecDeque<T> {
    let excess = all.len().saturating_sub(KEPT);
    all.drain(..excess);
    all
}

#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    pub object: ObjectRef,
    pub(in crate::app) ticket: Ticket,
    pub(in crate::app) facts: Vec<(&'static str, String)>,
    pub(in crate::app) links: Vec<Reference>,
    events: DetailsPart<EventRecord>,
    /// Whether there are more events than are read.
    more: bool,
    /// The log of each pod.
    logs: Vec<(String, DetailsPart<String>)>,
    rows: Vec<DetailRow>,
}

impl Details {
    #[must_use]
    pub fn new(object: ObjectRef, ticket: Ticket, pods: impl Iterator<Item = String>) -> Self {
        let logs = pods.map(|pod| (pod, DetailsPart::Waiting)).collect();
        let mut details = Self {
            object,
            ticket,
            facts: Vec::new(),
            links: Vec::new(),
            events: DetailsPart::Waiting,
            more: false,
            logs,
            rows: Vec::new(),
        };
        details.arrange();
        details
    }

    #[must_use]
    pub fn rows(&self) -> &[DetailRow] {
        &self.rows
    }

    /// Takes a part of the answer.
    pub fn take(&mut self, inspection: Inspection) {
        match inspection {
            Inspection::Events { records, more } => {
                self.more = more;
                self.events = DetailsPart::Live(bounded(records.into()));
            }
            Inspection::Changed(records) => {
                let mut all = self.events.take();
                for record in records {
                    // An event that happens again moves to the end.
                    all.retain(|known| known.name != record.name);
                    all.push_back(record);
                }
                self.events = DetailsPart::Live(bounded(all));
            }
            Inspection::EventsLost(trouble) => {
                self.events = DetailsPart::Lost(self.events.take(), trouble.to_string());
            }
            Inspection::Log { pod, lines } => self.log(&pod, |part| {
                let mut all = part.take();
                all.extend(lines);
                DetailsPart::Live(bounded(all))
            }),
            Inspection::LogLost { pod, trouble } => {
                self.log(&pod, |part| DetailsPart::Lost(part.take(), trouble.to_string()));
            }
            Inspection::LogEnded { pod } => self.log(&pod, |part| DetailsPart::Ended(part.take())),
        }
        self.arrange();
    }

    fn log(&mut self, pod: &str, change: impl FnOnce(&mut DetailsPart<String>) -> DetailsPart<String>) {
        if let Some((_, part)) = self.logs.iter_mut().find(|(name, _)| name == pod) {
            *part = change(part);
        }
    }

    /// Puts the rows together again.
    pub(in crate::app) fn arrange(&mut self) {
        let mut rows: Vec<DetailRow> =
            self.facts.iter().map(|(name, value)| DetailRow::Fact(name, value.clone())).collect();
        if !self.links.is_empty() {
            rows.push(DetailRow::Gap);
            rows.push(DetailRow::Heading("Related objects".into()));
            rows.extend(self.links.iter().map(|link| DetailRow::Link(link.role, link.object.clone())));
        }
        rows.push(DetailRow::Gap);
        let count = self.events.all().count();
        rows.push(DetailRow::Heading(format!("Events {count} · {}", self.events.state())));
        rows.extend(self.events.why().map(|why| DetailRow::Note(why.to_owned())));
        if self.more {
            rows.push(DetailRow::Note("there are more events in the namespace than are read".into()));
        }
        if count == 0 && matches!(self.events, DetailsPart::Live(_)) {
            rows.push(DetailRow::Note("no events: Kubernetes keeps them for an hour".into()));
        }
        rows.extend(self.events.all().rev().cloned().map(DetailRow::Event));
        for (pod, part) in &self.logs {
            rows.push(DetailRow::Gap);
            rows.push(DetailRow::Heading(format!("Log of {pod} · {}", part.state())));
            rows.extend(part.why().map(|why| DetailRow::Note(why.to_owned())));
            rows.extend(part.all().cloned().map(DetailRow::Log));
        }
        if matches!(rows.first(), Some(DetailRow::Gap)) {
            rows.remove(0);
        }
        self.rows = rows;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::pending::Tickets;
    use crate::model::Kind;
    use crate::source::Trouble;

    fn details() -> Details {
        let object = ObjectRef::new(Kind::Function, "shop", "orders");
        Details::new(object, Tickets::default().issue(), ["orders-1".to_owned()].into_iter())
    }

    fn event(name: &str, count: u64) -> EventRecord {
        EventRecord { name: name.into(), count, ..EventRecord::default() }
    }

    fn events(details: &Details) -> Vec<(String, u64)> {
        let each = details.rows().iter().filter_map(|row| match row {
            DetailRow::Event(event) => Some((event.name.clone(), event.count)),
            _ => None,
        });
        each.collect()
    }

    #[test]
    fn the_newest_event_is_first_and_one_that_happens_again_is_shown_once() {
        let mut details = details();
        details.take(Inspection::Events { records: vec![event("a", 1), event("b", 1)], more: false });
        details.take(Inspection::Changed(vec![event("a", 2)]));
        assert_eq!(events(&details), [("a".into(), 2), ("b".into(), 1)]);
    }

    #[test]
    fn events_that_cannot_be_read_are_not_shown_as_none() {
        let mut details = details();
        details.take(Inspection::EventsLost(Trouble::status("Reading events", 403, "Forbidden", "no")));
        let rows = format!("{:?}", details.rows());
        assert!(rows.contains("not read") && !rows.contains("no events"), "{rows}");
    }

    #[test]
    fn a_log_keeps_its_last_lines() {
        let mut details = details();
        for number in 0..1_000 {
            details.take(Inspection::Log { pod: "orders-1".into(), lines: vec![number.to_string()] });
        }
        let lines: Vec<&DetailRow> =
            details.rows().iter().filter(|row| matches!(row, DetailRow::Log(_))).collect();
        assert_eq!((lines.len(), lines.last()), (KEPT, Some(&&DetailRow::Log("999".into()))));
    }
}
