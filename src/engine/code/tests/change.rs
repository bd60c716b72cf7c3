//! Changes of a source that remove one flow.

use super::super::{CodeEdit, change};
use super::{CodeRule, Language, analyse, javascript};

/// The source after the change of its first flow of a rule, or why there is none.
fn changed(language: Language, source: &str, rule: CodeRule) -> Result<String, String> {
    let analysis = analyse(language, source).expect("it parses");
    let flow = analysis.flows.iter().find(|flow| flow.rule == rule).expect("a flow");
    let edit = CodeEdit {
        language,
        rule,
        line: flow.sink.line,
        column: flow.sink.column,
        variables: Vec::new(),
        folders: Vec::new(),
    };
    let new = change(source, &edit);
    assert_eq!(new.is_ok(), flow.changeable, "{source}");
    new
}

/// Asserts that a change replaces one part of a source by another, and leaves the rest as it is.
fn replaces(language: Language, rule: CodeRule, source: &str, pairs: &[(&str, &str)]) {
    let new = changed(language, source, rule).unwrap_or_else(|why| panic!("{why}\n{source}"));
    let wanted = pairs.iter().fold(source.to_owned(), |text, (old, new)| text.replacen(old, new, 1));
    assert_eq!(new, wanted);
}

#[test]
fn yaml_is_loaded_without_objects() {
    let source = "import yaml\n\ndef main(event, context):\n    # keeps this\n    return yaml.load(event['data'], Loader=yaml.Loader)\n";
    let pairs = [("load(event['data'], Loader=yaml.Loader)", "safe_load(event['data'])")];
    replaces(Language::Python, CodeRule::UnsafeDeserialization, source, &pairs);
}

#[test]
fn the_default_of_a_secret_is_removed_in_each_form() {
    let rule = CodeRule::SecretFallback;
    for (language, source, old, new) in [
        (
            Language::JavaScript,
            "const K = process.env.API_KEY || 'dev-key'; // why\nmodule.exports = { main: () => K };",
            " || 'dev-key'",
            "",
        ),
        (
            Language::JavaScript,
            "const { API_KEY = 'a', PORT = '1' } = process.env;\nmodule.exports = { main: () => 1 };",
            " = 'a'",
            "",
        ),
        (
            Language::Python,
            "import os\nK = os.getenv('API_KEY', 'dev')\n\ndef main(event, context):\n    return 1\n",
            "os.getenv('API_KEY', 'dev')",
            "os.environ['API_KEY']",
        ),
        (
            Language::Python,
            "import os\nK = os.environ.get('API_KEY') or 'dev'\n\ndef main(event, context):\n    return 1\n",
            " or 'dev'",
            "",
        ),
    ] {
        replaces(language, rule, source, &[(old, new)]);
    }
}

#[test]
fn values_of_a_statement_become_parameters() {
    let source = "const { Pool } = require('pg');\nconst pool = new Pool();\nmodule.exports = { main: (event) => pool.query(`SELECT * FROM a WHERE b = '${event.data.b}' AND c = ${event.data.c}`) };\n";
    let pairs = [(
        "`SELECT * FROM a WHERE b = '${event.data.b}' AND c = ${event.data.c}`",
        "`SELECT * FROM a WHERE b = $1 AND c = $2`, [event.data.b, event.data.c]",
    )];
    replaces(Language::JavaScript, CodeRule::SqlInjection, source, &pairs);
    let source = "import psycopg2\n\ndef main(event, context):\n    c = psycopg2.connect('x').cursor()\n    c.execute(f\"SELECT a FROM b WHERE c = '{event['data']['c']}'\")\n    return c.fetchall()\n";
    let pairs = [(
        "f\"SELECT a FROM b WHERE c = '{event['data']['c']}'\"",
        "\"SELECT a FROM b WHERE c = %s\", (event['data']['c'],)",
    )];
    replaces(Language::Python, CodeRule::SqlInjection, source, &pairs);
}

#[test]
fn a_statement_in_a_variable_just_before_the_call_becomes_one_with_parameters() {
    let source = "const { Pool } = require('pg');\nconst pool = new Pool();\nmodule.exports = { main: async (event) => {\n  const sql = `SELECT * FROM a WHERE b = '${event.data.b}'`;\n  return pool.query(sql);\n} };\n";
    let pairs = [
        ("`SELECT * FROM a WHERE b = '${event.data.b}'`", "`SELECT * FROM a WHERE b = $1`"),
        ("query(sql)", "query(sql, [event.data.b])"),
    ];
    replaces(Language::JavaScript, CodeRule::SqlInjection, source, &pairs);
    let twice = source.replace("  return pool", "  console.log(sql);\n  return pool");
    assert!(changed(Language::JavaScript, &twice, CodeRule::SqlInjection).is_err());
}

#[test]
fn parts_of_a_statement_that_are_not_values_are_left() {
    for statement in [
        "`SELECT ${event.data.a} FROM t`",
        "`SELECT a FROM t ORDER BY ${event.data.b}`",
        "'SELECT a FROM t ORDER BY ' + event.data.b",
        "'SELECT a FROM t WHERE b = ' + (event.data.b || 'x')",
        "'SELECT a FROM t WHERE b = \\'' + event.data.b + '\\''",
        "`SELECT a FROM t WHERE b = '${event.data.b}'`, options",
    ] {
        let source = format!(
            "const {{ Pool }} = require('pg');\nconst pool = new Pool();\nmodule.exports = {{ main: (event) => pool.query({statement}) }};\n"
        );
        assert!(changed(Language::JavaScript, &source, CodeRule::SqlInjection).is_err(), "{statement}");
    }
}

#[test]
fn values_become_parameters_however_the_text_is_put_together() {
    let pg = |statement: &str| {
        format!(
            "const {{ Pool }} = require('pg');\nconst pool = new Pool();\nmodule.exports = {{ main: (event) => pool.query({statement}) }};\n"
        )
    };
    for (old, new) in [
        (
            "\"SELECT a FROM t WHERE b = '\" + event.data.b + \"'\"",
            "\"SELECT a FROM t WHERE b = $1\", [event.data.b]",
        ),
        (
            "'SELECT a FROM t WHERE b = ' + event.data.b + ' AND c = ' + event.data['c']",
            "\"SELECT a FROM t WHERE b = $1 AND c = $2\", [event.data.b, event.data['c']]",
        ),
        (
            "`SELECT a FROM t WHERE b LIKE '%${event.data.b}%'`",
            "`SELECT a FROM t WHERE b LIKE $1`, [`%${event.data.b}%`]",
        ),
        (
            "`SELECT a FROM t WHERE b = '${event.data.b}'`, (error, rows) => rows",
            "`SELECT a FROM t WHERE b = $1`, [event.data.b], (error, rows) => rows",
        ),
    ] {
        replaces(Language::JavaScript, CodeRule::SqlInjection, &pg(old), &[(old, new)]);
    }
    let sqlite = |statement: &str| {
        format!(
            "import sqlite3\n\ndef main(event, context):\n    return sqlite3.connect('/d').execute({statement}).fetchall()\n"
        )
    };
    for (old, new) in [
        (
            "\"SELECT a FROM t WHERE b = '%s'\" % event['data']['b']",
            "\"SELECT a FROM t WHERE b = ?\", (event['data']['b'],)",
        ),
        (
            "\"SELECT a FROM t WHERE b = '%s' AND c = %s\" % (event['data']['b'], event['data']['c'])",
            "\"SELECT a FROM t WHERE b = ? AND c = ?\", (event['data']['b'], event['data']['c'],)",
        ),
        (
            "\"SELECT a FROM t WHERE b = '{}'\".format(event['data']['b'])",
            "\"SELECT a FROM t WHERE b = ?\", (event['data']['b'],)",
        ),
        (
            "\"SELECT a FROM t WHERE b = '\" + event['data']['b'] + \"' LIMIT 10\"",
            "\"SELECT a FROM t WHERE b = ? LIMIT 10\", (event['data']['b'],)",
        ),
    ] {
        replaces(Language::Python, CodeRule::SqlInjection, &sqlite(old), &[(old, new)]);
    }
    for statement in [
        "\"SELECT a FROM t WHERE b LIKE '%%%s%%'\" % event['data']['b']",
        "\"SELECT a FROM {} WHERE b = 1\".format(event['data']['b'])",
        "\"SELECT a FROM t WHERE b = '{0}'\".format(event['data']['b'])",
    ] {
        assert!(
            changed(Language::Python, &sqlite(statement), CodeRule::SqlInjection).is_err(),
            "{statement}"
        );
    }
}

#[test]
fn a_command_becomes_a_program_with_arguments() {
    let source = "const cp = require('child_process');\nmodule.exports = { main: (event) => cp.execSync('convert ' + event.data.file + ' out.png').toString() };\n";
    let pairs = [(
        "execSync('convert ' + event.data.file + ' out.png')",
        "execFileSync(\"convert\", [event.data.file, \"out.png\"])",
    )];
    replaces(Language::JavaScript, CodeRule::CommandInjection, source, &pairs);
    let source = "const { exec } = require('child_process');\nmodule.exports = { main: (event) => exec(`ping -c 1 ${event.data.host}`, () => {}) };\n";
    let pairs = [
        ("{ exec }", "{ exec, execFile }"),
        ("exec(`ping -c 1 ${event.data.host}`", "execFile(\"ping\", [\"-c\", \"1\", event.data.host]"),
    ];
    replaces(Language::JavaScript, CodeRule::CommandInjection, source, &pairs);
    for command in ["`ls ${event.data.a} | wc -l`", "`${event.data.a} -v`", "`ls \"${event.data.a}`"] {
        let source = format!(
            "const cp = require('child_process');\nmodule.exports = {{ main: (event) => cp.execSync({command}) }};\n"
        );
        assert!(changed(Language::JavaScript, &source, CodeRule::CommandInjection).is_err(), "{command}");
    }
}

#[test]
fn a_secret_is_compared_in_constant_time() {
    let source = "import os\n\ndef main(event, context):\n    key = event['extensions']['request'].headers.get('X-Key')\n    if key != os.environ['API_KEY']:\n        return 'no'\n    return 'yes'\n";
    let pairs = [
        ("import os\n", "import hmac\nimport os\n"),
        (
            "key != os.environ['API_KEY']",
            "not hmac.compare_digest(repr(key).encode(), repr(os.environ['API_KEY']).encode())",
        ),
    ];
    replaces(Language::Python, CodeRule::SecretCompared, source, &pairs);
}

/// The comparison in constant time, with the name that the module has.
fn constant(name: &str, left: &str, right: &str) -> String {
    let digest =
        |side| format!("{name}.createHash('sha256').update(String(JSON.stringify({side}))).digest()");
    format!("{name}.timingSafeEqual({}, {})", digest(left), digest(right))
}

#[test]
fn a_secret_is_compared_in_constant_time_in_javascript() {
    let rule = CodeRule::SecretCompared;
    let source = "const { main: other } = require('./x');\nmodule.exports = { main: (event) => {\n  const key = event.extensions.request.get('x-key'); // theirs\n  if (key !== process.env.API_KEY && event.data) {\n    return 'no';\n  }\n  return 'yes';\n} };\n";
    let new = format!("!{}", constant("crypto", "key", "process.env.API_KEY"));
    let pairs = [
        ("const { main", "const crypto = require('crypto');\nconst { main"),
        ("key !== process.env.API_KEY", &new),
    ];
    replaces(Language::JavaScript, rule, source, &pairs);
    let source = "'use strict';\nconst c = require('node:crypto');\nmodule.exports = { main: (event) => {\n  const own = c.createHmac('sha256', process.env.KEY).update(event.data.body).digest('hex');\n  return event.data.signature == own ? 'yes' : 'no';\n} };\n";
    let new = constant("c", "event.data.signature", "own");
    replaces(Language::JavaScript, rule, source, &[("event.data.signature == own", &new)]);
    let source = "export const main = (event) => event.data.token === process.env.API_TOKEN;\n";
    let new = constant("crypto", "event.data.token", "process.env.API_TOKEN");
    let pairs = [
        ("export", "import crypto from 'crypto';\nexport"),
        ("event.data.token === process.env.API_TOKEN", &new),
    ];
    replaces(Language::JavaScript, rule, source, &pairs);
}

#[test]
fn a_comparison_is_left_where_the_name_of_the_module_means_something_else() {
    let source = "const crypto = makeCrypto();\nmodule.exports = { main: (event) => event.data.token === process.env.API_TOKEN };\n";
    assert!(changed(Language::JavaScript, source, CodeRule::SecretCompared).is_err());
}

#[test]
fn only_the_first_flows_of_a_source_are_changeable() {
    let lines: Vec<String> =
        (0..20).map(|at| format!("const K{at} = process.env.API_KEY || 'd{at}';")).collect();
    let analysis = javascript(&format!("{}\nmodule.exports = {{ main: () => 1 }};", lines.join("\n")));
    assert_eq!(analysis.flows.iter().filter(|flow| flow.changeable).count(), 8, "{analysis:#?}");
}
