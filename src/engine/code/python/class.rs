//! Classes of Python in the common form.

use ruff_python_ast::{Decorator, Expr, Stmt, StmtClassDef, StmtFunctionDef};

use super::super::form::{AssignTarget, Class, ClassId, FunctionForm, Node, NodeKind, Statement, Variable};
use super::super::scope::variable;
use super::{Body, Lowering, at};

/// Decorators that change how a method is found, not what it gets.
const PLAIN: &[&str] = &["abstractmethod", "override", "overload", "final", "no_type_check"];

impl<'a> Lowering<'a> {
    pub(super) fn class(&mut self, source: &'a StmtClassDef, all: &mut Vec<Statement<'a>>) {
        let name = source.name.as_str();
        let own = self.scopes.declare_in_function(&mut self.form, name);
        let this = variable(&mut self.form, "self");
        // `class Kind(str, Enum)`: a base that is mixed in says less.
        let bases = source.arguments.as_ref().map_or(&[][..], |arguments| &arguments.args);
        let base = bases.iter().find(|base| !is_mixed_in(base)).or(bases.first());
        let base = base.map(|base| Box::new(self.expression(base)));
        let by =
            source.decorator_list.iter().map(|decorator| self.expression(&decorator.expression)).collect();
        let mut class = Class { name, this, by, base, ..Class::default() };
        let outer = self.scopes.enter(false, None);
        for statement in &source.body {
            match statement {
                Stmt::FunctionDef(method) => self.method(method, (own, this), &mut class),
                Stmt::Assign(assign) => {
                    if let [Expr::Name(field)] = assign.targets.as_slice() {
                        let value = self.expression(&assign.value);
                        class.fields.push((field.id.as_str(), value));
                    }
                }
                Stmt::AnnAssign(assign) => {
                    if let Expr::Name(field) = assign.target.as_ref() {
                        let name = field.id.as_str();
                        class.typed.push((name, self.expression(&assign.annotation)));
                        if let Some(value) = &assign.value {
                            let value = self.expression(value);
                            class.fields.push((name, value));
                        }
                    }
                }
                _ => {}
            }
        }
        self.scopes.resume(outer);
        let id = ClassId::try_from(self.form.classes.len()).unwrap_or(ClassId::MAX);
        self.form.classes.push(class);
        let target = AssignTarget::Variable(own, at(&source.name));
        all.push(Statement::Assign(target, Node::new(at(source), NodeKind::Class(id))));
    }

    /// A method of a class: what holds the class and what holds its instance are the variables `own` and `this`.
    fn method(
        &mut self,
        method: &'a StmtFunctionDef,
        (own, this): (Variable, Variable),
        class: &mut Class<'a>,
    ) {
        let called = if method.name.as_str() == "__init__" { "constructor" } else { &method.name };
        let first = match () {
            () if has_decorator(&method.decorator_list, &["staticmethod"]) => None,
            () if has_decorator(&method.decorator_list, &["classmethod"]) => Some(own),
            () => Some(this),
        };
        let head = FunctionForm { name: method.name.as_str(), span: at(method), ..FunctionForm::default() };
        let id = self.defer(head, Some(&method.parameters), Body::Block(&method.body), first);
        class.validators.extend(validated_fields(&method.decorator_list).map(|field| (field, id)));
        if has_decorator(&method.decorator_list, &["property", "cached_property"]) {
            class.getters.push((called, id));
            return;
        }
        class.methods.push((called, id));
        if first == Some(this) {
            self.decorators(called, &method.decorator_list, class);
        }
    }

    fn decorators(&mut self, method: &'a str, decorators: &'a [Decorator], class: &mut Class<'a>) {
        for decorator in decorators.iter().rev() {
            if !has_decorator(std::slice::from_ref(decorator), PLAIN) {
                let by = self.expression(&decorator.expression);
                class.decorated.push((method, by));
            }
        }
    }
}

fn is_mixed_in(base: &Expr) -> bool {
    matches!(base, Expr::Name(name) if matches!(name.id.as_str(), "str" | "int" | "object"))
}

/// Whether a function has a decorator of one of these names.
pub(super) fn has_decorator(decorators: &[Decorator], names: &[&str]) -> bool {
    decorators.iter().any(|decorator| match &decorator.expression {
        Expr::Name(name) => names.contains(&name.id.as_str()),
        Expr::Attribute(member) => names.contains(&member.attr.as_str()),
        _ => false,
    })
}

/// The fields of a model for which a method is a validator.
fn validated_fields(decorators: &[Decorator]) -> impl Iterator<Item = &str> {
    let calls = decorators.iter().filter_map(|decorator| decorator.expression.as_call_expr());
    let named = calls.filter(|call| match call.func.as_ref() {
        Expr::Name(name) => matches!(name.id.as_str(), "field_validator" | "validator"),
        Expr::Attribute(member) => matches!(member.attr.as_str(), "field_validator" | "validator"),
        _ => false,
    });
    let fields = named.flat_map(|call| call.arguments.args.iter());
    fields.filter_map(|field| field.as_string_literal_expr().map(|text| text.value.to_str()))
}
