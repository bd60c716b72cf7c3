//! Statements that look at the shape of a value, imports that replace others, parts of paths, parsers with features.

use super::{CodeRule, Reason, certain, each_is, node, none_of, possible, python, snake};

#[test]
fn names_in_patterns_are_the_parts_that_they_match() {
    each_is(
        CodeRule::CommandInjection,
        &[
            snake(
                "import os",
                "match event['data']['words']:\n    case ['ping', host]:\n        os.system('ping ' + host)\n    case _:\n        pass",
            ),
            snake(
                "import os",
                "match event['data']:\n    case {'host': host}:\n        os.system('ping ' + host)",
            ),
            snake(
                "import os\nfrom dataclasses import dataclass\n@dataclass\nclass Job:\n    name: str",
                "match Job(**event['data']):\n    case Job(name=name):\n        os.system('job ' + name)",
            ),
            snake(
                "import os",
                "match event['data']['words']:\n    case [first, *rest]:\n        os.system(' '.join(rest))",
            ),
        ],
    );
    none_of(&[
        snake(
            "import os",
            "match event['data']['words']:\n    case ['ping', 'a.example.com' | 'b.example.com' as host]:\n        os.system('ping ' + host)",
        ),
        snake(
            "import os",
            "match event['data']:\n    case {'op': 'ls' | 'stat' as op, 'name': name}:\n        os.system(op)",
        ),
    ]);
}

#[test]
fn an_item_that_is_checked_says_nothing_about_another_one() {
    let flawed = node(
        "const cp = require('child_process');",
        "const words = event.data.words;\nif (words[0] !== 'ping') return;\ncp.exec('ping ' + words[1]);",
    );
    assert_eq!(certain(&flawed), [CodeRule::CommandInjection], "{flawed:#?}");
    none_of(&[node(
        "const cp = require('child_process');",
        "const words = event.data.words;\nif (words[0] !== 'ping') return;\ncp.exec(words[0]);",
    )]);
}

#[test]
fn a_module_that_takes_the_place_of_a_missing_one_is_used_like_it() {
    let load = |first: &str, second: &str| {
        python(&format!(
            "import yaml\ntry:\n    from yaml import {first} as Loader\nexcept ImportError:\n    from yaml import {second}\n\ndef main(event, context):\n    return yaml.load(event['data'], Loader=Loader)\n"
        ))
    };
    each_is(
        CodeRule::UnsafeDeserialization,
        &[
            load("CLoader", "Loader"),
            snake("from yaml import load, Loader", "return load(event['data'], Loader=Loader)"),
            snake("from yaml import load, UnsafeLoader", "return load(event['data'], UnsafeLoader)"),
            python(
                "import os\ntry:\n    import dill as pickle\nexcept ModuleNotFoundError:\n    import pickle\n\ndef main(event, context):\n    return pickle.loads(event['data'])\n",
            ),
        ],
    );
    none_of(&[
        load("CSafeLoader", "SafeLoader"),
        snake("from yaml import load, SafeLoader", "return load(event['data'], Loader=SafeLoader)"),
    ]);
}

#[test]
fn entities_are_resolved_by_a_parser_with_the_feature() {
    let sax = |state: &str| {
        snake(
            "import io, xml.sax\nfrom xml.sax.handler import ContentHandler, feature_external_ges",
            &format!(
                "parser = xml.sax.make_parser()\nparser.setFeature(feature_external_ges, {state})\nparser.setContentHandler(ContentHandler())\nparser.parse(io.StringIO(event['data']))"
            ),
        )
    };
    let dom = "import xml.sax\nfrom xml.dom import minidom\nfrom xml.sax import handler";
    each_is(
        CodeRule::XmlExternalEntities,
        &[
            sax("True"),
            snake(
                dom,
                "parser = xml.sax.make_parser()\nparser.setFeature(handler.feature_external_ges, 1)\nreturn minidom.parseString(event['data'], parser).documentElement.tagName",
            ),
        ],
    );
    none_of(&[
        sax("False"),
        snake(dom, "xml.sax.parseString(event['data'], handler.ContentHandler())"),
        snake(dom, "return minidom.parseString(event['data']).documentElement.tagName"),
    ]);
}

#[test]
fn names_and_chunks_of_what_is_sent_are_followed() {
    let fs = "const fs = require('fs');\nconst path = require('path');";
    none_of(&[
        node(
            fs,
            "const { base } = path.parse(event.data.file);\nreturn fs.readFileSync(path.join('/data', base));",
        ),
        snake(
            "from flask import request, send_file",
            "return send_file('/data/%s.pdf' % request.args.get('number', type=int))",
        ),
    ]);
    each_is(
        CodeRule::PathTraversal,
        &[
            node(
                fs,
                "const { dir } = path.parse(event.data.file);\nreturn fs.readdirSync(path.join('/data', dir));",
            ),
            node(
                fs,
                "const chunks = [];\nfor await (const chunk of event.extensions.request) chunks.push(chunk);\nreturn fs.readFileSync('/data/' + Buffer.concat(chunks).toString());",
            ),
            snake(
                "from flask import request, send_file",
                "return send_file('/data/%s.pdf' % request.args.get('number', type=str))",
            ),
            snake(
                "import io, zipfile",
                "archive = zipfile.ZipFile(io.BytesIO(event['data']))\nfor name in archive.namelist():\n    with open('/tmp/' + name, 'wb') as out:\n        out.write(archive.read(name))",
            ),
        ],
    );
}

#[test]
fn a_tree_of_code_may_be_checked_before_it_is_compiled() {
    let analysis = snake("import ast", "return eval(compile(ast.parse(event['data']), 'f', 'eval'))");
    assert_eq!(certain(&analysis), [], "{analysis:#?}");
    assert!(possible(&analysis).contains(&(CodeRule::CodeInjection, Reason::UnknownCall)), "{analysis:#?}");
}
