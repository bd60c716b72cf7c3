//! Calls of own functions: parameters get their values, the body is run in place.

use super::super::form::{FunctionId, Node, NodeKind, Span};
use super::run::{FlowRun, Frame, apart};
use super::taint::{Act, Label, Marks};
use super::value::{DEEP, NOTHING, Value, ValueShape};

/// A function calls itself at most so often with a growing number.
const ROUNDS: u8 = 8;

impl<'a> FlowRun<'_, 'a> {
    /// Calls an own function and returns what it returns.
    pub fn invoke(&mut self, id: FunctionId, arguments: &[Value], span: Span) -> Value {
        let form = self.form;
        let Some(function) = form.functions.get(id as usize) else { return Value::default() };
        let active = self.frames.iter().filter(|frame| frame.function == id).count();
        let again = arguments.iter().any(|value| self.taints.has(value.taint, Label::Keyed));
        let most = usize::from(again).max(self.rounds_of(id, arguments));
        if active > most || !self.descend(span) {
            return self.unknown_call(arguments, span, function.name);
        }
        if let Some(called) = self.called.get_mut(id as usize) {
            *called = true;
        }
        let trusted = self.state.trusted.len();
        self.frames.push(Frame { function: id, returns: Vec::new(), items: None, trusted });
        for (place, parameter) in function.parameters.iter().enumerate() {
            let value = if parameter.rest {
                let rest = arguments.get(place..).unwrap_or_default().to_vec();
                self.list(rest, None)
            } else {
                arguments.get(place).copied().unwrap_or_else(|| Value { shape: NOTHING, ..Value::default() })
            };
            let taint = self.taints.step(value.taint, Act::Pass, span, function.name);
            self.assign(&parameter.target, Value { taint, ..value }, span);
        }
        self.block(&function.body);
        self.ascend();
        let (returns, items) =
            self.frames.pop().map(|frame| (frame.returns, frame.items)).unwrap_or_default();
        let mut result = self.state.live.then(|| Value { shape: NOTHING, ..Value::default() });
        for (state, value) in returns {
            let mut left = self.state.trusted.clone();
            let right = apart(&mut state.trusted.clone(), &mut left);
            self.join(state);
            result = Some(match result {
                Some(known) => {
                    let merged = self.merge(known, value);
                    self.one_of_two(merged, (known, &left), (value, &right))
                }
                None => value,
            });
        }
        match items {
            Some(item) if function.is_context => item,
            Some(item) => self.list(Vec::new(), Some(item)),
            None => result.unwrap_or_default(),
        }
    }

    /// How often a function may call itself: with a place in a list as often as the place counts.
    fn rounds_of(&mut self, id: FunctionId, arguments: &[Value]) -> usize {
        let place = |value: &Value| match *self.shape(*value) {
            ValueShape::Number(number) => (1..=ROUNDS).find(|round| (number - f64::from(*round)).abs() < 0.5),
            _ => None,
        };
        let Some(round) = arguments.iter().find_map(place) else { return 0 };
        let Some(count) = self.repeated.get_mut(id as usize) else { return 0 };
        if *count >= ROUNDS.saturating_mul(4) {
            return 0;
        }
        *count = count.saturating_add(1);
        usize::from(round)
    }

    /// Adds a value to the items of the generator that runs.
    pub fn yielded(&mut self, value: Value, is_collection: bool) {
        let item = if is_collection { self.element(value) } else { value };
        let item = self.vouched_parts(item, DEEP);
        let known = self.frames.last().and_then(|frame| frame.items);
        let items = known.map_or(item, |known| self.merge(known, item));
        if let Some(frame) = self.frames.last_mut() {
            frame.items = Some(items);
        }
    }

    /// The value of a call that is not followed.
    pub fn unknown_call(&mut self, arguments: &[Value], span: Span, name: &'a str) -> Value {
        let mut taint = 0;
        for value in arguments {
            taint = self.taints.union(taint, value.taint);
        }
        let taint = self.taints.change(
            taint,
            Act::Through,
            span,
            name,
            |label| label == Label::Caller,
            Marks::THROUGH_CALL,
        );
        Value { taint, ..Value::default() }
    }

    /// The name of a function, for descriptions.
    pub fn function_name(&self, id: FunctionId) -> &'a str {
        self.form.functions.get(id as usize).map_or("", |function| function.name)
    }

    /// The function that a value is.
    pub fn function_of(&self, value: Value) -> Option<FunctionId> {
        if let ValueShape::Function(id) = *self.shape(value) { Some(id) } else { None }
    }

    /// The names that a node leads through, for example `module.exports`.
    pub fn is_global(node: &Node<'_>, name: &str) -> bool {
        matches!(node.kind, NodeKind::Global(global) if global == name)
    }
}
