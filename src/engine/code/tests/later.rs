//! Values that the module keeps: what one caller sent is used in the call of another one.

use super::{CodeRule, Reason, certain, javascript, node, none_in, possible, python, snake};

#[test]
fn what_an_earlier_call_stored_is_from_a_caller() {
    let cp = "const cp = require('child_process');";
    for (state, body) in [
        ("let last = 'a';", "cp.exec('job ' + last);\nlast = event.data.name;"),
        (
            "const settings = { name: 'a' };",
            "cp.exec('job ' + settings.name);\nsettings.name = event.data.name;",
        ),
        (
            "const queue = [];",
            "for (const one of queue) cp.exec('job ' + one);\nqueue.push(event.data.name);",
        ),
        ("const known = new Map();", "cp.exec('job ' + known.get('a'));\nknown.set('a', event.data.name);"),
        (
            "class Jobs {\n constructor() { this.last = 'a'; }\n run() { cp.exec('job ' + this.last); }\n keep(name) { this.last = name; }\n}\nconst jobs = new Jobs();",
            "jobs.run();\njobs.keep(event.data.name);",
        ),
    ] {
        let analysis = node(&format!("{cp}\n{state}"), body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{state}\n{body}\n{analysis:#?}");
    }
    for (state, body) in [
        ("last = {'name': 'a'}", "os.system('job ' + last['name'])\nlast['name'] = event['data']['name']"),
        ("queue = []", "for one in queue:\n    os.system('job ' + one)\nqueue.append(event['data']['name'])"),
        ("last = 'a'", "global last\nos.system('job ' + last)\nlast = event['data']['name']"),
    ] {
        let analysis = snake(&format!("import os\n{state}"), body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{state}\n{body}\n{analysis:#?}");
    }
}

#[test]
fn what_was_validated_before_it_was_stored_is_harmless_later() {
    let imports = "const cp = require('child_process');\nconst NAMES = ['a', 'b'];\nconst settings = { name: 'a', count: 1 };\nlet last = 'a';";
    for body in [
        "cp.exec('job ' + settings.name);\nif (!NAMES.includes(event.data.name)) return 'no';\nsettings.name = event.data.name;",
        "cp.exec('job ' + settings.count);\nsettings.count = Number(event.data.count);",
        "cp.exec('job ' + last);\nif (/^[a-z]+$/.test(event.data.name)) {\n last = event.data.name;\n}",
        "cp.exec('job ' + last);\nif (event.data.name) {\n if (!NAMES.includes(event.data.name)) throw new Error('no');\n last = event.data.name;\n}",
    ] {
        none_in(body, &node(imports, body));
    }
    let imports = "import os, re\nlast = {'name': 'a'}";
    let body = "os.system('job ' + last['name'])\nif not re.fullmatch('[a-z]+', event['data']['name']):\n    return 'no'\nlast['name'] = event['data']['name']";
    none_in(body, &snake(imports, body));
    // A validation in this call says nothing about what an earlier one stored.
    let source = "const cp = require('child_process');\nlet last = 'a';\nmodule.exports = { main(event) {\n const name = event.data.name;\n const before = last;\n last = name;\n if (!/^[a-z]+$/.test(name)) return 'no';\n cp.exec('job ' + before);\n} };";
    assert_eq!(certain(&javascript(source)), [CodeRule::CommandInjection]);
    let source = "import os\nlast = 'a'\n\ndef main(event, context):\n    global last\n    before, last = last, event['data']['name']\n    if last not in ('a', 'b'):\n        return 'no'\n    os.system('job ' + before)\n";
    assert_eq!(certain(&python(source)), [CodeRule::CommandInjection]);
}

#[test]
fn what_passed_a_test_in_a_branch_is_possible_after_it() {
    let body = "let file = 'a';\nif (!event.data.file.includes('..')) file = event.data.file;\nreturn fs.readFileSync('/data/' + file).length;";
    let analysis = node("const fs = require('fs');", body);
    assert_eq!(certain(&analysis), [], "{analysis:#?}");
    assert_eq!(possible(&analysis), [(CodeRule::PathTraversal, Reason::PartialCheck)], "{analysis:#?}");
}
