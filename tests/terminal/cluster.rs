//! A kubeconfig with a credential plugin, and a cluster that is not there.

use super::world::{PROGRAM, World};

const PLUGIN: &str = "#!/bin/sh
echo 'plugin speaks' >&2
echo \"$$\" >> runs
echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"abc\"}}'
";

/// A port where nobody listens: it was free a moment ago.
fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

fn with_plugin(address: &str) -> World {
    let world = World::new();
    let plugin = world.file("plugin", PLUGIN);
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: far\n\
         contexts: [{{name: far, context: {{cluster: one, user: me}}}}]\n\
         clusters: [{{name: one, cluster: {{server: \"https://{address}\", insecure-skip-tls-verify: true}}}}]\n\
         users: [{{name: me, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1, command: sh,\n    \
         args: [\"{}\"], interactiveMode: IfAvailable}}}}}}]\n",
        plugin.display()
    );
    world.file("kubeconfig", &text);
    world
}

#[test]
fn a_plugin_speaks_before_the_screen_is_taken_and_never_into_it() {
    let world = with_plugin(&nowhere());
    let mut pty = world.surrounded(PROGRAM, "");
    pty.wait_for("OFFLINE");
    {
        let seen = pty.seen();
        assert!(seen.shows("refused"), "{}", seen.text());
        let raw = String::from_utf8_lossy(&seen.raw).into_owned();
        let (before, after) = raw.split_once("\u{1b}[?1049h").expect("the screen is taken");
        assert!(before.contains("plugin speaks") && before.contains("Waiting for the credential plugin"));
        assert!(!after.contains("plugin speaks"));
    }
    pty.go("?", "type to search");
    pty.send("\u{1b}");
    pty.wait_gone("type to search");
    pty.send("q");
    world.given_back(&pty, 0);
    assert!(!world.read("runs").is_empty());
}

/// Two contexts, of which the other one has a plugin that speaks.
fn with_another(script: &str) -> World {
    let world = World::new();
    let plugin = world.file("plugin", script);
    let address = nowhere();
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: near\n\
         contexts: [{{name: near, context: {{cluster: one, user: me}}}}, {{name: plug, context: {{cluster: one, user: it}}}}]\n\
         clusters: [{{name: one, cluster: {{server: \"https://{address}\", insecure-skip-tls-verify: true}}}}]\n\
         users: [{{name: me, user: {{token: abc}}}}, {{name: it, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1, command: sh,\n    \
         args: [\"{}\"], interactiveMode: IfAvailable}}}}}}]\n",
        plugin.display()
    );
    world.file("kubeconfig", &text);
    world
}

#[test]
fn a_plugin_of_another_context_writes_nothing_into_the_screen() {
    for script in [PLUGIN.to_owned(), format!("{PLUGIN}exit 3\n")] {
        let fails = script.ends_with("exit 3\n");
        let world = with_another(&script);
        let mut pty = world.surrounded(PROGRAM, "");
        pty.wait_for("OFFLINE");
        pty.go("gc", "plug");
        pty.send("plug\r");
        if fails {
            pty.wait_for("exit status 3");
        } else {
            pty.wait_until("a run", |_| !world.read("runs").is_empty());
            pty.wait_until("another context", |seen| seen.shows("plug") && seen.shows("OFFLINE"));
        }
        let seen = pty.seen();
        assert!(!seen.wrote("Waiting for the credential plugin"), "{}", seen.text());
        assert!(!seen.text().lines().any(|line| line.starts_with("plugin speaks")), "{}", seen.text());
    }
}
