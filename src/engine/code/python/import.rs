//! Imports of Python: a dotted module is a chain of members of its first part.

use ruff_python_ast::{StmtImport, StmtImportFrom};

use super::super::form::{AssignTarget, Import, Node, NodeKind, Span, Statement};
use super::{Lowering, at};

impl<'a> Lowering<'a> {
    pub(super) fn import(&mut self, import: &'a StmtImport, all: &mut Vec<Statement<'a>>) {
        for alias in &import.names {
            let module = alias.name.as_str();
            let span = at(alias);
            self.form.imports.push(Import { module, span });
            let first = module.split('.').next().unwrap_or(module);
            let (local, value) = match &alias.asname {
                Some(local) => (local.as_str(), dotted(module, span)),
                None => (first, dotted(first, span)),
            };
            self.bring(local, value, span, all);
        }
    }

    pub(super) fn import_from(&mut self, import: &'a StmtImportFrom, all: &mut Vec<Statement<'a>>) {
        if import.level > 0 {
            self.form.imports.push(Import { module: ".", span: at(import) });
        }
        let Some(module) = &import.module else { return };
        let module = module.as_str();
        if import.level == 0 {
            self.form.imports.push(Import { module, span: at(import) });
        }
        for alias in &import.names {
            let span = at(alias);
            let local = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            let root = Box::new(dotted(module, span));
            let value = Node::new(span, NodeKind::Member(root, alias.name.as_str()));
            self.bring(local, value, span, all);
        }
    }

    fn bring(&mut self, local: &'a str, value: Node<'a>, span: Span, all: &mut Vec<Statement<'a>>) {
        let variable = self.scopes.declare_in_function(&mut self.form, local);
        all.push(Statement::Assign(AssignTarget::Variable(variable, span), value));
    }
}

fn dotted(module: &str, span: Span) -> Node<'_> {
    let mut parts = module.split('.');
    let root = Node::new(span, NodeKind::Module(parts.next().unwrap_or_default()));
    parts.fold(root, |inner, part| Node::new(span, NodeKind::Member(Box::new(inner), part)))
}
