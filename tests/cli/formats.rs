//! The formats of other tools: valid by their published schemas, whole, and never a pass for what is unknown.

use super::run::{CHECK, FUNCTION, OPEN, Run, SPACE, World, finish};
use serde_json::{Value, json};

/// A file with findings, an accepted one, and a document that cannot be read.
fn world() -> World {
    let world = World::new();
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: x, namespace: shop}\nspec: [\n";
    world.file("k8s/rules.yaml", &format!("{SPACE}---\n{OPEN}"));
    world.file("k8s/function.yaml", FUNCTION);
    world.file("k8s/broken.yaml", policy);
    let accepted =
        "exceptions:\n- check: api-token-mounted\n  namespace: shop\n  reason: needed | by <b>all</b>\n";
    world.file("k8s/fnsec.yaml", accepted);
    world
}

fn scan(world: &World, format: &str) -> Run {
    let run = world.run(&format!("scan -f k8s -o {format}"));
    assert_eq!(run.code, 1, "{}", run.err);
    run
}

fn of_sarif() -> jsonschema::Validator {
    let mut schema: Value = serde_json::from_str(include_str!("../schemas/sarif-2.1.0.json")).expect("JSON");
    // The published pattern of a language has an unpaired bracket.
    for definition in ["run", "toolComponent"] {
        let pattern = schema.pointer_mut(&format!("/definitions/{definition}/properties/language"));
        pattern.and_then(Value::as_object_mut).and_then(|language| language.remove("pattern"));
    }
    jsonschema::validator_for(&schema).expect("a schema")
}

fn assert_valid(validator: &jsonschema::Validator, value: &Value) {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|one| format!("{}: {one}", one.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

pub fn sarif(run: &Run) -> Value {
    let value = run.json();
    assert_valid(&of_sarif(), &value);
    value["runs"][0].clone()
}

fn unread_verdicts(world: &World) -> u64 {
    world.run("scan -f k8s -o json").json()["summary"]["unknown"].as_u64().expect("a number")
}

#[test]
fn sarif_is_valid_and_has_what_code_scanning_needs() {
    let world = world();
    let run = sarif(&scan(&world, "sarif"));
    let results = run["results"].as_array().expect("results");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.contains("## Fix")), "{rule}");
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
    }
    let found = results.iter().find(|one| one["ruleId"] == CHECK).expect("the finding");
    let place = &found["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({"uri": "k8s/rules.yaml", "uriBaseId": "%SRCROOT%"}));
    let row = world.read("k8s/rules.yaml").lines().position(|line| line.contains("jwt:")).expect("the field");
    assert_eq!(place["region"]["startLine"], row + 1 + 1, "the value of the field begins below its key");
    assert_eq!(found["level"], "error");
    let accepted = results.iter().find(|one| one["suppressions"].is_array()).expect("an accepted finding");
    assert_eq!(accepted["suppressions"][0]["kind"], "external");
}

#[test]
fn the_category_of_sarif_does_not_change_with_the_files() {
    let world = world();
    let id = |words: &str| sarif(&world.run(words))["automationDetails"]["id"].clone();
    let whole = id("scan -f k8s -o sarif");
    world.file("k8s/other/rules.yaml", OPEN);
    assert_eq!((&whole, id("scan -f k8s -o sarif")), (&json!("fnsec/manifests/"), whole.clone()));
    assert_eq!(id("scan --demo -o sarif"), "fnsec/demo/");
}

#[test]
fn sarif_tells_what_is_unknown_in_its_invocation() {
    let world = world();
    let run = sarif(&scan(&world, "sarif"));
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let all = invocation["toolExecutionNotifications"].to_string();
    assert!(all.contains("none of them is a pass") && all.contains("k8s/broken.yaml"), "{all}");
    assert_eq!(run["properties"]["unknown"], unread_verdicts(&world));
}

#[test]
fn fixes_of_sarif_make_the_finding_disappear() {
    let world = World::new();
    world.file("k8s/function.yaml", &format!("{SPACE}---\n{FUNCTION}"));
    let run = sarif(&world.run("scan -f k8s -o sarif"));
    let results = run["results"].as_array().expect("results");
    let fixed = results.iter().find(|one| one["fixes"].is_array()).expect("a finding with an exact fix");
    let text = world.read("k8s/function.yaml");
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let change = &fixed["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "k8s/function.yaml");
    for one in change["replacements"].as_array().expect("replacements").iter().rev() {
        let at =
            |key: &str| usize::try_from(one["deletedRegion"][key].as_u64().expect("a line")).expect("small");
        lines.splice(at("startLine") - 1..at("endLine") - 1, one["insertedContent"]["text"].as_str());
    }
    world.file("k8s/function.yaml", &lines.concat());
    let after = world.run("scan -f k8s -o json").json();
    let print = &fixed["partialFingerprints"]["primaryLocationLineHash"];
    let left = after["findings"].as_array().expect("findings").iter().any(|one| &one["fingerprint"] == print);
    assert!(!left, "{} remains after its fix", fixed["ruleId"]);
}

#[test]
fn objects_of_a_cluster_have_a_path_and_a_name() {
    let run = sarif(&World::new().run("scan --demo -o sarif"));
    let results = run["results"].as_array().expect("results");
    assert!(results.len() > 100);
    for result in results {
        let place = &result["locations"][0];
        let uri = place["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a path");
        assert!(uri.starts_with("demo/") && uri.rsplit('.').next() == Some("yaml"), "{uri}");
        assert!(
            place["logicalLocations"][0]["fullyQualifiedName"]
                .as_str()
                .is_some_and(|name| name.contains('/'))
        );
    }
    assert!(run["artifacts"].as_array().is_some_and(|all| !all.is_empty()));
}

#[test]
fn junit_has_a_case_for_each_finding_and_none_passed_while_something_is_unknown() {
    let world = world();
    let text = scan(&world, "junit").out;
    let report = quick_junit::Report::deserialize_from_str(&text).expect("a report");
    let whole = world.run("scan -f k8s -o json").json();
    let findings = whole["findings"].as_array().map_or(0, Vec::len);
    assert_eq!((report.failures, report.errors), (findings, 1), "{text}");
    assert!(report.skipped > 1, "unknown verdicts and an accepted finding are skipped");
    assert_eq!(report.tests, report.failures + report.errors + report.skipped, "no case is passed");
    assert!(text.contains("classname=\"shop.jwt-without-authorizations\""), "{text}");
}

#[test]
fn junit_passes_only_a_whole_result() {
    let report = |text: &str| quick_junit::Report::deserialize_from_str(text).expect("a report");
    let demo = report(&World::new().run("scan --demo --check mixed-authentication -o junit").out);
    let passed = demo.tests - demo.failures - demo.errors - demo.skipped;
    assert_eq!(passed, 1, "every verdict of the demo is known");
}

#[test]
fn gitlab_has_an_issue_for_each_finding_and_each_gap() {
    let world = world();
    let all = scan(&world, "gitlab").json();
    let all = all.as_array().expect("a list");
    let mut prints: Vec<&str> = all.iter().filter_map(|one| one["fingerprint"].as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all.len(), "fingerprints are unique");
    for one in all {
        assert!(
            ["info", "minor", "major", "critical", "blocker"]
                .contains(&one["severity"].as_str().expect("text"))
        );
        assert!(one["description"].is_string() && one["check_name"].is_string(), "{one}");
        assert!(one["location"]["path"].is_string() && one["location"]["lines"]["begin"].is_u64(), "{one}");
    }
    let names: Vec<&str> = all.iter().filter_map(|one| one["check_name"].as_str()).collect();
    assert!(names.contains(&CHECK) && names.contains(&"unknown-verdicts") && names.contains(&"unread-input"));
}

#[test]
fn the_sast_report_has_the_fields_that_gitlab_requires() {
    let all = scan(&world(), "gitlab-sast").json();
    assert_eq!((&all["version"], &all["scan"]["type"]), (&json!("15.2.1"), &json!("sast")));
    assert_eq!(all["scan"]["status"], "failure", "something could not be read");
    assert_eq!(all["scan"]["start_time"], "2026-11-01T00:00:00");
    for tool in ["analyzer", "scanner"] {
        assert!(all["scan"][tool]["id"].is_string() && all["scan"][tool]["vendor"]["name"].is_string());
    }
    let messages = all["scan"]["messages"].to_string();
    assert!(messages.contains("unknown verdicts") && messages.contains("k8s/broken.yaml"), "{messages}");
    let found = all["vulnerabilities"].as_array().expect("a list");
    assert!(!found.is_empty());
    for one in found {
        assert!(one["id"].as_str().is_some_and(|id| id.len() == 36), "{one}");
        assert!(one["identifiers"][0]["value"].is_string() && one["location"]["file"].is_string(), "{one}");
        assert!(
            ["Critical", "High", "Medium", "Low", "Info"].contains(&one["severity"].as_str().expect("text"))
        );
    }
}

#[test]
fn github_gets_annotations_and_the_summary_of_the_step() {
    let world = world();
    let mut command = world.command("scan -f k8s -o github");
    let summary = world.path().join("summary.md");
    let run = finish({
        command.env("GITHUB_STEP_SUMMARY", &summary);
        command
    });
    let line = run.out.lines().find(|line| line.contains(CHECK)).expect("an annotation");
    assert!(line.starts_with("::error file=k8s/rules.yaml,line="), "{line}");
    assert!(run.out.lines().all(|line| line.starts_with("::")), "{}", run.out);
    assert!(run.out.contains("::warning title=fnsec%3A unknown::"), "{}", run.out);
    assert!(run.out.contains("::error title=fnsec%3A not read::"), "{}", run.out);
    let text = world.read("summary.md");
    assert!(
        text.contains("# fnsec: k8s") && text.contains("## Unknown") && text.contains("## Not read"),
        "{text}"
    );
}

#[test]
fn many_annotations_are_cut_and_counted() {
    let out = World::new().run("scan --demo -o github").out;
    let errors = out.lines().filter(|line| line.starts_with("::error ")).count();
    assert_eq!(errors, 10);
    assert!(out.contains("more findings are in the summary of this step"), "{out}");
}

#[test]
fn markdown_shows_findings_gaps_and_accepted_risks_as_text() {
    let text = scan(&world(), "markdown").out;
    assert!(
        text.contains("| high | jwt-without-authorizations | `APIRule/orders`<br>`k8s/rules.yaml:"),
        "{text}"
    );
    assert!(text.contains("needed \\| by &lt;b&gt;all&lt;/b&gt;"), "{text}");
    assert!(text.contains("## Unknown") && text.contains("An unknown verdict is not a pass."), "{text}");
}

#[test]
fn html_is_one_well_formed_file_without_script_or_requests() {
    let world = world();
    for text in [scan(&world, "html").out, world.run("scan --demo -o html").out] {
        let body = text.strip_prefix("<!DOCTYPE html>").expect("a document");
        let mut reader = quick_xml::Reader::from_str(body);
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                    assert!(
                        !["script", "img", "link", "iframe", "object"].contains(&name.as_str()),
                        "{name}"
                    );
                    for attribute in tag.attributes() {
                        let key = attribute.expect("an attribute").key;
                        assert!(!key.as_ref().starts_with(b"on") && key.as_ref() != b"src", "{name}");
                    }
                }
                _ => {}
            }
        }
        assert!(text.contains("<svg class=\"bar\"") && text.contains("role=\"img\" aria-label=\"Verdicts: "));
        assert!(
            text.contains("<html lang=\"en\">")
                && text.contains("<caption>")
                && text.contains("scope=\"col\"")
        );
    }
    let text = scan(&world, "html").out;
    assert!(
        text.contains("id=\"unknown\"") && text.contains("id=\"unread\"") && text.contains("id=\"accepted\"")
    );
}

#[test]
fn csv_has_a_row_for_each_finding_and_each_unknown_verdict() {
    let world = world();
    let run = scan(&world, "csv");
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    let states: Vec<String> = reader.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    let count = |state: &str| states.iter().filter(|one| *one == state).count();
    assert_eq!(u64::try_from(count("unknown")).expect("small"), unread_verdicts(&world));
    assert!(count("finding") > 0 && count("accepted") > 0 && count("unread") == 1 && count("summary") == 1);
}

#[test]
fn a_hostile_name_is_no_formula_no_markup_and_no_command() {
    let world = World::new();
    let name = "=cmd|'/c calc'!A1<script>alert(1)</script>|\u{202e}";
    world.file("a.yaml", &OPEN.replace("name: orders   #", &format!("name: {} #", json!(name))));
    let out = |format: &str| world.run(&format!("scan -f a.yaml -o {format}")).out;
    assert!(!out("html").contains("<script"));
    assert!(!out("markdown").contains('\u{202e}') && !out("csv").contains(",=cmd"));
    assert!(out("github").lines().all(|line| line.starts_with("::")));
    sarif(&world.run("scan -f a.yaml -o sarif"));
}

#[test]
fn prometheus_has_gauges_for_findings_unknown_verdicts_and_coverage() {
    let world = world();
    let text = scan(&world, "prometheus").out;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a sample");
        assert!(name.starts_with("fnsec_") && name.ends_with('}') && value.parse::<u64>().is_ok(), "{line}");
    }
    let unknown = format!("fnsec_verdicts{{source=\"k8s\",result=\"unknown\"}} {}", unread_verdicts(&world));
    assert!(text.contains(&unknown) && text.contains("fnsec_unread{source=\"k8s\"} 1"), "{text}");
    assert!(text.contains("fnsec_coverage_percent"), "{text}");
}

/// Returns the validator of a custom resource definition.
fn crd(text: &str) -> jsonschema::Validator {
    let crd = fnsec::yaml::parse(text).expect("YAML").remove(0).value;
    jsonschema::validator_for(&crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]).expect("a schema")
}

#[test]
fn policy_reports_fit_their_definitions_and_never_pass_what_is_unknown() {
    let world = world();
    let [own, wide] = [
        crd(include_str!("../schemas/openreports.io_reports.yaml")),
        crd(include_str!("../schemas/openreports.io_clusterreports.yaml")),
    ];
    for (format, group) in
        [("openreports", "openreports.io/v1alpha1"), ("policyreport", "wgpolicyk8s.io/v1alpha2")]
    {
        let text = scan(&world, format).out;
        let docs = fnsec::yaml::parse(&text).expect("YAML");
        let mut errors = 0;
        for doc in &docs {
            let value = &doc.value;
            assert_eq!(value["apiVersion"], group);
            let is_wide = value["metadata"]["namespace"].is_null();
            // Both APIs define the same fields; the newer one adds a source.
            assert_valid(if is_wide { &wide } else { &own }, value);
            assert_eq!(value["kind"].as_str().expect("a kind").starts_with("Cluster"), is_wide);
            errors += value["summary"]["error"].as_u64().expect("a number");
            assert_eq!(value["summary"]["pass"], 0);
        }
        assert_eq!(errors, unread_verdicts(&world) + 1, "each unknown verdict, and the unread document");
    }
}

#[test]
fn several_formats_are_written_at_once() {
    let world = world();
    let run = world.run("scan -f k8s -o table -o sarif=a.sarif -o junit=a.xml -o html=a.html -o csv=a.csv");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("accepts any token"), "{}", run.out);
    for name in ["a.sarif", "a.xml", "a.html", "a.csv"] {
        assert!(world.read(name).contains(CHECK), "{name}");
    }
}

#[test]
fn equal_input_gives_equal_reports() {
    let world = world();
    for format in
        ["sarif", "junit", "gitlab", "gitlab-sast", "github", "markdown", "html", "csv", "prometheus"]
    {
        assert_eq!(scan(&world, format).out, scan(&world, format).out, "{format}");
    }
}

#[test]
fn one_line_for_each_finding_is_a_table_and_not_json() {
    let out = scan(&world(), "wide").out;
    assert!(out.starts_with("SEVERITY"), "{out}");
}
