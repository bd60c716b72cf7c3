//! Guards that throw or leave: assertions, sides of operators that throw, helpers that answer and stop.

use super::{CodeRule, certain, node, none_in, snake};

const IMPORTS: &str = "const assert = require('node:assert');\nconst cp = require('child_process');\nconst UNITS = ['a', 'b'];\n\
    function invariant(condition, message) {\n if (condition) return;\n throw new Error(message);\n}\n\
    const fail = (message) => { throw new Error(message); };";

#[test]
fn what_throws_unless_a_condition_holds_is_a_guard() {
    for guard in [
        "assert(UNITS.includes(event.data.unit));",
        "assert.ok(UNITS.includes(event.data.unit), 'unit');",
        "assert.match(event.data.unit, /^[a-z]+$/);",
        "assert.strictEqual(event.data.unit, 'a');",
        "invariant(/^[a-z]+$/.test(event.data.unit), 'unit');",
        "UNITS.includes(event.data.unit) || fail('unit');",
        "!UNITS.includes(event.data.unit) && fail('unit');",
        "const known = UNITS.includes(event.data.unit) ? 1 : fail('unit');",
        "if (!UNITS.includes(event.data.unit)) process.exit(1);",
    ] {
        let body = format!("{guard}\ncp.execSync('job ' + event.data.unit);");
        none_in(&body, &node(IMPORTS, &body));
    }
    for guard in [
        "if unit not in UNITS:\n    abort(400)",
        "if unit not in UNITS:\n    reject('unit')",
        "if unit not in UNITS:\n    sys.exit(1)",
        "unknown = set(unit) - set(UNITS)\nif unknown:\n    return 'no'",
        "if set(unit).difference(UNITS):\n    return 'no'",
        "unit = ' '.join(set(UNITS).intersection(unit))",
    ] {
        let body = format!("unit = event['data']['unit']\n{guard}\nos.system('job ' + ' '.join(unit))");
        let imports = "import os, sys\nfrom bottle import abort\nUNITS = ['a', 'b']\n\
            def reject(message):\n    abort(400, message)";
        none_in(&body, &snake(imports, &body));
    }
}

#[test]
fn what_throws_for_another_reason_is_no_guard_and_no_end() {
    for guard in [
        "assert(event.data.unit, 'unit is missing');",
        "assert.match(event.data.other, /^[a-z]+$/);",
        "invariant(event.data.unit.length < 50, 'long');",
        "const unit = event.data.unit ?? fail('unit');",
        "event.data.unit || fail('unit');",
        "const other = event.data.other === 'x' ? 1 : fail('other');",
        "if (!UNITS.includes(event.data.other)) process.exit(1);",
    ] {
        let body = format!("{guard}\ncp.execSync('job ' + event.data.unit);");
        let analysis = node(IMPORTS, &body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
}

#[test]
fn methods_that_check_a_record_or_a_model_are_guards() {
    let check = "if not re.fullmatch('[a-z]+', {value}):\n            raise ValueError('name')";
    let record = |value: &str| {
        let check = check.replace("{value}", value);
        snake(
            &format!(
                "import os, re\nfrom dataclasses import dataclass\n@dataclass\nclass Job:\n    name: str\n    kind: str\n    def __post_init__(self):\n        {check}"
            ),
            "job = Job(event['data']['name'], event['data']['kind'])\nos.system('job ' + job.name)",
        )
    };
    none_in("name", &record("self.name"));
    assert_eq!(certain(&record("self.kind")), [CodeRule::CommandInjection]);
    let model = |field: &str| {
        let check = check.replace("{value}", "value");
        snake(
            &format!(
                "import os, re\nfrom pydantic import BaseModel, field_validator\nclass Job(BaseModel):\n    name: str\n    kind: str\n    @field_validator('{field}')\n    @classmethod\n    def check(cls, value):\n        {check}\n        return value"
            ),
            "job = Job(**event['data'])\nos.system('job ' + job.name)",
        )
    };
    none_in("name", &model("name"));
    assert_eq!(model("kind").flows.len(), 1);
}

#[test]
fn groups_of_a_match_contain_what_they_allow() {
    let found = |pattern: &str| {
        node(
            "const cp = require('child_process');",
            &format!("const found = event.data.line.match({pattern});\ncp.execSync('job ' + found[1]);"),
        )
    };
    for pattern in ["/name=(.*)/", "/^(\\S+)$/", "/(?<name>[^;]+)/"] {
        let analysis = found(pattern);
        assert!(analysis.flows.iter().any(|flow| flow.rule == CodeRule::CommandInjection), "{pattern}");
    }
    for pattern in ["/name=([a-z]+).*/", "/^(\\d+)-(?:.*)$/", "/(?<name>\\w+)=/"] {
        none_in(pattern, &found(pattern));
    }
    let analysis = snake(
        "import os, re",
        "found = re.search(r'name=(.*)', event['data']['line'])\nos.system(found.group(1))",
    );
    assert_eq!(analysis.flows.len(), 1, "{analysis:#?}");
    none_in(
        "python",
        &snake("import os, re", "found = re.search(r'n=(\\d+)', event['data']['line'])\nos.system(found[1])"),
    );
}

#[test]
fn a_part_of_a_secret_is_shown_on_purpose_and_a_name_picks_a_method() {
    none_in("slice", &snake("import os\nTOKEN = os.environ['API_TOKEN']", "print(f'{TOKEN[:4]}…')"));
    let analysis = snake("import os\nTOKEN = os.environ['API_TOKEN']", "print(f'{TOKEN}…')");
    assert_eq!(certain(&analysis), [CodeRule::SecretLogged]);
    let ops = "class Ops:\n    def do_echo(self, data):\n        return data\n    def do_run(self, data):\n        return eval(data['x'])\nops = Ops()";
    let analysis = snake(ops, "return getattr(ops, 'do_' + event['data']['op'])(event['data'])");
    assert_eq!(certain(&analysis), [CodeRule::CodeInjection], "{analysis:#?}");
    none_in("echo", &snake(ops, "return getattr(ops, 'do_echo')(event['data'])"));
}
