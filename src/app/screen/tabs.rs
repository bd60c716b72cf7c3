//! The line of tabs: what each says, and where it is, for the view and for clicks.

use crate::app::KeyAction;
use crate::app::model::Model;
use crate::app::screen::place::TABS;
use crate::app::screen::table::spec;
use std::ops::Range;

/// The width from which tabs have their whole names.
const WIDE: u16 = 90;

/// One tab of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub digit: char,
    pub label: String,
    pub is_open: bool,
    pub columns: Range<u16>,
}

#[must_use]
pub fn line(model: &Model, width: u16) -> Vec<Tab> {
    let mut start = 0;
    let from = if model.place.is_tab() { None } else { model.visits.tab() };
    let open = from.map_or(model.spec().tab, |place| spec(place.kind()).tab);
    let tab = |(at, (digit, long, short)): (usize, (char, &str, &str))| {
        let count = match digit {
            '4' => model.report.counts().total(),
            '7' => model.journal.len(),
            _ => 0,
        };
        let number = if count > 0 { format!(" {count}") } else { String::new() };
        let name = if width >= WIDE { long } else { short };
        let is_open = at == open;
        let key = model.keys.of(KeyAction::Tab(digit)).map_or_else(String::new, |key| format!("{key} "));
        let label =
            if is_open { format!(" [{key}{name}{number}] ") } else { format!("  {key}{name}{number}  ") };
        let end = u16::try_from(label.chars().count()).map_or(u16::MAX, |len| len.saturating_add(start));
        let columns = start..end;
        start = end;
        Tab { digit, label, is_open, columns }
    };
    TABS.into_iter().enumerate().map(tab).collect()
}
