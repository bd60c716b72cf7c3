//! Visited screens: the one above the current screen, and all that came before it.

use crate::app::Place;

/// How many visits are kept.
const LONGEST: usize = 64;

/// A screen as the user left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub place: Place,
    pub pane: usize,
    pub zoomed: bool,
}

/// The screens above the current one, and those visited before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visits {
    /// From a tab down to the current screen; empty on a tab.
    trail: Vec<Visit>,
    /// In the order of the visits, whatever was opened from what.
    visited: Vec<Visit>,
}

impl Visits {
    /// Records that another screen was opened; a tab begins a new trail.
    pub fn open(&mut self, from: Visit, next: &Place) {
        self.remember(from.clone());
        if next.is_tab() {
            self.trail.clear();
        } else if from.place != Place::Fix {
            self.deepen(from);
        }
    }

    /// Records that another screen was opened on top of this one, even if it is a tab.
    pub fn open_over(&mut self, from: Visit) {
        self.remember(from.clone());
        self.deepen(from);
    }

    fn deepen(&mut self, from: Visit) {
        self.trail.push(from);
        let excess = self.trail.len().saturating_sub(LONGEST);
        self.trail.drain(..excess);
    }

    /// Returns the screen that the current one was opened from.
    pub fn up(&mut self, from: Visit) -> Option<Visit> {
        let above = self.trail.pop()?;
        self.remember(from);
        Some(above)
    }

    /// Returns the screen visited before this one.
    pub fn before(&mut self) -> Option<Visit> {
        let visit = self.visited.pop()?;
        if self.trail.last() == Some(&visit) {
            self.trail.pop();
        } else {
            self.trail.clear();
        }
        Some(visit)
    }

    /// Whether the current screen is at the top.
    #[must_use]
    pub fn is_top(&self) -> bool {
        self.trail.is_empty()
    }

    /// Returns the screen above the current one.
    #[must_use]
    pub fn above(&self) -> Option<&Place> {
        self.trail.last().map(|visit| &visit.place)
    }

    /// Returns the tab that the current screen was opened from, through however many others.
    #[must_use]
    pub fn tab(&self) -> Option<&Place> {
        self.trail.iter().map(|visit| &visit.place).find(|place| place.is_tab())
    }

    /// Whether a screen can be returned to, so that its cursors are kept.
    #[must_use]
    pub fn has(&self, place: &Place) -> bool {
        self.trail.iter().chain(&self.visited).any(|visit| visit.place == *place)
    }

    fn remember(&mut self, visit: Visit) {
        // A fix is over once it was left.
        if visit.place != Place::Fix {
            self.visited.push(visit);
            let excess = self.visited.len().saturating_sub(LONGEST);
            self.visited.drain(..excess);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(place: Place) -> Visit {
        Visit { place, pane: 0, zoomed: false }
    }

    #[test]
    fn a_tab_is_at_the_top_however_many_were_visited() {
        let mut visits = Visits::default();
        for next in [Place::Findings, Place::Overview, Place::Changes] {
            visits.open(visit(Place::Functions), &next);
        }
        assert!(visits.is_top() && visits.up(visit(Place::Changes)).is_none());
        assert_eq!(visits.before(), Some(visit(Place::Functions)));
    }

    #[test]
    fn the_way_up_leads_to_where_a_screen_was_opened() {
        let mut visits = Visits::default();
        let (shop, cart) = (Place::Namespace("shop".into()), Place::Function("shop".into(), "cart".into()));
        visits.open(visit(Place::Namespaces), &shop);
        visits.open(visit(shop.clone()), &cart);
        assert_eq!(visits.up(visit(cart.clone())), Some(visit(shop.clone())));
        assert_eq!(visits.up(visit(shop)), Some(visit(Place::Namespaces)));
        assert!(visits.is_top());
    }

    #[test]
    fn visits_are_bounded() {
        let mut visits = Visits::default();
        for _ in 0..1_000 {
            visits.open(visit(Place::Namespace("a".into())), &Place::Namespace("b".into()));
            visits.open_over(visit(Place::Namespace("b".into())));
        }
        assert_eq!((visits.trail.len(), visits.visited.len()), (LONGEST, LONGEST));
    }
}
