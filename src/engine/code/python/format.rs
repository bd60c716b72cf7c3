//! Texts with values in them: f-strings and the `%` operator.

use ruff_python_ast::{Expr, FStringPart, FStringValue, InterpolatedStringElement};

use super::super::form::{Node, NodeKind, Span};
use super::{Lowering, at};

impl<'a> Lowering<'a> {
    pub(super) fn interpolated(&mut self, span: Span, value: &'a FStringValue) -> Node<'a> {
        let mut parts = Vec::new();
        for part in value {
            match part {
                FStringPart::Literal(literal) => {
                    parts.push(Node::new(at(literal), NodeKind::Text(literal.as_str())));
                }
                FStringPart::FString(text) => {
                    for element in &text.elements {
                        parts.push(self.element(element));
                    }
                }
            }
        }
        match parts.as_slice() {
            [] => Node::new(span, NodeKind::Text("")),
            [Node { kind: NodeKind::Text(text), .. }] => Node::new(span, NodeKind::Text(text)),
            _ => Node::new(span, NodeKind::Join(parts)),
        }
    }

    fn element(&mut self, element: &'a InterpolatedStringElement) -> Node<'a> {
        match element {
            InterpolatedStringElement::Literal(literal) => {
                Node::new(at(literal), NodeKind::Text(&literal.value))
            }
            InterpolatedStringElement::Interpolation(inner) => self.expression(&inner.expression),
        }
    }

    /// A text with placeholders and the values for them.
    pub(super) fn percent(&mut self, span: Span, text: &'a str, right: &'a Expr) -> NodeKind<'a> {
        let values = match right {
            Expr::Tuple(tuple) => self.all(&tuple.elts),
            Expr::Dict(dict) => dict.items.iter().map(|item| self.expression(&item.value)).collect(),
            other => vec![self.expression(other)],
        };
        let mut parts = Vec::new();
        let mut values = values.into_iter();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('%') {
            parts.push(Node::new(span, NodeKind::Text(before)));
            let named = after.strip_prefix('(').and_then(|inner| inner.split_once(')'));
            let after = named.map_or(after, |(_, after)| after);
            let end = after.find(|letter: char| letter.is_alphabetic() || letter == '%').unwrap_or(0);
            let mut tail = after.get(end..).unwrap_or_default().chars();
            if tail.next() != Some('%') {
                parts.extend(values.next());
            }
            rest = tail.as_str();
        }
        parts.push(Node::new(span, NodeKind::Text(rest)));
        parts.extend(values);
        NodeKind::Join(parts)
    }
}
