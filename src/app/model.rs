//! Everything that the screens show: one value, changed only by `update`.

use crate::app::input::keymap::Bindings;
use crate::app::overlay::Overlay;
use crate::app::rows::cursor::Cursor;
use crate::app::rows::filter::Filter;
use crate::app::screen::place::{Place, ScreenKind};
use crate::app::screen::source_view::SourceView;
use crate::app::state::connection::ConnectionState;
use crate::app::state::fix::FixState;
use crate::app::state::fix_marks::FixMarks;
use crate::app::state::fix_titles::FixTitles;
use crate::app::state::grids::Grids;
use crate::app::state::marks::Marks;
use crate::app::state::memory::Memory;
use crate::app::state::page::Page;
use crate::app::state::pause::PausedCluster;
use crate::app::state::pending::{Pending, Tickets};
use crate::app::state::rights::KnownRights;
use crate::app::state::rows::Lists;
use crate::app::state::search::Search;
use crate::app::state::since::BaselineChange;
use crate::app::state::suggestions::Suggestions;
use crate::app::state::trend::TrendState;
use crate::app::state::tutor::Tutor;
use crate::app::state::visits::{Visit, Visits};
use crate::checks::Finding;
use crate::fix::Receipt;
use crate::model::calendar::Day;
use crate::model::{Scope, Snapshot};
use crate::verdicts::config::Config;
use crate::verdicts::{Coverage, Report};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use crate::app::state::order::Order;
pub use crate::app::state::settings::{Geometry, Settings};

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
    /// The keys in effect.
    pub keys: Bindings,
    pub lists: Lists,
    pub page: Page,
    pub fix: Option<FixState>,
    pub source: Option<SourceView>,
    /// What is known of the object on screen besides its YAML.
    pub details: Option<crate::app::state::details::Details>,
    pub grids: Grids,
    pub causing: Suggestions,
    pub telling: FixTitles,
    pub fix_marks: FixMarks,
    pub rights: KnownRights,
    pub trending: TrendState,
    /// The finding whose details stay on screen while the selection moves, and the move that holds it.
    pub held: Option<(Arc<Finding>, Pending)>,
    pub marks: Marks,
    /// What is known from before, to mark what is new.
    pub since: Option<BaselineChange>,
    pub journal: Vec<Receipt>,
    pub status: String,
    /// Counts status messages, so that the end of one does not remove the next.
    pub said: u64,
    pub search: Option<Search>,
    /// Lines that were typed before.
    pub memory: Memory,
    /// The lesson of the tutor, where it was started.
    pub tutor: Option<Tutor>,
    /// The theme that is shown while it is selected in the palette.
    pub preview: Option<String>,
    /// The themes to choose from.
    pub themes: Vec<String>,
    pub geometry: Geometry,
    pub size: (u16, u16),
    /// Milliseconds since the program began, as of the last key.
    pub now: u64,
    /// Counts changes of the snapshot.
    pub changes: u64,
    /// The cluster with the changes since, while the screen is paused.
    pub paused: Option<Box<PausedCluster>>,
    pub prefix: Option<char>,
    /// When the log-in was asked for last.
    pub pressed_log_in: Option<u64>,
    /// When Ctrl-C was pressed last.
    pub interrupted: Option<u64>,
    /// Set when the terminal should be left.
    pub quitting: bool,
    /// Numbers requests, so that outdated answers are recognised.
    /// The undo that is being prepared.
    pub(in crate::app) undoing: Pending,
    pub tickets: Tickets,
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
            keys: Bindings::default(),
            lists: Lists::default(),
            page: Page::default(),
            fix: None,
            source: None,
            details: None,
            grids: Grids::default(),
            causing: Suggestions::default(),
            telling: FixTitles::default(),
            fix_marks: FixMarks::default(),
            rights: KnownRights::default(),
            trending: TrendState::default(),
            held: None,
            marks: Marks::default(),
            since: None,
            journal: Vec::new(),
            status: String::new(),
            said: 0,
            search: None,
            memory: Memory::default(),
            tutor: None,
            preview: None,
            themes: Vec::new(),
            geometry: Geometry { rows: 10, top: 3, ..Geometry::default() },
            size: (120, 36),
            now: 0,
            changes: 0,
            paused: None,
            prefix: None,
            pressed_log_in: None,
            interrupted: None,
            quitting: false,
            undoing: Pending::default(),
            tickets: Tickets::default(),
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

    pub fn filter(&self, screen: ScreenKind) -> &Filter {
        static NONE: std::sync::LazyLock<Filter> = std::sync::LazyLock::new(Filter::default);
        self.filters.get(&screen).unwrap_or(&NONE)
    }

    /// Returns the screen whose filter is typed here: the list of the Overview is that of the namespaces.
    pub fn filtered(&self) -> ScreenKind {
        match self.place.kind() {
            ScreenKind::Overview => ScreenKind::Namespaces,
            sort => sort,
        }
    }

    /// Returns the list that a pane of this screen shows, if it can be sorted.
    #[must_use]
    pub fn sorted_list(&self, pane: usize) -> Option<ScreenKind> {
        let list = self.filtered();
        (pane == 0 && !Order::of(list).is_empty()).then_some(list)
    }

    /// Filters a list. What was selected stays so if it is shown, and is again once it is shown again; meanwhile the
    /// first row is selected.
    pub fn set_filter(&mut self, screen: ScreenKind, text: &str) {
        if self.filtered() == screen && self.filter(screen).text != text {
            let cursor = self.cursor_mut(0);
            (cursor.row, cursor.top) = (0, 0);
        }
        self.filters.insert(screen, Filter::parse(text));
    }

    pub fn order(&self, screen: ScreenKind) -> Order {
        self.orders.get(&screen).copied().unwrap_or_default()
    }

    pub fn set_order(&mut self, screen: ScreenKind, order: Order) {
        self.orders.insert(screen, order);
    }

    pub fn is_reversed(&self, screen: ScreenKind) -> bool {
        self.reversed.contains(&screen)
    }

    /// Reverses a list.
    pub fn reverse(&mut self, screen: ScreenKind) {
        if !self.reversed.remove(&screen) {
            self.reversed.insert(screen);
        }
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
            Place::Overview
            | Place::Namespaces
            | Place::Functions
            | Place::Findings
            | Place::Reach
            | Place::Pair(..)
            | Place::Access(_)
            | Place::Object(_)
            | Place::Changes
            | Place::Plan(_)
            | Place::Fix
            | Place::Explain(_) => None,
        }
    }

    /// Returns the scope of a namespace, to evaluate checks.
    pub fn scope(&self, namespace: &str) -> Option<Scope<'_>> {
        let space = self.snapshot.space(namespace)?;
        Some(Scope::new(&self.snapshot, space, self.today))
    }

    /// Returns the coverage: the number of known verdicts, and of all.
    pub fn coverage(&self) -> &Coverage {
        &self.page.coverage
    }
}
