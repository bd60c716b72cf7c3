//! Exceptions that hold in some of the sets of files only.

use super::run::{Run, World};
use super::sets::{BOTH, CHECK, names, overlays};
use serde_json::Value;

/// Both overlays with the route, and one exception.
fn world(exception: &str) -> World {
    let world = World::new();
    overlays(&world, "k8s", &BOTH, &BOTH);
    let own = format!("exceptions:\n- check: {CHECK}\n{exception}  reason: partners sign\n");
    world.file("k8s/fnsec.yaml", &own);
    world
}

const OBJECT: &str = "  object: APIRule/shop/orders\n";

fn scan(world: &World) -> Run {
    world.run("scan -f k8s -o json")
}

/// The sets of the finding, and those in which it is accepted.
fn found(run: &Run) -> (Vec<String>, Vec<String>) {
    let all = run.json();
    let sets = |list: &Value| {
        let own = list.as_array().into_iter().flatten().filter(|one| one["check"] == CHECK);
        own.flat_map(|one| names(&one["sets"])).collect()
    };
    (sets(&all["findings"]), sets(&all["accepted"]))
}

#[test]
fn an_exception_without_sets_holds_in_all() {
    let run = scan(&world(OBJECT));
    let both = vec!["overlays/dev".to_owned(), "overlays/prod".to_owned()];
    assert_eq!(found(&run), (Vec::new(), both), "{}", run.all());
}

#[test]
fn an_exception_holds_in_the_sets_that_it_names_alone() {
    let one = |name: &str| vec![format!("overlays/{name}")];
    for sets in ["[dev]", "[overlays/dev]", "[k8s/overlays/dev]"] {
        let run = scan(&world(&format!("{OBJECT}  sets: {sets}\n")));
        assert_eq!(found(&run), (one("prod"), one("dev")), "{sets}: {}", run.all());
    }
    let run = scan(&world(&format!("{OBJECT}  sets: [lays/dev]\n")));
    assert_eq!(found(&run).1, Vec::<String>::new(), "only whole names of folders");
    let world = world(&format!("{OBJECT}  sets: [dev]\n"));
    let markdown = world.run("scan -f k8s -o markdown").out;
    assert!(markdown.contains("| `APIRule/orders` in overlays/dev | partners sign |"), "{markdown}");
    let sarif = world.run("scan -f k8s -o sarif").json();
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let taken = results.iter().find(|one| one["suppressions"].is_array()).expect("an accepted one");
    assert_eq!(names(&taken["properties"]["sets"]), ["overlays/dev"]);
}

#[test]
fn an_exception_holds_where_its_set_is_given_alone() {
    let world = world(&format!("{OBJECT}  sets: [dev]\n"));
    let given = |set: &str| {
        let run =
            world.run(&format!("scan -f k8s/overlays/{set} -f k8s/base --config k8s/fnsec.yaml -o json"));
        run.json()["findings"].as_array().expect("a list").iter().filter(|one| one["check"] == CHECK).count()
    };
    assert_eq!((given("dev"), given("prod")), (0, 1));
    let input = world.run_with_input("scan -f - --config k8s/fnsec.yaml -o json", super::run::OPEN);
    assert!(input.out.contains(CHECK) && !input.out.contains("partners sign"), "{}", input.all());
}

#[test]
fn the_baseline_the_difference_and_the_explorer_follow_the_sets_of_an_exception() {
    let world = world(&format!("{OBJECT}  sets: [dev]\n"));
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    let text = world.read("fnsec-baseline.yaml");
    let entry = text.split("- fingerprint: ").find(|entry| entry.contains(CHECK)).expect("an entry");
    assert!(entry.ends_with("  sets:\n  - overlays/prod\n"), "{entry}");
    let shown = |set: &str| {
        let start = format!("-f k8s --context k8s/overlays/{set} --linear");
        world.run_with_input(&start, "findings\nquit\n").all()
    };
    let of = |text: &str| text.contains("apirule/orders");
    assert!(!of(&shown("dev")) && of(&shown("prod")), "{}", shown("dev"));
}

#[test]
fn a_name_that_no_set_has_is_said_with_its_line_and_the_nearest_one() {
    let world = world(&format!("{OBJECT}  sets: [dev, pord]\n"));
    let run = world.run("scan -f k8s");
    let line =
        format!("Exception k8s/fnsec.yaml:2 ({CHECK}): no set is called \"pord\"; did you mean \"prod\"?\n");
    assert!(run.out.contains(&line), "{}", run.all());
    let sarif = world.run("scan -f k8s -o sarif");
    assert!(sarif.err.contains(line.trim_end()), "{}", sarif.err);
    let all = scan(&world).json();
    assert_eq!(all["idleExceptions"][0]["state"], "no-set", "{all}");
    // Only some of the sets are given, which is no mistake.
    let part = world.run("scan -f k8s/overlays/dev -f k8s/base --config k8s/fnsec.yaml");
    assert!(!part.out.contains("no set"), "{}", part.out);
}

#[test]
fn sets_of_an_exception_are_a_list_of_names() {
    for (sets, why) in [
        ("dev", "fnsec.yaml:4: expected a list of strings"),
        ("[]", "fnsec.yaml:4: name at least one set"),
        ("['']", "fnsec.yaml:4: name at least one set"),
    ] {
        let run = scan(&world(&format!("{OBJECT}  sets: {sets}\n")));
        assert!(run.code == 2 && run.err.contains(why), "{sets}: {}", run.err);
    }
    let run = scan(&world(&format!("{OBJECT}  set: [dev]\n")));
    assert!(run.err.contains("fnsec.yaml:4: unknown key \"set\"; did you mean \"sets\"?"), "{}", run.err);
}

/// Each overlay has a namespace of its own, and only that of `dev` has no level.
#[test]
fn an_exception_that_has_an_effect_in_one_set_is_not_idle_in_another() {
    let world = World::new();
    let space = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";
    let level = "  labels: {pod-security.kubernetes.io/enforce: restricted}\n";
    for (name, labels) in [("dev", ""), ("prod", level)] {
        let folder = format!("k8s/overlays/{name}");
        world.file(&format!("{folder}/kustomization.yaml"), "resources: [space.yaml, function.yaml]\n");
        world.file(&format!("{folder}/space.yaml"), &format!("{space}{labels}"));
        world.file(&format!("{folder}/function.yaml"), super::run::FUNCTION);
    }
    let exception = |sets: &str| {
        let own = format!(
            "exceptions:\n- check: namespace-level-missing\n  namespace: shop\n{sets}  reason: soon gone\n"
        );
        world.file("k8s/fnsec.yaml", &own);
        world.run("scan -f k8s -o json").json()
    };
    let idle = |all: &Value| {
        let found = all["findings"].as_array().expect("a list").iter();
        let told = found.filter(|one| one["check"] == "exception-unmatched").count();
        (all["idleExceptions"].as_array().map_or(0, Vec::len), told)
    };
    for sets in ["", "  sets: [dev]\n"] {
        let all = exception(sets);
        assert_eq!(idle(&all), (0, 0), "{sets}: {all}");
        assert_eq!(all["accepted"].as_array().map(Vec::len), Some(1), "{sets}: {all}");
    }
    let all = exception("  sets: [prod]\n");
    assert_eq!(idle(&all), (1, 1), "it accepts nothing where it holds: {all}");
}

#[test]
fn an_exception_holds_in_its_overlay_when_that_is_the_current_folder() {
    let world = world(&format!("{OBJECT}  sets: [dev]\n"));
    for (set, accepted) in [("dev", true), ("prod", false)] {
        let mut command = world.command("scan -f . -o json --config ../../fnsec.yaml");
        command.current_dir(world.path().join("k8s/overlays").join(set));
        let run = super::run::finish(command);
        let all = run.json();
        let has = |list: &Value| list.as_array().into_iter().flatten().any(|one| one["check"] == CHECK);
        assert_eq!(
            (has(&all["accepted"]), has(&all["findings"])),
            (accepted, !accepted),
            "{set}: {}",
            run.all()
        );
    }
}

#[test]
fn identifiers_of_gitlab_differ_where_one_finding_is_in_two_files() {
    let world = World::new();
    overlays(&world, "k8s", &BOTH, &BOTH);
    let all = world.run("scan -f k8s -o gitlab-sast").json();
    let ids: Vec<&str> = all["vulnerabilities"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    let distinct: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
}

#[test]
fn expectations_name_a_set_as_reports_do() {
    let world = World::new();
    overlays(&world, "k8s", &BOTH, &BOTH);
    let mut command = world.command("test -f k8s -o json --expect");
    command.arg("no namespace below restricted");
    let all = super::run::finish(command).json();
    let sets: Vec<&str> =
        all["tests"].as_array().expect("a list").iter().filter_map(|one| one["set"].as_str()).collect();
    assert_eq!(sets, ["overlays/dev", "overlays/prod"], "{all}");
}
