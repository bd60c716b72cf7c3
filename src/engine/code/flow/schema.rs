//! Calls of schemas: what passes one is vouched for as far as the schema limits it.

use super::super::form::Span;
use super::super::pattern::{self, Strictness};
use super::super::report::Language;
use super::path::Segment;
use super::run::FlowRun;
use super::site::Site;
use super::taint::{Label, Marks, TextPart};
use super::value::{Claim, FieldValues, Trust, Value, ValueCheck, ValueShape};

/// Modules whose functions apply a schema.
pub const SCHEMAS: &[&str] = &[
    "zod",
    "joi",
    "@hapi/joi",
    "yup",
    "ajv",
    "superstruct",
    "valibot",
    "jsonschema",
    "fastjsonschema",
    "pydantic",
    "marshmallow",
    "cerberus",
    "voluptuous",
    "express-validator",
    "is-my-json-valid",
];

/// Functions of a schema that limit a text to an alphabet or to a list.
const LIMITS: &[&str] = &[
    "uuid",
    "guid",
    "uuidv4",
    "enum",
    "enums",
    "nativeEnum",
    "literal",
    "valid",
    "oneOf",
    "regex",
    "pattern",
    "matches",
    "number",
    "int",
    "integer",
    "boolean",
    "bool",
    "date",
    "datetime",
    "isoDate",
    "alphanum",
    "hex",
    "cuid",
    "cuid2",
    "nanoid",
    "ulid",
    "length",
    "picklist",
    "Int",
    "Integer",
    "Float",
    "Decimal",
    "Bool",
    "Boolean",
    "UUID",
    "Date",
    "DateTime",
    "Enum",
    "OneOf",
    "Regexp",
];

/// Functions of a schema that let any object pass.
const OPEN: &[&str] = &[
    "any",
    "unknown",
    "record",
    "map",
    "json",
    "mixed",
    "custom",
    "instanceof",
    "looseObject",
    "Raw",
    "Dict",
    "Mapping",
];

/// Schemas are followed so deep.
const DEPTH: u8 = 4;

/// What a field of a schema says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FieldSchema {
    Limited(Trust),
    /// Text or another plain value.
    Plain,
    /// Any object.
    Open,
}

impl<'a> FlowRun<'_, 'a> {
    pub fn schema_call(&mut self, site: &Site<'a>) -> Option<Value> {
        if !SCHEMAS.contains(&site.root) {
            return None;
        }
        let path = self.paths.then(site.callee.path, Segment::Call);
        let argument = site.first();
        let receiver = site.receiver.unwrap_or_default();
        let script = self.language == Language::JavaScript;
        if site.receiver.is_none() && self.paths.contains(site.callee.path, "compile") {
            return Some(if script {
                self.answer_of(site.callee, argument)
            } else {
                self.checked_by(site.callee, argument)
            });
        }
        if let Some(value) = self.library_schema(site, receiver, argument) {
            return Some(value);
        }
        match site.name {
            "object" | "strictObject" | "keys" | "shape" | "extend" => Some(Value { path, ..argument }),
            "strict" | "unknown" | "required" | "options" | "strip" | "passthrough"
                if matches!(self.shape(receiver), ValueShape::Object(_)) =>
            {
                Some(Value { path, ..receiver })
            }
            "parse" | "parseAsync" | "validateSync" | "validateAsync" | "cast" | "load" | "attempt"
            | "parse_obj" | "model_validate" => Some(self.checked_by(receiver, argument)),
            "safeParse" | "safeParseAsync" | "spa" => Some(self.outcome(receiver, argument, "data")),
            "validate" => {
                let module = site.root == "jsonschema" && site.either(1, "schema").is_some();
                let schema = if module { site.either(1, "schema") } else { site.receiver };
                let argument = site.either(0, "instance").unwrap_or_default();
                Some(self.checked_by(schema.unwrap_or_default(), argument))
            }
            "ajv" | "" => None,
            name if name == "compile" || name.ends_with("Validator") => Some(Value { path, ..argument }),
            _ => Some(self.described(site, path)),
        }
    }

    /// Calls whose meaning depends on the library.
    fn library_schema(&mut self, site: &Site<'a>, receiver: Value, argument: Value) -> Option<Value> {
        let script = self.language == Language::JavaScript;
        match (site.root, site.name) {
            ("valibot", "parse") | ("fastjsonschema", "validate") => {
                Some(self.checked_by(argument, site.at(1)?))
            }
            ("valibot", "safeParse") => Some(self.outcome(argument, site.at(1)?, "output")),
            ("valibot", "is") | ("ajv", "validate") => Some(self.answer_of(argument, site.at(1)?)),
            ("superstruct", "is") => Some(self.answer_of(site.at(1)?, argument)),
            ("superstruct", "assert" | "create" | "mask") => {
                Some(self.checked_by(site.at(1).unwrap_or_default(), argument))
            }
            ("joi" | "@hapi/joi", "validate") => Some(self.outcome_in_place(receiver, argument)),
            ("jsonschema", "validate") if script => {
                let schema = site.at(1).unwrap_or_default();
                Some(self.outcome_in_place(schema, argument))
            }
            ("cerberus", "validate") | ("jsonschema", "is_valid") => Some(self.answer_of(receiver, argument)),
            ("marshmallow", "validate") if site.receiver.is_some_and(|one| self.has_fields(one)) => {
                let claims = self.claims_of(receiver, argument, DEPTH).0;
                Some(self.with_truth(Value::default(), ValueCheck::new(Vec::new(), claims), false))
            }
            _ => None,
        }
    }

    fn has_fields(&self, value: Value) -> bool {
        matches!(self.shape(value), ValueShape::Object(_))
    }

    /// A field of a schema, after one more function that describes it.
    fn described(&mut self, site: &Site<'a>, path: u32) -> Value {
        let inner = matches!(site.name, "array" | "items" | "of" | "set" | "optional" | "nullable");
        let inner = inner && !site.arguments.is_empty();
        let limited = |one: &Value| matches!(self.kind_of(*one), FieldSchema::Limited(_));
        let by = (inner && site.values().iter().all(limited))
            || site.keyword("validate").as_ref().is_some_and(limited);
        let path = if by { self.paths.then(path, Segment::Member("oneOf")) } else { path };
        let pattern = site.first();
        let matched = matches!(site.name, "regex" | "pattern" | "matches" | "Regexp");
        let known = site.receiver.filter(|receiver| self.is_pattern(*receiver));
        match (matched, self.shape(pattern), known) {
            (true, ValueShape::Pattern(_) | ValueShape::Text(_), _) => Value { path, ..pattern },
            (_, _, Some(receiver)) => Value { path, ..receiver },
            _ => Value { path, ..Value::default() },
        }
    }

    /// The result of a call that says whether a value passes a schema.
    fn answer_of(&mut self, schema: Value, value: Value) -> Value {
        let claims = self.claims_of(schema, value, DEPTH).0;
        self.shaped(ValueShape::Check(ValueCheck::new(claims, Vec::new())))
    }

    /// The result of a call that returns an error beside the value, whether it passes or not.
    fn outcome_in_place(&mut self, schema: Value, value: Value) -> Value {
        let claims = self.claims_of(schema, value, DEPTH).0;
        let error = self.with_truth(Value::default(), ValueCheck::new(Vec::new(), claims.clone()), false);
        let errors = self.with_truth(Value::default(), ValueCheck::new(Vec::new(), claims.clone()), true);
        let valid = self.shaped(ValueShape::Check(ValueCheck::new(claims, Vec::new())));
        let all = [("value", value), ("error", error), ("errors", errors), ("valid", valid)];
        self.with_parts(&all, value)
    }

    /// The result of a call that returns the value only if it passes.
    fn outcome(&mut self, schema: Value, value: Value, name: &'a str) -> Value {
        let claims = self.claims_of(schema, value, DEPTH).0;
        let error = self.with_truth(Value::default(), ValueCheck::new(Vec::new(), claims.clone()), false);
        let success = self.shaped(ValueShape::Check(ValueCheck::new(claims, Vec::new())));
        let kept = self.apart(value);
        let kept = self.checked_by(schema, kept);
        self.with_parts(&[(name, kept), ("success", success), ("error", error), ("issues", error)], kept)
    }

    fn with_parts(&mut self, all: &[(&'a str, Value)], whole: Value) -> Value {
        let mut fields = FieldValues::default();
        for (name, field) in all {
            self.put(&mut fields, name, *field);
        }
        let object = self.shaped(ValueShape::Object(fields));
        Value { taint: whole.taint, ..object }
    }

    /// A value under paths of its own, so that what is known of it is not known of what it was made from.
    fn apart(&mut self, value: Value) -> Value {
        let mut parts: Vec<TextPart> = self.taints.parts(value.taint).to_vec();
        for part in parts.iter_mut().filter(|part| part.label == Label::Caller) {
            part.origin = self.paths.then(part.origin, Segment::Parsed);
        }
        let path = self.paths.then(value.path, Segment::Parsed);
        Value { path, taint: self.taints.add(parts), ..value }
    }

    /// What a schema lets pass.
    pub fn checked_by(&mut self, schema: Value, value: Value) -> Value {
        let (claims, is_open) = self.claims_of(schema, value, DEPTH);
        for claim in claims {
            self.trust(claim);
        }
        if is_open {
            return value;
        }
        Value { taint: self.taints.mark(value.taint, Marks::SCHEMA), ..value }
    }

    /// What holds of a value that passes a schema, and whether any object may be in it.
    fn claims_of(&mut self, schema: Value, value: Value, depth: u8) -> (Vec<Claim>, bool) {
        // A JSON schema has its fields one level deeper.
        let schema = self.field(schema, "properties").unwrap_or(schema);
        let (mut claims, mut is_open) = (Vec::new(), false);
        if let (ValueShape::Object(fields), Some(below)) = (self.shape(schema).clone(), depth.checked_sub(1))
        {
            let mut plain = Vec::new();
            for (name, field) in fields.named {
                let member = self.member(value, name, Span::default());
                match self.kind_of(field) {
                    FieldSchema::Limited(trust) => claims.extend(self.claims(member, trust)),
                    FieldSchema::Plain => {
                        if self.has_fields(field) {
                            let (inner, open) = self.claims_of(field, member, below);
                            claims.extend(inner);
                            is_open |= open;
                        }
                        plain.push(member);
                    }
                    FieldSchema::Open => is_open = true,
                }
            }
            for member in plain.into_iter().filter(|_| is_open) {
                claims.extend(self.claims(member, Trust::Schema));
            }
        }
        if !is_open {
            claims.extend(self.claims(value, Trust::Schema));
        }
        (claims, is_open)
    }

    /// Whether a field of a schema limits its text, or lets any object pass.
    fn kind_of(&self, field: Value) -> FieldSchema {
        let by_name = self.is_named(field, &["regex", "pattern", "matches", "Regexp"]);
        let pattern = match *self.shape(field) {
            ValueShape::Pattern(source) => Some(source),
            ValueShape::Text(source) if by_name => Some(source),
            _ => ["pattern", "regex"].iter().find_map(|name| self.text_of(self.field(field, name)?)),
        };
        if let Some(source) = pattern {
            let whole = self.field(field, "regex").is_some();
            return match pattern::strictness(source, whole, whole) {
                Strictness::Whole(letters) => FieldSchema::Limited(Trust::Of(letters)),
                _ => FieldSchema::Limited(Trust::Partly),
            };
        }
        let has = |name: &str| self.field(field, name).is_some();
        let kind = self.field(field, "type").and_then(|kind| self.text_of(kind));
        if self.is_named(field, LIMITS)
            || ["pattern", "allowed", "regex", "enum", "const"].into_iter().any(has)
            || kind.is_some_and(|kind| matches!(kind, "integer" | "number" | "boolean"))
        {
            return FieldSchema::Limited(Trust::Listed);
        }
        let object = kind == Some("object") && !has("properties");
        let is_empty = |field| matches!(self.shape(field), ValueShape::Object(all) if all.named.is_empty() && all.rest.is_none());
        let empty = field.path == 0 && is_empty(field);
        if object || empty || self.is_named(field, OPEN) { FieldSchema::Open } else { FieldSchema::Plain }
    }

    fn is_named(&self, field: Value, names: &[&str]) -> bool {
        let segments = self.paths.segments(field.path);
        segments.iter().any(|segment| matches!(segment, Segment::Member(name) if names.contains(name)))
    }
}
