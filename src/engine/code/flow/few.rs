//! What is asked of each item of a short list of constants, as the names of fields are: what the answers say together.

use super::run::FlowRun;
use super::site::Site;
use super::value::{Value, ValueCheck, ValueShape};

impl<'a> FlowRun<'_, 'a> {
    /// `filter`, `some` and `every` of a short list, with a call for each item.
    pub fn asked_of_each(&mut self, function: Value, list: Value, site: &Site<'a>) -> Option<Value> {
        let all = site.name == "every";
        if !all && !matches!(site.name, "filter" | "some") {
            return None;
        }
        let mut together: Option<ValueCheck> = None;
        for item in self.each_item(list, false)? {
            let answer = self.call_back(function, &[item, Value::default(), list], site.span);
            let check = self.check_of(answer);
            together = Some(match together {
                Some(known) if all => known.and(check),
                Some(known) => known.or(check),
                None => check,
            });
        }
        let check = together?;
        if site.name != "filter" {
            return Some(self.shaped(ValueShape::Check(check)));
        }
        // An element is kept if one of the answers is yes.
        let element = self.element(list);
        let kept = self.list(Vec::new(), Some(element));
        Some(self.with_truth(kept, check, true))
    }
}
