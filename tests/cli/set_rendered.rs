//! Sets that programs render: baselines, differences and revisions treat them as those that are read as they are.

use super::render::program;
use super::run::{FUNCTION, OPEN, Run, SPACE, World, finish};
use super::sets::{BOTH, CHECK, GATE, change, names, of_route, overlays};
use serde_json::Value;

/// Prints what the overlay that it is asked for would give: its own file `rendered.txt`.
const KUSTOMIZE: &str = "real=$(sed -n 's/^- \\(.*overlays.*\\)$/\\1/p' kustomization.yaml)\n\
    test -e \"$real/broken\" && { echo 'Error: accumulating resources' >&2; exit 1; }\n\
    cat \"$real/rendered.txt\"\n";

/// Overlays that have the route only once they are rendered.
fn rendered(world: &World, root: &str, routed: &[&str]) {
    overlays(world, root, &BOTH, &[]);
    for name in BOTH {
        let route = if routed.contains(&name) { format!("---\n{OPEN}") } else { String::new() };
        world
            .file(&format!("{root}/overlays/{name}/rendered.txt"), &format!("{SPACE}---\n{FUNCTION}{route}"));
    }
    program(world, "kustomize", KUSTOMIZE);
}

fn run(world: &World, words: &str) -> Run {
    let mut command = world.command(words);
    command.env("PATH", format!("{}/bin:/usr/bin:/bin", world.path().display()));
    finish(command)
}

/// How each finding of the route compares with the baseline, and its sets.
fn marks(run: &Run) -> Vec<(Value, Vec<String>)> {
    let all = run.json();
    let found = all["findings"].as_array().expect("a list").iter().filter(|one| one["check"] == CHECK);
    found.map(|one| (one["baseline"].clone(), names(&one["sets"]))).collect()
}

#[test]
fn a_baseline_of_rendered_overlays_accepts_set_by_set() {
    let world = World::new();
    rendered(&world, "k8s", &["dev"]);
    assert_eq!(run(&world, "baseline write -f k8s --render always").code, 0);
    let text = world.read("fnsec-baseline.yaml");
    assert!(text.contains("sets:\n- overlays/dev\n- overlays/prod\nfindings:"), "{text}");
    assert_eq!(run(&world, &format!("scan -f k8s --render always {GATE}")).code, 0);
    rendered(&world, "k8s", &BOTH);
    let gate = run(&world, &format!("scan -f k8s --render always {GATE} -o json"));
    let one = |mark: &str, set: &str| (Value::from(mark), vec![format!("overlays/{set}")]);
    assert_eq!(
        (gate.code, marks(&gate)),
        (1, vec![one("known", "dev"), one("new", "prod")]),
        "{}",
        gate.all()
    );
}

#[test]
fn an_overlay_that_cannot_be_rendered_keeps_its_entries() {
    let world = World::new();
    rendered(&world, "k8s", &BOTH);
    assert_eq!(run(&world, "baseline write -f k8s --render always").code, 0);
    let before = world.read("fnsec-baseline.yaml");
    world.file("k8s/overlays/prod/broken", "");
    for command in ["prune", "write"] {
        let failed = run(&world, &format!("baseline {command} -f k8s --render auto"));
        assert_eq!(failed.code, 4, "{}", failed.all());
        assert!(!failed.err.contains("which was not read"), "the base was read: {}", failed.err);
        assert_eq!(world.read("fnsec-baseline.yaml"), before, "{command}: {}", failed.err);
        let ended = run(&world, &format!("baseline {command} -f k8s --render always"));
        assert!(ended.code == 2 && world.read("fnsec-baseline.yaml") == before, "{}", ended.all());
    }
    let diff = run(&world, "baseline diff -f k8s --render auto");
    assert!(!diff.out.contains("fixed: "), "{}", diff.out);
}

#[test]
fn a_difference_of_rendered_overlays_names_the_set() {
    let world = World::new();
    rendered(&world, "a", &["dev"]);
    rendered(&world, "b", &BOTH);
    let diff = run(&world, "diff a b --render always -o json");
    assert_eq!(of_route(&diff.json()), change("new", &["overlays/prod"]), "{}", diff.all());
    let markdown = run(&world, "diff a b --render always -o markdown").out;
    assert!(markdown.contains("in overlays/prod") && !markdown.contains("rendered"), "{markdown}");
}

#[test]
fn an_exception_names_a_rendered_overlay_as_any_other() {
    let world = World::new();
    rendered(&world, "k8s", &BOTH);
    let own = format!(
        "exceptions:\n- {{check: {CHECK}, object: APIRule/shop/orders, sets: [dev], reason: partners sign}}\n"
    );
    world.file("k8s/fnsec.yaml", &own);
    let all = run(&world, "scan -f k8s --render always -o json");
    let sets: Vec<Vec<String>> = marks(&all).into_iter().map(|one| one.1).collect();
    assert_eq!(sets, [["overlays/prod"]], "{}", all.all());
}

#[test]
fn a_revision_is_never_said_to_be_rendered() {
    let world = World::new();
    rendered(&world, "k8s", &["dev"]);
    let git = "git init -q . && git add k8s && git -c user.name=x -c user.email=x@example.com commit -qm x";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", git]).current_dir(world.path()).env("HOME", world.path());
    assert!(command.status().expect("git").success());
    for words in ["scan -f k8s --since HEAD", "scan -f k8s --rev HEAD", "diff HEAD:k8s k8s"] {
        let always = run(&world, &format!("{words} --render always"));
        let why = "Rendering git revision HEAD: programs render only files on the disk";
        assert!(always.code == 2 && always.err.contains(why), "{words}: {}", always.all());
        let auto = run(&world, &format!("{words} --render auto"));
        assert!(auto.err.contains("Git revision HEAD is read without rendering"), "{words}: {}", auto.all());
        let never = run(&world, words);
        assert!(!never.err.contains("rendering"), "{words}: {}", never.err);
    }
}

/// The base writes in one line what programs print in several.
#[test]
fn a_field_that_is_rendered_in_another_layout_is_at_its_line_in_the_base() {
    let world = World::new();
    rendered(&world, "k8s", &[]);
    let flow = "kind: Function\nmetadata: {name: orders, namespace: shop}\n\
                spec: {runtime: nodejs22, source: {inline: {source: \"module.exports = {main: () => 'ok'}\"}}}\n";
    let flow = format!("{SPACE}---\napiVersion: serverless.kyma-project.io/v1alpha2\n{flow}");
    world.file("k8s/base/all.yaml", &flow);
    let origin = "  annotations:\n    config.kubernetes.io/origin: \"path: ORIGIN/../../base/all.yaml\"\n";
    let text = format!("{SPACE}---\n{}", FUNCTION.replace("spec:\n", &format!("{origin}spec:\n")));
    for name in BOTH {
        world.file(&format!("k8s/overlays/{name}/rendered.txt"), &text);
    }
    program(
        &world,
        "kustomize",
        &KUSTOMIZE.replace("cat \"$real/rendered.txt\"", "sed \"s|ORIGIN|$real|\" \"$real/rendered.txt\""),
    );
    let all = run(&world, "scan -f k8s --render always -o json").json();
    let mut found = all["findings"].as_array().expect("a list").iter();
    let one = found.find(|one| one["check"] == "runtime-end-of-life").expect("a finding");
    let line = flow.lines().position(|line| line.starts_with("spec:")).expect("a line") + 1;
    assert_eq!(
        (&one["object"]["file"], &one["at"]["line"]),
        (&"k8s/base/all.yaml".into(), &line.into()),
        "{all}"
    );
}
