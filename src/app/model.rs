//! Everything that the screens show: one value, changed only by `update`.

use crate::app::cluster::session::ConnectionState;
use crate::app::cluster::trend::TrendState;
use crate::app::fix::FixState;
use crate::app::fix::fix_marks::FixMarks;
use crate::app::fix::fix_titles::FixTitles;
use crate::app::fix::marks::Marks;
use crate::app::fix::suggestions::{self, Suggestions};
use crate::app::map::map_job::Grids;
use crate::app::map::reach_map::ReachMap;
use crate::app::map::what_if;
use crate::app::overlay::Overlay;
use crate::app::rows::cursor::Cursor;
use crate::app::rows::filter::Filter;
use crate::app::rows::lists::Lists;
use crate::app::screen::place::{Place, ScreenKind};
use crate::app::screen::search::Search;
use crate::app::screen::source_view::SourceView;
use crate::app::screen::visits::{Visit, Visits};
use crate::checks::Finding;
use crate::fix::Receipt;
use crate::model::calendar::Day;
use crate::model::{Scope, Snapshot};
use crate::verdicts::config::Config;
use crate::verdicts::{Coverage, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The sort order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Risk,
    Name,
    /// By number of Functions, or by check.
    Size,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
pub struct Settings {
    pub theme: String,
    pub ascii: bool,
    pub hints: bool,
    pub show_passed: bool,
    pub show_accepted: bool,
    pub show_system: bool,
    pub mouse: bool,
    /// Long lines of a text are wrapped instead of cut off.
    pub wrap: bool,
    /// Rows and columns of the grids are swapped.
    pub transposed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: "auto".into(),
            ascii: false,
            hints: true,
            show_passed: false,
            show_accepted: false,
            show_system: true,
            mouse: false,
            wrap: false,
            transposed: false,
        }
    }
}

/// The measures of the last frame, for paging and clicks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Geometry {
    /// Rows of the focused list on screen.
    pub rows: usize,
    /// The first screen row of that list.
    pub top: u16,
}

#[derive(Debug)]
pub struct Model {
    pub snapshot: Snapshot,
    pub report: Report,
    pub today: Day,
    pub session: ConnectionState,
    pub place: Place,
    /// The places to go back to.
    pub visits: Visits,
    pub overlay: Option<Overlay>,
    pub pane: usize,
    /// Whether the focused pane has the whole screen.
    pub zoomed: bool,
    pub settings: Settings,
    pub lists: Lists,
    pub fix: Option<FixState>,
    pub source: Option<SourceView>,
    pub grids: Grids,
    pub causing: Suggestions,
    pub telling: FixTitles,
    pub fix_marks: FixMarks,
    pub trending: TrendState,
    /// The finding whose details stay on screen while the selection moves, and the move that holds it.
    pub held: Option<(Arc<Finding>, u64)>,
    pub marks: Marks,
    pub journal: Vec<Receipt>,
    pub status: String,
    /// Counts status messages, so that the end of one does not remove the next.
    pub said: u64,
    pub search: Option<Search>,
    /// The themes to choose from.
    pub themes: Vec<String>,
    pub geometry: Geometry,
    pub size: (u16, u16),
    /// Milliseconds since the program began, as of the last key.
    pub now: u64,
    /// Counts changes of the snapshot.
    pub changes: u64,
    /// The cluster with the changes since, while the screen is paused.
    pub paused: Option<Box<crate::app::cluster::pause::Paused>>,
    pub prefix: Option<char>,
    /// When the log-in was asked for last.
    pub pressed_log_in: Option<u64>,
    /// When Ctrl-C was pressed last.
    pub interrupted: Option<u64>,
    /// Set when the terminal should be left.
    pub quitting: bool,
    /// Numbers requests, so that outdated answers are recognised.
    pub sequence: u64,
    /// The cursor of each pane of each place.
    cursors: BTreeMap<(Place, usize), Cursor>,
    filters: BTreeMap<ScreenKind, Filter>,
    orders: BTreeMap<ScreenKind, Order>,
    /// Lists that are shown in reverse order.
    reversed: BTreeSet<ScreenKind>,
}

impl Model {
    /// Returns an empty model with the settings of a configuration.
    pub fn with(today: Day, config: &Config) -> Self {
        let mut model = Self::new(today);
        model.report = Report::with(config.policy.clone());
        model.snapshot.set_parameters(config.parameters.clone());
        model
    }

    #[must_use]
    pub fn new(today: Day) -> Self {
        Self {
            snapshot: Snapshot::default(),
            report: Report::default(),
            today,
            session: ConnectionState::default(),
            place: Place::Overview,
            visits: Visits::default(),
            overlay: None,
            pane: 0,
            zoomed: false,
            settings: Settings::default(),
            lists: Lists::default(),
            fix: None,
            source: None,
            grids: Grids::default(),
            causing: Suggestions::default(),
            telling: FixTitles::default(),
            fix_marks: FixMarks::default(),
            trending: TrendState::default(),
            held: None,
            marks: Marks::default(),
            journal: Vec::new(),
            status: String::new(),
            said: 0,
            search: None,
            themes: Vec::new(),
            geometry: Geometry { rows: 10, top: 3 },
            size: (120, 36),
            now: 0,
            changes: 0,
            paused: None,
            prefix: None,
            pressed_log_in: None,
            interrupted: None,
            quitting: false,
            sequence: 0,
            cursors: BTreeMap::new(),
            filters: BTreeMap::new(),
            orders: BTreeMap::new(),
            reversed: BTreeSet::new(),
        }
    }

    /// Returns the cursor of a pane of the current screen.
    pub fn cursor(&self, pane: usize) -> Cursor {
        self.cursors.get(&(self.place.clone(), pane)).cloned().unwrap_or_default()
    }

    pub fn cursor_mut(&mut self, pane: usize) -> &mut Cursor {
        self.cursors.entry((self.place.clone(), pane)).or_default()
    }

    /// Drops the cursors of places that nobody can return to, once there are many.
    pub fn forget_cursors(&mut self) {
        const MANY: usize = 512;
        if self.cursors.len() > MANY {
            let (visits, here) = (&self.visits, &self.place);
            self.cursors.retain(|(place, _), _| place == here || place.is_tab() || visits.has(place));
        }
    }

    /// Drops filters and cursors.
    pub fn forget_lists(&mut self) {
        self.filters.clear();
        self.cursors.clear();
    }

    /// Returns the current screen as it is left.
    #[must_use]
    pub fn visit(&self) -> Visit {
        Visit { place: self.place.clone(), pane: self.pane, zoomed: self.zoomed }
    }

    pub fn filter(&self, sort: ScreenKind) -> &Filter {
        static NONE: std::sync::LazyLock<Filter> = std::sync::LazyLock::new(Filter::default);
        self.filters.get(&sort).unwrap_or(&NONE)
    }

    /// Returns the screen whose filter is typed here: the list of the Overview is that of the namespaces.
    pub fn filtered(&self) -> ScreenKind {
        match self.place.sort() {
            ScreenKind::Overview => ScreenKind::Namespaces,
            sort => sort,
        }
    }

    pub fn set_filter(&mut self, sort: ScreenKind, text: &str) {
        self.filters.insert(sort, Filter::parse(text));
    }

    pub fn order(&self, sort: ScreenKind) -> Order {
        self.orders.get(&sort).copied().unwrap_or_default()
    }

    pub fn set_order(&mut self, sort: ScreenKind, order: Order) {
        self.orders.insert(sort, order);
    }

    pub fn is_reversed(&self, sort: ScreenKind) -> bool {
        self.reversed.contains(&sort)
    }

    /// Reverses a list.
    pub fn reverse(&mut self, sort: ScreenKind) {
        if !self.reversed.remove(&sort) {
            self.reversed.insert(sort);
        }
    }

    pub fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    pub fn say(&mut self, sentence: impl Into<String>) {
        self.status = sentence.into();
        self.said += 1;
    }

    /// Returns the namespace or Function of the current screen, as text.
    pub fn detail_of(&self) -> Option<String> {
        match &self.place {
            Place::Namespace(name) => Some(name.clone()),
            Place::Function(namespace, name) => Some(format!("{namespace}/{name}")),
            _ => None,
        }
    }

    /// Returns the number of rows in a pane of the current screen.
    pub fn rows(&self, pane: usize) -> usize {
        if pane >= self.panes() {
            return 0;
        }
        match &self.place {
            Place::Overview if pane == suggestions::PANE => suggestions::of(self, "").len(),
            Place::Overview if pane == 1 => self.findings_here().len(),
            Place::Overview | Place::Namespaces => self.lists.namespaces.len(),
            Place::Namespace(name) if pane == 1 => {
                self.snapshot.space(name).map_or(0, |space| space.functions.len())
            }
            Place::Function(..) if pane == 1 => self.source_lines(),
            Place::Namespace(_) | Place::Function(..) => self.findings_here().len(),
            Place::Object(_) => self.source_lines(),
            Place::Plan(of) => suggestions::of(self, of).len(),
            Place::Functions => self.lists.functions.len(),
            Place::Findings => self.lists.findings.len(),
            Place::Reach => self.grids.reach.as_ref().map_or(0, ReachMap::rows),
            Place::Pair(..) => what_if::shown(self).map_or(0, |reach| reach.pairs.rows.len()),
            Place::Access(_) => self.grids.access.as_ref().map_or(0, |access| access.rows.len()),
            Place::Changes => self.journal.len(),
            Place::Explain(_) => crate::app::screen::navigate::explain_lines(self),
            Place::Fix => 0,
        }
    }

    fn source_lines(&self) -> usize {
        self.source.as_ref().map_or(0, |source| source.lines.len())
    }

    /// Returns the number of panes of the current screen.
    pub fn panes(&self) -> usize {
        match &self.place {
            Place::Overview => 3,
            Place::Namespace(_) | Place::Function(..) => 2,
            Place::Namespaces
            | Place::Functions
            | Place::Findings
            | Place::Changes
            | Place::Reach
            | Place::Pair(..)
            | Place::Access(_)
            | Place::Object(_)
            | Place::Plan(_)
            | Place::Explain(_)
            | Place::Fix => 1,
        }
    }

    /// Returns the scope of a namespace, to evaluate checks.
    pub fn scope(&self, namespace: &str) -> Option<Scope<'_>> {
        let space = self.snapshot.space(namespace)?;
        Some(Scope::new(&self.snapshot, space, self.today))
    }

    /// Returns the identity of a row, so that the cursor can follow it.
    pub fn row_key(&self, pane: usize, row: usize) -> String {
        let suggestion = |row: usize| {
            let cause = self.causing.best.get(row);
            cause.map(|one| format!("{}|{}", one.target, one.title)).unwrap_or_default()
        };
        match &self.place {
            _ if pane >= self.panes() => String::new(),
            Place::Overview if pane == 1 => String::new(),
            Place::Overview if pane == suggestions::PANE => suggestion(row),
            Place::Overview | Place::Namespaces => {
                self.lists.namespaces.get(row).map(|one| one.name.clone()).unwrap_or_default()
            }
            Place::Plan(_) => suggestion(row),
            Place::Functions => {
                let row = self.lists.functions.get(row);
                row.map(|one| format!("{}/{}", one.namespace, one.name)).unwrap_or_default()
            }
            Place::Findings => {
                self.lists.findings.get(row).map(|one| identity(&one.finding)).unwrap_or_default()
            }
            Place::Changes => self.journal.get(row).map(|one| one.id.clone()).unwrap_or_default(),
            Place::Reach => self.grids.reach.as_ref().and_then(|reach| reach.name(row)).unwrap_or_default(),
            Place::Access(_) => {
                let row = self.grids.access.as_ref().and_then(|access| access.rows.get(row));
                row.map(crate::app::map::access_table::SubjectRow::key).unwrap_or_default()
            }
            Place::Namespace(_)
            | Place::Function(..)
            | Place::Pair(..)
            | Place::Object(_)
            | Place::Fix
            | Place::Explain(_) => String::new(),
        }
    }

    /// Lets every cursor of this screen find its object again after the lists changed.
    pub fn follow_rows(&mut self) {
        Lists::compute(self);
        for pane in 0..self.panes() {
            let len = self.rows(pane);
            let mut cursor = self.cursor(pane);
            let is_it = |row: &usize| !cursor.key.is_empty() && self.row_key(pane, *row) == cursor.key;
            // Most changes leave the row where it is, and a search through all rows takes a frame.
            let row = Some(cursor.row).filter(is_it).or_else(|| (0..len).find(is_it));
            cursor.follow(|_| row, len);
            *self.cursor_mut(pane) = cursor;
        }
    }

    /// Returns the coverage: the number of known verdicts, and of all.
    pub fn coverage(&self) -> Coverage {
        Coverage::of(&self.report)
    }
}

/// Returns a text that identifies a finding, cheaply.
#[must_use]
pub fn identity(finding: &Finding) -> String {
    let object = &finding.object;
    format!("{}|{}|{}|{}|{}", finding.check, object.namespace, object.kind, object.name, finding.path)
}
