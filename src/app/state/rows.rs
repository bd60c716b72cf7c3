//! The rows of the screens, kept with what they were computed from.

use crate::app::rows::filter::Filter;
use crate::app::state::order::Order;
use crate::checks::{Finding, Severity};
use crate::model::strings::SmallStr;
use crate::verdicts::Counts;
use crate::verdicts::attack_path::AttackPath;
use crate::verdicts::report::{WORST_CHECKS, Worst};
use std::cmp::Reverse;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// A namespace with the columns of its row.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespaceRow {
    pub name: String,
    pub functions: usize,
    /// `baseline`, `(none)`, or `?` when the Namespace object was not seen.
    pub level: String,
    pub families: [Worst; 8],
    /// The worst findings by their titles, each with its severity.
    pub worst: [Option<(Severity, &'static str)>; WORST_CHECKS],
    pub counts: Counts,
    pub score: Option<u8>,
    /// Why nothing could be evaluated, if so.
    pub blind: Option<String>,
}

/// Rows, kept with what they were computed from; those that no screen shows may be out of date.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    pub namespaces: Vec<NamespaceRow>,
    pub functions: KeptRows<FunctionRow>,
    pub findings: KeptRows<FindingRow>,
    /// The attack paths of the namespace on screen.
    pub paths: Vec<AttackPath>,
    pub(in crate::app) stamp: Option<RowsStamp>,
    pub(in crate::app) more: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::app) struct RowsStamp {
    pub(in crate::app) generation: u64,
    pub(in crate::app) changes: u64,
    pub(in crate::app) filters: [String; 3],
    pub(in crate::app) orders: [(Order, bool); 3],
    pub(in crate::app) system: bool,
    pub(in crate::app) accepted: bool,
    pub(in crate::app) detail: Option<String>,
}

impl Lists {
    /// Whether a part of them is missing.
    #[must_use]
    pub fn is_preparing(&self) -> bool {
        self.more
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct FunctionRow {
    pub namespace: Arc<str>,
    pub name: Arc<str>,
    pub counts: Counts,
    /// What the list is sorted by, where that is neither of the above.
    pub(in crate::app) key: SortKey,
}

/// A value of a column; large numbers come first.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::app) enum SortKey {
    #[default]
    Same,
    Text(SmallStr),
    Number(Reverse<usize>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct FindingRow {
    /// The namespace of the report that contains it.
    pub(in crate::app) home: Arc<str>,
    pub(in crate::app) severity: Severity,
    pub(in crate::app) accepted: bool,
    pub finding: Arc<Finding>,
}

impl AsRef<Finding> for FindingRow {
    fn as_ref(&self) -> &Finding {
        &self.finding
    }
}

/// How rows are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct RowView {
    pub(in crate::app) filter: Filter,
    pub(in crate::app) order: Order,
    pub(in crate::app) reversed: bool,
    pub(in crate::app) accepted: bool,
}

/// Rows, kept with what they were generated from.
#[derive(Debug, Clone)]
pub struct KeptRows<T> {
    pub(in crate::app) rows: Vec<T>,
    pub(in crate::app) view: Option<RowView>,
    /// The generation of the report.
    pub(in crate::app) seen: u64,
    /// Namespaces whose objects changed since.
    pub(in crate::app) touched: BTreeSet<Arc<str>>,
    pub(in crate::app) building: Option<ListBuild<T>>,
}

/// A list that is built a few namespaces at a time.
#[derive(Debug, Clone)]
pub(in crate::app) struct ListBuild<T> {
    pub(in crate::app) view: RowView,
    pub(in crate::app) generation: u64,
    pub(in crate::app) changes: u64,
    pub(in crate::app) homes: std::vec::IntoIter<Arc<str>>,
    /// Sorted runs; they are merged two by two.
    pub(in crate::app) runs: VecDeque<Vec<T>>,
}

impl<T> Default for KeptRows<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), view: None, seen: 0, touched: BTreeSet::new(), building: None }
    }
}

impl<T> std::ops::Deref for KeptRows<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}
