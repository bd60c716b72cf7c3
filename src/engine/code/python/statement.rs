//! Statements of Python in the common form.

use ruff_python_ast::{ElifElseClause, ExceptHandler, Expr, Operator, Stmt, StmtIf, StmtTry};

use super::super::form::{AssignTarget, FunctionForm, Loop, Node, NodeKind, Statement, Try};
use super::class::has_decorator;
use super::{Body, Lowering, at};

/// Whether a module is imported, and another one if it is missing.
fn is_choice_of_imports(attempt: &StmtTry) -> bool {
    let imports = |body: &[Stmt]| body.iter().all(|one| matches!(one, Stmt::Import(_) | Stmt::ImportFrom(_)));
    let missing = |handler: &ExceptHandler| {
        let ExceptHandler::ExceptHandler(handler) = handler;
        let named = |kind: &Expr| matches!(kind, Expr::Name(name) if matches!(name.id.as_str(), "ImportError" | "ModuleNotFoundError"));
        handler.type_.as_deref().is_some_and(named)
    };
    imports(&attempt.body) && attempt.finalbody.is_empty() && attempt.handlers.iter().all(missing)
}

impl<'a> Lowering<'a> {
    pub(super) fn block(&mut self, statements: &'a [Stmt]) -> Vec<Statement<'a>> {
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            self.statement(statement, &mut all);
        }
        all
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of statement")]
    fn statement(&mut self, statement: &'a Stmt, all: &mut Vec<Statement<'a>>) {
        match statement {
            Stmt::FunctionDef(function) => {
                let name = function.name.as_str();
                let variable = self.scopes.declare_in_function(&mut self.form, name);
                let is_context =
                    has_decorator(&function.decorator_list, &["contextmanager", "asynccontextmanager"]);
                let head = FunctionForm { name, span: at(function), is_context, ..FunctionForm::default() };
                let id = self.defer(head, Some(&function.parameters), Body::Block(&function.body), None);
                let target = AssignTarget::Variable(variable, at(&function.name));
                let mut value = Node::new(at(function), NodeKind::Function(id));
                for decorator in function.decorator_list.iter().rev() {
                    let by = self.expression(&decorator.expression);
                    value = Node::new(at(function), NodeKind::Decorated(Box::new(value), Box::new(by)));
                }
                all.push(Statement::Assign(target, value));
            }
            Stmt::ClassDef(class) => self.class(class, all),
            Stmt::Return(inner) => {
                let value = inner.value.as_ref().map(|value| self.expression(value));
                all.push(Statement::Return(value, at(inner)));
            }
            Stmt::Assign(assign) => {
                let value = self.expression(&assign.value);
                let mut targets = assign.targets.iter();
                let Some(first) = targets.next() else { return };
                let target = self.target(first);
                all.push(Statement::Assign(target, value));
                for other in targets {
                    let value = self.expression(first);
                    all.push(Statement::Assign(self.target(other), value));
                }
            }
            Stmt::AugAssign(assign) => {
                let before = self.expression(&assign.target);
                let value = self.expression(&assign.value);
                let target = self.target(&assign.target);
                if assign.op == Operator::Add || assign.op == Operator::BitOr {
                    all.push(Statement::Extend(target, before, value));
                } else {
                    let span = at(assign);
                    all.push(Statement::Assign(
                        target,
                        Node::new(span, NodeKind::Compute(vec![before, value])),
                    ));
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.expression(value);
                    all.push(Statement::Assign(self.target(&assign.target), value));
                }
            }
            Stmt::For(each) => {
                let over = Some(self.expression(&each.iter));
                let target = Some(self.target(&each.target));
                let body = self.block(&each.body);
                all.push(Statement::Loop(Loop { target, over, keys: false, test: None, body }));
                all.extend(self.block(&each.orelse));
            }
            Stmt::While(round) => {
                let test = Some(self.expression(&round.test));
                let body = self.block(&round.body);
                all.push(Statement::Loop(Loop { target: None, over: None, keys: false, test, body }));
                all.extend(self.block(&round.orelse));
            }
            Stmt::If(branch) => {
                let branch = self.branch(branch);
                all.push(branch);
            }
            Stmt::With(with) => {
                for item in &with.items {
                    let value = self.expression(&item.context_expr);
                    all.push(match &item.optional_vars {
                        Some(target) => Statement::Assign(self.target(target), value),
                        None => Statement::Express(value),
                    });
                }
                all.push(Statement::Block(self.block(&with.body)));
            }
            Stmt::Match(cases) => self.cases(cases, all),
            Stmt::Raise(raise) => {
                let value = raise.exc.as_ref().map(|value| self.expression(value));
                all.push(Statement::Throw(value));
            }
            Stmt::Try(attempt) => self.attempt(attempt, all),
            Stmt::Assert(assert) => all.push(Statement::Assert(self.expression(&assert.test))),
            Stmt::Import(import) => self.import(import, all),
            Stmt::ImportFrom(import) => self.import_from(import, all),
            Stmt::Global(names) => {
                for name in &names.names {
                    let variable = self.scopes.declare_globally(&mut self.form, name.as_str());
                    self.scopes.bind(name.as_str(), variable);
                }
            }
            Stmt::Nonlocal(names) => {
                for name in &names.names {
                    if let Some(variable) = self.scopes.find(name.as_str()) {
                        self.scopes.bind(name.as_str(), variable);
                    }
                }
            }
            Stmt::Expr(inner) => all.push(Statement::Express(self.expression(&inner.value))),
            Stmt::Break(_) => all.push(Statement::Leave),
            Stmt::Continue(_) => all.push(Statement::Next),
            Stmt::Delete(_) | Stmt::TypeAlias(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn branch(&mut self, branch: &'a StmtIf) -> Statement<'a> {
        let test = self.expression(&branch.test);
        let then = self.block(&branch.body);
        let otherwise = self.clauses(&branch.elif_else_clauses);
        Statement::Branch(test, then, otherwise)
    }

    fn clauses(&mut self, clauses: &'a [ElifElseClause]) -> Vec<Statement<'a>> {
        let mut lowered = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let test = clause.test.as_ref().map(|test| self.expression(test));
            lowered.push((test, self.block(&clause.body)));
        }
        let mut otherwise = Vec::new();
        while let Some((test, body)) = lowered.pop() {
            otherwise = match test {
                Some(test) => vec![Statement::Branch(test, body, otherwise)],
                None => body,
            };
        }
        otherwise
    }

    fn attempt(&mut self, attempt: &'a StmtTry, all: &mut Vec<Statement<'a>>) {
        let mut body = self.block(&attempt.body);
        body.extend(self.block(&attempt.orelse));
        if is_choice_of_imports(attempt) {
            // What takes the place of a missing module is used like it; its imports are kept.
            for handler in &attempt.handlers {
                let ExceptHandler::ExceptHandler(handler) = handler;
                self.block(&handler.body);
            }
            all.extend(body);
            return;
        }
        let mut handlers = Vec::with_capacity(attempt.handlers.len());
        for handler in &attempt.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let target = handler.name.as_ref().map(|name| {
                let variable = self.scopes.declare_in_function(&mut self.form, name.as_str());
                AssignTarget::Variable(variable, at(name))
            });
            handlers.push((target, self.block(&handler.body)));
        }
        all.push(Statement::Try(Try { body, handlers, last: self.block(&attempt.finalbody) }));
    }

    /// What is assigned to; a new name becomes a variable of the function.
    pub(super) fn target(&mut self, source: &'a Expr) -> AssignTarget<'a> {
        match source {
            Expr::Name(name) => {
                let id = name.id.as_str();
                let known = self.scopes.own(id);
                let variable = known.unwrap_or_else(|| self.scopes.declare_in_function(&mut self.form, id));
                AssignTarget::Variable(variable, at(name))
            }
            Expr::Attribute(member) => {
                AssignTarget::Member(self.expression(&member.value), member.attr.as_str())
            }
            Expr::Subscript(subscript) => {
                let object = self.expression(&subscript.value);
                let index = self.expression(&subscript.slice);
                match index.text() {
                    Some(name) => AssignTarget::Member(object, name),
                    None => AssignTarget::Index(object, index),
                }
            }
            Expr::Tuple(tuple) => AssignTarget::List(self.targets(&tuple.elts)),
            Expr::List(list) => AssignTarget::List(self.targets(&list.elts)),
            Expr::Starred(inner) => AssignTarget::Rest(Box::new(self.target(&inner.value))),
            _ => AssignTarget::Ignored,
        }
    }

    fn targets(&mut self, sources: &'a [Expr]) -> Vec<AssignTarget<'a>> {
        sources.iter().map(|source| self.target(source)).collect()
    }
}
