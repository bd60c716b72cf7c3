//! An estate that no machine of ours can serve: how much room it takes, how long all verdicts take, and how long a
//! key does. Objects come from the generator one by one and are decoded from their text; nothing else is kept.
//!
//! ```sh
//! cargo bench --bench far                 # 5,000 namespaces, 100,000 Functions with three pods each
//! cargo bench --bench far -- 20000 1000   # Functions, namespaces
//! ```
#![allow(clippy::needless_pass_by_value)]
#![allow(
    clippy::indexing_slicing,
    clippy::format_collect,
    clippy::cast_precision_loss,
    clippy::too_many_lines
)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use fnsec::app::Key;
use fnsec::app::Msg;
use fnsec::app::model::Model;
use fnsec::app::update;
use fnsec::app::update::{rested, settle};
use fnsec::decode;
use fnsec::model::calendar::Day;
use fnsec::model::{Change, Dirty, Feed, Kind};
use fnsec::source::generate::{Size, estate};
use fnsec::view;
use fnsec::view::theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TODAY: Day = Day::new(2026, 11, 1);
/// Of each Function.
const PODS: usize = 3;
/// What the loop does before it looks for a key again.
const SLICE: Duration = Duration::from_millis(2);

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let [functions, namespaces] = numbers[..] else { return measure(100_000, 5_000) };
    measure(functions, namespaces);
}

fn measure(functions: usize, namespaces: usize) {
    let mut model = Model::new(TODAY);
    let (mut dirty, mut count) = (Dirty::default(), 0_usize);
    for kind in Kind::ALL {
        let namespace = kind.info().place().into();
        model.snapshot.apply(Change::Feed { kind, namespace, feed: Feed::Live }, &mut dirty);
    }
    let (mut taking, mut longest) = (Duration::ZERO, Duration::ZERO);
    for object in estate(Size { functions, namespaces, seed: 1 }).flat_map(several) {
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.info().name == object["kind"]) else {
            continue;
        };
        let Ok(read) = decode::object(kind, &object.to_string()) else { continue };
        let begun = Instant::now();
        model.snapshot.apply(Change::Put(read), &mut dirty);
        longest = longest.max(begun.elapsed());
        taking += begun.elapsed();
        count += 1;
    }
    println!(
        "{count} objects: {} MB, taken in within {:.2} s, none longer than {:.1} ms",
        memory("VmRSS"),
        taking.as_secs_f64(),
        ms(longest)
    );
    model.report.mark(&model.snapshot, &dirty);
    model.changes = 1;
    let (begun, mut slices) = (Instant::now(), Vec::new());
    while !model.report.is_settled() {
        let slice = Instant::now();
        while slice.elapsed() < SLICE && model.report.step(&model.snapshot, TODAY) {}
        slices.push(ms(slice.elapsed()));
    }
    println!(
        "every verdict after {:.2} s, in slices {}; {} MB",
        begun.elapsed().as_secs_f64(),
        spread(slices),
        memory("VmRSS")
    );
    let mut slices = Vec::new();
    loop {
        let slice = Instant::now();
        let _ = rested(&mut model);
        slices.push(ms(slice.elapsed()));
        if !model.lists.is_preparing() {
            break;
        }
    }
    println!("lists made in slices {}", spread(slices));
    let (theme, mut terminal) =
        (theme::load("fnsec-dark").unwrap(), Terminal::new(TestBackend::new(120, 36)).unwrap());
    for tab in ['3', '4', '2'] {
        let mut keys = Vec::new();
        for key in [tab].into_iter().chain("jk".chars().cycle().take(200)) {
            let begun = Instant::now();
            update(&mut model, Msg::Key(Key::char(key), 0));
            settle(&mut model);
            let mut geometry = model.geometry;
            terminal.draw(|frame| geometry = view::draw(&model, &theme, frame)).unwrap();
            model.geometry = geometry;
            keys.push(ms(begun.elapsed()));
        }
        println!("keys on screen {tab}: {}", spread(keys));
    }
    println!("{} MB at its peak", memory("VmHWM"));
}

/// A pod has replicas here; everything else is one.
fn several(object: Value) -> Vec<Value> {
    let copies = if object["kind"] == "Pod" { PODS } else { 1 };
    let copy = |at: usize| {
        let mut copy = object.clone();
        if at > 0 {
            for field in ["name", "uid"] {
                copy["metadata"][field] =
                    json!(format!("{}{at}", object["metadata"][field].as_str().unwrap_or_default()));
            }
        }
        copy
    };
    (0..copies).map(copy).collect()
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}

fn spread(mut all: Vec<f64>) -> String {
    all.sort_by(f64::total_cmp);
    let at = |part: usize| {
        all.get((all.len() * part / 100).min(all.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    format!("of {:.1} ms, 99 of 100 within {:.1} ms, all within {:.1} ms", at(50), at(99), at(100))
}

/// Megabytes.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok()).unwrap_or_default() / 1024
}
