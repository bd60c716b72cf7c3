//! The explorer without a terminal: keys in, painted buffers out, the same every time.

use super::answer::Tools;
use super::exceptions::Exceptions;
use super::listed::all_listed;
use super::scenes::{Scene, SceneState};
use crate::app::Code;
use crate::app::Effect;
use crate::app::Key;
use crate::app::Msg;
use crate::app::model::Model;
use crate::app::update;
use crate::app::update::{judge, rested};
use crate::model::calendar::Day;
use crate::model::kind::KindScope;
use crate::model::{Change, Feed, Kind, Loss};
use crate::source::courier::Courier;
use crate::source::embedded::{Embedded, ServerFault};
use crate::source::inspect::{self, InspectTarget, Inspection};
use crate::source::ledger::Ledger;
use crate::source::submit::Submitter;
use crate::source::trend::Trends;
use crate::source::trouble::TroubleKind;
use crate::source::{News, SourceRequest, Trouble, Watches, connect};
use crate::view::theme::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;

pub struct Stage {
    pub model: Model,
    tools: Tools,
    news: Receiver<News>,
    _watches: Watches,
    /// The server of the demo.
    embedded: Option<Embedded>,
    /// The namespace to read kinds from that may not be listed across the cluster.
    fallback: String,
    /// Whether everything was listed.
    opened: bool,
    is_listing: bool,
    /// Milliseconds that pass between two keys: enough that a question accepts the second.
    clock: u64,
}

/// The time between two keys, in milliseconds.
const BEAT_MS: u64 = 1_000;
/// A cluster in the process answers long before this timeout; it only prevents a mistake from hanging.
const PATIENCE: Duration = Duration::from_secs(20);

/// Returns the time of every change, which is constant.
fn clock() -> String {
    "2026-11-01T09:30:00Z".into()
}

fn name() -> String {
    "demo0001".into()
}

impl Stage {
    /// Opens a source without changes of its own, and waits until everything was listed and evaluated.
    ///
    /// # Errors
    /// If the source cannot be opened.
    #[cfg(any(test, feature = "testing"))]
    pub async fn open(wanted: &SourceRequest, today: Day, size: (u16, u16)) -> Result<Self, Trouble> {
        Box::pin(Self::open_in(SceneState::Fine, wanted, today, size)).await
    }

    /// Plays a scene of the demo up to its last key.
    ///
    /// # Errors
    /// If the demo cannot be opened, or a key of the scene is invalid.
    pub async fn play(scene: &Scene, size: (u16, u16)) -> Result<Self, Trouble> {
        let wanted =
            SourceRequest { demo: true, context: Some(scene.context.into()), ..SourceRequest::default() };
        let opening = Self::open_in(scene.state, &wanted, super::scenes::TODAY, size);
        let mut stage = Box::pin(opening).await?;
        let played = stage.press(scene.keys).await;
        let next = "Correct the keys of the scene.";
        played.map_err(|why| Trouble::configuration(format!("Playing {}", scene.name), why, next))?;
        Ok(stage)
    }

    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    async fn open_in(
        state: SceneState,
        wanted: &SourceRequest,
        today: Day,
        size: (u16, u16),
    ) -> Result<Self, Trouble> {
        let wanted =
            SourceRequest { still: true, read_only: state == SceneState::ReadOnly, ..wanted.clone() };
        let connection = connect::connect(&wanted, today).await?;
        if let Some(embedded) = &connection.embedded {
            for fault in faults(state, &connection.scope.fallback) {
                embedded.fault(fault);
            }
            if state == SceneState::Others {
                super::external_reports::seed(embedded);
            }
        }
        let (watches, news) =
            Watches::start(connection.client.clone(), connection.scope.clone(), &Kind::watched());
        let submitter = Submitter::new(connection.client.clone(), connection.read_only);
        let tools = Tools {
            client: connection.client.clone(),
            courier: Courier { submitter, ledger: Ledger::memory(), name, clock },
            exceptions: Exceptions::of(&wanted, connection.origin),
            trends: Trends::memory(connection.origin),
        };
        let mut model = Model::with(today, &wanted.config);
        model.session = super::connected::connected(&connection, &tools.exceptions, &[]);
        model.snapshot.set_extent(connection.origin.extent());
        model.size = size;
        model.themes = crate::view::theme::offered();
        let mut stage = Self {
            model,
            tools,
            news,
            _watches: watches,
            embedded: connection.embedded,
            fallback: connection.scope.fallback.clone(),
            opened: false,
            is_listing: false,
            clock: 0,
        };
        if state != SceneState::Loading {
            stage.settle_feeds().await;
            stage.opened = true;
            stage.send(Msg::Identity("anna@example.com".into())).await;
            stage.model.status.clear();
        }
        stage.enter(state).await;
        Ok(stage)
    }

    /// Causes what happens after everything was listed.
    async fn enter(&mut self, state: SceneState) {
        let lost = |sort, why: &str, next: &str| News::Lost(Trouble::new(sort, "Watching", why, next));
        match state {
            SceneState::Stale => {
                let feed = Feed::Stale(Loss::Connection, "connection reset by peer".into());
                let change = Change::Feed { kind: Kind::Pod, namespace: String::new(), feed };
                self.send(Msg::News(News::Changes(vec![change]))).await;
            }
            SceneState::Offline => {
                let why = "connection refused";
                let next = "Check the network.";
                self.send(Msg::News(lost(TroubleKind::Unreachable, why, next))).await;
            }
            SceneState::Login => {
                let next = "Log in again, which leaves this screen for a moment.";
                self.send(Msg::News(lost(TroubleKind::Unauthenticated, "the token has expired", next))).await;
            }
            SceneState::Production => {
                self.model.session.origin = crate::source::Origin::Cluster;
                self.model.session.env = crate::app::state::connection::Env::Prod;
                self.model.session.armed = false;
            }
            SceneState::Refusing => {
                if let Some(embedded) = &self.embedded {
                    embedded.fault(ServerFault::Refuse(503));
                }
            }
            SceneState::Fine
            | SceneState::Loading
            | SceneState::NamespaceAdmin
            | SceneState::ReadOnly
            | SceneState::NoFunctions
            | SceneState::Others => {}
        }
    }

    /// Takes in everything that is listed; verdicts come after it, as none of those before would be seen.
    async fn settle_feeds(&mut self) {
        self.is_listing = true;
        while !all_listed(&self.model, &self.fallback) {
            let Ok(Some(news)) = tokio::time::timeout(PATIENCE, self.news.recv()).await else {
                break;
            };
            self.send(Msg::News(news)).await;
        }
        self.is_listing = false;
        self.judge();
    }

    fn judge(&mut self) {
        while judge(&mut self.model) {}
        crate::app::update::settle(&mut self.model);
    }

    /// Sends a message, and everything that follows from it.
    pub async fn send(&mut self, msg: Msg) {
        let mut waiting = VecDeque::from(update(&mut self.model, msg));
        loop {
            while let Some(effect) = waiting.pop_front() {
                // Time does not pass here: what was said stays.
                if matches!(effect, Effect::Fade(_)) {
                    continue;
                }
                if let Effect::Inspect { ticket, target } = effect {
                    for part in self.inspect(target).await {
                        waiting.extend(update(&mut self.model, Msg::Inspected(ticket, part)));
                    }
                    continue;
                }
                let writes = matches!(effect, Effect::Apply { .. });
                if let Some(msg) = self.tools.answer(effect).await {
                    waiting.extend(update(&mut self.model, msg));
                }
                if writes {
                    waiting.extend(self.arrival().await);
                }
            }
            if !self.is_listing {
                self.judge();
            }
            if self.opened {
                waiting.extend(rested(&mut self.model));
            }
            if waiting.is_empty() {
                break;
            }
        }
    }

    /// Reads events and logs once, events first.
    async fn inspect(&self, target: InspectTarget) -> Vec<Inspection> {
        let count = 1 + target.pods.len();
        let (out, mut heard) = tokio::sync::mpsc::channel(count);
        let reading = tokio::spawn(inspect::run(self.tools.client.clone(), target, out));
        let mut parts = Vec::new();
        while parts.len() < count {
            let Ok(Some(part)) = tokio::time::timeout(PATIENCE, heard.recv()).await else { break };
            parts.push(part);
        }
        reading.abort();
        let rank = |part: &Inspection| match part {
            Inspection::Log { pod, .. } | Inspection::LogLost { pod, .. } | Inspection::LogEnded { pod } => {
                pod.clone()
            }
            Inspection::Events { .. } | Inspection::Changed(_) | Inspection::EventsLost(_) => String::new(),
        };
        parts.sort_by_key(rank);
        parts
    }

    /// Waits after a write until the watch reports it, and the screen shows that.
    async fn arrival(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.model.fix.as_ref().is_some_and(|fixing| fixing.stage == crate::app::fix::Stage::Waiting) {
            let Ok(Some(news)) = tokio::time::timeout(PATIENCE, self.news.recv()).await else {
                break;
            };
            effects.extend(update(&mut self.model, Msg::News(news)));
            self.judge();
        }
        effects
    }

    /// Presses keys as they are written: `j j enter`, `y y`; text in quotes is typed letter by letter.
    ///
    /// # Errors
    /// If the text contains an unknown key.
    pub async fn press(&mut self, keys: &str) -> Result<(), String> {
        for key in read(keys)? {
            self.clock += BEAT_MS;
            self.send(Msg::Key(key, self.clock)).await;
        }
        Ok(())
    }

    /// Paints the current frame at the stage's size.
    pub fn paint(&mut self, theme: &Theme) -> Buffer {
        let (width, height) = self.model.size;
        let backend = TestBackend::new(width.max(1), height.max(1));
        let Ok(mut terminal) = Terminal::new(backend);
        // Twice: the first frame measures, the second one uses it.
        for _ in 0..2 {
            let mut geometry = self.model.geometry;
            let model = &self.model;
            let Ok(_) = terminal.draw(|frame| geometry = crate::view::draw(model, theme, frame));
            self.model.geometry = geometry;
        }
        terminal.backend().buffer().clone()
    }
}

/// Returns the faults that cause a state.
fn faults(state: SceneState, home: &str) -> Vec<ServerFault> {
    match state {
        SceneState::NoFunctions => {
            vec![ServerFault::NotServed(Kind::Function), ServerFault::NotServed(Kind::Serverless)]
        }
        SceneState::NamespaceAdmin => {
            Kind::ALL.into_iter().flat_map(|kind| denied_to_namespace_admin(kind, home)).collect()
        }
        SceneState::Fine
        | SceneState::Loading
        | SceneState::Offline
        | SceneState::Stale
        | SceneState::Login
        | SceneState::Production
        | SceneState::ReadOnly
        | SceneState::Refusing
        | SceneState::Others => Vec::new(),
    }
}

/// Returns the faults for the real `admin` role by RoleBinding: its namespace by name, everything in it,
/// nothing around it.
fn denied_to_namespace_admin(kind: Kind, home: &str) -> Vec<ServerFault> {
    let place = home.to_owned();
    match kind.info().reach {
        KindScope::Namespaced => vec![ServerFault::OnlyWithin { kind, namespaces: vec![place] }],
        KindScope::Cluster if kind == Kind::Namespace => vec![
            ServerFault::OnlyWithin { kind, namespaces: vec![place] },
            ServerFault::Forbidden { verb: Some("patch"), kind, namespace: String::new() },
        ],
        KindScope::Cluster | KindScope::Only(..) => {
            vec![ServerFault::Forbidden { verb: None, kind, namespace: String::new() }]
        }
    }
}

/// Splits keys at spaces; `"text"` becomes its letters.
///
/// # Errors
/// If the text contains an unknown key, or a quote that is not closed.
pub fn read(keys: &str) -> Result<Vec<Key>, String> {
    let mut all = Vec::new();
    let mut rest = keys.trim();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (text, tail) = quoted.split_once('"').ok_or("a quote is not closed")?;
            all.extend(text.chars().map(Key::char));
            rest = tail.trim_start();
            continue;
        }
        let (word, tail) = rest.split_once(' ').unwrap_or((rest, ""));
        all.push(Key::parse(word).ok_or_else(|| format!("unknown key \"{word}\""))?);
        rest = tail.trim_start();
    }
    Ok(all)
}

/// Returns every key, for tests that press them at random.
#[cfg(any(test, feature = "testing"))]
pub fn some_keys() -> Vec<Key> {
    let letters = (' '..='~').map(Key::char);
    let controls = ['c', 'd', 'f', 'n', 'o', 'p', 'r', 's', 'u', 'y', 'z'].map(Key::ctrl);
    let named = [
        Code::Enter,
        Code::Esc,
        Code::Tab,
        Code::BackTab,
        Code::Backspace,
        Code::Delete,
        Code::Up,
        Code::Down,
        Code::Left,
        Code::Right,
        Code::Home,
        Code::End,
        Code::PageUp,
        Code::PageDown,
        Code::F(1),
    ];
    letters.chain(controls).chain(named.map(Key::plain)).collect()
}
