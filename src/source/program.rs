//! Runs a program that reads or renders files: arguments as a list, no shell, a time limit, a bound on its output.

use super::message;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may run.
const PATIENCE: Duration = Duration::from_secs(60);
/// The largest output that is read, in bytes.
const OUTPUT: usize = 512 << 20;
/// The part of the error output that is kept, in bytes.
const ERRORS: usize = 64 << 10;

/// Why a program gave no output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramFailure {
    /// It is not on the PATH.
    Missing,
    /// It failed, or exceeded a limit; the sentence names it.
    Failed(String),
}

/// Runs a program in a folder with a text as its input, and returns its output.
///
/// # Errors
/// If the program is missing, fails, takes too long or writes too much.
pub fn run(
    program: &str,
    arguments: &[&str],
    folder: &Path,
    input: &[u8],
) -> Result<Vec<u8>, ProgramFailure> {
    run_within(PATIENCE, OUTPUT, program, arguments, folder, input)
}

fn run_within(
    patience: Duration,
    most: usize,
    program: &str,
    arguments: &[&str],
    folder: &Path,
    input: &[u8],
) -> Result<Vec<u8>, ProgramFailure> {
    let failed = |why: String| ProgramFailure::Failed(format!("{program}: {why}"));
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Git asks for no password, runs no helper for a shown text, and fetches nothing.
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
    command.env("GIT_LITERAL_PATHSPECS", "1").env("LC_ALL", "C");
    let mut child = command.spawn().map_err(|why| match why.kind() {
        ErrorKind::NotFound => ProgramFailure::Missing,
        _ => failed(why.to_string()),
    })?;
    let input = input.to_vec();
    let stdin = child.stdin.take();
    // A program that reads no input closes it, which is not an error.
    thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&input)));
    let out = read(child.stdout.take(), most);
    let errors = read(child.stderr.take(), ERRORS);
    let deadline = Instant::now() + patience;
    let out = match out.recv_timeout(patience) {
        Ok(out) if out.len() <= most => out,
        Ok(_) => {
            stop(&mut child);
            return Err(failed(format!("it wrote more than {} MiB", most >> 20)));
        }
        Err(RecvTimeoutError::Timeout) => {
            stop(&mut child);
            return Err(failed(format!("it did not end within {} seconds", patience.as_secs())));
        }
        Err(RecvTimeoutError::Disconnected) => Vec::new(),
    };
    let left = deadline.saturating_duration_since(Instant::now()).min(Duration::from_secs(1));
    let errors = errors.recv_timeout(left).unwrap_or_default();
    let ended = child.wait().map_err(|why| failed(why.to_string()))?;
    if ended.success() {
        return Ok(out);
    }
    let text = String::from_utf8_lossy(&errors);
    let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let why = if line.is_empty() { format!("it ended with {ended}") } else { message::line(line) };
    Err(failed(why.trim_end_matches('.').to_owned()))
}

/// Reads one byte more than the limit at most, on a thread, because a pipe may never end.
fn read(pipe: Option<impl Read + Send + 'static>, most: usize) -> Receiver<Vec<u8>> {
    let (done, answer) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.map(|pipe| pipe.take(most as u64 + 1).read_to_end(&mut bytes));
        drop(read);
        drop(done.send(bytes));
    });
    answer
}

fn stop(child: &mut Child) {
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn within(
        patience: u64,
        most: usize,
        program: &str,
        arguments: &[&str],
    ) -> Result<Vec<u8>, ProgramFailure> {
        run_within(Duration::from_millis(patience), most, program, arguments, Path::new("/"), b"a\nb\n")
    }

    #[test]
    fn input_goes_in_and_output_comes_out() {
        assert_eq!(within(10_000, 100, "cat", &[]), Ok(b"a\nb\n".to_vec()));
    }

    #[test]
    fn a_program_that_writes_or_waits_without_end_is_stopped() {
        let why = within(10_000, 1 << 20, "yes", &[]).expect_err("too much");
        assert_eq!(why, ProgramFailure::Failed("yes: it wrote more than 1 MiB".into()));
        let why = within(1_000, 100, "tail", &["-f", "/dev/null"]).expect_err("too long");
        assert_eq!(why, ProgramFailure::Failed("tail: it did not end within 1 seconds".into()));
    }

    #[test]
    fn a_missing_program_and_a_failed_one_differ() {
        assert_eq!(within(10_000, 100, "fnsec-no-such-program", &[]), Err(ProgramFailure::Missing));
        let Err(ProgramFailure::Failed(why)) = within(10_000, 100, "cat", &["/nowhere/at/all"]) else {
            panic!("fails")
        };
        assert!(why.starts_with("cat: ") && why.contains("No such file"), "{why}");
    }

    #[test]
    fn an_argument_is_never_a_command() {
        let out = within(10_000, 100, "echo", &["$(id); `id` && id"]).expect("printed");
        assert_eq!(String::from_utf8_lossy(&out), "$(id); `id` && id\n");
    }
}
