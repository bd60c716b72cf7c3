//! Values that go through objects that functions change, through classes and through libraries.

use super::{CodeRule, certain, javascript, node, none_of, python, snake};

const CP: &str = "const cp = require('child_process');";

#[test]
fn what_a_function_changes_of_its_arguments_is_known_afterwards() {
    for body in [
        "const job = {};\nfill(job, event.data);\ncp.exec(job.command);\nfunction fill(job, data) { job.command = data.command; }",
        "const parts = ['ls'];\ncollect(parts, event.data);\ncp.exec(parts.join(' '));\nfunction collect(all, data) { all.push(data.dir); }",
        "const options = { dir: '/' };\nObject.assign(options, event.data);\ncp.exec('ls ' + options.dir);",
    ] {
        let analysis = node(CP, body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
    none_of(&[node(
        CP,
        "const list = event.data.list;\nconst kept = only(list);\ncp.exec(kept.join(' '));\nfunction only(all) { all = all.filter((one) => ['a', 'b'].includes(one)); return all; }",
    )]);
    let analysis = node(
        CP,
        "const list = event.data.list;\nonly(list);\ncp.exec(list.join(' '));\nfunction only(all) { all = all.filter((one) => ['a', 'b'].includes(one)); return all; }",
    );
    assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{analysis:#?}");
}

#[test]
fn static_methods_and_assigned_exports_are_followed() {
    for source in [
        "const cp = require('child_process');\nclass Tools { static ping(host) { return cp.execSync('ping ' + host); } }\nmodule.exports = { main: (event) => Tools.ping(event.data.host) };",
        "const cp = require('child_process');\nObject.assign(module.exports, { main(event) { return cp.execSync(event.data.c); } });",
    ] {
        let analysis = javascript(source);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{source}\n{analysis:#?}");
    }
}

#[test]
fn libraries_that_call_functions_for_elements_are_followed() {
    for body in [
        "const async = require('async');\nreturn async.each(event.data.hosts, (host, done) => cp.exec('ping ' + host, done));",
        "const async = require('async');\nreturn async.mapLimit(event.data.hosts, 2, async (host) => cp.exec('ping ' + host));",
        "const _ = require('lodash');\n_.forEach(event.data.hosts, (host) => cp.exec('ping ' + host));",
        "const map = require('p-map');\nreturn map(event.data.hosts, (host) => cp.exec('ping ' + host));",
    ] {
        let analysis = node(CP, body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
}

#[test]
fn more_calls_that_do_harm_are_known() {
    let cases = [
        (
            CodeRule::SqlInjection,
            node(
                "const cds = require('@sap/cds');",
                "const db = await cds.connect.to('db');\nreturn db.run(`SELECT * FROM Books WHERE title = '${event.data.title}'`);",
            ),
        ),
        (
            CodeRule::ServerSideRequestForgery,
            node(
                "const puppeteer = require('puppeteer');",
                "const browser = await puppeteer.launch();\nconst page = await browser.newPage();\nawait page.goto(event.data.url);",
            ),
        ),
        (
            CodeRule::CommandInjection,
            snake(
                "import os\nfrom string import Template",
                "os.system(Template('id $name').substitute(name=event['data']['name']))",
            ),
        ),
        (
            CodeRule::UnsafeDeserialization,
            snake("import io, torch", "torch.load(io.BytesIO(event['data']), weights_only=False)"),
        ),
        (
            CodeRule::CommandInjection,
            node(
                "const cp = require('child_process');\nconst app = require('express')();\napp.get('/', (req, res) => cp.exec('ping ' + req.query.host));",
                "return app(event.extensions.request, event.extensions.response);",
            ),
        ),
        (
            CodeRule::TokenNotVerified,
            node(
                "",
                "const token = event.extensions.request.headers.authorization.split(' ')[1];\nconst claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64').toString());\nreturn { user: claims.sub };",
            ),
        ),
    ];
    for (rule, analysis) in cases {
        assert_eq!(certain(&analysis), [rule], "{analysis:#?}");
    }
    none_of(&[
        snake("import io, torch", "torch.load(io.BytesIO(event['data']), weights_only=True)"),
        node(
            "const cds = require('@sap/cds');\nconst { SELECT } = cds.ql;",
            "const db = await cds.connect.to('db');\nreturn db.run(SELECT.from('Books').where({ title: event.data.title }));",
        ),
        node(
            "",
            "const [user] = Buffer.from(event.extensions.request.headers.authorization.slice(6), 'base64').toString().split(':');\nreturn { user };",
        ),
    ]);
}

#[test]
fn classes_inherit_and_compute_what_is_followed() {
    for source in [
        "const cp = require('child_process');\nclass Base { handle(event) { return this.run(event.data); } }\nclass Ping extends Base { run(data) { return cp.execSync('ping ' + data.host); } }\nmodule.exports = { main: (event) => new Ping().handle(event) };",
        "const cp = require('child_process');\nclass Base { constructor(data) { this.data = data; } }\nclass Ping extends Base { constructor(data) { super(data); } run() { return cp.execSync('ping ' + this.data.host); } }\nmodule.exports = { main: (event) => new Ping(event.data).run() };",
        "const cp = require('child_process');\nclass Job { constructor(data) { this.data = data; } get command() { return 'id ' + this.data.user; } }\nmodule.exports = { main: (event) => cp.execSync(new Job(event.data).command) };",
        "const cp = require('child_process');\nconst sh = (texts, ...values) => cp.execSync('id ' + values.join(' '));\nmodule.exports = { main: (event) => sh`id ${event.data.user}` };",
    ] {
        let analysis = javascript(source);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{source}\n{analysis:#?}");
    }
    for source in [
        "import os\n\nclass Job:\n    def __init__(self, name):\n        self.name = name\n\n    @classmethod\n    def of(cls, data):\n        return cls(data['name'])\n\n    @property\n    def command(self):\n        return 'id ' + self.name\n\ndef main(event, context):\n    os.system(Job.of(event['data']).command)\n",
        "import os\n\nclass Base:\n    def __init__(self, name):\n        self.name = name\n\nclass Job(Base):\n    def __init__(self, name):\n        super().__init__(name)\n\n    def run(self):\n        os.system('id ' + self.name)\n\ndef main(event, context):\n    Job(event['data']['name']).run()\n",
    ] {
        let analysis = python(source);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{source}\n{analysis:#?}");
    }
}

#[test]
fn keywords_pools_and_contexts_are_followed() {
    for (imports, body) in [
        ("def run(**options):\n    os.system('id ' + options['user'])", "run(user=event['data']['user'])"),
        ("def run(user, shell='sh'):\n    os.system('id ' + user)", "run(**event['data'])"),
        (
            "from concurrent.futures import ThreadPoolExecutor\ndef ping(host):\n    os.system('ping ' + host)",
            "with ThreadPoolExecutor() as pool:\n    list(pool.map(ping, event['data']['hosts']))",
        ),
        (
            "from threading import Thread\ndef ping(host):\n    os.system('ping ' + host)",
            "Thread(target=ping, args=(event['data']['host'],)).start()",
        ),
        (
            "import asyncio\ndef ping(host):\n    os.system('ping ' + host)",
            "asyncio.run(asyncio.to_thread(ping, event['data']['host']))",
        ),
    ] {
        let analysis = snake(&format!("import os\n{imports}"), body);
        assert_eq!(certain(&analysis), [CodeRule::CommandInjection], "{body}\n{analysis:#?}");
    }
    let cursor = "import sqlite3\nfrom contextlib import contextmanager\n@contextmanager\ndef cursor():\n    db = sqlite3.connect('/d')\n    yield db.cursor()";
    let analysis = snake(
        cursor,
        "with cursor() as c:\n    c.execute(f\"select * from t where a = '{event['data']['a']}'\")",
    );
    assert_eq!(certain(&analysis), [CodeRule::SqlInjection], "{analysis:#?}");
}
