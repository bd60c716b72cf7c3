//! Sets of ports: ranges of each protocol, sorted, merged, and without overlap.

use crate::model::network_policy::Protocol;
use std::fmt;

/// A range of one protocol, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    pub protocol: Protocol,
    pub first: u16,
    pub last: u16,
}

/// Nothing, some ranges, or everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub enum Ports {
    #[default]
    None,
    Some(Vec<Range>),
    All,
}

impl Ports {
    #[must_use]
    pub fn one(protocol: Protocol, first: u16, last: u16) -> Self {
        if first > last { Self::None } else { Self::Some(vec![Range { protocol, first, last }]) }
    }

    /// Every port of one protocol.
    #[must_use]
    pub fn of(protocol: Protocol) -> Self {
        Self::one(protocol, 0, u16::MAX)
    }

    #[must_use]
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    #[must_use]
    pub fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    #[must_use]
    pub fn has(&self, protocol: Protocol, port: u16) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(ranges) => ranges
                .iter()
                .any(|range| range.protocol == protocol && (range.first..=range.last).contains(&port)),
        }
    }

    pub fn add(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::All, _) | (_, Self::None) => {}
            (_, Self::All) => *self = Self::All,
            (Self::None, Self::Some(_)) => *self = other.clone(),
            (Self::Some(mine), Self::Some(more)) => {
                mine.extend(more);
                *self = merged(std::mem::take(mine));
            }
        }
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, one) | (one, Self::All) => one.clone(),
            (Self::Some(mine), Self::Some(theirs)) => {
                let pairs = mine.iter().flat_map(|one| theirs.iter().map(move |other| (one, other)));
                merged(pairs.filter_map(|(one, other)| overlap(*one, *other)).collect())
            }
        }
    }

    /// The ranges of one protocol, as `80` and `8000-8080`.
    pub fn words(&self, protocol: Protocol) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::All => vec!["*".into()],
            Self::Some(ranges) => {
                ranges.iter().filter(|range| range.protocol == protocol).map(ToString::to_string).collect()
            }
        }
    }
}

fn overlap(one: Range, other: Range) -> Option<Range> {
    let (first, last) = (one.first.max(other.first), one.last.min(other.last));
    (one.protocol == other.protocol && first <= last).then_some(Range { first, last, ..one })
}

fn merged(mut ranges: Vec<Range>) -> Ports {
    ranges.sort_unstable();
    let mut out: Vec<Range> = Vec::with_capacity(ranges.len());
    for next in ranges {
        match out.last_mut() {
            Some(top)
                if top.protocol == next.protocol && u32::from(next.first) <= u32::from(top.last) + 1 =>
            {
                top.last = top.last.max(next.last);
            }
            _ => out.push(next),
        }
    }
    let whole = |protocol| out.contains(&Range { protocol, first: 0, last: u16::MAX });
    match out.is_empty() {
        true => Ports::None,
        false if Protocol::ALL.into_iter().all(whole) => Ports::All,
        false => Ports::Some(out),
    }
}

impl fmt::Display for Range {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (0, u16::MAX) => out.write_str("*"),
            (first, last) if first == last => write!(out, "{first}"),
            (first, last) => write!(out, "{first}-{last}"),
        }
    }
}

impl fmt::Display for Ports {
    /// `all ports`, `none`, or `TCP 80, 8000-8080; UDP 53`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("none"),
            Self::All => out.write_str("all ports"),
            Self::Some(_) => {
                let each = Protocol::ALL.into_iter().filter_map(|protocol| {
                    let words = self.words(protocol);
                    (!words.is_empty()).then(|| format!("{} {}", protocol.word(), words.join(", ")))
                });
                out.write_str(&each.collect::<Vec<_>>().join("; "))
            }
        }
    }
}
