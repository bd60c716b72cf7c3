//! Software bills of materials in the JSON form of CycloneDX 1.6: the packages and the image of each Function.
//! Versions are those that a Function declares; what a registry resolves a range to is not known.
//!
//! The shape is that of <https://cyclonedx.org/docs/1.6/json/>, the package URLs those of
//! <https://github.com/package-url/purl-spec>.

use crate::engine::credentials::masked;
use crate::engine::packages::{PackageManager, registered, requested};
use crate::model::function::{Checkout, Dependency, Function};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of CycloneDX that is written.
pub const VERSION: &str = "1.6";

/// A whole document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bom {
    #[serde(rename = "bomFormat")]
    format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    dependencies: Vec<Relation>,
    compositions: Vec<Composition>,
}

#[derive(Debug, Serialize)]
struct Metadata {
    tools: Tools,
    component: Component,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

#[derive(Debug, Serialize)]
struct Tools {
    components: Vec<Component>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "String::is_empty")]
    reference: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    group: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    purl: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Property {
    name: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Relation {
    #[serde(rename = "ref")]
    from: String,
    depends_on: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Composition {
    aggregate: &'static str,
    dependencies: Vec<String>,
}

/// Returns the document of one Function.
#[must_use]
pub fn of(function: &Function) -> Bom {
    let mut all = Parts::default();
    all.add(function);
    all.document(itself(function))
}

/// Returns one document of several Functions; equal packages are listed once.
#[must_use]
pub fn merged(name: &str, functions: &[&Function]) -> Bom {
    let mut all = Parts::default();
    for function in functions {
        let own = itself(function);
        all.add(function);
        all.components.insert(own.reference.clone(), own);
    }
    let root =
        Component { kind: "platform", reference: "source".into(), name: name.into(), ..Component::default() };
    let depends_on = functions.iter().map(|one| reference(one)).collect();
    all.relations.insert(0, Relation { from: root.reference.clone(), depends_on });
    all.document(root)
}

/// Returns why the packages of a Function are not known, if so.
#[must_use]
pub fn unknown(function: &Function) -> Option<String> {
    match function.checkout() {
        Some(Checkout::None) => {
            return Some("the dependencies are in git; name a clone with --source".into());
        }
        Some(Checkout::Unreadable(why)) => return Some(format!("dependencies in git not read: {why}")),
        Some(Checkout::Read { .. }) | None => {}
    }
    function.dependencies_fault.as_ref().map(|why| format!("dependencies not parsed: {why}"))
}

/// What was collected so far; components by their reference.
#[derive(Default)]
struct Parts {
    components: BTreeMap<String, Component>,
    relations: Vec<Relation>,
    unknown: Vec<Property>,
    incomplete: Vec<String>,
    unread: Vec<String>,
}

impl Parts {
    fn add(&mut self, function: &Function) {
        let language = PackageManager::of(&function.runtime);
        let packages = function.dependencies.iter().map(|dependency| package(language, dependency));
        let mut depends_on = Vec::new();
        for one in packages.chain(image(function)) {
            depends_on.push(one.reference.clone());
            self.components.entry(one.reference.clone()).or_insert(one);
        }
        depends_on.sort();
        depends_on.dedup();
        let from = reference(function);
        if let Some(why) = unknown(function) {
            let value = format!("{}/{}: {why}", function.meta.namespace, function.meta.name);
            self.unknown.push(Property { name: "fnsec:unknown", value });
            self.unread.push(from.clone());
        } else {
            // The packages' own dependencies are known only after the installation.
            self.incomplete.push(from.clone());
        }
        self.relations.push(Relation { from, depends_on });
    }

    fn document(self, component: Component) -> Bom {
        let tool = Component {
            kind: "application",
            name: "fnsec".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            ..Component::default()
        };
        let leaves = self.components.keys().filter(|key| !key.starts_with(FUNCTION)).cloned();
        let leaves: Vec<Relation> = leaves.map(|from| Relation { from, depends_on: Vec::new() }).collect();
        let compositions = [("incomplete", self.incomplete), ("unknown", self.unread)];
        let compositions = compositions.into_iter().filter(|(_, of)| !of.is_empty());
        Bom {
            format: "CycloneDX",
            spec_version: VERSION,
            version: 1,
            metadata: Metadata {
                tools: Tools { components: vec![tool] },
                component,
                properties: self.unknown,
            },
            components: self.components.into_values().collect(),
            dependencies: self.relations.into_iter().chain(leaves).collect(),
            compositions: compositions
                .map(|(aggregate, dependencies)| Composition { aggregate, dependencies })
                .collect(),
        }
    }
}

/// The beginning of the references of Functions.
const FUNCTION: &str = "function:";

fn reference(function: &Function) -> String {
    format!("{FUNCTION}{}/{}", function.meta.namespace, function.meta.name)
}

fn itself(function: &Function) -> Component {
    Component {
        kind: "application",
        reference: reference(function),
        group: function.meta.namespace.to_string(),
        name: function.meta.name.to_string(),
        properties: vec![
            Property { name: "fnsec:runtime", value: function.runtime.to_string() },
            Property { name: "fnsec:source", value: function.source.word().to_owned() },
        ],
        ..Component::default()
    }
}

/// A package: with its version if it is exact, otherwise with the range as a property. Addresses are not shown.
fn package(language: PackageManager, one: &Dependency) -> Component {
    let mut own = Component { kind: "library", ..Component::default() };
    own.properties.push(Property { name: "fnsec:form", value: one.form.to_string() });
    let Some(name) = registered(language, &one.name, &one.spec) else {
        own.name = one.name.to_string();
        own.reference = format!("package:{}:{}", one.name, one.form);
        return own;
    };
    let asked = requested(language, &one.spec);
    let version = (&*one.form == "an exact version").then(|| exact(language, asked)).flatten();
    (own.group, own.name) = match name.split_once('/').filter(|_| name.starts_with('@')) {
        Some((group, name)) => (group.to_owned(), name.to_owned()),
        None => (String::new(), name.clone().into_owned()),
    };
    own.purl = purl(language, &name, version);
    version.unwrap_or_default().clone_into(&mut own.version);
    own.reference.clone_from(&own.purl);
    if version.is_none() && !asked.is_empty() {
        // Name and request may be two halves of a credential, which neither of them is alone.
        let whole = format!("{}{asked}", one.name);
        let shown = if masked(&whole) == whole { asked } else { &*one.form };
        own.properties.push(Property { name: "fnsec:requested", value: shown.to_owned() });
        own.reference = format!("{}#{}", own.purl, escaped(shown));
    }
    own
}

/// The version of a spec that has exactly one.
fn exact(language: PackageManager, spec: &str) -> Option<&str> {
    match language {
        PackageManager::Npm => Some(spec.trim_start_matches(['=', 'v', ' '])),
        PackageManager::Pip => {
            let mut clauses = spec.split(',').map(str::trim);
            let version =
                clauses.find_map(|clause| clause.strip_prefix("===").or_else(|| clause.strip_prefix("==")));
            version.map(str::trim).filter(|version| !version.contains('*'))
        }
    }
}

/// What a package URL keeps as it is, besides letters and digits.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn purl(language: PackageManager, name: &str, version: Option<&str>) -> String {
    let kind = match language {
        PackageManager::Npm => "npm",
        PackageManager::Pip => "pypi",
    };
    let name: Vec<String> = name.split('/').map(escaped).collect();
    let version = version.map_or_else(String::new, |version| format!("@{}", escaped(version)));
    format!("pkg:{kind}/{}{version}", name.join("/"))
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The runtime image: the one that runs, else the one that replaces it.
fn image(function: &Function) -> Option<Component> {
    let running = &*function.status.runtime_image;
    let text = if running.is_empty() { &*function.image_override } else { running };
    if text.is_empty() {
        return None;
    }
    let (rest, digest) = text.split_once('@').map_or((text, ""), |(rest, digest)| (rest, digest));
    let slash = rest.rfind('/').map_or(0, |at| at + 1);
    let (path, last) = rest.split_at_checked(slash)?;
    let (short, tag) = last.split_once(':').unwrap_or((last, ""));
    let place = format!("{path}{short}");
    let at = if digest.is_empty() { String::new() } else { format!("@{}", escaped(digest)) };
    let mut qualifiers = vec![format!("repository_url={}", escaped(&place.to_lowercase()))];
    qualifiers.extend((!tag.is_empty()).then(|| format!("tag={}", escaped(tag))));
    let purl = format!("pkg:oci/{}{at}?{}", escaped(&short.to_lowercase()), qualifiers.join("&"));
    let version = if digest.is_empty() { tag } else { digest };
    Some(Component {
        kind: "container",
        reference: purl.clone(),
        name: place,
        version: version.to_owned(),
        purl,
        ..Component::default()
    })
}
