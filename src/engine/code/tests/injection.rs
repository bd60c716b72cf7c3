//! Injection.

use super::{Rule, certain, javascript, python};

#[test]
fn a_command_with_the_callers_text_is_an_injection() {
    let source = r#"
const { exec: run } = require("node:child_process");
module.exports = {
  main: async function (event, context) {
    const { host } = event.data;
    const command = `ping -c 1 ${host}`;
    return new Promise((resolve) => run(command, (err, out) => resolve(out)));
  },
};
"#;
    let analysis = javascript(source);
    assert_eq!(certain(&analysis), [Rule::CommandInjection], "{analysis:#?}");
    let source = r#"
from os import system as run

def main(event, context):
    host = event["data"]["host"]
    run("ping -c 1 " + host)
    return "ok"
"#;
    let analysis = python(source);
    assert_eq!(certain(&analysis), [Rule::CommandInjection], "{analysis:#?}");
}
