//! Expressions of JavaScript in the common form.

use oxc_ast::ast::{
    Argument as Passed, ArrayExpressionElement, AssignmentOperator, BinaryOperator, CallExpression,
    ChainElement, Expression, LogicalOperator, ObjectPropertyKind, PropertyKey, RegExpFlags, RegExpLiteral,
    TemplateLiteral, UnaryOperator,
};

use super::super::form::{
    Argument, AssignTarget, Call, ComparisonForm, FieldKey, FunctionForm, Logic, Node, NodeKind, Span,
    Statement, TableEntry,
};
use super::{Body, Lowering, span};

impl<'p, 'a> Lowering<'p, 'a> {
    #[expect(clippy::too_many_lines, reason = "one line for each kind of expression")]
    pub(super) fn expression(&mut self, source: &'p Expression<'a>) -> Node<'a> {
        let at = span(oxc_span::GetSpan::span(source));
        let kind = match source {
            Expression::BooleanLiteral(literal) => NodeKind::Bool(literal.value),
            Expression::NullLiteral(_) => NodeKind::Nothing,
            Expression::NumericLiteral(literal) => NodeKind::Number(literal.value),
            Expression::RegExpLiteral(literal) => NodeKind::Pattern(pattern(literal)),
            Expression::StringLiteral(literal) => NodeKind::Text(literal.value.as_str()),
            Expression::TemplateLiteral(template) => return self.template(template),
            Expression::Identifier(name) => return self.name(name.name.as_str(), name.span),
            Expression::ThisExpression(_) | Expression::Super(_) => NodeKind::This(self.scopes.this()),
            Expression::ArrayExpression(array) => {
                NodeKind::List(array.elements.iter().map(|element| self.element(element, at)).collect())
            }
            Expression::ObjectExpression(object) => {
                NodeKind::Object(object.properties.iter().filter_map(|entry| self.property(entry)).collect())
            }
            Expression::ArrowFunctionExpression(arrow) => {
                let head = FunctionForm { span: at, ..FunctionForm::default() };
                NodeKind::Function(self.defer(head, &arrow.params, Body::Arrow(&arrow.body), None))
            }
            Expression::FunctionExpression(function) => NodeKind::Function(self.function(function, "", None)),
            Expression::ClassExpression(class) => NodeKind::Class(self.class(class)),
            Expression::AssignmentExpression(assignment) => {
                let target = self.assignment_target(&assignment.left);
                let value = self.named_value(&target, &assignment.right);
                return match assignment.operator {
                    AssignmentOperator::Assign => {
                        Node::new(at, NodeKind::Assign(Box::new(target), Box::new(value)))
                    }
                    operator => self.extension(at, operator, &assignment.left, target, value),
                };
            }
            Expression::AwaitExpression(inner) => NodeKind::Await(Box::new(self.expression(&inner.argument))),
            Expression::BinaryExpression(binary) => {
                return self.binary(at, binary.operator, &binary.left, &binary.right);
            }
            Expression::LogicalExpression(logical) => {
                let logic = match logical.operator {
                    LogicalOperator::And => Logic::And,
                    LogicalOperator::Or => Logic::Or,
                    LogicalOperator::Coalesce => Logic::Else,
                };
                let left = self.expression(&logical.left);
                NodeKind::Logic(logic, Box::new(left), Box::new(self.expression(&logical.right)))
            }
            Expression::ConditionalExpression(choice) => {
                let test = self.expression(&choice.test);
                let then = self.expression(&choice.consequent);
                NodeKind::Choice(Box::new([test, then, self.expression(&choice.alternate)]))
            }
            Expression::CallExpression(call) => return self.call(call),
            Expression::NewExpression(new) => {
                let callee = self.expression(&new.callee);
                let arguments = self.arguments(&new.arguments);
                NodeKind::Call(Box::new(Call { callee, arguments }))
            }
            Expression::ImportExpression(import) => match self.expression(&import.source).text() {
                Some(module) => return self.import(module, at),
                None => NodeKind::Opaque,
            },
            Expression::ChainExpression(chain) => return self.chain(&chain.expression, at),
            Expression::ParenthesizedExpression(inner) => return self.expression(&inner.expression),
            Expression::SequenceExpression(sequence) => {
                NodeKind::Sequence(sequence.expressions.iter().map(|inner| self.expression(inner)).collect())
            }
            Expression::TaggedTemplateExpression(tagged) => {
                let callee = self.expression(&tagged.tag);
                let mut arguments = vec![Argument { name: None, value: Node::opaque(at) }];
                for inner in &tagged.quasi.expressions {
                    arguments.push(Argument { name: None, value: self.expression(inner) });
                }
                let tag = Node::new(callee.span, NodeKind::Member(Box::new(callee), "`"));
                NodeKind::Call(Box::new(Call { callee: tag, arguments }))
            }
            Expression::UnaryExpression(unary) => {
                let inner = Box::new(self.expression(&unary.argument));
                match unary.operator {
                    UnaryOperator::LogicalNot => NodeKind::Not(inner),
                    UnaryOperator::Typeof => NodeKind::TypeOf(inner),
                    UnaryOperator::UnaryPlus
                    | UnaryOperator::UnaryNegation
                    | UnaryOperator::BitwiseNot
                    | UnaryOperator::Delete => NodeKind::Compute(vec![*inner]),
                    UnaryOperator::Void => NodeKind::Nothing,
                }
            }
            Expression::YieldExpression(inner) => match &inner.argument {
                Some(value) => NodeKind::Yield(Box::new(self.expression(value)), inner.delegate),
                None => NodeKind::Opaque,
            },
            Expression::TSAsExpression(inner) => return self.expression(&inner.expression),
            Expression::TSSatisfiesExpression(inner) => return self.expression(&inner.expression),
            Expression::TSTypeAssertion(inner) => return self.expression(&inner.expression),
            Expression::TSNonNullExpression(inner) => return self.expression(&inner.expression),
            Expression::TSInstantiationExpression(inner) => return self.expression(&inner.expression),
            Expression::ComputedMemberExpression(member) => {
                let object = self.expression(&member.object);
                let index = self.expression(&member.expression);
                indexed(object, index)
            }
            Expression::StaticMemberExpression(member) => {
                let object = self.expression(&member.object);
                NodeKind::Member(Box::new(object), member.property.name.as_str())
            }
            Expression::PrivateFieldExpression(member) => {
                let object = self.expression(&member.object);
                NodeKind::Member(Box::new(object), member.field.name.as_str())
            }
            Expression::UpdateExpression(update) => {
                let target = self.simple(&update.argument);
                let number = Box::new(Node::opaque(at));
                if matches!(target, AssignTarget::Variable(..)) {
                    NodeKind::Assign(Box::new(target), number)
                } else {
                    NodeKind::Opaque
                }
            }
            Expression::BigIntLiteral(_)
            | Expression::PrivateInExpression(_)
            | Expression::NewTarget(_)
            | Expression::ImportMeta(_)
            | Expression::JSXElement(_)
            | Expression::JSXFragment(_)
            | Expression::V8IntrinsicExpression(_) => NodeKind::Opaque,
        };
        Node::new(at, kind)
    }

    /// An expression that gets the name of what it is assigned to, if it is a function.
    pub(super) fn named_value(&mut self, target: &AssignTarget<'a>, source: &'p Expression<'a>) -> Node<'a> {
        let value = self.expression(source);
        if let NodeKind::Function(id) = value.kind {
            let name = if let AssignTarget::Member(_, name) = target { *name } else { self.named(target) };
            if let Some(function) = self.form.functions.get_mut(id as usize)
                && function.name.is_empty()
            {
                function.name = name;
            }
        }
        value
    }

    fn extension(
        &mut self,
        at: Span,
        operator: AssignmentOperator,
        left: &'p oxc_ast::ast::AssignmentTarget<'a>,
        target: AssignTarget<'a>,
        value: Node<'a>,
    ) -> Node<'a> {
        let before = Box::new(self.read_target(left, at));
        let value = Box::new(value);
        let kind = match operator {
            AssignmentOperator::Addition => NodeKind::Add(before, value),
            AssignmentOperator::LogicalOr => NodeKind::Logic(Logic::Or, before, value),
            AssignmentOperator::LogicalAnd => NodeKind::Logic(Logic::And, before, value),
            AssignmentOperator::LogicalNullish => NodeKind::Logic(Logic::Else, before, value),
            AssignmentOperator::Assign
            | AssignmentOperator::Subtraction
            | AssignmentOperator::Multiplication
            | AssignmentOperator::Division
            | AssignmentOperator::Remainder
            | AssignmentOperator::Exponential
            | AssignmentOperator::ShiftLeft
            | AssignmentOperator::ShiftRight
            | AssignmentOperator::ShiftRightZeroFill
            | AssignmentOperator::BitwiseOR
            | AssignmentOperator::BitwiseXOR
            | AssignmentOperator::BitwiseAnd => NodeKind::Compute(vec![*before, *value]),
        };
        Node::new(at, NodeKind::Assign(Box::new(target), Box::new(Node::new(at, kind))))
    }

    pub(super) fn template(&mut self, template: &'p TemplateLiteral<'a>) -> Node<'a> {
        let at = span(template.span);
        let mut parts = Vec::new();
        let mut values = template.expressions.iter();
        for quasi in &template.quasis {
            let text = quasi.value.cooked.as_ref().map_or("", |text| text.as_str());
            if !text.is_empty() {
                parts.push(Node::new(span(quasi.span), NodeKind::Text(text)));
            }
            if let Some(value) = values.next() {
                parts.push(self.expression(value));
            }
        }
        match parts.as_slice() {
            [] => Node::new(at, NodeKind::Text("")),
            [Node { kind: NodeKind::Text(text), .. }] => Node::new(at, NodeKind::Text(text)),
            _ => Node::new(at, NodeKind::Join(parts)),
        }
    }

    fn element(&mut self, element: &'p ArrayExpressionElement<'a>, at: Span) -> Node<'a> {
        match element {
            ArrayExpressionElement::SpreadElement(spread) => {
                let inner = self.expression(&spread.argument);
                Node::new(span(spread.span), NodeKind::Spread(Box::new(inner)))
            }
            ArrayExpressionElement::Elision(_) => Node::new(at, NodeKind::Nothing),
            other => other.as_expression().map_or(Node::opaque(at), |inner| self.expression(inner)),
        }
    }

    fn property(&mut self, entry: &'p ObjectPropertyKind<'a>) -> Option<TableEntry<'a>> {
        match entry {
            ObjectPropertyKind::SpreadProperty(spread) => {
                Some(TableEntry::Spread(self.expression(&spread.argument)))
            }
            ObjectPropertyKind::ObjectProperty(property) => match self.key(&property.key)? {
                FieldKey::Name(name) => {
                    let value = self.expression(&property.value);
                    if let NodeKind::Function(id) = value.kind
                        && let Some(function) = self.form.functions.get_mut(id as usize)
                        && function.name.is_empty()
                    {
                        function.name = name;
                    }
                    Some(TableEntry::Named(name, value))
                }
                FieldKey::Computed(key) => Some(TableEntry::Computed(key, self.expression(&property.value))),
            },
        }
    }

    pub(super) fn key(&mut self, key: &'p PropertyKey<'a>) -> Option<FieldKey<'a>> {
        match key {
            PropertyKey::StaticIdentifier(name) => Some(FieldKey::Name(name.name.as_str())),
            PropertyKey::PrivateIdentifier(name) => Some(FieldKey::Name(name.name.as_str())),
            other => {
                let key = self.expression(other.as_expression()?);
                Some(key.text().map_or(FieldKey::Computed(key), FieldKey::Name))
            }
        }
    }

    fn binary(
        &mut self,
        at: Span,
        operator: BinaryOperator,
        left: &'p Expression<'a>,
        right: &'p Expression<'a>,
    ) -> Node<'a> {
        let left = Box::new(self.expression(left));
        let right = Box::new(self.expression(right));
        let kind = match operator {
            BinaryOperator::Addition => NodeKind::Add(left, right),
            BinaryOperator::Equality | BinaryOperator::StrictEquality => {
                NodeKind::Compare(ComparisonForm::Equal, left, right)
            }
            BinaryOperator::Inequality | BinaryOperator::StrictInequality => {
                NodeKind::Compare(ComparisonForm::Unequal, left, right)
            }
            BinaryOperator::GreaterThan if matches!(right.kind, NodeKind::Number(0.0)) => {
                NodeKind::Compare(ComparisonForm::Positive, left, right)
            }
            BinaryOperator::LessThan
            | BinaryOperator::LessEqualThan
            | BinaryOperator::GreaterThan
            | BinaryOperator::GreaterEqualThan => NodeKind::Compare(ComparisonForm::Ordered, left, right),
            BinaryOperator::In => NodeKind::Compare(ComparisonForm::In, left, right),
            BinaryOperator::Instanceof => NodeKind::Compare(ComparisonForm::NodeKind, left, right),
            BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight
            | BinaryOperator::ShiftRightZeroFill
            | BinaryOperator::Subtraction
            | BinaryOperator::Multiplication
            | BinaryOperator::Division
            | BinaryOperator::Remainder
            | BinaryOperator::Exponential
            | BinaryOperator::BitwiseOR
            | BinaryOperator::BitwiseXOR
            | BinaryOperator::BitwiseAnd => NodeKind::Compute(vec![*left, *right]),
        };
        Node::new(at, kind)
    }

    pub(super) fn call(&mut self, call: &'p CallExpression<'a>) -> Node<'a> {
        let at = span(call.span);
        let callee = self.expression(&call.callee);
        let arguments = self.arguments(&call.arguments);
        if let (NodeKind::Global("require"), [only]) = (&callee.kind, arguments.as_slice())
            && let Some(module) = only.value.text()
        {
            return self.import(module, at);
        }
        Node::new(at, NodeKind::Call(Box::new(Call { callee, arguments })))
    }

    fn arguments(&mut self, passed: &'p [Passed<'a>]) -> Vec<Argument<'a>> {
        let mut arguments = Vec::with_capacity(passed.len());
        for one in passed {
            let value = match one {
                Passed::SpreadElement(spread) => {
                    let inner = self.expression(&spread.argument);
                    Node::new(span(spread.span), NodeKind::Spread(Box::new(inner)))
                }
                other => match other.as_expression() {
                    Some(inner) => self.expression(inner),
                    None => continue,
                },
            };
            arguments.push(Argument { name: None, value });
        }
        arguments
    }

    fn chain(&mut self, chain: &'p ChainElement<'a>, at: Span) -> Node<'a> {
        match chain {
            ChainElement::CallExpression(call) => self.call(call),
            ChainElement::TSNonNullExpression(inner) => self.expression(&inner.expression),
            other => other.as_member_expression().map_or(Node::opaque(at), |member| self.member(member)),
        }
    }

    /// A statement for an expression; an assignment is one without a value.
    pub(super) fn expressed(node: Node<'a>) -> Statement<'a> {
        match node.kind {
            NodeKind::Assign(target, value) => Statement::Assign(*target, *value),
            kind => Statement::Express(Node::new(node.span, kind)),
        }
    }
}

/// A constant index is a member.
pub(super) fn indexed<'a>(object: Node<'a>, index: Node<'a>) -> NodeKind<'a> {
    match index.text() {
        Some(name) => NodeKind::Member(Box::new(object), name),
        None => NodeKind::Index(Box::new(object), Box::new(index)),
    }
}

/// The text of a regular expression; with its flags if they make its anchors those of lines.
fn pattern<'a>(literal: &RegExpLiteral<'a>) -> &'a str {
    let text = literal.regex.pattern.text.as_str();
    let by_lines = literal.regex.flags.contains(RegExpFlags::M) && text.contains(['^', '$']);
    literal.raw.filter(|_| by_lines).map_or(text, |raw| raw.as_str())
}
