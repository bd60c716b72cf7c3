//! The way of data through the code of a Function, in reports.

use super::formats::sarif;
use super::run::World;
use serde_json::Value;

const UNSAFE: &str = "
apiVersion: serverless.kyma-project.io/v1alpha2
kind: Function
metadata: {name: ping, namespace: shop}
spec:
  runtime: nodejs22
  source:
    inline:
      source: |
        const { exec } = require('child_process');
        module.exports = {
          main: (event) => {
            const host = event.data.host;
            return exec('ping ' + host);
          },
        };
";

#[test]
fn sarif_has_the_flow_of_a_finding_with_the_line_and_column_of_each_step() {
    let world = World::new();
    world.file("k8s/ping.yaml", UNSAFE);
    let run = sarif(&world.run("scan -f k8s -o sarif"));
    let results = run["results"].as_array().expect("results");
    let found = results.iter().find(|one| one["ruleId"] == "command-injection").expect("the finding");
    let steps = found["codeFlows"][0]["threadFlows"][0]["locations"].as_array().expect("steps");
    let text = world.read("k8s/ping.yaml");
    let lines: Vec<&str> = text.lines().collect();
    let part = |step: &Value| {
        let place = &step["location"]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "k8s/ping.yaml");
        let number =
            |key: &str| usize::try_from(place["region"][key].as_u64().expect("a number")).expect("small");
        lines[number("startLine") - 1].chars().skip(number("startColumn") - 1).collect::<String>()
    };
    assert!(part(&steps[0]).starts_with("event.data.host"), "{steps:#?}");
    assert!(part(steps.last().expect("a step")).starts_with("exec("), "{steps:#?}");
    assert_eq!(steps[0]["location"]["message"]["text"], "line 4: reads event.data.host from the caller");
    assert_eq!(
        found["locations"][0]["physicalLocation"]["region"],
        steps.last().expect("a step")["location"]["physicalLocation"]["region"]
    );
    assert!(results.iter().any(|one| one["codeFlows"].is_null()), "other findings have none");
}
