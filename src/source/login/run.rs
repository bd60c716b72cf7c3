//! One run of a credential plugin: its limits, and what it may print.

use super::answer::{self, ExecCredential};
use super::spec::PluginSpec;
use crate::source::NO_LIMIT;
use crate::source::message;
use crate::source::trouble::{Trouble, TroubleKind};
use secrecy::ExposeSecret;
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep_until};
use tracing::debug;

/// Maximum bytes of output.
pub const OUTPUT: usize = 1 << 20;
/// Maximum bytes kept from the end of the plugin's error output.
const TAIL: usize = 8 << 10;
/// A plugin that has ended may have left a process that keeps its output open; how long to wait for it.
const GRACE: Duration = Duration::from_millis(500);

/// How a plugin interacts with the user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PluginMode {
    /// Whether it may read from the terminal.
    pub interactive: bool,
    /// Whether its messages are passed on to the user.
    pub aloud: bool,
    /// Whether it is stopped together with its child processes; otherwise the user's Ctrl-C reaches it.
    pub own_group: bool,
}

impl PluginMode {
    /// Returns the mode with a user, whose terminal it may use if there is one.
    pub fn foreground(interactive: bool) -> Self {
        let own_group = !std::io::stdin().is_terminal();
        Self { interactive, aloud: interactive || std::io::stderr().is_terminal(), own_group }
    }

    pub const BACKGROUND: Self = Self { interactive: false, aloud: false, own_group: true };
}

/// Runs the plugin, and parses its answer.
///
/// # Errors
/// If the plugin cannot be run, fails, takes too long, or returns an invalid answer.
pub async fn run(spec: &PluginSpec, manners: PluginMode) -> Result<ExecCredential, Trouble> {
    let mut child = start(spec, manners)?;
    let ended = listen(&mut child, spec, manners).await;
    let Completion { status, output, tail } = match ended {
        Ok(ended) => ended,
        Err(why) => {
            stop(&mut child, manners);
            return Err(failed(spec, &why));
        }
    };
    debug!(plugin = spec.name, status = end(status), bytes = output.len(), "the plugin ended");
    if !status.success() {
        let last = tail.last_line();
        let words = if last.is_empty() { String::new() } else { format!(": {}", spec.hush(&last)) };
        return Err(failed(spec, &format!("{}{words}", end(status))));
    }
    answer::parse(&output, &spec.api_version)
        .map_err(|why| failed(spec, &format!("returned no credential: {why}")))
}

fn start(spec: &PluginSpec, manners: PluginMode) -> Result<Child, Trouble> {
    let mut command = Command::new(&spec.command);
    command
        .args(spec.args.iter().map(ExposeSecret::expose_secret))
        .envs(spec.env.iter().map(|(name, value)| (name, value.expose_secret())))
        .env("KUBERNETES_EXEC_INFO", spec.info(manners.interactive))
        .stdin(if manners.interactive { Stdio::inherit() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // In its own process group it can be stopped with its child processes, but such a group cannot read the
    // terminal.
    #[cfg(unix)]
    if manners.own_group {
        command.process_group(0);
    }
    command.spawn().map_err(|why| {
        let name = &spec.name;
        match why.kind() {
            ErrorKind::NotFound => spec.refuse(&format!("the credential plugin \"{name}\" is not installed")),
            ErrorKind::PermissionDenied => {
                spec.refuse(&format!("the credential plugin \"{name}\" is not executable"))
            }
            _ => spec.refuse(&format!("the credential plugin \"{name}\" cannot be started")),
        }
    })
}

struct Completion {
    status: ExitStatus,
    output: Vec<u8>,
    tail: Tail,
}

/// Reads until the plugin has ended; returns the reason if it is no longer awaited.
async fn listen(child: &mut Child, spec: &PluginSpec, manners: PluginMode) -> Result<Completion, String> {
    let (Some(mut stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err("has no output".into());
    };
    let (mut output, mut tail) = (Vec::new(), Tail::default());
    let (mut speaks, mut warns, mut status) = (true, true, None);
    let (mut first, mut second) = ([0; 8192], [0; 4096]);
    let mut deadline = Instant::now() + if manners.interactive { NO_LIMIT } else { spec.patience };
    loop {
        tokio::select! {
            count = stdout.read(&mut first), if speaks => match count {
                Ok(count) if count > 0 => {
                    output.extend_from_slice(first.get(..count).unwrap_or_default());
                    if output.len() > OUTPUT {
                        return Err(format!("printed more than {} KiB", OUTPUT >> 10));
                    }
                }
                _ => speaks = false,
            },
            count = stderr.read(&mut second), if warns => match count {
                Ok(count) if count > 0 => {
                    let bytes = second.get(..count).unwrap_or_default();
                    tail.push(bytes);
                    if manners.aloud {
                        pass_on(bytes);
                    }
                }
                _ => warns = false,
            },
            ended = child.wait(), if status.is_none() => {
                status = Some(ended.map_err(|_| "could not be awaited")?);
                deadline = Instant::now() + GRACE;
            }
            () = sleep_until(deadline) => {
                if let Some(status) = status {
                    return Ok(Completion { status, output, tail });
                }
                let seconds = spec.patience.as_secs_f32();
                return Err(format!("did not answer within {seconds} s (--request-timeout)"));
            }
        }
        if let (Some(status), false, false) = (status, speaks, warns) {
            return Ok(Completion { status, output, tail });
        }
    }
}

/// Stops a plugin and its child processes.
fn stop(child: &mut Child, manners: PluginMode) {
    #[cfg(unix)]
    if manners.own_group
        && let Some(group) = child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()))
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.start_kill();
}

fn failed(spec: &PluginSpec, why: &str) -> Trouble {
    let why = format!("the credential plugin \"{}\" {why}", spec.name);
    let next = "Log in again with the tool that the plugin belongs to, then try again.";
    Trouble::new(TroubleKind::Unauthenticated, "Logging in", why, next)
}

fn end(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("failed with exit status {code}"),
        None => signal(status).map_or("failed".into(), |signal| format!("was ended by signal {signal}")),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// Shows the plugin's output as it arrives, because a prompt has no line end.
fn pass_on(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let clean = |letter: char| if letter.is_control() && letter != '\n' { ' ' } else { letter };
    let shown: String = message::without_credentials(&text).chars().map(clean).collect();
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(shown.as_bytes()).and_then(|()| out.flush());
}

/// The end of a text.
#[derive(Default)]
struct Tail {
    bytes: Vec<u8>,
}

impl Tail {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        let over = self.bytes.len().saturating_sub(TAIL);
        self.bytes.drain(..over);
    }

    fn last_line(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let mut lines = text.split(['\n', '\r']).map(message::line);
        lines.rfind(|line| !line.is_empty()).unwrap_or_default()
    }
}
