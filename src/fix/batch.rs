//! Several fixes as one change: edits of the same object become one, in the order of the findings.

use crate::checks::fix::EditKind;
use crate::checks::{Edit, Finding, Fix};
use std::sync::Arc;

/// The fixes that can be combined, and those that cannot, with the reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub fix: Option<Fix>,
    pub findings: Vec<Arc<Finding>>,
    pub left: Vec<(Arc<Finding>, String)>,
}

/// Combines the first fix of each finding.
#[must_use]
pub fn together(fixes: Vec<(Arc<Finding>, Option<Fix>)>) -> Batch {
    let mut batch = Batch { fix: None, findings: Vec::new(), left: Vec::new() };
    let several = fixes.len();
    for (finding, fix) in fixes {
        let Some(fix) = fix else {
            batch.left.push((finding, "no automatic fix".into()));
            continue;
        };
        if fix.by_choice && several > 1 {
            batch.left.push((finding, format!("\"{}\" must be applied on its own", fix.title)));
            continue;
        }
        match join(batch.fix.as_ref(), &fix) {
            Ok(joined) => {
                batch.fix = Some(joined);
                batch.findings.push(finding);
            }
            Err(why) => batch.left.push((finding, why)),
        }
    }
    if let Some(fix) = batch.fix.as_mut().filter(|_| several > 1) {
        fix.title = format!("Fix {} findings together", batch.findings.len());
    }
    batch
}

fn join(sum: Option<&Fix>, one: &Fix) -> Result<Fix, String> {
    let Some(sum) = sum else { return Ok(one.clone()) };
    let mut sum = sum.clone();
    for need in &one.needs {
        match sum.needs.iter().find(|other| other.name == need.name) {
            Some(other) if other.asks == need.asks && other.form == need.form => {}
            Some(_) => return Err(format!("it needs a different {} than the other fixes", need.name)),
            None => sum.needs.push(need.clone()),
        }
    }
    for edit in &one.edits {
        add(&mut sum.edits, edit)?;
    }
    sum.risk = sum.risk.max(one.risk);
    if !one.price.is_empty() && !sum.price.contains(&one.price) {
        sum.price = [sum.price.as_str(), one.price.as_str()]
            .into_iter()
            .filter(|price| !price.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
    }
    Ok(sum)
}

fn add(edits: &mut Vec<Edit>, edit: &Edit) -> Result<(), String> {
    let Some(own) = edits.iter_mut().find(|own| own.target == edit.target) else {
        edits.push(edit.clone());
        return Ok(());
    };
    match (&mut own.change, &edit.change) {
        (EditKind::Create(one), EditKind::Create(other)) if one == other => Ok(()),
        (EditKind::Delete, EditKind::Delete) => Ok(()),
        (EditKind::Modify(ops), EditKind::Modify(more)) => {
            let known: Vec<_> = more.iter().filter(|op| !ops.contains(op)).cloned().collect();
            ops.extend(known);
            own.notes.extend(
                edit.notes.iter().filter(|note| !own.notes.contains(note)).cloned().collect::<Vec<_>>(),
            );
            own.carries.extend(
                edit.carries.iter().filter(|carry| !own.carries.contains(carry)).cloned().collect::<Vec<_>>(),
            );
            let new: Vec<_> =
                edit.rewrites.iter().filter(|rewrite| !own.rewrites.contains(rewrite)).cloned().collect();
            own.rewrites.extend(new);
            own.tidy.extend(edit.tidy.iter().cloned());
            Ok(())
        }
        (EditKind::Delete, EditKind::Create(_) | EditKind::Modify(_)) => {
            Err(format!("another fix deletes {}", edit.target))
        }
        (EditKind::Create(_) | EditKind::Modify(_), EditKind::Delete) => {
            Err(format!("another fix changes {}, which this one deletes", edit.target))
        }
        (EditKind::Create(_) | EditKind::Modify(_), EditKind::Create(_) | EditKind::Modify(_)) => {
            Err(format!("another fix creates {} with different content", edit.target))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{ALL, Risk};
    use crate::model::{Kind, ObjectRef};
    use crate::yaml::pointer::Op;
    use serde_json::json;

    fn finding(name: &str) -> Arc<Finding> {
        Arc::new(Finding::new(ALL[0], ObjectRef::new(Kind::Function, "shop", name)))
    }

    fn sets(name: &str, path: &str) -> Fix {
        let target = ObjectRef::new(Kind::Function, "shop", name);
        Fix::new(format!("set {path}"), Risk::Safe).edit(Edit::modify(target, vec![Op::set(path, json!(1))]))
    }

    fn makes(value: i32) -> Fix {
        let target = ObjectRef::new(Kind::NetworkPolicy, "shop", "deny");
        Fix::new("make", Risk::MayBreak).edit(Edit::create(target, json!(value))).costs("It may break.")
    }

    #[test]
    fn edits_of_one_object_become_one() {
        let batch = together(vec![
            (finding("a"), Some(sets("a", "/x"))),
            (finding("a"), Some(sets("a", "/y"))),
            (finding("b"), Some(sets("b", "/x"))),
        ]);
        let fix = batch.fix.expect("a fix");
        assert_eq!((fix.edits.len(), fix.title.as_str()), (2, "Fix 3 findings together"));
        assert!(matches!(&fix.edits[0].change, EditKind::Modify(ops) if ops.len() == 2));
    }

    #[test]
    fn the_same_object_is_made_once_and_the_worst_risk_counts() {
        let batch = together(vec![
            (finding("a"), Some(sets("a", "/x"))),
            (finding("b"), Some(makes(1))),
            (finding("c"), Some(makes(1))),
        ]);
        let fix = batch.fix.expect("a fix");
        assert_eq!((fix.edits.len(), fix.risk, fix.price.as_str()), (2, Risk::MayBreak, "It may break."));
    }

    #[test]
    fn an_object_is_deleted_once_and_not_changed_beside_it() {
        let target = ObjectRef::new(Kind::Function, "shop", "a");
        let deletes = Fix::new("delete", Risk::MayBreak).edit(Edit::delete(target));
        let batch = together(vec![
            (finding("a"), Some(deletes.clone())),
            (finding("b"), Some(deletes.clone())),
            (finding("c"), Some(sets("a", "/x"))),
        ]);
        assert_eq!((batch.fix.map(|fix| fix.edits.len()), batch.left.len()), (Some(1), 1));
        let batch = together(vec![(finding("c"), Some(sets("a", "/x"))), (finding("a"), Some(deletes))]);
        assert_eq!((batch.findings.len(), batch.left.len()), (1, 1));
    }

    #[test]
    fn what_does_not_go_together_is_left_with_its_reason() {
        let asks = |asks: &str| sets("a", "/x").asks("audience", asks, "");
        let batch = together(vec![
            (finding("a"), Some(asks("the audience of a"))),
            (finding("b"), Some(asks("the audience of b"))),
            (finding("c"), None),
            (finding("d"), Some(makes(1))),
            (finding("e"), Some(makes(2))),
        ]);
        let left: Vec<&str> = batch.left.iter().map(|(finding, _)| finding.object.name.as_str()).collect();
        assert_eq!((batch.findings.len(), left), (2, vec!["b", "c", "e"]));
    }
}
