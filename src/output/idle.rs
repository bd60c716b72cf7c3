//! Exceptions that accept nothing, over all sets of a source: what is accepted in one of them has an effect.

use super::baseline::SetScan;
use super::item::Item;
use crate::checks::exceptions::exception_unmatched;
use crate::verdicts::{Exceptions, Idle};

/// Keeps the exceptions that accept nothing in any set that they are for, and adds those that name no set. `names`
/// are the names of each set; a source that is not divided may lack sets that others have.
pub fn settle(parts: &mut [SetScan], exceptions: &Exceptions, names: &[Vec<String>]) {
    if parts.len() < 2 {
        return;
    }
    let mut used: Vec<&str> = Vec::new();
    for one in exceptions.iter() {
        let own = parts.iter().zip(names).filter(|(_, names)| one.is_for(names));
        if own.into_iter().any(|(part, _)| part.scan.idle.iter().all(|idle| idle.place != one.place)) {
            used.push(&one.place);
        }
    }
    for part in &mut *parts {
        part.scan.idle.retain(|idle| !used.contains(&idle.place.as_str()));
        let is_used = |item: &Item| {
            let line = item.finding.line.to_string();
            used.iter().any(|place| place.rsplit_once(':').is_some_and(|(_, own)| own == line))
        };
        let is_ours = |item: &Item| item.check.id == exception_unmatched::CHECK.id;
        let (gone, kept) =
            std::mem::take(&mut part.scan.items).into_iter().partition(|item| is_ours(item) && is_used(item));
        let gone: Vec<Item> = gone;
        for item in &gone {
            part.scan.counts.discount(item.finding.severity);
        }
        part.scan.items = kept;
        if !gone.is_empty() && !part.scan.items.iter().any(is_ours) {
            part.scan.counts.passed += 1;
        }
    }
    let missing = exceptions.iter().flat_map(|exception| Idle::without_set(exception, names));
    if let Some(first) = parts.first_mut() {
        first.scan.idle.extend(missing);
    }
}
