//! Calls that call a function for each element of a collection, and promises.

use super::super::form::AssignTarget;
use super::path::Segment;
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::value::{Claim, Trust, Value, ValueCheck, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// Methods that call a function for each element, and promises.
    pub fn collection_call(&mut self, site: &Site<'a>) -> Option<Value> {
        if let ("map" | "filter", true, Some(list)) = (site.name, site.is_global, site.at(1)) {
            if self.function_of(site.first()).is_none() {
                return self.each_by_library(site.first(), list, site);
            }
            return self.each_element(site.first(), list, site);
        }
        if let Some(value) = self.filled_list(site).or_else(|| self.called_by_library(site)) {
            return Some(value);
        }
        let receiver = site.receiver?;
        if site.name == "indexOf" {
            let argument = site.first();
            if self.sent(argument) && !self.sent(receiver) {
                let claims = self.claims(argument, Trust::Listed);
                return Some(self.shaped(ValueShape::Position(claims)));
            }
        }
        let function = site.first();
        if self.function_of(function).is_none() {
            return self.each_by_library(function, receiver, site);
        }
        match site.name {
            "then" => {
                let receiver = Value { path: receiver.path, ..receiver };
                let result = self.call_back(function, &[receiver], site.span);
                if let Some(second) = site.at(1) {
                    self.call_back(second, &[], site.span);
                }
                Some(result)
            }
            "catch" => {
                let error = self.caught(&AssignTarget::Ignored);
                self.call_back(function, &[error], site.span);
                Some(receiver)
            }
            "finally" => {
                self.call_back(function, &[], site.span);
                Some(receiver)
            }
            "reduce" | "reduceRight" => Some(self.reduced(function, receiver, site)),
            "map" | "flatMap" | "filter" | "forEach" | "every" | "some" | "find" | "findLast" | "sort"
            | "findIndex" => self.each_element(function, receiver, site),
            "on" | "once" => {
                let role = self.paths.role(receiver.path);
                if role != ValueRole::Request {
                    return None;
                }
                let path = self.paths.then(receiver.path, Segment::Member("body"));
                let taint = self.read(receiver, path, Some("body"), site.span);
                self.call_back(site.at(1)?, &[Value { path, taint, ..Value::default() }], site.span);
                Some(receiver)
            }
            _ => None,
        }
    }

    /// `Array.from` with a function for each element.
    fn filled_list(&mut self, site: &Site<'a>) -> Option<Value> {
        let function = site.at(1).filter(|_| (site.root, site.name) == ("Array", "from"))?;
        self.function_of(function)?;
        let source = site.first();
        let counted = matches!(self.shape(source), ValueShape::Object(_));
        let element = if counted { Value::default() } else { self.element(source) };
        let item = self.call_back(function, &[element], site.span);
        let list = self.list(Vec::new(), Some(item));
        Some(Value { taint: item.taint, ..list })
    }

    /// The value that a function makes of all elements; of a short list one after the other.
    fn reduced(&mut self, function: Value, list: Value, site: &Site<'a>) -> Value {
        let element = self.element(list);
        let mut sum = site.at(1).unwrap_or(element);
        let each = self.each_item(list, false).filter(|_| site.arguments.len() > 1);
        for item in each.iter().flatten() {
            sum = self.call_with(function, &[sum, *item], site.span).unwrap_or_default();
            self.state.live = true;
        }
        for _ in 0..if each.is_none() { 2 } else { 0 } {
            sum = self.call_back(function, &[sum, element], site.span);
        }
        sum
    }

    /// What libraries do with the functions that they are passed.
    fn called_by_library(&mut self, site: &Site<'a>) -> Option<Value> {
        match site.root {
            "concurrent" | "multiprocessing" | "threading" | "asyncio" | "functools" => self.executed(site),
            "express" | "fastify" | "restify" | "polka" => {
                self.routed(site);
                None
            }
            "async" | "lodash" | "underscore" | "bluebird" | "p-map" | "Promise" => {
                self.each_of_library(site)
            }
            _ => None,
        }
    }

    /// Functions of routes of a server: the caller's request, and the response.
    fn routed(&mut self, site: &Site<'a>) {
        let is_route = matches!(site.name, "get" | "post" | "put" | "patch" | "delete" | "all" | "use");
        let functions: Vec<Value> =
            site.values().into_iter().filter(|value| self.function_of(*value).is_some()).collect();
        if !is_route {
            return;
        }
        let request = self.paths.root(Segment::Global("request"), ValueRole::Request);
        let response = self.paths.root(Segment::Global("response"), ValueRole::Response);
        let [request, response] = [request, response].map(|path| Value { path, ..Value::default() });
        for function in functions {
            self.call_back(function, &[request, response], site.span);
        }
    }

    /// Functions that are run by a pool, by a thread or later.
    fn executed(&mut self, site: &Site<'a>) -> Option<Value> {
        let (function, values) = match site.name {
            "map" | "imap" | "imap_unordered" | "starmap" => {
                let element = self.element(site.at(1)?);
                let result = self.call_back(site.first(), &[element], site.span);
                self.function_of(site.first())?;
                return Some(self.list(Vec::new(), Some(result)));
            }
            "reduce" => {
                self.function_of(site.first())?;
                let element = self.element(site.at(1)?);
                let mut sum = site.at(2).unwrap_or(element);
                for _ in 0..2 {
                    sum = self.call_back(site.first(), &[sum, element], site.span);
                }
                return Some(sum);
            }
            "submit" | "to_thread" => (site.at(0)?, site.values().get(1..)?.to_vec()),
            "run_in_executor" => (site.at(1)?, site.values().get(2..)?.to_vec()),
            "apply" | "apply_async" => (site.at(0)?, self.listed(site.at(1)?)),
            "Thread" | "Process" => (site.keyword("target")?, self.listed(site.keyword("args")?)),
            _ => return None,
        };
        self.function_of(function)?;
        Some(self.call_back(function, &values, site.span))
    }

    fn listed(&self, value: Value) -> Vec<Value> {
        let ValueShape::List(items) = self.shape(value) else { return Vec::new() };
        items.first.iter().copied().chain(items.rest).collect()
    }

    /// Functions of libraries that call a function for each element of their first argument.
    fn each_of_library(&mut self, site: &Site<'a>) -> Option<Value> {
        let list = site.first();
        let places = if site.name.ends_with("Limit") { 2 } else { 1 };
        let function = site.at(places)?;
        self.function_of(function)?;
        let name = site.name.trim_end_matches("Series").trim_end_matches("Limit");
        let element = self.element(list);
        let result = match name {
            "each" | "forEach" | "map" | "flatMap" | "concat" | "filter" | "find" | "some" | "every"
            | "detect" | "reject" | "p-map" | "mapValues" | "groupBy" | "keyBy" | "sumBy" | "uniqBy"
            | "sortBy" => self.call_back(function, &[element], site.span),
            _ => return None,
        };
        Some(match name {
            "map" | "flatMap" | "concat" | "p-map" => self.list(Vec::new(), Some(result)),
            "filter" => {
                let kept = self.elements_with(element, result);
                self.list(Vec::new(), Some(kept))
            }
            "reject" => {
                let ValueCheck { yes, no } = self.check_of(result);
                let kept = self.shaped(ValueShape::Check(ValueCheck { yes: no, no: yes }));
                let kept = self.elements_with(element, kept);
                self.list(Vec::new(), Some(kept))
            }
            "sortBy" | "uniqBy" => list,
            "find" | "detect" => self.elements_with(element, result),
            _ => Value::default(),
        })
    }

    /// What holds if it holds for one element: nothing about the elements themselves.
    pub fn beside_elements(&self, claims: Vec<Claim>) -> Vec<Claim> {
        claims.into_iter().filter(|claim| self.paths.last(claim.of) != Some(Segment::Element)).collect()
    }

    /// A function of a library that is called for each element, such as `ids.map(Number)`.
    fn each_by_library(&mut self, function: Value, list: Value, site: &Site<'a>) -> Option<Value> {
        let called = matches!(site.name, "map" | "flatMap" | "filter" | "forEach" | "every" | "some");
        let named =
            self.paths.name(function.path).is_some() && self.paths.role(function.path) == ValueRole::None;
        if !called || !named {
            return None;
        }
        let element = self.element(list);
        let result = self.call_named(function, element, site.span);
        Some(match site.name {
            "map" | "flatMap" => self.list(Vec::new(), Some(result)),
            "filter" if self.is_check(result) => {
                let known = self.state.trusted.len();
                self.assume(result, true);
                let kept = self.vouched(element);
                self.state.trusted.truncate(known);
                self.list(Vec::new(), Some(kept))
            }
            "filter" => self.list(Vec::new(), Some(element)),
            "every" => result,
            "some" => {
                let check = self.check_of(result);
                let yes = check.yes.map(|claims| self.beside_elements(claims));
                self.shaped(ValueShape::Check(ValueCheck { yes, no: check.no }))
            }
            _ => Value::default(),
        })
    }

    fn each_element(&mut self, function: Value, list: Value, site: &Site<'a>) -> Option<Value> {
        self.function_of(function)?;
        if let Some(answer) = self.asked_of_each(function, list, site) {
            return Some(answer);
        }
        let element = self.element(list);
        let second = if matches!(site.name, "sort") { element } else { Value::default() };
        let result = self.call_back(function, &[element, second, list], site.span);
        Some(match site.name {
            "map" | "flatMap" => {
                let inner = if site.name == "flatMap" { self.element(result) } else { result };
                let all = self.list(Vec::new(), Some(inner));
                Value { taint: inner.taint, ..all }
            }
            "filter" => {
                let kept = self.elements_with(element, result);
                let kept = self.list(Vec::new(), Some(kept));
                // Of a list that is empty afterwards no element was kept.
                let refused = self.check_of(result).no.unwrap_or_default();
                if refused.is_empty() {
                    return Some(kept);
                }
                self.with_truth(kept, ValueCheck::new(Vec::new(), refused), true)
            }
            "every" => {
                let check = self.check_of(result);
                self.shaped(ValueShape::Check(check))
            }
            "some" => {
                let check = self.check_of(result);
                let yes = check.yes.map(|claims| self.beside_elements(claims));
                self.shaped(ValueShape::Check(ValueCheck { yes, no: check.no }))
            }
            "find" | "findLast" => self.elements_with(element, result),
            "sort" => list,
            _ => Value::default(),
        })
    }
}
