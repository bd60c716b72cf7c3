//! The events of one range in order.

use super::order::Order;
use crate::engine::packages::PackageManager;
use crate::model::advisories::{Range, VersionChange};

/// What changes at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Introduced,
    Fixed,
    LastAffected,
}

/// The events of a range in order; an event before all versions has no place.
pub(super) struct Events<'a> {
    turns: Vec<(Option<Order>, Turn)>,
    limits: Vec<Order>,
    pub fixes: Vec<(Order, &'a str)>,
}

impl<'a> Events<'a> {
    pub fn read(language: PackageManager, range: &'a Range) -> Result<Self, String> {
        let mut all = Self { turns: Vec::new(), limits: Vec::new(), fixes: Vec::new() };
        let place = |text: &str| {
            Order::read(language, text).ok_or_else(|| format!("{text} is not a version of the ecosystem"))
        };
        for event in &range.0 {
            match event {
                VersionChange::Introduced(text) if **text == *"0" => all.turns.push((None, Turn::Introduced)),
                VersionChange::Introduced(text) => all.turns.push((Some(place(text)?), Turn::Introduced)),
                VersionChange::Fixed(text) => {
                    let at = place(text)?;
                    all.turns.push((Some(at.clone()), Turn::Fixed));
                    all.fixes.push((at, text));
                }
                VersionChange::LastAffected(text) => all.turns.push((Some(place(text)?), Turn::LastAffected)),
                // "*" is beyond all versions.
                VersionChange::Limit(text) if **text == *"*" => {}
                VersionChange::Limit(text) => all.limits.push(place(text)?),
            }
        }
        all.turns.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(all)
    }

    pub fn includes(&self, version: &Order) -> bool {
        if !self.limits.is_empty() && !self.limits.iter().any(|limit| version < limit) {
            return false;
        }
        self.turns.iter().fold(false, |affected, (at, turn)| {
            let reached = at.as_ref().is_none_or(|at| version >= at);
            match turn {
                Turn::Introduced if reached => true,
                Turn::Fixed if reached => false,
                Turn::LastAffected if at.as_ref().is_some_and(|at| version > at) => false,
                Turn::Introduced | Turn::Fixed | Turn::LastAffected => affected,
            }
        })
    }

    /// Returns every version that it names.
    pub fn places(&self) -> impl Iterator<Item = &Order> {
        self.turns.iter().filter_map(|(at, _)| at.as_ref()).chain(&self.limits)
    }

    /// Returns the last affected versions: a later one is not affected, whether or not it was published.
    pub fn last(&self) -> impl Iterator<Item = &Order> {
        self.turns.iter().filter(|(_, turn)| *turn == Turn::LastAffected).filter_map(|(at, _)| at.as_ref())
    }
}
