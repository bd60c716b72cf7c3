//! What an APIRule adds to requests and allows browsers to do; credentials in it are not stored.

use super::{leak, nullable};
use crate::engine::credentials;
use crate::engine::mesh::schema;
use crate::model::apirule::{Cors, Modifier};
use crate::model::leak::Leak;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RawCors {
    #[serde(deserialize_with = "nullable")]
    allow_origins: Vec<BTreeMap<String, String>>,
    #[serde(deserialize_with = "nullable")]
    allow_methods: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    allow_headers: Vec<String>,
    #[serde(deserialize_with = "nullable")]
    expose_headers: Vec<String>,
    allow_credentials: Option<bool>,
    /// Seconds as a number, or a duration as a string.
    max_age: Value,
}

impl From<RawCors> for Cors {
    fn from(raw: RawCors) -> Self {
        Self {
            origins: raw.allow_origins.into_iter().flatten().collect(),
            methods: raw.allow_methods,
            headers: raw.allow_headers,
            exposed: raw.expose_headers,
            credentials: raw.allow_credentials,
            max_age: raw.max_age.as_i64().or_else(|| raw.max_age.as_str().and_then(schema::seconds)),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct RawRequest {
    #[serde(deserialize_with = "nullable")]
    headers: BTreeMap<String, String>,
    #[serde(deserialize_with = "nullable")]
    cookies: BTreeMap<String, String>,
}

impl RawRequest {
    fn each(&self) -> impl Iterator<Item = (&String, &String, bool)> {
        let headers = self.headers.iter().map(|(name, value)| (name, value, false));
        headers.chain(self.cookies.iter().map(|(name, value)| (name, value, true)))
    }

    pub fn modifiers(&self) -> Vec<Modifier> {
        let one = |(name, value, cookie): (&String, &String, bool)| Modifier {
            name: name.clone(),
            cookie,
            value: credentials::judge(name, value).is_none().then(|| value.clone()),
        };
        self.each().map(one).collect()
    }

    pub fn leaks(&self, rule: &str) -> Vec<Leak> {
        let one = |(name, value, cookie): (&String, &String, bool)| {
            let hit = credentials::judge(name, value)?;
            let kind = if cookie { "cookies" } else { "headers" };
            let escaped = name.replace('~', "~0").replace('/', "~1");
            let path = format!("{rule}/request/{kind}/{escaped}");
            Some(Leak { line: 0, column: 0, ..leak(hit, &path, name) })
        };
        self.each().filter_map(one).collect()
    }
}
