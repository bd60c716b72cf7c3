//! `fnsec doctor`: it goes on after each failure, calls nothing fine that it could not see, and can be posted.

use super::run::{FUNCTION, Run, SPACE, World, finish};
use super::server::{Heard, Server};
use fnsec::model::Kind;
use fnsec::source::embedded::ServerFault;
use serde_json::Value;

/// Every check of a cluster, in order.
const CHECKS: [&str; 12] = [
    "version",
    "kubeconfig",
    "context",
    "tls",
    "credentials",
    "proxy",
    "reachability",
    "identity",
    "rights",
    "terminal",
    "clipboard",
    "journal",
];

/// Invented; everything that must not be seen contains it.
const SECRET: &str = "s3cret";

fn check<'v>(all: &'v Value, name: &str) -> &'v Value {
    let checks = all["checks"].as_array().expect("checks");
    checks.iter().find(|one| one["name"] == name).unwrap_or_else(|| panic!("no {name} in {all}"))
}

fn state(all: &Value, name: &str) -> String {
    check(all, name)["state"].as_str().expect("a state").to_owned()
}

fn message(all: &Value, name: &str) -> String {
    check(all, name)["message"].as_str().expect("a message").to_owned()
}

/// Runs it, and holds it to its form: every check once and in order, and a message for each.
fn doctor(world: &World, words: &str) -> (i32, Value) {
    let run = world.run(&format!("doctor -o json {words}"));
    (run.code, whole(&run))
}

fn whole(run: &Run) -> Value {
    let all = run.json();
    let names: Vec<&str> =
        all["checks"].as_array().expect("checks").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, CHECKS, "{all}");
    for name in CHECKS {
        assert!(!message(&all, name).is_empty(), "{name}");
        if state(&all, name) == "fault" {
            assert!(check(&all, name)["next"].is_string(), "{name} says what to do next: {all}");
        }
    }
    let kinds = check(&all, "rights")["details"]["kinds"].as_array().expect("kinds");
    assert_eq!(kinds.len(), Kind::watched().len());
    all
}

fn closed() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

#[test]
fn on_a_cluster_that_answers_nothing_is_a_fault() {
    let server = Server::of(&[SPACE, FUNCTION]);
    let world = World::with_cluster(&server.address);
    let (code, all) = doctor(&world, "");
    assert_eq!(code, 0, "{all}");
    for name in ["kubeconfig", "context", "proxy", "reachability", "identity", "rights", "journal"] {
        assert_eq!(state(&all, name), "ok", "{name}: {all}");
    }
    assert!(message(&all, "context").contains("\"here\" (current-context)"), "{all}");
    assert!(message(&all, "identity").contains("demo-admin"), "{all}");
    assert_eq!(state(&all, "tls"), "note", "there is none");
    let text = world.run("doctor").out;
    assert!(CHECKS.iter().all(|name| text.contains(name)), "{text}");
    assert!(text.lines().last().is_some_and(|line| line.contains("--anonymous replaces them")), "{text}");
    assert!(!world.path().join("state").exists(), "nothing is created");
}

#[test]
fn several_outputs_are_written_at_once() {
    let server = Server::of(&[SPACE]);
    let world = World::with_cluster(&server.address);
    let run = world.run("doctor -o json=doctor.json -o table");
    assert!(run.out.contains("reachability"), "{}", run.all());
    let text = world.read("doctor.json");
    assert!(serde_json::from_str::<Value>(&text).is_ok(), "{text}");
}

#[test]
fn a_broken_kubeconfig_is_2_with_its_place_and_the_rest_is_unknown() {
    let world = World::new();
    world.file("good", "apiVersion: v1\nkind: Config\n");
    world.file(
        "broken",
        &format!("apiVersion: v1\nkind: Config\nusers:\n- name: u\n  user:\n    token: [{SECRET}]\n"),
    );
    let folder = world.path().display();
    let mut command = world.command("doctor -o json");
    command.env("KUBECONFIG", format!("{folder}/gone:{folder}/good:{folder}/broken"));
    let run = finish(command);
    let all = whole(&run);
    assert_eq!((run.code, state(&all, "kubeconfig").as_str()), (2, "fault"), "{all}");
    assert!(message(&all, "kubeconfig").contains("line 6, token of user"), "{all}");
    let files = &check(&all, "kubeconfig")["details"]["files"];
    let states: Vec<&str> = (0..3).filter_map(|at| files[at]["state"].as_str()).collect();
    assert_eq!(states, ["missing", "read", "broken"]);
    for name in ["context", "tls", "credentials", "proxy", "reachability", "identity", "rights"] {
        assert_eq!(state(&all, name), "unknown", "{name}");
    }
    assert!(!run.all().contains(SECRET), "{}", run.all());
}

#[test]
fn a_context_that_is_not_there_and_a_missing_kubeconfig_are_2() {
    let world = World::with_cluster("127.0.0.1:1");
    let (code, all) = doctor(&world, "--context nearby");
    assert_eq!((code, state(&all, "context").as_str()), (2, "fault"), "{all}");
    assert_eq!(state(&all, "kubeconfig"), "ok");
    let (code, all) = doctor(&World::new(), "");
    assert_eq!((code, state(&all, "kubeconfig").as_str()), (2, "fault"), "{all}");
}

#[test]
fn a_broken_part_leaves_the_other_parts_checked() {
    let world = World::new();
    world.file(
        "k",
        "current-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n\
         clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\", certificate-authority: gone}}]\n\
         users: [{name: u, user: {token: abc}}]\n",
    );
    let (code, all) = doctor(&world, "--kubeconfig k");
    assert_eq!((code, state(&all, "tls").as_str()), (2, "fault"), "{all}");
    assert!(message(&all, "tls").contains("line 3, certificate-authority of cluster"), "{all}");
    assert_eq!(message(&all, "credentials"), "Sent: token.");
    assert_eq!((state(&all, "proxy").as_str(), state(&all, "rights").as_str()), ("ok", "unknown"));
}

#[test]
fn a_closed_port_is_3_and_nothing_behind_it_is_ok() {
    let world = World::with_cluster(&closed());
    let (code, all) = doctor(&world, "");
    assert_eq!((code, state(&all, "reachability").as_str()), (3, "fault"), "{all}");
    assert!(message(&all, "reachability").contains("connection refused"), "{all}");
    for name in ["identity", "rights"] {
        assert_eq!(state(&all, name), "unknown");
        assert!(message(&all, name).contains("cannot be reached"), "{all}");
    }
    let kinds = &check(&all, "rights")["details"]["kinds"];
    assert_eq!((&kinds[0]["right"], &kinds[0]["list"]), (&"unknown".into(), &Value::Null));
    for name in ["journal", "clipboard"] {
        assert_eq!(state(&all, name), "ok", "it goes on");
    }
}

#[test]
fn a_server_that_never_answers_ends_at_the_request_timeout() {
    let server = Server::of(&[SPACE]).fault(ServerFault::Slow(std::time::Duration::from_secs(60)));
    let world = World::with_cluster(&server.address);
    let begun = std::time::Instant::now();
    let (code, all) = doctor(&world, "--request-timeout 1s");
    assert_eq!((code, message(&all, "reachability").as_str()), (3, "No answer within 1 s."));
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
}

#[test]
fn refused_credentials_are_3_and_rights_are_unknown() {
    let server = Server::of(&[SPACE]).fault(ServerFault::Refuse(401));
    let (code, all) = doctor(&World::with_cluster(&server.address), "");
    assert_eq!((code, state(&all, "identity").as_str()), (3, "fault"), "{all}");
    assert_eq!(state(&all, "reachability"), "note");
    assert!(message(&all, "rights").contains("refuses the credentials"), "{all}");
}

#[test]
fn a_server_with_a_fault_is_3_with_its_status() {
    let server = Server::of(&[SPACE]).fault(ServerFault::Refuse(503));
    let (code, all) = doctor(&World::with_cluster(&server.address), "");
    assert_eq!((code, &check(&all, "reachability")["details"]["status"]), (3, &503.into()), "{all}");
    let other = Heard::answering("HTTP/1.1 200 OK");
    let (code, all) = doctor(&World::with_cluster(&other.address), "");
    assert_eq!((code, state(&all, "reachability").as_str()), (3, "fault"), "{all}");
}

#[test]
fn refused_kinds_are_4_and_named() {
    let forbidden = |kind, verb| ServerFault::Forbidden { verb, kind, namespace: String::new() };
    let server = Server::of(&[SPACE])
        .fault(forbidden(Kind::Secret, None))
        .fault(forbidden(Kind::Pod, Some("watch")))
        .fault(ServerFault::NotServed(Kind::Ingress));
    let world = World::with_cluster(&server.address);
    let (code, all) = doctor(&world, "");
    assert_eq!((code, state(&all, "rights").as_str()), (4, "fault"), "{all}");
    assert!(message(&all, "rights").contains("refused: pods, secrets;"), "{all}");
    let kinds = check(&all, "rights")["details"]["kinds"].as_array().expect("kinds");
    let of = |name: &str| kinds.iter().find(|one| one["kind"] == name).expect("a kind");
    assert_eq!((&of("Pod")["list"], &of("Pod")["watch"]), (&true.into(), &false.into()));
    assert_eq!(of("Secret")["list"], false);
    assert_eq!(of("Ingress")["right"], "not served");
    assert_eq!(of("Function")["right"], "allowed");
    assert_eq!(doctor(&world, "--allow-unread").0, 0);
}

#[test]
fn rights_within_one_namespace_count_where_it_is_asked_for() {
    let within = |kind| ServerFault::OnlyWithin { kind, namespaces: vec!["shop".into()] };
    let server = Server::of(&[SPACE]).fault(within(Kind::Pod)).fault(within(Kind::Secret));
    let world = World::with_cluster(&server.address);
    assert_eq!(doctor(&world, "").0, 4, "the context's namespace is another one");
    let (code, all) = doctor(&world, "-n shop");
    assert_eq!((code, state(&all, "rights").as_str()), (0, "ok"), "{all}");
    assert_eq!(doctor(&world, "-n shop,default").0, 4, "one of the two is refused");
}

#[test]
fn files_and_the_demo_say_that_no_cluster_is_checked() {
    let world = World::new();
    world.file("a.yaml", SPACE);
    for words in ["-f a.yaml", "--demo"] {
        let run = world.run(&format!("doctor -o json {words}"));
        let all = run.json();
        assert_eq!((run.code, state(&all, "cluster").as_str()), (0, "note"), "{all}");
        assert_eq!(all["summary"]["fault"], 0);
        assert_eq!(all["checks"].as_array().map(Vec::len), Some(5), "{all}");
    }
}

#[test]
fn a_journal_that_cannot_be_written_is_2_and_is_not_created() {
    let server = Server::of(&[SPACE, FUNCTION]);
    let world = World::with_cluster(&server.address);
    let file = world.file("file", "");
    let mut command = world.command("doctor -o json");
    command.env("FNSEC_STATE", file.join("state"));
    let run = finish(command);
    let all = whole(&run);
    assert_eq!((run.code, state(&all, "journal").as_str()), (2, "fault"), "{all}");
    assert!(check(&all, "journal")["next"].as_str().is_some_and(|next| next.contains("FNSEC_STATE")));
    assert_eq!(state(&all, "rights"), "ok");
}

#[test]
fn a_journal_is_counted_and_left_as_it_is() {
    let server = Server::of(&[SPACE, FUNCTION]);
    let world = World::with_cluster(&server.address);
    world.file("state/audit.jsonl", "{\n\u{0}\n");
    let (code, all) = doctor(&world, "");
    assert_eq!((code, state(&all, "journal").as_str()), (0, "note"), "{all}");
    assert_eq!(check(&all, "journal")["details"]["unreadable"], 2);
    assert_eq!(world.read("state/audit.jsonl"), "{\n\u{0}\n");
}

/// A kubeconfig with a secret in every place that can have one.
#[cfg(unix)]
fn planted(world: &World, user: &str) {
    let text = format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: prod-acme\n\
         contexts: [{{name: prod-acme, context: {{cluster: acme-cluster, user: jane, namespace: payments-acme}}}}]\n\
         clusters:\n- name: acme-cluster\n  cluster:\n    server: \"https://adm:{SECRET}@127.0.0.1:1/k8s/{SECRET}?t={SECRET}\"\n    \
         proxy-url: \"http://pu:{SECRET}@127.0.0.1:1\"\n    tls-server-name: api.acme.example\n    \
         extensions: [{{name: client.authentication.k8s.io/exec, extension: {{key: {SECRET}}}}}]\n\
         users:\n- name: jane\n  user:\n    {user}\n- name: other\n  user: {{token: {SECRET}}}\n"
    )
    .replace(&format!("/k8s/{SECRET}"), "/k8s/clusters/c-acme");
    world.file("planted", &text);
}

#[cfg(unix)]
fn users() -> Vec<String> {
    let env = format!("env: [{{name: CLIENT_SECRET, value: ENV-{SECRET}}}]");
    let plugin = |script: &str| {
        format!(
            "exec: {{command: /bin/sh, args: [-c, \"{script}\", ARG-{SECRET}, --key=x{SECRET}], interactiveMode: Never, \
             apiVersion: client.authentication.k8s.io/v1, installHint: \"hint {SECRET}\", {env}}}"
        )
    };
    vec![
        format!("token: {SECRET}"),
        format!("{{username: jane, password: {SECRET}}}"),
        format!("{{token: {SECRET}, as: boss-acme, as-user-extra: {{k: [{SECRET}]}}}}"),
        format!("{{client-certificate-data: {SECRET}, client-key-data: {SECRET}}}"),
        format!(
            "{{auth-provider: {{name: oidc, config: {{id-token: {SECRET}, client-secret: {SECRET}, idp-issuer-url: \"https://idp.acme.example\"}}}}}}"
        ),
        plugin("echo $0 $CLIENT_SECRET >&2; exit 7"),
        plugin("echo $0; exit 0"),
        format!(
            "exec: {{command: gone-plugin, args: [{SECRET}], interactiveMode: Never, apiVersion: client.authentication.k8s.io/v1, installHint: \"hint {SECRET}\"}}"
        ),
        format!("token: \"{SECRET}\\nx\""),
        format!("{{token: {SECRET}, password: {SECRET}}}"),
    ]
}

#[cfg(unix)]
#[test]
fn no_secret_of_a_kubeconfig_is_in_any_output() {
    for user in users() {
        let world = World::new();
        planted(&world, &user);
        for format in ["table", "json"] {
            for more in ["", "--anonymous"] {
                let words = format!("doctor --kubeconfig planted --request-timeout 3s -o {format} {more}");
                let mut command = world.command(&words);
                command.env("HTTPS_PROXY", format!("http://pu:{SECRET}@127.0.0.1:1"));
                let run = finish(command);
                assert!(!run.all().contains(SECRET), "{user}: {}", run.all());
                assert!(matches!(run.code, 2 | 3), "{user}: {}", run.all());
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn sorts_of_credentials_are_named() {
    for (user, sort) in
        users().into_iter().zip(["token.", "user name and password.", "token. Acts as \"boss-acme\"."])
    {
        let world = World::new();
        planted(&world, &user);
        let (_, all) = doctor(&world, "--kubeconfig planted --request-timeout 3s");
        assert_eq!(message(&all, "credentials"), format!("Sent: {sort}"));
        assert!(message(&all, "proxy").contains("proxy-url"), "{all}");
    }
}

#[cfg(unix)]
#[test]
fn a_plugin_that_fails_is_a_fault_of_the_credentials() {
    let world = World::new();
    for (user, code, sign) in [
        (users().swap_remove(5), 3, "exit status 7"),
        (users().swap_remove(7), 2, "\"gone-plugin\" is not installed"),
    ] {
        planted(&world, &user);
        let (exit, all) = doctor(&world, "--kubeconfig planted");
        assert_eq!((exit, state(&all, "credentials").as_str()), (code, "fault"), "{all}");
        assert!(message(&all, "credentials").contains(sign), "{all}");
        assert_eq!(state(&all, "reachability"), "unknown");
    }
}

#[cfg(unix)]
#[test]
fn anonymous_hides_every_name_and_keeps_them_apart() {
    let world = World::new();
    let folder = world.path().display().to_string();
    let kubeconfig = format!("{folder}/planted");
    for user in users() {
        planted(&world, &user);
        for more in ["", "--context nearby-acme", "-n team-acme", "--user acme-other", "--as vip-acme"] {
            for format in ["table", "json"] {
                let words = format!(
                    "doctor --anonymous --kubeconfig {kubeconfig} --request-timeout 3s -o {format} {more}"
                );
                let out = world.run(&words).out;
                for name in ["acme", "jane", "127.0.0.1", folder.as_str()] {
                    assert!(!out.contains(name), "{name} in {out}");
                }
            }
        }
    }
    planted(&world, &users().swap_remove(0));
    let text = world.run("doctor --anonymous --kubeconfig planted --request-timeout 3s").out;
    assert!(text.contains("\"‹context-1›\" (current-context): cluster \"‹cluster-1›\""), "{text}");
    assert!(text.lines().last().is_some_and(|line| line.contains("are replaced")), "{text}");
}

#[test]
fn anonymous_hides_what_the_server_reports() {
    let server = Server::of(&[SPACE, FUNCTION]);
    let world = World::with_cluster(&server.address);
    let run = world.run("doctor --anonymous --as ceo@acme.example -n shop -o json");
    let all = whole(&run);
    assert_eq!((run.code, state(&all, "identity").as_str()), (0, "ok"), "{all}");
    assert!(!run.out.contains("acme") && !run.out.contains("shop"), "{}", run.out);
    assert_eq!(all["anonymous"], true);
}
