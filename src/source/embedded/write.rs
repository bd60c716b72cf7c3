//! Writing: create, merge patch under a resource-version lock, delete with preconditions, and dry runs of each.

use super::Inner;
use super::answer::{HttpAnswer, ServerRefusal, json_answer, with_warnings};
use super::query::Query;
use super::route::ResourcePath;
use super::store::{Store, kind_of, on_metadata, text};
use super::warn;
use crate::model::Kind;
use crate::yaml::{Put, patch};
use serde_json::{Value, json};

pub fn create(inner: &Inner, place: &ResourcePath, query: &Query, mut object: Value) -> HttpAnswer {
    let mut store = inner.store();
    let namespace = match admit(&store, place, &mut object) {
        Ok(namespace) => namespace,
        Err(refusal) => return refusal.answer(),
    };
    let info = place.kind.info();
    let name = text(&object, "/metadata/name");
    if store.contains(place.kind, &namespace, &name) {
        let message = format!("{} \"{name}\" already exists", info.resource());
        return ServerRefusal::new(409, "AlreadyExists", message)
            .about(info.plural, info.group, &name)
            .answer();
    }
    if place.kind == Kind::Secret
        && let Err(refusal) = seal(&mut object)
    {
        return refusal.answer();
    }
    store.dress(&mut object);
    let warnings = warn::on_create(&store, place.kind, &namespace, &object);
    let stored = if query.dry_run() { object } else { store.put(place.kind, &namespace, &name, object) };
    drop(store);
    inner.announce();
    with_warnings(json_answer(201, &stored), &warnings)
}

const NAME_RULE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

/// Checks every new object: the right kind, a valid name, an existing namespace.
fn admit(store: &Store, place: &ResourcePath, object: &mut Value) -> Result<String, ServerRefusal> {
    let info = place.kind.info();
    if kind_of(object) != Some(place.kind) {
        let message = format!("the object provided is unrecognized (must be of type {})", info.name);
        return Err(ServerRefusal::new(400, "BadRequest", message));
    }
    let name = text(object, "/metadata/name");
    if !is_name(&name) {
        let field = ("metadata.name".to_owned(), name.as_str(), NAME_RULE);
        return Err(ServerRefusal::invalid(info.name, info.group, &name, &[field]));
    }
    if place.kind == Kind::Namespace {
        warn::refused(&Value::Null, object).map_or(Ok(()), Err)?;
    }
    let namespace = place.namespace.clone().unwrap_or_default();
    if !info.namespaced() {
        return Ok(String::new());
    }
    let own = text(object, "/metadata/namespace");
    if !own.is_empty() && own != namespace {
        let message = "the namespace of the provided object does not match the namespace sent on the request";
        return Err(ServerRefusal::new(400, "BadRequest", message));
    }
    if !store.contains(Kind::Namespace, "", &namespace) {
        return Err(ServerRefusal::not_found("namespaces", "", &namespace));
    }
    on_metadata(object, |meta| {
        meta.insert("namespace".into(), json!(namespace));
    });
    Ok(namespace)
}

fn is_name(name: &str) -> bool {
    let inner = |letter: u8| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-' || letter == b'.'
    };
    let edge =
        |letter: Option<&u8>| letter.is_some_and(|one| one.is_ascii_lowercase() || one.is_ascii_digit());
    let bytes = name.as_bytes();
    name.len() <= 253
        && bytes.iter().all(|letter| inner(*letter))
        && edge(bytes.first())
        && edge(bytes.last())
}

/// Converts a Secret to its stored form: it gets a type, and `stringData` becomes `data`.
fn seal(object: &mut Value) -> Result<(), ServerRefusal> {
    use base64::Engine;
    for (field, values) in [("data", "[]uint8"), ("stringData", "string")] {
        mapping(object, field, values)?;
    }
    if text(object, "/type").is_empty()
        && let Some(all) = object.as_object_mut()
    {
        all.insert("type".into(), json!("Opaque"));
    }
    let Some(Value::Object(plain)) = object.as_object_mut().and_then(|all| all.remove("stringData")) else {
        return Ok(());
    };
    for (key, value) in plain {
        let encoded = base64::engine::general_purpose::STANDARD.encode(value.as_str().unwrap_or_default());
        object.put(["data", &key], json!(encoded));
    }
    Ok(())
}

/// Refuses a field of a Secret that is not a mapping, with the message of the API server's decoder.
fn mapping(object: &Value, field: &str, values: &str) -> Result<(), ServerRefusal> {
    let found = match object.get(field) {
        None | Some(Value::Null | Value::Object(_)) => return Ok(()),
        Some(Value::Bool(_)) => "bool",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
    };
    let message = format!(
        "Secret in version \"v1\" cannot be handled as a Secret: \
         json: cannot unmarshal {found} into Go struct field Secret.{field} of type map[string]{values}"
    );
    Err(ServerRefusal::new(400, "BadRequest", message))
}

pub fn merge(inner: &Inner, place: &ResourcePath, query: &Query, body: &Value) -> HttpAnswer {
    let info = place.kind.info();
    let (namespace, name) = address(place);
    let mut store = inner.store();
    let Some(old) = store.object(place.kind, &namespace, &name) else {
        return ServerRefusal::not_found(info.plural, info.group, &name).answer();
    };
    let version = place.api_version();
    let asked = text(body, "/apiVersion");
    if !asked.is_empty() && asked != version {
        let rule = format!("must be {version}");
        return ServerRefusal::invalid(
            info.name,
            info.group,
            &name,
            &[("apiVersion".to_owned(), &asked, &rule)],
        )
        .answer();
    }
    let lock = text(body, "/metadata/resourceVersion");
    if !lock.is_empty() && lock != text(&old, "/metadata/resourceVersion") {
        return ServerRefusal::conflict(info.plural, info.group, &name).answer();
    }
    let mut new = patch::merge(&old, body);
    new.put(["apiVersion"], json!(version));
    keep_identity(&old, &mut new);
    if place.kind == Kind::Secret
        && let Err(refusal) = seal(&mut new)
    {
        return refusal.answer();
    }
    let named = text(&new, "/metadata/name");
    if named != name {
        let why = format!("the name of the object ({named}) does not match the name on the URL ({name})");
        return ServerRefusal::new(400, "BadRequest", why).answer();
    }
    if place.kind == Kind::Namespace
        && let Some(refusal) = warn::refused(&old, &new)
    {
        return refusal.answer();
    }
    if new == old {
        return json_answer(200, &old);
    }
    if new.get("spec") != old.get("spec") {
        let generation = old.pointer("/metadata/generation").and_then(Value::as_i64).unwrap_or(1) + 1;
        on_metadata(&mut new, |meta| {
            meta.insert("generation".into(), json!(generation));
        });
    }
    let warnings = warn::on_change(&store, place.kind, &old, &new);
    let stored = if query.dry_run() { new } else { store.put(place.kind, &namespace, &name, new) };
    drop(store);
    inner.announce();
    with_warnings(json_answer(200, &stored), &warnings)
}

/// Keeps server-owned metadata, which a patch cannot remove.
fn keep_identity(old: &Value, new: &mut Value) {
    on_metadata(new, |meta| {
        for key in ["uid", "creationTimestamp", "resourceVersion", "generation", "namespace"] {
            match old["metadata"].get(key) {
                Some(value) => meta.insert(key.into(), value.clone()),
                None => meta.remove(key),
            };
        }
    });
}

pub fn delete(inner: &Inner, place: &ResourcePath, query: &Query, options: &Value) -> HttpAnswer {
    let info = place.kind.info();
    let (namespace, name) = address(place);
    let mut store = inner.store();
    let Some(old) = store.object(place.kind, &namespace, &name) else {
        return ServerRefusal::not_found(info.plural, info.group, &name).answer();
    };
    if let Some(refusal) = precondition(&old, options, place.kind, &name) {
        return refusal.answer();
    }
    if !(query.dry_run() || options["dryRun"] == json!(["All"])) {
        store.remove(place.kind, &namespace, &name);
    }
    drop(store);
    inner.announce();
    let details =
        json!({"name": name, "group": info.group, "kind": info.plural, "uid": text(&old, "/metadata/uid")});
    json_answer(
        200,
        &json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}),
    )
}

fn precondition(old: &Value, options: &Value, kind: Kind, name: &str) -> Option<ServerRefusal> {
    let info = kind.info();
    let fails = |field: &str, label: &str, cause: &str| {
        let wanted = text(options, &format!("/preconditions/{field}"));
        let actual = text(old, &format!("/metadata/{field}"));
        (!wanted.is_empty() && wanted != actual).then(|| {
            format!(
                "the {label} in the precondition ({wanted}) does not match the {label} in record ({actual}). The object might have been {cause}"
            )
        })
    };
    let why = fails("uid", "UID", "deleted and then recreated")
        .or_else(|| fails("resourceVersion", "ResourceVersion", "modified"))?;
    // The API server names the kind here, where it names the resource elsewhere.
    Some(ServerRefusal::fails(info.name, info.group, name, &why))
}

fn address(place: &ResourcePath) -> (String, String) {
    let namespace = if place.kind.info().namespaced() {
        place.namespace.clone().unwrap_or_default()
    } else {
        String::new()
    };
    (namespace, place.name.clone().unwrap_or_default())
}
