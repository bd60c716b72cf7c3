//! `match` statements: a switch whose cases compare with constants or bind names.

use ruff_python_ast::{Pattern, PatternMatchClass, PatternMatchMapping, StmtMatch};

use super::super::form::{
    AssignTarget, Case, ComparisonForm, Node, NodeKind, Span, Statement, Switch, Variable,
};
use super::super::scope::variable;
use super::{Lowering, at};

/// A part of the subject, which patterns look at.
#[derive(Debug, Clone, Copy)]
enum PatternPart<'p, 'a> {
    Whole(Variable),
    Named(&'p PatternPart<'p, 'a>, &'a str),
    Place(&'p PatternPart<'p, 'a>, u16),
    Any(&'p PatternPart<'p, 'a>),
}

impl<'a> PatternPart<'_, 'a> {
    fn node(self, span: Span) -> Node<'a> {
        let kind = match self {
            PatternPart::Whole(variable) => NodeKind::Name(variable),
            PatternPart::Named(whole, name) => NodeKind::Member(Box::new(whole.node(span)), name),
            PatternPart::Place(whole, place) => {
                let place = Node::new(span, NodeKind::Number(f64::from(place)));
                NodeKind::Index(Box::new(whole.node(span)), Box::new(place))
            }
            PatternPart::Any(whole) => return whole.node(span),
        };
        Node::new(span, kind)
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn cases(&mut self, source: &'a StmtMatch, all: &mut Vec<Statement<'a>>) {
        let span = at(source.subject.as_ref());
        let whole = variable(&mut self.form, "subject");
        let subject = self.expression(&source.subject);
        all.push(Statement::Assign(AssignTarget::Variable(whole, span), subject));
        let mut cases = Vec::with_capacity(source.cases.len());
        for case in &source.cases {
            let mut tests = Vec::new();
            let mut body = Vec::new();
            self.constants(&case.pattern, &mut tests);
            self.pattern(&case.pattern, PatternPart::Whole(whole), &mut body);
            if let Some(guard) = &case.guard {
                body.push(Statement::Assert(self.expression(guard)));
            }
            body.extend(self.block(&case.body));
            body.push(Statement::Leave);
            cases.push(Case { tests, body });
        }
        let subject = Node::new(span, NodeKind::Name(whole));
        all.push(Statement::Switch(Switch { subject, cases }));
    }

    /// The constants of which a pattern allows one.
    fn constants(&mut self, pattern: &'a Pattern, all: &mut Vec<Node<'a>>) {
        match pattern {
            Pattern::MatchValue(value) => all.push(self.expression(&value.value)),
            Pattern::MatchOr(or) => {
                for one in &or.patterns {
                    self.constants(one, all);
                }
            }
            Pattern::MatchAs(inner) => {
                if let Some(inner) = inner.pattern.as_deref() {
                    self.constants(inner, all);
                }
            }
            Pattern::MatchSingleton(_)
            | Pattern::MatchSequence(_)
            | Pattern::MatchMapping(_)
            | Pattern::MatchClass(_)
            | Pattern::MatchStar(_) => {}
        }
    }

    /// A pattern for a part of what is looked at: it is one of constants, or names are bound.
    fn part(&mut self, pattern: &'a Pattern, part: PatternPart<'_, 'a>, body: &mut Vec<Statement<'a>>) {
        let mut constants = Vec::new();
        self.constants(pattern, &mut constants);
        if !constants.is_empty() {
            let span = at(pattern);
            let list = Box::new(Node::new(span, NodeKind::List(constants)));
            let test = NodeKind::Compare(ComparisonForm::In, Box::new(part.node(span)), list);
            body.push(Statement::Assert(Node::new(span, test)));
        }
        self.pattern(pattern, part, body);
    }

    fn pattern(&mut self, pattern: &'a Pattern, part: PatternPart<'_, 'a>, body: &mut Vec<Statement<'a>>) {
        match pattern {
            Pattern::MatchAs(named) => {
                if let Some(name) = &named.name {
                    let variable = self.scopes.declare_in_function(&mut self.form, name.as_str());
                    let value = part.node(at(name));
                    body.push(Statement::Assign(AssignTarget::Variable(variable, at(name)), value));
                }
                if let Some(inner) = named.pattern.as_deref() {
                    self.pattern(inner, part, body);
                }
            }
            Pattern::MatchSequence(sequence) => self.sequence(&sequence.patterns, part, body),
            Pattern::MatchMapping(mapping) => self.mapping(mapping, part, body),
            Pattern::MatchClass(class) => self.class_pattern(class, part, body),
            Pattern::MatchOr(or) => {
                for one in &or.patterns {
                    self.pattern(one, part, body);
                }
            }
            Pattern::MatchStar(star) => {
                if let Some(name) = &star.name {
                    let variable = self.scopes.declare_in_function(&mut self.form, name.as_str());
                    let value = part.node(at(name));
                    body.push(Statement::Assign(AssignTarget::Variable(variable, at(name)), value));
                }
            }
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        }
    }

    fn sequence(
        &mut self,
        patterns: &'a [Pattern],
        part: PatternPart<'_, 'a>,
        body: &mut Vec<Statement<'a>>,
    ) {
        let mut after_star = false;
        for (place, one) in (0_u16..).zip(patterns) {
            after_star |= matches!(one, Pattern::MatchStar(_));
            let item = if after_star { PatternPart::Any(&part) } else { PatternPart::Place(&part, place) };
            self.part(one, item, body);
        }
    }

    fn mapping(
        &mut self,
        mapping: &'a PatternMatchMapping,
        part: PatternPart<'_, 'a>,
        body: &mut Vec<Statement<'a>>,
    ) {
        for (key, one) in mapping.keys.iter().zip(&mapping.patterns) {
            let key = self.expression(key);
            let item = key.text().map_or(PatternPart::Any(&part), |name| PatternPart::Named(&part, name));
            self.part(one, item, body);
        }
        if let Some(rest) = &mapping.rest {
            let variable = self.scopes.declare_in_function(&mut self.form, rest.as_str());
            let value = part.node(at(rest));
            body.push(Statement::Assign(AssignTarget::Variable(variable, at(rest)), value));
        }
    }

    /// Fields by keyword; which field a place is, the class decides.
    fn class_pattern(
        &mut self,
        class: &'a PatternMatchClass,
        part: PatternPart<'_, 'a>,
        body: &mut Vec<Statement<'a>>,
    ) {
        for one in &class.arguments.patterns {
            self.pattern(one, PatternPart::Any(&part), body);
        }
        for one in &class.arguments.keywords {
            self.part(&one.pattern, PatternPart::Named(&part, one.attr.as_str()), body);
        }
    }
}
