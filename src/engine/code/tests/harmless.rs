//! Functions that only look dangerous: nothing is certain or possible in them.

use super::{node, none_in, snake};

/// Imports, and the body of a handler.
const NODE: &[(&str, &str)] = &[
    (
        "const axios=require('axios');",
        "const { id } = event.data;\nif (!/^\\d+$/.test(id)) throw new Error('id');\nreturn (await axios.get(`https://a.example.com/o/${id}`)).data;",
    ),
    (
        "const axios=require('axios');",
        "const u = new URL('https://a.example.com/search');\nu.searchParams.set('q', event.data.q);\nreturn (await axios.get(u.toString())).data;",
    ),
    (
        "",
        "const p = new URLSearchParams({ q: event.data.q });\nreturn (await fetch(`https://a.example.com/s?${p}`)).json();",
    ),
    (
        "const axios=require('axios');",
        "return (await axios.post(process.env.URL + '/x', { a: event.data }, { headers: { 'x-api-key': process.env.API_KEY } })).data;",
    ),
    (
        "",
        "const res = event.extensions.response;\nres.set('Content-Type', 'application/json');\nres.status(200).send(JSON.stringify({ q: event.data.q }));",
    ),
    ("", "return { statusCode: 200, body: `<x>${context['function-name']}</x>` };"),
    (
        "",
        "const rows = event.data.rows.map((r) => Object.entries(r).map(([k, v]) => `${k}=${v}`).join(','));\nreturn rows.join('\\n');",
    ),
    ("", "const out = {};\nfor (const k of Object.keys(event.data)) out[k] = event.data[k];\nreturn out;"),
    (
        "",
        "const g = {};\nfor (const it of event.data.items) { g[it.k] = g[it.k] || []; g[it.k].push(it); }\nreturn g;",
    ),
    (
        "",
        "const counts = event.data.words.reduce((a, w) => { a[w] = (a[w] || 0) + 1; return a; }, {});\nreturn counts;",
    ),
    (
        "",
        "const cell = Array.from({ length: 3 }, () => Array(3).fill(0));\nfor (const { x, y } of event.data.points) cell[y][x] += 1;\nreturn cell;",
    ),
    ("const m = new Map();", "m.get(event.data.k)?.call(null, event.data.v); return 1;"),
    (
        "const { createHash } = require('crypto');",
        "const etag = createHash('md5').update(JSON.stringify(event.data)).digest('hex'); return { etag };",
    ),
    ("", "const t = setTimeout(() => {}, Number(event.data.ms)); clearTimeout(t); return 1;"),
    ("", "const r = event.data.text.match(/(\\d+)-(\\w+)/); return r ? { a: r[1] } : null;"),
    ("const _ = require('lodash');", "return _.groupBy(event.data.items, 'kind');"),
    (
        "const Handlebars = require('handlebars');\nconst tpl = Handlebars.compile('<p>{{n}}</p>');",
        "return tpl({ n: event.data.n });",
    ),
    (
        "const fs=require('fs');\nconst cfg = JSON.parse(fs.readFileSync('/config/app.json'));",
        "return cfg[event.data.kind] || null;",
    ),
    (
        "const { Pool } = require('pg');\nconst pool = new Pool();",
        "const keys = ['name', 'city'].filter((k) => k in event.data);\nconst set = keys.map((k, i) => `${k} = $${i + 2}`).join(', ');\nawait pool.query(`UPDATE c SET ${set} WHERE id = $1`, [event.data.id, ...keys.map((k) => event.data[k])]);",
    ),
    (
        "const { Pool } = require('pg');\nconst pool = new Pool();\nconst TABLES = { o: 'orders', c: 'customers' };",
        "const t = TABLES[event.data.t];\nif (!t) throw 'no';\nreturn (await pool.query(`SELECT count(*) FROM ${t}`)).rows[0];",
    ),
    (
        "const jwt=require('jsonwebtoken');",
        "try { const c = jwt.verify(event.extensions.request.headers.authorization.slice(7), process.env.JWT_SECRET); return { sub: c.sub }; } catch (e) { event.extensions.response.status(401); return { error: 'token' }; }",
    ),
    (
        "",
        "const key = event.extensions.request.headers['x-api-key'];\nif (!key) { event.extensions.response.status(401); return; }\nreturn 1;",
    ),
    ("", "console.log('start', context['function-name'], process.env.STAGE); return 1;"),
    ("", "console.error('failed', new Error('x').message); return { error: 'failed' };"),
    (
        "const nodemailer=require('nodemailer');\nconst t=nodemailer.createTransport({ auth: { user: process.env.U, pass: process.env.SMTP_PASSWORD } });",
        "await t.sendMail({ to: event.data.to, subject: 'Hi ' + event.data.n, text: 'x' }); return 1;",
    ),
    (
        "const token = process.env.BOT_TOKEN;",
        "await fetch(`https://api.telegram.org/bot${token}/sendMessage`, { method: 'POST', body: JSON.stringify({ text: 'hi' }) }); return 1;",
    ),
    (
        "",
        "const page = Number(event.extensions.request.query.page) || 1;\nconst link = `/items?page=${page + 1}`;\nreturn `<a href=\"${link}\">next</a>`;",
    ),
    (
        "const { spawn } = require('child_process');",
        "const p = spawn('ffmpeg', ['-i', event.data.url, '-f', 'mp3', 'pipe:1']); return p.pid;",
    ),
    (
        "const mongo=require('mongodb');\nconst c=new mongo.MongoClient(process.env.M);",
        "const col=c.db().collection('x');\nreturn col.find({ status: 'open', at: { $gt: new Date(event.data.since) } }).limit(parseInt(event.data.n)).toArray();",
    ),
    ("", "event.extensions.response.redirect(event.data.ok ? '/done' : '/retry');"),
];

const PYTHON: &[(&str, &str)] = &[
    (
        "import requests, os",
        "r = requests.post(os.environ['URL'], json={'q': event['data']['q']}, headers={'Authorization': f\"Bearer {os.environ['TOKEN']}\"}, timeout=5)\nr.raise_for_status()\nreturn r.json()",
    ),
    (
        "import logging",
        "try:\n    n = int(event['data']['n'])\nexcept ValueError as e:\n    logging.error('bad number: %s', e)\n    return {'error': str(e)}, 400\nreturn n",
    ),
    (
        "import json, datetime",
        "d = datetime.datetime.fromisoformat(event['data']['d'])\nreturn {'w': d.isoweekday()}",
    ),
    (
        "import os, tempfile",
        "fd, path = tempfile.mkstemp()\nwith os.fdopen(fd, 'w') as f:\n    f.write(event['data']['text'])\nos.remove(path)\nreturn 'ok'",
    ),
    (
        "import re",
        "m = re.match(r'^(?P<a>[a-z]+)-(?P<b>\\d+)$', event['data']['x'])\nreturn m.groupdict() if m else None",
    ),
    ("from string import Template\nT = Template('Hi $n')", "return T.safe_substitute(n=event['data']['n'])"),
    (
        "import sqlite3",
        "con = sqlite3.connect('/tmp/a.db')\ncols = [c for c in event['data'] if c in ('a', 'b')]\nsql = 'SELECT ' + ', '.join(cols) + ' FROM t'\nreturn con.execute(sql).fetchall()",
    ),
    (
        "import subprocess",
        "out = subprocess.run(['git', 'log', '-n', str(int(event['data']['n']))], capture_output=True, text=True)\nreturn out.stdout",
    ),
    ("import hashlib", "return hashlib.sha1(event['data']['file'].encode()).hexdigest()"),
    ("import random", "return {'jitter': random.random(), 'item': random.choice([1, 2, 3])}"),
    (
        "import os\nPASSWORD = os.environ['PASSWORD']\nimport psycopg2\ncon = psycopg2.connect(password=PASSWORD)",
        "with con.cursor() as c:\n    c.execute('SELECT 1 WHERE a = ANY(%s)', (list(event['data']['ids']),))\n    return c.fetchall()",
    ),
    ("import xml.etree.ElementTree as ET", "return [e.text for e in ET.fromstring(event['data']).iter('a')]"),
    ("import yaml", "return yaml.load(event['data'], Loader=yaml.FullLoader)"),
    (
        "import jinja2\nenv = jinja2.Environment(loader=jinja2.FileSystemLoader('/t'))",
        "return env.get_template('a.html').render(n=event['data']['n'])",
    ),
    (
        "import os\nfrom bottle import HTTPResponse",
        "return HTTPResponse(body={'a': event['data']['a']}, status=200, headers={'X-Trace': event['extensions']['request'].headers.get('traceparent', '')})",
    ),
    (
        "import hmac, os",
        "t = event['extensions']['request'].headers.get('Authorization', '')\nok = hmac.compare_digest(t.removeprefix('Bearer '), os.environ['API_TOKEN'])\nreturn {'ok': ok}",
    ),
    (
        "class Cache(dict):\n    pass\ncache = Cache()",
        "k = event['data']['k']\nif k in cache:\n    return cache[k]\ncache[k] = event['data']['v']\nreturn 'stored'",
    ),
    (
        "from kubernetes import client, config",
        "config.load_incluster_config()\nv1 = client.CoreV1Api()\nreturn [p.metadata.name for p in v1.list_namespaced_pod(event['data']['ns']).items]",
    ),
    (
        "import urllib.parse, requests",
        "q = urllib.parse.urlencode({'q': event['data']['q']})\nreturn requests.get('https://a.example.com/?' + q).text",
    ),
    (
        "import os",
        "name = os.path.basename(event['data']['name'])\nwith open(os.path.join('/data', name), 'rb') as f:\n    return len(f.read())",
    ),
];

#[test]
fn harmless_functions_of_node_have_no_findings() {
    for (imports, body) in NODE {
        none_in(body, &node(imports, body));
    }
}

#[test]
fn harmless_functions_of_python_have_no_findings() {
    for (imports, body) in PYTHON {
        none_in(body, &snake(imports, body));
    }
}

#[test]
fn text_of_the_caller_in_an_object_that_is_logged_is_left_alone() {
    none_in(
        "pino",
        &node(
            "const log = require('pino')();",
            "log.info({ type: event['ce-type'] }, 'received');\nreturn 1;",
        ),
    );
    let analysis = node("", "console.log({ user: event.extensions.request.query.user });\nreturn 1;");
    assert_eq!(analysis.flows.len(), 0, "{analysis:#?}");
}
