//! Values in maps, sets and dicts: what is stored is read again, and keys are not values.

use super::{CodeRule, certain, each_is, node, none_of, snake};

const CP: &str = "const cp = require('child_process');";

#[test]
fn what_is_stored_in_a_map_is_read_again() {
    for body in [
        "const jobs = new Map();\njobs.set(event.data.id, { run: event.data.run });\ncp.exec(jobs.get(event.data.id).run);",
        "const jobs = new Map();\njobs.set('run', event.data.run);\ncp.exec(jobs.get('run'));",
        "const jobs = new Map([['run', event.data.run]]);\ncp.exec(jobs.get('run'));",
        "const jobs = new Map();\njobs.set('a', event.data.run);\nfor (const [name, run] of jobs) cp.exec(run);",
        "const jobs = new Map();\njobs.set('a', event.data.run);\nfor (const run of jobs.values()) cp.exec(run);",
        "const hosts = new Set();\nfor (const one of event.data.list) hosts.add(one.host);\nfor (const host of hosts) cp.exec('ping ' + host);",
        "const inner = new WeakMap();\nclass Task { constructor(spec) { inner.set(this, spec); } run() { cp.exec(inner.get(this).goal); } }\nnew Task(event.data).run();",
    ] {
        let analysis = node(CP, body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
    none_of(&[
        node(
            CP,
            "const hosts = new Set();\nfor (const one of event.data.list) if (/^[a-z.]+$/.test(one.host)) hosts.add(one.host);\nfor (const host of hosts) cp.exec('ping ' + host);",
        ),
        node(
            CP,
            "const jobs = new Map();\njobs.set('a', event.data.run);\nfor (const [name, run] of jobs) cp.exec(name);",
        ),
        node(
            CP,
            "const tools = new Map([['pdf', 'pdfinfo'], ['png', 'identify']]);\nconst tool = tools.get(event.data.kind);\nif (!tool) return;\ncp.exec(`${tool} a.${event.data.kind}`);",
        ),
    ]);
}

#[test]
fn what_is_not_in_a_set_that_is_filled_later_may_be_anything() {
    let seen = node(
        &format!("{CP}\nconst seen = new Set();"),
        "if (seen.has(event.data.id)) return;\nseen.add(event.data.id);\ncp.exec('job ' + event.data.id);",
    );
    assert_eq!(certain(&seen), [CodeRule::CommandInjection], "{seen:#?}");
}

#[test]
fn keys_of_a_table_are_not_its_values() {
    let pool = "const { Pool } = require('pg');\nconst pool = new Pool();\nconst ALLOWED = ['name', 'city'];";
    none_of(&[
        node(
            pool,
            "const changes = {};\nfor (const key of ALLOWED) if (event.data[key]) changes[key] = event.data[key];\nconst set = Object.keys(changes).map((key, at) => `${key} = $${at + 1}`).join();\nreturn pool.query(`UPDATE t SET ${set}`, Object.values(changes));",
        ),
        snake(
            "import sqlite3",
            "data = event['data']\nupdates = {}\nif 'name' in data:\n    updates['name'] = data['name']\nupdates.update({'city': data.get('city')})\nsql = ', '.join(f'{key} = ?' for key in updates)\nsqlite3.connect('/d').execute('UPDATE t SET ' + sql, list(updates.values()))",
        ),
        snake(
            "import sqlite3\nCOLUMNS = {'a', 'b'}",
            "wanted = {key: value for key, value in event['data'].items() if key in COLUMNS}\nsql = ' AND '.join(f'{key} = ?' for key in wanted)\nsqlite3.connect('/d').execute('SELECT * FROM t WHERE ' + sql, list(wanted.values()))",
        ),
        snake(
            "import os\nCONFIG = {'host': os.environ['HOST'], 'password': os.environ['DB_PASSWORD']}",
            "print(', '.join(CONFIG))\nfor key in CONFIG:\n    print(key)\nprint(sorted(CONFIG.keys()))",
        ),
        node(
            "const config = { url: process.env.URL, token: process.env.API_TOKEN };",
            "console.log(Object.keys(config), { ...config, token: undefined });",
        ),
    ]);
    each_is(
        CodeRule::SqlInjection,
        &[
            node(
                pool,
                "const set = Object.entries(event.data.changes).map(([key], at) => `${key} = $${at + 1}`).join();\nreturn pool.query(`UPDATE t SET ${set}`);",
            ),
            snake(
                "import sqlite3",
                "updates = {}\nfor key, value in event['data'].items():\n    updates[key] = value\nsql = ', '.join(f'{key} = ?' for key in updates)\nsqlite3.connect('/d').execute('UPDATE t SET ' + sql, list(updates.values()))",
            ),
            snake(
                "import sqlite3",
                "updates = {'name': event['data']['name']}\nsql = ', '.join(f\"{key} = '{value}'\" for key, value in updates.items())\nsqlite3.connect('/d').execute('UPDATE t SET ' + sql)",
            ),
        ],
    );
    each_is(
        CodeRule::SecretLogged,
        &[
            node(
                "const secrets = new Map([['api', process.env.API_TOKEN]]);",
                "console.log(secrets.get('api'));",
            ),
            snake(
                "import os\nCONFIG = {'password': os.environ['DB_PASSWORD']}",
                "print(list(CONFIG.values()))",
            ),
        ],
    );
}

#[test]
fn a_loop_over_a_table_of_rules_has_a_round_for_each() {
    let js = |field: &str| {
        node(
            "const cp = require('child_process');\nconst RULES = { zip: /^\\d{5}$/, country: /^[A-Z]{2}$/ };",
            &format!(
                "for (const [field, rule] of Object.entries(RULES)) {{\n if (!rule.test(event.data[field])) return field;\n}}\ncp.execSync(`job ${{event.data.zip}} ${{event.data.{field}}}`);"
            ),
        )
    };
    none_of(&[js("country")]);
    assert_eq!(certain(&js("other")), [CodeRule::CommandInjection]);
    let python = |field: &str| {
        snake(
            "import os\nRULES = {'unit': ('a', 'b'), 'mode': ('x', 'y')}",
            &format!(
                "data = event['data']\nfor key, allowed in RULES.items():\n    if data.get(key) not in allowed:\n        return key\nos.system('job %s %s' % (data['unit'], data['{field}']))"
            ),
        )
    };
    none_of(&[python("mode")]);
    assert_eq!(certain(&python("other")), [CodeRule::CommandInjection]);
}

#[test]
fn elements_that_a_test_keeps_have_the_members_that_it_checks() {
    let mysql = "const mysql = require('mysql2');\nconst db = mysql.createPool({});\nconst FIELDS = new Set(['a', 'b']);";
    let run = |list: &str| {
        node(
            mysql,
            &format!(
                "const all = event.data.filters;\nconst kept = all.filter((one) => FIELDS.has(one.field));\nreturn db.query('SELECT * FROM t WHERE ' + {list}.map((one) => `${{one.field}} = ?`).join(' AND '));"
            ),
        )
    };
    none_of(&[run("kept")]);
    assert_eq!(certain(&run("all")), [CodeRule::SqlInjection]);
    let other = node(
        mysql,
        "const kept = event.data.filters.filter((one) => FIELDS.has(one.field));\nreturn db.query('SELECT * FROM t WHERE ' + kept.map((one) => one.value).join(' AND '));",
    );
    assert_eq!(certain(&other), [CodeRule::SqlInjection], "{other:#?}");
}

#[test]
fn what_is_added_to_a_list_in_a_table_is_in_it() {
    let bus = |check: &str| {
        node(
            &format!(
                "{CP}\nclass Bus {{\n constructor() {{ this.handlers = {{}}; }}\n on(name, fn) {{ (this.handlers[name] ||= []).push(fn); }}\n emit(name, data) {{ for (const fn of this.handlers[name] || []) fn(data); }}\n}}\nconst bus = new Bus();\nbus.on('job', (job) => {{ {check} cp.execSync('run ' + job.name); }});"
            ),
            "bus.emit('job', event.data);",
        )
    };
    assert_eq!(certain(&bus("")), [CodeRule::CommandInjection]);
    none_of(&[bus("if (!['a', 'b'].includes(job.name)) return;")]);
    let groups = snake(
        "import os",
        "groups = {'x': []}\ngroups[event['data']['k']] = []\ngroups['x'].append(event['data']['name'])\nfor name in groups['x']:\n    os.system('run ' + name)",
    );
    assert_eq!(certain(&groups), [CodeRule::CommandInjection], "{groups:#?}");
}

#[test]
fn what_is_beside_a_secret_in_one_text_is_none() {
    let split = "import os\nuser, password = os.environ['CREDENTIALS'].split(':', 1)";
    none_of(&[snake(split, "print(user)")]);
    assert_eq!(certain(&snake(split, "print(password)")), [CodeRule::SecretLogged]);
}

#[test]
fn functions_of_libraries_are_called_for_each_element() {
    let mysql = "const mysql = require('mysql2');\nconst db = mysql.createPool({});";
    none_of(&[
        node(mysql, "return db.query(`SELECT * FROM t WHERE id IN (${event.data.ids.map(Number).join()})`);"),
        node(
            mysql,
            "const ids = event.data.ids;\nif (!ids.every(Number.isInteger)) return;\nreturn db.query(`SELECT * FROM t WHERE id IN (${ids.join()})`);",
        ),
        snake("import os, shlex", "os.system('ls ' + ' '.join(map(shlex.quote, event['data']['files'])))"),
    ]);
    let flawed = node("", "return Promise.all(event.data.urls.map(fetch));");
    assert_eq!(certain(&flawed), [CodeRule::ServerSideRequestForgery], "{flawed:#?}");
}

#[test]
fn numbers_of_what_the_caller_sends_are_not_its_text() {
    none_of(&[node(
        CP,
        "const parts = event.data.parts;\nlet total = 0;\nfor (let i = 0; i < parts.length; i++) total += parts[i].length;\ncp.execSync(`echo ${total}`);",
    )]);
    let flawed = node(
        CP,
        "const list = ['a', event.data.x];\nfor (let i = 0; i < list.length; i++) cp.execSync('echo ' + list[i]);",
    );
    assert_eq!(certain(&flawed), [CodeRule::CommandInjection], "{flawed:#?}");
}
