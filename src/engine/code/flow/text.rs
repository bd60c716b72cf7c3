//! Methods that put texts together, replace parts of them, or look up a key.

use super::super::letters::Letters;
use super::super::pattern::{Strictness, strictness};
use super::super::report::Language;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Act, Label, Marks};
use super::value::{Value, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// The value for a key: of a constant table nothing that the caller chose.
    pub fn got(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let key = site.first();
        let kind = site.keyword("type").and_then(|kind| self.paths.name(kind.path));
        if matches!(kind, Some("int" | "float" | "bool" | "UUID")) {
            return Value::default();
        }
        let value = self.index(receiver, key, site.span);
        let noted = self.taints.has(value.taint, Label::Keyed);
        let taint = if noted {
            self.taints.change(
                value.taint,
                Act::Through,
                site.span,
                site.name,
                |label| label != Label::Keyed,
                Marks::default(),
            )
        } else {
            value.taint
        };
        let value = Value { taint, ..value };
        match site.at(1) {
            Some(default) if self.function_of(default).is_none() => self.default_to(value, default),
            _ => value,
        }
    }

    pub fn concatenated(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let mut sum = receiver;
        for value in site.values() {
            sum = self.add(sum, value, site.span);
        }
        sum
    }

    /// A list of the parts of a text; where it is split at white space or at lines, each is on one line.
    pub fn split_text(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let python = self.language == Language::Python;
        let lines = match site.at(0).map(|at| self.shape(at)) {
            None => python && matches!(site.name, "split" | "rsplit" | "splitlines"),
            Some(ValueShape::Pattern(source)) => source.contains("\\s") || source.contains("\\n"),
            Some(_) => false,
        };
        let mut item = Value { shape: 0, path: 0, ..receiver };
        if lines {
            let marks = Marks::TEXT.and(Marks::ONE_LINE);
            item.taint = self.taints.change(item.taint, Act::Through, site.span, site.name, |_| true, marks);
        }
        self.list(Vec::new(), Some(item))
    }

    pub fn joined(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let (separator, list) = match self.shape(receiver) {
            // Python: the separator joins the list.
            ValueShape::Text(_) | ValueShape::Join(_) => (receiver, site.first()),
            _ => (site.first(), receiver),
        };
        let ValueShape::List(items) = self.shape(list).clone() else {
            let fields = if let ValueShape::Object(fields) = self.shape(list) { Some(fields) } else { None };
            let all = [fields.and_then(|fields| self.iterated(fields)).unwrap_or(list)];
            return self.join_text(&all, site.span);
        };
        let mut pieces = Vec::new();
        for item in items.first.into_iter().chain(items.rest) {
            pieces.push(item);
            pieces.push(separator);
        }
        let value = self.join_text(&pieces, site.span);
        let taint = self.taints.union(value.taint, list.taint);
        // Lines that are joined again are several lines.
        let several = match self.shape(separator) {
            ValueShape::Text(text) => text.contains(['\n', '\r']),
            ValueShape::Join(_) => true,
            _ => false,
        };
        let taint = if several { self.taints.unmark(taint, Marks::ONE_LINE) } else { taint };
        Value { taint, ..value }
    }

    /// `"…{}…".format(…)`.
    pub fn formatted(&mut self, receiver: Value, site: &Site<'a>) -> Value {
        let Some(text) = self.text_of(receiver) else {
            let mut all = vec![receiver];
            all.extend(site.values());
            return self.join_text(&all, site.span);
        };
        let mut values = site.values().into_iter();
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let piece = self.shaped(ValueShape::Text(before));
            pieces.push(piece);
            let (_, after) = after.split_once('}').unwrap_or(("", after));
            pieces.extend(values.next());
            rest = after;
        }
        let piece = self.shaped(ValueShape::Text(rest));
        pieces.push(piece);
        pieces.extend(values);
        self.join_text(&pieces, site.span)
    }

    /// Text in which a pattern is replaced.
    pub fn replaced(&mut self, text: Value, pattern: Value, by: Option<Value>, site: &Site<'a>) -> Value {
        let by = by.unwrap_or_default();
        if self.function_of(by).is_some() {
            let element = Value { shape: 0, path: 0, ..text };
            self.call_back(by, &[element], site.span);
        }
        let replacement = self.text_of(by);
        let marks = self.replacement(pattern, replacement);
        let taint = self.taints.change(
            text.taint,
            Act::Through,
            site.span,
            site.name,
            |_| true,
            marks.and(Marks::TEXT),
        );
        let taint = match self.kept_letters(pattern, replacement) {
            Some(letters) => self.taints.limit(taint, letters),
            None => taint,
        };
        let taint = self.taints.union(taint, by.taint);
        if taint == 0 { Value { taint, ..text } } else { Value { taint, ..Value::default() } }
    }

    /// The characters that are left where all others are replaced.
    fn kept_letters(&self, pattern: Value, by: Option<&str>) -> Option<Letters> {
        let (ValueShape::Pattern(source) | ValueShape::Text(source)) = *self.shape(pattern) else {
            return None;
        };
        let Strictness::Outside(letters) = strictness(source, false, false) else { return None };
        let all = letters.or(Letters::in_text(by?));
        Some(all.or(Letters::DOTS).or(Letters::SLASHES).or(Letters::ROOTED))
    }

    fn replacement(&mut self, pattern: Value, by: Option<&str>) -> Marks {
        if let (ValueShape::Pattern(source), None) = (self.shape(pattern), by)
            && source.contains('<')
            && source.contains('&')
        {
            // A function returns the entity for each character.
            return Marks::ESCAPED;
        }
        if let (ValueShape::Pattern(source), None) = (self.shape(pattern), by)
            && source.starts_with('[')
            && ["(", ")", "*", r"\\"].iter().all(|sign| source.contains(sign))
        {
            return Marks::LDAP_ESCAPED.and(Marks::REPLACED);
        }
        if let ValueShape::Pattern(source) = self.shape(pattern)
            && source.starts_with('[')
            && source.contains('<')
            && source.contains('>')
            && !by.is_some_and(|by| by.contains('<'))
        {
            return Marks::ESCAPED.and(Marks::REPLACED);
        }
        let by = by.unwrap_or("-");
        if by.contains("$&") || by.contains(r"\\\g<0>") {
            return Marks::LITERAL_PATTERN;
        }
        if by.contains("&lt;") || by.contains("&amp;") {
            return Marks::ESCAPED;
        }
        let limited = by.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '));
        let (ValueShape::Pattern(source) | ValueShape::Text(source)) = *self.shape(pattern) else {
            return Marks::REPLACED;
        };
        let found = strictness(source, false, false);
        if let (Strictness::Outside(_), true) = (found, limited) {
            Marks::default()
        } else if found == Strictness::Breaks || matches!(source, "\n" | "\r" | "\r\n") {
            Marks::ONE_LINE
        } else if source.contains("\\n") || source.contains("\\s") {
            Marks::ONE_LINE.and(Marks::REPLACED)
        } else {
            Marks::REPLACED
        }
    }
}
