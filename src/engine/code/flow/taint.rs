//! What a value contains of the caller's data and of secrets, and the way that each part took.

use super::super::form::Span;
use super::super::letters::Letters;
use super::path::PathId;

/// A set of parts: its place in [`Taints`]; zero is the empty one.
pub type TaintId = u32;

/// Nothing of interest is in the value.
pub const CLEAN: TaintId = 0;

/// A way that a value took: its place in [`Taints`].
pub type TraceId = u32;

/// At most so many parts of a value are followed.
const PARTS: usize = 6;

/// What a part of a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// The caller chooses it.
    Caller,
    /// A secret of the configuration.
    Secret,
    /// The credential that the caller sent.
    Token,
    /// All environment variables.
    Environment,
    /// The whole event or request, headers included.
    Event,
    /// An error that was caught.
    Error,
    /// The stack trace of an error.
    Stack,
    /// Predictable random numbers.
    Random,
    /// A digest that authenticates a message.
    Digest,
    /// A member of an object under a key that the caller chose.
    Keyed,
}

/// What happened to a part on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(u16);

impl Marks {
    pub const TEXT: Self = Self(1);
    pub const QUOTED: Self = Self(2);
    pub const ESCAPED: Self = Self(4);
    pub const ENCODED: Self = Self(8);
    pub const FILE_NAME: Self = Self(16);
    pub const ONE_LINE: Self = Self(32);
    pub const LITERAL_PATTERN: Self = Self(64);
    pub const LDAP_ESCAPED: Self = Self(128);
    /// Marks that say that something is not certain.
    pub const THROUGH_CALL: Self = Self(512);
    pub const REPLACED: Self = Self(1024);
    pub const SCHEMA: Self = Self(2048);

    /// Was decoded, so that what was checked before says little.
    pub const DECODED: Self = Self(4096);
    /// May take the place of the folder before it.
    pub const ABSOLUTE: Self = Self(8192);
    /// A path without `..`, unless it begins with it.
    pub const NORMAL: Self = Self(16384);

    /// A validation was passed that is no longer in force.
    pub const CHECKED: Self = Self(32768);

    const DOUBTS: u16 =
        Self::THROUGH_CALL.0 | Self::REPLACED.0 | Self::DECODED.0 | Self::ABSOLUTE.0 | Self::CHECKED.0;

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The marks of a value that took one of two ways: protection of both, doubts of either.
    pub const fn join(self, other: Self) -> Self {
        Self((self.0 & other.0) | ((self.0 | other.0) & Self::DOUBTS))
    }
}

/// One part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextPart {
    pub label: Label,
    /// Identifies the part for validations.
    pub origin: PathId,
    pub marks: Marks,
    pub trace: TraceId,
    /// The characters that it may have.
    pub letters: Letters,
}

/// What a step on the way does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Read,
    Assign,
    Pass,
    Join,
    Through,
    Return,
}

#[derive(Debug, Clone, Copy)]
pub struct Trace<'a> {
    pub before: Option<TraceId>,
    pub act: Act,
    /// What the value is.
    pub label: Label,
    pub span: Span,
    pub name: &'a str,
    /// Where the value is from, for the first step.
    pub path: PathId,
}

/// All sets of parts and all ways of an analysis.
#[derive(Debug)]
pub struct Taints<'a> {
    sets: Vec<Vec<TextPart>>,
    traces: Vec<Trace<'a>>,
    /// For each way, whether something was made of a text on it, whose members are parts of the text.
    made: Vec<bool>,
}

/// Functions that make something of a text.
const MAKERS: &[&str] =
    &["URL", "urlparse", "urlsplit", "Path", "PurePath", "PurePosixPath", "parse", "match", "exec"];

impl<'a> Taints<'a> {
    pub fn new() -> Self {
        Self { sets: vec![Vec::new()], traces: Vec::new(), made: Vec::new() }
    }

    pub fn parts(&self, taint: TaintId) -> &[TextPart] {
        self.sets.get(taint as usize).map_or(&[], Vec::as_slice)
    }

    pub fn has(&self, taint: TaintId, label: Label) -> bool {
        self.parts(taint).iter().any(|part| part.label == label)
    }

    pub fn add(&mut self, parts: Vec<TextPart>) -> TaintId {
        if parts.is_empty() {
            return CLEAN;
        }
        let id = TaintId::try_from(self.sets.len()).unwrap_or(CLEAN);
        self.sets.push(parts);
        id
    }

    pub fn begin(
        &mut self,
        label: Label,
        origin: PathId,
        marks: Marks,
        span: Span,
        name: &'a str,
    ) -> TextPart {
        let trace = self.trace(Trace { before: None, act: Act::Read, label, span, name, path: origin });
        TextPart { label, origin, marks, trace, letters: Letters::ANY }
    }

    pub fn trace(&mut self, trace: Trace<'a>) -> TraceId {
        let id = TraceId::try_from(self.traces.len()).unwrap_or(0);
        let here = trace.act == Act::Through && MAKERS.contains(&trace.name);
        self.made.push(here || trace.before.is_some_and(|before| self.is_made(before)));
        self.traces.push(trace);
        id
    }

    pub fn way(&self, trace: TraceId) -> Option<Trace<'a>> {
        self.traces.get(trace as usize).copied()
    }

    /// Whether a value was made of a text, such as an address.
    pub fn is_made(&self, trace: TraceId) -> bool {
        self.made.get(trace as usize).copied().unwrap_or_default()
    }

    /// Whether a value passed through a function of this name on its way.
    pub fn passed(&self, trace: TraceId, name: &str) -> bool {
        let mut next = Some(trace);
        while let Some(way) = next.and_then(|trace| self.way(trace)) {
            if matches!(way.act, Act::Through | Act::Join) && way.name == name {
                return true;
            }
            next = way.before;
        }
        false
    }

    /// Whether a value became text on its way.
    pub fn is_text(&self, trace: TraceId) -> bool {
        let mut next = Some(trace);
        while let Some(way) = next.and_then(|trace| self.way(trace)) {
            if matches!(way.act, Act::Join | Act::Through) {
                return true;
            }
            next = way.before;
        }
        false
    }

    /// The parts of both sets.
    pub fn union(&mut self, left: TaintId, right: TaintId) -> TaintId {
        if left == right || right == CLEAN {
            return left;
        }
        if left == CLEAN {
            return right;
        }
        let mut parts = self.parts(left).to_vec();
        let mut changed = false;
        for part in self.parts(right) {
            let full = parts.len() >= PARTS;
            match parts.iter_mut().find(|one| one.label == part.label && one.origin == part.origin) {
                Some(known) => {
                    let marks = known.marks.join(part.marks);
                    let letters = known.letters.or(part.letters);
                    changed |= marks != known.marks || letters != known.letters;
                    (known.marks, known.letters) = (marks, letters);
                }
                None if full => {}
                None => {
                    parts.push(*part);
                    changed = true;
                }
            }
        }
        if changed { self.add(parts) } else { left }
    }

    /// The same parts after one more step.
    pub fn step(&mut self, taint: TaintId, act: Act, span: Span, name: &'a str) -> TaintId {
        self.change(taint, act, span, name, |_| true, Marks::default())
    }

    /// The parts that pass a test, after one more step and with additional marks.
    pub fn change(
        &mut self,
        taint: TaintId,
        act: Act,
        span: Span,
        name: &'a str,
        keep: impl Fn(Label) -> bool,
        marks: Marks,
    ) -> TaintId {
        if taint == CLEAN {
            return CLEAN;
        }
        let parts: Vec<TextPart> =
            self.parts(taint).iter().filter(|part| keep(part.label)).copied().collect();
        let mut moved = Vec::with_capacity(parts.len());
        for part in parts {
            let before = Some(part.trace);
            let trace = self.trace(Trace { before, act, label: part.label, span, name, path: part.origin });
            let letters = if marks.has(Marks::DECODED) { Letters::ANY } else { part.letters };
            moved.push(TextPart { trace, marks: part.marks.and(marks), letters, ..part });
        }
        self.add(moved)
    }

    /// The same parts without some of their marks.
    pub fn unmark(&mut self, taint: TaintId, marks: Marks) -> TaintId {
        if taint == CLEAN || !self.parts(taint).iter().any(|part| part.marks.has(marks)) {
            return taint;
        }
        let parts =
            self.parts(taint).iter().map(|part| TextPart { marks: part.marks.without(marks), ..*part });
        let parts = parts.collect();
        self.add(parts)
    }

    /// The parts that pass a test.
    pub fn only(&mut self, taint: TaintId, keep: impl Fn(Label) -> bool) -> TaintId {
        if self.parts(taint).iter().all(|part| keep(part.label)) {
            return taint;
        }
        let parts = self.parts(taint).iter().filter(|part| keep(part.label)).copied().collect();
        self.add(parts)
    }

    /// The same parts, of which each has some characters alone.
    pub fn limit(&mut self, taint: TaintId, letters: Letters) -> TaintId {
        let parts: Vec<TextPart> =
            self.parts(taint).iter().map(|part| TextPart { letters, ..*part }).collect();
        self.add(parts)
    }

    /// The same parts with additional marks.
    pub fn mark(&mut self, taint: TaintId, marks: Marks) -> TaintId {
        let parts: Vec<TextPart> =
            self.parts(taint).iter().map(|part| TextPart { marks: part.marks.and(marks), ..*part }).collect();
        self.add(parts)
    }
}
