//! Flows through arguments from tables, lists that a function fills, and objects that become text.

use super::{CodeRule, each_is, node, none_of, snake};

#[test]
fn arguments_from_a_table_are_read_as_if_they_were_written_out() {
    each_is(
        CodeRule::XmlExternalEntities,
        &[snake(
            "from lxml import etree\nPARSER = dict(load_dtd=True, resolve_entities=True)",
            "return etree.fromstring(event['data'], etree.XMLParser(**PARSER)).tag",
        )],
    );
    each_is(
        CodeRule::TlsVerificationOff,
        &[snake(
            "import requests\nOPTIONS = {'timeout': 5, 'verify': False}",
            "return requests.get('https://a.example.com', **OPTIONS).text",
        )],
    );
    each_is(
        CodeRule::CommandInjection,
        &[snake(
            "import subprocess\nHOW = {'shell': True, 'capture_output': True}",
            "return subprocess.run('ping ' + event['data']['host'], **HOW).returncode",
        )],
    );
    none_of(&[
        snake(
            "from lxml import etree\nPARSER = dict(load_dtd=False, resolve_entities=False)",
            "return etree.fromstring(event['data'], etree.XMLParser(**PARSER)).tag",
        ),
        snake(
            "import requests\nOPTIONS = {'timeout': 5, 'verify': '/etc/ca.pem'}",
            "return requests.get('https://a.example.com', **OPTIONS).text",
        ),
    ]);
}

#[test]
fn a_check_of_the_keys_of_a_copied_query_says_nothing_about_its_values() {
    let imports = "import os\nfrom ldap3 import Connection\nFIELDS = {'name': 'cn', 'mail': 'mail'}";
    let search = "parts = [f'({FIELDS[k]}={v})' for k, v in query.items() if k in FIELDS]\n\
                  conn = Connection(os.environ['LDAP_HOST'])\n\
                  conn.search('dc=example', '(&' + ''.join(parts) + ')')\n\
                  return len(conn.entries)";
    for query in ["dict(event['extensions']['request'].query)", "dict(event['data'])", "event['data'].copy()"]
    {
        each_is(CodeRule::LdapInjection, &[snake(imports, &format!("query = {query}\n{search}"))]);
    }
    let guarded = search.replace("if k in FIELDS", "if k in FIELDS and v.isalnum()");
    none_of(&[snake(imports, &format!("query = dict(event['extensions']['request'].query)\n{guarded}"))]);
}

#[test]
fn a_list_is_what_its_function_returns_for_each_place() {
    let store = "const redis = require('redis').createClient();\nconst letters = 'abcdefgh';\n\
                 const pick = (chars) => chars[Math.floor(Math.random() * chars.length)];\n";
    each_is(
        CodeRule::PredictableRandom,
        &[
            node(
                store,
                "const token = Array.from({ length: 32 }, () => pick(letters)).join('');\nawait redis.set('t', token);\nreturn 1;",
            ),
            node(
                store,
                "const reset = Array.from(Array(32), (_, place) => pick(letters)).join('');\nawait redis.set('reset:' + reset, 'a');\nreturn 1;",
            ),
        ],
    );
    none_of(&[node(
        "const crypto = require('crypto');\nconst redis = require('redis').createClient();\nconst letters = 'abcdefgh';",
        "const token = Array.from({ length: 32 }, () => letters[crypto.randomInt(letters.length)]).join('');\nawait redis.set('t', token);\nreturn 1;",
    )]);
}

#[test]
fn an_object_that_gets_missing_parts_can_be_polluted_all_the_same() {
    let merge = "const isObj = (v) => v !== null && typeof v === 'object';\n\
                 function overlay(base, patch) {\n  for (const key of Object.keys(patch)) {\nGUARD\
                 \n    if (isObj(patch[key])) {\n      if (!isObj(base[key])) base[key] = {};\n      overlay(base[key], patch[key]);\n\
                 } else {\n      base[key] = patch[key];\n    }\n  }\n  return base;\n}\n";
    let body = "const stored = await load();\nreturn overlay(stored, event.data.settings);";
    let load = "async function load() {\n  const raw = await require('redis').createClient().get('a');\n  return raw ? JSON.parse(raw) : {};\n}\n";
    each_is(CodeRule::PrototypePollution, &[node(&(merge.replace("GUARD", "") + load), body)]);
    let guard = "    if (['__proto__', 'constructor', 'prototype'].includes(key)) continue;";
    none_of(&[node(&(merge.replace("GUARD", guard) + load), body)]);
}

#[test]
fn a_message_that_is_put_together_by_hand_is_only_as_safe_as_its_headers() {
    let class = "import smtplib\n\nclass Mail:\n    def __init__(self, body):\n        self.headers = [('From', 'a@example.com')]\n        \
                 self.body = body\n\n    def __str__(self):\n        head = '\\r\\n'.join(f'{n}: {v}' for n, v in self.headers)\n        \
                 return head + '\\r\\n\\r\\n' + self.body\n\ndef send(mail):\n    with smtplib.SMTP('mail') as smtp:\n        \
                 smtp.sendmail('a', ['b'], str(mail).encode('utf-8'))\n";
    each_is(
        CodeRule::HeaderInjection,
        &[
            snake(
                class,
                "mail = Mail(event['data']['text'])\nmail.headers.append(('Subject', event['data']['subject']))\nsend(mail)\nreturn 1",
            ),
            snake(
                "import smtplib",
                "text = 'Subject: ' + event['data']['subject'] + '\\r\\n\\r\\nHello'\nsmtplib.SMTP('mail').sendmail('a', ['b'], text.encode())\nreturn 1",
            ),
        ],
    );
    none_of(&[
        snake(class, "send(Mail(event['data']['text']))\nreturn 1"),
        snake(
            "import smtplib",
            "text = 'Subject: Order\\n\\n' + event['data']['text']\nsmtplib.SMTP('mail').sendmail('a', ['b'], text)\nreturn 1",
        ),
        snake(
            class,
            "subject = ' '.join(event['data']['subject'].split())\nmail = Mail(event['data']['text'])\nmail.headers.append(('Subject', subject))\nsend(mail)\nreturn 1",
        ),
    ]);
}

#[test]
fn text_without_control_characters_is_on_one_line() {
    for table in [
        "{c: None for c in range(32)}",
        "{c: None for c in (*range(32), 127, 0x2028)}",
        "{10: None, 13: None}",
        "{ord('\\n'): ' ', ord('\\r'): ' '}",
        "str.maketrans('', '', '\\r\\n')",
        "dict.fromkeys(range(32))",
    ] {
        let imports = format!("import logging\nlog = logging.getLogger('a')\nCONTROL = {table}");
        let analysis = snake(
            &imports,
            "log.warning('refused %s', str(event['data']['name']).translate(CONTROL))\nreturn 1",
        );
        assert!(analysis.flows.is_empty(), "{table}: {analysis:#?}");
    }
    let rejoined =
        "lines = event['data']['name'].split()\nlog.warning('refused %s', '\\n'.join(lines))\nreturn 1";
    let analysis = snake("import logging\nlog = logging.getLogger('a')", rejoined);
    assert_eq!(analysis.flows.len(), 1, "{analysis:#?}");
    let other = "import logging\nlog = logging.getLogger('a')\nUMLAUTS = str.maketrans('äöü', 'aou')";
    let analysis =
        snake(other, "log.warning('refused %s', str(event['data']['name']).translate(UMLAUTS))\nreturn 1");
    assert_eq!(analysis.flows.len(), 1, "{analysis:#?}");
}
