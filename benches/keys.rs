//! How long a key waits, from the keyboard to the screen: while everything arrives, and at rest.
//!
//! ```sh
//! cargo bench --bench keys                       # files of 20,000 Functions
//! cargo bench --bench keys -- 500                # fewer
//! cargo bench --bench keys -- --context NAME     # a cluster; what follows is given to the program
//! cargo bench --bench keys -- --at-most 50 500   # fails when one key of a hundred waits longer, in milliseconds
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::exit)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::indexing_slicing)]

#[path = "support/terminal.rs"]
mod terminal;

use fnsec::source::generate::{Size, estate};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use terminal::{PATIENCE, Terminal, histogram, percentile, text};

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let limit = words.first().is_some_and(|word| word == "--at-most").then(|| {
        let limit = words[1].parse::<f64>().expect("milliseconds");
        words.drain(..2);
        limit
    });
    let folder = tempfile::tempdir().expect("a folder");
    let source = match words.first().map(|word| word.parse::<usize>()) {
        Some(Err(_)) => words,
        count => files(folder.path(), count.and_then(Result::ok).unwrap_or(20_000)),
    };
    let trace = folder.path().join("trace");
    let mut terminal = Terminal::open(&source, folder.path(), &trace);
    terminal.until("rows", |terminal| terminal.selected().is_some());
    let mut arriving = Vec::new();
    let begun = Instant::now();
    while !text(&trace).contains("report settled") {
        arriving.push(terminal.press(arriving.len()));
        assert!(begun.elapsed() < PATIENCE, "it never settled: {}", text(&trace));
    }
    let peak = terminal.memory("VmHWM");
    terminal.drain(Duration::from_secs(2));
    let before = terminal.bytes;
    let resting: Vec<f64> = (0..100).map(|at| terminal.press(at)).collect();
    let each = (terminal.bytes - before) / resting.len();
    let (rest, ticks) = (terminal.memory("VmRSS"), terminal.ticks());
    terminal.bytes = 0;
    terminal.drain(Duration::from_secs(5));
    let idle = terminal.ticks() - ticks;
    print!(
        "{}",
        text(&trace).lines().fold(String::new(), |all, line| all + &line.replace('\t', " ") + " ms\n")
    );
    histogram("keys while it arrives", &arriving);
    histogram("keys at rest", &resting);
    println!("bytes a key {each}; in 5 s of rest {} bytes, {idle} ticks of the processor", terminal.bytes);
    println!("memory: {} MB at rest, {} MB at its peak", rest / 1024, peak / 1024);
    terminal.keys.write_all(b"q").expect("typed");
    let slow = percentile(&arriving, 0.99);
    if let Some(limit) = limit.filter(|limit| slow > *limit) {
        println!("one key of a hundred waits {slow:.1} ms, more than {limit} ms");
        std::process::exit(1);
    }
}

fn files(folder: &Path, functions: usize) -> Vec<String> {
    let size = Size { functions, namespaces: functions / 20 + 10, seed: 1 };
    let items: Vec<serde_json::Value> = estate(size).collect();
    let place = folder.join("estate");
    std::fs::create_dir(&place).expect("a folder");
    for (at, items) in items.chunks(2_000).enumerate() {
        let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": items});
        std::fs::write(place.join(format!("part-{at:03}.json")), list.to_string()).expect("written");
    }
    vec!["-f".into(), place.display().to_string()]
}
