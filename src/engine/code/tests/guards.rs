//! Guards as people write them: messages of errors, lists of errors, models, paths that are compared.

use super::{CodeRule, certain, each_is, node, none_in, none_of, python, snake};

const CP: &str = "const cp = require('child_process');";

#[test]
fn messages_of_errors_say_what_was_validated() {
    let checks = "const cp = require('child_process');\n\
        function problem(d) {\n if (!d) return 'no data';\n if (!/^[a-z]+$/.test(d.name)) return 'name';\n return null;\n}\n\
        function problems(d) {\n const errors = [];\n if (!/^[a-z]+$/.test(d.name)) errors.push('name');\n if (d.size > 9) errors.push('size');\n return errors;\n}\n\
        function byField(d) {\n const errors = {};\n if (!/^[a-z]+$/.test(d.name)) errors.name = 'name';\n return errors;\n}\n\
        function outcome(d) {\n if (!/^[a-z]+$/.test(d.name)) return { error: 'name' };\n return { name: d.name };\n}";
    for guard in [
        "const error = problem(event.data);\nif (error) return { error };",
        "const error = problem(event.data);\nif (error !== null) return { error };",
        "const errors = problems(event.data);\nif (errors.length) return { errors };",
        "const errors = problems(event.data);\nif (errors.length > 0) return { errors };",
        "const errors = problems(event.data);\nif (errors.length !== 0) throw new Error(errors.join());",
        "const errors = byField(event.data);\nif (Object.keys(errors).length > 0) return errors;",
        "let error;\nif (!/^[a-z]+$/.test(event.data.name)) error = 'name';\nif (error) return { error };",
        "let ok = true;\nif (!/^[a-z]+$/.test(event.data.name)) ok = false;\nif (!ok) return 'no';",
        "const errors = [];\nif (!/^[a-z]+$/.test(event.data.name)) {\n errors.push('name');\n}\nif (errors.length) return errors;",
        "const error = problem(event.data) || (event.data.size > 5 && 'size');\nif (error) return error;",
        "if (!['a', 'b'].some((one) => one === event.data.name)) return 'no';",
        "const { error } = outcome(event.data);\nif (error) return { error };",
    ] {
        let body = format!("{guard}\ncp.execSync('id ' + event.data.name);");
        none_in(&body, &node(checks, &body));
    }
    let checks = "import os, re\n\
        def problem(d):\n    if not re.fullmatch('[a-z]+', d['name']):\n        return 'name'\n    return None\n\
        def pair(d):\n    if not re.fullmatch('[a-z]+', d['name']):\n        return None, 'name'\n    return d['name'], None\n\
        def problems(d):\n    errors = []\n    if not re.fullmatch('[a-z]+', d['name']):\n        errors.append('name')\n    return errors";
    for guard in [
        "error = problem(event['data'])\nif error:\n    return error",
        "name, error = pair(event['data'])\nif error:\n    return error",
        "if not set(event['data']['name']) <= {'a', 'b'}:\n    return 'no'",
        "error = problem(event['data'])\nif error is not None:\n    return error",
        "errors = problems(event['data'])\nif errors:\n    return errors",
        "errors = problems(event['data'])\nif len(errors) > 0:\n    return errors",
        "if not any(event['data']['name'] == one for one in ('a', 'b')):\n    return 'no'",
    ] {
        let body = format!("{guard}\nos.system('id ' + event['data']['name'])");
        none_in(&body, &snake(checks, &body));
    }
}

#[test]
fn messages_of_errors_that_say_nothing_are_no_guard() {
    for guard in [
        "const errors = [];\nif (!event.data.name) errors.push('name');\nif (errors.length) return errors;",
        "const errors = [];\nif (!/^[a-z]+$/.test(event.data.name)) errors.push('name');\nif (!errors.length) return 'fine';",
        "const errors = [];\nif (!/^[a-z]+$/.test(event.data.other)) errors.push('other');\nif (errors.length) return errors;",
        "let error;\nif (!/^[a-z]+$/.test(event.data.name)) error = 'name';\nconsole.log(error);",
    ] {
        let analysis = node(CP, &format!("{guard}\ncp.execSync('id ' + event.data.name);"));
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{guard}\n{analysis:#?}");
    }
}

#[test]
fn models_validate_the_fields_that_have_limited_types() {
    let model = |fields: &str, made: &str, used: &str| {
        python(&format!(
            "import os\nfrom enum import Enum\nfrom typing import Literal, Optional, Annotated\nfrom uuid import UUID\n\
             from pydantic import BaseModel, Field, EmailStr\n\nclass Kind(str, Enum):\n    A = 'a'\n    B = 'b'\n\n\
             class Wanted(BaseModel):\n    {fields}\n\n\ndef main(event, context):\n    wanted = {made}\n    os.system(f'id {{{used}}}')\n"
        ))
    };
    let data = "Wanted(**event['data'])";
    none_of(&[
        model("size: int", data, "wanted.size"),
        model("size: Optional[int] = None", data, "wanted.size"),
        model("size: int | None = None", data, "wanted.size"),
        model("kind: Literal['a', 'b']", data, "wanted.kind"),
        model("kind: Kind", data, "wanted.kind.value"),
        model("code: str = Field(pattern='^[A-Z]+$')", data, "wanted.code"),
        model("code: Annotated[str, Field(pattern='^[A-Z]+$')]", data, "wanted.code"),
        model("one: UUID", "Wanted.model_validate(event['data'])", "wanted.one"),
        model("size: int", "Wanted.model_validate_json(event['data'])", "wanted.size"),
        model("size: int", "Kind(event['data']['kind'])", "wanted.value"),
    ]);
    for (made, used) in [(data, "wanted.name"), ("Wanted.model_validate(event['data'])", "wanted.name")] {
        let analysis = model("name: str", made, used);
        assert_eq!(certain(&analysis), [], "{analysis:#?}");
        assert!(!analysis.flows.is_empty(), "{made}");
    }
    let record = "import os\nfrom dataclasses import dataclass\n\n@dataclass\nclass Wanted:\n    name: str\n    size: int = 1\n";
    for made in
        ["Wanted(**event['data'])", "Wanted(event['data']['name'])", "Wanted(name=event['data']['name'])"]
    {
        let body = format!(
            "{record}\ndef main(event, context):\n    wanted = {made}\n    os.system('id ' + wanted.name)\n"
        );
        let analysis = python(&body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{analysis:#?}");
    }
    none_of(&[python(&format!(
        "{record}\ndef main(event, context):\n    wanted = Wanted('root', event['data']['size'])\n    os.system('id ' + wanted.name)\n"
    ))]);
}

#[test]
fn paths_that_are_compared_with_their_folder_stay_inside() {
    let imports = "const fs = require('fs');\nconst path = require('path');";
    none_of(&[
        node(
            imports,
            "const file = path.join('/data', event.data.file);\nconst way = path.relative('/data', file);\nif (way.startsWith('..') || path.isAbsolute(way)) throw new Error('outside');\nreturn fs.readFileSync(file);",
        ),
        snake(
            "from pathlib import Path\nROOT = Path('/data').resolve()",
            "target = (ROOT / event['data']['file']).resolve()\nif ROOT not in target.parents:\n    return 'no'\nreturn target.read_text()",
        ),
        snake(
            "from pathlib import Path\nROOT = Path('/data').resolve()",
            "target = (ROOT / event['data']['file']).resolve()\ntry:\n    target.relative_to(ROOT)\nexcept ValueError:\n    return 'no'\nreturn target.read_text()",
        ),
    ]);
    each_is(
        CodeRule::ServerSideRequestForgery,
        &[
            node(
                "",
                "if (!event.data.url.startsWith('https://')) return 'no';\nreturn (await fetch(event.data.url)).text();",
            ),
            node(
                "",
                "if (!event.data.url.startsWith('http')) return 'no';\nreturn (await fetch(event.data.url)).text();",
            ),
        ],
    );
}

#[test]
fn values_of_prepared_statements_are_no_part_of_them() {
    none_of(&[
        node(
            "const hana = require('@sap/hana-client');\nconst connection = hana.createConnection();",
            "const statement = connection.prepare('SELECT * FROM T WHERE A = ?');\nreturn statement.exec([event.data.a]);",
        ),
        node(
            "const Database = require('better-sqlite3');\nconst db = new Database('/data/a.db');",
            "return db.prepare('SELECT * FROM t WHERE a = ?').all(event.data.a);",
        ),
        snake(
            "import os\nfrom pymongo import MongoClient\ndb = MongoClient(os.environ['MONGO']).shop",
            "return db.users.find_one({'name': event['extensions']['request'].query.name})",
        ),
        snake(
            "import os\nfrom jsonschema import validate\nSCHEMA = {'properties': {'name': {'pattern': '^[a-z]+$'}}}",
            "validate(instance=event['data'], schema=SCHEMA)\nos.system('id ' + event['data']['name'])",
        ),
    ]);
    each_is(
        CodeRule::SqlInjection,
        &[node(
            "const hana = require('@sap/hana-client');\nconst connection = hana.createConnection();",
            "return connection.prepare(`SELECT * FROM T WHERE A = '${event.data.a}'`).exec([]);",
        )],
    );
}

#[test]
fn what_is_taken_out_of_an_object_is_not_in_the_rest() {
    let config = "const config = { host: process.env.DB_HOST, password: process.env.DB_PASSWORD };";
    none_of(&[node(config, "const { password, ...rest } = config;\nconsole.log(rest);")]);
    each_is(CodeRule::SecretLogged, &[node(config, "const { host, ...rest } = config;\nconsole.log(rest);")]);
}

#[test]
fn a_value_of_an_own_table_says_that_its_key_is_one_of_the_table() {
    none_of(&[
        node(
            "const { Pool } = require('pg');\nconst pool = new Pool();\nconst SORTS = { orders: ['id'], people: ['name'] };",
            "const { table, sort } = event.extensions.request.query;\nconst allowed = SORTS[table];\nif (!allowed || !allowed.includes(sort)) return 'no';\nreturn pool.query(`SELECT * FROM ${table} ORDER BY ${sort}`);",
        ),
        snake(
            "import sqlite3\nFIELDS = {'name', 'city'}",
            "parts = []\nfor field, value in event['data'].items():\n    if field not in FIELDS:\n        continue\n    parts.append(f'{field} = ?')\nsqlite3.connect('/d').execute('SELECT * FROM t WHERE ' + ' AND '.join(parts))",
        ),
    ]);
    let analysis = snake(
        "import sqlite3",
        "parts = []\nfor field, value in event['data'].items():\n    parts.append(f'{field} = ?')\nsqlite3.connect('/d').execute('SELECT * FROM t WHERE ' + ' AND '.join(parts))",
    );
    assert_eq!(certain(&analysis), [CodeRule::SqlInjection], "{analysis:#?}");
}

#[test]
fn what_is_asked_of_each_key_of_a_table_holds_for_all_fields() {
    let asked = |host: &str, guard: &str| {
        let rules = format!("{CP}\nconst rules = {{ host: (v) => {host}, count: (v) => Number(v) > 0 }};");
        node(&rules, &format!("const data = event.data;\n{guard}\ncp.execSync(`ping ${{data.host}}`);"))
    };
    let guards = [
        "const wrong = Object.keys(rules).filter(key => !rules[key](data[key]));\nif (wrong.length > 0) return wrong;",
        "if (!Object.keys(rules).every(key => rules[key](data[key]))) return 'no';",
        "if (Object.keys(rules).some(key => !rules[key](data[key]))) return 'no';",
    ];
    for guard in guards {
        none_in(guard, &asked("/^[a-z0-9-]+$/.test(v)", guard));
        assert_eq!(certain(&asked("v.length > 0", guard)), [CodeRule::CommandInjection], "{guard}");
    }
    let one = "if (!Object.keys(rules).some(key => rules[key](data[key]))) return 'no';";
    assert_eq!(certain(&asked("/^[a-z0-9-]+$/.test(v)", one)), [CodeRule::CommandInjection], "{one}");
    let several = "const wrong = Object.keys(rules).filter(key => !rules[key](data[key]));\nif (wrong.length > 1) return wrong;";
    assert_eq!(certain(&asked("/^[a-z0-9-]+$/.test(v)", several)), [CodeRule::CommandInjection], "{several}");
}

#[test]
fn what_a_library_keeps_of_a_list_has_passed_its_test() {
    let imports = format!("{CP}\nconst _ = require('lodash');\nconst OK = ['a', 'b'];");
    let run = |kept: &str| node(&imports, &format!("const hosts = event.data.hosts;\n{kept}"));
    for kept in [
        "for (const host of _.filter(hosts, (h) => OK.includes(h))) cp.execSync('ping ' + host);",
        "for (const host of _.reject(hosts, (h) => !OK.includes(h))) cp.execSync('ping ' + host);",
        "const host = _.find(hosts, (h) => OK.includes(h));\ncp.execSync('ping ' + host);",
        "const host = hosts.find((h) => OK.includes(h));\ncp.execSync('ping ' + host);",
    ] {
        none_in(kept, &run(kept));
    }
    for kept in [
        "for (const host of _.reject(hosts, (h) => OK.includes(h))) cp.execSync('ping ' + host);",
        "for (const host of _.filter(hosts, (h) => h.length > 2)) cp.execSync('ping ' + host);",
        "const host = hosts.find((h) => h !== 'x');\ncp.execSync('ping ' + host);",
    ] {
        assert_eq!(certain(&run(kept)), [CodeRule::CommandInjection], "{kept}");
    }
}

#[test]
fn what_a_function_returns_or_yields_keeps_what_was_validated_before() {
    let imports = "const cp = require('child_process');\nconst OK = ['a', 'b'];\nfunction* kept(list) {\n for (const { name, note } of list) {\n  if (!OK.includes(name)) throw new Error('no');\n  yield [`-n ${name}`, note];\n }\n}\n\
        function named(name) {\n if (OK.includes(name)) return { name };\n return { name: 'a' };\n}";
    let yielded = "for (const [part] of kept(event.data.list)) cp.execSync('job ' + part);";
    none_in(yielded, &node(imports, yielded));
    let flawed = "for (const [part, note] of kept(event.data.list)) cp.execSync('job ' + note);";
    assert_eq!(certain(&node(imports, flawed)), [CodeRule::CommandInjection]);
    let returned = "cp.execSync('job ' + named(event.data.name).name);";
    none_in(returned, &node(imports, returned));
    let imports = "import os\nfrom urllib.parse import urlsplit\nOK = frozenset({'a', 'b'})\n\ndef pick(options, wanted):\n    match options:\n        case frozenset() if wanted in options:\n            return wanted\n        case _:\n            return DEFAULT";
    let body = "os.system('job ' + pick(OK, event['data']['name']))";
    none_in("clean", &snake(&imports.replace("DEFAULT", "'a'"), body));
    let flawed = snake(&imports.replace("DEFAULT", "wanted or 'a'"), body);
    assert_eq!(certain(&flawed), [CodeRule::CommandInjection]);
}

#[test]
fn a_member_that_is_checked_says_nothing_about_another_member_of_the_same_element() {
    let imports = "const cp = require('child_process');\nconst OPS = { eq: '=', lt: '<' };";
    let list = "const list = Array.isArray(event.data?.list) ? event.data.list.slice(0, 8) : [];";
    let body = format!(
        "{list}\nfor (const {{ name, op }} of list) {{\n if (!OPS[op]) throw new Error('no');\n cp.execSync('job ' + name);\n}}"
    );
    assert_eq!(certain(&node(imports, &body)), [CodeRule::CommandInjection], "{body}");
    let body = format!(
        "{list}\nfor (const {{ name, op }} of list) {{\n if (!OPS[op]) throw new Error('no');\n cp.execSync('job ' + op);\n}}"
    );
    none_in(&body, &node(imports, &body));
}
