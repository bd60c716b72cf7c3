//! Pages, lists, completions: what the program says about itself.

use super::run::{CHECK, World};

#[test]
fn a_check_explains_itself_and_a_misspelt_one_is_guessed() {
    let world = World::new();
    let page = world.run(&format!("explain {CHECK}"));
    assert_eq!(page.code, 0);
    for heading in fnsec::checks::page::HEADINGS {
        assert!(page.out.contains(&format!("## {heading}")), "{heading}");
    }
    let list = world.run("explain").out;
    assert!(fnsec::checks::ALL.iter().all(|check| list.contains(check.id)));
    let run = world.run("explain jwt-without-authorisation");
    assert!(run.err.contains(&format!("Did you mean \"{CHECK}\"?")), "{}", run.err);
}

#[test]
fn every_shell_gets_completions_and_man_gets_pages() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = world.run(&format!("completion {shell}")).out;
        assert!(script.contains("fnsec") && script.contains("completion"), "{shell}");
    }
    assert!(world.run("completion bash").out.contains(CHECK));
    assert!(world.run("man").out.contains(".TH fnsec 1"));
    assert!(world.run("man scan").out.contains("min"));
}

#[test]
fn the_version_is_told_in_words_and_in_json() {
    let world = World::new();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(world.run("version").out, format!("fnsec {version}\n"));
    assert_eq!(world.run("-V").out, format!("fnsec {version}\n"));
    assert_eq!(world.run("version -o json").json()["version"], version);
}

#[test]
fn options_can_come_from_the_environment_and_the_command_line_wins() {
    let world = World::new();
    world.file("a.yaml", super::run::OPEN);
    let mut command = world.command("scan -f a.yaml");
    command.env("FNSEC_FAIL_ON", "none");
    assert_eq!(super::run::finish(command).code, 0);
    let mut command = world.command("scan -f a.yaml --fail-on high");
    command.env("FNSEC_FAIL_ON", "none");
    assert_eq!(super::run::finish(command).code, 1);
}

fn recorded(name: &str, text: &str) {
    insta::with_settings!({snapshot_path => "../../snapshots/cli", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn the_help_of_every_command_is_recorded() {
    let world = World::new();
    recorded("help", &world.run("-h").out);
    for command in [
        "scan",
        "record",
        "watch",
        "explain",
        "fix",
        "report",
        "undo",
        "changes",
        "pod-security",
        "reach",
        "can",
        "who-can",
        "apirule",
        "tokens",
        "sbom",
        "doctor",
        "render",
        "config",
        "keys",
        "theme",
        "tutor",
        "completion",
        "man",
        "version",
    ] {
        let text = world.run(&format!("{command} -h")).out;
        let own = text.split("\nSource:").next().expect("a part");
        recorded(&format!("help-{command}"), own);
    }
}
