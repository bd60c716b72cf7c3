//! Statements of JavaScript in the common form.

use oxc_ast::ast::{
    Declaration, ForStatementInit, Statement as Syntax, TryStatement, VariableDeclaration,
    VariableDeclarationKind,
};

use super::super::form::{AssignTarget, Case, Loop, Node, NodeKind, Statement, Switch, Try};
use super::{Lowering, span};

impl<'p, 'a> Lowering<'p, 'a> {
    /// The statements of a scope that is already open; declared functions come first.
    pub(super) fn block(&mut self, statements: &'p [Syntax<'a>]) -> Vec<Statement<'a>> {
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            self.hoist(statement);
        }
        for statement in statements {
            if let Syntax::FunctionDeclaration(function) = statement {
                self.declare_function(function, &mut all);
            }
        }
        for statement in statements {
            self.statement(statement, &mut all);
        }
        all
    }

    pub(super) fn declare_function(
        &mut self,
        function: &'p oxc_ast::ast::Function<'a>,
        all: &mut Vec<Statement<'a>>,
    ) {
        let Some(id) = &function.id else { return };
        let variable = self.scopes.declare(&mut self.form, id.name.as_str());
        let value = NodeKind::Function(self.function(function, "", None));
        let at = span(function.span);
        all.push(Statement::Assign(AssignTarget::Variable(variable, span(id.span)), Node::new(at, value)));
    }

    /// Declares what a block declares, before anything in it is lowered.
    fn hoist(&mut self, statement: &'p Syntax<'a>) {
        let declaration = match statement {
            Syntax::ExportDeclaration(export) => Some(&export.declaration),
            other => other.as_declaration(),
        };
        match declaration {
            Some(Declaration::VariableDeclaration(variables)) => {
                for declarator in &variables.declarations {
                    for id in declarator.id.get_binding_identifiers() {
                        let name = id.name.as_str();
                        if variables.kind == VariableDeclarationKind::Var {
                            self.scopes.declare_in_function(&mut self.form, name);
                        } else {
                            self.scopes.declare(&mut self.form, name);
                        }
                    }
                }
            }
            Some(Declaration::FunctionDeclaration(function)) => {
                if let Some(id) = &function.id {
                    self.scopes.declare(&mut self.form, id.name.as_str());
                }
            }
            Some(Declaration::ClassDeclaration(class)) => {
                if let Some(id) = &class.id {
                    self.scopes.declare(&mut self.form, id.name.as_str());
                }
            }
            Some(_) | None => {}
        }
    }

    /// The statements within braces, or one statement, in a scope of their own.
    fn scoped(&mut self, statement: &'p Syntax<'a>) -> Vec<Statement<'a>> {
        let outer = self.scopes.enter(false, None);
        let all = if let Syntax::BlockStatement(block) = statement {
            self.block(&block.body)
        } else {
            let mut all = Vec::new();
            self.statement(statement, &mut all);
            all
        };
        self.scopes.resume(outer);
        all
    }

    fn within(&mut self, statements: &'p [Syntax<'a>]) -> Vec<Statement<'a>> {
        let outer = self.scopes.enter(false, None);
        let all = self.block(statements);
        self.scopes.resume(outer);
        all
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of statement")]
    fn statement(&mut self, statement: &'p Syntax<'a>, all: &mut Vec<Statement<'a>>) {
        match statement {
            Syntax::BlockStatement(block) => all.push(Statement::Block(self.within(&block.body))),
            Syntax::ExpressionStatement(inner) => {
                let node = self.expression(&inner.expression);
                all.push(Self::expressed(node));
            }
            Syntax::IfStatement(branch) => {
                let test = self.expression(&branch.test);
                let then = self.scoped(&branch.consequent);
                let otherwise = branch.alternate.as_ref().map_or_else(Vec::new, |other| self.scoped(other));
                all.push(Statement::Branch(test, then, otherwise));
            }
            Syntax::ReturnStatement(inner) => {
                let value = inner.argument.as_ref().map(|value| self.expression(value));
                all.push(Statement::Return(value, span(inner.span)));
            }
            Syntax::ThrowStatement(inner) => {
                let value = self.expression(&inner.argument);
                all.push(Statement::Throw(Some(value)));
            }
            Syntax::TryStatement(attempt) => self.attempt(attempt, all),
            Syntax::ForOfStatement(each) => {
                let outer = self.scopes.enter(false, None);
                let over = Some(self.expression(&each.right));
                let target = Some(self.loop_target(&each.left));
                let body = self.scoped(&each.body);
                self.scopes.resume(outer);
                all.push(Statement::Loop(Loop { target, over, keys: false, test: None, body }));
            }
            Syntax::ForInStatement(each) => {
                let outer = self.scopes.enter(false, None);
                let over = Some(self.expression(&each.right));
                let target = Some(self.loop_target(&each.left));
                let body = self.scoped(&each.body);
                self.scopes.resume(outer);
                all.push(Statement::Loop(Loop { target, over, keys: true, test: None, body }));
            }
            Syntax::ForStatement(round) => {
                let outer = self.scopes.enter(false, None);
                match &round.init {
                    Some(ForStatementInit::VariableDeclaration(variables)) => self.variables(variables, all),
                    Some(other) => {
                        if let Some(node) = other.as_expression().map(|inner| self.expression(inner)) {
                            all.push(Self::expressed(node));
                        }
                    }
                    None => {}
                }
                let test = round.test.as_ref().map(|test| self.expression(test));
                let mut body = self.scoped(&round.body);
                if let Some(update) = &round.update {
                    let node = self.expression(update);
                    body.push(Self::expressed(node));
                }
                self.scopes.resume(outer);
                all.push(Statement::Loop(Loop { target: None, over: None, keys: false, test, body }));
            }
            Syntax::WhileStatement(round) => {
                let test = Some(self.expression(&round.test));
                let body = self.scoped(&round.body);
                all.push(Statement::Loop(Loop { target: None, over: None, keys: false, test, body }));
            }
            Syntax::DoWhileStatement(round) => {
                let body = self.scoped(&round.body);
                let test = Some(self.expression(&round.test));
                all.push(Statement::Loop(Loop { target: None, over: None, keys: false, test, body }));
            }
            Syntax::SwitchStatement(switch) => {
                let subject = self.expression(&switch.discriminant);
                let outer = self.scopes.enter(false, None);
                let mut cases = Vec::new();
                for case in &switch.cases {
                    let tests = case.test.iter().map(|test| self.expression(test)).collect();
                    cases.push(Case { tests, body: self.block(&case.consequent) });
                }
                self.scopes.resume(outer);
                all.push(Statement::Switch(Switch { subject, cases }));
            }
            Syntax::LabeledStatement(inner) => self.statement(&inner.body, all),
            Syntax::BreakStatement(_) => all.push(Statement::Leave),
            Syntax::ContinueStatement(_) => all.push(Statement::Next),
            Syntax::WithStatement(inner) => self.statement(&inner.body, all),
            Syntax::VariableDeclaration(variables) => self.variables(variables, all),
            Syntax::ClassDeclaration(class) => self.declare_class(class, all),
            Syntax::FunctionDeclaration(_) | Syntax::DebuggerStatement(_) | Syntax::EmptyStatement(_) => {}
            other => self.module_statement(other, all),
        }
    }

    pub(super) fn variables(&mut self, variables: &'p VariableDeclaration<'a>, all: &mut Vec<Statement<'a>>) {
        for declarator in &variables.declarations {
            let target = self.declared(&declarator.id, variables.kind);
            if let Some(initial) = &declarator.init {
                let value = self.named_value(&target, initial);
                all.push(Statement::Assign(target, value));
            }
        }
    }

    fn attempt(&mut self, attempt: &'p TryStatement<'a>, all: &mut Vec<Statement<'a>>) {
        let body = self.within(&attempt.block.body);
        let mut handlers = Vec::new();
        if let Some(handler) = &attempt.handler {
            let outer = self.scopes.enter(false, None);
            let target = handler.param.as_ref().map(|parameter| self.pattern(&parameter.pattern));
            handlers.push((target, self.block(&handler.body.body)));
            self.scopes.resume(outer);
        }
        let last = attempt.finalizer.as_ref().map_or_else(Vec::new, |last| self.within(&last.body));
        all.push(Statement::Try(Try { body, handlers, last }));
    }
}
