//! The subject of the current screen, and the selection on it.

use crate::app::Model;
use crate::app::rows::lists::lets;
use crate::app::screen::place::{Place, ScreenKind};
use crate::app::state::suggestions::PANE;
use crate::checks::{self, Finding, Fix};
use crate::fix::Cause;
use crate::model::Kind;
use std::sync::Arc;

impl Model {
    /// Returns the findings of the current screen's subject.
    pub fn findings_here(&self) -> Vec<Arc<Finding>> {
        match &self.place {
            Place::Overview | Place::Namespaces => {
                let row = self.lists.namespaces.get(self.cursor(0).row);
                row.map_or_else(Vec::new, |row| self.findings_of(&row.name))
            }
            Place::Namespace(name) => {
                let mut all = self.findings_of(name);
                all.retain(|finding| lets(self.filter(ScreenKind::Namespace), finding));
                all
            }
            Place::Function(namespace, name) => {
                let mut all = self.findings_of(namespace);
                let filter = self.filter(ScreenKind::Function);
                all.retain(|finding| finding.concerns(name) || finding.object.kind == Kind::Namespace);
                all.retain(|finding| lets(filter, finding));
                all.sort_by_key(|finding| (!finding.concerns(name), finding.severity));
                all
            }
            Place::Functions => {
                let Some(row) = self.lists.functions.get(self.cursor(0).row) else {
                    return Vec::new();
                };
                let mut all = self.findings_of(&row.namespace);
                all.retain(|finding| finding.concerns(&row.name));
                all
            }
            Place::Object(object) => {
                let mut all = self.findings_of(&object.namespace);
                all.retain(|finding| {
                    finding.object.kind == object.kind && finding.object.name == object.name
                });
                all
            }
            Place::Findings => self.lists.findings.iter().map(|row| Arc::clone(&row.finding)).collect(),
            Place::Changes
            | Place::Reach
            | Place::Pair(..)
            | Place::Access(_)
            | Place::Fix
            | Place::Plan(_)
            | Place::Explain(_) => Vec::new(),
        }
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

    /// Returns the finding under the cursor, on any screen.
    pub fn selected_finding(&self) -> Option<Arc<Finding>> {
        match (&self.place, self.pane) {
            (Place::Findings, _) => {
                self.lists.findings.get(self.cursor(0).row).map(|row| Arc::clone(&row.finding))
            }
            (Place::Overview, 1) => self.findings_here().get(self.cursor(1).row).cloned(),
            (Place::Overview, PANE) | (Place::Plan(_), _) => {
                self.selected_cause().map(|cause| Arc::clone(&cause.by))
            }
            (Place::Overview | Place::Namespaces | Place::Functions, _) => {
                self.findings_here().first().cloned()
            }
            (Place::Namespace(_) | Place::Function(..), _) => {
                self.findings_here().get(self.cursor(0).row).cloned()
            }
            (Place::Object(_), _) => {
                let (all, row) = (self.findings_here(), self.cursor(0).row);
                let source = self.source.as_ref()?;
                all.iter().find(|one| source.place(one) == Some(row)).or_else(|| all.first()).cloned()
            }
            (Place::Fix, _) => self.fix.as_ref().and_then(|fix| fix.finding.clone()),
            (Place::Explain(id), _) => {
                let rows = self.lists.findings.iter().map(|row| &row.finding);
                rows.into_iter().find(|finding| finding.check == *id).cloned()
            }
            (Place::Changes | Place::Reach | Place::Pair(..) | Place::Access(_), _) => None,
        }
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
