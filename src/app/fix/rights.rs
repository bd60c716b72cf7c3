//! What the user may change, known before a fix is opened: one request for a namespace whose findings are on
//! screen, and none while nothing new is shown.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::fix::fix_marks;
use crate::app::model::Model;
use crate::app::state::rights::KEPT;
use crate::checks::Finding;
use crate::source::Origin;
use crate::source::rights::OwnRights;

/// Requests the rules of the next namespace on screen, the selected finding's first.
pub fn ask(model: &mut Model) -> Option<Effect> {
    if model.rights.open.is_some() || model.session.origin == Origin::Manifests || !model.report.is_settled()
    {
        return None;
    }
    let told = model.told_finding();
    let all = told.into_iter().chain(fix_marks::visible(model));
    let next = all.map(|finding| finding.home().to_owned());
    let namespace = { next }.find(|name| !name.is_empty() && !model.rights.known.contains_key(name))?;
    model.rights.open = Some(namespace.clone());
    Some(Effect::Rights(namespace))
}

/// Takes the rules of a namespace.
pub fn take(model: &mut Model, namespace: String, rights: Option<OwnRights>) {
    model.rights.open.take_if(|open| *open == namespace);
    if model.rights.known.len() >= KEPT {
        model.rights.known.clear();
    }
    model.rights.known.insert(namespace, rights);
}

/// Returns the writes that the user may not send, if no fix of a finding can do without them.
#[must_use]
pub fn refused(model: &Model, finding: &Finding) -> Option<String> {
    let each = model.fix_marks.needs(finding)?;
    let mut missing = each.iter().map(|needs| model.rights.missing(finding.home(), needs));
    let first = missing.next().filter(|all| !all.is_empty())?;
    missing.all(|all| !all.is_empty()).then(|| first.join(", "))
}

/// Returns why a fix of a finding cannot be sent, as a sentence: known before it is opened.
#[must_use]
pub fn limits(model: &Model, finding: &Finding) -> Option<String> {
    if model.fix_marks.of(finding).is_none_or(|count| count == 0) {
        return None;
    }
    let fix = model.keys.key(KeyAction::Fix);
    if let Some(what) = refused(model, finding) {
        return Some(format!("You may not {what}: {fix} shows the change, and what to request."));
    }
    let why = model.session.why_not_write()?;
    Some(format!("{fix} shows the change; {why}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::marks::identity;
    use crate::app::tests::with_findings;
    use crate::app::{Msg, Place, update};
    use crate::model::{Kind, ObjectRef};
    use serde_json::json;
    use std::sync::Arc;

    /// Returns the model on its findings, of which the first one has a fix that patches an APIRule.
    fn counted() -> (Model, Arc<Finding>) {
        let mut model = with_findings();
        crate::app::screen::navigate::go(&mut model, Place::Findings);
        crate::app::update::settle(&mut model);
        let finding = model.selected_finding().expect("a finding");
        let needs = vec![vec![("patch", ObjectRef::new(Kind::APIRule, finding.home(), "open"))]];
        model.fix_marks.known.insert(identity(&finding), (0, needs));
        (model, finding)
    }

    #[test]
    fn the_rights_of_a_namespace_are_asked_once_and_never_while_nothing_changes() {
        let (mut model, _) = counted();
        let Some(Effect::Rights(namespace)) = ask(&mut model) else { panic!("a request") };
        assert_eq!(ask(&mut model), None, "one at a time");
        update(&mut model, Msg::Rights { namespace, rights: None });
        assert_eq!(ask(&mut model), None, "no answer is not asked again");
    }

    #[test]
    fn a_missing_right_is_said_before_the_fix_is_opened() {
        let (mut model, finding) = counted();
        assert_eq!(limits(&model, &finding), None, "unknown rights are no refusal");
        let none = OwnRights::of(&json!({"status": {"resourceRules": [], "incomplete": false}}));
        take(&mut model, finding.home().to_owned(), Some(none));
        assert!(limits(&model, &finding).is_some_and(|why| why.starts_with("You may not ")));
        let all = json!([{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}]);
        let all = OwnRights::of(&json!({"status": {"resourceRules": all, "incomplete": false}}));
        take(&mut model, finding.home().to_owned(), Some(all));
        assert_eq!(limits(&model, &finding), None);
        model.session.read_only = true;
        assert!(limits(&model, &finding).is_some_and(|why| why.contains("read-only")));
    }
}
