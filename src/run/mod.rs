//! The main loop: it receives events of the terminal, the cluster and its own effects, and paints what
//! changed.

mod act;
mod answer;
mod arm;
mod connected;
mod editor;
mod exceptions;
mod external_reports;
mod perform;
mod replies;
pub mod scenes;
mod signals;
pub mod stage;
mod trace;

use crate::app::Effect;
use crate::app::Msg;
use crate::app::cluster::begin::begin;
use crate::app::model::Model;
use crate::app::update;
use crate::app::update::{rested, settle, settle_for_key};
use crate::model::Change;
use crate::model::calendar::Day;
use crate::source::Opening;
use crate::source::{Connection, News, Trouble, Wanted, Watches, access, connect};
use crate::term::caps::Caps;
use crate::term::events::Events;
use crate::term::{Session, background, input};
use crate::view::theme::{Depth, Theme};
use act::OpenedConnection;
use connected::connected;
use exceptions::Exceptions;
use perform::Performer;
use ratatui::buffer::Buffer;
use replies::{Inbox, Replies};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant as Later, sleep_until};
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

/// The minimum time between frames that the cluster causes; keys are answered at once.
const FRAME: Duration = Duration::from_millis(66);
/// Where painting is slow, it takes at most one part in this many of the time.
const SHARE: u32 = 5;
/// However slow painting is, a frame follows after this time.
const LONGEST: Duration = Duration::from_millis(500);
/// How long kinds that are still being listed may be silent before the loop stops waiting for them.
const QUIET: Duration = Duration::from_millis(250);
/// How long changes are applied, or verdicts computed, before keys are read again.
const SLICE: Duration = Duration::from_millis(2);
/// The number of changes that are applied together.
const HANDFUL: usize = 32;
/// The number of the signal for a closed terminal; some terminals close without sending it.
const HANGUP: u8 = 1;
/// How often the age of data that is not live is repainted.
const AGING: Duration = Duration::from_secs(5);
/// How often a countdown is repainted.
const SECOND: Duration = Duration::from_secs(1);
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
        let next = "Themes are auto, fnsec-dark, fnsec-light, ansi and mono.";
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
        model.settings.ascii = options.ascii.unwrap_or(options.caps.ascii);
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

    async fn run(&mut self) -> Result<End, Trouble> {
        let mut signals = signals::Signals::listen();
        self.performer.identify();
        self.perform(vec![Effect::ReadJournal]).await;
        self.paint(false);
        self.look_at_ground();
        self.events = Events::listen();
        while self.end.is_none() {
            let next = self.next(&mut signals).await;
            if let Some(msg) = next {
                let urgent = !matches!(msg, Msg::News(_));
                self.model.now = self.now();
                let begun = self.trace.begin();
                let effects = update(&mut self.model, msg);
                self.trace.held("a message", begun);
                self.perform(effects).await;
                self.dirty = true;
                if urgent {
                    self.paint(true);
                }
            }
            self.take_in().await;
            self.evaluate();
            let begun = self.trace.begin();
            let rested = rested(&mut self.model);
            self.trace.held("what follows", begun);
            self.perform(rested).await;
            if self.dirty && self.painted.elapsed() >= self.pace() {
                self.paint(false);
            }
        }
        self.watches.stop();
        self.performer.finish().await;
        Ok(self.end.take().unwrap_or(End::Quit))
    }

    /// Starts to detect the background for a theme that follows the terminal; after the first frame, which
    /// need not wait.
    fn look_at_ground(&mut self) {
        let follows = self.model.settings.theme == "auto" && self.caps.light.is_none();
        if !follows || self.caps.depth == Depth::Mono {
            return;
        }
        self.caps.light = background::is_light();
        if let Ok(theme) = self.caps.theme("auto") {
            self.theme = theme;
            self.dirty = true;
        }
    }

    /// Returns the next message; keys come before updates, and missing verdicts before waiting.
    async fn next(&mut self, signals: &mut signals::Signals) -> Option<Msg> {
        let waiting = !self.model.report.is_settled();
        let held = self.is_held();
        let slice = Later::from_std(self.judged + FRAME);
        let frame = Later::from_std(self.painted + self.pace());
        let counts = self.model.session.countdown(self.model.now).is_some();
        let aging = Later::from_std(self.painted + if counts { SECOND } else { AGING });
        let ticket = self.performer.ticket();
        tokio::select! {
            biased;
            signal = signals.next() => {
                self.end = signal.map(End::Signal);
                None
            }
            event = self.events.next() => self.heard(event),
            Some(msg) = self.messages.next(ticket) => Some(msg),
            Some(opened) = self.openings.recv() => self.opened(opened),
            () = std::future::ready(()), if !self.waiting.is_empty() => None,
            () = std::future::ready(()), if self.model.lists.is_preparing() => None,
            Some(news) = self.news.recv() => self.came(news),
            () = std::future::ready(()), if waiting && !held => None,
            () = sleep_until(slice), if waiting && held => None,
            () = sleep_until(frame), if self.dirty => None,
            () = sleep_until(aging), if self.model.session.since.is_some() => {
                // The age of the data is on screen too.
                self.model.now = self.now();
                self.dirty = true;
                None
            }
        }
    }

    /// Returns the milliseconds since the program began.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Returns the message for an event of the terminal.
    fn heard(&mut self, event: Option<crossterm::event::Event>) -> Option<Msg> {
        let now = self.now();
        let Some(event) = event else {
            self.end = Some(End::Signal(HANGUP));
            return Some(Msg::Shutdown);
        };
        if matches!(event, crossterm::event::Event::Resize(..)) {
            // What a terminal keeps when its size changes is undefined, even if it returns to the old size.
            self.terminal.forget();
        }
        input::message(event, now)
    }

    /// Queues changes, which are applied in slices; any other update becomes a message at once.
    fn came(&mut self, news: News) -> Option<Msg> {
        self.heard = Instant::now();
        match news {
            News::Changes(changes) => {
                self.waiting.extend(changes);
                None
            }
            other => Some(Msg::News(other)),
        }
    }

    /// Applies a slice of the queued changes, short enough not to delay a key.
    async fn take_in(&mut self) {
        let (begun, trace) = (Instant::now(), self.trace.begin());
        while begun.elapsed() < SLICE && !self.waiting.is_empty() {
            let count = self.waiting.len().min(HANDFUL);
            let changes: Vec<Change> = self.waiting.drain(..count).collect();
            self.model.now = self.now();
            let effects = update(&mut self.model, Msg::News(News::Changes(changes)));
            self.perform(effects).await;
            self.dirty = true;
        }
        self.trace.held("changes", trace);
    }

    /// Whether to postpone verdicts: while whole kinds arrive, most would be computed again and again.
    fn is_held(&self) -> bool {
        !self.model.snapshot.feeds().all_settled() && self.heard.elapsed() < QUIET
    }

    /// Returns the minimum time between frames that the cluster causes.
    fn pace(&self) -> Duration {
        FRAME.max(self.cost * SHARE).min(LONGEST)
    }

    /// Computes a slice of the missing verdicts, short enough not to delay a key.
    fn evaluate(&mut self) {
        if self.is_held() && self.judged.elapsed() < FRAME {
            return;
        }
        let (begun, trace) = (Instant::now(), self.trace.begin());
        let Model { report, snapshot, today, .. } = &mut self.model;
        while begun.elapsed() < SLICE && report.step(snapshot, *today) {
            self.dirty = true;
        }
        self.judged = Instant::now();
        self.trace.held("verdicts", trace);
    }

    /// Paints a frame. An urgent frame answers a key; rows that changed meanwhile may follow in the next
    /// frame.
    fn paint(&mut self, urgent: bool) {
        let (begun, trace) = (Instant::now(), self.trace.begin());
        let late = urgent && settle_for_key(&mut self.model);
        if !urgent {
            settle(&mut self.model);
        }
        self.trace.held("lists", trace);
        let drawing = self.trace.begin();
        let (model, theme) = (&self.model, &self.theme);
        let mut geometry = model.geometry;
        let drawn = self.terminal.draw(|frame| geometry = crate::view::draw(model, theme, frame));
        match drawn {
            Ok(shown) => self.shown = shown,
            Err(_) => drop(self.end.get_or_insert(End::Signal(HANGUP))),
        }
        self.model.geometry = geometry;
        self.painted = Instant::now();
        self.cost = self.painted - begun;
        self.dirty = late;
        self.trace.held("painting", drawing);
        self.trace.painted(&self.model);
    }
}

/// Asks once for the identity of the user, in the background.
async fn identity(client: kube::Client, out: replies::Replies) {
    if let Ok(identity) = access::identity(&client).await {
        out.send(Msg::Identity(identity.user)).await;
    }
}
