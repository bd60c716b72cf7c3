//! The whole run: the module, then the handler with what the runtime passes, then all other functions.

use super::super::form::{FunctionId, Span};
use super::super::report::Language;
use super::path::Segment;
use super::role::ValueRole;
use super::run::{FlowRun, Frame};
use super::taint::{Label, Marks};
use super::value::{Claim, Trust, Value, ValueShape};

impl FlowRun<'_, '_> {
    pub fn whole(&mut self) {
        self.prepare_classes();
        let form = self.form;
        self.block(&form.body);
        self.state.live = true;
        let top = self.state.clone();
        if let Some(handler) = self.handler()
            && let Some(id) = self.function_of(handler)
        {
            self.handle(id, handler);
        }
        for id in 0..form.functions.len() {
            if self.called.get(id) == Some(&false) {
                self.state = top.clone();
                self.uncalled(id);
            }
        }
    }

    /// Methods that are run without an object find their own ones.
    fn prepare_classes(&mut self) {
        let form = self.form;
        for class in &form.classes {
            let mut fields = super::value::FieldValues::default();
            for (name, method) in &class.methods {
                let value = self.shaped(ValueShape::Function(*method));
                fields.named.push((name, value));
            }
            let object = self.shaped(ValueShape::Object(fields));
            self.set(class.this, object);
        }
    }

    /// The function that the runtime calls.
    fn handler(&self) -> Option<Value> {
        for name in ["main", "handler"] {
            let exported = self.form.exports.iter().rev().find(|(known, _)| *known == name);
            let is_function = |value: &Value| self.function_of(*value).is_some();
            let exported = exported.map(|(_, variable)| self.variable(*variable)).filter(is_function);
            if let Some(handler) = exported.or_else(|| self.field(self.exports, name).filter(is_function)) {
                return Some(handler);
            }
        }
        let default = self.form.exports.iter().find(|(known, _)| *known == "default")?;
        let value = self.variable(default.1);
        if self.function_of(value).is_some() { Some(value) } else { self.field(value, "main") }
    }

    fn handle(&mut self, id: FunctionId, handler: Value) {
        let form = self.form;
        let Some(function) = form.functions.get(id as usize) else { return };
        self.facts.handler = Some(function.span);
        let roles = [ValueRole::Event, ValueRole::Context, ValueRole::Callback];
        let mut values = Vec::new();
        for (place, role) in (0_u8..).zip(roles) {
            let path = self.paths.root(Segment::Parameter(place), role);
            let mut value = Value { path, ..Value::default() };
            if role == ValueRole::Event {
                let span =
                    function.parameters.first().map_or(function.span, |parameter| match &parameter.target {
                        super::super::form::AssignTarget::Variable(_, span) => *span,
                        _ => Span { start: function.span.start, end: function.span.start },
                    });
                let part = self.taints.begin(Label::Event, path, Marks::default(), span, "event");
                value.taint = self.taints.add(vec![part]);
            }
            values.push(value);
        }
        if self.closures.guarded.contains(&handler.shape)
            && let Some(event) = values.first()
        {
            self.trust(Claim { of: event.path, trust: Trust::Accepted });
        }
        let taken = function.parameters.len().min(values.len());
        values.truncate(taken);
        if self.language == Language::Python {
            values.truncate(2);
        }
        self.handling = true;
        let before = self.state.clone();
        self.invoke(id, &values, function.span);
        if self.keep_for_later(&before) {
            self.invoke(id, &values, function.span);
        }
        self.handling = false;
        self.state.live = true;
    }

    /// A function that nothing calls: what it does without the caller's data is found.
    fn uncalled(&mut self, id: usize) {
        let Ok(id) = FunctionId::try_from(id) else { return };
        // One more frame: what it returns is not sent to a caller.
        self.frames.push(Frame { function: FunctionId::MAX, returns: Vec::new(), items: None, trusted: 0 });
        self.invoke(id, &[], Span::default());
        self.frames.pop();
        self.state.live = true;
    }
}
