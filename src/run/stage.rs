//! The explorer without a terminal: keys in, painted buffers out, the same every time.

use super::answer::Tools;
use super::log::Log;
use crate::app::model::Model;
use crate::app::{Code, Effect, Key, Msg, update};
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::model::kind::Reach;
use crate::source::submit::Submitter;
use crate::source::{News, Trouble, Wanted, Watches, connect};
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
    /// Milliseconds that pass between two keys: enough for a question to hear the second.
    clock: u64,
}

/// Keys on a stage come this far apart.
const BEAT_MS: u64 = 1_000;
/// A cluster in the process answers long before this; it only keeps a mistake from hanging.
const PATIENCE: Duration = Duration::from_secs(20);

/// Every change on a stage happens at the same moment.
fn stamp() -> (String, String) {
    ("demo0001".into(), "2026-11-01T09:30:00Z".into())
}

impl Stage {
    /// Opens a source that holds still, and waits until everything was listed and judged.
    pub async fn open(wanted: &Wanted, today: Day, size: (u16, u16)) -> Result<Self, Trouble> {
        let wanted = Wanted { still: true, ..wanted.clone() };
        let connection = connect::connect(&wanted, today).await?;
        let (watches, news) = Watches::start(connection.client.clone(), connection.scope.clone());
        let submitter = Submitter::new(connection.client.clone(), connection.read_only);
        let tools = Tools { client: connection.client.clone(), submitter, log: Log::memory(), stamp };
        let mut model = Model::new(today);
        model.session = super::connected(&connection);
        model.size = size;
        let mut stage = Self { model, tools, news, _watches: watches, clock: 0 };
        stage.settle_feeds().await;
        stage.send(Msg::Identity("anna@example.com".into())).await;
        stage.model.status.clear();
        Ok(stage)
    }

    async fn settle_feeds(&mut self) {
        while !self.all_listed() {
            let Ok(Some(news)) = tokio::time::timeout(PATIENCE, self.news.recv()).await else {
                break;
            };
            self.send(Msg::News(news)).await;
        }
        self.judge();
    }

    fn all_listed(&self) -> bool {
        let feeds = self.model.snapshot.feeds();
        Kind::ALL.into_iter().all(|kind| {
            let place = if let Reach::Only(place) = kind.info().reach { place } else { "" };
            !matches!(feeds.of(kind, place), crate::model::Feed::Opening(_))
        }) && self.model.snapshot.schema().is_some()
    }

    fn judge(&mut self) {
        let Model { report, snapshot, today, .. } = &mut self.model;
        while report.step(snapshot, *today) {}
        crate::app::update::settle(&mut self.model);
    }

    /// A message, and everything it leads to.
    pub async fn send(&mut self, msg: Msg) {
        let mut waiting = VecDeque::from(update(&mut self.model, msg));
        while let Some(effect) = waiting.pop_front() {
            let writes = matches!(effect, Effect::Apply { .. });
            if let Some(msg) = self.tools.answer(effect).await {
                waiting.extend(update(&mut self.model, msg));
            }
            if writes {
                waiting.extend(self.arrival().await);
            }
        }
        self.judge();
    }

    /// After a write: the watch brings it, and the screen says so.
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

    /// Presses keys as they are written: `j j enter`, `y y`; a word in quotes is typed letter by letter.
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

/// Splits at spaces; `"text"` becomes its letters.
fn read(keys: &str) -> Result<Vec<Key>, String> {
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
        all.push(Key::parse(word).ok_or_else(|| format!("there is no key \"{word}\""))?);
        rest = tail.trim_start();
    }
    Ok(all)
}

/// Any key there is, for tests that press them blindly.
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
