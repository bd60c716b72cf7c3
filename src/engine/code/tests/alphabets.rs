//! Characters that a validation allows: whether they mean something is a question of where the text is used.

use super::{CodeRule, Reason, certain, node, none_in, possible, snake};

const NODE: &str = "const cp = require('child_process');\nconst fs = require('fs');\nconst path = require('path');\nconst vm = require('vm');\n\
    const { Pool } = require('pg');\nconst pool = new Pool();\nconst ldap = require('ldapjs');\nconst axios = require('axios');";

const PYTHON: &str = "import os, re, pickle, base64, logging, requests, subprocess\nfrom bottle import response\nimport psycopg2, smtplib\nmail = smtplib.SMTP('mail')\ndb = psycopg2.connect(os.environ['DB']).cursor()";

/// What a use does with a text `x` that a pattern matched as a whole.
fn used(pattern: &str, usage: &str) -> super::Analysis {
    node(NODE, &format!("const x = event.data.x;\nif (!{pattern}.test(x)) return 'no';\n{usage}"))
}

fn used_in_python(guard: &str, usage: &str) -> super::Analysis {
    snake(PYTHON, &format!("x = event['data']['x']\nif not {guard}:\n    return 'no'\n{usage}"))
}

fn is_possible(rule: CodeRule, analysis: &super::Analysis, source: &str) {
    assert_eq!(certain(analysis), [], "{source}");
    assert_eq!(possible(analysis), [(rule, Reason::PartialCheck)], "{source}");
}

#[test]
fn signs_without_a_meaning_where_they_are_used_are_harmless() {
    for (pattern, usage) in [
        ("/^[\\w.-]+$/", "cp.execSync('id ' + x);"),
        ("/^[a-z0-9:,@%=+\\/_-]+$/i", "cp.execSync('id ' + x);"),
        ("/^[a-z ]+$/", "cp.execSync(`id \"${x}\"`);"),
        ("/^[a-z $()]+$/", "cp.execSync(`id '${x}'`);"),
        ("/^(?:eu|us)-[a-z]+-\\d$/", "cp.execSync('id ' + x);"),
        ("/^[a-z]+$|^\\d+$/", "cp.execSync('id ' + x);"),
        ("/^\\w+$/", "return fs.readFileSync(x);"),
        ("/^[\\w.-]+$/", "return fs.readFileSync('/data/' + x);"),
        ("/^[\\w-]+\\/[\\w-]+\\.csv$/", "return fs.readFileSync('/data/' + x);"),
        ("/^(?!.*\\.\\.)[\\w.\\/]+$/", "return fs.readFileSync('/data/' + x);"),
        ("/^[\\w -]+$/", "return (await pool.query(`SELECT * FROM t WHERE a = '${x}'`)).rows.length;"),
        ("/^[a-z_]+$/", "return (await pool.query(`SELECT * FROM t ORDER BY ${x}`)).rows.length;"),
        ("/^[\\d+*\\/ ().-]+$/", "return Number(eval(x));"),
        ("/^[\\w.]+$/", "return Boolean(vm.runInNewContext('data.' + x, {}));"),
        ("/^[a-z-]+$/", "return (await axios.get(`https://${x}.example.com/list`)).status;"),
        ("/^https:\\/\\/[\\w-]+\\.example\\.com(\\/|$)/", "return (await axios.get(x)).status;"),
        ("/^.{1,80}$/", "event.extensions.response.set('X-Name', x);"),
        ("/^\\/[a-z]+$/", "event.extensions.response.redirect(x);"),
    ] {
        none_in(&format!("{pattern} {usage}"), &used(pattern, usage));
    }
    for (guard, usage) in [
        ("re.fullmatch(r'[\\w.-]+', x)", "os.system('id ' + x)"),
        ("re.match(r'^[\\w.-]+\\Z', x)", "mail.sendmail('a@b.c', 'd@b.c', f'Subject: {x}\\n\\nhello')"),
        ("re.fullmatch('a|b', x)", "os.system('id ' + x)"),
        ("x.isalnum()", "os.system('id ' + x)"),
        ("re.match('^[a-z]+$', x)", "return open('/data/' + x).read()"),
        ("re.match('^[a-z]+$', x)", "db.execute(f\"SELECT a FROM t WHERE b = '{x}'\")"),
        ("re.match('^[a-z]+$', x)", "os.system('id ' + x)"),
    ] {
        none_in(&format!("{guard} {usage}"), &used_in_python(guard, usage));
    }
}

#[test]
fn signs_with_a_meaning_where_they_are_used_are_possible() {
    use CodeRule::{
        CodeInjection, CommandInjection, OpenRedirect, PathTraversal, ServerSideRequestForgery, SqlInjection,
    };
    for (pattern, usage, rule) in [
        ("/^[a-z $()]+$/", "cp.execSync('id ' + x);", CommandInjection),
        ("/^[a-z $()]+$/", "cp.execSync(`id \"${x}\"`);", CommandInjection),
        ("/^[a-z ]+$/", "cp.execSync('id ' + x);", CommandInjection),
        ("/^[a-z']+$/", "cp.execSync(`id '${x}'`);", CommandInjection),
        ("/^[^;&|]+$/", "cp.execSync('id ' + x);", CommandInjection),
        ("/^[a-z]+$/m", "cp.execSync('id ' + x);", CommandInjection),
        ("/^[a-z\\s]+$/", "cp.execSync('id ' + x);", CommandInjection),
        ("/^[A-z]+$/", "cp.execSync('id ' + x);", CommandInjection),
        ("/^a|b$/", "cp.execSync('id ' + x);", CommandInjection),
        ("/^[\\w.\\/]+$/", "return fs.readFileSync('/data/' + x);", PathTraversal),
        ("/^[a-z.]+\\/[a-z]+$/", "return fs.readFileSync('/data/' + x);", PathTraversal),
        ("/^(\\.|[a-z]|\\/)+$/", "return fs.readFileSync('/data/' + x);", PathTraversal),
        ("/^[a-z\\/]+$/", "return fs.readFileSync(path.resolve('/data', x));", PathTraversal),
        (
            "/^[\\w ']+$/",
            "return (await pool.query(`SELECT * FROM t WHERE a = '${x}'`)).rows.length;",
            SqlInjection,
        ),
        (
            "/^[\\w ]+$/",
            "return (await pool.query(`SELECT * FROM t ORDER BY ${x}`)).rows.length;",
            SqlInjection,
        ),
        ("/^[\\w.()]+$/", "return Number(eval(x));", CodeInjection),
        ("/^[\\w.-]+$/", "return (await axios.get(`https://${x}/list`)).status;", ServerSideRequestForgery),
        (
            "/^[\\w@.]+$/",
            "return (await axios.get(`https://${x}.example.com/list`)).status;",
            ServerSideRequestForgery,
        ),
        ("/^https:\\/\\/[\\w.-]+\\/$/", "return (await axios.get(x)).status;", ServerSideRequestForgery),
        ("/^[\\/a-z.]+$/", "event.extensions.response.redirect(x);", OpenRedirect),
    ] {
        is_possible(rule, &used(pattern, usage), &format!("{pattern} {usage}"));
    }
}

#[test]
fn signs_with_a_meaning_are_possible_in_python() {
    use CodeRule::{CommandInjection, HeaderInjection, PathTraversal, ServerSideRequestForgery};
    for (guard, usage, rule) in [
        (
            "re.match('^[a-z]+$', x)",
            "mail.sendmail('a@b.c', 'd@b.c', f'Subject: {x}\\nX-Kind: news\\n\\nhello')",
            HeaderInjection,
        ),
        ("re.match('^[a-z]+$', x, re.M)", "os.system('id ' + x)", CommandInjection),
        ("re.compile('^[a-z]+$', re.MULTILINE).match(x)", "os.system('id ' + x)", CommandInjection),
        ("re.match('(?m)^[a-z]+$', x)", "os.system('id ' + x)", CommandInjection),
        ("re.match('[a-z]+', x)", "os.system('id ' + x)", CommandInjection),
        ("re.fullmatch(r'[a-z/]+', x)", "return open(os.path.join('/data', x)).read()", PathTraversal),
        ("x.isalnum()", "return requests.get(f'http://{x}:8080/').text", ServerSideRequestForgery),
        ("'..' not in x", "return open(os.path.join('/data', x)).read()", PathTraversal),
        ("'..' not in x", "return open(x).read()", PathTraversal),
        (
            "re.fullmatch('[a-z%0-9]+', x)",
            "from urllib.parse import unquote\nos.system('id ' + unquote(x))",
            CommandInjection,
        ),
    ] {
        is_possible(rule, &used_in_python(guard, usage), &format!("{guard} {usage}"));
    }
}

#[test]
fn an_alphabet_says_nothing_about_objects_and_tokens() {
    let source = "return pickle.loads(base64.b64decode(x))";
    let analysis = used_in_python("re.fullmatch('[A-Za-z0-9+/=]+', x)", source);
    assert_eq!(certain(&analysis), [CodeRule::UnsafeDeserialization], "{analysis:#?}");
}

#[test]
fn folders_are_left_unless_a_separator_ends_them() {
    let read = |guard: &str| {
        node(
            NODE,
            &format!(
                "const root = path.resolve('/data');\nconst full = path.resolve(root, event.data.x);\n{guard}\nreturn fs.readFileSync(full).length;"
            ),
        )
    };
    for guard in [
        "if (!full.startsWith(root + path.sep)) return 'no';",
        "if (!full.startsWith(`${root}/`)) return 'no';",
        "if (!full.startsWith('/data/')) return 'no';",
    ] {
        none_in(guard, &read(guard));
    }
    for guard in ["if (!full.startsWith(root)) return 'no';", "if (!full.startsWith('/data')) return 'no';"] {
        is_possible(CodeRule::PathTraversal, &read(guard), guard);
    }
    let raw =
        "if (!event.data.x.startsWith('/data/')) return 'no';\nreturn fs.readFileSync(event.data.x).length;";
    is_possible(CodeRule::PathTraversal, &node(NODE, raw), raw);
    let raw = "if (!event.data.x.startsWith('/data/') || event.data.x.includes('..')) return 'no';\nreturn fs.readFileSync(event.data.x).length;";
    none_in(raw, &node(NODE, raw));
    let joined = "x = event['data']['x']\nif '..' in x or x.startswith('/'):\n    return 'no'\nreturn open(os.path.join('/data', x)).read()";
    none_in(joined, &snake(PYTHON, joined));
    let joined = "x = event['data']['x']\nif '..' in x or os.path.isabs(x):\n    return 'no'\nreturn open(os.path.join('/data', x)).read()";
    none_in(joined, &snake(PYTHON, joined));
}

#[test]
fn patterns_of_any_shape_end() {
    let nested = format!("/^{}a{}$/", "(".repeat(40), ")".repeat(40));
    is_possible(CodeRule::CommandInjection, &used(&nested, "cp.execSync('id ' + x);"), "nested");
    for source in
        ["[", "[^", "(", "(?", "(?<", "a{", "a{2", r"\\", r"\\u", r"\\x1", "[a-", "[]", "(?P<n", "|", "{"]
    {
        for (start, end) in [("^", "$"), ("", ""), ("(?m)^", "$")] {
            let guard = format!("re.match(r'{start}{source}{end}', x)");
            let _ = used_in_python(&guard, "os.system('id ' + x)");
        }
    }
    let long = format!("re.fullmatch('[a-z]{}', x)", "a?[b-c.]*".repeat(20_000));
    none_in("long", &used_in_python(&long, "os.system('id ' + x.strip())"));
}
