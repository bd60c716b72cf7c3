//! Requests whose answers come later: each has a ticket, and only the answer to the open one is taken.

/// The number of a request; no two requests of one run have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket(u64);

/// Issues tickets.
#[derive(Debug, Default)]
pub struct Tickets {
    last: u64,
}

impl Tickets {
    pub fn issue(&mut self) -> Ticket {
        self.last += 1;
        Ticket(self.last)
    }
}

/// The open request of one feature; a new one replaces it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending {
    open: Option<Ticket>,
}

impl Pending {
    /// Opens a request.
    #[must_use]
    pub fn start(&mut self, tickets: &mut Tickets) -> Ticket {
        *self.open.insert(tickets.issue())
    }

    /// Closes the request with its answer; returns false for the answer to another one.
    #[must_use]
    pub fn accept(&mut self, ticket: Ticket) -> bool {
        self.open.take_if(|open| *open == ticket).is_some()
    }

    /// Whether an answer is to come.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether this is the open request.
    #[must_use]
    pub fn is(&self, ticket: Ticket) -> bool {
        self.open == Some(ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_open_request_is_taken_and_only_once() {
        let (mut tickets, mut pending) = (Tickets::default(), Pending::default());
        let first = pending.start(&mut tickets);
        let second = pending.start(&mut tickets);
        assert!(!pending.accept(first) && pending.is_open());
        assert!(pending.accept(second) && !pending.accept(second) && !pending.is_open());
    }

    #[test]
    fn a_new_feature_takes_no_answer_to_a_former_one() {
        let mut tickets = Tickets::default();
        let former = Pending::default().start(&mut tickets);
        let mut pending = Pending::default();
        let own = pending.start(&mut tickets);
        assert!(!pending.accept(former) && pending.accept(own));
    }
}
