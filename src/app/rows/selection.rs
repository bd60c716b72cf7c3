//! The subject of the current screen, and the selection on it.

use crate::app::Model;
use crate::app::rows::page;
use crate::app::screen::place::Place;
use crate::app::state::marks::identity;
use crate::app::state::suggestions::PANE;
use crate::checks::{self, Finding, Fix};
use crate::fix::Cause;
use std::sync::Arc;

impl Model {
    /// Returns the findings of the current screen's subject, as they are on screen: a key that comes between a change
    /// and its frame is about the row that can be seen.
    pub fn findings_here(&self) -> Vec<Arc<Finding>> {
        page::on_screen(self).map_or_else(|| (self.spec().findings)(self), <[_]>::to_vec)
    }

    /// Returns how many these are.
    pub fn count_here(&self) -> usize {
        page::on_screen(self).map_or_else(|| (self.spec().findings)(self).len(), <[_]>::len)
    }

    /// Returns one of these findings.
    pub fn finding_here(&self, row: usize) -> Option<Arc<Finding>> {
        match page::on_screen(self) {
            Some(all) => all.get(row).cloned(),
            None => (self.spec().findings)(self).get(row).cloned(),
        }
    }

    /// Returns the identity of one of these findings, which a cursor follows.
    pub fn finding_key(&self, row: usize) -> String {
        self.finding_here(row).map(|finding| identity(&finding)).unwrap_or_default()
    }

    /// Returns the finding under the cursor, on any screen.
    pub fn selected_finding(&self) -> Option<Arc<Finding>> {
        (self.spec().selected)(self)
    }

    /// Returns the findings of one namespace, worst first.
    pub fn findings_of(&self, namespace: &str) -> Vec<Arc<Finding>> {
        let report = self.report.space(namespace);
        let mut all: Vec<Arc<Finding>> =
            report.map(|report| report.findings().cloned().collect()).unwrap_or_default();
        all.sort_by_key(|finding| finding.severity);
        if let Some(report) = report.filter(|_| self.settings.show_accepted) {
            all.extend(report.accepted().map(|one| Arc::clone(&one.finding)));
        }
        all
    }

    /// Returns the cause under the cursor.
    pub fn selected_cause(&self) -> Option<&Cause> {
        match &self.place {
            Place::Overview if self.pane == PANE => self.causing.of("").get(self.cursor(PANE).row),
            Place::Plan(name) => self.causing.of(name).get(self.cursor(0).row),
            _ => None,
        }
    }

    /// Returns the fixes for a finding, the first choice first.
    pub fn fixes(&self, finding: &Finding) -> Vec<Fix> {
        self.scope(finding.home()).map(|scope| checks::fixes(&scope, finding)).unwrap_or_default()
    }

    /// Returns the finding whose details are shown beside the list.
    pub fn told_finding(&self) -> Option<Arc<Finding>> {
        self.held.as_ref().map(|(finding, _)| Arc::clone(finding)).or_else(|| self.selected_finding())
    }

    /// Returns the name under the cursor.
    pub fn selected_name(&self) -> Option<String> {
        match &self.place {
            Place::Overview | Place::Namespaces if self.pane == 0 => {
                self.lists.namespaces.get(self.cursor(0).row).map(|row| row.name.clone())
            }
            Place::Functions => self.lists.functions.get(self.cursor(0).row).map(|row| row.name.to_string()),
            Place::Changes => self.journal.get(self.cursor(0).row).map(|receipt| receipt.id.clone()),
            _ => self.selected_finding().map(|finding| finding.object.name.to_string()),
        }
    }
}
