//! Chooses a fix of a finding, or explains why none is chosen.

use super::request::FixRequest;
use crate::checks::{Check, Finding, Fix};
use crate::cli::exit::Failure;

/// Returns the requested fix, or the first one that may be chosen by default; otherwise the reason why there
/// is none.
///
/// # Errors
/// If there is no such fix, or none may be chosen by default.
pub fn of<'a>(fixes: &'a [Fix], wish: &FixRequest, finding: &Finding) -> Result<&'a Fix, String> {
    let object = &finding.object;
    if fixes.is_empty() {
        return Err(format!("{object}: no automatic fix. By hand: {}", by_hand(wish.check)));
    }
    if wish.choice.is_some() {
        let none =
            || format!("{object}: this finding does not have that fix. Its fixes are {}.", listed(fixes));
        return chosen(fixes, wish).ok_or_else(none);
    }
    fixes.iter().find(|fix| !fix.by_choice).ok_or_else(|| {
        let first = fixes.first();
        let price = first.map(|fix| fix.price.as_str()).unwrap_or_default();
        let slug = first.map(Fix::slug).unwrap_or_default();
        format!("{object}: no fix is applied by default. {price} To apply it anyway, add --fix {slug}.")
    })
}

fn chosen<'a>(fixes: &'a [Fix], wish: &FixRequest) -> Option<&'a Fix> {
    let word = wish.choice.as_deref()?;
    match word.parse::<usize>() {
        Ok(number) => number.checked_sub(1).and_then(|at| fixes.get(at)),
        Err(_) => fixes.iter().find(|fix| fix.slug() == word),
    }
}

/// Refuses a fix or an answer that fits none of the findings.
///
/// # Errors
/// If the fix or an answer fits none of the findings.
pub fn refuse(all: &[Vec<Fix>], wish: &FixRequest) -> Result<(), Failure> {
    let some: Vec<&Vec<Fix>> = all.iter().filter(|fixes| !fixes.is_empty()).collect();
    let Some(first) = some.first() else { return Ok(()) };
    let taken = |fixes: &&Vec<Fix>| {
        let fix = if wish.choice.is_some() { chosen(fixes, wish) } else { fixes.first() };
        fix.cloned()
    };
    let fixes: Vec<Fix> = some.iter().filter_map(taken).collect();
    let Some(fix) = fixes.first() else {
        let word = wish.choice.as_deref().unwrap_or_default();
        return Err(Failure::usage(format!(
            "No fix \"{word}\" for {}. The fixes are {}.",
            wish.check.id,
            listed(first)
        )));
    };
    let needs: Vec<&str> = fixes.iter().flat_map(|fix| &fix.needs).map(|need| &*need.name).collect();
    match wish.inputs.keys().find(|name| !needs.contains(&name.as_str())) {
        Some(_) if needs.is_empty() => {
            Err(Failure::usage(format!("The fix \"{}\" takes no values. Remove --set.", fix.title)))
        }
        Some(name) => Err(Failure::usage(format!(
            "The fix \"{}\" has no value \"{name}\". Its values are {}.",
            fix.title,
            needs.join(", ")
        ))),
        None => Ok(()),
    }
}

fn listed(fixes: &[Fix]) -> String {
    let known = fixes.iter().zip(1..).map(|(fix, number)| format!("{number} {}", fix.slug()));
    known.collect::<Vec<_>>().join(", ")
}

/// Returns what the page of a check says about its fix: what to do, and why an automatic fix is
/// missing, if it says so.
fn by_hand(check: &Check) -> String {
    let (_, rest) = check.page.split_once("\n## Fix\n").unwrap_or_default();
    let section = rest.split("\n## ").next().unwrap_or_default();
    let paragraphs: Vec<String> = section
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty() && !paragraph.starts_with("```"))
        .collect();
    let reason =
        |paragraph: &&String| ["no change", "No change"].iter().any(|words| paragraph.contains(words));
    let why = paragraphs.iter().skip(1).find(reason);
    let mut words: Vec<&str> = paragraphs.first().into_iter().chain(why).map(String::as_str).collect();
    let more = format!("For details, run \"fnsec explain {}\".", check.id);
    words.push(&more);
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::ALL;

    #[test]
    fn every_page_says_what_to_do_by_hand() {
        for check in ALL {
            let words = by_hand(check);
            assert!(words.len() > 60 && !words.starts_with('"'), "{}: {words}", check.id);
        }
    }
}
