//! Expressions of Python in the common form.

use ruff_python_ast::{BoolOp, CmpOp, Comprehension, Expr, Number, Operator, UnaryOp};
use ruff_python_ast::{ExprBinOp, ExprCall, ExprCompare, ExprDict, ExprSubscript};

use super::super::form::{
    Argument, AssignTarget, Call, ComparisonForm, Each, FunctionForm, Logic, Node, NodeKind, Round, Span,
    TableEntry,
};
use super::{Body, Lowering, at};

impl<'a> Lowering<'a> {
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    pub(super) fn expression(&mut self, source: &'a Expr) -> Node<'a> {
        let span = at(source);
        let kind = match source {
            Expr::BoolOp(logical) => {
                let logic = match logical.op {
                    BoolOp::And => Logic::And,
                    BoolOp::Or => Logic::Or,
                };
                return self.logical(span, logic, &logical.values);
            }
            Expr::Named(named) => {
                let value = self.expression(&named.value);
                NodeKind::Assign(Box::new(self.target(&named.target)), Box::new(value))
            }
            Expr::BinOp(binary) => self.binary(span, binary),
            Expr::UnaryOp(unary) => {
                let inner = Box::new(self.expression(&unary.operand));
                match unary.op {
                    UnaryOp::Not => NodeKind::Not(inner),
                    UnaryOp::Invert | UnaryOp::UAdd | UnaryOp::USub => NodeKind::Compute(vec![*inner]),
                }
            }
            Expr::Lambda(lambda) => {
                let head = FunctionForm { span, ..FunctionForm::default() };
                NodeKind::Function(self.defer(
                    head,
                    lambda.parameters.as_deref(),
                    Body::Lambda(&lambda.body),
                    None,
                ))
            }
            Expr::If(choice) => {
                let test = self.expression(&choice.test);
                let then = self.expression(&choice.body);
                NodeKind::Choice(Box::new([test, then, self.expression(&choice.orelse)]))
            }
            Expr::Dict(dict) => self.dict(dict),
            Expr::Set(set) => NodeKind::List(self.all(&set.elts)),
            Expr::List(list) => NodeKind::List(self.all(&list.elts)),
            Expr::Tuple(tuple) => NodeKind::List(self.all(&tuple.elts)),
            Expr::ListComp(each) => self.each(&each.generators, &each.elt, None),
            Expr::SetComp(each) => self.each(&each.generators, &each.elt, None),
            Expr::Generator(each) => self.each(&each.generators, &each.elt, None),
            Expr::DictComp(each) => match each.key.as_deref() {
                Some(key) => self.each(&each.generators, key, Some(&each.value)),
                None => self.each(&each.generators, &each.value, None),
            },
            Expr::Await(inner) => NodeKind::Await(Box::new(self.expression(&inner.value))),
            Expr::Yield(inner) => match &inner.value {
                Some(value) => NodeKind::Yield(Box::new(self.expression(value)), false),
                None => NodeKind::Nothing,
            },
            Expr::YieldFrom(inner) => NodeKind::Yield(Box::new(self.expression(&inner.value)), true),
            Expr::Compare(compare) => self.compare(compare),
            Expr::Call(call) => self.call(call),
            Expr::FString(text) => return self.interpolated(span, &text.value),
            Expr::StringLiteral(literal) => NodeKind::Text(literal.value.to_str()),
            Expr::BytesLiteral(literal) => {
                let first = literal.value.as_slice().first();
                NodeKind::Text(first.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default())
            }
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => NodeKind::Number(int.as_i32().map_or(f64::MAX, f64::from)),
                Number::Float(float) => NodeKind::Number(*float),
                Number::Complex { real, .. } => NodeKind::Number(*real),
            },
            Expr::BooleanLiteral(literal) => NodeKind::Bool(literal.value),
            Expr::NoneLiteral(_) => NodeKind::Nothing,
            Expr::Attribute(member) => {
                NodeKind::Member(Box::new(self.expression(&member.value)), member.attr.as_str())
            }
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Starred(inner) => NodeKind::Spread(Box::new(self.expression(&inner.value))),
            Expr::Name(name) => return self.name(name.id.as_str(), span),
            Expr::TString(_) | Expr::EllipsisLiteral(_) | Expr::Slice(_) | Expr::IpyEscapeCommand(_) => {
                NodeKind::Opaque
            }
        };
        Node::new(span, kind)
    }

    pub(super) fn all(&mut self, sources: &'a [Expr]) -> Vec<Node<'a>> {
        sources.iter().map(|source| self.expression(source)).collect()
    }

    fn logical(&mut self, span: Span, logic: Logic, values: &'a [Expr]) -> Node<'a> {
        let mut left: Option<Node<'a>> = None;
        for value in values {
            let right = self.expression(value);
            left = Some(match left {
                Some(left) => Node::new(span, NodeKind::Logic(logic, Box::new(left), Box::new(right))),
                None => right,
            });
        }
        left.unwrap_or(Node::opaque(span))
    }

    fn binary(&mut self, span: Span, binary: &'a ExprBinOp) -> NodeKind<'a> {
        let left = self.expression(&binary.left);
        if binary.op == Operator::Mod
            && let Some(text) = left.text()
        {
            return self.percent(left.span, text, &binary.right);
        }
        let right = self.expression(&binary.right);
        match binary.op {
            // A path of pathlib, the union of two dicts, the difference of two sets.
            Operator::Div | Operator::BitOr | Operator::Sub => {
                let name = match binary.op {
                    Operator::Div => "/",
                    Operator::Sub => "-",
                    _ => "|",
                };
                let callee = Node::new(span, NodeKind::Member(Box::new(left), name));
                let arguments = vec![Argument { name: None, value: right }];
                NodeKind::Call(Box::new(Call { callee, arguments }))
            }
            // Text with a modulus is formatted.
            Operator::Add | Operator::Mod => NodeKind::Add(Box::new(left), Box::new(right)),
            Operator::Mult
            | Operator::MatMult
            | Operator::Pow
            | Operator::LShift
            | Operator::RShift
            | Operator::BitXor
            | Operator::BitAnd
            | Operator::FloorDiv => NodeKind::Compute(vec![left, right]),
        }
    }

    fn dict(&mut self, dict: &'a ExprDict) -> NodeKind<'a> {
        let mut entries = Vec::with_capacity(dict.items.len());
        for item in &dict.items {
            let value = self.expression(&item.value);
            entries.push(match &item.key {
                None => TableEntry::Spread(value),
                Some(key) => {
                    let key = self.expression(key);
                    match key.text() {
                        Some(name) => TableEntry::Named(name, value),
                        None => TableEntry::Computed(key, value),
                    }
                }
            });
        }
        NodeKind::Object(entries)
    }

    fn each(
        &mut self,
        rounds: &'a [Comprehension],
        element: &'a Expr,
        value: Option<&'a Expr>,
    ) -> NodeKind<'a> {
        let outer = self.scopes.enter(false, None);
        let mut all = Vec::with_capacity(rounds.len());
        for round in rounds {
            let over = self.expression(&round.iter);
            let target = self.inner_target(&round.target);
            all.push(Round { target, over, tests: self.all(&round.ifs) });
        }
        let element = self.expression(element);
        let value = value.map(|value| self.expression(value));
        self.scopes.resume(outer);
        NodeKind::Each(Box::new(Each { rounds: all, element, value }))
    }

    fn compare(&mut self, compare: &'a ExprCompare) -> NodeKind<'a> {
        let left = self.expression(&compare.left);
        if let ([operator], [right]) = (&*compare.ops, &*compare.comparators) {
            let right = Box::new(self.expression(right));
            let comparison = match operator {
                CmpOp::Eq | CmpOp::Is => ComparisonForm::Equal,
                CmpOp::NotEq | CmpOp::IsNot => ComparisonForm::Unequal,
                CmpOp::Gt if matches!(right.kind, NodeKind::Number(0.0)) => ComparisonForm::Positive,
                CmpOp::LtE => ComparisonForm::Within,
                CmpOp::Lt | CmpOp::Gt | CmpOp::GtE => ComparisonForm::Ordered,
                CmpOp::In => ComparisonForm::In,
                CmpOp::NotIn => ComparisonForm::NotIn,
            };
            return NodeKind::Compare(comparison, Box::new(left), right);
        }
        let mut all = vec![left];
        all.extend(self.all(&compare.comparators));
        NodeKind::Compute(all)
    }

    fn call(&mut self, call: &'a ExprCall) -> NodeKind<'a> {
        let callee = self.expression(&call.func);
        let mut arguments = Vec::with_capacity(call.arguments.args.len());
        for value in &call.arguments.args {
            arguments.push(Argument { name: None, value: self.expression(value) });
        }
        for keyword in &call.arguments.keywords {
            let value = self.expression(&keyword.value);
            arguments.push(if let Some(name) = &keyword.arg {
                Argument { name: Some(name.as_str()), value }
            } else {
                let span = value.span;
                let spread = Node::new(span, NodeKind::Spread(Box::new(value)));
                Argument { name: Some("**"), value: spread }
            });
        }
        NodeKind::Call(Box::new(Call { callee, arguments }))
    }

    fn subscript(&mut self, subscript: &'a ExprSubscript) -> NodeKind<'a> {
        let object = self.expression(&subscript.value);
        let index = self.expression(&subscript.slice);
        match index.text() {
            Some(name) => NodeKind::Member(Box::new(object), name),
            None => NodeKind::Index(Box::new(object), Box::new(index)),
        }
    }

    /// The target of a comprehension, which is a variable of its own.
    fn inner_target(&mut self, source: &'a Expr) -> AssignTarget<'a> {
        match source {
            Expr::Name(name) => {
                AssignTarget::Variable(self.scopes.declare(&mut self.form, name.id.as_str()), at(name))
            }
            Expr::Tuple(tuple) => {
                AssignTarget::List(tuple.elts.iter().map(|part| self.inner_target(part)).collect())
            }
            other => self.target(other),
        }
    }
}
