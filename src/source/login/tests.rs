#![cfg(unix)]

use super::*;
use crate::source::kubeconfig::{Kubeconfig, choose};
use crate::source::trouble::TroubleKind;
use std::path::PathBuf;
use std::time::Instant;

/// A plugin of a few lines, run by a shell; each run leaves a line in `runs`.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new(script: &str) -> Self {
        let folder = tempfile::TempDir::new().expect("a folder");
        let runs = folder.path().join("runs");
        let text = format!("echo run >> {}\n{script}\n", runs.display());
        std::fs::write(folder.path().join("plugin"), text).expect("written");
        Self { folder }
    }

    fn plugin_with(&self, more: &str, patience: Duration) -> Plugin {
        let text = format!(
            "current-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
             clusters: [{{name: c, cluster: {{server: \"https://a.example:6443\", tls-server-name: b.example, extensions: [{{name: client.authentication.k8s.io/exec, extension: {{audience: x}}}}]}}}}]\n\
             users:\n- name: u\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: sh\n      \
             args: [\"{}\", \"--client-secret\", \"ARGS3CRET-77\"]\n      env: [{{name: CLIENT_SECRET, value: ENVS3CRET-88}}]\n      {more}\n",
            self.folder.path().join("plugin").display()
        );
        let mut config = Kubeconfig::default();
        config.add_text(PathBuf::from("/k"), text).unwrap_or_else(|why| panic!("{why}"));
        let chosen = choose(&config, None, None, None).unwrap_or_else(|why| panic!("{why}"));
        let user = chosen.user.expect("a user");
        let address = Address::of(chosen.cluster).unwrap_or_else(|why| panic!("{why}"));
        let exec = user.exec.as_ref().expect("a plugin");
        let spec = PluginSpec::of(exec, user, chosen.cluster, &address, None, Some(patience));
        let plugin = Plugin::new(spec.unwrap_or_else(|why| panic!("{why}")));
        plugin.set_quiet(true);
        plugin
    }

    fn plugin(&self) -> Plugin {
        self.plugin_with("interactiveMode: IfAvailable", Duration::from_secs(30))
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    fn runs(&self) -> usize {
        self.read("runs").lines().count()
    }
}

const ANSWER: &str =
    r#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"abc"}}"#;

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

fn fails(plugin: &Plugin) -> Trouble {
    match wait(plugin.header()) {
        Ok(_) => panic!("a credential"),
        Err(trouble) => trouble,
    }
}

#[test]
fn one_run_serves_many_requests() {
    let bench = Bench::new(&format!("echo '{ANSWER}'"));
    let plugin = bench.plugin();
    wait(async {
        let all = futures::future::join_all((0..12).map(|_| plugin.header())).await;
        assert!(
            all.into_iter().all(|one| one.is_ok_and(|header| header.is_some_and(|it| it == "Bearer abc")))
        );
    });
    assert_eq!(bench.runs(), 1);
    wait(plugin.forget());
    wait(plugin.header()).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(bench.runs(), 2);
}

#[test]
fn a_credential_that_is_expired_on_arrival_does_not_start_a_storm() {
    let expired = ANSWER.replace("\"abc\"", "\"abc\",\"expirationTimestamp\":\"2020-01-01T00:00:00Z\"");
    let bench = Bench::new(&format!("echo '{expired}'"));
    let plugin = bench.plugin();
    for _ in 0..8 {
        assert!(wait(plugin.header()).is_ok_and(|header| header.is_some()));
    }
    assert_eq!(bench.runs(), 1);
}

#[test]
fn a_failure_names_the_plugin_its_status_and_its_last_line_alone() {
    let bench = Bench::new(
        "echo 'stdout-s3cret-tok'; echo first >&2; printf 'bad \\033[31mlogin for ENVS3CRET-88 and ARGS3CRET-77\\n\\n' >&2; exit 7",
    );
    let plugin = bench.plugin();
    let trouble = fails(&plugin);
    let told = trouble.to_string();
    assert_eq!(trouble.kind, TroubleKind::Unauthenticated);
    assert!(
        told.contains("\"sh\"") && told.contains("exit status 7") && told.contains("login for"),
        "{told}"
    );
    for hidden in ["s3cret", "S3CRET", "first", "--client-secret", "CLIENT_SECRET", "\u{1b}", "Output {"] {
        assert!(!told.contains(hidden), "{hidden}: {told}");
    }
    assert_eq!(fails(&plugin), trouble);
    assert_eq!(bench.runs(), 1, "a failure is not repeated by every request");
}

#[test]
fn output_is_bounded() {
    let bench = Bench::new("yes s3cret");
    let told = fails(&bench.plugin()).to_string();
    assert!(told.contains("1024 KiB") && !told.contains("s3cret"), "{told}");
}

#[test]
fn a_plugin_that_hangs_is_ended_with_all_it_started() {
    let bench = Bench::new("sleep 600 & sleep 600");
    let begun = Instant::now();
    let plugin = bench.plugin_with("interactiveMode: Never", Duration::from_millis(300));
    let told = fails(&plugin).to_string();
    assert!(told.contains("0.3 s"), "{told}");
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_process_that_keeps_the_output_open_is_not_waited_for() {
    let bench = Bench::new(&format!("echo '{ANSWER}'\nsleep 5 &\nexit 0"));
    let begun = Instant::now();
    let header = wait(bench.plugin().header()).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(header.expect("a token"), "Bearer abc");
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[test]
fn a_plugin_gets_the_input_of_client_go() {
    let bench = Bench::new(&format!(
        "printf '%s' \"$KUBERNETES_EXEC_INFO\" > \"$(dirname \"$0\")/info\"\necho '{ANSWER}'"
    ));
    wait(
        bench
            .plugin_with(
                "{interactiveMode: IfAvailable, provideClusterInfo: true}"
                    .trim_matches(['{', '}'])
                    .replace(", ", "\n      ")
                    .as_str(),
                Duration::from_secs(30),
            )
            .header(),
    )
    .unwrap_or_else(|why| panic!("{why}"));
    let info: serde_json::Value = serde_json::from_str(&bench.read("info")).expect("JSON");
    assert_eq!(info["apiVersion"], "client.authentication.k8s.io/v1");
    assert_eq!(info["kind"], "ExecCredential");
    assert_eq!(info["spec"]["interactive"], false);
    assert_eq!(info["spec"]["cluster"]["server"], "https://a.example:6443");
    assert_eq!(info["spec"]["cluster"]["tls-server-name"], "b.example");
    assert_eq!(info["spec"]["cluster"]["config"]["audience"], "x");
}

#[test]
fn always_needs_a_terminal() {
    let bench = Bench::new(&format!("echo '{ANSWER}'"));
    let told = fails(&bench.plugin_with("interactiveMode: Always", Duration::from_secs(30))).to_string();
    assert!(told.contains("needs a terminal"), "{told}");
    assert_eq!(bench.runs(), 0);
}

#[test]
fn a_missing_plugin_is_a_configuration_with_its_hint() {
    let bench = Bench::new("");
    let text = "interactiveMode: Never\n      installHint: \"Install it.\\e[31m\"";
    let mut plugin = bench.plugin_with(text, Duration::from_secs(30));
    plugin.spec.command = "/nonexistent/get-token".into();
    let trouble = fails(&plugin);
    assert_eq!(trouble.kind, TroubleKind::Configuration);
    assert!(trouble.next.starts_with("Install it.") && !trouble.next.contains('\u{1b}'), "{trouble}");
}
