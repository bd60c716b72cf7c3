//! The schema of v2; v2alpha1 has the same fields.

use super::form::{SchemaField, ValueForm, filled, list, object, optional, required};
use super::texts;
use serde_json::{Map, Value};

const TEXT: ValueForm = ValueForm::Text(&[]);
const TEXT_LIST: ValueForm = list(&TEXT);
const METHOD: ValueForm = ValueForm::Text(texts::METHOD);
pub const METHODS: ValueForm = filled(&METHOD);
const ORIGINS: ValueForm = list(&ValueForm::Texts);
pub const SECONDS: ValueForm = ValueForm::Number { least: 1, most: 3900 };

/// The fields of a CORS policy besides `maxAge`, whose type differs between the versions.
pub const fn cors(age: &'static ValueForm) -> [SchemaField; 6] {
    [
        optional("allowCredentials", &ValueForm::Flag),
        optional("allowHeaders", &TEXT_LIST),
        optional("allowMethods", &TEXT_LIST),
        optional("allowOrigins", &ORIGINS),
        optional("exposeHeaders", &TEXT_LIST),
        optional("maxAge", age),
    ]
}

const AGE: ValueForm = ValueForm::Number { least: 1, most: i64::MAX };
const CORS: ValueForm = object(&cors(&AGE));

const PORT: ValueForm = ValueForm::Number { least: 1, most: 65535 };
const NAMESPACE: ValueForm = ValueForm::Text(texts::NAMESPACE);
pub const SERVICE: ValueForm = object(&[
    optional("external", &ValueForm::Flag),
    required("name", &TEXT),
    optional("namespace", &NAMESPACE),
    required("port", &PORT),
]);

const HEADER: ValueForm = object(&[required("name", &TEXT), optional("prefix", &TEXT)]);
const HEADERS: ValueForm = list(&HEADER);
const ISSUER: ValueForm = object(&[
    optional("fromHeaders", &HEADERS),
    optional("fromParams", &TEXT_LIST),
    required("issuer", &ValueForm::Loose),
    required("jwksUri", &TEXT),
]);
const ISSUERS: ValueForm = list(&ISSUER);
const ENTRY: ValueForm = object(&[optional("audiences", &TEXT_LIST), optional("requiredScopes", &TEXT_LIST)]);
const ENTRIES: ValueForm = list(&ENTRY);
pub static JWT: ValueForm =
    object(&[optional("authentications", &ISSUERS), optional("authorizations", &ENTRIES)]);

const AUTHORIZERS: ValueForm = filled(&TEXT);
static EXTERNAL: ValueForm = object(&[required("authorizers", &AUTHORIZERS), optional("restrictions", &JWT)]);
const REQUEST: ValueForm =
    object(&[optional("cookies", &ValueForm::Texts), optional("headers", &ValueForm::Texts)]);
const PATH: ValueForm = ValueForm::Text(texts::PATH);

static RULE: ValueForm = ValueForm::Object {
    fields: &[
        optional("extAuth", &EXTERNAL),
        optional("jwt", &JWT),
        required("methods", &METHODS),
        optional("noAuth", &ValueForm::Flag),
        required("path", &PATH),
        optional("request", &REQUEST),
        optional("service", &SERVICE),
        optional("timeout", &SECONDS),
    ],
    whole: one_strategy,
};
static RULES: ValueForm = filled(&RULE);

fn one_strategy(rule: &Map<String, Value>) -> Option<&'static str> {
    let has = |name: &str| rule.get(name).is_some_and(|value| !value.is_null());
    let open = rule.get("noAuth") == Some(&Value::Bool(true));
    let count = [has("extAuth"), has("jwt"), open].into_iter().filter(|one| *one).count();
    (count != 1).then_some("One of the following fields must be set: noAuth, jwt, extAuth")
}

const HOST: ValueForm = ValueForm::Text(texts::HOST);
const HOSTS: ValueForm = ValueForm::List { least: 1, most: 1, of: &HOST };
const GATEWAY: ValueForm = ValueForm::Text(texts::GATEWAY);
const EXTERNAL_GATEWAY: ValueForm = ValueForm::Text(texts::EXTERNAL_GATEWAY);

pub static SPEC: ValueForm = object(&[
    optional("corsPolicy", &CORS),
    optional("externalGateway", &EXTERNAL_GATEWAY),
    optional("gateway", &GATEWAY),
    required("hosts", &HOSTS),
    required("rules", &RULES),
    optional("service", &SERVICE),
    optional("timeout", &SECONDS),
]);
