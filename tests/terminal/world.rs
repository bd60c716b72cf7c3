//! A home of its own for each program, and the scripts that start it.

use super::pty::Pty;
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_fnsec");
pub const SIZE: (u16, u16) = (120, 36);

pub struct World {
    folder: TempDir,
    vars: Vec<(String, String)>,
}

impl World {
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder"), vars: Vec::new() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.into(), value.into()));
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_default()
    }

    /// A program with nothing of the real user's around it.
    pub fn command(&self, program: &str, words: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.args(words);
        command.cwd(self.path());
        command.env_clear();
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        command.env("HOME", self.path());
        command.env("KUBECONFIG", self.path().join("kubeconfig"));
        command.env("FNSEC_STATE", self.path().join("state"));
        command.env("FNSEC_TODAY", "2026-11-01");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        // The ground is known, so that nobody asks a terminal that cannot answer.
        command.env("COLORFGBG", "15;0");
        for (name, value) in &self.vars {
            command.env(name, value);
        }
        command
    }

    pub fn start(&self, words: &[&str], size: (u16, u16)) -> Pty {
        Pty::spawn(self.command(PROGRAM, words), size)
    }

    /// The demo, once it was listed and judged.
    pub fn demo(&self) -> Pty {
        self.demo_at(SIZE)
    }

    pub fn demo_at(&self, size: (u16, u16)) -> Pty {
        let pty = self.start(&["--demo"], size);
        pty.wait_for("payments");
        pty
    }

    /// A shell script on a terminal; `fnsec` in it is the given program, its number in the file `pid`.
    pub fn script(&self, program: &str, text: &str) -> Pty {
        let start = format!("#!/bin/sh\necho $$ > pid\nexec {program} \"$@\"\n");
        let start = self.file("start", &start);
        let whole = format!("fnsec() {{ sh {} \"$@\"; }}\n{text}", start.display());
        let script = self.file("script", &whole);
        Pty::spawn(self.command("bash", &[&script.display().to_string()]), SIZE)
    }

    /// Runs the program between two looks at the terminal's flags, and stays until a line is typed.
    pub fn surrounded(&self, program: &str, words: &str) -> Pty {
        let text = format!(
            "stty -g > before\nfnsec {words}\necho \"code $?\"\nstty -g > after\necho READY\nread line\n"
        );
        self.script(program, &text)
    }

    pub fn signal(&self, signal: Signal) {
        let pid = self.read("pid").trim().parse().ok().and_then(Pid::from_raw).expect("a number");
        kill_process(pid, signal).expect("sent");
    }

    /// After a surrounded program ended: its code, and a terminal as it was.
    pub fn given_back(&self, pty: &Pty, code: u8) {
        pty.wait_for("READY");
        let seen = pty.seen();
        assert!(seen.shows(&format!("code {code}")), "{}", seen.text());
        assert!(seen.is_clean(), "{}", seen.text());
        assert!(seen.wrote("\u{1b}[?1049l") && seen.wrote("\u{1b}[?25h") && seen.wrote("\u{1b}[?2004l"));
        assert!(!self.read("before").is_empty());
        assert_eq!(self.read("after"), self.read("before"));
    }
}
