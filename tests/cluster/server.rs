//! A control plane for tests: etcd, the API server and the controller manager.
//! In: the binaries of `KUBEBUILDER_ASSETS`, else those `tests/apiserver/build.sh` made;
//! out: a cluster that answers on loopback and ends with the tests.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use k8s_openapi::api::rbac::v1::ClusterRole;
use kube::Api;

use super::access::{self, ADMIN};
use super::process::{Process, free_port};
use super::wait::until;

const ISSUER: &str = "https://kubernetes.default.svc";

/// Every request of the one user whose requests are counted is noted down.
const AUDIT: &str = "apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- { level: Metadata, users: [counted] }
- { level: None }
";

/// A running control plane; `controllers` says whether a controller manager is part of it.
pub struct Cluster {
    pub controllers: bool,
    assets: PathBuf,
    dir: PathBuf,
    api_port: u16,
    etcd_port: u16,
    // Dropped in this order: nothing is asked of a server already gone.
    manager: Option<Process>,
    api: Option<Process>,
    _etcd: Process,
}

impl Cluster {
    /// Starts all servers on free ports over an empty folder, and waits until they answer.
    pub async fn start() -> Self {
        let assets = assets();
        let dir = tempfile::Builder::new().prefix("fnsec-cluster-").tempdir();
        let dir = dir.expect("a temporary folder").keep();
        fs::write(dir.join("tokens.csv"), access::token_file()).expect("tokens are written");
        fs::write(dir.join("audit.yaml"), AUDIT).expect("the audit policy is written");
        signing_key(&dir);
        let etcd_port = free_port();
        let etcd = Process::start_and_sweep(&assets.join("etcd"), &etcd_args(&dir, etcd_port), &dir);
        let mut cluster = Self {
            controllers: assets.join("kube-controller-manager").is_file(),
            api_port: free_port(),
            api: None,
            manager: None,
            _etcd: etcd,
            assets,
            dir,
            etcd_port,
        };
        cluster.start_api().await;
        if cluster.controllers {
            cluster.start_controllers().await;
        }
        cluster
    }

    /// Starts the API server, after `stop_api` on the same port and data, and waits until it is ready.
    pub async fn start_api(&mut self) {
        let program = self.assets.join("kube-apiserver");
        let mut api = Process::start(&program, &self.api_args(), &self.dir);
        let ready = until(async || {
            api.assert_alive();
            self.ready().await
        });
        assert!(ready.await, "no API server yet:\n{}", api.log_tail());
        self.api = Some(api);
    }

    /// Kills the API server alone; its port refuses connections from here on.
    pub fn stop_api(&mut self) {
        self.api = None;
    }

    pub(super) fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.api_port)
    }

    /// The certificate the API server made for itself, once it has.
    pub(super) fn authority(&self) -> Option<Vec<u8>> {
        let text = fs::read(self.dir.join("certs/apiserver.crt")).ok()?;
        // The file is there before its text is.
        let whole = text.trim_ascii_end().ends_with(b"-----END CERTIFICATE-----");
        whole.then_some(text)
    }

    /// How many requests the counted user has sent.
    pub fn counted(&self) -> usize {
        let log = fs::read_to_string(self.dir.join("audit.log")).unwrap_or_default();
        log.lines().filter(|line| line.contains("\"stage\":\"RequestReceived\"")).count()
    }

    async fn ready(&self) -> bool {
        if self.authority().is_none() {
            return false;
        }
        let request = http::Request::get("/readyz").body(Vec::new());
        let request = request.expect("a path makes a request");
        let answer = self.client(ADMIN).request_text(request).await;
        answer.is_ok_and(|text| text == "ok")
    }

    /// Starts the controller manager and waits for its first visible work: the aggregated roles.
    async fn start_controllers(&mut self) {
        let config = self.dir.join("manager.kubeconfig");
        fs::write(&config, self.kubeconfig(ADMIN, "default")).expect("the config is written");
        let program = self.assets.join("kube-controller-manager");
        let mut manager = Process::start(&program, &manager_args(&self.dir), &self.dir);
        let roles: Api<ClusterRole> = Api::all(self.client(ADMIN));
        let filled = until(async || {
            manager.assert_alive();
            filled(&roles, "view").await && filled(&roles, "admin").await
        });
        assert!(filled.await, "no aggregated roles:\n{}", manager.log_tail());
        self.manager = Some(manager);
    }

    fn api_args(&self) -> Vec<String> {
        let key = self.dir.join("accounts.key");
        let mut args = vec![
            format!("--etcd-servers=http://127.0.0.1:{}", self.etcd_port),
            format!("--secure-port={}", self.api_port),
            format!("--cert-dir={}", self.dir.join("certs").display()),
            format!("--token-auth-file={}", self.dir.join("tokens.csv").display()),
            format!("--service-account-issuer={ISSUER}"),
            format!("--service-account-key-file={}", key.display()),
            format!("--service-account-signing-key-file={}", key.display()),
            format!("--audit-policy-file={}", self.dir.join("audit.yaml").display()),
            format!("--audit-log-path={}", self.dir.join("audit.log").display()),
            "--bind-address=127.0.0.1".into(),
            "--service-cluster-ip-range=10.0.0.0/16".into(),
            "--authorization-mode=RBAC".into(),
            "--allow-privileged=true".into(),
            "--endpoint-reconciler-type=none".into(),
        ];
        if !self.controllers {
            // Nothing makes the accounts this admission asks for.
            args.push("--disable-admission-plugins=ServiceAccount".into());
        }
        args
    }
}

async fn filled(roles: &Api<ClusterRole>, name: &str) -> bool {
    let role = roles.get(name).await;
    role.is_ok_and(|role| role.rules.is_some_and(|rules| !rules.is_empty()))
}

fn assets() -> PathBuf {
    if let Some(folder) = env::var_os("KUBEBUILDER_ASSETS") {
        return folder.into();
    }
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("apiserver");
    let there = own.join("kube-apiserver").is_file();
    assert!(there, "no API server: run tests/apiserver/build.sh, or set KUBEBUILDER_ASSETS");
    own
}

fn signing_key(dir: &Path) {
    let made = Command::new("openssl")
        .args(["genrsa", "-out"])
        .arg(dir.join("accounts.key"))
        .arg("2048")
        .output()
        .expect("openssl starts");
    assert!(made.status.success(), "openssl made no key");
}

fn etcd_args(dir: &Path, port: u16) -> Vec<String> {
    let client = format!("http://127.0.0.1:{port}");
    let peer = format!("http://127.0.0.1:{}", free_port());
    vec![
        format!("--data-dir={}", dir.join("etcd").display()),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=default={peer}"),
        "--unsafe-no-fsync".into(),
        "--log-level=warn".into(),
    ]
}

fn manager_args(dir: &Path) -> Vec<String> {
    let key = dir.join("accounts.key");
    let authority = dir.join("certs/apiserver.crt");
    vec![
        format!("--kubeconfig={}", dir.join("manager.kubeconfig").display()),
        format!("--service-account-private-key-file={}", key.display()),
        format!("--root-ca-file={}", authority.display()),
        "--leader-elect=false".into(),
        "--secure-port=0".into(),
    ]
}
