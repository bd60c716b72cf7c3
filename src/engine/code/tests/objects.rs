//! Injection through templates, objects, entities, prototypes, patterns and headers.

use super::{CodeRule, Reason, certain, each_is, node, none_of, possible, python, snake};

#[test]
fn templates_directories_and_objects_of_the_caller_are_injections() {
    each_is(
        CodeRule::TemplateInjection,
        &[
            node("const ejs = require('ejs');", "return ejs.render(event.data.template, { a: 1 });"),
            node(
                "const nunjucks = require('nunjucks');",
                "return nunjucks.renderString('Hi ' + event.data.name, {});",
            ),
            snake("from jinja2 import Template", "return Template('Hi ' + event['data']['name']).render()"),
            python(
                "import flask\n\ndef main():\n    return flask.render_template_string(flask.request.args.get('t'))\n",
            ),
        ],
    );
    none_of(&[
        node("const ejs = require('ejs');", "return ejs.render('<%= name %>', { name: event.data.name });"),
        snake(
            "from jinja2 import Template",
            "return Template('Hi {{ name }}').render(name=event['data']['name'])",
        ),
    ]);
    each_is(
        CodeRule::UnsafeDeserialization,
        &[
            snake("import pickle, base64", "return pickle.loads(base64.b64decode(event['data']))"),
            snake("import yaml", "return yaml.load(event['data'], Loader=yaml.Loader)"),
            snake("import jsonpickle", "return jsonpickle.decode(event['data']['state'])"),
            node("const s = require('node-serialize');", "return s.unserialize(event.data.profile);"),
            node(
                "const yaml = require('js-yaml');",
                "return yaml.load(event.data, { schema: yaml.DEFAULT_FULL_SCHEMA });",
            ),
        ],
    );
    none_of(&[
        snake("import yaml", "return yaml.safe_load(event['data'])"),
        snake("import yaml", "return yaml.load(event['data'], Loader=yaml.CSafeLoader)"),
        node("const yaml = require('js-yaml');", "return yaml.load(event.data);"),
        node("", "return JSON.parse(event.data);"),
        snake(
            "import pickle",
            "return pickle.load(open('/models/a.pkl', 'rb')).predict([float(event['data']['x'])])",
        ),
    ]);
    let analysis = snake("import yaml", "return yaml.load(event['data'])");
    assert_eq!(possible(&analysis), [(CodeRule::UnsafeDeserialization, Reason::Version)]);
}

#[test]
fn entities_are_resolved_only_by_parsers_that_are_told_to() {
    each_is(
        CodeRule::XmlExternalEntities,
        &[
            node(
                "const libxml = require('libxmljs2');",
                "return libxml.parseXml(event.data, { noent: true }).root().name();",
            ),
            snake(
                "from lxml import etree",
                "p = etree.XMLParser(resolve_entities=True)\nreturn etree.fromstring(event['data'], parser=p).tag",
            ),
        ],
    );
    none_of(&[
        snake("import xml.etree.ElementTree as ET", "return ET.fromstring(event['data']).tag"),
        snake("from defusedxml import ElementTree", "return ElementTree.fromstring(event['data']).tag"),
        snake(
            "from lxml import etree",
            "p = etree.XMLParser(resolve_entities=False)\nreturn etree.fromstring(event['data'], p).tag",
        ),
        node(
            "const { XMLParser } = require('fast-xml-parser');",
            "return new XMLParser().parse(event.data);",
        ),
        node("const xml2js = require('xml2js');", "return xml2js.parseStringPromise(event.data);"),
    ]);
    let analysis = snake("from lxml import etree", "return etree.fromstring(event['data']).tag");
    assert_eq!(possible(&analysis), [(CodeRule::XmlExternalEntities, Reason::Version)]);
}

#[test]
fn keys_of_the_caller_pollute_the_prototype() {
    each_is(
        CodeRule::PrototypePollution,
        &[node(
            "const state = {};",
            "const { a, b, value } = event.data;\nif (!state[a]) state[a] = {};\nstate[a][b] = value;",
        )],
    );
    none_of(&[
        node("const state = {};", "state[event.data.key] = event.data.value;"),
        node("const state = new Map();", "state.set(event.data.key, event.data.value);"),
        node(
            "const totals = {};",
            "for (const item of event.data.items) {\n totals[item.group] = (totals[item.group] || 0) + 1;\n}\nreturn totals;",
        ),
        snake("state = {}", "state.setdefault(event['data']['a'], {})[event['data']['b']] = 1"),
    ]);
    let analysis = node("const _ = require('lodash');\nconst config = {};", "_.merge(config, event.data);");
    assert_eq!(possible(&analysis), [(CodeRule::PrototypePollution, Reason::Version)]);
}

#[test]
fn patterns_of_the_caller_and_slow_patterns_are_found() {
    each_is(
        CodeRule::PatternFromInput,
        &[
            node("", "return ['a'].filter((x) => new RegExp(event.data.q).test(x));"),
            snake("import re", "return [x for x in ['a'] if re.search(event['data']['q'], x)]"),
        ],
    );
    each_is(
        CodeRule::SlowPattern,
        &[
            node("", "if (!/^(\\w+\\s?)+$/.test(event.data.title)) throw new Error('title');"),
            snake(
                "import re\nNAME = re.compile(r'^(a+)+$')",
                "return bool(NAME.match(event['data']['name']))",
            ),
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
        CodeRule::LdapInjection,
        &[snake(
            "import ldap\nl = ldap.initialize('x')",
            "return l.search_s('dc=a', 2, '(uid=%s)' % event['data']['u'])",
        )],
    );
    each_is(
        CodeRule::HeaderInjection,
        &[
            node("", "event.setResponseHeader(event.data.name, '1');"),
            snake(
                "from bottle import HTTPResponse",
                "return HTTPResponse(body='', headers={event['data']['n']: '1'})",
            ),
        ],
    );
    none_of(&[
        node(
            "",
            "event.extensions.response.setHeader('X-Request-Id', event.extensions.request.headers['x-request-id']);",
        ),
        snake(
            "import ldap, ldap.filter\nl = ldap.initialize('x')",
            "u = ldap.filter.escape_filter_chars(event['data']['u'])\nreturn l.search_s('dc=a', 2, f'(uid={u})')",
        ),
    ]);
    let analysis = node("", "console.log(`order ${event.data.id} received`);");
    assert_eq!(analysis.flows.len(), 1, "{analysis:#?}");
    assert!(certain(&analysis).is_empty());
    for quiet in [
        "console.log('order', JSON.stringify(event.data.id));",
        "console.log(event.data.id.replace(/[\\r\\n]/g, ''));",
        "console.log('started');",
    ] {
        assert!(node("", quiet).flows.is_empty(), "{quiet}");
    }
}
