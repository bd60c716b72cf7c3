//! Calls: own functions are followed, functions of libraries are looked up.

use super::super::form::{AssignTarget, Call, FunctionId, NodeKind, Parameter, Span};
use super::path::Segment;
use super::role::ValueRole;
use super::run::{FlowRun, FlowState};
use super::site::{Passed, Site};
use super::taint::{Act, Label, Marks};
use super::value::{FieldValues, NOTHING, ShapeId, Value, ValueShape};

impl<'f, 'a> FlowRun<'f, 'a> {
    pub fn call(&mut self, call: &'f Call<'a>, span: Span) -> Value {
        if let Some(result) = self.call_parent(call, span) {
            return result;
        }
        let (receiver, method, callee) = match &call.callee.kind {
            NodeKind::Member(object, name) => {
                let receiver = self.eval(object);
                let callee = self.member(receiver, name, call.callee.span);
                (Some((receiver, object.as_ref())), *name, callee)
            }
            _ => (None, "", self.eval(&call.callee)),
        };
        let arguments = self.passed(call);
        match *self.shape(callee) {
            ValueShape::Function(id) => return self.call_changing((id, callee), call, &arguments, span),
            ValueShape::OneOf(ref all) => {
                let all = all.clone();
                return self.call_each(&all, &arguments, span);
            }
            ValueShape::Class(id) => {
                let site = self.site(callee, None, "", arguments, span);
                return self.construct(id, &site);
            }
            ValueShape::Object(_) => {
                let own = self.field(callee, "__call__").filter(|_| receiver.is_none());
                if let Some(result) = own.and_then(|own| self.call_value(own, &arguments, span)) {
                    return result;
                }
            }
            _ => {}
        }
        if let Some((receiver, _)) = receiver
            && let Some(result) = self.call_through(receiver, method, &arguments, span)
        {
            return result;
        }
        let arguments = self.with_bound(callee, arguments);
        if let Some((function, _)) = receiver
            && self.is_library_function(function, method)
        {
            return self.call_library(function, method, arguments, span);
        }
        let site = self.site(callee, receiver.map(|(value, _)| value), method, arguments, span);
        self.reached(&site);
        if let Some((before, node)) = receiver {
            self.mutated(before, node, &site);
        }
        let result = self.result(&site);
        if (site.root, site.name) == ("Object", "assign")
            && let Some(first) = call.arguments.first()
        {
            self.store(&first.value, result);
        }
        result
    }

    /// A method of an own function that calls or binds it.
    fn call_through(
        &mut self,
        function: Value,
        method: &str,
        arguments: &[Passed<'a>],
        span: Span,
    ) -> Option<Value> {
        self.function_of(function)?;
        let rest = arguments.get(1..).unwrap_or_default();
        match method {
            "bind" => Some(self.bind(function, rest)),
            "call" | "delay" => self.call_value(function, rest, span),
            "apply" => {
                let list = arguments.get(1).map(|passed| self.shape(passed.value).clone());
                let Some(ValueShape::List(items)) = list else {
                    return self.call_value(function, rest, span);
                };
                let all = items.first.into_iter().chain(items.rest);
                let all: Vec<Passed<'a>> = all.map(|value| Passed { name: None, value, span }).collect();
                self.call_value(function, &all, span)
            }
            "`" => self.call_value(function, arguments, span),
            _ => None,
        }
    }

    /// Whether a function of a library is bound or called through a method of functions.
    fn is_library_function(&self, function: Value, method: &str) -> bool {
        let named = matches!(self.paths.last(function.path), Some(Segment::Member(_)));
        let (root, is_global) = self.root_of(function);
        named && !root.is_empty() && !is_global && matches!(method, "bind" | "call" | "apply")
    }

    /// A function of a library that is bound to an object, or called with one.
    fn call_library(
        &mut self,
        function: Value,
        method: &str,
        arguments: Vec<Passed<'a>>,
        span: Span,
    ) -> Value {
        if method == "bind" {
            return self.bind(function, arguments.get(1..).unwrap_or_default());
        }
        let rest: Vec<Passed<'a>> = if method == "call" {
            arguments.into_iter().skip(1).collect()
        } else {
            let list = arguments.get(1).copied();
            let Some(ValueShape::List(items)) = list.map(|passed| self.shape(passed.value).clone()) else {
                return Value::default();
            };
            let all = items.first.into_iter().chain(items.rest);
            all.map(|value| Passed { name: None, value, span }).collect()
        };
        let rest = self.with_bound(function, rest);
        let site = self.site(function, None, "", rest, span);
        self.reached(&site);
        self.result(&site)
    }

    /// Calls a function of a library with one value.
    pub fn call_named(&mut self, function: Value, value: Value, span: Span) -> Value {
        let passed = self.with_bound(function, vec![Passed { name: None, value, span }]);
        let site = self.site(function, None, "", passed, span);
        self.reached(&site);
        self.result(&site)
    }

    fn site(
        &self,
        callee: Value,
        receiver: Option<Value>,
        method: &'a str,
        arguments: Vec<Passed<'a>>,
        span: Span,
    ) -> Site<'a> {
        let (root, is_global) = self.root_of(callee);
        let named = method.is_empty() || method == "constructor";
        let name = if named { self.paths.name(callee.path).unwrap_or_default() } else { method };
        // `promisifyAll` adds them.
        let added = matches!(root, "child_process" | "fs" | "fs-extra" | "mysql" | "redis");
        let name = if added { name.strip_suffix("Async").unwrap_or(name) } else { name };
        let arguments = self.with_keywords(arguments);
        Site { name, root, is_global, callee, receiver, arguments, span }
    }

    /// Arguments with those that a dict of keywords, `**options`, adds.
    fn with_keywords(&self, mut arguments: Vec<Passed<'a>>) -> Vec<Passed<'a>> {
        let Some(whole) = arguments.iter().find(|passed| passed.name == Some("**")).copied() else {
            return arguments;
        };
        if let ValueShape::Object(fields) = self.shape(whole.value) {
            for (name, value) in &fields.named {
                arguments.push(Passed { name: Some(name), value: *value, span: whole.span });
            }
        }
        arguments
    }

    pub fn passed(&mut self, call: &'f Call<'a>) -> Vec<Passed<'a>> {
        let mut all = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            let span = argument.value.span;
            let value = self.eval(&argument.value);
            if let NodeKind::Spread(_) = argument.value.kind
                && argument.name.is_none()
            {
                if let ValueShape::List(items) = self.shape(value).clone() {
                    all.extend(items.first.into_iter().map(|value| Passed { name: None, value, span }));
                    all.extend(items.rest.map(|value| Passed { name: None, value, span }));
                } else {
                    let value = self.element(value);
                    all.push(Passed { name: None, value, span });
                }
                continue;
            }
            all.push(Passed { name: argument.name, value, span });
        }
        all
    }

    /// Calls an own function; keywords find their parameters by name.
    pub fn call_own(&mut self, id: FunctionId, arguments: &[Passed<'a>], span: Span) -> Value {
        let form = self.form;
        let mut values: Vec<Value> = Vec::new();
        for passed in arguments.iter().filter(|passed| passed.name.is_none()) {
            values.push(passed.value);
        }
        if let Some(function) = form.functions.get(id as usize) {
            self.spread_keywords(&function.parameters, arguments, &mut values);
            for passed in arguments {
                let Some(name) = passed.name else { continue };
                let place = function.parameters.iter().position(|parameter| parameter.name == name);
                if let Some(place) = place {
                    if values.len() <= place {
                        values.resize(place.saturating_add(1), Value { shape: NOTHING, ..Value::default() });
                    }
                    if let Some(value) = values.get_mut(place) {
                        *value = passed.value;
                    }
                }
            }
        }
        let name = self.function_name(id);
        let result = self.invoke(id, &values, span);
        let result = self.promised(result, name, &values);
        if result.taint == 0 {
            return result;
        }
        Value { taint: self.taints.step(result.taint, Act::Return, span, name), ..result }
    }

    /// What keywords and a dict of them say about parameters that have no place of their own.
    fn spread_keywords(
        &mut self,
        parameters: &'f [Parameter<'a>],
        arguments: &[Passed<'a>],
        values: &mut Vec<Value>,
    ) {
        let whole = arguments.iter().find(|passed| passed.name == Some("**")).map(|passed| passed.value);
        let named = |name: &str| arguments.iter().any(|passed| passed.name == Some(name));
        for (place, parameter) in parameters.iter().enumerate() {
            let value = if parameter.keywords {
                let mut taint = whole.map_or(0, |whole| whole.taint);
                let mut fields = FieldValues { named: Vec::new(), rest: whole, keys: taint };
                for passed in arguments {
                    if let Some(name) = passed.name.filter(|name| *name != "**") {
                        taint = self.taints.union(taint, passed.value.taint);
                        self.put(&mut fields, name, passed.value);
                    }
                }
                let object = self.shaped(ValueShape::Object(fields));
                Value { taint, ..object }
            } else {
                let Some(whole) = whole.filter(|_| place >= values.len() && !named(parameter.name)) else {
                    continue;
                };
                self.member(whole, parameter.name, Span::default())
            };
            if values.len() <= place {
                values.resize(place.saturating_add(1), Value { shape: NOTHING, ..Value::default() });
            }
            if let Some(known) = values.get_mut(place) {
                *known = value;
            }
        }
    }

    /// Calls one of several own functions: each is a way of its own.
    fn call_each(&mut self, all: &[ShapeId], arguments: &[Passed<'a>], span: Span) -> Value {
        let before = self.fork();
        let mut result: Option<Value> = None;
        let mut after = FlowState::default();
        for shape in all {
            self.state = before.clone();
            let function = Value { shape: *shape, ..Value::default() };
            let value = self.call_value(function, arguments, span).unwrap_or_default();
            let here = std::mem::replace(&mut self.state, after);
            if here.live {
                result = Some(match result {
                    Some(known) => self.merge(known, value),
                    None => value,
                });
            }
            self.join(here);
            after = std::mem::take(&mut self.state);
        }
        self.state = after;
        result.unwrap_or_default()
    }

    /// Calls a function that was passed, for what a library would pass to it.
    pub fn call_back(&mut self, function: Value, values: &[Value], span: Span) -> Value {
        let known = self.state.trusted.len();
        let Some(result) = self.call_with(function, values, span) else { return Value::default() };
        let result = self.vouched(result);
        self.state.trusted.truncate(known);
        self.state.live = true;
        result
    }

    /// Calls a value that is a function, or one of several, with values.
    pub fn call_with(&mut self, function: Value, values: &[Value], span: Span) -> Option<Value> {
        if let ValueShape::OneOf(all) = self.shape(function).clone() {
            let passed: Vec<Passed<'a>> =
                values.iter().map(|value| Passed { name: None, value: *value, span }).collect();
            return Some(self.call_each(&all, &passed, span));
        }
        let id = self.function_of(function)?;
        let passed = values.iter().map(|value| Passed { name: None, value: *value, span }).collect();
        let values: Vec<Value> = self.with_bound(function, passed).iter().map(|one| one.value).collect();
        let before = self.enter_closure(function.shape);
        let result = self.invoke(id, &values, span);
        let result = self.captured_by(id, result, function.shape);
        self.leave_closure(function.shape, before);
        Some(result)
    }

    /// Calls the functions that a library is passed: an error first, then what the call yields.
    pub fn call_backs(&mut self, site: &Site<'a>) {
        let form = self.form;
        for passed in &site.arguments {
            let Some(id) = self.function_of(passed.value) else { continue };
            let Some(function) = form.functions.get(id as usize) else { continue };
            let yielded =
                Value { path: self.paths.then(site.callee.path, Segment::Call), ..Value::default() };
            let mut values = Vec::with_capacity(function.parameters.len());
            for parameter in &function.parameters {
                values.push(if matches!(parameter.name, "err" | "error" | "e") {
                    self.caught(&parameter.target)
                } else {
                    yielded
                });
            }
            self.call_back(passed.value, &values, passed.span);
        }
    }

    /// The value of an error that a target receives.
    pub fn caught(&mut self, target: &AssignTarget<'a>) -> Value {
        let span = if let AssignTarget::Variable(_, span) = target { *span } else { Span::default() };
        let part = self.taints.begin(Label::Error, 0, Marks::default(), span, "error");
        Value { taint: self.taints.add(vec![part]), ..Value::default() }
    }

    /// What the runtime passes for a role: a header, a part of the body.
    pub fn role_call(&mut self, site: &Site<'a>) -> Option<Value> {
        let role = self.paths.role(site.callee.path);
        if role == ValueRole::EnvironmentCall {
            let name = self.text_of(site.either(0, "key").unwrap_or_default());
            let value = self.variable_by_call(site.callee.path, name, site.span);
            let Some(default) = site.either(1, "default") else { return Some(value) };
            self.fallback(value, default, site.span);
            return Some(self.default_to(value, default));
        }
        if !matches!(role, ValueRole::HeaderCall | ValueRole::DataCall | ValueRole::TextCall) {
            return None;
        }
        let name = self.text_of(site.first());
        let parent = self.paths.parent(site.callee.path);
        let path = match name.filter(|_| role == ValueRole::HeaderCall) {
            Some(name) if self.paths.role(parent) == ValueRole::Headers => {
                self.paths.then(parent, Segment::Member(name))
            }
            Some(name) => {
                let headers = self.paths.then(parent, Segment::Member("headers"));
                self.paths.then(headers, Segment::Member(name))
            }
            None => self.paths.then(site.callee.path, Segment::Call),
        };
        let object = Value { path: parent, ..Value::default() };
        let taint = self.read(object, path, name.or(Some(site.name)), site.span);
        Some(Value { path, taint, ..Value::default() })
    }
}
