//! `--osv`: known vulnerabilities of packages, from data that the user brings.

use super::run::{World, finish};

const FUNCTION: &str = r#"
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: charge, namespace: shop}
spec:
  runtime: nodejs22
  source:
    inline:
      source: "module.exports = { main: () => 'ok' }"
      dependencies: |
        {
          "dependencies": {"axios": "1.6.0"}
        }
"#;

fn world() -> World {
    let world = World::new();
    world.file("all.yaml", FUNCTION);
    let record = include_bytes!("../osv/TEST-2026-1.json");
    world.bytes("osv/npm/TEST-2026-1.json", record);
    world
}

#[test]
fn an_affected_version_is_a_finding_with_its_line_and_its_fix() {
    let world = world();
    let run = world.run("scan -f all.yaml --osv osv --check vulnerable-package -o json --fail-on medium");
    assert_eq!(run.code, 1, "{}", run.all());
    let all = run.json();
    let one = &all["findings"][0];
    assert_eq!(one["message"], "axios 1.6.0 is affected by TEST-2026-1; fixed in 1.8.2");
    assert_eq!((&one["severity"], &one["at"]["line"]), (&"medium".into(), &12.into()));
    assert!(run.err.contains("OSV data: 1 records of npm and PyPI, until 2026-10-12."), "{}", run.err);
    let fixed = world.run("fix vulnerable-package -f all.yaml --osv osv --apply --yes");
    assert_eq!(fixed.code, 0, "{}", fixed.all());
    assert_eq!(world.read("all.yaml"), FUNCTION.replace("1.6.0", "1.8.2"));
}

#[test]
fn without_data_the_check_has_no_verdict_and_says_so_where_it_is_asked_for() {
    let world = world();
    let with = world.run("scan -f all.yaml -o json --osv osv --fail-on none").json();
    let run = world.run("scan -f all.yaml -o json --fail-on none");
    assert!(!run.all().contains("vulnerable-package"), "{}", run.all());
    let verdicts = |all: &serde_json::Value| all["summary"]["verdicts"].as_u64();
    assert_eq!(verdicts(&run.json()).map(|count| count + 1), verdicts(&with), "{with:#}");
    let asked = world.run("scan -f all.yaml --check vulnerable-package");
    assert_eq!(asked.code, 4, "{}", asked.all());
    assert!(asked.err.contains("name it with --osv"), "{}", asked.err);
}

#[test]
fn data_that_was_read_in_part_makes_no_pass() {
    let world = world();
    world.file("all.yaml", &FUNCTION.replace("1.6.0", "1.9.0"));
    world.file("osv/broken.json", "{");
    let run = world.run("scan -f all.yaml --osv osv --check vulnerable-package");
    assert!(run.err.contains("OSV data read in part") && run.err.contains("broken.json"), "{}", run.err);
    assert!(run.out.contains("the OSV data was read in part"), "{}", run.all());
}

#[test]
fn data_that_cannot_be_read_ends_the_scan_with_what_to_do() {
    let world = world();
    let mut command = world.command("scan -f all.yaml");
    command.env("FNSEC_OSV", "absent.zip");
    let run = finish(command);
    assert_eq!(run.code, 2, "{}", run.all());
    assert!(
        run.err.contains("Reading the OSV data absent.zip") && run.err.contains("npm/all.zip"),
        "{}",
        run.err
    );
}
