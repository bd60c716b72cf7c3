//! Requests to other hosts, redirects and pages.

use super::{CodeRule, Reason, certain, each_is, node, none_of, possible, python, snake};

#[test]
fn a_host_of_the_caller_is_a_forgery() {
    each_is(
        CodeRule::ServerSideRequestForgery,
        &[
            node("const axios = require('axios');", "return (await axios.get(event.data.url)).status;"),
            node(
                "const axios = require('axios');",
                "return (await axios({ method: 'get', url: event.data.url })).status;",
            ),
            node("", "return (await fetch(event.extensions.request.query.url)).status;"),
            node("const got = require('got');", "return got(`https://${event.data.host}/status`).json();"),
            node(
                "const http = require('http');",
                "http.get({ host: event.data.host, path: '/' }, () => {});",
            ),
            node("import { request } from 'undici';", "return (await request(event.data.u)).statusCode;"),
            snake("import requests", "return requests.get(event['data']['url'], timeout=3).text"),
            snake(
                "import httpx",
                "with httpx.Client() as c:\n    return c.get('https://' + event['data']['h']).text",
            ),
            snake("from urllib.request import urlopen", "return urlopen(event['data']['u']).read()"),
            snake("import requests", "return requests.request('GET', event['data']['url']).text"),
        ],
    );
    none_of(&[
        node(
            "const axios = require('axios');",
            "return (await axios.get('https://api.example.com/x', { params: { q: event.data.q } })).data;",
        ),
        node(
            "",
            "return (await fetch(`https://api.example.com/x?q=${encodeURIComponent(event.data.q)}`)).json();",
        ),
        node(
            "const axios = require('axios');\nconst HOSTS = ['a.example.com'];",
            "const u = new URL(event.data.u);\nif (!HOSTS.includes(u.hostname)) throw new Error('host');\nreturn (await axios.get(u.toString())).status;",
        ),
        node(
            "const axios = require('axios');",
            "if (!event.data.u.startsWith('https://api.example.com/')) return;\nreturn (await axios.get(event.data.u)).status;",
        ),
        node("const axios = require('axios');", "await axios.post(process.env.HOOK_URL, event.data);"),
        node(
            "const axios = require('axios');",
            "return (await axios.get(`${process.env.BASE}/orders/${Number(event.data.id)}`)).data;",
        ),
        snake(
            "import requests\nfrom urllib.parse import quote",
            "return requests.get('https://a.example.com/' + quote(event['data']['q'], safe='')).text",
        ),
        snake(
            "import requests",
            "return requests.post('https://a.example.com/x', json=event['data']).status_code",
        ),
    ]);
}

#[test]
fn a_path_of_the_caller_is_possible() {
    let analysis = node(
        "const axios = require('axios');",
        "return (await axios.get(`${process.env.BASE}/orders/${event.data.id}`)).data;",
    );
    assert_eq!(possible(&analysis), [(CodeRule::ServerSideRequestForgery, Reason::FixedHost)]);
    let analysis =
        snake("import requests", "return requests.get(f\"https://a.example.com/{event['data']['p']}\").text");
    assert_eq!(possible(&analysis), [(CodeRule::ServerSideRequestForgery, Reason::FixedHost)]);
}

#[test]
fn a_target_of_the_caller_is_an_open_redirect() {
    each_is(
        CodeRule::OpenRedirect,
        &[
            node("", "event.extensions.response.redirect(event.data.to);"),
            node(
                "",
                "const res = event.extensions.response;\nres.status(302).setHeader('Location', event.extensions.request.query.to);",
            ),
            python("import flask\n\ndef main():\n    return flask.redirect(flask.request.args['next'])\n"),
            snake(
                "from bottle import HTTPResponse",
                "return HTTPResponse(status=302, headers={'Location': event['data']['to']})",
            ),
        ],
    );
    none_of(&[
        node("", "event.extensions.response.redirect('/orders/' + event.data.id);"),
        node("", "event.extensions.response.redirect(`https://shop.example.com/${event.data.id}`);"),
        node(
            "",
            "const to = event.data.to;\nif (!to.startsWith('/orders')) return;\nevent.extensions.response.redirect(to);",
        ),
    ]);
}

#[test]
fn input_in_a_page_is_cross_site_scripting() {
    each_is(
        CodeRule::CrossSiteScripting,
        &[
            node("", "return `<h1>${event.data.name}</h1>`;"),
            node(
                "",
                "return new Promise((resolve, reject) => {\n resolve(`<h1>${event.data.name}</h1>`);\n});",
            ),
            node("", "event.extensions.response.send('<p>' + event.extensions.request.query.q + '</p>');"),
            node(
                "",
                "let rows = '';\nfor (const x of event.data.list) rows += `<li>${x}</li>`;\nreturn `<ul>${rows}</ul>`;",
            ),
            node("", "event.setResponseContentType('text/html');\nreturn 'Hello ' + event.data.name;"),
            snake("", "return '<h1>' + event['data']['name'] + '</h1>'"),
            snake(
                "from bottle import HTTPResponse",
                "b = '<p>%s</p>' % event['data']['p']\nreturn HTTPResponse(b)",
            ),
            python(
                "from flask import request\n\ndef main():\n    return f\"<p>{request.args.get('q')}</p>\"\n",
            ),
        ],
    );
    none_of(&[
        node("", "return `Hello ${event.data.name}`;"),
        node("", "return { html: 1, name: event.data.name };"),
        node("const he = require('he');", "return `<h1>${he.encode(event.data.name)}</h1>`;"),
        node(
            "",
            "const esc = (t) => t.replace(/&/g, '&amp;').replace(/</g, '&lt;');\nreturn `<h1>${esc(event.data.name)}</h1>`;",
        ),
        node("", "return `<h1>${Number(event.data.n)}</h1>`;"),
        snake("import html", "return f\"<h1>{html.escape(event['data']['name'])}</h1>\""),
        snake("", "return {'greeting': 'Hello ' + event['data']['name']}"),
    ]);
}

#[test]
fn the_beginning_of_a_path_fixes_the_host() {
    let client =
        "const axios = require('axios');\nconst crm = axios.create({ baseURL: process.env.CRM_URL });";
    let fixed = [
        node(client, "await crm.patch(`Requests('${event.data.id}')`, { done: true });"),
        node(client, "await crm.get('requests' + event.data.id);"),
        node("", "await fetch('https://crm.example.com/requests/' + event.data.id);"),
        snake("import requests", "requests.get('http://crm.shop/requests/' + event['data']['id'])"),
    ];
    for analysis in fixed {
        let expected = [(CodeRule::ServerSideRequestForgery, Reason::FixedHost)];
        assert_eq!((certain(&analysis), possible(&analysis)), (vec![], expected.to_vec()), "{analysis:#?}");
    }
    let open = [
        node(client, "await crm.get(event.data.address);"),
        node("", "await fetch('https://' + event.data.host + '/requests');"),
        node("", "await fetch('http:' + event.data.address);"),
        node("", "await fetch('//' + event.data.host);"),
        node("", "await fetch('https://crm.example.com' + event.data.path);"),
        node("const http = require('http');", "http.request({ hostname: 'crm.' + event.data.domain });"),
    ];
    each_is(CodeRule::ServerSideRequestForgery, &open);
}
