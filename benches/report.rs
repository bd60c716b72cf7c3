//! Verdicts over large estates: everything from scratch, and one change.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use divan::Bencher;
use fnsec::model::{Dirty, Kind, Snapshot};
use fnsec::verdicts::Report;
use support::{SIZES, TODAY, changed_function, listed};

fn main() {
    divan::main();
}

/// Decoding the JSON of every object of an estate.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn decode(bencher: Bencher<'_, '_>, functions: usize) {
    let texts = support::texts(functions);
    bencher.bench(|| texts.iter().filter(|(kind, text)| fnsec::decode::object(*kind, text).is_ok()).count());
}

/// Taking everything in, change by change.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn snapshot(bencher: Bencher<'_, '_>, functions: usize) {
    bencher.with_inputs(|| support::changes(functions)).bench_values(listed);
}

/// All checks on all namespaces.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn full_report(bencher: Bencher<'_, '_>, functions: usize) {
    let snapshot = listed(support::changes(functions));
    bencher.bench(|| Report::of(&snapshot, TODAY).counts());
}

/// One Function changed: applied, and what it touches judged again.
#[divan::bench(args = SIZES)]
fn one_change(bencher: Bencher<'_, '_>, functions: usize) {
    let snapshot = listed(support::changes(functions));
    let report = Report::of(&snapshot, TODAY);
    let mut state: (Snapshot, Report, u32) = (snapshot, report, 0);
    bencher.bench_local(move || {
        let (snapshot, report, turn) = &mut state;
        *turn += 1;
        let mut dirty = Dirty::default();
        snapshot.apply(changed_function(snapshot, *turn), &mut dirty);
        report.mark(snapshot, &dirty);
        while report.step(snapshot, TODAY) {}
        snapshot.count(Kind::Function)
    });
}
