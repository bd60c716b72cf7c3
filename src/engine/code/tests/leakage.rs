//! Leakage.

use super::{CodeRule, Reason, certain, each_is, node, none_of, possible, snake};

#[test]
fn secrets_in_logs_are_found() {
    each_is(
        CodeRule::SecretLogged,
        &[
            node("", "console.log('token', process.env.API_TOKEN);"),
            node(
                "const { DB_PASSWORD } = process.env;",
                "console.error(`login with ${DB_PASSWORD} failed`);",
            ),
            node("", "console.log(process.env);"),
            node("", "console.log(event.extensions.request.headers.authorization);"),
            node("const logger = require('pino')();", "logger.info({ key: process.env.API_KEY }, 'start');"),
            node("", "throw new Error('cannot log in with ' + process.env.DB_PASSWORD);"),
            snake("import os, logging", "logging.info('token %s', os.environ['API_TOKEN'])"),
            snake("import os", "print(os.environ)"),
            snake(
                "import os, logging\nlog = logging.getLogger()",
                "log.debug(f\"using {os.getenv('DB_PASSWORD')}\")",
            ),
        ],
    );
    none_of(&[
        node("", "console.log('token is set:', Boolean(process.env.API_TOKEN));"),
        node("", "console.log(process.env.NODE_ENV, process.env.TOKEN_URL);"),
        node("", "if (!process.env.API_TOKEN) console.error('API_TOKEN is missing');"),
        node("", "console.log(`key length ${process.env.API_KEY.length}`);"),
        node("const KEY = process.env.API_KEY;", "console.log('key ' + KEY.slice(0, 4));"),
        node(
            "const axios = require('axios');",
            "const r = await axios.get('https://a.example.com', { headers: { Authorization: `Bearer ${process.env.API_TOKEN}` } });\nconsole.log(r.status);\nreturn r.data;",
        ),
        snake("import os", "print('started in', os.environ.get('STAGE'))"),
        snake("import os", "print(f\"key {'set' if os.environ.get('API_KEY') else 'missing'}\")"),
    ]);
}

#[test]
fn secrets_and_stacks_in_answers_are_found() {
    each_is(
        CodeRule::SecretReturned,
        &[
            node("", "return { key: process.env.API_KEY };"),
            node("", "event.extensions.response.json(process.env);"),
            node(
                "const config = { url: process.env.URL, password: process.env.DB_PASSWORD };",
                "return { ok: true, config };",
            ),
            snake("import os", "return dict(os.environ)"),
            snake("import os\nKEY = os.environ['API_KEY']", "return {'key': KEY}"),
        ],
    );
    each_is(
        CodeRule::StackReturned,
        &[
            node(
                "",
                "try { return work(); } catch (err) { return { error: err.stack }; }\nfunction work() {}",
            ),
            node(
                "",
                "try { work(); } catch (e) { event.extensions.response.status(500).send(e.stack); }\nfunction work() {}",
            ),
            snake(
                "import traceback",
                "try:\n    return work()\nexcept Exception:\n    return traceback.format_exc()",
            ),
        ],
    );
    none_of(&[
        node(
            "",
            "try { return work(); } catch (err) { console.error(err.stack); return { error: err.message }; }\nfunction work() {}",
        ),
        node(
            "function settings() { return { password: process.env.DB_PASSWORD }; }\nconst config = settings();",
            "return Boolean(config);",
        ),
        snake(
            "import os\ndef settings():\n    return {'p': os.environ['DB_PASSWORD']}\nCONFIG = settings()",
            "return len(CONFIG)",
        ),
        node(
            "const jwt = require('jsonwebtoken');",
            "return { token: jwt.sign({ sub: 1 }, process.env.JWT_SECRET) };",
        ),
        node(
            "const crypto = require('crypto');",
            "return crypto.createHmac('sha256', process.env.SIGNING_SECRET).update('a').digest('hex');",
        ),
        snake("import os", "return {'stage': os.environ['STAGE']}"),
    ]);
}

#[test]
fn mounted_secrets_and_bindings_are_secrets() {
    each_is(
        CodeRule::SecretReturned,
        &[
            node(
                "const fs = require('fs');",
                "const token = fs.readFileSync('/var/run/secrets/api/token', 'utf8');\nreturn { token };",
            ),
            node(
                "const xsenv = require('@sap/xsenv');\nconst services = xsenv.getServices({ db: { label: 'hana' } });",
                "return services.db;",
            ),
            snake(
                "",
                "with open('/etc/credentials/password') as f:\n    password = f.read().strip()\nreturn {'p': password}",
            ),
            snake("from pathlib import Path", "return Path('/bindings/db/password').read_text()"),
        ],
    );
    none_of(&[
        node("const fs = require('fs');", "return fs.readFileSync('/data/report.csv', 'utf8');"),
        node(
            "const fs = require('fs');",
            "return fs.readFileSync('/var/run/secrets/kubernetes.io/serviceaccount/namespace', 'utf8');",
        ),
        node(
            "const xsenv = require('@sap/xsenv');\nconst services = xsenv.getServices({ db: { label: 'hana' } });",
            "return services.db.host;",
        ),
    ]);
}

#[test]
fn secrets_that_are_sent_are_found() {
    each_is(
        CodeRule::SecretSent,
        &[
            node(
                "const axios = require('axios');",
                "await axios.post('https://stats.example.org/x', { env: process.env });",
            ),
            node(
                "",
                "await fetch('http://api.example.com/v1', { headers: { authorization: process.env.API_TOKEN } });",
            ),
            snake("import os, requests", "requests.post('https://stats.example.org', json=dict(os.environ))"),
        ],
    );
    none_of(&[
        node(
            "",
            "await fetch('https://api.example.com/v1', { headers: { authorization: process.env.API_TOKEN } });",
        ),
        node(
            "",
            "await fetch('http://orders.shop:8080/v1', { headers: { authorization: process.env.API_TOKEN } });",
        ),
        node(
            "",
            "await fetch('http://orders.shop.svc.cluster.local/v1', { headers: { authorization: process.env.API_TOKEN } });",
        ),
        snake(
            "import os, requests",
            "requests.get('https://a.example.com', auth=('u', os.environ['PASSWORD']))",
        ),
    ]);
}

#[test]
fn whole_events_in_logs_are_found() {
    each_is(
        CodeRule::EventLogged,
        &[
            node("", "console.log(event);"),
            node("", "console.log(JSON.stringify(event.extensions.request.headers));"),
            snake("", "print(event)"),
        ],
    );
    let quiet = [
        node("", "console.log(event.data);"),
        snake("", "print(event['data'])"),
        node("", "console.log(context);"),
    ];
    for analysis in quiet {
        assert_eq!(certain(&analysis), [], "{analysis:#?}");
    }
}

#[test]
fn credentials_that_the_caller_sends_are_secrets_in_logs() {
    each_is(
        CodeRule::SecretLogged,
        &[
            node("", "console.log('signed', event.extensions.request.headers['x-partner-sig-jwt']);"),
            node("", "console.log('jws:', event.data.jws);"),
            node("", "const { password } = event.data;\nconsole.log(`login with ${password}`);"),
            snake("", "print(event['data']['refreshToken'])"),
        ],
    );
    none_of(&[
        node("", "console.log(event.data.pageToken);"),
        snake("", "print(event['data']['token_count'])"),
    ]);
}

#[test]
fn errors_of_axios_in_answers_are_possible_leaks() {
    let axios = "const axios = require('axios');";
    let whole = [
        "try { return (await axios.get(process.env.URL)).data; } catch (err) { return err; }",
        "try { await axios.get(process.env.URL); } catch (err) { event.extensions.response.status(500).json({ error: err }); }",
        "return axios.get(process.env.URL).then((answer) => answer.data).catch((err) => { event.extensions.response.status(502).send(err); });",
    ];
    for body in whole {
        let analysis = node(axios, body);
        assert_eq!(
            possible(&analysis),
            [(CodeRule::StackReturned, Reason::ClientError)],
            "{body}: {analysis:#?}"
        );
    }
    none_of(&[
        node(
            axios,
            "try { await axios.get(process.env.URL); } catch (err) { return { error: err.message }; }",
        ),
        node(axios, "try { await axios.get(process.env.URL); } catch (err) { return 'failed: ' + err; }"),
        node(
            axios,
            "try { await axios.get(process.env.URL); } catch (err) { console.error(err); return { ok: false }; }",
        ),
        node("", "try { return JSON.parse(event.data); } catch (err) { return err; }"),
    ]);
}
