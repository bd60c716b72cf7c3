//! What a match with a pattern contains of the text.

use super::super::pattern::{self, Groups};
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Act, Label, Marks, TaintId};
use super::value::{Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// What the groups of a match contain, if any text may be in them.
    pub fn groups_of(&mut self, site: &Site<'a>) -> TaintId {
        if !matches!(
            site.name,
            "match" | "exec" | "search" | "fullmatch" | "matchAll" | "findall" | "finditer"
        ) {
            return 0;
        }
        let mut all: Vec<Value> = site.receiver.into_iter().collect();
        all.extend(site.values());
        let pattern = all.iter().copied().find(|value| self.is_pattern(*value));
        let pattern = pattern.or_else(|| site.at(0).filter(|_| site.root == "re"));
        let Some(pattern) = pattern else { return 0 };
        let (ValueShape::Pattern(source) | ValueShape::Text(source)) = *self.shape(pattern) else { return 0 };
        let marks = match pattern::groups(source) {
            Groups::Limited => return 0,
            Groups::Mixed => Marks::TEXT.and(Marks::REPLACED),
            Groups::Open => Marks::TEXT,
        };
        let caller = |value: &Value| self.taints.has(value.taint, Label::Caller);
        let text = all.into_iter().find(caller).unwrap_or_default();
        self.taints.change(
            text.taint,
            Act::Through,
            site.span,
            site.name,
            |label| label == Label::Caller,
            marks,
        )
    }
}
