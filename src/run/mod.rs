//! The running explorer: what it consists of, and how it starts.

mod act;
mod answer;
mod arm;
mod connected;
mod connection;
mod editor;
mod event_loop;
mod exceptions;
mod external_reports;
mod follow;
mod inspecting;
pub mod linear;
mod listed;
mod paint;
mod perform;
pub mod progress;
mod replies;
pub mod scenes;
pub mod settings;
mod signals;
pub mod stage;
mod trace;

use crate::app::cluster::begin::begin;
use crate::app::config::EffectiveSettings;
use crate::app::input::configure;
use crate::app::model::Model;
use crate::app::state::memory::Memory;
use crate::app::state::since::BaselineChange;
use crate::app::state::tutor::Tutor;
use crate::model::Change;
use crate::model::calendar::Day;
use crate::source::Opening;
use crate::source::{Connection, News, SourceRequest, Trouble, Watches, connect};
use crate::term::Session;
use crate::term::caps::Caps;
use crate::term::events::Events;
use crate::view::theme::{Catalog, Theme};
use connected::connected;
use connection::OpenedConnection;
use exceptions::Exceptions;
use perform::Performer;
use ratatui::buffer::Buffer;
use replies::{Inbox, Replies};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use trace::Trace;

/// The settings that the explorer starts with.
#[derive(Debug, Clone)]
pub struct Options {
    pub wanted: SourceRequest,
    pub today: Day,
    pub settings: settings::Sources,
    pub caps: Caps,
    /// The lesson of the tutor, counted from 0.
    pub lesson: Option<usize>,
    /// The findings that are known.
    pub since: Option<BaselineChange>,
    /// What is to be said at the start, such as a configuration that cannot be read.
    pub notice: Option<String>,
}

/// How the explorer ended.
#[derive(Debug)]
pub enum SessionEnd {
    Quit,
    /// A signal asked for it; its number.
    Signal(u8),
}

/// The number of the signal for a closed terminal; some terminals close without sending it.
const HANGUP: u8 = 1;
/// The capacity of the message queue.
const WAITING: usize = 256;

/// The state of the loop.
struct Explorer {
    model: Model,
    theme: Theme,
    caps: Caps,
    /// Whether the terminal reports its background when asked.
    reports_background: bool,
    settings: settings::Sources,
    watch: settings::SettingsWatch,
    resolved: EffectiveSettings,
    catalog: Catalog,
    terminal: Session,
    /// The buffer that was painted last.
    shown: Buffer,
    events: Events,
    performer: Performer,
    watches: Watches,
    news: Receiver<News>,
    /// Changes that arrived and were not applied yet.
    waiting: VecDeque<Change>,
    messages: Inbox,
    /// Receives connections that are being opened.
    openings: Receiver<OpenedConnection>,
    opener: Sender<OpenedConnection>,
    /// How many were started: only the last one counts.
    begun: u64,
    started: Instant,
    painted: Instant,
    /// How long the last frame took.
    cost: Duration,
    /// When the last update arrived, and when verdicts were last computed.
    heard: Instant,
    judged: Instant,
    trace: Trace,
    dirty: bool,
    /// The terminal got the focus, and what it may have changed is not known yet.
    has_focus_news: bool,
    wanted: SourceRequest,
    end: Option<SessionEnd>,
}

/// Runs the explorer until the user leaves.
///
/// # Errors
/// If the theme is invalid, the source cannot be used, or there is no usable terminal.
pub async fn explore(mut options: Options) -> Result<SessionEnd, Trouble> {
    let trace = Trace::start();
    let resolved = options.settings.read();
    let catalog = options.settings.catalog(&resolved.config.theme);
    let chosen = choose(&options, &resolved, &catalog)?;
    options.wanted.namespaces = namespaces(&options.wanted, &resolved);
    let start = SourceRequest { opening: Opening::Start, ..options.wanted.clone() };
    let connection = connect::connect(&start, options.today).await?;
    crate::term::session::guard_panics();
    let terminal = Session::take().map_err(|why| {
        let next = "Run it in a terminal, or use fnsec scan without one.";
        Trouble::configuration("Taking the terminal", why.to_string(), next)
    })?;
    let mut explorer = Explorer::new(options, (resolved, catalog, chosen), connection, terminal, trace);
    explorer.run().await
}

/// Returns the namespaces to read: the configured ones count for clusters, unless the command line names some.
fn namespaces(wanted: &SourceRequest, resolved: &EffectiveSettings) -> Vec<String> {
    let is_cluster = !wanted.demo && wanted.files.is_empty();
    if is_cluster && wanted.namespaces.is_empty() && !wanted.all_namespaces {
        return resolved.config.namespaces.clone();
    }
    wanted.namespaces.clone()
}

/// The theme to start with.
struct StartTheme {
    name: String,
    theme: Theme,
    /// Why it is not the configured one.
    fault: Option<String>,
}

/// Returns the theme to start with. A wrong flag is an error; a wrong file is reported on screen.
fn choose(options: &Options, resolved: &EffectiveSettings, catalog: &Catalog) -> Result<StartTheme, Trouble> {
    let name = resolved.config.theme.clone();
    let fault = match options.caps.theme(catalog, &name) {
        Ok(theme) => return Ok(StartTheme { name, theme, fault: None }),
        Err(fault) => fault.to_string(),
    };
    let next = || format!("Themes are {}.", catalog.offered().join(", "));
    let asked = options.settings.flags.iter().any(|(key, ..)| *key == "theme");
    let usual = options.caps.theme(catalog, "auto");
    match usual {
        Ok(theme) if !asked => Ok(StartTheme { name: "auto".into(), theme, fault: Some(fault) }),
        _ => Err(Trouble::configuration("Choosing the theme", fault, next())),
    }
}

/// Takes what was remembered, and says what was wrong with the settings.
fn recall(model: &mut Model, fault: Option<String>) {
    model.memory = Memory::new(crate::source::memory::read());
    if let Some(fault) = fault {
        model.say(fault);
    }
}

impl Explorer {
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn new(
        options: Options,
        (resolved, catalog, chosen): (EffectiveSettings, Catalog, StartTheme),
        connection: Connection,
        mut terminal: Session,
        trace: Trace,
    ) -> Self {
        let mut model = Model::with(options.today, &options.wanted.config);
        let exceptions = Exceptions::of(&options.wanted, connection.origin);
        model.session = connected(&connection, &exceptions, &resolved.config.production);
        begin(&mut model);
        model.themes = catalog.offered();
        model.settings.ascii = options.caps.ascii;
        configure::begin(&mut model, &resolved.config);
        model.settings.theme = chosen.name;
        let fault = options.notice.or(chosen.fault).or_else(|| configure::sentence(&resolved.faults));
        recall(&mut model, fault);
        if model.settings.mouse {
            let _ = terminal.mouse(true);
        }
        model.since = options.since.map(|since| since.here(&model.session));
        model.tutor = options.lesson.map(|lesson| Tutor { lesson });
        let watch = options.settings.watch(&model.settings.theme);
        model.settings.remote = options.caps.remote;
        terminal.adapt(&options.caps);
        let size = terminal.screen.size().unwrap_or_default();
        model.size = (size.width, size.height);
        let (out, messages) = Replies::new(WAITING);
        let (opener, openings) = channel(1);
        let (watches, news) = Watches::start(
            connection.client.clone(),
            connection.scope.clone(),
            &crate::model::Kind::watched(),
        );
        let performer = Performer::new(&connection, model.session.armed, exceptions, out);
        let now = Instant::now();
        Self {
            model,
            theme: chosen.theme,
            caps: options.caps,
            reports_background: false,
            settings: options.settings,
            watch,
            resolved,
            catalog,
            terminal,
            shown: Buffer::default(),
            events: Events::none(),
            performer,
            watches,
            news,
            waiting: VecDeque::new(),
            messages,
            openings,
            opener,
            begun: 0,
            started: now,
            painted: now,
            cost: Duration::ZERO,
            heard: now,
            judged: now,
            trace,
            dirty: true,
            has_focus_news: false,
            wanted: options.wanted,
            end: None,
        }
    }
}
