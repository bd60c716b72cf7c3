//! Injection.

use super::{Reason, Rule, certain, each_is, javascript, node, none_of, possible, python, snake};

#[test]
fn a_command_with_the_callers_text_is_an_injection() {
    each_is(
        Rule::CommandInjection,
        &[
            node("const cp = require('node:child_process');", "cp.execSync(`convert ${event.data.file} out.png`);"),
            node("import { exec as run } from 'child_process';", "run('ls ' + event.extensions.request.query.dir, () => {});"),
            node("const { spawn } = require('child_process');", "spawn(event.data.tool, ['-v']);"),
            node("const { spawn } = require('child_process');", "spawn('git clone ' + event.data.url, { shell: true });"),
            node("const cp = require('child_process');", "cp.execFile('/bin/bash', ['-c', 'echo ' + event.data.text]);"),
            snake("import subprocess as sp", "sp.run(f\"tar xf {event['data']['name']}\", shell=True)"),
            snake("import subprocess", "subprocess.Popen(['bash', '-c', event['data']['script']])"),
            snake("import os", "os.popen('host %s' % event['data']['host']).read()"),
            snake("import asyncio", "asyncio.run(asyncio.create_subprocess_shell('x ' + event['data']['y']))"),
        ],
    );
}

#[test]
fn a_command_with_separate_or_chosen_arguments_is_none() {
    none_of(&[
        node("const cp = require('child_process');", "cp.execFile('convert', [event.data.file, 'out.png']);"),
        node("const cp = require('child_process');", "cp.execSync('uptime'); return event.data.id;"),
        node(
            "const cp = require('child_process');\nconst TOOLS = { a: 'top', b: 'df' };",
            "const tool = TOOLS[event.data.tool];\nif (!tool) return;\ncp.execSync(`${tool} -h`);",
        ),
        node("const cp = require('child_process');", "cp.execSync(`head -n ${parseInt(event.data.lines, 10)} /data/log`);"),
        node("const cp = require('child_process');\nconst q = require('shell-quote');", "cp.exec('ls ' + q.quote([event.data.d]));"),
        node(
            "const cp = require('child_process');",
            "switch (event.data.job) {\n case 'a':\n case 'b':\n  cp.execSync('run ' + event.data.job);\n  break;\n default:\n  return;\n}",
        ),
        snake("import subprocess", "subprocess.run(['convert', event['data']['file'], 'out.png'], check=True)"),
        snake("import subprocess, shlex", "subprocess.run('ls ' + shlex.quote(event['data']['d']), shell=True)"),
        snake("import os", "n = int(event['data']['n'])\nos.system(f'head -n {n} /data/log')"),
        snake("import re, os", "h = event['data']['h']\nif not re.fullmatch(r'[a-z0-9.-]+', h):\n    raise ValueError('host')\nos.system('ping ' + h)"),
        // `exec` of something that is not child_process.
        node("const pattern = /a(b)/;", "return pattern.exec(event.data.text);"),
        node("const db = require('./db');", "await db.exec(event.data.plan);"),
    ]);
}

#[test]
fn a_partial_check_leaves_a_command_possible() {
    let analysis = node(
        "const cp = require('child_process');",
        "const d = event.data.dir;\nif (d.includes(';')) throw new Error('no');\ncp.execSync('ls ' + d);",
    );
    assert_eq!(possible(&analysis), [(Rule::CommandInjection, Reason::PartialCheck)]);
    let analysis = node(
        "const cp = require('child_process');\nconst clean = require('./clean');",
        "cp.execSync('ls ' + clean(event.data.dir));",
    );
    assert_eq!(possible(&analysis), [(Rule::CommandInjection, Reason::UnknownCall)]);
    let analysis = snake("import os", "d = event['data']['d'].replace(';', '')\nos.system('ls ' + d)");
    assert_eq!(possible(&analysis), [(Rule::CommandInjection, Reason::Replaced)]);
}

#[test]
fn text_that_is_run_as_code_is_an_injection() {
    each_is(
        Rule::CodeInjection,
        &[
            node("", "return eval(event.data.expression);"),
            node("", "return new Function('x', event.data.body)(1);"),
            node("const vm = require('vm');", "return vm.runInNewContext(event.data.code, {});"),
            node("", "setTimeout('work(' + event.data.id + ')', 100);"),
            node("const { MongoClient } = require('mongodb');", "const c = new MongoClient(process.env.M).db('a').collection('b');\nreturn c.find({ $where: `this.a == '${event.data.a}'` }).toArray();"),
            snake("", "return eval(event['data']['expression'])"),
            snake("", "exec(event['data']['code'])"),
            snake("import importlib", "return importlib.import_module(event['data']['plugin'])"),
        ],
    );
    none_of(&[
        node("", "setTimeout(() => work(event.data.id), 100);\nfunction work(id) { return id; }"),
        snake("import ast", "return ast.literal_eval(event['data']['x'])"),
        snake("import re", "return re.compile('a+').match(event['data']['x']) is not None"),
        node("", "const fs = {};\nreturn event.data.eval;"),
    ]);
}

#[test]
fn a_statement_with_the_callers_text_is_an_injection() {
    each_is(
        Rule::SqlInjection,
        &[
            node("const mysql = require('mysql');\nconst db = mysql.createConnection({});", "db.query('SELECT * FROM a WHERE b=' + event.data.b, (e, r) => r);"),
            node("const Database = require('better-sqlite3');\nconst db = new Database('a.db');", "return db.prepare(`SELECT * FROM t WHERE n = '${event.data.n}'`).all();"),
            node("const { Sequelize } = require('sequelize');\nconst s = new Sequelize(process.env.DB);", "return s.query(`DELETE FROM t WHERE id = ${event.data.id}`);"),
            node("const sql = require('mssql');", "const pool = await sql.connect(process.env.C);\nreturn pool.request().query(`SELECT 1 FROM t WHERE a = '${event.data.a}'`);"),
            node("const hana = require('@sap/hana-client');", "const c = hana.createConnection();\nc.exec(\"SELECT * FROM T WHERE A = '\" + event.data.a + \"'\", () => {});"),
            node("const { Pool } = require('pg');\nconst pool = new Pool();", "const c = await pool.connect();\nconst q = { text: 'SELECT ' + event.data.columns };\nreturn c.query(q);"),
            snake("import sqlite3", "db = sqlite3.connect('a.db')\nreturn db.execute(\"SELECT * FROM t WHERE n = '%s'\" % event['data']['n']).fetchall()"),
            snake("import pymysql", "c = pymysql.connect(host='h')\nwith c.cursor() as cur:\n    cur.execute('SELECT * FROM t WHERE n = ' + event['data']['n'])"),
            snake("from sqlalchemy import create_engine, text\nengine = create_engine('x')", "with engine.connect() as c:\n    return c.execute(text(f\"SELECT * FROM t WHERE n = '{event['data']['n']}'\")).all()")
        ].map(first),
    );
    none_of(&[
        node("const mysql = require('mysql2');\nconst db = mysql.createPool({});", "db.execute('SELECT * FROM a WHERE b = ?', [event.data.b]);"),
        node("const { Pool } = require('pg');\nconst pool = new Pool();", "return pool.query({ text: 'SELECT $1', values: [event.data.a] });"),
        node("const postgres = require('postgres');\nconst sql = postgres();", "return sql`SELECT * FROM t WHERE a = ${event.data.a}`;"),
        node("const knex = require('knex')({});", "return knex('orders').where({ id: event.data.id }).select();"),
        node("const { Pool } = require('pg');\nconst pool = new Pool();", "const limit = Math.min(Number(event.data.limit), 50);\nreturn pool.query(`SELECT * FROM t LIMIT ${limit}`);"),
        node("const { Pool } = require('pg');\nconst pool = new Pool();", "const order = event.data.desc ? 'DESC' : 'ASC';\nreturn pool.query(`SELECT * FROM t ORDER BY a ${order}`);"),
        node("const { Pool } = require('pg');\nconst pool = new Pool();", "const ids = event.data.ids;\nconst marks = ids.map((_, i) => `$${i + 1}`).join(',');\nreturn pool.query(`SELECT * FROM t WHERE id IN (${marks})`, ids);"),
        snake("import psycopg2", "c = psycopg2.connect('x').cursor()\nc.execute('SELECT * FROM t WHERE a = %s', (event['data']['a'],))"),
        snake("import sqlite3", "ids = event['data']['ids']\nmarks = ','.join('?' for _ in ids)\nsqlite3.connect('a').execute(f'SELECT * FROM t WHERE id IN ({marks})', ids)"),
    ]);
    let analysis = node("const { db } = require('./database');", "return db.query(`SELECT * FROM t WHERE a = '${event.data.a}'`);");
    assert_eq!(possible(&analysis).len(), 1, "{analysis:#?}");
}

/// Keeps the first finding: a statement may reach two calls of one library.
fn first(mut analysis: super::Analysis) -> super::Analysis {
    analysis.flows = analysis.flows.iter().take(1).cloned().collect();
    analysis
}

#[test]
fn an_object_of_the_caller_in_a_filter_is_an_injection() {
    each_is(
        Rule::NoSqlInjection,
        &[
            node("const { MongoClient } = require('mongodb');", "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: event.data.name });"),
            node("const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));", "return User.find(event.data);"),
            snake("from pymongo import MongoClient\ndb = MongoClient('x').app", "return db.users.find_one({'name': event['data']['name']})"),
        ],
    );
    none_of(&[
        node("const { MongoClient, ObjectId } = require('mongodb');", "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ _id: new ObjectId(event.data.id) });"),
        node("const { MongoClient } = require('mongodb');", "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: String(event.data.name) });"),
        node("const { MongoClient } = require('mongodb');", "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: { $eq: event.data.name } });"),
        node("const { MongoClient } = require('mongodb');", "const db = (await MongoClient.connect(process.env.M)).db();\nawait db.collection('u').insertOne({ name: event.data.name });"),
        node("const { MongoClient } = require('mongodb');\nconst { z } = require('zod');\nconst Body = z.object({ name: z.string() });", "const body = Body.parse(event.data);\nconst db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: body.name });"),
        snake("from pymongo import MongoClient\ndb = MongoClient('x').app", "return db.users.find_one({'name': str(event['data']['name'])})"),
    ]);
}

#[test]
fn a_file_that_the_caller_names_is_a_traversal() {
    each_is(
        Rule::PathTraversal,
        &[
            node("const fs = require('fs');", "return fs.readFileSync('/data/' + event.data.name, 'utf8');"),
            node("const { createReadStream } = require('fs');", "const s = createReadStream(event.extensions.request.query.f);\nreturn s;"),
            node("const fs = require('fs').promises;\nconst path = require('path');", "return fs.readFile(path.resolve('/data', event.data.name));"),
            node("", "event.extensions.response.sendFile('/data/' + event.data.name);"),
            snake("", "with open('/data/' + event['data']['name']) as f:\n    return f.read()"),
            snake("from pathlib import Path", "return Path('/data', event['data']['name']).read_text()"),
            snake("import os", "os.remove(os.path.join('/data', event['data']['name']))"),
            snake("import shutil", "shutil.copy('/data/a', '/data/' + event['data']['to'])"),
        ],
    );
    none_of(&[
        node("const fs = require('fs');\nconst path = require('path');", "return fs.readFileSync(path.join('/data', path.basename(event.data.name)), 'utf8');"),
        node("const fs = require('fs');\nconst path = require('path');", "const f = path.normalize(event.data.f);\nif (f.includes('..')) throw new Error('path');\nreturn fs.readFileSync(path.join('/data', f));"),
        node("const fs = require('fs');", "const id = Number(event.data.id);\nreturn fs.readFileSync(`/data/${id}.json`, 'utf8');"),
        snake("import os\nfrom werkzeug.utils import secure_filename", "return open(os.path.join('/data', secure_filename(event['data']['n']))).read()"),
        snake("import os\nBASE = '/data'", "p = os.path.realpath(os.path.join(BASE, event['data']['n']))\nif os.path.commonpath([p, BASE]) != BASE:\n    return 'no'\nreturn open(p).read()"),
    ]);
}

#[test]
fn templates_directories_and_objects_of_the_caller_are_injections() {
    each_is(
        Rule::TemplateInjection,
        &[
            node("const ejs = require('ejs');", "return ejs.render(event.data.template, { a: 1 });"),
            node("const nunjucks = require('nunjucks');", "return nunjucks.renderString('Hi ' + event.data.name, {});"),
            snake("from jinja2 import Template", "return Template('Hi ' + event['data']['name']).render()"),
            python("import flask\n\ndef main():\n    return flask.render_template_string(flask.request.args.get('t'))\n"),
        ],
    );
    none_of(&[
        node("const ejs = require('ejs');", "return ejs.render('<%= name %>', { name: event.data.name });"),
        snake("from jinja2 import Template", "return Template('Hi {{ name }}').render(name=event['data']['name'])"),
    ]);
    each_is(
        Rule::UnsafeDeserialization,
        &[
            snake("import pickle, base64", "return pickle.loads(base64.b64decode(event['data']))"),
            snake("import yaml", "return yaml.load(event['data'], Loader=yaml.Loader)"),
            snake("import jsonpickle", "return jsonpickle.decode(event['data']['state'])"),
            node("const s = require('node-serialize');", "return s.unserialize(event.data.profile);"),
            node("const yaml = require('js-yaml');", "return yaml.load(event.data, { schema: yaml.DEFAULT_FULL_SCHEMA });"),
        ],
    );
    none_of(&[
        snake("import yaml", "return yaml.safe_load(event['data'])"),
        snake("import yaml", "return yaml.load(event['data'], Loader=yaml.CSafeLoader)"),
        node("const yaml = require('js-yaml');", "return yaml.load(event.data);"),
        node("", "return JSON.parse(event.data);"),
        snake("import pickle", "return pickle.load(open('/models/a.pkl', 'rb')).predict([float(event['data']['x'])])"),
    ]);
    let analysis = snake("import yaml", "return yaml.load(event['data'])");
    assert_eq!(possible(&analysis), [(Rule::UnsafeDeserialization, Reason::Version)]);
}

#[test]
fn entities_are_resolved_only_by_parsers_that_are_told_to() {
    each_is(
        Rule::XmlExternalEntities,
        &[
            node("const libxml = require('libxmljs2');", "return libxml.parseXml(event.data, { noent: true }).root().name();"),
            snake("from lxml import etree", "p = etree.XMLParser(resolve_entities=True)\nreturn etree.fromstring(event['data'], parser=p).tag"),
        ],
    );
    none_of(&[
        snake("import xml.etree.ElementTree as ET", "return ET.fromstring(event['data']).tag"),
        snake("from defusedxml import ElementTree", "return ElementTree.fromstring(event['data']).tag"),
        snake("from lxml import etree", "p = etree.XMLParser(resolve_entities=False)\nreturn etree.fromstring(event['data'], p).tag"),
        node("const { XMLParser } = require('fast-xml-parser');", "return new XMLParser().parse(event.data);"),
        node("const xml2js = require('xml2js');", "return xml2js.parseStringPromise(event.data);"),
    ]);
    let analysis = snake("from lxml import etree", "return etree.fromstring(event['data']).tag");
    assert_eq!(possible(&analysis), [(Rule::XmlExternalEntities, Reason::Version)]);
}

#[test]
fn keys_of_the_caller_pollute_the_prototype() {
    each_is(
        Rule::PrototypePollution,
        &[
            node("const state = {};", "const { a, b, value } = event.data;\nif (!state[a]) state[a] = {};\nstate[a][b] = value;"),
        ],
    );
    none_of(&[
        node("const state = {};", "state[event.data.key] = event.data.value;"),
        node("const state = new Map();", "state.set(event.data.key, event.data.value);"),
        node("const totals = {};", "for (const item of event.data.items) {\n totals[item.group] = (totals[item.group] || 0) + 1;\n}\nreturn totals;"),
        snake("state = {}", "state.setdefault(event['data']['a'], {})[event['data']['b']] = 1"),
    ]);
    let analysis = node("const _ = require('lodash');\nconst config = {};", "_.merge(config, event.data);");
    assert_eq!(possible(&analysis), [(Rule::PrototypePollution, Reason::Version)]);
}

#[test]
fn patterns_of_the_caller_and_slow_patterns_are_found() {
    each_is(
        Rule::PatternFromInput,
        &[
            node("", "return ['a'].filter((x) => new RegExp(event.data.q).test(x));"),
            snake("import re", "return [x for x in ['a'] if re.search(event['data']['q'], x)]"),
        ],
    );
    each_is(
        Rule::SlowPattern,
        &[
            node("", "if (!/^(\\w+\\s?)+$/.test(event.data.title)) throw new Error('title');"),
            snake("import re\nNAME = re.compile(r'^(a+)+$')", "return bool(NAME.match(event['data']['name']))"),
        ],
    );
    none_of(&[
        node("", "return /^(\\d+,)*\\d+$/.test(event.data.list);"),
        node("const text = 'aaaa';", "return /^(a+)+$/.test(text);"),
        snake("import re", "return re.sub(r'\\s+', ' ', event['data']['text'])"),
    ]);
}

#[test]
fn directories_headers_and_logs() {
    each_is(
        Rule::LdapInjection,
        &[snake("import ldap\nl = ldap.initialize('x')", "return l.search_s('dc=a', 2, '(uid=%s)' % event['data']['u'])")],
    );
    each_is(
        Rule::HeaderInjection,
        &[
            node("", "event.setResponseHeader(event.data.name, '1');"),
            snake("from bottle import HTTPResponse", "return HTTPResponse(body='', headers={event['data']['n']: '1'})"),
        ],
    );
    none_of(&[
        node("", "event.extensions.response.setHeader('X-Request-Id', event.extensions.request.headers['x-request-id']);"),
        snake("import ldap, ldap.filter\nl = ldap.initialize('x')", "u = ldap.filter.escape_filter_chars(event['data']['u'])\nreturn l.search_s('dc=a', 2, f'(uid={u})')"),
    ]);
    let analysis = node("", "console.log(`order ${event.data.id} received`);");
    assert_eq!(analysis.flows.len(), 1, "{analysis:#?}");
    assert!(certain(&analysis).is_empty());
    for quiet in ["console.log('order', JSON.stringify(event.data.id));", "console.log(event.data.id.replace(/[\\r\\n]/g, ''));", "console.log('started');"] {
        assert!(node("", quiet).flows.is_empty(), "{quiet}");
    }
}

#[test]
fn handlers_are_found_in_every_form() {
    for source in [
        "const cp = require('child_process');\nmodule.exports = { main: (event) => { cp.exec(event.data.c); } };",
        "const cp = require('child_process');\nmodule.exports = { async main(event) { cp.exec(event.data.c); } };",
        "const cp = require('child_process');\nmodule.exports.main = function (event) { cp.exec(event.data.c); };",
        "const cp = require('child_process');\nexports.main = async (event) => cp.exec(event.data.c);",
        "const cp = require('child_process');\nfunction main(event) { cp.exec(event.data.c); }\nmodule.exports = { main };",
        "import cp from 'node:child_process';\nexport async function main(event) { cp.exec(event.data.c); }",
        "import * as cp from 'child_process';\nexport const main = async (event, context) => { cp.exec(event['data'].c); };",
        "import cp from 'child_process';\nasync function run(event) { cp.exec(event.data.c); }\nexport { run as main };",
        "import cp from 'child_process';\nexport default { main: (event) => cp.exec(event.data.c) };",
        "import cp from 'child_process';\nexport default async function (event) { cp.exec(event.data.c); }",
        "const cp = require('child_process');\nmodule.exports = { main: function (req, res) { cp.exec(req.body.c); res.send('ok'); } };",
        "import cp from 'child_process';\ninterface Body { c: string }\nexport async function main(event: { data: Body }): Promise<void> { cp.exec((event.data as Body).c!); }",
        "const cp = require('child_process');\nmodule.exports = { main: ({ data: { c } }) => { cp.exec(c); } };",
        "const cp = require('child_process');\nclass H { run(e) { cp.exec(e.data.c); } }\nconst h = new H();\nmodule.exports = { main: (event) => h.run(event) };",
        "const cp = require('child_process');\nconst wrap = (f) => async (event, context) => f(event, context);\nmodule.exports = { main: wrap((event) => cp.exec(event.data.c)) };",
    ] {
        let analysis = javascript(source);
        assert_eq!(certain(&analysis), [Rule::CommandInjection], "{source}\n{analysis:#?}");
        assert!(analysis.handler.line.is_some() && analysis.handler.reads_caller);
    }
    for source in [
        "import os\ndef main(event, context):\n    os.system(event['data'])\n",
        "import os\nasync def main(event, context):\n    os.system(event['data'])\n",
        "import os\ndef run(event):\n    os.system(event['data'])\ndef main(event, context):\n    return run(event)\n",
        "import os\nfrom flask import request\ndef main():\n    os.system(request.json['c'])\n",
        "import os, flask\ndef main():\n    os.system(flask.request.get_json()['c'])\n",
        "import os\nclass H:\n    def run(self, e):\n        os.system(e['data']['c'])\nh = H()\ndef main(event, context):\n    h.run(event)\n",
        "import os\ndef main(event, context):\n    os.system(event['extensions']['request'].json['c'])\n",
    ] {
        let analysis = python(source);
        assert_eq!(certain(&analysis), [Rule::CommandInjection], "{source}\n{analysis:#?}");
    }
}
