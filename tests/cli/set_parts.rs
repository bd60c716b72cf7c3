//! Baselines where only some of the sets were read: what was not read is never removed, and never accepted.

use super::run::{OPEN, World};
use super::sets::{CHECK, GATE, overlays};

const ALL: [&str; 3] = ["dev", "prod", "stage"];

/// Three overlays, of which `dev` and `prod` have the route, and their baseline.
fn world() -> World {
    let world = World::new();
    overlays(&world, "k8s", &ALL, &["dev", "prod"]);
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    world
}

/// The sets in which the baseline accepts the finding of the route; nothing if it has no such entry.
fn accepted(world: &World) -> Option<Vec<String>> {
    let text = world.read("fnsec-baseline.yaml");
    let entry = text.split("- fingerprint: ").find(|entry| entry.contains(CHECK))?;
    Some(entry.lines().filter_map(|line| line.strip_prefix("  - ")).map(str::to_owned).collect())
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|name| (*name).to_owned()).collect()
}

const PARTS: [&str; 4] = [
    "-f k8s/overlays/dev -f k8s/overlays/stage -f k8s/base",
    "-f k8s/overlays/stage -f k8s/base",
    "-f k8s/overlays/dev -f k8s/base",
    "-f k8s/base/all.yaml",
];

#[test]
fn an_overlay_that_is_not_given_keeps_its_entries() {
    for command in ["prune", "write"] {
        for given in PARTS {
            let world = world();
            let before = world.read("fnsec-baseline.yaml");
            let run = world.run(&format!("baseline {command} {given}"));
            assert_eq!(run.code, 0, "{given}: {}", run.all());
            assert_eq!(world.read("fnsec-baseline.yaml"), before, "{command} {given}: {}", run.err);
            assert!(!run.err.contains("fixed"), "{given}: {}", run.err);
        }
    }
}

#[test]
fn what_is_kept_for_one_reason_is_said_in_one_sentence() {
    let run = world().run(&format!("baseline prune {}", PARTS[0]));
    let lines: Vec<&str> = run.err.lines().filter(|line| line.starts_with("Kept ")).collect();
    assert_eq!(lines.len(), 1, "{}", run.err);
    assert!(
        lines[0].contains(
            " findings in overlays/prod, because their verdicts are unknown: the set was not read."
        )
    );
}

#[test]
fn what_is_gone_from_an_overlay_that_is_given_is_removed_there_alone() {
    for command in ["prune", "write"] {
        let world = world();
        overlays(&world, "k8s", &ALL, &["prod"]);
        let run =
            world.run(&format!("baseline {command} -f k8s/overlays/dev -f k8s/overlays/stage -f k8s/base"));
        assert_eq!(accepted(&world), Some(names(&["overlays/prod"])), "{command}: {}", run.all());
        assert_eq!(world.run(&format!("scan -f k8s {GATE}")).code, 0);
    }
}

#[test]
fn an_overlay_that_is_gone_from_the_folder_that_is_given_is_removed() {
    let world = world();
    std::fs::remove_dir_all(world.path().join("k8s/overlays/prod")).expect("removed");
    let run = world.run("baseline prune -f k8s/overlays -f k8s/base");
    assert_eq!(accepted(&world), Some(names(&["overlays/dev"])), "{}", run.all());
    // One of several is left.
    std::fs::remove_dir_all(world.path().join("k8s/overlays/stage")).expect("removed");
    overlays(&world, "k8s", &["dev"], &[]);
    let run = world.run("baseline prune -f k8s");
    assert_eq!(accepted(&world), None, "{}", run.all());
}

#[test]
fn a_finding_of_an_overlay_without_a_name_in_the_baseline_is_new_if_the_others_were_not_read() {
    let world = world();
    overlays(&world, "k8s", &["live"], &["live"]);
    let run = world.run(&format!("scan -f k8s/overlays/live -f k8s/overlays/dev -f k8s/base {GATE} -o json"));
    let all = run.json();
    let found = all["findings"].as_array().expect("a list").iter();
    let new: Vec<_> = found.filter(|one| one["check"] == CHECK && one["baseline"] == "new").collect();
    assert_eq!((run.code, new.len()), (1, 1), "prod is not renamed, it was not read: {all}");
}

#[test]
fn a_baseline_of_overlays_is_not_pruned_by_standard_input() {
    let world = world();
    let before = world.read("fnsec-baseline.yaml");
    let run = world.run_with_input("baseline prune -f -", super::run::SPACE);
    assert_eq!(world.read("fnsec-baseline.yaml"), before, "{}", run.all());
}

#[test]
fn an_overlay_without_the_base_that_it_includes_is_not_whole() {
    let world = world();
    let run = world.run("scan -f k8s/overlays/stage");
    assert_eq!(run.code, 4, "{}", run.all());
    let why = "k8s/overlays/stage/kustomization.yaml: includes ../../base, which was not read";
    assert!(run.out.contains(why), "{}", run.out);
    for command in ["prune", "write"] {
        let before = world.read("fnsec-baseline.yaml");
        let run = world.run(&format!("baseline {command} -f k8s/overlays/stage"));
        assert_eq!(run.code, 4, "{}", run.all());
        assert_eq!(world.read("fnsec-baseline.yaml"), before, "{command}: {}", run.err);
    }
    assert_eq!(world.run("scan -f k8s --fail-on none").code, 0, "nothing is left out of the whole");
}

#[test]
fn an_unreadable_overlay_beside_one_that_is_not_given_keeps_both() {
    let world = world();
    world.file("k8s/overlays/dev/rule.yaml", &OPEN.replace("spec:", "spec: ["));
    for command in ["prune", "write"] {
        let run = world.run(&format!("baseline {command} -f k8s/overlays/dev -f k8s/base"));
        assert_eq!(run.code, 4, "{}", run.all());
        assert_eq!(
            accepted(&world),
            Some(names(&["overlays/dev", "overlays/prod"])),
            "{command}: {}",
            run.err
        );
    }
}
