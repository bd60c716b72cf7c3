//! Tests that the analysis cannot decide: what an unknown call computes of the caller's data may be a validation of it.

use super::super::report::Language;
use super::super::tables::names;
use super::run::FlowRun;
use super::schema::SCHEMAS;
use super::site::Site;
use super::taint::{Label, Marks};
use super::value::{Claim, Trust, Value, ValueCheck, ValueShape};

/// Functions that say how much there is of a value, of which type it is, or nothing at all.
const MEASURES: &[&str] = &[
    "len",
    "Boolean",
    "bool",
    "isinstance",
    "type",
    "hasattr",
    "callable",
    "id",
    "min",
    "max",
    "sum",
    "any",
    "all",
    "range",
    "round",
    "abs",
    "Math",
    "Date",
    "time",
    "math",
    "console",
    "logging",
    "parseInt",
    "parseFloat",
    "isNaN",
    "super",
    "print",
];

/// Methods that say the same, or that are called for what they do.
const EFFECTS: &[&str] = &[
    "push", "unshift", "append", "extend", "add", "set", "write", "end", "forEach", "close", "clear",
    "isEmpty", "size", "has", "status", "on", "once", "then", "catch", "finally", "bind",
];

impl<'a> FlowRun<'_, 'a> {
    /// The result of a call, with what it may say about the values that it was computed from.
    pub fn with_doubt(&mut self, value: Value, site: &Site<'a>) -> Value {
        self.converted(site);
        if !matches!(self.shape(value), ValueShape::Unknown) || self.truths.contains_key(&value.shape) {
            return value;
        }
        let followed = |label: Label, marks: Marks| label == Label::Caller && !marks.has(Marks::THROUGH_CALL);
        if self.taints.parts(value.taint).iter().any(|part| followed(part.label, part.marks)) {
            return value;
        }
        if SCHEMAS.contains(&site.root) || MEASURES.contains(&site.root) || EFFECTS.contains(&site.name) {
            return value;
        }
        let claims = self.asked(site);
        if claims.is_empty() {
            return value;
        }
        if site.root == "Number" && site.name == "Number" {
            let listed = claims.iter().map(|claim| Claim { trust: Trust::Listed, ..*claim }).collect();
            return self.with_truth(value, ValueCheck::new(listed, Vec::new()), false);
        }
        self.with_truth(value, either_way(&claims), false)
    }

    /// What a test says that is not decided.
    pub fn undecided_test(&self, value: Value) -> ValueCheck {
        either_way(&self.claims(value, Trust::Accepted))
    }

    /// What may be validated by a call: all that the caller chose of what it gets.
    fn asked(&self, site: &Site<'a>) -> Vec<Claim> {
        let mut all: Vec<Claim> = Vec::new();
        for value in site.receiver.into_iter().chain(site.values()) {
            let mut claims = self.claims(value, Trust::Accepted);
            claims.extend(self.undecided(value));
            for claim in claims {
                if !all.contains(&claim) {
                    all.push(claim);
                }
            }
        }
        all
    }

    /// What a value may say about those that it was computed from.
    pub fn undecided(&self, value: Value) -> Vec<Claim> {
        let Some(truth) = self.truths.get(&value.shape).filter(|truth| !truth.of_elements) else {
            return Vec::new();
        };
        let claims = truth.check.yes.clone().unwrap_or_default();
        if claims.iter().all(|claim| claim.trust == Trust::Accepted) { claims } else { Vec::new() }
    }

    /// A part of a value says as much as the value.
    pub fn as_undecided(&mut self, whole: Value, part: Value) -> Value {
        if self.truths.is_empty() || !matches!(self.shape(part), ValueShape::Unknown) {
            return part;
        }
        let claims = self.undecided(whole);
        if claims.is_empty() {
            return part;
        }
        self.with_truth(part, either_way(&claims), false)
    }

    /// A comparison of values of which one may say something about others.
    pub fn compared_undecided(&self, left: Value, right: Value) -> Option<ValueCheck> {
        let mut claims = self.undecided(left);
        for claim in self.undecided(right) {
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
        (!claims.is_empty()).then(|| either_way(&claims))
    }

    /// Conversions that throw if a text is anything else than a number, an address or a date.
    fn converted(&mut self, site: &Site<'a>) {
        let listed = match (self.language, site.root, site.name) {
            (Language::JavaScript, "BigInt", _)
            | (Language::Python, "int" | "float", _)
            | (Language::Python, "decimal", "Decimal")
            | (Language::Python, "uuid", "UUID")
            // The scope of an IPv6 address is any text.
            | (Language::Python, "ipaddress", "IPv4Address" | "IPv4Network" | "IPv4Interface")
            | (Language::Python, "datetime" | "time", "strptime") => true,
            (Language::Python, "datetime", "fromisoformat") => self.paths.contains(site.callee.path, "date"),
            _ => false,
        };
        if listed {
            self.vouch(site.first(), Trust::Listed);
        }
        let demanded = site.root == "ipaddress" || names::is_demand(site.name);
        if demanded && !is_of_tables(site.root) {
            for value in site.values() {
                self.vouch(value, Trust::Partly);
            }
        }
    }
}

/// Whether the tables know what a call of a module says, so that its name adds nothing.
fn is_of_tables(root: &str) -> bool {
    let known = ["assert", "assert/strict", "validator", "subprocess", "jwt", "jsonwebtoken", "jose"];
    SCHEMAS.contains(&root) || known.contains(&root)
}

fn either_way(accepted: &[Claim]) -> ValueCheck {
    let refused = accepted.iter().map(|claim| Claim { trust: Trust::Refused, ..*claim }).collect();
    ValueCheck::new(accepted.to_vec(), refused)
}
