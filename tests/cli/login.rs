//! Credentials: what is sent to whom, what a plugin is asked, and that nothing of either is ever shown.
#![cfg(unix)]

use super::run::{Run, SPACE, World, finish};
use super::server::{Heard, Server};

/// Invented; everything that must not be seen contains it.
const SECRET: &str = "s3cret";

fn kubeconfig(world: &World, server: &str, user: &str) {
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n\
         clusters: [{{name: c, cluster: {{server: \"{server}\"}}}}]\nusers:\n- name: u\n  user:\n    {user}\n"
    );
    world.file("kubeconfig.yaml", &text);
}

fn scan(world: &World) -> Run {
    let run = world.run("scan --kubeconfig kubeconfig.yaml --request-timeout 5s");
    assert!(!run.all().contains(SECRET), "{}", run.all());
    assert_ne!(run.code, 70, "{}", run.err);
    run
}

/// A plugin that writes down how it was run.
fn plugin(world: &World, script: &str) -> String {
    let text = format!("echo run >> runs\nprintf '%s' \"$KUBERNETES_EXEC_INFO\" > info\n{script}\n");
    let path = world.file("plugin", &text);
    format!(
        "exec: {{command: /bin/sh, args: [\"{}\", --client-secret, ARG-{SECRET}], interactiveMode: IfAvailable,\n      \
         apiVersion: client.authentication.k8s.io/v1, env: [{{name: CLIENT_SECRET, value: ENV-{SECRET}}}]}}",
        path.display()
    )
}

fn runs(world: &World) -> usize {
    std::fs::read_to_string(world.path().join("runs")).unwrap_or_default().lines().count()
}

#[test]
fn without_tls_nobody_is_told_who_we_are() {
    let heard = Heard::answering("HTTP/1.1 404 Not Found");
    let basic = format!("{{username: adm, password: {SECRET}}}");
    for user in [format!("token: {SECRET}"), basic] {
        let world = World::new();
        kubeconfig(&world, &format!("http://x:{SECRET}@{}", heard.address), &user);
        let run = scan(&world);
        assert!(run.err.contains("credentials are not sent"), "{}", run.err);
    }
    let requests = heard.requests();
    assert!(!requests.is_empty());
    for request in requests {
        assert!(!request.to_lowercase().contains("authorization"), "{request}");
    }
}

#[test]
fn without_tls_a_plugin_is_not_run() {
    let server = Server::of(&[SPACE]);
    let world = World::new();
    let user = plugin(&world, "exit 1");
    kubeconfig(&world, &format!("http://{}", server.address), &user);
    let run = scan(&world);
    assert!(run.code < 2 || run.code == 4, "{}", run.all());
    assert!(run.err.contains("credentials are not sent"), "{}", run.err);
    assert_eq!(runs(&world), 0);
}

#[test]
fn an_address_without_a_scheme_is_reached() {
    let server = Server::of(&[SPACE]);
    let world = World::new();
    kubeconfig(&world, &server.address, "token: |\n      abc");
    let run = world.run("scan --kubeconfig kubeconfig.yaml -o json");
    assert_eq!(run.json()["source"]["name"], "c", "{}", run.all());
}

#[test]
fn what_is_wrong_with_a_kubeconfig_is_2_with_its_place_and_without_its_text() {
    for (server, user, sign) in [
        (
            "https://127.0.0.1:1",
            format!("password: {SECRET}\n    token: [{SECRET}]"),
            "line 10, token of user",
        ),
        ("https://127.0.0.1:1", format!("token: \"{SECRET}\\nx\""), "line 9, token of user"),
        ("http://127.0.0.1:1", format!("token: \"{SECRET}\\e]x\""), "line 9, token of user"),
        ("https://127.0.0.1:1", "tokenFile: gone".into(), "line 9, tokenFile of user"),
        ("https://127.0.0.1:1", "tokenFile: empty".into(), "the token is empty"),
        ("https://127.0.0.1:1", "client-certificate: gone".into(), "client-certificate of user"),
        ("https://127.0.0.1:1", "auth-provider: {name: azure}".into(), "auth-provider.name of user"),
        ("https://127.0.0.1:1", format!("token: \"{SECRET}"), "line "),
    ] {
        let world = World::new();
        world.file("empty", "\n");
        kubeconfig(&world, server, &user);
        let run = scan(&world);
        assert_eq!(run.code, 2, "{user}: {}", run.err);
        assert!(run.err.contains("kubeconfig.yaml") && run.err.contains(sign), "{sign}: {}", run.err);
    }
}

#[test]
fn a_plugin_that_fails_is_named_and_nothing_of_it_is_quoted() {
    let world = World::new();
    let user = plugin(&world, &format!("echo stdout-{SECRET}; echo 'bad login' >&2; exit 7"));
    kubeconfig(&world, "https://127.0.0.1:1", &user);
    let run = scan(&world);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.contains("exit status 7") && run.err.contains("bad login"), "{}", run.err);
    assert!(!run.err.contains("--client-secret") && !run.err.contains("Output"), "{}", run.err);
    assert_eq!(runs(&world), 1);
}

#[test]
fn a_plugin_without_expiry_is_run_once_and_told_that_nobody_is_there() {
    let world = World::new();
    let status = format!("{{\"token\":\"{SECRET}\"}}");
    let answer = format!(
        "{{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{status}}}"
    );
    let user = plugin(&world, &format!("echo '{answer}'"));
    kubeconfig(&world, "https://127.0.0.1:1", &user);
    let run = scan(&world);
    assert_eq!(run.code, 3, "{}", run.err);
    assert_eq!(runs(&world), 1);
    let info: serde_json::Value = serde_json::from_str(&world.read("info")).expect("JSON");
    assert_eq!(info["spec"]["interactive"], false);
}

#[test]
fn answers_that_client_go_refuses_are_refused() {
    for answer in [
        format!("echo '{{\"status\":{{\"token\":\"{SECRET}\",,}}}}'"),
        format!("echo 'Visit https://login.example.com and enter {SECRET}'"),
        "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{}}'".into(),
        format!("echo '{{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"{SECRET}\"}}}}'"),
        String::new(),
    ] {
        let world = World::new();
        let user = plugin(&world, &answer);
        kubeconfig(&world, "https://127.0.0.1:1", &user);
        let run = scan(&world);
        assert_eq!(run.code, 3, "{answer}: {}", run.err);
        assert!(run.err.contains("returned no credential"), "{answer}: {}", run.err);
    }
}

#[test]
fn a_proxy_for_tls_is_not_used_without_it_and_never_for_this_machine() {
    let server = Server::of(&[SPACE]);
    for (name, address) in [("HTTPS_PROXY", &server.address), ("HTTP_PROXY", &server.address)] {
        let world = World::new();
        kubeconfig(&world, &format!("http://{address}"), "{}");
        let mut command = world.command("scan --kubeconfig kubeconfig.yaml -o json");
        command.env(name, "http://127.0.0.1:9");
        let run = finish(command);
        assert_eq!(run.json()["source"]["name"], "c", "{}", run.all());
    }
}

#[test]
fn a_proxy_that_cannot_be_used_is_2_without_its_password() {
    for (name, of_cluster) in [("HTTPS_PROXY", ""), ("NONE", ", proxy-url: \"socks9://pu:s3cret@x\"")] {
        let world = World::new();
        kubeconfig(&world, &format!("https://a.example\"{of_cluster}, tls-server-name: \"a.example"), "{}");
        let mut command = world.command("scan --kubeconfig kubeconfig.yaml");
        command.env(name, format!("socks9://pu:{SECRET}@x"));
        let run = finish(command);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(!run.err.contains(SECRET) && run.err.contains("socks5://"), "{}", run.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_core_file_is_left() {
    let world = World::new();
    let mut child = world.command("scan -f -").stdin(std::process::Stdio::piped()).spawn().expect("started");
    let path = format!("/proc/{}/limits", child.id());
    let off = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("Max core file size")).unwrap_or_default();
        line.split_whitespace().skip(4).take(2).eq(["0", "0"])
    };
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let mut is_off = false;
    while !is_off && std::time::Instant::now() < end {
        is_off = std::fs::read_to_string(&path).is_ok_and(|text| off(&text));
        std::thread::yield_now();
    }
    drop(child.stdin.take());
    child.wait().expect("ended");
    assert!(is_off);
}
