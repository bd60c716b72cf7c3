//! The checks of each family on their own, over 20,000 Functions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use divan::Bencher;
use fnsec::checks::judge;
use fnsec::checks::{ALL, Check, Family, Verdict};
use fnsec::model::Scope;
use support::{TODAY, changes, listed};

fn main() {
    divan::main();
}

const FUNCTIONS: usize = 20_000;

#[divan::bench(args = Family::ALL.map(Family::word), sample_count = 5, sample_size = 1)]
fn family(bencher: Bencher<'_, '_>, word: &str) {
    let snapshot = listed(changes(FUNCTIONS));
    let checks: Vec<&Check> = ALL.iter().copied().filter(|check| check.family.word() == word).collect();
    bencher.bench(|| {
        let scopes = snapshot.spaces().map(|space| Scope::new(&snapshot, space, TODAY));
        let judged = scopes.flat_map(|scope| checks.iter().map(move |check| judge(check, &scope)));
        judged.filter(|verdict| matches!(verdict, Verdict::Findings(_))).count()
    });
}
