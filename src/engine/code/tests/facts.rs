//! What the code talks to and reads.

use super::super::{ContactedHost, Namespace, Uses, Verb, Via};
use super::{javascript, node, snake};

fn uses(analysis: &super::Analysis) -> Uses {
    analysis.uses.get().expect("facts")
}

fn endpoint(via: Via, scheme: &str, host: &str, port: Option<u16>, line: u32) -> ContactedHost {
    ContactedHost { via, scheme: scheme.into(), host: host.into(), port, line }
}

#[test]
fn hosts_are_resolved_from_constants_and_variables() {
    let uses = uses(&node(
        "const axios = require('axios');\nconst BASE = 'https://api.example.com';\nconst client = axios.create({ baseURL: process.env.CRM_URL });",
        "await axios.get(`${BASE}/v1/orders`);\nawait axios.get('http://user:pw@orders.shop:8080/x?y=1');\nawait axios.get(`${process.env.STOCK_URL}/x`);\nawait fetch(`https://${process.env.HOST}/x`);\nawait fetch(event.data.url);\nawait client.get('/x');",
    ));
    assert_eq!(
        *uses.endpoints,
        [
            endpoint(Via::Environment("CRM_URL".into()), "", "", None, 3),
            endpoint(Via::Literal, "https", "api.example.com", None, 6),
            endpoint(Via::Literal, "http", "orders.shop", Some(8080), 7),
            endpoint(Via::Environment("STOCK_URL".into()), "", "", None, 8),
            endpoint(Via::Environment("HOST".into()), "", "", None, 9),
            endpoint(Via::Unresolved, "", "", None, 10),
        ],
        "{uses:#?}"
    );
    let uses = self::uses(&snake(
        "import os, requests\nBASE = os.environ['BASE_URL']",
        "requests.get(BASE + '/x')\nrequests.get('https://a.example.com:8443/x')",
    ));
    assert_eq!(uses.endpoints.len(), 2);
    assert_eq!(uses.endpoints[1].port, Some(8443));
}

#[test]
fn variables_files_modules_and_events_are_listed() {
    let uses = uses(&node(
        "const fs = require('node:fs');\nconst { A, B: b } = process.env;",
        "const c = process.env.C;\nconst cert = fs.readFileSync('/etc/certs/ca.pem');\nevent.emitCloudEvent('shop.order.created.v1', 'shop', { c, cert, A, b });",
    ));
    let names: Vec<&str> = uses.environment.iter().map(|named| &*named.name).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert!(!uses.whole_environment);
    assert_eq!(&*uses.files[0].name, "/etc/certs/ca.pem");
    assert_eq!((&*uses.modules[0].name, uses.modules[0].line), ("fs", 1));
    assert_eq!((&*uses.events[0].name, uses.events[0].line), ("shop.order.created.v1", 7));
    let uses = self::uses(&snake(
        "import os\nfrom os import environ, getenv",
        "a = os.environ['A']\nb = getenv('B', 'x')\nc = environ.get('C')\nd = os.environ[event['data']['n']]\nreturn [a, b, c]",
    ));
    let names: Vec<&str> = uses.environment.iter().map(|named| &*named.name).collect();
    assert_eq!(names, ["A", "B", "C"]);
    assert!(uses.whole_environment);
}

#[test]
fn calls_of_the_kubernetes_api_have_verb_resource_and_namespace() {
    let uses = uses(&node(
        "const k8s = require('@kubernetes/client-node');\nconst kc = new k8s.KubeConfig();\nkc.loadFromCluster();\nconst core = kc.makeApiClient(k8s.CoreV1Api);",
        "await core.listNamespacedPod({ namespace: 'shop' });\nawait core.readNamespacedConfigMap('a', process.env.NAMESPACE);\nawait core.listSecretForAllNamespaces();\nawait core.deleteNamespacedPod(event.data.pod, 'shop');",
    ));
    let calls: Vec<_> =
        uses.kubernetes.iter().map(|call| (call.verb, &*call.resource, &call.namespace)).collect();
    assert_eq!(
        calls,
        [
            (Verb::List, "pod", &Namespace::Literal("shop".into())),
            (Verb::Get, "configmap", &Namespace::Environment("NAMESPACE".into())),
            (Verb::List, "secret", &Namespace::None),
            (Verb::Delete, "pod", &Namespace::Literal("shop".into())),
        ]
    );
    let uses = self::uses(&snake(
        "from kubernetes import client, config\nconfig.load_incluster_config()\nv1 = client.CoreV1Api()",
        "v1.read_namespaced_secret('a', 'shop')\nclient.CustomObjectsApi().list_namespaced_custom_object('g', 'v1', 'shop', 'orders')",
    ));
    let calls: Vec<_> =
        uses.kubernetes.iter().map(|call| (call.verb, &*call.resource, &call.namespace)).collect();
    let shop = Namespace::Literal("shop".into());
    assert_eq!(calls, [(Verb::Get, "secret", &shop), (Verb::List, "orders", &shop)]);
}

#[test]
fn the_handler_shows_what_it_checks_and_changes() {
    let handler = node(
        "const { Pool } = require('pg');\nconst pool = new Pool();",
        "await pool.query('DELETE FROM orders WHERE id = $1', [event.data.id]);",
    )
    .handler;
    assert_eq!(handler.line, Some(4));
    assert!(handler.reads_caller && !handler.checks_method && !handler.checks_caller);
    assert_eq!(handler.changes_data, Some(5));
    let handler = node(
        "const jwt = require('jsonwebtoken');",
        "if (event.extensions.request.method !== 'POST') return;\njwt.verify(event.data.t, process.env.PUBLIC_PEM, { algorithms: ['RS256'] });\nreturn 1;",
    )
    .handler;
    assert!(handler.checks_method && handler.checks_caller);
    assert_eq!(handler.changes_data, None);
}

#[test]
fn a_clean_function_takes_less_than_200_bytes() {
    let analysis = node("", "const { a, b } = event.data;\nreturn { sum: Number(a) + Number(b) };");
    assert_eq!(analysis.uses.get(), None);
    assert!(analysis.flows.is_empty());
    assert!(size_of_val(&analysis) <= 96, "{}", size_of_val(&analysis));
    let analysis = javascript("module.exports = { main: () => 'ok' };");
    assert!(!analysis.handler.reads_caller);
}
