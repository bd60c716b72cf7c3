//! The explorer as numbered lines and prompts: the same state machine and the same effects, without a screen that
//! is painted over. A line in, lines out; nothing is written twice, and no escape sequence is sent.

mod answer;
pub mod command;
mod effects;
mod input;
mod listing;
mod speak;

use super::connected::connected;
use super::exceptions::Exceptions;
use super::perform::Performer;
use super::replies::{Inbox, Replies};
use super::{Options, WAITING};
use crate::app::Effect;
use crate::app::Key;
use crate::app::Msg;
use crate::app::Place;
use crate::app::cluster::begin::begin;
use crate::app::config::EffectiveSettings;
use crate::app::input::action::KeyAction;
use crate::app::input::configure;
use crate::app::input::key::Code;
use crate::app::model::Model;
use crate::app::state::memory::Memory;
use crate::app::state::tutor::Tutor;
use crate::app::update;
use crate::app::update::{judge, rested, settle};
use crate::source::{Connection, News, Opening, SourceRequest, Trouble, Watches, connect};
use command::{Command, is_offered, parse};
use input::Input;
use speak::{Voice, say, say_all};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Receiver;

/// How long changes must pause before they are announced.
const QUIET: Duration = Duration::from_millis(500);

/// The state of the linear mode.
pub(super) struct Linear {
    model: Model,
    performer: Performer,
    watches: Watches,
    news: Receiver<News>,
    messages: Inbox,
    wanted: SourceRequest,
    resolved: EffectiveSettings,
    /// The namespace to read kinds from that may not be listed across the cluster.
    fallback: String,
    started: Instant,
    voice: Voice,
    /// Whether changes are announced.
    watching: bool,
    /// Whether changes arrived that were not announced yet.
    changed: bool,
    ended: bool,
}

/// Runs the linear mode until the user leaves or the input ends.
///
/// # Errors
/// If the source cannot be used.
pub async fn run(mut options: Options) -> Result<(), Trouble> {
    let resolved = options.settings.read();
    options.wanted.namespaces = super::namespaces(&options.wanted, &resolved);
    let start = SourceRequest { opening: Opening::Start, ..options.wanted.clone() };
    let connection = connect::connect(&start, options.today).await?;
    let mut linear = Linear::new(options, resolved, &connection);
    linear.listen().await;
    let mut input = Input::new();
    while !linear.ended {
        speak::prompt();
        let Some(line) = linear.next_line(&mut input).await else { break };
        match line {
            Ok(line) => linear.hear(&line).await,
            Err(why) => say(&why),
        }
    }
    linear.watches.stop();
    linear.performer.finish().await;
    linear.performer.tools().leave(&linear.model);
    Ok(())
}

impl Linear {
    fn new(options: Options, resolved: EffectiveSettings, connection: &Connection) -> Self {
        let mut model = Model::with(options.today, &options.wanted.config);
        let exceptions = Exceptions::of(&options.wanted, connection.origin);
        model.session = connected(connection, &exceptions, &resolved.config.production);
        model.since = options.since.map(|since| since.here(&model.session));
        begin(&mut model);
        configure::begin(&mut model, &resolved.config);
        model.memory = Memory::new(crate::source::memory::read());
        model.tutor = options.lesson.map(|lesson| Tutor { lesson });
        // A page of a list is as long as a person listens, and a line is as long as its text.
        model.geometry.rows = speak::ROWS;
        model.size.0 = u16::MAX;
        if let Some(said) = options.notice.or_else(|| configure::sentence(&resolved.faults)) {
            model.say(said);
        }
        let (out, messages) = Replies::new(WAITING);
        let performer = Performer::new(connection, model.session.armed, exceptions, out);
        let scope = connection.scope.clone();
        let kinds = crate::model::Kind::watched();
        let (watches, news) = Watches::start(connection.client.clone(), scope, &kinds);
        Self {
            model,
            performer,
            watches,
            news,
            messages,
            wanted: options.wanted,
            resolved,
            fallback: connection.scope.fallback.clone(),
            started: Instant::now(),
            voice: Voice::default(),
            watching: false,
            changed: false,
            ended: false,
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Waits until everything is listed, and reads the first screen.
    async fn listen(&mut self) {
        self.performer.identify();
        self.list().await;
        let journal = vec![Effect::ReadJournal];
        self.follow(journal).await;
        self.model.status.clear();
        self.say_where();
        self.read_page(0);
        self.say_lesson();
    }

    /// Returns the next line; meanwhile changes are taken in, and announced if that is wanted.
    async fn next_line(&mut self, input: &mut Input) -> Option<Result<String, String>> {
        loop {
            let connection = self.performer.connection();
            let msg = tokio::select! {
                biased;
                line = input.next() => return line,
                Some(msg) = self.messages.next(connection) => msg,
                Some(news) = self.news.recv() => {
                    self.changed = true;
                    Msg::News(news)
                }
                () = tokio::time::sleep(QUIET), if self.changed && self.watching => {
                    self.announce();
                    continue;
                }
            };
            self.model.now = self.now();
            let effects = update(&mut self.model, msg);
            self.follow(effects).await;
        }
    }

    /// Computes all verdicts and lists.
    fn judge(&mut self) {
        while judge(&mut self.model) {}
        settle(&mut self.model);
    }

    /// Performs effects, and everything that follows from them.
    async fn follow(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        loop {
            while let Some(effect) = waiting.pop_front() {
                waiting.extend(Box::pin(self.perform(effect)).await);
            }
            self.judge();
            waiting.extend(rested(&mut self.model));
            if waiting.is_empty() {
                return;
            }
        }
    }

    async fn send(&mut self, msg: Msg) {
        self.model.now = self.now();
        let effects = update(&mut self.model, msg);
        self.follow(effects).await;
    }

    async fn key(&mut self, code: Code) {
        self.send(Msg::Key(Key::plain(code), self.now())).await;
    }

    async fn act(&mut self, action: KeyAction) {
        self.send(Msg::Act(action, self.now())).await;
    }

    /// Types a text into the open line, instead of what is there.
    async fn type_over(&mut self, text: &str) {
        self.send(Msg::Key(Key::ctrl('u'), self.now())).await;
        self.type_text(text).await;
    }

    async fn type_text(&mut self, text: &str) {
        for letter in text.chars().filter(|letter| !letter.is_control()) {
            self.key(Code::Char(letter)).await;
        }
    }

    /// Takes one line, and says what it led to.
    async fn hear(&mut self, line: &str) {
        self.take_in().await;
        if self.changed && self.watching {
            self.announce();
        }
        let before = self.view();
        self.model.status.clear();
        let line = line.trim();
        let taken = self.answer(line).await;
        let mut read = false;
        if !taken {
            match parse(line) {
                Ok(command) => read = self.run(command).await,
                Err(why) => match self.action_of_key(line) {
                    // Messages name keys, so a key is a command too.
                    Some(action) => read = self.run(Command::Act(action, None)).await,
                    None => say(&why),
                },
            }
        }
        self.close_notices().await;
        self.say_status();
        if self.ended || self.model.quitting {
            self.ended = true;
            return;
        }
        let now = self.view();
        if !read && now.is_other_list_of(&before) {
            self.read_list(0);
        } else if !read && now != before {
            self.read_page(0);
        }
        self.say_lesson();
    }

    /// Returns the action that a key, or two, have on this screen.
    fn action_of_key(&self, line: &str) -> Option<KeyAction> {
        let here = self.model.place.kind();
        let action = match line.split_once(' ') {
            Some((first, second)) => {
                self.model.keys.action(Key::parse(first)?.letter(), Key::parse(second)?, here)
            }
            None => self.model.keys.action(None, Key::parse(line)?, here),
        };
        action.filter(|action| is_offered(*action))
    }

    /// Takes in what arrived while nothing was typed.
    async fn take_in(&mut self) {
        while let Ok(news) = self.news.try_recv() {
            self.changed = true;
            self.send(Msg::News(news)).await;
        }
    }

    /// Performs a command; returns whether it read what there is to read.
    async fn run(&mut self, command: Command) -> bool {
        match command {
            Command::Empty => return false,
            Command::Help => self.say_help(),
            Command::List => self.read_page(0),
            Command::More => self.read_more(),
            Command::Where => self.say_where(),
            Command::Quit => {
                self.act(KeyAction::QuitAll).await;
                return false;
            }
            Command::Select(row) => {
                if self.select(row).await {
                    self.say_selected();
                }
            }
            Command::Why(row) => {
                if self.select_if(row).await {
                    say_all(&crate::view::linear::why(&self.model));
                }
            }
            Command::Act(action, row) => {
                if self.select_if(row).await {
                    self.act(action).await;
                }
                return false;
            }
            Command::Find(text) => return self.find(&text).await,
            Command::Go(action, text) => {
                self.act(action).await;
                if !text.is_empty() {
                    self.answer(&text).await;
                }
                return false;
            }
            Command::To(name) => self.to(&name).await,
            Command::Watch(on) => self.watch(on),
            Command::Rights => {
                self.act(KeyAction::Coverage).await;
                self.key(Code::Char('y')).await;
            }
            Command::Palette(text) => {
                self.act(KeyAction::Palette).await;
                self.type_text(&text).await;
                self.key(Code::Enter).await;
                return false;
            }
        }
        true
    }

    async fn select_if(&mut self, row: Option<usize>) -> bool {
        match row {
            Some(row) => self.select(row).await,
            None => true,
        }
    }

    /// Selects a row; says so if there is no such row.
    async fn select(&mut self, row: usize) -> bool {
        let all = self.model.rows(self.model.pane);
        if row >= all {
            say(&format!("There is no row {}; this list has {all} rows.", row + 1));
            return false;
        }
        self.send(Msg::Select(row)).await;
        true
    }

    /// Filters a list, or searches a text and reads the line that was found.
    async fn find(&mut self, text: &str) -> bool {
        let is_text = matches!(self.model.place, Place::Function(..)) && self.model.pane == 1;
        let is_list = self.model.spec().is_list && !is_text;
        self.act(if is_list { KeyAction::Filter } else { KeyAction::Search }).await;
        self.type_over(text).await;
        self.key(if text.is_empty() && !is_list { Code::Esc } else { Code::Enter }).await;
        if is_list {
            return false;
        }
        self.say_selected();
        true
    }

    /// Selects the destination on the map, by the name of a namespace.
    async fn to(&mut self, name: &str) {
        let names = self.model.grids.reach.as_ref().map(|reach| reach.matrix.names.clone());
        let at = names.unwrap_or_default().iter().position(|own| **own == *name);
        let Some(at) = at.filter(|_| self.model.place == Place::Reach) else {
            return say("Type to and the name of a namespace, on the screen reach.");
        };
        while self.model.grids.reach_column != at {
            let before = self.model.grids.reach_column;
            self.act(if before < at { KeyAction::Right } else { KeyAction::Left }).await;
            if self.model.grids.reach_column == before {
                break;
            }
        }
        say_all(&crate::view::linear::why(&self.model));
    }

    fn watch(&mut self, on: Option<bool>) {
        self.watching = on.unwrap_or(!self.watching);
        self.voice.remember(&self.model);
        let words = if self.watching { "Changes are announced." } else { "Changes are not announced." };
        say(words);
    }

    fn announce(&mut self) {
        self.changed = false;
        self.voice.announce(&self.model);
    }
}
