//! Injection.

use super::{CodeRule, Reason, each_is, node, none_of, possible, snake};

#[test]
fn a_command_with_the_callers_text_is_an_injection() {
    each_is(
        CodeRule::CommandInjection,
        &[
            node(
                "const cp = require('node:child_process');",
                "cp.execSync(`convert ${event.data.file} out.png`);",
            ),
            node(
                "import { exec as run } from 'child_process';",
                "run('ls ' + event.extensions.request.query.dir, () => {});",
            ),
            node("const { spawn } = require('child_process');", "spawn(event.data.tool, ['-v']);"),
            node(
                "const { spawn } = require('child_process');",
                "spawn('git clone ' + event.data.url, { shell: true });",
            ),
            node(
                "const cp = require('child_process');",
                "cp.execFile('/bin/bash', ['-c', 'echo ' + event.data.text]);",
            ),
            snake("import subprocess as sp", "sp.run(f\"tar xf {event['data']['name']}\", shell=True)"),
            snake("import subprocess", "subprocess.Popen(['bash', '-c', event['data']['script']])"),
            snake("import os", "os.popen('host %s' % event['data']['host']).read()"),
            snake(
                "import asyncio",
                "asyncio.run(asyncio.create_subprocess_shell('x ' + event['data']['y']))",
            ),
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
        node(
            "const cp = require('child_process');",
            "cp.execSync(`head -n ${parseInt(event.data.lines, 10)} /data/log`);",
        ),
        node(
            "const cp = require('child_process');\nconst q = require('shell-quote');",
            "cp.exec('ls ' + q.quote([event.data.d]));",
        ),
        node(
            "const cp = require('child_process');",
            "switch (event.data.job) {\n case 'a':\n case 'b':\n  cp.execSync('run ' + event.data.job);\n  break;\n default:\n  return;\n}",
        ),
        snake(
            "import subprocess",
            "subprocess.run(['convert', event['data']['file'], 'out.png'], check=True)",
        ),
        snake(
            "import subprocess, shlex",
            "subprocess.run('ls ' + shlex.quote(event['data']['d']), shell=True)",
        ),
        snake("import os", "n = int(event['data']['n'])\nos.system(f'head -n {n} /data/log')"),
        snake(
            "import re, os",
            "h = event['data']['h']\nif not re.fullmatch(r'[a-z0-9.-]+', h):\n    raise ValueError('host')\nos.system('ping ' + h)",
        ),
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
    assert_eq!(possible(&analysis), [(CodeRule::CommandInjection, Reason::PartialCheck)]);
    let analysis = node(
        "const cp = require('child_process');\nconst clean = require('./clean');",
        "cp.execSync('ls ' + clean(event.data.dir));",
    );
    assert_eq!(possible(&analysis), [(CodeRule::CommandInjection, Reason::UnknownCall)]);
    let analysis = snake("import os", "d = event['data']['d'].replace(';', '')\nos.system('ls ' + d)");
    assert_eq!(possible(&analysis), [(CodeRule::CommandInjection, Reason::Replaced)]);
}

#[test]
fn text_that_is_run_as_code_is_an_injection() {
    each_is(
        CodeRule::CodeInjection,
        &[
            node("", "return eval(event.data.expression);"),
            node("", "return new Function('x', event.data.body)(1);"),
            node("const vm = require('vm');", "return vm.runInNewContext(event.data.code, {});"),
            node("", "setTimeout('work(' + event.data.id + ')', 100);"),
            node(
                "const { MongoClient } = require('mongodb');",
                "const c = new MongoClient(process.env.M).db('a').collection('b');\nreturn c.find({ $where: `this.a == '${event.data.a}'` }).toArray();",
            ),
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
#[expect(clippy::too_many_lines, reason = "one line for each driver")]
fn a_statement_with_the_callers_text_is_an_injection() {
    each_is(
        CodeRule::SqlInjection,
        &[
            node(
                "const mysql = require('mysql');\nconst db = mysql.createConnection({});",
                "db.query('SELECT * FROM a WHERE b=' + event.data.b, (e, r) => r);",
            ),
            node(
                "const Database = require('better-sqlite3');\nconst db = new Database('a.db');",
                "return db.prepare(`SELECT * FROM t WHERE n = '${event.data.n}'`).all();",
            ),
            node(
                "const { Sequelize } = require('sequelize');\nconst s = new Sequelize(process.env.DB);",
                "return s.query(`DELETE FROM t WHERE id = ${event.data.id}`);",
            ),
            node(
                "const sql = require('mssql');",
                "const pool = await sql.connect(process.env.C);\nreturn pool.request().query(`SELECT 1 FROM t WHERE a = '${event.data.a}'`);",
            ),
            node(
                "const hana = require('@sap/hana-client');",
                "const c = hana.createConnection();\nc.exec(\"SELECT * FROM T WHERE A = '\" + event.data.a + \"'\", () => {});",
            ),
            node(
                "const { Pool } = require('pg');\nconst pool = new Pool();",
                "const c = await pool.connect();\nconst q = { text: 'SELECT ' + event.data.columns };\nreturn c.query(q);",
            ),
            snake(
                "import sqlite3",
                "db = sqlite3.connect('a.db')\nreturn db.execute(\"SELECT * FROM t WHERE n = '%s'\" % event['data']['n']).fetchall()",
            ),
            snake(
                "import pymysql",
                "c = pymysql.connect(host='h')\nwith c.cursor() as cur:\n    cur.execute('SELECT * FROM t WHERE n = ' + event['data']['n'])",
            ),
            snake(
                "from sqlalchemy import create_engine, text\nengine = create_engine('x')",
                "with engine.connect() as c:\n    return c.execute(text(f\"SELECT * FROM t WHERE n = '{event['data']['n']}'\")).all()",
            ),
        ],
    );
    none_of(&[
        node(
            "const mysql = require('mysql2');\nconst db = mysql.createPool({});",
            "db.execute('SELECT * FROM a WHERE b = ?', [event.data.b]);",
        ),
        node(
            "const { Pool } = require('pg');\nconst pool = new Pool();",
            "return pool.query({ text: 'SELECT $1', values: [event.data.a] });",
        ),
        node(
            "const postgres = require('postgres');\nconst sql = postgres();",
            "return sql`SELECT * FROM t WHERE a = ${event.data.a}`;",
        ),
        node(
            "const knex = require('knex')({});",
            "return knex('orders').where({ id: event.data.id }).select();",
        ),
        node(
            "const { Pool } = require('pg');\nconst pool = new Pool();",
            "const limit = Math.min(Number(event.data.limit), 50);\nreturn pool.query(`SELECT * FROM t LIMIT ${limit}`);",
        ),
        node(
            "const { Pool } = require('pg');\nconst pool = new Pool();",
            "const order = event.data.desc ? 'DESC' : 'ASC';\nreturn pool.query(`SELECT * FROM t ORDER BY a ${order}`);",
        ),
        node(
            "const { Pool } = require('pg');\nconst pool = new Pool();",
            "const ids = event.data.ids;\nconst marks = ids.map((_, i) => `$${i + 1}`).join(',');\nreturn pool.query(`SELECT * FROM t WHERE id IN (${marks})`, ids);",
        ),
        snake(
            "import psycopg2",
            "c = psycopg2.connect('x').cursor()\nc.execute('SELECT * FROM t WHERE a = %s', (event['data']['a'],))",
        ),
        snake(
            "import sqlite3",
            "ids = event['data']['ids']\nmarks = ','.join('?' for _ in ids)\nsqlite3.connect('a').execute(f'SELECT * FROM t WHERE id IN ({marks})', ids)",
        ),
    ]);
    let analysis = node(
        "const { db } = require('./database');",
        "return db.query(`SELECT * FROM t WHERE a = '${event.data.a}'`);",
    );
    assert_eq!(possible(&analysis).len(), 1, "{analysis:#?}");
}

#[test]
fn an_object_of_the_caller_in_a_filter_is_an_injection() {
    each_is(
        CodeRule::NoSqlInjection,
        &[
            node(
                "const { MongoClient } = require('mongodb');",
                "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: event.data.name });",
            ),
            node(
                "const mongoose = require('mongoose');\nconst User = mongoose.model('User', new mongoose.Schema({}));",
                "return User.find(event.data);",
            ),
            snake(
                "from pymongo import MongoClient\ndb = MongoClient('x').app",
                "return db.users.find_one({'name': event['data']['name']})",
            ),
        ],
    );
    none_of(&[
        node(
            "const { MongoClient, ObjectId } = require('mongodb');",
            "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ _id: new ObjectId(event.data.id) });",
        ),
        node(
            "const { MongoClient } = require('mongodb');",
            "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: String(event.data.name) });",
        ),
        node(
            "const { MongoClient } = require('mongodb');",
            "const db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: { $eq: event.data.name } });",
        ),
        node(
            "const { MongoClient } = require('mongodb');",
            "const db = (await MongoClient.connect(process.env.M)).db();\nawait db.collection('u').insertOne({ name: event.data.name });",
        ),
        node(
            "const { MongoClient } = require('mongodb');\nconst { z } = require('zod');\nconst Body = z.object({ name: z.string() });",
            "const body = Body.parse(event.data);\nconst db = (await MongoClient.connect(process.env.M)).db();\nreturn db.collection('u').findOne({ name: body.name });",
        ),
        snake(
            "from pymongo import MongoClient\ndb = MongoClient('x').app",
            "return db.users.find_one({'name': str(event['data']['name'])})",
        ),
    ]);
}

#[test]
fn a_file_that_the_caller_names_is_a_traversal() {
    each_is(
        CodeRule::PathTraversal,
        &[
            node("const fs = require('fs');", "return fs.readFileSync('/data/' + event.data.name, 'utf8');"),
            node(
                "const { createReadStream } = require('fs');",
                "const s = createReadStream(event.extensions.request.query.f);\nreturn s;",
            ),
            node(
                "const fs = require('fs').promises;\nconst path = require('path');",
                "return fs.readFile(path.resolve('/data', event.data.name));",
            ),
            node("", "event.extensions.response.sendFile('/data/' + event.data.name);"),
            snake("", "with open('/data/' + event['data']['name']) as f:\n    return f.read()"),
            snake("from pathlib import Path", "return Path('/data', event['data']['name']).read_text()"),
            snake("import os", "os.remove(os.path.join('/data', event['data']['name']))"),
            snake("import shutil", "shutil.copy('/data/a', '/data/' + event['data']['to'])"),
        ],
    );
    none_of(&[
        node(
            "const fs = require('fs');\nconst path = require('path');",
            "return fs.readFileSync(path.join('/data', path.basename(event.data.name)), 'utf8');",
        ),
        node(
            "const fs = require('fs');\nconst path = require('path');",
            "const f = path.normalize(event.data.f);\nif (f.includes('..')) throw new Error('path');\nreturn fs.readFileSync(path.join('/data', f));",
        ),
        node(
            "const fs = require('fs');",
            "const id = Number(event.data.id);\nreturn fs.readFileSync(`/data/${id}.json`, 'utf8');",
        ),
        snake(
            "import os\nfrom werkzeug.utils import secure_filename",
            "return open(os.path.join('/data', secure_filename(event['data']['n']))).read()",
        ),
        snake(
            "import os\nBASE = '/data'",
            "p = os.path.realpath(os.path.join(BASE, event['data']['n']))\nif os.path.commonpath([p, BASE]) != BASE:\n    return 'no'\nreturn open(p).read()",
        ),
    ]);
}
