//! What runs fnsec elsewhere: the action, the pipeline template, the hooks, the job in a cluster, the packages. Each
//! command in them is run with the built program.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "cli/run.rs"]
#[allow(dead_code)]
mod run;

use fnsec::model::Kind;
use run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name)
}

fn yaml(text: &str) -> Vec<Value> {
    fnsec::yaml::parse(text).expect("YAML").into_iter().map(|doc| doc.value).collect()
}

/// A folder with findings, and the program as `fnsec` on the PATH.
fn world() -> World {
    let world = World::new();
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    world.file("k8s/function.yaml", FUNCTION);
    world
}

/// Runs a script of a pipeline in the folder of a world.
fn shell(world: &World, script: &str, variables: &[(&str, &str)]) -> Run {
    let program = Path::new(env!("CARGO_BIN_EXE_fnsec")).parent().expect("a folder").display().to_string();
    let path = format!("{program}:{}", std::env::var("PATH").expect("a PATH"));
    let mut command = Command::new("bash");
    command.args(["-c", script]).current_dir(world.path()).env_clear();
    command.env("PATH", path).env("HOME", world.path()).env("FNSEC_STATE", world.path().join("state"));
    command.env("FNSEC_TODAY", "2026-11-01").envs(variables.iter().copied());
    finish(command)
}

#[test]
fn the_action_scans_annotates_and_writes_sarif() {
    let action = yaml(&read("action.yml")).remove(0);
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let scan = steps.iter().find(|step| step["name"] == "Scan").expect("a step");
    let script = scan["run"].as_str().expect("a script");
    let given = |path: &'static str, args: &'static str| {
        let world = world();
        let run = shell(
            &world,
            script,
            &[("FNSEC_PATH", path), ("FNSEC_ARGS", args), ("FNSEC_SARIF", "out.sarif")],
        );
        (run, world)
    };
    let (run, world) = given("k8s", "--check=jwt-without-authorizations\n");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("::error file=k8s/rules.yaml,line="), "{}", run.out);
    assert!(world.read("out.sarif").contains("\"2.1.0\""));
    let (run, world) = given("k8s; touch made", "$(touch made)\n--fail-on=none `touch made`\n");
    assert!(run.code == 2 && !world.path().join("made").exists(), "inputs are arguments: {}", run.err);
    let inputs = action["inputs"].as_object().expect("inputs");
    for step in steps {
        let script = step["run"].as_str().expect("a script");
        assert!(!script.contains("${{"), "an expression in a script would be run: {script}");
    }
    assert!(inputs.contains_key("version") && inputs.contains_key("sarif"));
}

#[test]
fn the_download_of_the_action_is_verified_before_it_is_used() {
    let text = read("action.yml");
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}"));
    assert!(at("sha256sum --check") < at("GITHUB_PATH") && at("gh attestation verify") < at("GITHUB_PATH"));
}

#[test]
fn the_template_of_gitlab_writes_the_reports_that_it_names() {
    let template = yaml(&read("packaging/gitlab/fnsec.gitlab-ci.yml")).remove(0);
    let job = &template["fnsec"];
    let world = world();
    let script = job["script"][0].as_str().expect("a command");
    let run = shell(&world, script, &[("FNSEC_PATH", "k8s"), ("FNSEC_FAIL_ON", "high")]);
    assert_eq!(run.code, 1, "{}", run.err);
    for report in job["artifacts"]["reports"].as_object().expect("reports").values() {
        assert!(!world.read(report.as_str().expect("a file")).is_empty(), "{report}");
    }
}

#[test]
fn the_hooks_are_commands_of_the_program() {
    let world = world();
    let git = "git init -q . && git add . && git -c user.name=x -c user.email=x@example.com commit -qm x";
    assert_eq!(shell(&world, git, &[("GIT_CONFIG_GLOBAL", "/dev/null")]).code, 0);
    world.file("fnsec.yaml", "expect:\n- internet may not reach shop/*\n");
    for hook in yaml(&read(".pre-commit-hooks.yaml")).remove(0).as_array().expect("hooks") {
        let entry = hook["entry"].as_str().expect("an entry");
        let run = shell(&world, entry, &[]);
        let expected = i32::from(!(entry.contains("--since") || entry.contains("fnsec test")));
        assert_eq!(run.code, expected, "{entry}: {}{}", run.out, run.err);
        assert_eq!(hook["pass_filenames"], false);
    }
}

fn rules(docs: &[Value]) -> Vec<Value> {
    let roles = docs.iter().filter(|one| one["kind"] == "ClusterRole" || one["kind"] == "Role");
    roles.flat_map(|one| one["rules"].as_array().expect("rules").clone()).collect()
}

#[test]
fn the_job_may_list_and_watch_what_the_checks_read_and_nothing_else() {
    let run =
        World::new().run("manifests cronjob --image registry.example.com/fnsec@sha256:0 --with-secrets");
    assert_eq!(run.code, 0, "{}", run.err);
    let rules = rules(&yaml(&run.out));
    let mut granted: BTreeSet<(String, String)> = BTreeSet::new();
    for rule in &rules {
        assert_eq!(rule["verbs"], serde_json::json!(["list", "watch"]));
        for group in rule["apiGroups"].as_array().expect("groups") {
            for resource in rule["resources"].as_array().expect("resources") {
                granted
                    .insert((group.as_str().expect("text").into(), resource.as_str().expect("text").into()));
            }
        }
    }
    let read =
        Kind::watched().into_iter().map(|kind| (kind.info().group.to_owned(), kind.info().plural.to_owned()));
    assert_eq!(granted, read.collect());
    let named = |rule: &&Value| rule["resources"] == serde_json::json!(["configmaps"]);
    assert!(
        rules.iter().filter(named).all(|rule| rule["resourceNames"].is_array()),
        "single objects by name"
    );
    let less = World::new().run("manifests cronjob --image x");
    assert!(
        !less.out.contains("- secrets") && less.out.contains("checks that need them are unknown"),
        "{}",
        less.out
    );
    let one = World::new().run("manifests cronjob --image x --check namespace-level-missing");
    assert!(
        one.out.len() < less.out.len() && one.out.contains("--check=namespace-level-missing"),
        "{}",
        one.out
    );
}

#[test]
fn the_job_meets_the_restricted_level_and_runs_its_arguments() {
    let world = World::new();
    let made = world.run("manifests cronjob --image registry.example.com/fnsec@sha256:0 -n audit");
    world.file("job.yaml", &made.out);
    let judged = world.run("pod-security -f job.yaml --level restricted");
    assert!(judged.out.contains("0 of 1"), "{}", judged.out);
    let job = yaml(&made.out).into_iter().find(|one| one["kind"] == "CronJob").expect("a job");
    assert_eq!(job["metadata"]["namespace"], "audit");
    let pod = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"];
    let arguments: Vec<&str> = pod["containers"][0]["args"]
        .as_array()
        .expect("arguments")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let run = world.run(&format!("{} --demo", arguments.join(" ")));
    assert_eq!(run.code, 1, "{}", run.err);
}

#[test]
fn the_image_has_no_shell_and_no_root() {
    let text = read("packaging/Containerfile");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines[0], "FROM scratch");
    assert!(lines.contains(&"USER 65532:65532") && lines.contains(&"ENTRYPOINT [\"/fnsec\"]"));
    assert!(lines.iter().all(|line| !line.starts_with("RUN") && !line.starts_with("ADD")), "{lines:?}");
}

#[test]
fn packages_contain_only_what_is_built_for_them() {
    let (cargo, script) = (read("Cargo.toml"), read(".ci/packages"));
    let (_, metadata) = cargo.split_once("[package.metadata.deb]").expect("metadata");
    let assets = metadata.split('"').filter(|part| part.starts_with("target/packages/"));
    let names: BTreeSet<&str> = assets.filter_map(|path| path.rsplit('/').next()).collect();
    assert_eq!(names.len(), 5);
    for name in names {
        assert!(script.contains(&format!("$out/{name}\"")), "{name} is not built");
    }
}

/// The archive of a release, as its manifests name it.
const ARCHIVE: &str = "fnsec-linux-amd64.tar.gz";

/// The krew manifest and the Homebrew formula, filled in for an archive.
fn manifests(version: &str, archive: &[u8]) -> (Run, World) {
    let world = World::new();
    world.bytes(ARCHIVE, archive);
    let mut command = Command::new("bash");
    command.arg(".ci/manifests").arg(version).arg(world.path().join(ARCHIVE)).arg(world.path());
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    (finish(command), world)
}

#[test]
fn the_manifests_of_a_release_name_its_archive_and_the_checksum() {
    let (run, world) = manifests("1.2.3", b"an archive");
    assert_eq!(run.code, 0, "{}", run.err);
    let url = format!("https://github.com/fnsec/fnsec/releases/download/v1.2.3/{ARCHIVE}");
    let summed = shell(&world, &format!("sha256sum {ARCHIVE}"), &[]);
    let sum = summed.out.split(' ').next().expect("a checksum");
    let krew = yaml(&world.read("fnsec.yaml")).remove(0);
    let platform = &krew["spec"]["platforms"][0];
    assert_eq!(krew["spec"]["version"], "v1.2.3");
    assert_eq!((&platform["uri"], &platform["sha256"]), (&Value::from(url.as_str()), &Value::from(sum)));
    let formula = world.read("fnsec.rb");
    for line in [format!("url \"{url}\""), "version \"1.2.3\"".to_owned(), format!("sha256 \"{sum}\"")] {
        assert!(formula.lines().any(|own| own.trim() == line), "{line}: {formula}");
    }
    for text in [world.read("fnsec.yaml"), formula] {
        assert!(!text.contains("VERSION") && !text.contains("SHA256") && !text.contains("#{{"), "{text}");
    }
    let (refused, _) = manifests("1.2/3", b"x");
    assert!(refused.code == 2 && refused.err.contains("not a version"), "{}", refused.err);
}

#[test]
fn the_release_hands_out_what_its_manifests_and_the_action_download() {
    let (release, script) = (read(".github/workflows/release.yml"), read(".ci/packages"));
    assert!(script.contains(&format!("$out/{ARCHIVE}")) && script.contains(".ci/manifests \"$version\""));
    for part in
        ["target/packages/*.tar.gz", "target/packages/fnsec.yaml", "target/packages/fnsec.rb", "dist/fnsec\n"]
    {
        assert!(release.contains(part), "{part} is not part of a release");
    }
    // The tag is the version of the package with a v, as in the addresses.
    assert!(release.contains("test \"v$version\" = \"$GITHUB_REF_NAME\""));
    for template in ["packaging/krew/fnsec.yaml", "packaging/homebrew/fnsec.rb"] {
        let text = read(template);
        assert!(text.contains(&format!("/releases/download/vVERSION/{ARCHIVE}")), "{template}");
        let repository = env!("CARGO_PKG_REPOSITORY");
        assert!(
            text.contains(&format!("homepage: {repository}"))
                || text.contains(&format!("homepage \"{repository}\""))
        );
    }
    let krew = yaml(&read("packaging/krew/fnsec.yaml")).remove(0);
    let bin = krew["spec"]["platforms"][0]["bin"].as_str().expect("a program");
    let packed = script.split("--directory \"$out\" ").nth(1).and_then(|rest| rest.lines().next());
    assert!(packed.is_some_and(|names| names.split(' ').any(|name| name == bin)), "{bin} is in the archive");
}
