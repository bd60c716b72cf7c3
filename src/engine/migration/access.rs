//! What a caller must present: handlers and their settings, as `noAuth`, `jwt` or `extAuth`.

use super::note::{NoteGrade, Notes};
use super::{Additions, Token};
use serde_json::{Map, Value, json};

/// The requirement of a v2 rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Requirement {
    key: &'static str,
    value: Value,
    /// The handler answered every method, whatever the rule lists.
    pub ignored_methods: bool,
}

impl Requirement {
    fn new(key: &'static str, value: Value) -> Self {
        Self { key, value, ignored_methods: false }
    }

    /// Returns the field of the rule and its value.
    pub fn field(&self) -> (&'static str, Value) {
        (self.key, self.value.clone())
    }
}

/// Converts the strategies of a rule. With several, the weakest decides: one that accepts is enough.
///
/// # Errors
/// If v2 has nothing that means the same.
pub(super) fn of(
    strategies: &[Value],
    additions: &Additions,
    protected: Option<&Token>,
    notes: &mut Notes,
) -> Result<Requirement, String> {
    let handler = |value: &Value| value.get("handler").and_then(Value::as_str).unwrap_or_default().to_owned();
    let handlers: Vec<String> = strategies.iter().map(handler).collect();
    let open = ["allow", "no_auth", "noop", "anonymous"];
    if let Some(found) = open.iter().find(|name| handlers.iter().any(|one| one == *name)) {
        if let Some(token) = protected {
            notes.add(NoteGrade::Closes, format!("callers need a token of {}", token.issuer));
            let mut jwt = json!({"authentications": [{"issuer": token.issuer, "jwksUri": token.key_set}]});
            require(&mut jwt, &token.audience);
            let requirement = Requirement::new("jwt", jwt);
            return Ok(Requirement { ignored_methods: *found == "allow", ..requirement });
        }
        if *found == "anonymous" {
            notes.add(
                NoteGrade::Opens,
                "the handler anonymous accepts requests without a token only if jwtHandler is ory",
            );
        }
        let requirement = Requirement::new("noAuth", json!(true));
        return Ok(Requirement { ignored_methods: *found == "allow", ..requirement });
    }
    let (tokens, others): (Vec<&Value>, Vec<&Value>) =
        strategies.iter().partition(|one| handler(one) == "jwt");
    let names: Vec<&str> = handlers.iter().map(String::as_str).filter(|name| *name != "jwt").collect();
    match (tokens.is_empty(), others.is_empty()) {
        (true, true) => Err("it has no access strategy".into()),
        (_, false) if names.contains(&"unauthorized") && strategies.len() > 1 => {
            Err("v2 has one access strategy for each rule".into())
        }
        (true, false) if names == ["unauthorized"] => Err("v2 has no rule that refuses every request".into()),
        (true, false) => external(&names.join(" and "), None, additions, notes),
        (false, true) => Ok(Requirement::new("jwt", jwts(&tokens, additions, notes)?)),
        (false, false) => {
            let token = jwts(&tokens, additions, notes)?;
            external(&names.join(" and "), Some(token), additions, notes)
        }
    }
}

/// Converts the handlers `jwt` of one rule; a token that one of them accepts is enough.
fn jwts(strategies: &[&Value], additions: &Additions, notes: &mut Notes) -> Result<Value, String> {
    let mut whole: Option<Value> = None;
    for one in strategies {
        let new = jwt(&one.get("config").cloned().unwrap_or_default(), additions, notes)?;
        let Some(known) = &mut whole else {
            whole = Some(new);
            continue;
        };
        // Requirements of v2 apply to the tokens of every issuer.
        if known.get("authorizations") != new.get("authorizations") {
            return Err("its handlers jwt require different scopes or audiences of a token".into());
        }
        let more = new.get("authentications").and_then(Value::as_array).cloned().unwrap_or_default();
        if let Some(Value::Array(all)) = known.get_mut("authentications") {
            all.extend(more);
        }
    }
    whole.ok_or_else(|| "it has no access strategy".into())
}

/// Requires an audience, if there is one.
pub(super) fn require(jwt: &mut Value, audience: &str) {
    if let Value::Object(fields) = jwt
        && !audience.is_empty()
    {
        fields.insert("authorizations".into(), json!([{"audiences": [audience]}]));
    }
}

impl Requirement {
    /// Requires an audience of the token, where any token was accepted.
    pub fn narrow(&mut self, audience: &str, notes: &mut Notes) {
        if self.key == "jwt" {
            notes.add(NoteGrade::Closes, format!("tokens need the audience {audience}"));
            require(&mut self.value, audience);
        }
    }
}

/// Converts handlers that v2 does not have. Where the handler `jwt` was beside them, v2 requires its token as well,
/// as the migration tests of kyma-project/api-gateway do.
fn external(
    handler: &str,
    token: Option<Value>,
    additions: &Additions,
    notes: &mut Notes,
) -> Result<Requirement, String> {
    let Some(authorizer) = additions.authorizer.as_ref().filter(|name| !name.is_empty()) else {
        return Err(format!(
            "the handler {handler} needs an external authorizer of Istio in v2; name it with --authorizer"
        ));
    };
    notes.add(
        NoteGrade::Changes,
        format!("the external authorizer {authorizer} decides instead of the handler {handler}: configure the same scopes there"),
    );
    let mut requirement = Map::new();
    requirement.insert("authorizers".into(), json!([authorizer]));
    if let Some(token) = token {
        notes.add(
            NoteGrade::Closes,
            format!(
                "callers need a token and the consent of {authorizer}, one of the two handlers was enough"
            ),
        );
        requirement.insert("restrictions".into(), token);
    }
    Ok(Requirement::new("extAuth", Value::Object(requirement)))
}

/// Converts the settings of the handler `jwt`, in the format of Istio or of Oathkeeper.
fn jwt(config: &Value, additions: &Additions, notes: &mut Notes) -> Result<Value, String> {
    if config.get("authentications").is_some() {
        let kept = ["authentications", "authorizations"];
        let kept = kept.iter().filter_map(|key| Some(((*key).to_owned(), config.get(key)?.clone())));
        return Ok(Value::Object(kept.collect()));
    }
    let list = |key: &str| -> Vec<String> {
        let items = config.get(key).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    };
    let (mut issuers, keys) = (list("trusted_issuers"), list("jwks_urls"));
    if issuers.is_empty() {
        let Some(issuer) = additions.issuer.clone().filter(|issuer| !issuer.is_empty()) else {
            return Err(
                "the issuer of its tokens is not written and v2 requires one; name it with --issuer".into()
            );
        };
        notes.add(NoteGrade::Closes, format!("tokens of other issuers than {issuer} are refused"));
        issuers.push(issuer);
    }
    let pairs = pairs(&issuers, &keys)?;
    let source = source(config, notes);
    let authentications: Vec<Value> = pairs
        .into_iter()
        .map(|(issuer, key_set)| {
            let mut one = Map::new();
            one.insert("issuer".into(), issuer.into());
            one.insert("jwksUri".into(), key_set.into());
            one.extend(source.clone());
            Value::Object(one)
        })
        .collect();
    let mut jwt = Map::new();
    jwt.insert("authentications".into(), authentications.into());
    let (scopes, audiences) = (list("required_scope"), list("target_audience"));
    let mut entry = Map::new();
    if !scopes.is_empty() {
        entry.insert("requiredScopes".into(), json!(scopes));
    }
    if !audiences.is_empty() {
        entry.insert("audiences".into(), json!(audiences));
    }
    if !entry.is_empty() {
        jwt.insert("authorizations".into(), json!([entry]));
    }
    Ok(Value::Object(jwt))
}

/// Pairs issuers with key sets: Oathkeeper accepts any issuer with any key set, v2 has pairs.
fn pairs(issuers: &[String], keys: &[String]) -> Result<Vec<(String, String)>, String> {
    match (issuers, keys) {
        (_, []) => Err("it has no key set".into()),
        (issuers, [one]) => Ok(issuers.iter().map(|issuer| (issuer.clone(), one.clone())).collect()),
        (issuers, keys) => {
            let own = |issuer: &String| {
                let mut found = keys.iter().filter(|key| host(key) == host(issuer));
                match (found.next(), found.next()) {
                    (Some(key), None) => Ok((issuer.clone(), key.clone())),
                    _ => Err(format!(
                        "it is not clear which of its {} key sets belongs to {issuer}",
                        keys.len()
                    )),
                }
            };
            issuers.iter().map(own).collect()
        }
    }
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

/// Returns where the token is read from, if not from the header Authorization.
fn source(config: &Value, notes: &mut Notes) -> Map<String, Value> {
    let text = |key: &str| config.pointer(&format!("/token_from/{key}")).and_then(Value::as_str);
    let mut source = Map::new();
    if let Some(header) = text("header") {
        source.insert("fromHeaders".into(), json!([{"name": header}]));
    } else if let Some(parameter) = text("query_parameter") {
        source.insert("fromParams".into(), json!([parameter]));
    } else if let Some(cookie) = text("cookie") {
        notes.add(
            NoteGrade::Closes,
            format!(
                "v2 reads no token from the cookie {cookie}: clients must send it in the header Authorization"
            ),
        );
    }
    source
}
