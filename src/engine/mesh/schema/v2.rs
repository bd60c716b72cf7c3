//! The schema of v2; v2alpha1 has the same fields.

use super::form::{Field, Form, filled, list, object, optional, required};
use super::texts;
use serde_json::{Map, Value};

const TEXT: Form = Form::Text(&[]);
const TEXT_LIST: Form = list(&TEXT);
const METHOD: Form = Form::Text(texts::METHOD);
pub const METHODS: Form = filled(&METHOD);
const ORIGINS: Form = list(&Form::Texts);
pub const SECONDS: Form = Form::Number { least: 1, most: 3900 };

/// The fields of a CORS policy besides `maxAge`, whose type differs between the versions.
pub const fn cors(age: &'static Form) -> [Field; 6] {
    [
        optional("allowCredentials", &Form::Flag),
        optional("allowHeaders", &TEXT_LIST),
        optional("allowMethods", &TEXT_LIST),
        optional("allowOrigins", &ORIGINS),
        optional("exposeHeaders", &TEXT_LIST),
        optional("maxAge", age),
    ]
}

const AGE: Form = Form::Number { least: 1, most: i64::MAX };
const CORS: Form = object(&cors(&AGE));

const PORT: Form = Form::Number { least: 1, most: 65535 };
const NAMESPACE: Form = Form::Text(texts::NAMESPACE);
pub const SERVICE: Form = object(&[
    optional("external", &Form::Flag),
    required("name", &TEXT),
    optional("namespace", &NAMESPACE),
    required("port", &PORT),
]);

const HEADER: Form = object(&[required("name", &TEXT), optional("prefix", &TEXT)]);
const HEADERS: Form = list(&HEADER);
const ISSUER: Form = object(&[
    optional("fromHeaders", &HEADERS),
    optional("fromParams", &TEXT_LIST),
    required("issuer", &Form::Loose),
    required("jwksUri", &TEXT),
]);
const ISSUERS: Form = list(&ISSUER);
const ENTRY: Form = object(&[optional("audiences", &TEXT_LIST), optional("requiredScopes", &TEXT_LIST)]);
const ENTRIES: Form = list(&ENTRY);
pub static JWT: Form = object(&[optional("authentications", &ISSUERS), optional("authorizations", &ENTRIES)]);

const AUTHORIZERS: Form = filled(&TEXT);
static EXTERNAL: Form = object(&[required("authorizers", &AUTHORIZERS), optional("restrictions", &JWT)]);
const REQUEST: Form = object(&[optional("cookies", &Form::Texts), optional("headers", &Form::Texts)]);
const PATH: Form = Form::Text(texts::PATH);

static RULE: Form = Form::Object {
    fields: &[
        optional("extAuth", &EXTERNAL),
        optional("jwt", &JWT),
        required("methods", &METHODS),
        optional("noAuth", &Form::Flag),
        required("path", &PATH),
        optional("request", &REQUEST),
        optional("service", &SERVICE),
        optional("timeout", &SECONDS),
    ],
    whole: one_strategy,
};
static RULES: Form = filled(&RULE);

fn one_strategy(rule: &Map<String, Value>) -> Option<&'static str> {
    let has = |name: &str| rule.get(name).is_some_and(|value| !value.is_null());
    let open = rule.get("noAuth") == Some(&Value::Bool(true));
    let count = [has("extAuth"), has("jwt"), open].into_iter().filter(|one| *one).count();
    (count != 1).then_some("One of the following fields must be set: noAuth, jwt, extAuth")
}

const HOST: Form = Form::Text(texts::HOST);
const HOSTS: Form = Form::List { least: 1, most: 1, of: &HOST };
const GATEWAY: Form = Form::Text(texts::GATEWAY);
const EXTERNAL_GATEWAY: Form = Form::Text(texts::EXTERNAL_GATEWAY);

pub static SPEC: Form = object(&[
    optional("corsPolicy", &CORS),
    optional("externalGateway", &EXTERNAL_GATEWAY),
    optional("gateway", &GATEWAY),
    required("hosts", &HOSTS),
    required("rules", &RULES),
    optional("service", &SERVICE),
    optional("timeout", &SECONDS),
]);
