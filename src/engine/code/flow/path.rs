//! Where a value is from: a chain of members and calls from a module, a global name or the request.

use super::super::hash::Map;
use super::super::report::Language;
use super::role::ValueRole;
pub use super::segment::Segment;

/// A path: its place in [`Paths`]; zero is the empty one.
pub type PathId = u32;

/// Longer paths are not followed.
const DEPTH: u8 = 40;

/// No path.
pub const NOWHERE: PathId = 0;

#[derive(Debug, Clone, Copy)]
struct Step<'a> {
    depth: u8,
    parent: PathId,
    segment: Segment<'a>,
    role: ValueRole,
}

/// All paths of an analysis; equal paths have equal ids.
#[derive(Debug)]
pub struct Paths<'a> {
    steps: Vec<Step<'a>>,
    known: Map<(PathId, Segment<'a>), PathId>,
    python: bool,
}

impl<'a> Paths<'a> {
    pub fn new(language: Language) -> Self {
        let none = Step { depth: 0, parent: NOWHERE, segment: Segment::Index, role: ValueRole::None };
        Self { steps: vec![none], known: Map::default(), python: language == Language::Python }
    }

    pub fn root(&mut self, segment: Segment<'a>, role: ValueRole) -> PathId {
        self.add(NOWHERE, segment, role)
    }

    /// A path that continues another one; of no path there is no continuation.
    pub fn then(&mut self, parent: PathId, segment: Segment<'a>) -> PathId {
        if parent == NOWHERE {
            return NOWHERE;
        }
        let role = match (self.role(parent), segment) {
            // Bottle and Flask parse them into texts, Express into objects.
            (ValueRole::Event | ValueRole::Request, Segment::Member("query" | "params" | "cookies"))
                if self.python =>
            {
                ValueRole::Text
            }
            (role, segment) => role.then(segment),
        };
        self.add(parent, segment, role)
    }

    fn add(&mut self, parent: PathId, segment: Segment<'a>, role: ValueRole) -> PathId {
        if let Some(known) = self.known.get(&(parent, segment)) {
            return *known;
        }
        let new = PathId::try_from(self.steps.len()).unwrap_or(NOWHERE);
        let depth = self.steps.get(parent as usize).map_or(0, |step| step.depth).saturating_add(1);
        if depth > DEPTH {
            return NOWHERE;
        }
        self.steps.push(Step { depth, parent, segment, role });
        self.known.insert((parent, segment), new);
        new
    }

    /// Gives a member of a path a role.
    pub fn assign(&mut self, parent: PathId, segment: Segment<'a>, role: ValueRole) {
        self.add(parent, segment, role);
    }

    fn step(&self, path: PathId) -> Option<&Step<'a>> {
        if path == NOWHERE { None } else { self.steps.get(path as usize) }
    }

    pub fn role(&self, path: PathId) -> ValueRole {
        self.step(path).map_or(ValueRole::None, |step| step.role)
    }

    pub fn parent(&self, path: PathId) -> PathId {
        self.step(path).map_or(NOWHERE, |step| step.parent)
    }

    pub fn last(&self, path: PathId) -> Option<Segment<'a>> {
        self.step(path).map(|step| step.segment)
    }

    /// The name of the last member.
    pub fn name(&self, path: PathId) -> Option<&'a str> {
        match self.last(path)? {
            Segment::Member(name) | Segment::Global(name) | Segment::Module(name) => Some(name),
            Segment::Parameter(_)
            | Segment::Index
            | Segment::Call
            | Segment::Element
            | Segment::Place(_)
            | Segment::Parsed => None,
        }
    }

    /// The last name anywhere in the path, for descriptions.
    pub fn nearest_name(&self, mut path: PathId) -> &'a str {
        while path != NOWHERE {
            if let Some(name) = self.name(path) {
                return name;
            }
            path = self.parent(path);
        }
        ""
    }

    /// The module or the global name that a path begins with.
    pub fn origin(&self, mut path: PathId) -> Option<Segment<'a>> {
        loop {
            let step = self.step(path)?;
            if step.parent == NOWHERE {
                return Some(step.segment);
            }
            path = step.parent;
        }
    }

    /// The segments from the root on.
    pub fn segments(&self, mut path: PathId) -> Vec<Segment<'a>> {
        let mut all = Vec::new();
        while let Some(step) = self.step(path) {
            all.push(step.segment);
            path = step.parent;
        }
        all.reverse();
        all
    }

    /// Whether a path has a call in it.
    pub fn has_call(&self, mut path: PathId) -> bool {
        while let Some(step) = self.step(path) {
            if step.segment == Segment::Call {
                return true;
            }
            path = step.parent;
        }
        false
    }

    /// Whether a member of this name is in the path.
    pub fn contains(&self, mut path: PathId, name: &str) -> bool {
        while let Some(step) = self.step(path) {
            if step.segment == Segment::Member(name) {
                return true;
            }
            path = step.parent;
        }
        false
    }

    /// The path in dots, without calls: `child_process.exec`.
    pub fn text(&self, path: PathId) -> String {
        let mut text = String::new();
        for segment in self.segments(path) {
            let part = match segment {
                Segment::Module(name) | Segment::Global(name) | Segment::Member(name) => name,
                Segment::Parameter(0 | super::segment::EARLIER) => "event",
                Segment::Parameter(_) => "context",
                Segment::Index | Segment::Call | Segment::Element | Segment::Place(_) | Segment::Parsed => {
                    continue;
                }
            };
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(part);
        }
        text
    }
}
