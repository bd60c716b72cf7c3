//! What is assigned to, in declarations and in assignments.

use oxc_ast::ast::{
    AssignmentTarget, AssignmentTargetMaybeDefault, AssignmentTargetProperty, BindingPattern,
    ForStatementLeft, MemberExpression, SimpleAssignmentTarget, VariableDeclarationKind,
};

use super::super::form::{AssignTarget, FieldKey, Node, NodeKind, Span};
use super::expression::indexed;
use super::{Lowering, span};

impl<'p, 'a> Lowering<'p, 'a> {
    /// The targets of a declaration; its names become variables of the current scope.
    pub(super) fn pattern(&mut self, pattern: &'p BindingPattern<'a>) -> AssignTarget<'a> {
        self.declared(pattern, VariableDeclarationKind::Let)
    }

    pub(super) fn declared(
        &mut self,
        pattern: &'p BindingPattern<'a>,
        kind: VariableDeclarationKind,
    ) -> AssignTarget<'a> {
        match pattern {
            BindingPattern::BindingIdentifier(id) => {
                let name = id.name.as_str();
                let variable = if kind == VariableDeclarationKind::Var {
                    self.scopes.declare_in_function(&mut self.form, name)
                } else {
                    self.scopes.declare(&mut self.form, name)
                };
                AssignTarget::Variable(variable, span(id.span))
            }
            BindingPattern::ObjectPattern(object) => {
                let mut parts = Vec::new();
                for property in &object.properties {
                    let Some(key) = self.key(&property.key) else { continue };
                    parts.push((key, self.declared(&property.value, kind)));
                }
                let rest = object.rest.as_ref().map(|rest| Box::new(self.declared(&rest.argument, kind)));
                AssignTarget::Object(parts, rest)
            }
            BindingPattern::ArrayPattern(array) => {
                let mut parts = Vec::new();
                for element in &array.elements {
                    parts.push(match element {
                        Some(element) => self.declared(element, kind),
                        None => AssignTarget::Ignored,
                    });
                }
                if let Some(rest) = &array.rest {
                    parts.push(AssignTarget::Rest(Box::new(self.declared(&rest.argument, kind))));
                }
                AssignTarget::List(parts)
            }
            BindingPattern::AssignmentPattern(default) => {
                let inner = self.declared(&default.left, kind);
                AssignTarget::Default(Box::new(inner), self.expression(&default.right))
            }
        }
    }

    pub(super) fn assignment_target(&mut self, target: &'p AssignmentTarget<'a>) -> AssignTarget<'a> {
        match target {
            AssignmentTarget::ArrayAssignmentTarget(array) => {
                let mut parts = Vec::new();
                for element in &array.elements {
                    parts.push(match element {
                        Some(element) => self.maybe_default(element),
                        None => AssignTarget::Ignored,
                    });
                }
                if let Some(rest) = &array.rest {
                    parts.push(AssignTarget::Rest(Box::new(self.assignment_target(&rest.target))));
                }
                AssignTarget::List(parts)
            }
            AssignmentTarget::ObjectAssignmentTarget(object) => {
                let mut parts = Vec::new();
                for property in &object.properties {
                    if let Some(part) = self.assigned_property(property) {
                        parts.push(part);
                    }
                }
                let rest = object.rest.as_ref().map(|rest| Box::new(self.assignment_target(&rest.target)));
                AssignTarget::Object(parts, rest)
            }
            other => match other.as_simple_assignment_target() {
                Some(simple) => self.simple(simple),
                None => AssignTarget::Ignored,
            },
        }
    }

    fn assigned_property(
        &mut self,
        property: &'p AssignmentTargetProperty<'a>,
    ) -> Option<(FieldKey<'a>, AssignTarget<'a>)> {
        match property {
            AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(short) => {
                let name = short.binding.name.as_str();
                let target = self.identifier(name, span(short.binding.span));
                let target = match &short.init {
                    Some(initial) => AssignTarget::Default(Box::new(target), self.expression(initial)),
                    None => target,
                };
                Some((FieldKey::Name(name), target))
            }
            AssignmentTargetProperty::AssignmentTargetPropertyProperty(pair) => {
                Some((self.key(&pair.name)?, self.maybe_default(&pair.binding)))
            }
        }
    }

    fn maybe_default(&mut self, target: &'p AssignmentTargetMaybeDefault<'a>) -> AssignTarget<'a> {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(default) => {
                let inner = self.assignment_target(&default.binding);
                AssignTarget::Default(Box::new(inner), self.expression(&default.init))
            }
            other => match other.as_assignment_target() {
                Some(target) => self.assignment_target(target),
                None => AssignTarget::Ignored,
            },
        }
    }

    pub(super) fn simple(&mut self, target: &'p SimpleAssignmentTarget<'a>) -> AssignTarget<'a> {
        match target {
            SimpleAssignmentTarget::AssignmentTargetIdentifier(id) => {
                self.identifier(id.name.as_str(), span(id.span))
            }
            other => match other.as_member_expression().map(|member| self.member(member).kind) {
                Some(NodeKind::Member(object, name)) => AssignTarget::Member(*object, name),
                Some(NodeKind::Index(object, index)) => AssignTarget::Index(*object, *index),
                _ => AssignTarget::Ignored,
            },
        }
    }

    /// An assigned name; without a declaration it is a global variable.
    fn identifier(&mut self, name: &'a str, at: Span) -> AssignTarget<'a> {
        let known = self.scopes.find(name);
        let variable = known.unwrap_or_else(|| self.scopes.declare_globally(&mut self.form, name));
        AssignTarget::Variable(variable, at)
    }

    /// What an assignment target contains before the assignment.
    pub(super) fn read_target(&mut self, target: &'p AssignmentTarget<'a>, at: Span) -> Node<'a> {
        match target {
            AssignmentTarget::AssignmentTargetIdentifier(id) => self.name(id.name.as_str(), id.span),
            other => {
                let simple = other.as_simple_assignment_target();
                let member = simple.and_then(SimpleAssignmentTarget::as_member_expression);
                member.map_or(Node::opaque(at), |member| self.member(member))
            }
        }
    }

    pub(super) fn member(&mut self, member: &'p MemberExpression<'a>) -> Node<'a> {
        match member {
            MemberExpression::ComputedMemberExpression(member) => {
                let object = self.expression(&member.object);
                let index = self.expression(&member.expression);
                Node::new(span(member.span), indexed(object, index))
            }
            MemberExpression::StaticMemberExpression(member) => {
                let object = Box::new(self.expression(&member.object));
                Node::new(span(member.span), NodeKind::Member(object, member.property.name.as_str()))
            }
            MemberExpression::PrivateFieldExpression(member) => {
                let object = Box::new(self.expression(&member.object));
                Node::new(span(member.span), NodeKind::Member(object, member.field.name.as_str()))
            }
        }
    }

    pub(super) fn loop_target(&mut self, left: &'p ForStatementLeft<'a>) -> AssignTarget<'a> {
        match left {
            ForStatementLeft::VariableDeclaration(declaration) => match declaration.declarations.first() {
                Some(first) => self.declared(&first.id, declaration.kind),
                None => AssignTarget::Ignored,
            },
            other => match other.as_assignment_target() {
                Some(target) => self.assignment_target(target),
                None => AssignTarget::Ignored,
            },
        }
    }
}
