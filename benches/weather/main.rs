//! Bad weather: floods of changes, watches that end, a server that is too busy, gone, or far away. Each part says
//! how long keys wait, how many requests and bytes it costs, and whether memory grows.
//!
//! ```sh
//! cargo bench --bench weather                        # all parts, 2,000 Functions
//! cargo bench --bench weather -- flood hour          # some parts
//! cargo bench --bench weather -- small               # all parts, small and short, and fails where requests, bytes or memory exceed a bound
//! cargo bench --bench weather -- soak 60             # for so many minutes; memory minute by minute
//! cargo bench --bench weather -- far HOST:PORT FILE NAME   # the slow link to the API server of a kubeconfig, which
//!                                                    # is known here as NAME and is not taken for a local one
//! ```
#![allow(clippy::type_complexity)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::exit)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
#![allow(clippy::indexing_slicing)]

mod link;
#[allow(dead_code)]
#[path = "../../tests/cli/server.rs"]
mod server;
#[path = "../support/terminal.rs"]
mod terminal;
mod world;

use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use link::{Link, Speed};
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use terminal::{PATIENCE, Terminal, histogram, percentile, text};
use world::{Changes, World, functions};

/// 1 Mbit/s, and 300 ms there and back.
const SLOW: Speed = Speed { rate: Some(125_000), delay: Duration::from_millis(150) };
/// Changes in a second.
const FLOOD: u64 = 10_000;
/// What a Function whose pods crash may cause in an hour, 60 in a second.
const HOUR: u64 = 60 * 3_600;

/// How much of everything.
#[derive(Clone, Copy)]
struct Scale {
    functions: usize,
    seconds: u64,
    changes: u64,
    watches: u64,
    /// Until everything that waits has asked again, in seconds.
    rest: u64,
}

const USUAL: Scale = Scale { functions: 2_000, seconds: 10, changes: HOUR, watches: 60, rest: 65 };
const SMALL: Scale = Scale { functions: 300, seconds: 2, changes: 10_000, watches: 5, rest: 20 };

/// What was missed.
#[derive(Default)]
struct Missed(Vec<String>);

impl Missed {
    fn at_most(&mut self, what: &str, is: f64, bound: f64) {
        if is > bound {
            self.0.push(format!("{what}: {is:.1}, more than {bound:.1}"));
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let scale = if words.iter().any(|word| word == "small") { SMALL } else { USUAL };
    let mut missed = Missed::default();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["soak", minutes] => return soak(minutes.parse().expect("minutes")),
        ["far", address, kubeconfig, name] => return far(address, kubeconfig, name),
        _ => {}
    }
    let parts: [(&str, fn(Scale, &mut Missed)); 7] = [
        ("arrive", arrive),
        ("flood", flood),
        ("hour", hour),
        ("watches", watches),
        ("busy", busy),
        ("restart", restart),
        ("slow", slow),
    ];
    let all = !parts.iter().any(|(name, _)| words.iter().any(|word| word == name));
    for (name, part) in parts {
        if all || words.iter().any(|word| word == name) {
            println!("== {name}");
            part(scale, &mut missed);
        }
    }
    if !missed.0.is_empty() {
        println!("{}", missed.0.join("\n"));
        std::process::exit(1);
    }
}

/// Ten times as many objects come in.
fn arrive(scale: Scale, _: &mut Missed) {
    let functions = 10 * scale.functions;
    let mut world = World::of(functions, Speed::default());
    world.terminal.until("rows", |terminal| terminal.selected().is_some());
    let mut keys = Vec::new();
    while !text(&world.trace).contains("report settled") {
        keys.push(world.terminal.press(keys.len()));
    }
    println!("{functions} Functions: {}", world.milestones());
    histogram("keys while they arrive", &keys);
    world.quit();
}

fn flood(scale: Scale, missed: &mut Missed) {
    let mut world = World::settled(scale.functions, Speed::default());
    let (before, ticks, begun) = (world.memory(), world.terminal.ticks(), Instant::now());
    let targets = functions(&world.server.embedded);
    let changes = Changes::start(&world.server.embedded, targets, FLOOD * scale.seconds, FLOOD);
    let keys = world.type_while(|| changes.go_on());
    let rate = changes.made.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
    let load = (world.terminal.ticks() - ticks) as f64 / begun.elapsed().as_secs_f64();
    histogram(&format!("keys under {rate:.0} changes a second"), &keys);
    world.terminal.drain(Duration::from_secs(2));
    println!("{load:.0} % of a core; memory {before:.0} MB before, {:.0} MB after", world.memory());
    missed.at_most("memory after the flood, MB more", world.memory() - before, 24.0);
    world.quit();
}

fn hour(scale: Scale, missed: &mut Missed) {
    let mut world = World::settled(scale.functions, Speed::default());
    let target = functions(&world.server.embedded).swap_remove(0);
    let ticks = world.terminal.ticks();
    let changes = Changes::start(&world.server.embedded, vec![target.clone()], 60 * scale.seconds, 60);
    let keys = world.type_while(|| changes.go_on());
    let load = (world.terminal.ticks() - ticks) as f64 / scale.seconds as f64;
    histogram("keys while one Function changes 60 times a second", &keys);
    let before = world.memory();
    let changes = Changes::start(&world.server.embedded, vec![target], scale.changes, FLOOD);
    let keys = world.type_while(|| changes.go_on());
    histogram(&format!("keys while its {} changes of an hour come at once", scale.changes), &keys);
    world.terminal.drain(Duration::from_secs(2));
    println!("{load:.0} % of a core; memory {before:.0} MB before, {:.0} MB after", world.memory());
    missed.at_most("memory after an hour of changes, MB more", world.memory() - before, 8.0);
    world.quit();
}

/// Watches that end every minute, as behind some load balancers.
fn watches(scale: Scale, missed: &mut Missed) {
    let mut world = World::settled(scale.functions, Speed::default());
    let (before, requests, bytes) = (world.memory(), world.requests(), world.link.bytes());
    println!("until every verdict was in: {requests} requests, {:.1} MB", bytes as f64 / 1e6);
    for _ in 0..scale.watches {
        world.server.embedded.drop_watches();
        world.terminal.drain(Duration::from_millis(1_500));
    }
    let [each, bytes] = [world.requests() - requests, world.link.bytes() - bytes]
        .map(|all| all as f64 / scale.watches as f64);
    println!(
        "each time all watches end: {each:.1} requests, {:.1} KB; memory {before:.0} MB before, {:.0} MB after",
        bytes / 1e3,
        world.memory()
    );
    missed.at_most("requests each time all watches end", each, 2.0 * Kind::watched().len() as f64);
    missed.at_most("bytes each time all watches end, KB", bytes / 1e3, 200.0);
    missed.at_most("memory after watches ended, MB more", world.memory() - before, 8.0);
    world.quit();
}

/// Refused as by priority and fairness.
fn busy(scale: Scale, missed: &mut Missed) {
    let mut world = World::settled(scale.functions, Speed::default());
    let (requests, begun) = (world.requests(), Instant::now());
    world.server.embedded.fault(ServerFault::Refuse(429));
    world.server.embedded.drop_watches();
    world.terminal.drain(Duration::from_secs(3 * scale.seconds));
    let refused = world.requests() - requests;
    let each = refused as f64 / Kind::watched().len() as f64;
    println!(
        "{:.0} s of 429 with Retry-After: 1: {refused} requests, {each:.1} a kind",
        begun.elapsed().as_secs_f64()
    );
    missed.at_most("requests a kind in each second of 429", each, 2.0 + 3.0 * scale.seconds as f64);
    world.server.embedded.clear_faults();
    let before = world.requests();
    world.terminal.drain(Duration::from_secs(scale.rest));
    println!("after it, until all kinds are watched again: {} requests", world.requests() - before);
    missed.at_most(
        "requests after 429",
        (world.requests() - before) as f64,
        3.0 * Kind::watched().len() as f64,
    );
    world.quit();
}

/// A server that is gone for a while, and has forgotten its history when it is back.
fn restart(scale: Scale, missed: &mut Missed) {
    let mut world = World::settled(scale.functions, Speed::default());
    let (before, tried, requests) = (world.memory(), world.link.connections(), world.requests());
    world.link.cut();
    world.terminal.drain(Duration::from_secs(2 * scale.seconds));
    println!(
        "{} s without a server: {} connections tried",
        2 * scale.seconds,
        world.link.connections() - tried
    );
    let each = (world.link.connections() - tried) as f64 / Kind::watched().len() as f64;
    missed.at_most("connections a kind while the server is gone", each, 3.0 + 2.0 * scale.seconds as f64);
    let bytes = world.link.bytes();
    let (namespace, name) = functions(&world.server.embedded).swap_remove(0);
    world.server.embedded.update(Kind::Function, &namespace, &name, |one| {
        one["metadata"]["labels"]["restarted"] = json!("yes");
    });
    world.server.embedded.compact();
    world.link.mend();
    world.terminal.drain(Duration::from_secs(scale.rest));
    println!(
        "back, with its history gone: {} requests, {:.1} MB; memory {before:.0} MB before, {:.0} MB after",
        world.requests() - requests,
        (world.link.bytes() - bytes) as f64 / 1e6,
        world.memory()
    );
    let all = (world.requests() - requests) as f64;
    missed.at_most("requests after a restart", all, 5.0 * Kind::watched().len() as f64);
    missed.at_most("memory after a restart, MB more", world.memory() - before, 24.0);
    world.quit();
}

fn slow(scale: Scale, _: &mut Missed) {
    let functions = scale.functions / 10;
    let mut world = World::of(functions, SLOW);
    world.terminal.until("rows", |terminal| terminal.selected().is_some());
    let mut keys = Vec::new();
    while !text(&world.trace).contains("report settled") {
        keys.push(world.terminal.press(keys.len()));
    }
    println!(
        "{functions} Functions, not compressed: {}; {} requests, {:.2} MB",
        world.milestones(),
        world.requests(),
        world.link.bytes() as f64 / 1e6
    );
    histogram("keys meanwhile", &keys);
    world.quit();
}

/// The slow link to a real API server.
fn far(address: &str, kubeconfig: &str, name: &str) {
    let link = Link::to(address, SLOW);
    let folder = tempfile::tempdir().expect("a folder");
    let (file, trace) = (folder.path().join("kubeconfig"), folder.path().join("trace"));
    let given = std::fs::read_to_string(Path::new(kubeconfig)).expect("a kubeconfig");
    std::fs::write(&file, given.replace(address, &link.address.replace("127.0.0.1", name))).expect("written");
    let mut terminal =
        Terminal::open(&["--kubeconfig".into(), file.display().to_string()], folder.path(), &trace);
    let begun = Instant::now();
    let mut keys = Vec::new();
    terminal.until("rows", |terminal| terminal.selected().is_some());
    println!("first rows after {:.1} s, {:.2} MB", begun.elapsed().as_secs_f64(), link.bytes() as f64 / 1e6);
    while begun.elapsed() < PATIENCE && !text(&trace).contains("report settled") {
        keys.push(terminal.press(keys.len()));
    }
    print!("{}", text(&trace));
    println!("after {:.0} s: {:.1} MB", begun.elapsed().as_secs_f64(), link.bytes() as f64 / 1e6);
    histogram("keys meanwhile", &keys);
    terminal.keys.write_all(b"q").expect("typed");
}

/// Everything at once and for long: changes, keys, watches that end every minute, now and then a lost history.
fn soak(minutes: u64) {
    let mut world = World::settled(USUAL.functions, Speed::default());
    let targets = functions(&world.server.embedded);
    let changes = Changes::start(&world.server.embedded, targets, 60 * 60 * minutes, 60);
    println!("minute, memory MB, requests, sent MB, slowest key ms");
    for minute in 1..=minutes {
        let (requests, bytes, begun) = (world.requests(), world.link.bytes(), Instant::now());
        let keys = world.type_while(|| changes.go_on() && begun.elapsed() < Duration::from_secs(59));
        if minute % 10 == 0 {
            world.server.embedded.compact();
        }
        world.server.embedded.drop_watches();
        world.terminal.drain(Duration::from_secs(1));
        println!(
            "{minute}, {:.1}, {}, {:.1}, {:.1}",
            world.memory(),
            world.requests() - requests,
            (world.link.bytes() - bytes) as f64 / 1e6,
            percentile(&keys, 1.0)
        );
    }
    world.quit();
}
