//! Resolution of names to variables while a source is lowered.
//! Bodies of functions are lowered after the scope around them, so that they see every name in it.

use super::form::{Form, Variable};
use super::hash::Map;

/// A scope: its place in [`Scopes`].
pub type ScopeId = u32;

#[derive(Debug, Default)]
struct Scope<'a> {
    parent: Option<ScopeId>,
    /// Whether `var`, and in Python any assignment, declares here.
    function: bool,
    names: Map<&'a str, Variable>,
    /// What `this` is.
    this: Option<Variable>,
}

/// All scopes of a source; scopes are kept after they are left.
#[derive(Debug, Default)]
pub struct Scopes<'a> {
    all: Vec<Scope<'a>>,
    current: ScopeId,
}

impl<'a> Scopes<'a> {
    /// Opens a scope within the current one and returns the current one.
    pub fn enter(&mut self, function: bool, this: Option<Variable>) -> ScopeId {
        let outer = self.current;
        let parent = (!self.all.is_empty()).then_some(outer);
        let this = this.or_else(|| self.get(outer).and_then(|scope| scope.this));
        self.current = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(Scope { parent, function, names: Map::default(), this });
        outer
    }

    pub const fn current(&self) -> ScopeId {
        self.current
    }

    /// Continues in a scope that was opened before.
    pub const fn resume(&mut self, scope: ScopeId) {
        self.current = scope;
    }

    pub fn this(&self) -> Option<Variable> {
        self.get(self.current).and_then(|scope| scope.this)
    }

    fn get(&self, scope: ScopeId) -> Option<&Scope<'a>> {
        self.all.get(scope as usize)
    }

    /// The variable of a name that is visible here.
    pub fn find(&self, name: &str) -> Option<Variable> {
        let mut scope = self.get(self.current);
        while let Some(here) = scope {
            if let Some(variable) = here.names.get(name) {
                return Some(*variable);
            }
            scope = here.parent.and_then(|parent| self.get(parent));
        }
        None
    }

    /// The variable of a name that this scope, or this function, declared already.
    pub fn own(&self, name: &str) -> Option<Variable> {
        self.get(self.current).and_then(|scope| scope.names.get(name)).copied()
    }

    /// Declares a name in the current scope, or returns its variable.
    pub fn declare(&mut self, form: &mut Form<'a>, name: &'a str) -> Variable {
        self.declare_in(self.current, form, name)
    }

    /// Declares a name in the scope of the current function.
    pub fn declare_in_function(&mut self, form: &mut Form<'a>, name: &'a str) -> Variable {
        let mut scope = self.current;
        while let Some(here) = self.get(scope) {
            match here.parent {
                Some(parent) if !here.function => scope = parent,
                Some(_) | None => break,
            }
        }
        self.declare_in(scope, form, name)
    }

    /// Makes a name of this scope stand for a variable of another one: `global`, `nonlocal`, `self`.
    pub fn bind(&mut self, name: &'a str, variable: Variable) {
        if let Some(scope) = self.all.get_mut(self.current as usize) {
            scope.names.insert(name, variable);
        }
    }

    /// Declares a name at the top of the module.
    pub fn declare_globally(&mut self, form: &mut Form<'a>, name: &'a str) -> Variable {
        self.declare_in(0, form, name)
    }

    fn declare_in(&mut self, scope: ScopeId, form: &mut Form<'a>, name: &'a str) -> Variable {
        let Some(scope) = self.all.get_mut(scope as usize) else { return variable(form, name) };
        if let Some(known) = scope.names.get(name) {
            return *known;
        }
        let new = variable(form, name);
        scope.names.insert(name, new);
        new
    }
}

/// A new variable without a scope.
pub fn variable<'a>(form: &mut Form<'a>, name: &'a str) -> Variable {
    let new = Variable::try_from(form.variables.len()).unwrap_or(Variable::MAX);
    form.variables.push(name);
    new
}

/// The variables from one count of them to another.
pub fn range(first: usize, last: usize) -> (Variable, Variable) {
    let place = |at| Variable::try_from(at).unwrap_or(Variable::MAX);
    (place(first), place(last))
}
