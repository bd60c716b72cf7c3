//! One run of the program, in a world of its own.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A home without a kubeconfig, and a folder for manifests.
pub struct World {
    folder: TempDir,
    kubeconfig: PathBuf,
}

pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|why| panic!("{why} in {}{}", self.out, self.err))
    }

    /// Everything anybody could read.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl World {
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let kubeconfig = folder.path().join("no-kubeconfig");
        Self { folder, kubeconfig }
    }

    /// A world whose only context leads to an address.
    pub fn with_cluster(address: &str) -> Self {
        let mut world = Self::new();
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: here\n\
             contexts: [{{name: here, context: {{cluster: one, user: me}}}}]\n\
             clusters: [{{name: one, cluster: {{server: \"http://{address}\"}}}}]\nusers: [{{name: me, user: {{}}}}]\n"
        );
        world.kubeconfig = world.file("kubeconfig", &text);
        world
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        self.bytes(name, text.as_bytes())
    }

    pub fn bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, bytes).expect("written");
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("readable")
    }

    /// The program, started in the folder with nothing of the real user's around it.
    pub fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fnsec"));
        command
            .args(words.split_whitespace())
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("KUBECONFIG", &self.kubeconfig)
            .env("FNSEC_STATE", self.path().join("state"))
            .env("FNSEC_TODAY", "2026-11-01")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, words: &str) -> Run {
        finish(self.command(words))
    }

    pub fn run_with_input(&self, words: &str, input: &str) -> Run {
        let mut child = self.command(words).stdin(Stdio::piped()).spawn().expect("started");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("taken");
        done(child.wait_with_output().expect("ended"))
    }
}

pub fn finish(mut command: Command) -> Run {
    done(command.output().expect("started"))
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made")]
fn done(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// One namespace, one Function, and a route that lets any token in.
pub const OPEN: &str = "\
# the shop's own rules
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata:
  name: orders   # keep this name
  namespace: shop
spec:
  hosts: [orders.example.com]
  gateway: kyma-system/kyma-gateway
  service:
    name: orders
    port: 80
  rules:
    # anyone may read
    - path: /orders
      methods: [GET]
      jwt:
        authentications:
          - issuer: https://tenant.example.com   # ours
            jwksUri: https://tenant.example.com/oauth2/certs
";

pub const SPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";

pub const FUNCTION: &str = "\
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata:
  name: orders
  namespace: shop
spec:
  runtime: nodejs22
  source:
    inline:
      source: \"module.exports = { main: () => 'ok' }\"
";

pub const CHECK: &str = "jwt-without-authorizations";
