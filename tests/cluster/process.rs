//! One server process that cannot outlive the tests.
//! In: a program and its arguments; out: a running process, its log, its end.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

/// The shell becomes the server; a child of it waits for its standard input to
/// end, which the kernel sees to however the tests end, and kills the server.
const GUARD: &str = r#"
exec 3<&0
( read -r _ <&3; kill -KILL $$; [ -z "$SWEEP" ] || rm -rf "$SWEEP" ) &
exec "$@" </dev/null 3<&-
"#;

/// A server under guard; dropping it kills it.
pub struct Process {
    name: String,
    log: PathBuf,
    child: Child,
}

impl Process {
    /// Starts `program`, logging beside its data in `dir`.
    pub fn start(program: &Path, args: &[String], dir: &Path) -> Self {
        Self::launch(program, args, dir, None)
    }

    /// As `start`, and once the process is gone `dir` goes too.
    pub fn start_and_sweep(program: &Path, args: &[String], dir: &Path) -> Self {
        Self::launch(program, args, dir, Some(dir))
    }

    fn launch(program: &Path, args: &[String], dir: &Path, sweep: Option<&Path>) -> Self {
        let name = program.file_name().map(|name| name.to_string_lossy());
        let name = name.expect("a program has a name").into_owned();
        let log = dir.join(format!("{name}.log"));
        let out = File::options().create(true).append(true).open(&log);
        let out = out.expect("the log opens");
        let child = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(program)
            .args(args)
            .env("SWEEP", sweep.unwrap_or(Path::new("")))
            .stdin(Stdio::piped())
            .stdout(out.try_clone().expect("the log is shared"))
            .stderr(out)
            .spawn()
            .expect("sh starts");
        Self { name, log, child }
    }

    /// Fails with the end of the log when the process has ended by itself.
    pub fn assert_alive(&mut self) {
        let ended = self.child.try_wait().expect("a child can be asked");
        if let Some(status) = ended {
            panic!("{} ended with {status}:\n{}", self.name, self.log_tail());
        }
    }

    /// The last lines it logged, for a failure's message.
    pub fn log_tail(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // A child that cannot be waited for is already gone.
        let _ = self.child.wait();
    }
}

/// A loopback port nobody listens on, below those the kernel gives to outgoing connections.
pub fn free_port() -> u16 {
    static TRIED: AtomicU16 = AtomicU16::new(0);
    let first = std::process::id().wrapping_mul(37) % 10_000;
    for _ in 0..1_000 {
        let step = u32::from(TRIED.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(20_000 + (first + step) % 10_000).expect("below 30000");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no free loopback port");
}
