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
mod inspecting;
mod paint;
mod perform;
mod replies;
pub mod scenes;
mod signals;
pub mod stage;
mod trace;

use crate::app::cluster::begin::begin;
use crate::app::model::Model;
use crate::model::Change;
use crate::model::calendar::Day;
use crate::source::Opening;
use crate::source::{Connection, News, Trouble, Wanted, Watches, connect};
use crate::term::Session;
use crate::term::caps::Caps;
use crate::term::events::Events;
use crate::view::theme::{self, Theme};
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
    pub wanted: Wanted,
    pub today: Day,
    pub theme: String,
    pub ascii: Option<bool>,
    pub caps: Caps,
}

/// How the explorer ended.
#[derive(Debug)]
pub enum End {
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
    wanted: Wanted,
    end: Option<End>,
}

/// Runs the explorer until the user leaves.
///
/// # Errors
/// If the theme is invalid, the source cannot be used, or there is no usable terminal.
pub async fn explore(options: Options) -> Result<End, Trouble> {
    let trace = Trace::start();
    let theme = options.caps.theme(&options.theme).map_err(|fault| {
        let next = format!("Themes are {}.", theme::offered().join(", "));
        Trouble::configuration("Choosing the theme", fault.to_string(), next)
    })?;
    let start = Wanted { opening: Opening::Start, ..options.wanted.clone() };
    let connection = connect::connect(&start, options.today).await?;
    crate::term::session::guard_panics();
    let terminal = Session::take().map_err(|why| {
        let next = "Run it in a terminal, or use fnsec scan without one.";
        Trouble::configuration("Taking the terminal", why.to_string(), next)
    })?;
    let mut explorer = Explorer::new(options, theme, connection, terminal, trace);
    explorer.run().await
}

impl Explorer {
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
    fn new(options: Options, theme: Theme, connection: Connection, terminal: Session, trace: Trace) -> Self {
        let mut model = Model::with(options.today, &options.wanted.config);
        let exceptions = Exceptions::of(&options.wanted, connection.origin);
        model.session = connected(&connection, &exceptions);
        begin(&mut model);
        model.settings.theme = options.theme;
        model.themes = theme::offered();
        model.settings.ascii = options.ascii.unwrap_or(options.caps.ascii);
        model.settings.remote = options.caps.remote;
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
            theme,
            caps: options.caps,
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
            wanted: options.wanted,
            end: None,
        }
    }
}
