//! Python: parses the text and lowers the syntax tree to the common form.

mod class;
mod expression;
mod format;
mod import;
mod pattern;
mod statement;

use std::collections::VecDeque;

use ruff_python_ast::{Expr, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::form::{
    AssignTarget, Form, FunctionForm, FunctionId, Node, NodeKind, Parameter, Span, Statement, Variable,
};
use super::scope::{ScopeId, Scopes, range};
use super::unparsed::Fault;

/// Parses a source and passes its form to a function.
///
/// # Errors
///
/// The place of the first syntax error.
pub fn with_form<T>(source: &str, then: impl FnOnce(&Form<'_>) -> T) -> Result<T, Fault> {
    let parsed = ruff_python_parser::parse_module(source)
        .map_err(|error| Fault::syntax(error.location.start().to_u32()))?;
    Ok(then(&lower(parsed.suite())))
}

fn lower(suite: &[Stmt]) -> Form<'_> {
    let mut lowering = Lowering {
        form: Form::default(),
        scopes: Scopes::default(),
        deferred: VecDeque::new(),
        within: None,
    };
    lowering.scopes.enter(true, None);
    let body = lowering.block(suite);
    lowering.form.body = body;
    for statement in suite {
        if let Stmt::FunctionDef(function) = statement
            && let Some(variable) = lowering.scopes.find(function.name.as_str())
        {
            lowering.form.exports.push((function.name.as_str(), variable));
        }
    }
    while let Some(next) = lowering.deferred.pop_front() {
        lowering.body(&next);
    }
    lowering.form
}

/// The body of a function that is lowered later.
struct DeferredBody<'a> {
    id: FunctionId,
    scope: ScopeId,
    parameters: Option<&'a Parameters>,
    body: Body<'a>,
    /// What the first parameter of a method is.
    this: Option<Variable>,
}

#[derive(Clone, Copy)]
enum Body<'a> {
    Block(&'a [Stmt]),
    Lambda(&'a Expr),
}

struct Lowering<'a> {
    form: Form<'a>,
    scopes: Scopes<'a>,
    deferred: VecDeque<DeferredBody<'a>>,
    /// The function whose body is lowered.
    within: Option<FunctionId>,
}

const fn span(range: TextRange) -> Span {
    Span { start: range.start().to_u32(), end: range.end().to_u32() }
}

fn at(node: &impl Ranged) -> Span {
    span(node.range())
}

impl<'a> Lowering<'a> {
    /// Registers a function, whose body is lowered later.
    fn defer(
        &mut self,
        head: FunctionForm<'a>,
        parameters: Option<&'a Parameters>,
        body: Body<'a>,
        this: Option<Variable>,
    ) -> FunctionId {
        let id = FunctionId::try_from(self.form.functions.len()).unwrap_or(FunctionId::MAX);
        self.form.functions.push(FunctionForm { outer: self.within, ..head });
        self.deferred.push_back(DeferredBody { id, scope: self.scopes.current(), parameters, body, this });
        id
    }

    fn body(&mut self, next: &DeferredBody<'a>) {
        self.scopes.resume(next.scope);
        self.within = Some(next.id);
        let first = self.form.variables.len();
        let outer = self.scopes.enter(true, next.this);
        let parameters = self.parameters(next);
        let body = match next.body {
            Body::Block(statements) => self.block(statements),
            Body::Lambda(value) => {
                let value = self.expression(value);
                let at = value.span;
                vec![Statement::Return(Some(value), at)]
            }
        };
        let last = self.form.variables.len();
        if let Some(function) = self.form.functions.get_mut(next.id as usize) {
            function.parameters = parameters;
            function.body = body;
            function.variables = range(first, last);
        }
        self.scopes.resume(outer);
    }

    fn parameters(&mut self, next: &DeferredBody<'a>) -> Vec<Parameter<'a>> {
        let mut all = Vec::new();
        let Some(parameters) = next.parameters else { return all };
        let plain = parameters.posonlyargs.iter().chain(&parameters.args);
        for (place, one) in plain.enumerate() {
            let name = one.parameter.name.as_str();
            if place == 0
                && let Some(this) = next.this
            {
                self.scopes.bind(name, this);
                continue;
            }
            all.push(self.parameter(name, at(&one.parameter), one.default.as_deref()));
        }
        if let Some(rest) = &parameters.vararg {
            let mut rest = self.parameter(rest.name.as_str(), at(rest.as_ref()), None);
            rest.rest = true;
            all.push(rest);
        }
        for one in &parameters.kwonlyargs {
            all.push(self.parameter(one.parameter.name.as_str(), at(&one.parameter), one.default.as_deref()));
        }
        if let Some(rest) = &parameters.kwarg {
            let mut rest = self.parameter(rest.name.as_str(), at(rest.as_ref()), None);
            rest.keywords = true;
            all.push(rest);
        }
        all
    }

    fn parameter(&mut self, name: &'a str, at: Span, default: Option<&'a Expr>) -> Parameter<'a> {
        let target = AssignTarget::Variable(self.scopes.declare(&mut self.form, name), at);
        let target = match default {
            Some(value) => AssignTarget::Default(Box::new(target), self.expression(value)),
            None => target,
        };
        Parameter { name, target, rest: false, keywords: false }
    }

    fn name(&self, name: &'a str, at: Span) -> Node<'a> {
        let kind = self.scopes.find(name).map_or(NodeKind::Global(name), NodeKind::Name);
        Node::new(at, kind)
    }
}
