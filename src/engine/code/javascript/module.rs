//! Imports and exports of JavaScript.

use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ImportDeclaration, ImportDeclarationSpecifier,
    ImportOrExportKind, ModuleExportName, Statement as Syntax,
};

use super::super::form::{AssignTarget, Import, Node, NodeKind, Span, Statement};
use super::{Lowering, span};

impl<'p, 'a> Lowering<'p, 'a> {
    /// A module as a value.
    pub(super) fn import(&mut self, module: &'a str, at: Span) -> Node<'a> {
        self.form.imports.push(Import { module, span: at });
        Node::new(at, NodeKind::Module(module))
    }

    pub(super) fn module_statement(&mut self, statement: &'p Syntax<'a>, all: &mut Vec<Statement<'a>>) {
        match statement {
            Syntax::ImportDeclaration(import) if import.import_kind == ImportOrExportKind::Value => {
                self.imports(import, all);
            }
            Syntax::ExportDeclaration(export) => self.exported(&export.declaration, all),
            Syntax::ExportNamedDeclaration(export) => {
                for specifier in &export.specifiers {
                    if let Some(variable) = self.scopes.find(exported_name(&specifier.local)) {
                        self.form.exports.push((exported_name(&specifier.exported), variable));
                    }
                }
            }
            Syntax::ExportDefaultDeclaration(export) => {
                let variable = self.scopes.declare(&mut self.form, "default");
                let at = span(export.span);
                let value = match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                        let value = NodeKind::Function(self.function(function, "default", None));
                        Node::new(span(function.span), value)
                    }
                    ExportDefaultDeclarationKind::ClassDeclaration(_)
                    | ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => Node::opaque(at),
                    other => other.as_expression().map_or(Node::opaque(at), |value| self.expression(value)),
                };
                all.push(Statement::Assign(AssignTarget::Variable(variable, at), value));
                self.form.exports.push(("default", variable));
            }
            Syntax::TSExportAssignment(export) => {
                let variable = self.scopes.declare(&mut self.form, "default");
                let value = self.expression(&export.expression);
                all.push(Statement::Assign(AssignTarget::Variable(variable, span(export.span)), value));
                self.form.exports.push(("default", variable));
            }
            _ => {}
        }
    }

    fn exported(&mut self, declaration: &'p Declaration<'a>, all: &mut Vec<Statement<'a>>) {
        match declaration {
            Declaration::VariableDeclaration(variables) => {
                self.variables(variables, all);
                for declarator in &variables.declarations {
                    for id in declarator.id.get_binding_identifiers() {
                        self.export(id.name.as_str());
                    }
                }
            }
            Declaration::FunctionDeclaration(function) => {
                self.declare_function(function, all);
                if let Some(id) = &function.id {
                    self.export(id.name.as_str());
                }
            }
            Declaration::ClassDeclaration(class) => self.declare_class(class, all),
            Declaration::TSTypeAliasDeclaration(_)
            | Declaration::TSInterfaceDeclaration(_)
            | Declaration::TSEnumDeclaration(_)
            | Declaration::TSExternalModuleDeclaration(_)
            | Declaration::TSNamespaceDeclaration(_)
            | Declaration::TSGlobalDeclaration(_)
            | Declaration::TSImportEqualsDeclaration(_) => {}
        }
    }

    fn export(&mut self, name: &'a str) {
        if let Some(variable) = self.scopes.find(name) {
            self.form.exports.push((name, variable));
        }
    }

    fn imports(&mut self, import: &'p ImportDeclaration<'a>, all: &mut Vec<Statement<'a>>) {
        let module = import.source.value.as_str();
        let at = span(import.span);
        self.form.imports.push(Import { module, span: at });
        for specifier in import.specifiers.iter().flatten() {
            let root = Node::new(at, NodeKind::Module(module));
            let (local, value) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                    let name = exported_name(&named.imported);
                    let value =
                        if name == "default" { root.kind } else { NodeKind::Member(Box::new(root), name) };
                    (&named.local, value)
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(named) => (&named.local, root.kind),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(named) => (&named.local, root.kind),
            };
            let variable = self.scopes.declare(&mut self.form, local.name.as_str());
            all.push(Statement::Assign(
                AssignTarget::Variable(variable, span(local.span)),
                Node::new(at, value),
            ));
        }
    }
}

fn exported_name<'a>(name: &ModuleExportName<'a>) -> &'a str {
    match name {
        ModuleExportName::IdentifierName(name) => name.name.as_str(),
        ModuleExportName::IdentifierReference(name) => name.name.as_str(),
        ModuleExportName::StringLiteral(name) => name.value.as_str(),
    }
}
