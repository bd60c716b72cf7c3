//! `match` statements: a switch whose cases compare with constants or bind names.

use ruff_python_ast::{Pattern, StmtMatch};

use super::super::form::{Case, Node, Statement, Switch, Target};
use super::{Lowering, at};

impl<'a> Lowering<'a> {
    pub(super) fn cases(&mut self, source: &'a StmtMatch, all: &mut Vec<Statement<'a>>) {
        let subject = self.expression(&source.subject);
        let mut cases = Vec::with_capacity(source.cases.len());
        for case in &source.cases {
            let mut tests = Vec::new();
            let mut body = Vec::new();
            self.tests(&case.pattern, &mut tests);
            self.bindings(&case.pattern, &source.subject, &mut body);
            if let Some(guard) = &case.guard {
                body.push(Statement::Assert(self.expression(guard)));
            }
            body.extend(self.block(&case.body));
            body.push(Statement::Leave);
            cases.push(Case { tests, body });
        }
        all.push(Statement::Switch(Switch { subject, cases }));
    }

    /// The constants of a pattern.
    fn tests(&mut self, pattern: &'a Pattern, tests: &mut Vec<Node<'a>>) {
        match pattern {
            Pattern::MatchValue(value) => tests.push(self.expression(&value.value)),
            Pattern::MatchOr(or) => {
                for one in &or.patterns {
                    self.tests(one, tests);
                }
            }
            Pattern::MatchAs(inner) => {
                if let Some(inner) = inner.pattern.as_deref() {
                    self.tests(inner, tests);
                }
            }
            Pattern::MatchSingleton(_)
            | Pattern::MatchSequence(_)
            | Pattern::MatchMapping(_)
            | Pattern::MatchClass(_)
            | Pattern::MatchStar(_) => {}
        }
    }

    /// Names in a pattern are assigned the subject, of which they are a part.
    fn bindings(
        &mut self,
        pattern: &'a Pattern,
        subject: &'a ruff_python_ast::Expr,
        body: &mut Vec<Statement<'a>>,
    ) {
        match pattern {
            Pattern::MatchAs(named) => {
                if let Some(name) = &named.name {
                    let variable = self.scopes.declare_in_function(&mut self.form, name.as_str());
                    let value = self.expression(subject);
                    body.push(Statement::Assign(Target::Variable(variable, at(name)), value));
                }
                if let Some(inner) = named.pattern.as_deref() {
                    self.bindings(inner, subject, body);
                }
            }
            Pattern::MatchSequence(sequence) => {
                for one in &sequence.patterns {
                    self.bindings(one, subject, body);
                }
            }
            Pattern::MatchMapping(mapping) => {
                for one in &mapping.patterns {
                    self.bindings(one, subject, body);
                }
            }
            Pattern::MatchOr(or) => {
                for one in &or.patterns {
                    self.bindings(one, subject, body);
                }
            }
            Pattern::MatchValue(_)
            | Pattern::MatchSingleton(_)
            | Pattern::MatchClass(_)
            | Pattern::MatchStar(_) => {}
        }
    }
}
