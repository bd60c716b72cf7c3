//! Emitters of events within the source: what is emitted reaches the functions that listen.

use super::super::form::Span;
use super::kept::Listener;
use super::path::{PathId, Segment};
use super::run::FlowRun;
use super::site::Site;
use super::value::{Value, ValueShape};

/// At most so many functions listen.
const LISTENERS: usize = 48;

/// Modules of which the objects emit events to functions of the same source.
const MODULES: &[&str] = &["events", "eventemitter2", "eventemitter3", "mitt", "emittery", "tiny-emitter"];

impl<'a> FlowRun<'_, 'a> {
    /// The path of an object that a call makes: emitters of several places are several ones.
    pub fn made_at(&mut self, callee: PathId, span: Span) -> PathId {
        let path = self.paths.then(callee, Segment::Call);
        if !matches!(self.paths.origin(callee), Some(Segment::Module(name)) if MODULES.contains(&name)) {
            return path;
        }
        let places = &mut self.emitters.places;
        let known = places.iter().position(|place| *place == span);
        let place = known.unwrap_or_else(|| {
            places.push(span);
            places.len().saturating_sub(1)
        });
        self.paths.then(path, Segment::Place(u16::try_from(place).unwrap_or(u16::MAX)))
    }

    /// Calls of an emitter: a function listens, or an event is emitted.
    pub fn emitter_call(&mut self, site: &Site<'a>) -> Option<Value> {
        if !MODULES.contains(&site.root) {
            return None;
        }
        let Some(receiver) = site.receiver else {
            let made = matches!(site.name, "events" | "EventEmitter" | "EventEmitter2" | "TinyEmitter")
                || site.name == site.root;
            return made.then(|| {
                let path = self.made_at(site.callee.path, site.span);
                Value { path, ..Value::default() }
            });
        };
        match site.name {
            "on" | "once" | "addListener" | "prependListener" => {
                let event = self.text_of(site.first())?;
                let function = site.at(1)?;
                self.function_of(function)?;
                if self.emitters.listeners.len() < LISTENERS {
                    self.emitters.listeners.push(Listener { emitter: receiver.path, event, function });
                }
                Some(receiver)
            }
            "emit" => {
                let event = self.text_of(site.first())?;
                let heard = |one: &&Listener<'a>| one.emitter == receiver.path && one.event == event;
                let functions: Vec<Value> =
                    self.emitters.listeners.iter().filter(heard).map(|one| one.function).collect();
                let values = site.values();
                for function in functions {
                    self.call_back(function, values.get(1..).unwrap_or_default(), site.span);
                }
                Some(self.shaped(ValueShape::Unknown))
            }
            "EventEmitter" | "default" => {
                let path = self.made_at(site.callee.path, site.span);
                Some(Value { path, ..Value::default() })
            }
            _ => None,
        }
    }
}
