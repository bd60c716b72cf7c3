//! How values are followed: through names, functions, collections and promises, and where they are lost.

use super::{
    CodeRule, Reason, StepAction, certain, javascript, node, none_in, none_of, possible, python, snake,
};

const CP: &str = "const cp = require('child_process');";

#[test]
#[expect(clippy::too_many_lines, reason = "one line for each construct")]
fn values_are_followed_through_the_language() {
    for body in [
        "const a = event.data.x;\nconst b = a;\ncp.exec(b);",
        "const { x: name = 'a' } = event.data;\ncp.exec(name);",
        "const [first] = event.data.list;\ncp.exec(first);",
        "const { ...rest } = event.data;\ncp.exec(rest.x);",
        "const all = { ...event.data, b: 1 };\ncp.exec(all.x);",
        "let c = 'ls';\nif (event.data.x) c += ' ' + event.data.x;\ncp.exec(c);",
        "for (const x of event.data.list) cp.exec(x);",
        "event.data.list.forEach((x) => cp.exec(x));",
        "cp.exec(event.data.list.map((x) => `-f ${x}`).join(' '));",
        "cp.exec(event.data.list.reduce((sum, x) => sum + ' ' + x, 'ls'));",
        "const parts = [];\nfor (const x of event.data.list) parts.push(x);\ncp.exec(parts.join(' '));",
        "cp.exec(JSON.parse(event.data).command);",
        "cp.exec(Object.values(event.data).join(' '));",
        "cp.exec(Buffer.from(event.data.x, 'base64').toString());",
        "const f = async (x) => x.trim();\ncp.exec(await f(event.data.x));",
        "const f = async (x) => x;\nreturn f(event.data.x).then((y) => cp.exec(y));",
        "const make = (x) => () => cp.exec(x);\nmake(event.data.x)();",
        "function outer(x) { function inner() { cp.exec(x); } inner(); }\nouter(event.data.x);",
        "const o = {};\no.command = event.data.x;\ncp.exec(o.command);",
        "class Job { constructor(c) { this.c = c; } run() { cp.exec(this.c); } }\nnew Job(event.data.x).run();",
        "const c = event.data.x ?? 'ls';\ncp.exec(c);",
        "const c = event.data.x || 'ls';\ncp.exec(c);",
        "cp.exec(event.data.a ? event.data.x : 'ls');",
        "try { cp.exec(event.data.x); } catch (e) { return 'failed'; }",
        "cp.exec(event.extensions.request.get('x-command'));",
        "cp.exec(event.extensions.request.headers['x-command']);",
        "cp.exec(event['ce-source']);",
        "const { query } = event.extensions.request;\ncp.exec(query.c);",
        "const request = event?.extensions?.request;\ncp.exec(request?.body?.c);",
        "const run = require('util').promisify(cp.exec).bind(cp);\nawait run(event.data.x);",
        "cp.exec.call(cp, event.data.x);",
        "const y = await new Promise((resolve) => setTimeout(() => resolve(event.data.x), 10));\ncp.exec(y);",
        "const m = new Map(Object.entries(event.data));\ncp.exec(m.get('x'));",
        "cp.exec('ls '.concat(event.data.x));",
        "const results = await Promise.all(event.data.list.map(async (x) => x));\ncp.exec(results[0]);",
    ] {
        let analysis = node(CP, body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
    for body in [
        "a = event['data']\nos.system(a['x'])",
        "os.system(event['data'].get('x', 'ls'))",
        "os.system('ls {}'.format(event['data']['x']))",
        "os.system('ls {a}'.format(a=event['data']['x']))",
        "os.system(' '.join(event['data']['list']))",
        "os.system(' '.join(f'-f {x}' for x in event['data']['list']))",
        "for x in event['data']['list']:\n    os.system(x)",
        "for k, v in event['data'].items():\n    os.system(v)",
        "os.system(json.loads(event['data'])['x'])",
        "x, y = event['data']['pair']\nos.system(x)",
        "c = 'ls'\nc += ' ' + event['data']['x']\nos.system(c)",
        "parts = ['ls']\nparts.append(event['data']['x'])\nos.system(' '.join(parts))",
        "d = {**event['data'], 'b': 1}\nos.system(d['x'])",
        "if (c := event['data'].get('c')):\n    os.system(c)",
        "run = lambda x: os.system(x)\nrun(event['data']['x'])",
        "def f(*, x):\n    os.system(x)\nf(x=event['data']['x'])",
        "os.system(event['data']['x'].strip().lower())",
        "os.system(str(event['data']['x']))",
        "match event['data']['x']:\n    case 'a':\n        pass\n    case other:\n        os.system(other)",
        "request = event['extensions']['request']\nos.system(request.query.get('c'))",
        "request = event['extensions']['request']\nos.system(request.headers['X-C'])",
        "try:\n    os.system(event['data']['x'])\nexcept Exception:\n    return 'failed'",
        "with open('/data/list') as f:\n    os.system(event['data']['x'])",
    ] {
        let analysis = snake("import os, json", body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one line for each case")]
fn validations_are_recognised() {
    let guards = [
        "if (!['a', 'b'].includes(x)) return;",
        "if (!ALLOWED.has(x)) throw new Error('no');",
        "if (x !== 'a' && x !== 'b') return;",
        "if (!(x in TABLE)) return;",
        "if (!Object.hasOwn(TABLE, x)) return;",
        "if (!/^[\\w-]+$/.test(x)) return { error: 'x' };",
        "if (/[^a-z]/.test(x)) return;",
        "if (!x.match(/^[a-z]+$/)) return;",
        "if (!isName(x)) return;",
        "assertName(x);",
        "const ok = ALLOWED.has(x);\nif (!ok) return;",
        "if (typeof x !== 'number') return;",
        "if (!Number.isInteger(x)) return;",
        "if (!validator.isAlphanumeric(x)) return;",
        "if ([...ALLOWED].indexOf(x) === -1) return;",
        "const r = result(x);\nif (!r.ok) return r;",
        "if (x !== 'a' && !isName(x)) return;",
        "const known = [...ALLOWED].some((a) => a === x);\nif (!known) x = 'a';\nif (!ALLOWED.has(x)) return;",
        "if (x === undefined || !ALLOWED.has(x)) {\n event.extensions.response.status(400);\n return;\n}",
    ];
    let imports = "const cp = require('child_process');\nconst validator = require('validator');\n\
        const ALLOWED = new Set(['a', 'b']);\nconst TABLE = { a: 1 };\n\
        function isName(n) {\n if (typeof n !== 'string') return false;\n return /^[a-z]+$/.test(n);\n}\n\
        function result(n) {\n if (!isName(n)) return { ok: false };\n return { ok: true };\n}\n\
        function assertName(n) {\n if (!isName(n)) {\n  throw new Error('name');\n }\n}";
    for guard in guards {
        let body = format!("let x = event.data.x;\n{guard}\ncp.exec('ls ' + x);");
        none_in(&body, &node(imports, &body));
    }
    none_of(&[
        node(imports, "if (ALLOWED.has(event.data.x)) cp.exec(event.data.x);"),
        node(imports, "const x = ALLOWED.has(event.data.x) ? event.data.x : 'a';\ncp.exec(x);"),
        node(imports, "for (const x of event.data.list) {\n if (!ALLOWED.has(x)) continue;\n cp.exec(x);\n}"),
        node(
            imports,
            "const list = event.data.list.filter((x) => ALLOWED.has(x));\ncp.exec(list.join(' '));",
        ),
        node(
            imports,
            "if (!event.data.list.every((x) => ALLOWED.has(x))) return;\ncp.exec(event.data.list.join(' '));",
        ),
        node(
            imports,
            "for (const x of event.data.list) {\n if (!ALLOWED.has(x)) throw new Error('x');\n}\ncp.exec(event.data.list.join(' '));",
        ),
        node(imports, "cp.exec('ls ' + event.data.x.replace(/[^a-z0-9]/g, ''));"),
        node(imports, "return ALLOWED.has(event.data.x) && cp.exec(event.data.x);"),
    ]);
    let guards = [
        "if x not in ('a', 'b'):\n    return 'no'",
        "if x not in ALLOWED:\n    raise ValueError('x')",
        "if not x.isalnum():\n    return 'no'",
        "if not re.match(r'^[a-z]+$', x):\n    return 'no'",
        "if NAME.fullmatch(x) is None:\n    return 'no'",
        "m = NAME.fullmatch(x)\nif not m:\n    return 'no'",
        "if not is_name(x):\n    return 'no'",
        "check(x)",
        "assert x in ALLOWED",
        "if not isinstance(x, int):\n    return 'no'",
        "x = int(x)",
        "if not all(c in ALLOWED for c in x):\n    return 'no'",
    ];
    let imports = "import os, re\nALLOWED = {'a': 1}\nNAME = re.compile(r'[a-z]+')\n\
        def is_name(n):\n    return bool(NAME.fullmatch(n))\n\
        def check(n):\n    if n not in ALLOWED:\n        raise ValueError('n')";
    for guard in guards {
        let body = format!("x = event['data']['x']\n{guard}\nos.system(f'ls {{x}}')");
        none_in(&body, &snake(imports, &body));
    }
}

#[test]
fn what_is_not_a_validation_is_none() {
    let imports = "const cp = require('child_process');\nconst ALLOWED = new Set(['a']);";
    for guard in [
        "if (!x) return;",
        "if (x === undefined) return;",
        "if (x === '') return;",
        "if (x.length > 100) return;",
        "if (typeof x !== 'string') return;",
        "if (!/[a-z]+/.test(y)) return;",
        "if (!ALLOWED.has(y)) return;",
        "if (!ALLOWED.has(x)) console.warn('unknown');",
        "if (ALLOWED.has(x)) return;",
        "try { check(x); } catch (e) { }\nfunction check(n) { if (!ALLOWED.has(n)) throw new Error('n'); }",
    ] {
        let body = format!("const {{ x, y }} = event.data;\n{guard}\ncp.exec('ls ' + x);");
        let analysis = node(imports, &body);
        let found = certain(&analysis) == [CodeRule::CommandInjection]
            || possible(&analysis) == [(CodeRule::CommandInjection, Reason::PartialCheck)];
        assert!(found, "{guard}\n{analysis:#?}");
    }
}

#[test]
fn a_flow_names_its_source_its_steps_and_its_sink() {
    let analysis = node(
        CP,
        "    const { host } = event.data;\n    const command = `ping ${host}`;\n    cp.exec(command);",
    );
    let flow = analysis.flows.first().expect("a flow");
    let source = flow.source.as_ref().expect("a source");
    assert_eq!((source.line, source.column, source.event), (4, 13, StepAction::ReadsInput));
    assert_eq!(&*source.name, "event.data.host");
    let steps: Vec<_> = flow.steps.iter().map(|step| (step.line, step.event, &*step.name)).collect();
    assert_eq!(steps, [(5, StepAction::Joins, ""), (5, StepAction::Assigns, "command")]);
    assert_eq!((flow.sink.line, &*flow.sink.name), (6, "child_process.exec"));
    assert_eq!(flow.sink.text(), "reaches child_process.exec");
}

#[test]
fn no_text_of_a_literal_is_in_a_result() {
    let analysis = node(
        CP,
        "const key = process.env.API_TOKEN || 'hunter2-hunter2';\nconst c = 'curl -H hunter2-hunter2 ' + event.data.x;\ncp.exec(c);\nconsole.log('hunter2-hunter2', key);\nawait fetch('https://user:hunter2-hunter2@a.example.com/p?k=hunter2-hunter2');",
    );
    assert!(analysis.flows.len() > 2);
    assert!(!format!("{analysis:?}").contains("hunter2"), "{analysis:#?}");
}

#[test]
fn equal_sources_give_equal_results() {
    let body = "const { a, b } = event.data;\ncp.exec(a + b);\ncp.exec(b);\nconsole.log(`${a}`);\nreturn `<p>${a}</p>`;";
    let first = node(CP, body);
    for _ in 0..5 {
        assert_eq!(node(CP, body), first);
    }
}

#[test]
fn each_function_of_a_table_is_called_under_a_key_that_is_not_constant() {
    let table = "const { exec } = require('child_process');\nconst routes = {\n  'GET /a': async () => ({ ok: true }),\n  'GET /b': async (req) => exec('ls ' + req.query.dir),\n};\nmodule.exports = { main: async (event) => {\n  const req = event.extensions.request;\n  const route = routes[`${req.method} ${req.path}`];\n  if (!route) return 'no';\n  return route(req);\n} };\n";
    let analysis = javascript(table);
    assert!(analysis.flows.iter().any(|flow| flow.rule == CodeRule::CommandInjection), "{analysis:#?}");
    let clean = javascript(&table.replace("'ls ' + req.query.dir", "'ls'"));
    assert!(clean.flows.is_empty(), "{clean:#?}");
}

#[test]
fn items_of_generators_are_followed() {
    for source in [
        "const { exec } = require('child_process');\nfunction* all(list) { for (const one of list) { yield one.host; } }\nmodule.exports = { main: (event) => { for (const host of all(event.data.list)) { exec('ping ' + host); } } };\n",
        "const { exec } = require('child_process');\nasync function* inner(list) { yield* list; }\nasync function* all(list) { yield* inner(list); }\nmodule.exports = { main: async (event) => { for await (const host of all(event.data.list)) { exec('ping ' + host); } } };\n",
    ] {
        let analysis = javascript(source);
        assert!(
            analysis.flows.iter().any(|flow| flow.rule == CodeRule::CommandInjection),
            "{source}\n{analysis:#?}"
        );
        let clean = javascript(&source.replace("'ping ' + host", "'ping'"));
        assert!(clean.flows.is_empty(), "{clean:#?}");
    }
    let source = "import os\n\ndef hosts(rows):\n    for row in rows:\n        yield row['host']\n\ndef main(event, context):\n    for host in hosts(event['data']['rows']):\n        os.system('ping ' + host)\n";
    let analysis = python(source);
    assert!(analysis.flows.iter().any(|flow| flow.rule == CodeRule::CommandInjection), "{analysis:#?}");
}
