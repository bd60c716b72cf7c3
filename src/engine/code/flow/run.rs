//! The run over a source: statements in order, branches apart, loops twice, calls of own functions in place.

use super::super::environment::Environment;
use super::super::form::{AssignTarget, Form, FunctionId, Node, Span, Statement, Switch, Try, Variable};
use super::super::hash::Map;
use super::super::report::Language;
use super::super::unparsed::{Fault, Obstacle};
use super::facts::Facts;
use super::found::FlowFindings;
use super::kept::{Alias, Closures, Emitters};
use super::path::Paths;
use super::taint::{Label, Marks, Taints};
use super::value::{Claim, DEEP, KnownTruth, NOTHING, ShapeId, Shapes, Value, ValueShape};

/// At most so many expressions are evaluated for one source.
pub const EXPRESSIONS: u32 = 60_000;

/// Expressions, statements and calls are nested at most so deep.
const DEPTH: u32 = 220;

/// What is known at one point of the source.
#[derive(Debug, Clone, Default)]
pub struct FlowState {
    pub values: Vec<Value>,
    pub trusted: Vec<Claim>,
    /// Whether the point is reached.
    pub live: bool,
}

/// A call of an own function.
#[derive(Debug)]
pub struct Frame {
    pub function: FunctionId,
    pub returns: Vec<(FlowState, Value)>,
    /// Any item of a generator, if it is one.
    pub items: Option<Value>,
    /// How many claims were known when it began.
    pub trusted: usize,
}

pub struct FlowRun<'f, 'a> {
    pub form: &'f Form<'a>,
    pub language: Language,
    pub environment: &'f Environment<'f>,
    pub shapes: Shapes<'a>,
    pub paths: Paths<'a>,
    pub taints: Taints<'a>,
    /// What the truth of values says, by their shapes.
    pub truths: Map<ShapeId, KnownTruth>,
    pub state: FlowState,
    pub frames: Vec<Frame>,
    pub leaving: Vec<Vec<FlowState>>,
    pub called: Vec<bool>,
    /// How often each function called itself with a number.
    pub repeated: Vec<u8>,
    /// How often each variable was assigned to.
    pub assigned: Vec<u32>,
    /// What the promises that are being made are resolved with.
    pub resolved: Vec<Option<Value>>,
    /// Whether the handler runs, so that what the outermost function returns goes to the caller.
    pub handling: bool,
    /// `module.exports`.
    pub exports: Value,
    /// What functions were bound to, or what they captured, by their shapes.
    pub closures: Closures<'a>,
    pub emitters: Emitters<'a>,
    pub aliases: Vec<Alias>,
    pub found: FlowFindings<'a>,
    pub facts: Facts<'a>,
    budget: u32,
    /// Where the run is.
    here: Span,
    depth: u32,
    pub obstacle: Option<Fault>,
}

impl<'f, 'a> FlowRun<'f, 'a> {
    pub fn new(form: &'f Form<'a>, language: Language, environment: &'f Environment<'f>) -> Self {
        let state = FlowState {
            values: vec![Value { shape: NOTHING, ..Value::default() }; form.variables.len()],
            trusted: Vec::new(),
            live: true,
        };
        Self {
            form,
            language,
            environment,
            shapes: Shapes::new(),
            paths: Paths::new(language),
            taints: Taints::new(),
            truths: Map::default(),
            state,
            frames: Vec::new(),
            leaving: Vec::new(),
            called: vec![false; form.functions.len()],
            repeated: vec![0; form.functions.len()],
            assigned: vec![0; form.variables.len()],
            resolved: Vec::new(),
            handling: false,
            exports: Value::default(),
            closures: Closures::default(),
            emitters: Emitters::default(),
            aliases: Vec::new(),
            found: FlowFindings::default(),
            facts: Facts::default(),
            budget: EXPRESSIONS,
            here: Span::default(),
            depth: 0,
            obstacle: None,
        }
    }

    /// A copy of the state for another way; copies are paid for by their size.
    pub fn fork(&mut self) -> FlowState {
        let size = self.state.values.len().saturating_add(self.state.trusted.len());
        for _ in 0..size / 64 {
            if !self.spend(self.here) {
                break;
            }
        }
        self.state.clone()
    }

    /// Counts one more step; false if the budget is spent.
    pub fn spend(&mut self, span: Span) -> bool {
        if self.budget == 0 {
            self.obstacle.get_or_insert(Fault { offset: span.start, reason: Obstacle::Paths });
            return false;
        }
        self.budget -= 1;
        self.here = span;
        true
    }

    /// Goes one level deeper; false if that is too deep.
    pub fn descend(&mut self, span: Span) -> bool {
        if self.depth >= DEPTH {
            self.obstacle.get_or_insert(Fault { offset: span.start, reason: Obstacle::Depth });
            return false;
        }
        self.depth += 1;
        true
    }

    pub const fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub fn shape(&self, value: Value) -> &ValueShape<'a> {
        self.shapes.get(value.shape)
    }

    pub fn shaped(&mut self, shape: ValueShape<'a>) -> Value {
        Value { shape: self.shapes.add(shape), ..Value::default() }
    }

    pub fn variable(&self, variable: Variable) -> Value {
        self.state.values.get(variable as usize).copied().unwrap_or_default()
    }

    pub fn set(&mut self, variable: Variable, value: Value) {
        if let Some(place) = self.state.values.get_mut(variable as usize) {
            *place = value;
        }
    }

    pub fn block(&mut self, statements: &'f [Statement<'a>]) {
        for statement in statements {
            if !self.state.live || self.budget == 0 {
                return;
            }
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'f Statement<'a>) {
        match statement {
            Statement::Express(node) => {
                self.eval(node);
            }
            Statement::Assign(target, node) => {
                let value = self.eval(node);
                self.assign(target, value, node.span);
            }
            Statement::Extend(target, before, node) => {
                let left = self.eval(before);
                let right = self.eval(node);
                let value = self.add(left, right, node.span);
                self.assign(target, value, node.span);
            }
            Statement::Return(node, span) => self.leave_function(node.as_ref(), *span),
            Statement::Throw(node) => {
                if let Some(node) = node {
                    let value = self.eval(node);
                    self.thrown(value, node.span);
                }
                self.state.live = false;
            }
            Statement::Branch(test, then, otherwise) => self.branch(test, then, otherwise),
            Statement::Loop(round) => self.rounds(round),
            Statement::Try(attempt) => self.attempt(attempt),
            Statement::Switch(switch) => self.switch(switch),
            Statement::Block(inner) => self.block(inner),
            Statement::Leave | Statement::Next => {
                let state = self.fork();
                if let Some(leaving) = self.leaving.last_mut() {
                    leaving.push(state);
                }
                self.state.live = false;
            }
            Statement::Assert(test) => {
                let value = self.eval(test);
                self.assume(value, true);
            }
        }
    }

    fn leave_function(&mut self, node: Option<&'f Node<'a>>, span: Span) {
        let mut value = match node {
            Some(node) => self.eval(node),
            None => self.shaped(ValueShape::Nothing),
        };
        let Some(frame) = self.frames.last() else {
            self.state.live = false;
            return;
        };
        let (outermost, known) = (self.handling && self.frames.len() == 1, frame.trusted);
        if outermost {
            self.respond(value, node.map_or(span, |node| node.span));
        }
        value = self.concluded(value, known);
        value = self.vouched_parts(value, DEEP);
        let state = self.fork();
        if let Some(frame) = self.frames.last_mut() {
            frame.returns.push((state, value));
        }
        self.state.live = false;
    }

    fn branch(&mut self, test: &'f Node<'a>, then: &'f [Statement<'a>], otherwise: &'f [Statement<'a>]) {
        let value = self.eval(test);
        let before = self.fork();
        self.assume(value, true);
        self.block(then);
        let after = std::mem::replace(&mut self.state, before);
        self.assume(value, false);
        self.block(otherwise);
        self.join(after);
    }

    fn attempt(&mut self, attempt: &'f Try<'a>) {
        let before = self.fork();
        self.block(&attempt.body);
        let mut after = self.fork();
        let mut start = before.clone();
        start.live = true;
        if after.live {
            self.state = start;
            self.join(after.clone());
            start = std::mem::take(&mut self.state);
            start.trusted.clone_from(&before.trusted);
        }
        for (target, body) in &attempt.handlers {
            self.state = start.clone();
            if let Some(target) = target {
                let span = if let AssignTarget::Variable(_, span) = target { *span } else { Span::default() };
                let part = self.taints.begin(Label::Error, 0, Marks::default(), span, "error");
                let value = Value { taint: self.taints.add(vec![part]), ..Value::default() };
                self.assign(target, value, span);
            }
            self.block(body);
            let handled = std::mem::replace(&mut self.state, after);
            self.join(handled);
            after = std::mem::take(&mut self.state);
        }
        self.state = after;
        if !attempt.last.is_empty() {
            let live = self.state.live;
            self.state.live = true;
            self.block(&attempt.last);
            self.state.live &= live;
        }
    }

    fn switch(&mut self, switch: &'f Switch<'a>) {
        let subject = self.eval(&switch.subject);
        let before = self.fork();
        let mut open = before.clone();
        let mut whole = false;
        self.leaving.push(Vec::new());
        self.state.live = false;
        for case in &switch.cases {
            let through = std::mem::replace(&mut self.state, open.clone());
            whole |= case.tests.is_empty();
            let constants: Vec<Value> = case.tests.iter().map(|test| self.eval(test)).collect();
            if !constants.is_empty() {
                let check = self.equality(subject, &constants);
                let value = self.shaped(ValueShape::Check(check));
                self.assume(value, true);
                open.trusted.clone_from(&before.trusted);
            }
            self.join(through);
            self.block(&case.body);
        }
        if !whole {
            self.join(before);
        }
        for state in self.leaving.pop().unwrap_or_default() {
            self.join(state);
        }
    }

    /// Merges the state of another way to this point.
    pub fn join(&mut self, other: FlowState) {
        if !other.live {
            return;
        }
        if !self.state.live {
            self.state = other;
            return;
        }
        let mut values = Vec::new();
        for (place, right) in other.values.iter().enumerate() {
            let left = self.state.values.get(place).copied().unwrap_or_default();
            if left != *right {
                // What was validated on one of the ways stays so in what was assigned there.
                values.push((place, self.vouched(left), *right));
            }
        }
        let mut left_only = std::mem::replace(&mut self.state.trusted, other.trusted);
        for (_, _, right) in &mut values {
            *right = self.vouched(*right);
        }
        let right_only = apart(&mut self.state.trusted, &mut left_only);
        for (place, left, right) in values {
            let merged = self.merge(left, right);
            let merged = self.one_of_two(merged, (left, &left_only), (right, &right_only));
            if let Some(value) = self.state.values.get_mut(place) {
                *value = merged;
            }
        }
    }
}

/// Keeps what both know in the first, what only the other knows in the other, and returns the rest of the first.
pub fn apart(trusted: &mut Vec<Claim>, other: &mut Vec<Claim>) -> Vec<Claim> {
    let (both, only) = trusted.drain(..).partition(|claim| other.contains(claim));
    *trusted = both;
    other.retain(|claim| !trusted.contains(claim));
    only
}
