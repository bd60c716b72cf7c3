//! JavaScript and TypeScript: parses the text and lowers the syntax tree to the common form.

mod class;
mod expression;
mod module;
mod pattern;
mod statement;

use std::collections::VecDeque;

use oxc_allocator::Allocator;
use oxc_ast::ast::{ArrowFunctionBody, FormalParameters, Function as Source, Program, Statement as Syntax};
use oxc_parser::Parser;
use oxc_span::SourceType;

use super::form::{
    AssignTarget, Form, FunctionForm, FunctionId, Node, NodeKind, Parameter, Span, Statement, Variable,
};
use super::scope::{ScopeId, Scopes, range};
use super::unparsed::Fault;

/// What a source is parsed as, in this order.
const DIALECTS: [fn() -> SourceType; 2] = [SourceType::unambiguous, SourceType::ts];

/// Parses a source and passes its form to a function.
///
/// # Errors
///
/// The place of the first syntax error.
pub fn with_form<T>(source: &str, then: impl FnOnce(&Form<'_>) -> T) -> Result<T, Fault> {
    let allocator = Allocator::default();
    let mut fault = None;
    for dialect in DIALECTS {
        let parsed = Parser::new(&allocator, source, dialect()).parse();
        let first = parsed.diagnostics.errors().next();
        if first.is_none() && !parsed.panicked {
            return Ok(then(&lower(&parsed.program)));
        }
        let label = first.and_then(|error| error.labels.first());
        let offset = label.map_or(0, oxc_span::LabeledSpan::offset);
        fault.get_or_insert_with(|| Fault::syntax(offset));
    }
    Err(fault.unwrap_or_else(|| Fault::syntax(0)))
}

fn lower<'a>(program: &Program<'a>) -> Form<'a> {
    let mut lowering = Lowering {
        form: Form::default(),
        scopes: Scopes::default(),
        deferred: VecDeque::new(),
        within: None,
    };
    lowering.scopes.enter(true, None);
    let body = lowering.block(&program.body);
    lowering.form.body = body;
    while let Some(next) = lowering.deferred.pop_front() {
        lowering.body(&next);
    }
    lowering.form
}

/// The body of a function that is lowered later.
struct DeferredBody<'p, 'a> {
    id: FunctionId,
    scope: ScopeId,
    parameters: &'p FormalParameters<'a>,
    body: Body<'p, 'a>,
    /// What `this` is, if the function has its own.
    this: Option<Variable>,
}

#[derive(Clone, Copy)]
enum Body<'p, 'a> {
    Block(&'p [Syntax<'a>]),
    Arrow(&'p ArrowFunctionBody<'a>),
}

struct Lowering<'p, 'a> {
    form: Form<'a>,
    scopes: Scopes<'a>,
    deferred: VecDeque<DeferredBody<'p, 'a>>,
    /// The function whose body is lowered.
    within: Option<FunctionId>,
}

const fn span(of: oxc_span::Span) -> Span {
    Span { start: of.start, end: of.end }
}

impl<'p, 'a> Lowering<'p, 'a> {
    /// Registers a function, whose body is lowered later.
    fn function(&mut self, source: &'p Source<'a>, name: &'a str, this: Option<Variable>) -> FunctionId {
        let own = source.id.as_ref().map(|id| id.name.as_str());
        let statements = source.body.as_ref().map_or(&[][..], |body| body.statements.as_slice());
        let head =
            FunctionForm { name: own.unwrap_or(name), span: span(source.span), ..FunctionForm::default() };
        self.defer(head, &source.params, Body::Block(statements), this)
    }

    fn defer(
        &mut self,
        head: FunctionForm<'a>,
        parameters: &'p FormalParameters<'a>,
        body: Body<'p, 'a>,
        this: Option<Variable>,
    ) -> FunctionId {
        let id = FunctionId::try_from(self.form.functions.len()).unwrap_or(FunctionId::MAX);
        self.form.functions.push(FunctionForm { outer: self.within, ..head });
        self.deferred.push_back(DeferredBody { id, scope: self.scopes.current(), parameters, body, this });
        id
    }

    fn body(&mut self, next: &DeferredBody<'p, 'a>) {
        self.scopes.resume(next.scope);
        self.within = Some(next.id);
        let first = self.form.variables.len();
        let outer = self.scopes.enter(true, next.this);
        let mut parameters = Vec::new();
        for item in &next.parameters.items {
            let target = self.pattern(&item.pattern);
            let target = match &item.initializer {
                Some(initial) => AssignTarget::Default(Box::new(target), self.expression(initial)),
                None => target,
            };
            parameters.push(Parameter { name: self.named(&target), target, rest: false, keywords: false });
        }
        if let Some(rest) = &next.parameters.rest {
            let target = self.pattern(&rest.rest.argument);
            parameters.push(Parameter { name: self.named(&target), target, rest: true, keywords: false });
        }
        let body = match next.body {
            Body::Block(statements) => self.block(statements),
            Body::Arrow(ArrowFunctionBody::FunctionBody(body)) => self.block(&body.statements),
            Body::Arrow(body) => body.as_expression().map_or_else(Vec::new, |value| {
                let value = self.expression(value);
                let at = value.span;
                vec![Statement::Return(Some(value), at)]
            }),
        };
        let last = self.form.variables.len();
        if let Some(function) = self.form.functions.get_mut(next.id as usize) {
            function.parameters = parameters;
            function.body = body;
            function.variables = range(first, last);
        }
        self.scopes.resume(outer);
    }

    fn named(&self, target: &AssignTarget<'a>) -> &'a str {
        match target {
            AssignTarget::Variable(variable, _) => {
                self.form.variables.get(*variable as usize).copied().unwrap_or_default()
            }
            AssignTarget::Default(inner, _) | AssignTarget::Rest(inner) => self.named(inner),
            AssignTarget::Member(..)
            | AssignTarget::Index(..)
            | AssignTarget::Object(..)
            | AssignTarget::List(_)
            | AssignTarget::Ignored => "",
        }
    }

    fn name(&self, name: &'a str, at: oxc_span::Span) -> Node<'a> {
        let kind = match self.scopes.find(name) {
            Some(variable) => NodeKind::Name(variable),
            None if name == "undefined" => NodeKind::Nothing,
            None => NodeKind::Global(name),
        };
        Node::new(span(at), kind)
    }
}
