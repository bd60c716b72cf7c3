//! Objects of own classes, and calls of what they inherit.

use super::super::form::{Call, Class, ClassId, FunctionId, NodeKind, Span};
use super::run::FlowRun;
use super::site::Site;
use super::value::{FieldValues, Trust, Value, ValueShape};

/// Classes inherit from at most so many others.
const GENERATIONS: usize = 8;

impl<'f, 'a> FlowRun<'f, 'a> {
    /// An object of an own class: its methods are fields that are functions.
    pub fn construct(&mut self, id: ClassId, site: &Site<'a>) -> Value {
        let Some(class) = self.class(id) else { return Value::default() };
        match self.lineage(id) {
            Some("enum") => {
                // It throws if there is no such member.
                self.vouch(site.first(), Trust::Listed);
                return Value::default();
            }
            Some("marshmallow") => return self.schema_of(id),
            Some("pydantic" | "msgspec") => return self.modelled(id, site, true),
            _ if self.is_record(id) => return self.recorded(class, id, site),
            _ => {}
        }
        let ancestors = self.ancestors(id);
        let mut fields = FieldValues::default();
        for class in &ancestors {
            for (name, method) in &class.methods {
                if !fields.named.iter().any(|(known, _)| known == name) {
                    let value = self.shaped(ValueShape::Function(*method));
                    fields.named.push((name, value));
                }
            }
        }
        for class in ancestors.iter().rev() {
            for (name, node) in &class.fields {
                let value = self.eval(node);
                self.put(&mut fields, name, value);
            }
        }
        let oldest = ancestors.last().and_then(|class| class.base.as_deref());
        let base = oldest.map(|base| self.eval(base));
        let path = base.map_or(0, |base| self.made_at(base.path, site.span));
        let mut object = self.shaped(ValueShape::Object(fields));
        for class in ancestors.iter().rev() {
            object = self.with_decorators(class, object, site.span);
        }
        for class in &ancestors {
            self.set(class.this, Value { path, ..object });
        }
        match method_of(&ancestors, "constructor") {
            Some((owner, constructor)) => {
                self.call_own(constructor, &site.arguments, site.span);
                let this = self.variable(owner.this);
                self.set(class.this, this);
            }
            None if !site.arguments.is_empty() => {
                let lost = self.unknown_call(&site.values(), site.span, class.name);
                let this = self.variable(class.this);
                let taint = self.taints.union(this.taint, lost.taint);
                self.set(class.this, Value { taint, ..this });
            }
            None => {}
        }
        self.compute_getters(&ancestors, class, site.span);
        let this = self.variable(class.this);
        for ancestor in ancestors.iter().skip(1) {
            self.set(ancestor.this, this);
        }
        this
    }

    /// An object of a class with fields, after the method that checks or completes them.
    fn recorded(&mut self, class: &'f Class<'a>, id: ClassId, site: &Site<'a>) -> Value {
        let object = self.modelled(id, site, false);
        let Some((_, method)) = method_of(&[class], "__post_init__") else { return object };
        self.invoke(method, &[], site.span);
        self.variable(class.this)
    }

    /// Fields that are computed when they are read: what they are after the constructor.
    fn compute_getters(&mut self, ancestors: &[&'f Class<'a>], class: &Class<'a>, span: Span) {
        for (name, getter) in ancestors.iter().flat_map(|class| &class.getters) {
            let value = self.invoke(*getter, &[], span);
            let this = self.with_field(self.variable(class.this), name, value);
            self.set(class.this, this);
        }
    }

    /// A class and the own classes that it inherits from.
    fn ancestors(&mut self, id: ClassId) -> Vec<&'f Class<'a>> {
        let mut all = Vec::new();
        let mut next = Some(id);
        while let Some(class) = next.and_then(|id| self.class(id)) {
            if all.len() >= GENERATIONS {
                break;
            }
            all.push(class);
            let base = class.base.as_deref().map(|base| self.eval(base)).unwrap_or_default();
            next = if let ValueShape::Class(parent) = *self.shape(base) { Some(parent) } else { None };
        }
        all
    }

    /// `super(…)` and `super().method(…)`.
    pub fn call_parent(&mut self, call: &'f Call<'a>, span: Span) -> Option<Value> {
        let name = match &call.callee.kind {
            NodeKind::This(Some(_)) => "constructor",
            NodeKind::Member(object, name) => match &object.kind {
                NodeKind::Call(inner) if Self::is_global(&inner.callee, "super") => match *name {
                    "__init__" => "constructor",
                    name => name,
                },
                _ => return None,
            },
            _ => return None,
        };
        let (id, child) = self.current_class()?;
        let ancestors = self.ancestors(id);
        let (parent, method) = method_of(ancestors.get(1..)?, name)?;
        let arguments = self.passed(call);
        self.set(parent.this, self.variable(child.this));
        let result = self.call_own(method, &arguments, span);
        self.set(child.this, self.variable(parent.this));
        Some(result)
    }

    /// The class of the method that runs.
    fn current_class(&self) -> Option<(ClassId, &'f Class<'a>)> {
        let form = self.form;
        let running = |class: &&'f Class<'a>| {
            let mut methods = class.methods.iter().map(|(_, method)| *method);
            methods.any(|method| self.frames.last().is_some_and(|frame| frame.function == method))
        };
        let place = form.classes.iter().position(|class| running(&class))?;
        Some((ClassId::try_from(place).ok()?, form.classes.get(place)?))
    }
}

fn method_of<'f, 'a>(classes: &[&'f Class<'a>], name: &str) -> Option<(&'f Class<'a>, FunctionId)> {
    classes.iter().find_map(|class| {
        let (_, method) = class.methods.iter().find(|(known, _)| *known == name)?;
        Some((*class, *method))
    })
}
