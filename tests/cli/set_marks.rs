//! Every format names the set of files that a finding is in, and in which it is new.

use super::run::{Run, World};
use super::sets::{BOTH, CHECK, GATE, grown, overlays};
use serde_json::{Value, json};

const ALL: [&str; 3] = ["dev", "prod", "stage"];

/// Three overlays: the finding of the route is accepted in `dev`, new in `prod`, and not in `stage`.
fn world() -> World {
    let world = World::new();
    overlays(&world, "k8s", &ALL, &["dev"]);
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    overlays(&world, "k8s", &ALL, &BOTH);
    world
}

fn scan(world: &World, format: &str) -> Run {
    world.run(&format!("scan -f k8s {GATE} -o {format}"))
}

fn of_check(all: &Value, field: &str) -> Vec<Value> {
    all.as_array().expect("a list").iter().filter(|one| one[field] == CHECK).cloned().collect()
}

#[test]
fn the_json_names_the_sets_of_each_finding_and_those_of_the_scan() {
    let world = world();
    let all = scan(&world, "json").json();
    assert_eq!(all["sets"], json!(["overlays/dev", "overlays/prod", "overlays/stage"]));
    let found: Vec<Value> =
        of_check(&all["findings"], "check").iter().map(|one| one["sets"].clone()).collect();
    assert_eq!(found, [json!(["overlays/dev"]), json!(["overlays/prod"])], "{all}");
    // What is in a shared base is in all sets.
    let shared = all["findings"].as_array().expect("a list").iter().filter(|one| one["sets"] == all["sets"]);
    assert!(shared.count() > 0, "{all}");
    let lines = scan(&world, "jsonl").out;
    let last = lines.lines().last().expect("a line");
    assert!(last.contains("\"sets\":[\"overlays/dev\""), "{last}");
    assert!(lines.lines().any(|line| line.contains(CHECK) && line.contains("\"sets\":[\"overlays/prod\"]")));
}

#[test]
fn a_source_of_one_set_has_no_sets_in_any_format() {
    let world = World::new();
    overlays(&world, "k8s", &["dev"], &["dev"]);
    for format in ["json", "sarif", "wide", "markdown", "html", "junit", "gitlab", "gitlab-sast", "github"] {
        let run = world.run(&format!("scan -f k8s/overlays/dev -o {format}"));
        let out = run.out.to_lowercase();
        assert!(out.contains(CHECK) && !out.contains("sets\"") && !out.contains("sets:"), "{format}: {out}");
    }
    assert!(!world.run("scan -f k8s/overlays/dev").out.contains("SETS"));
}

#[test]
fn tables_name_the_sets_in_a_column_of_their_own() {
    let world = world();
    let wide = scan(&world, "wide").out;
    let head = wide.lines().next().expect("a head");
    assert!(head.contains("FILE") && head.contains("SETS") && head.contains("BASELINE"), "{head}");
    let rows: Vec<&str> = wide.lines().filter(|line| line.contains(CHECK)).collect();
    let cell = |row: &str| {
        let from = head.find("SETS").expect("a column");
        let rest = row.get(from..).expect("a column");
        rest.split("  ").next().expect("a cell").trim().to_owned()
    };
    let cells: Vec<String> = rows.iter().map(|row| cell(row)).collect();
    assert_eq!(cells, ["overlays/dev", "overlays/prod"], "{wide}");
    assert!(rows[0].contains("  known  ") && rows[1].contains("  new  "), "{wide}");
    assert!(wide.contains("  all 3 sets  "), "{wide}");
}

#[test]
fn sarif_names_the_sets_in_the_message_and_for_programs() {
    let world = world();
    let sarif = scan(&world, "sarif").json();
    let found = of_check(&sarif["runs"][0]["results"], "ruleId");
    let sets: Vec<_> = found.iter().map(|one| one["properties"]["sets"].clone()).collect();
    assert_eq!(sets, [json!(["overlays/dev"]), json!(["overlays/prod"])], "{sarif}");
    assert_eq!(found[1]["properties"]["newIn"], json!(["overlays/prod"]));
    let text = found[1]["message"]["text"].as_str().expect("a text");
    assert!(text.contains("APIRule/orders in shop (overlays/prod)."), "{text}");
}

#[test]
fn every_other_format_names_the_set() {
    let world = world();
    let of = |format: &str| scan(&world, format).out;
    let markdown = of("markdown");
    let row =
        markdown.lines().rfind(|line| line.starts_with("| high") && line.contains(CHECK)).expect("a row");
    assert!(
        row.starts_with("| high (new) | ") && row.contains("`APIRule/orders` in overlays/prod<br>"),
        "{row}"
    );
    assert!(of("html").contains("<code>APIRule/orders</code> in overlays/prod<br />"));
    let github = of("github");
    assert!(github.contains("(APIRule/orders, shop, overlays/prod)"), "{github}");
    assert!(of("gitlab").contains("(APIRule/orders in overlays/prod)"));
    assert!(of("gitlab-sast").contains("Sets: overlays/prod"));
    let junit = of("junit");
    assert!(
        junit.contains(" in overlays/prod\"") && junit.contains("Sets: overlays/prod\nBaseline: new"),
        "{junit}"
    );
    let csv = of("csv");
    assert!(csv.lines().next().is_some_and(|head| head.ends_with(",fingerprint,sets,new in")), "{csv}");
    assert!(
        csv.lines().any(|line| line.contains(CHECK) && line.ends_with(",overlays/prod,overlays/prod")),
        "{csv}"
    );
    let gauges = of("prometheus");
    assert!(gauges.contains("set=\"overlays/prod\",severity=\"high\"} 2\n"), "{gauges}");
    assert!(gauges.contains("set=\"overlays/stage\",severity=\"high\"} 1\n"), "{gauges}");
    for format in ["policyreport", "openreports"] {
        assert!(of(format).contains("sets: overlays/prod"), "{format}");
    }
}

/// Most verdicts over files are unknown for the same reason, which no reader wants forty times.
#[test]
fn what_files_alone_cannot_show_is_one_remark() {
    let world = world();
    for format in ["github", "markdown", "html", "gitlab", "gitlab-sast", "junit", "sarif"] {
        let out = scan(&world, format).out;
        let lines: Vec<&str> = out.lines().filter(|line| line.contains("files alone may lack ")).collect();
        assert!((1..=2).contains(&lines.len()), "{format}: {lines:#?}");
        assert!(!out.contains("files may leave some out"), "{format}: {out}");
        let counts = lines.iter().any(|line| line.contains("shop: ") && line.contains(" checks"));
        assert!(counts, "{format}: {lines:#?}");
    }
    let csv = scan(&world, "csv").out;
    assert!(
        csv.contains("unknown,,jwt-without-authorizations,")
            && csv.contains("apirules: files may leave some out")
    );
}

#[test]
fn what_is_new_is_among_the_annotations_that_are_shown() {
    let world = World::new();
    let one = |name: &str| {
        let text = super::run::OPEN.replace("shop", name);
        world.file(&format!("k8s/{name}.yaml"), &text);
    };
    for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"] {
        one(name);
    }
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    one("z");
    let out = scan(&world, "github").out;
    assert_eq!(out.matches("::error file=").count(), 10, "{out}");
    assert!(out.starts_with("::error file=k8s/z.yaml,") && out.contains("title=high (new) "), "{out}");
}

/// The base has the route, and one overlay accepts it.
#[test]
fn what_is_new_in_one_of_its_sets_says_in_which() {
    let world = World::new();
    overlays(&world, "k8s", &BOTH, &[]);
    world.file("k8s/base/rule.yaml", super::run::OPEN);
    world.file("k8s/base/kustomization.yaml", "resources: [all.yaml, rule.yaml]\n");
    assert_eq!(world.run("baseline write -f k8s").code, 0);
    let text = world.read("fnsec-baseline.yaml");
    let at = text.find(CHECK).expect("an entry");
    let (before, after) = text.split_at(at);
    world.file("fnsec-baseline.yaml", &format!("{before}{}", after.replacen("  - overlays/prod\n", "", 1)));
    let wide = scan(&world, "wide").out;
    let row = wide.lines().find(|line| line.contains(CHECK)).expect("a row");
    assert!(row.contains("both sets") && row.contains("new in overlays/prod"), "{wide}");
    assert!(scan(&world, "markdown").out.contains("| high (new in overlays/prod) |"));
    let sarif = scan(&world, "sarif").json();
    let one = &of_check(&sarif["runs"][0]["results"], "ruleId")[0];
    assert_eq!(one["properties"]["newIn"], json!(["overlays/prod"]));
}

#[test]
fn a_set_is_chosen_by_the_name_that_reports_give_it() {
    let world = grown();
    let run = world.run("scan -f k8s --context overlays/prod -o json");
    assert_eq!(run.json()["source"]["name"], "k8s/overlays/prod", "{}", run.all());
    let none = world.run("scan -f k8s --context lays/prod");
    assert!(none.code == 2 && none.err.contains("k8s/overlays/prod"), "{}", none.all());
}
