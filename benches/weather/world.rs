//! A server, a link to it, the explorer on it, and changes of what the server has.

use crate::link::{Link, Speed};
use crate::server::Server;
use crate::terminal::{PATIENCE, Terminal, text};
use fnsec::model::Kind;
use fnsec::source::embedded::Embedded;
use fnsec::source::generate::{Size, estate};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A server, the line to it, and the explorer on it.
pub struct World {
    pub server: Server,
    pub link: Link,
    pub terminal: Terminal,
    pub trace: PathBuf,
    _folder: tempfile::TempDir,
}

impl World {
    pub fn of(functions: usize, speed: Speed) -> Self {
        let embedded = Embedded::new();
        estate(Size { functions, namespaces: functions / 20 + 10, seed: 1 }).for_each(|one| {
            embedded.seed(one);
        });
        embedded.compact();
        let server = Server::around(embedded);
        let link = Link::to(&server.address, speed);
        let folder = tempfile::tempdir().expect("a folder");
        let (file, trace) = (folder.path().join("kubeconfig"), folder.path().join("trace"));
        std::fs::write(&file, kubeconfig(&link.address)).expect("written");
        let source = ["--kubeconfig".to_owned(), file.display().to_string()];
        let terminal = Terminal::open(&source, folder.path(), &trace);
        Self { server, link, terminal, trace, _folder: folder }
    }

    /// The explorer with every verdict in.
    pub fn settled(functions: usize, speed: Speed) -> Self {
        let mut world = Self::of(functions, speed);
        world.until("report settled");
        world.terminal.drain(Duration::from_secs(2));
        world
    }

    pub fn until(&mut self, milestone: &str) {
        let begun = Instant::now();
        while !text(&self.trace).contains(milestone) {
            self.terminal.drain(Duration::from_millis(50));
            assert!(begun.elapsed() < 3 * PATIENCE, "never: {milestone}");
        }
    }

    pub fn milestones(&self) -> String {
        let text = text(&self.trace);
        let lines = text.lines().filter(|line| !line.starts_with("slow"));
        lines.map(|line| line.replace('\t', " ") + " ms").collect::<Vec<_>>().join(", ")
    }

    pub fn requests(&self) -> u64 {
        self.server.embedded.requests()
    }

    /// Megabytes at rest.
    pub fn memory(&self) -> f64 {
        self.terminal.memory("VmRSS") as f64 / 1024.0
    }

    /// Types for so long as something is going on, and says how long each key took.
    pub fn type_while(&mut self, goes_on: impl Fn() -> bool) -> Vec<f64> {
        let mut keys = Vec::new();
        while goes_on() {
            keys.push(self.terminal.press(keys.len()));
        }
        keys
    }

    pub fn quit(mut self) {
        self.terminal.keys.write_all(b"q").expect("typed");
    }
}

pub fn kubeconfig(address: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
         clusters: [{{name: c, cluster: {{server: \"http://{address}\"}}}}]\nusers: [{{name: u, user: {{}}}}]\n"
    )
}

/// Names of all Functions of a server.
pub fn functions(embedded: &Embedded) -> Vec<(String, String)> {
    let name = |one: &Value, field: &str| one["metadata"][field].as_str().unwrap_or_default().to_owned();
    embedded.objects(Kind::Function).iter().map(|one| (name(one, "namespace"), name(one, "name"))).collect()
}

/// Changes of Functions in turn, at a rate, until all are made.
pub struct Changes {
    done: Arc<AtomicBool>,
    pub made: Arc<AtomicU64>,
}

impl Changes {
    pub fn start(embedded: &Embedded, targets: Vec<(String, String)>, count: u64, rate: u64) -> Self {
        let one = Self { done: Arc::default(), made: Arc::default() };
        let (embedded, done, made) = (embedded.clone(), Arc::clone(&one.done), Arc::clone(&one.made));
        std::thread::spawn(move || {
            let begun = Instant::now();
            for turn in 0..count {
                let due = begun + Duration::from_secs_f64(turn as f64 / rate as f64);
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let (namespace, name) = &targets[turn as usize % targets.len()];
                embedded.update(Kind::Function, namespace, name, |one| {
                    one["metadata"]["annotations"]["turn"] = json!(turn.to_string());
                    one["spec"]["replicas"] = json!(turn % 5);
                });
                made.store(turn + 1, Ordering::Relaxed);
            }
            done.store(true, Ordering::Relaxed);
        });
        one
    }

    pub fn go_on(&self) -> bool {
        !self.done.load(Ordering::Relaxed)
    }
}
