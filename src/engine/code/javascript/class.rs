//! Classes of JavaScript in the common form.

use oxc_ast::ast::{Class as Source, ClassElement, MethodDefinitionKind};

use super::super::form::{AssignTarget, Class, ClassId, FieldKey, Node, NodeKind, Statement};
use super::super::scope::variable;
use super::{Lowering, span};

impl<'p, 'a> Lowering<'p, 'a> {
    pub(super) fn class(&mut self, source: &'p Source<'a>) -> ClassId {
        let name = source.id.as_ref().map_or("", |id| id.name.as_str());
        let this = variable(&mut self.form, "this");
        let base = source.heritage.as_ref().map(|base| Box::new(self.expression(&base.expression)));
        let by = source.decorators.iter().map(|decorator| self.expression(&decorator.expression)).collect();
        let mut class = Class { name, this, by, base, ..Class::default() };
        for element in &source.body.body {
            match element {
                ClassElement::MethodDefinition(method) => {
                    let Some(FieldKey::Name(name)) = self.key(&method.key) else { continue };
                    let function = self.function(&method.value, name, Some(this));
                    match method.kind {
                        MethodDefinitionKind::Constructor => class.methods.push(("constructor", function)),
                        MethodDefinitionKind::Method => {
                            class.methods.push((name, function));
                            for decorator in method.decorators.iter().rev() {
                                class.decorated.push((name, self.expression(&decorator.expression)));
                            }
                        }
                        MethodDefinitionKind::Get => class.getters.push((name, function)),
                        MethodDefinitionKind::Set => {}
                    }
                }
                ClassElement::PropertyDefinition(property) => {
                    let Some(FieldKey::Name(name)) = self.key(&property.key) else { continue };
                    let Some(value) = &property.value else { continue };
                    let outer = self.scopes.enter(false, Some(this));
                    class.fields.push((name, self.expression(value)));
                    self.scopes.resume(outer);
                }
                ClassElement::StaticBlock(_)
                | ClassElement::AccessorProperty(_)
                | ClassElement::TSIndexSignature(_) => {}
            }
        }
        let id = ClassId::try_from(self.form.classes.len()).unwrap_or(ClassId::MAX);
        self.form.classes.push(class);
        id
    }

    pub(super) fn declare_class(&mut self, source: &'p Source<'a>, all: &mut Vec<Statement<'a>>) {
        let Some(id) = &source.id else { return };
        let variable = self.scopes.declare(&mut self.form, id.name.as_str());
        let value = Node::new(span(source.span), NodeKind::Class(self.class(source)));
        all.push(Statement::Assign(AssignTarget::Variable(variable, span(id.span)), value));
    }
}
