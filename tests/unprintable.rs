//! Types that hold credentials cannot be printed; the sources themselves are read.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation
)]

use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where credentials are read, kept and used.
const PLACES: [&str; 6] = [
    "src/source/kubeconfig",
    "src/source/login",
    "src/source/network",
    "src/source/link.rs",
    "src/fix/vault",
    "src/fix/vault.rs",
];
/// Types of libraries that hold credentials: the client's configuration among them.
const FOREIGN: [&str; 3] = ["SecretString", "HeaderValue", "Config"];
/// Names of plain text fields that hold credentials, or a text with credentials in it.
const NAMES: [&str; 9] =
    ["token", "password", "secret", "key", "key_data", "value", "text", "server", "proxy_url"];
/// Types whose `Debug` is written by hand and shows no value, which a test beside them claims.
const REDACTED: [&str; 1] = ["Vault"];

/// A type as its source has it.
struct Type {
    name: String,
    attributes: String,
    body: String,
}

/// The sources without comments and tests, each with its path.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for place in PLACES.map(|place| root.join(place)) {
        if place.is_dir() {
            paths
                .extend(fs::read_dir(&place).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else {
            paths.push(place);
        }
    }
    paths.retain(|path| !path.ends_with("tests.rs"));
    paths.into_iter().map(|path| (path.clone(), code(&fs::read_to_string(path).expect("readable")))).collect()
}

fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn types(text: &str) -> Vec<Type> {
    let head = Regex::new(
        r"(?m)^(?P<attributes>(?:#\[[^\n]*\]\n)*)(?:pub(?:\([^)]*\))? )?(?:struct|enum) (?P<name>\w+)(?P<rest>[^\n{(;]*[{(;])",
    )
    .expect("a pattern");
    head.captures_iter(text)
        .map(|found| {
            let end = found.get(0).expect("all").end();
            let rest = text.get(end - 1..).unwrap_or_default();
            // Bodies end with the first line that begins with a bracket.
            let length = if rest.starts_with('{') { rest.find("\n}") } else { rest.find(';') };
            let body = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
            Type { name: found["name"].into(), attributes: found["attributes"].into(), body: body.into() }
        })
        .collect()
}

/// The types that hold a credential, themselves or in a field.
fn holders(types: &[Type]) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = FOREIGN.map(Into::into).into();
    let names = NAMES.join("|");
    let plain = Regex::new(&format!(r"\b(?:{names}): (?:Option<)?(?:Vec<)?(?:String|Vec<u8>|Value)\b"))
        .expect("a pattern");
    let holds = |one: &Type, known: &BTreeSet<String>| {
        let mut words = one.body.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        plain.is_match(&one.body) || words.any(|word| known.contains(word))
    };
    loop {
        let more: Vec<String> = types
            .iter()
            .filter(|one| !known.contains(&one.name) && holds(one, &known))
            .map(|one| one.name.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        known.extend(more);
    }
    known
}

/// What makes a type that holds a credential printable.
fn faults(texts: &[String]) -> Vec<String> {
    let all: Vec<Type> = texts.iter().flat_map(|text| types(text)).collect();
    let holders = holders(&all);
    let mut found = Vec::new();
    for one in all.iter().filter(|one| holders.contains(&one.name)) {
        for word in ["Debug", "Display", "Serialize"] {
            let derived = Regex::new(&format!(r"derive\([^)]*\b{word}\b")).expect("a pattern");
            if derived.is_match(&one.attributes) {
                found.push(format!("{} derives {word}", one.name));
            }
        }
    }
    let written =
        Regex::new(r"impl(?:<[^>]*>)? (?:\w+::)*(Debug|Display|Serialize|ToString|LowerHex) for (\w+)")
            .expect("a pattern");
    for found_one in texts.iter().flat_map(|text| written.captures_iter(text)) {
        let (what, name) = (&found_one[1], &found_one[2]);
        if holders.contains(name) && !(what == "Debug" && REDACTED.contains(&name)) {
            found.push(format!("{name} implements {what}"));
        }
    }
    let debug = Regex::new(r"\{\w*:#?\?\}|\bdbg!|\?\w+ *[,)]").expect("a pattern");
    for line in texts.iter().flat_map(|text| text.lines()).filter(|line| debug.is_match(line)) {
        found.push(format!("a debug form: {}", line.trim()));
    }
    found
}

#[test]
fn no_type_that_holds_a_credential_can_be_printed() {
    let texts: Vec<String> = sources().into_iter().map(|(_, text)| text).collect();
    let found = faults(&texts);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_types_that_hold_credentials_are_recognised() {
    let texts: Vec<String> = sources().into_iter().map(|(_, text)| text).collect();
    let all: Vec<Type> = texts.iter().flat_map(|text| types(text)).collect();
    let holders = holders(&all);
    for name in [
        "User",
        "Cluster",
        "Exec",
        "AuthProvider",
        "Kubeconfig",
        "FileLookup",
        "File",
        "FieldPlace",
        "PlacedValue",
        "Credentials",
        "TokenFile",
        "Plugin",
        "PluginSpec",
        "State",
        "ExecCredential",
        "TlsIdentity",
        "Tls",
        "Address",
        "ServerLink",
        "Vault",
        "StoredValue",
    ] {
        assert!(all.iter().any(|one| one.name == name), "there is no type {name} any more");
        assert!(holders.contains(name), "{name} is not recognised");
    }
    for name in ["PluginMode", "InteractiveMode", "Retry"] {
        assert!(!holders.contains(name), "{name} holds nothing");
    }
}

#[test]
fn whatever_would_print_a_credential_is_found() {
    let holder = "pub struct User {\n    pub token: Option<SecretString>,\n}\n";
    let outer = "struct All {\n    users: Vec<User>,\n}\n";
    let of = |texts: &[&str]| faults(&texts.iter().map(|text| code(text)).collect::<Vec<_>>());
    assert!(of(&[holder, outer]).is_empty());
    for broken in [
        format!("#[derive(Clone, Debug)]\n{holder}"),
        format!("#[derive(Serialize)]\n#[allow(dead_code)]\n{holder}"),
        format!("{holder}#[derive(Debug)]\n{outer}"),
        format!("{holder}impl fmt::Display for User {{\n"),
        format!("{holder}impl<'a> std::fmt::Debug for User {{\n"),
        "#[derive(Debug)]\nstruct Header(HeaderValue);\n".into(),
        "#[derive(Debug)]\npub enum Form {\n    Fixed(HeaderValue),\n}\n".into(),
        "#[derive(Debug)]\npub(super) struct Kept {\n    value: String,\n}\n".into(),
        "fn say() {\n    format!(\"{user:?}\");\n}\n".into(),
        "fn say() {\n    format!(\"{:#?}\", user);\n}\n".into(),
        "fn say() {\n    info!(?user, \"log-in\");\n}\n".into(),
        "fn say() {\n    dbg!(user);\n}\n".into(),
    ] {
        assert!(!of(&[&broken]).is_empty(), "{broken}");
    }
    // Fields may be of any type that is told apart by its name, in whatever file.
    let apart = of(&[holder, "#[derive(Debug)]\nstruct All {\n    users: Vec<User>,\n}\n"]);
    assert_eq!(apart, ["All derives Debug"]);
}
