//! How cost grows: twice of anything must cost at most about twice. Instructions are counted, under valgrind, so
//! that the answer is the same on every machine; `time` measures instead, for larger counts.
//!
//! ```sh
//! cargo bench --bench growth                            # counts the usual ones, and fails where one grows faster
//! cargo bench --profile dev --bench growth              # the same of fewer, without another build
//! cargo bench --bench growth -- all                     # counts all
//! cargo bench --bench growth -- time 8                  # measures eight times as many of everything
//! cargo bench --bench growth -- time 8 selectors        # of one dimension
//! cargo bench --bench growth -- write 100 /tmp/x hosts  # its files, for a look with a profiler
//! ```
#![allow(
    clippy::indexing_slicing,
    clippy::format_collect,
    clippy::cast_precision_loss,
    clippy::too_many_lines
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    clippy::panic
)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

mod inputs;
mod objects;

use inputs::{ALL, Dimension};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Twice as many may cost so much more: the problem's own N log N, and a little noise.
const BOUND: f64 = 2.2;
/// What is counted unless something is named: what the largest clusters grow by, in a few minutes.
const USUAL: [&str; 16] = [
    "namespaces, one issuer",
    "exposed Functions in one namespace",
    "rules of one host",
    "routes to one Service",
    "routes of one rule",
    "NetworkPolicies and Functions",
    "AuthorizationPolicies",
    "Services with selectors",
    "pods",
    "RoleBindings and Roles",
    "subjects of one binding",
    "Subscriptions and Functions",
    "env entries of one Function",
    "credentials in one Function",
    "exceptions",
    "documents of YAML",
];

/// Counting takes fifty times as long as running, and needs no large numbers; least of all of what is not optimised.
const PART: usize = if cfg!(debug_assertions) { 4 } else { 2 };

/// What is measured; `FNSEC_PROGRAM` names another one.
fn program() -> String {
    std::env::var("FNSEC_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_fnsec").to_owned())
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [word, count, path, name] = &words[..]
        && word == "write"
    {
        let count = count.parse().expect("a count");
        let one = ALL.iter().find(|one| one.name.contains(name.as_str())).expect("a dimension");
        return write(one, count, Path::new(path));
    }
    let (times, rest) = match words.split_first() {
        Some((word, rest)) if word == "time" => {
            let times = rest.first().and_then(|word| word.parse::<usize>().ok());
            (Some(times.unwrap_or(1)), &rest[usize::from(times.is_some())..])
        }
        _ => (None, &words[..]),
    };
    let named = |one: &Dimension| rest.iter().any(|word| word == "all" || one.name.contains(word.as_str()));
    let usual = |one: &Dimension| times.is_some() || USUAL.contains(&one.name);
    let wanted = |one: &&Dimension| if rest.is_empty() { usual(one) } else { named(one) };
    let mut grown = Vec::new();
    // What every start costs is no growth.
    let mut starts: BTreeMap<&[&str], u64> = BTreeMap::new();
    for dimension in ALL.iter().filter(wanted) {
        let ratio = if let Some(times) = times {
            timed(dimension, times)
        } else {
            let start = || instructions(dimension, 0);
            counted(dimension, *starts.entry(dimension.command).or_insert_with(start))
        };
        if ratio > BOUND {
            grown.push(dimension.name);
        }
    }
    if times.is_none() && !grown.is_empty() {
        eprintln!("more than {BOUND} times the cost for twice as many: {}", grown.join(", "));
        std::process::exit(1);
    }
}

fn counted(dimension: &Dimension, nothing: u64) -> f64 {
    let counts = [dimension.count / PART, 2 * (dimension.count / PART)];
    let [once, twice] = std::thread::scope(|scope| {
        let each = counts.map(|count| scope.spawn(move || instructions(dimension, count)));
        each.map(|one| one.join().expect("counted").saturating_sub(nothing))
    });
    let ratio = twice as f64 / once.max(1) as f64;
    let (count, each) = (counts[0], once / counts[0].max(1) as u64);
    println!("{:38} {count:6} {once:12} {each:9} each {ratio:6.2}", dimension.name);
    ratio
}

/// How many instructions a command takes over so many.
fn instructions(dimension: &Dimension, count: usize) -> u64 {
    let folder = folder(dimension, count);
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program());
    let done = run(command, dimension, folder.path());
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let count = said.split("Collected : ").nth(1).and_then(|rest| rest.split_whitespace().next());
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no count: {said}"))
}

fn timed(dimension: &Dimension, times: usize) -> f64 {
    let [once, twice] = [times * dimension.count, 2 * times * dimension.count].map(|count| {
        let folder = folder(dimension, count);
        let begun = Instant::now();
        let done = run(Command::new(program()), dimension, folder.path());
        let took = begun.elapsed().as_secs_f64();
        assert!(
            done.status.code().is_some_and(|code| code < 64),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        took
    });
    let ratio = twice / once;
    println!(
        "{:38} {:6} {once:8.3} s {:6} {twice:8.3} s {ratio:6.2}",
        dimension.name,
        times * dimension.count,
        2 * times * dimension.count
    );
    ratio
}

fn folder(dimension: &Dimension, count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(dimension, count, folder.path());
    folder
}

fn write(dimension: &Dimension, count: usize, folder: &Path) {
    for file in (dimension.make)(count) {
        let path = folder.join(file.name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, file.text).expect("a file");
    }
}

fn run(mut command: Command, dimension: &Dimension, folder: &Path) -> std::process::Output {
    let config = folder.join("fnsec.yaml");
    command.args(dimension.command).args(["-f"]).arg(folder);
    if config.is_file() {
        command.arg("--config").arg(&config);
    }
    command.env("HOME", folder).env("XDG_CONFIG_HOME", folder).env("XDG_STATE_HOME", folder);
    command.stdin(Stdio::null()).output().expect("runs")
}
