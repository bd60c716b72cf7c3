//! Secrets in logs.

use super::*;

const RULE: CodeRule = CodeRule::SecretLogged;

#[test]
fn a_secret_is_removed_from_what_is_logged() {
    let imports = "const KEY = process.env.API_KEY;\nconst host = 'a.example';";
    for (old, new) in [
        ("console.log('key', KEY);", "console.log('key');"),
        ("console.log('key', KEY, host);", "console.log('key', host);"),
        ("console.log('key ' + KEY);", "console.log('key ');"),
        ("console.log('key ' + KEY + ' of ' + host);", "console.log('key ' + ' of ' + host);"),
        ("console.log(`key ${KEY} of ${host}`);", "console.log(`key  of ${host}`);"),
        ("console.log(`key ${KEY}`, host);", "console.log(`key `, host);"),
        ("console.log('key %s of %s', KEY, host);", "console.log('key  of %s', host);"),
        ("console.log({ host, key: KEY });", "console.log({ host });"),
        ("console.log('calling', { key: KEY, host });", "console.log('calling', { host });"),
    ] {
        offers(RULE, node(imports, &format!("{old} // why\n    return 1;")), &[(old, new)]);
    }
    offers(
        RULE,
        node(imports, "const a = 1;\n    console.log(KEY);\n    return a;"),
        &[("    console.log(KEY);\n", "")],
    );
    offers(
        RULE,
        node("", "console.log(process.env);\n    return 1;"),
        &[("    console.log(process.env);\n", "")],
    );
}

#[test]
fn a_secret_is_removed_from_what_is_logged_in_python() {
    let imports = "import logging\nimport os\nlog = logging.getLogger()\nKEY = os.environ['API_KEY']\nhost = 'a.example'";
    for (old, new) in [
        ("print('key', KEY)", "print('key')"),
        ("print('key', KEY, host)", "print('key', host)"),
        ("print(f\"key {KEY} of {host}\")", "print(f\"key  of {host}\")"),
        ("print('key ' + KEY)", "print('key ')"),
        ("log.info('key %s', KEY)", "log.info('key ')"),
        ("log.info('key %s of %s', KEY, host)", "log.info('key  of %s', host)"),
        ("log.info(f'key {KEY}')", "log.info(f'key ')"),
        ("print({'host': host, 'key': KEY})", "print({'host': host})"),
    ] {
        offers(RULE, snake(imports, &format!("{old}  # why\nreturn 1")), &[(old, new)]);
    }
    offers(RULE, snake(imports, "a = 1\nprint(KEY)\nreturn a"), &[("    print(KEY)\n", "")]);
}

#[test]
fn a_statement_is_left_where_another_one_depends_on_it() {
    let imports = "const KEY = process.env.API_KEY;";
    refuses(RULE, node(imports, "if (event.data)\n      console.log(KEY);\n    return 1;"));
    let imports = "import os\nKEY = os.environ['API_KEY']";
    refuses(RULE, snake(imports, "if event['data']:\n    print(KEY)\nreturn 1"));
}
