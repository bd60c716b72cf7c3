//! The order of rules. Both versions let the first matching rule decide, but v2 derives one policy for each
//! rule: it excludes the paths of earlier rules for all methods, and stops at a rule with the same path. Rules
//! are divided and moved so that the policies mean the same.

use super::note::{NoteGrade, Notes};
use super::rule::NewRule;
use crate::engine::mesh::generate::{Trie, standard};
use serde_json::{Value, json};

/// Returns the rules in an order, and with methods, that mean the same in v2.
///
/// # Errors
/// If v2 refuses every order that means the same.
pub(super) fn settled(rules: Vec<NewRule>, notes: &mut Notes) -> Result<Vec<NewRule>, String> {
    report_lost(&rules, notes);
    report_gained(&rules, notes);
    let wider: Vec<usize> = notes.gained.iter().map(|(rule, _)| *rule).collect();
    let rules = moved(divided(accepted(reached(rules, &wider, notes), &wider)?), notes);
    report_open_roots(&rules, notes);
    Ok(rules)
}

/// Removes methods, and whole rules, that an earlier rule covers: they were never reached.
fn reached(rules: Vec<NewRule>, wider: &[usize], notes: &mut Notes) -> Vec<NewRule> {
    let mut kept: Vec<NewRule> = Vec::new();
    for mut rule in rules {
        let path = rule.path().to_owned();
        let before = rule.methods();
        let covered = |method: &String| {
            let covers = |one: &NewRule| one.methods().contains(method) && includes(one.path(), &path);
            kept.iter().any(|new_rule| {
                covers(new_rule) && (!wider.contains(&new_rule.position) || new_rule.requires_the_same(&rule))
            })
        };
        let (gone, after): (Vec<String>, Vec<String>) = before.into_iter().partition(covered);
        if !gone.is_empty() && !rule.is_part {
            notes.rule = Some(rule.position);
            let gone = gone.join(", ");
            notes.add(
                NoteGrade::Changes,
                format!("{gone} {path} is left out: an earlier rule covers it, so it was never reached"),
            );
        }
        if !after.is_empty() {
            rule.set_methods(&after);
            kept.push(rule);
        }
    }
    kept
}

/// Orders rules so that v2 accepts them. Its check takes `/a/{*}` as covering `/a/{**}` and `/a/`: the latter
/// may come first, and the former may replace the earlier rule if both require the same.
fn accepted(rules: Vec<NewRule>, wider: &[usize]) -> Result<Vec<NewRule>, String> {
    let mut kept: Vec<NewRule> = Vec::new();
    for rule in rules {
        let mut refused = refusals(&kept, &rule);
        while let Some(at) = refused.pop() {
            let Some(earlier) = kept.get(at) else { break };
            if wider.contains(&earlier.position) {
                return Err(format!(
                    "v2 refuses {} after {}, which matches more than its expression did",
                    rule.path(),
                    earlier.path()
                ));
            }
            if matches(earlier.path(), rule.path()) || !includes(rule.path(), earlier.path()) {
                continue;
            }
            if !earlier.requires_the_same(&rule)
                || kept.iter().skip(at + 1).any(|new_rule| new_rule.meets(earlier))
            {
                return Err(format!(
                    "v2 refuses {} after {} for the same method, and the two require different things",
                    rule.path(),
                    earlier.path()
                ));
            }
            let mut left = earlier.methods();
            left.retain(|method| !rule.methods().contains(method));
            match kept.get_mut(at) {
                Some(earlier) if !left.is_empty() => earlier.set_methods(&left),
                _ => drop(kept.remove(at)),
            }
        }
        // What does not overlap may come first.
        let place = refusals(&kept, &rule).first().copied().unwrap_or(kept.len());
        kept.insert(place, rule);
    }
    for at in 0..kept.len() {
        let (before, rest) = kept.split_at(at);
        if let Some(rule) = rest.first().filter(|rule| !refusals(before, rule).is_empty()) {
            return Err(format!(
                "v2 refuses {} after another rule that it takes as covering it",
                rule.path()
            ));
        }
    }
    Ok(kept)
}

/// Returns the positions of rules after which v2 refuses a rule.
fn refusals(kept: &[NewRule], rule: &NewRule) -> Vec<usize> {
    let refuses = |new_rule: &NewRule| {
        let mut trie = Trie::default();
        trie.insert(standard(new_rule.path()));
        new_rule.shares_a_method(rule) && !trie.insert(standard(rule.path()))
    };
    kept.iter().enumerate().filter(|(_, one)| refuses(one)).map(|(at, _)| at).collect()
}

/// Divides a rule whose methods meet different earlier rules on its paths: otherwise those paths would be
/// refused for the other methods too.
fn divided(rules: Vec<NewRule>) -> Vec<NewRule> {
    let mut done: Vec<NewRule> = Vec::new();
    for rule in rules {
        let before = |method: &String| -> Vec<usize> {
            let meets = |new_rule: &NewRule| {
                new_rule.path() != rule.path()
                    && new_rule.methods().contains(method)
                    && overlaps(new_rule.path(), rule.path())
            };
            done.iter().enumerate().filter(|(_, one)| meets(one)).map(|(at, _)| at).collect()
        };
        let mut groups: Vec<(Vec<usize>, Vec<String>)> = Vec::new();
        for method in rule.methods() {
            let met = before(&method);
            match groups.iter_mut().find(|(known, _)| *known == met) {
                Some((_, methods)) => methods.push(method),
                None => groups.push((met, vec![method])),
            }
        }
        for (_, methods) in groups {
            let mut part = rule.clone();
            part.set_methods(&methods);
            done.push(part);
        }
    }
    done
}

/// Moves a rule next to a later one with the same path, where it meets none of the rules between: their paths
/// would not be excluded from the later one.
fn moved(mut rules: Vec<NewRule>, notes: &mut Notes) -> Vec<NewRule> {
    for at in 0..rules.len() {
        let Some(path) = rules.get(at).map(|later| later.path().to_owned()) else { break };
        let Some(first) = rules.iter().take(at).position(|new_rule| new_rule.path() == path) else {
            continue;
        };
        let (mut same, mut others) = (Vec::new(), Vec::new());
        for rule in rules.drain(first..at) {
            if rule.path() == path && !others.iter().any(|other: &NewRule| other.meets(&rule)) {
                same.push(rule);
            } else {
                others.push(rule);
            }
        }
        // Rules with the same path have different methods, so they do not meet each other.
        let stays = same.iter().any(|rule| others.iter().any(|other| other.meets(rule)));
        if stays {
            notes.rule = others.first().map(|rule| rule.position);
            notes.add(NoteGrade::Opens, format!("v2 does not exclude it from a later rule for {path}"));
            rules.splice(first..first, same.into_iter().chain(others));
        } else {
            rules.splice(first..first, others.into_iter().chain(same));
        }
    }
    rules
}

/// Paths that a rule matches from now on are taken from later rules, which may require less.
fn report_gained(rules: &[NewRule], notes: &mut Notes) {
    for (position, template) in notes.gained.clone() {
        let own = || rules.iter().filter(|rule| rule.position == position);
        let loses = |later: &&NewRule| {
            let after = later.position > position && overlaps(&template, later.path());
            after && own().any(|rule| rule.shares_a_method(later) && !rule.requires_the_same(later))
        };
        for later in rules.iter().filter(loses) {
            notes.rule = Some(later.position);
            notes.add(
                NoteGrade::Closes,
                format!("rule {} takes paths from it, which it now matches", position + 1),
            );
        }
    }
}

/// Paths that a rule no longer matches fall to later rules, which may require less.
fn report_lost(rules: &[NewRule], notes: &mut Notes) {
    for (position, template) in notes.lost.clone() {
        let own =
            || rules.iter().filter(|rule| rule.position == position && rule.value.get("noAuth").is_none());
        let takes = |later: &&NewRule| {
            let after = later.position > position && overlaps(&template, later.path());
            after && own().any(|rule| rule.shares_a_method(later) && !rule.requires_the_same(later))
        };
        if let Some(later) = rules.iter().find(takes) {
            notes.rule = Some(position);
            notes.add(
                NoteGrade::Opens,
                format!("what it no longer matches falls to rule {} ({})", later.position + 1, later.path()),
            );
        }
    }
}

/// A rule for `/` is never excluded from a later one that covers everything.
fn report_open_roots(rules: &[NewRule], notes: &mut Notes) {
    for (at, root) in rules.iter().enumerate().filter(|(_, rule)| rule.path() == "/") {
        let shares = |new_rule: &&NewRule| {
            standard(new_rule.path()) == "/{**}"
                && new_rule.methods().iter().any(|own| root.methods().contains(own))
        };
        if let Some(wide) = rules.iter().skip(at + 1).find(shares) {
            notes.rule = Some(root.position);
            notes.add(
                NoteGrade::Opens,
                format!("v2 also accepts / under the rule for {}, because it never excludes /", wide.path()),
            );
        }
    }
}

/// Whether every path that the other template matches is matched; in doubt it is not.
fn includes(wide: &str, narrow: &str) -> bool {
    let (mut wide, mut narrow) = (standard(wide).split('/').peekable(), standard(narrow).split('/'));
    while let Some(token) = wide.next() {
        let own = narrow.next();
        match (token, own) {
            ("{**}", Some(_)) if wide.peek().is_none() => return true,
            ("{*}", Some(own)) if !own.is_empty() && own != "{**}" => {}
            (token, Some(own)) if token == own => {}
            _ => return false,
        }
    }
    narrow.next().is_none()
}

/// Whether two templates match the same paths.
fn matches(one: &str, other: &str) -> bool {
    standard(one) == standard(other)
}

/// Whether two templates may match the same path; in doubt they may.
fn overlaps(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (standard(one).split('/'), standard(other).split('/'));
    loop {
        match (one.next(), other.next()) {
            (Some("{**}"), _) | (_, Some("{**}")) | (None, None) => return true,
            (Some(left), Some(right)) if left == right || left == "{*}" || right == "{*}" => {}
            _ => return false,
        }
    }
}

impl NewRule {
    fn path(&self) -> &str {
        self.value.get("path").and_then(Value::as_str).unwrap_or_default()
    }

    fn methods(&self) -> Vec<String> {
        let methods = self.value.get("methods").and_then(Value::as_array).into_iter().flatten();
        methods.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    }

    fn shares_a_method(&self, other: &Self) -> bool {
        let own = self.methods();
        other.methods().iter().any(|method| own.contains(method))
    }

    /// Whether both may match the same request.
    fn meets(&self, other: &Self) -> bool {
        self.shares_a_method(other) && overlaps(self.path(), other.path())
    }

    /// Whether they differ by path and methods alone.
    fn requires_the_same(&self, other: &Self) -> bool {
        let rest = |rule: &Self| {
            let mut value = rule.value.clone();
            if let Value::Object(fields) = &mut value {
                fields.remove("path");
                fields.remove("methods");
            }
            value
        };
        rest(self) == rest(other)
    }

    fn set_methods(&mut self, methods: &[String]) {
        if let Some(own) = self.value.get_mut("methods") {
            *own = json!(methods);
        }
    }
}
