//! From the text of a file to its objects, each with its place; other documents are counted, and unreadable
//! ones are named.

use super::template;
use super::unread::{BrokenHead, SkippedInput};
use crate::model::{Kind, ObjectRef};
use crate::yaml;
use crate::yaml::Put;
use serde_json::{Value, json};
use std::path::Path;

/// Maximum number of documents in one file; more are reported.
const DOCUMENTS: usize = 100_000;

/// An object, and its place.
#[derive(Debug)]
pub struct DocumentObject {
    /// Its JSON text: as a parsed value it would take ten times the memory.
    pub text: Box<str>,
    pub reference: ObjectRef,
    /// Index of the document in the file, from 0.
    pub doc: usize,
    pub line: usize,
    /// Where the object begins in the document: empty, or an item of a list.
    pub pointer: String,
}

impl DocumentObject {
    pub fn object(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// The content of one file.
#[derive(Debug, Default)]
pub struct Contents {
    pub found: Vec<DocumentObject>,
    pub unread: Vec<SkippedInput>,
    /// Whether the unread ones are templates.
    pub template: bool,
    /// Kubernetes objects of kinds that fnsec does not read.
    pub others: usize,
    /// Documents that are not Kubernetes objects.
    pub aside: usize,
}

/// Parses a file's text; objects without a namespace belong to `home`.
pub fn read(file: &str, text: &str, home: &str) -> Contents {
    read_up_to(DOCUMENTS, file, text, home)
}

fn read_up_to(most: usize, file: &str, text: &str, home: &str) -> Contents {
    let mut contents = Contents::default();
    let (docs, faults) = yaml::parse_as_kubectl(text);
    for fault in faults {
        broken(file, text, &fault, &mut contents);
    }
    for (at, doc) in docs.into_iter().enumerate() {
        if at >= most {
            let why = format!("more than {most} documents; the others were not read");
            contents.unread.push(SkippedInput::new(file, doc.line, why));
            break;
        }
        let mut items = Vec::new();
        flatten(doc.value, String::new(), &mut items);
        for item in items {
            let place = DocumentLocation { file, doc: doc.index, line: doc.line, home };
            match item {
                Ok((object, pointer)) => take(object, pointer, &place, &mut contents),
                Err(why) => contents.unread.push(SkippedInput::new(file, doc.line, why)),
            }
        }
    }
    contents
}

struct DocumentLocation<'a> {
    file: &'a str,
    doc: usize,
    line: usize,
    home: &'a str,
}

/// Handles a document that the parser refused. Its readable parts narrow down what it may have contained.
fn broken(file: &str, text: &str, fault: &yaml::YamlFault, contents: &mut Contents) {
    let piece = piece_at(text, fault.line);
    let claim = BrokenHead::of(piece);
    let template = template::is_template(piece);
    let is_json = Path::new(file).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let is_other = is_json && !piece.contains("\"kind\"") || template && !piece.contains("kind:");
    if is_other && !claim.is_object() {
        contents.aside += 1;
        return;
    }
    contents.template |= template;
    let why = if template {
        "a template, not a manifest".to_owned()
    } else {
        format!("column {}: {}", fault.column, lower(&fault.message))
    };
    let mut skipped = SkippedInput::new(file, fault.line, why);
    (skipped.kinds, skipped.namespace) = (claim.kinds(), claim.place());
    contents.unread.push(skipped);
}

/// Returns the document around a line, by its separators.
fn piece_at(text: &str, line: usize) -> &str {
    let (mut start, mut at) = (0, 0);
    for (row, one) in text.split_inclusive('\n').enumerate() {
        let separates = one.starts_with("---");
        if separates && row + 1 > line {
            return text.get(start..at).unwrap_or(text);
        }
        at += one.len();
        if separates && row < line {
            start = at;
        }
    }
    text.get(start..).unwrap_or(text)
}

fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Returns the items of lists, each with its own type or the one that the list names; any other object on its
/// own.
fn flatten(value: Value, pointer: String, out: &mut Vec<Result<(Value, String), String>>) {
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(item) = kind.strip_suffix("List").filter(|_| value.get("items").is_some()) else {
        out.push(Ok((value, pointer)));
        return;
    };
    let version = value.get("apiVersion").cloned();
    match value {
        Value::Object(mut map) => match map.remove("items") {
            Some(Value::Array(items)) => {
                for (at, mut one) in items.into_iter().enumerate() {
                    if let (Value::Object(own), false) = (&mut one, item.is_empty()) {
                        own.entry("kind").or_insert_with(|| json!(item));
                        if let Some(version) = &version {
                            own.entry("apiVersion").or_insert_with(|| version.clone());
                        }
                    }
                    flatten(one, format!("{pointer}/items/{at}"), out);
                }
            }
            Some(Value::Null) | None => {}
            Some(_) => out.push(Err(format!("the items of this {kind} are not a list"))),
        },
        other => out.push(Ok((other, pointer))),
    }
}

#[expect(clippy::too_many_lines, reason = "a table with one entry for each case")]
fn take(mut object: Value, pointer: String, place: &DocumentLocation<'_>, contents: &mut Contents) {
    if object.is_null() {
        return;
    }
    let skipped = |why: String| SkippedInput::new(place.file, place.line, why);
    let (api, kind) = (text(&object, "/apiVersion"), text(&object, "/kind"));
    if api.is_empty() && kind.is_empty() {
        contents.aside += 1;
        return;
    }
    let claim = BrokenHead {
        kind: Some(kind.clone()).filter(|kind| !kind.is_empty()),
        api_version: Some(api.clone()).filter(|api| !api.is_empty()),
        namespace: Some(text(&object, "/metadata/namespace")).filter(|name| !name.is_empty()),
    };
    let unread =
        |why: String| SkippedInput { kinds: claim.kinds(), namespace: claim.place(), ..skipped(why) };
    if api.is_empty() || kind.is_empty() {
        let missing = if api.is_empty() { "apiVersion" } else { "kind" };
        let unread = unread(format!("this document has no {missing}"));
        // Charts, compose files and similar documents have a version, but not a kind that fnsec reads.
        if unread.matters() && !kind.is_empty() {
            contents.unread.push(unread);
        } else {
            contents.aside += 1;
        }
        return;
    }
    let is_named = !text(&object, "/metadata/name").is_empty();
    let reference =
        ObjectRef::of(&api, &kind, &text(&object, "/metadata/namespace"), &text(&object, "/metadata/name"));
    let Some(known) = reference.known() else {
        contents.others += 1;
        return;
    };
    if let Some(sign) = template::placeholder(&object) {
        contents.template = true;
        contents.unread.push(unread(format!("a template, not a manifest: {sign}")));
        return;
    }
    let prefix = text(&object, "/metadata/generateName");
    if !is_named && prefix.is_empty() {
        contents.unread.push(unread(format!("this {kind} has no metadata.name")));
        return;
    }
    if !is_named {
        // The server would append random letters; here the place in the file keeps two of them apart.
        object.put(["metadata", "name"], json!(format!("{prefix}{}-{}", place.doc, contents.found.len())));
    }
    let served = known.info().versions.iter().any(|version| known.info().api_version_of(version) == api);
    if !served {
        let gone = removed(known, &api).map_or("an unknown version".to_owned(), |version| {
            format!("a version that Kubernetes {version} removed")
        });
        contents
            .unread
            .push(unread(format!("{kind} {} uses {api}, {gone}", text(&object, "/metadata/name"))));
        return;
    }
    let mut reference = ObjectRef::of(&api, &kind, &reference.namespace, &text(&object, "/metadata/name"));
    if known.info().namespaced() && reference.namespace.is_empty() {
        reference.namespace = (*place.home).into();
        object.put(["metadata", "namespace"], json!(place.home));
    }
    if !known.info().namespaced() {
        reference.namespace = String::new().into();
    }
    let text = object.to_string().into();
    contents.found.push(DocumentObject { text, reference, doc: place.doc, line: place.line, pointer });
}

fn text(object: &Value, pointer: &str) -> String {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the version of Kubernetes that stopped serving an old version of a built-in kind.
fn removed(kind: Kind, api: &str) -> Option<&'static str> {
    match (kind, api) {
        (Kind::CronJob, "batch/v1beta1") => Some("1.25"),
        (Kind::Deployment | Kind::DaemonSet | Kind::StatefulSet | Kind::ReplicaSet, _) => Some("1.16"),
        (
            Kind::Ingress | Kind::Role | Kind::RoleBinding | Kind::ClusterRole | Kind::ClusterRoleBinding,
            "networking.k8s.io/v1beta1"
            | "extensions/v1beta1"
            | "rbac.authorization.k8s.io/v1beta1"
            | "rbac.authorization.k8s.io/v1alpha1",
        ) => Some("1.22"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Contents {
        read("a.yaml", text, "default")
    }

    #[test]
    fn a_file_with_too_many_documents_says_so() {
        let contents = read_up_to(2, "a.yaml", "--- 1\n--- 2\n--- 3\n", "default");
        let [skipped] = contents.unread.as_slice() else { panic!("{:?}", contents.unread) };
        assert!(skipped.to_string().contains("more than 2 documents; the others were not read"), "{skipped}");
    }

    #[test]
    fn items_of_a_typed_list_have_the_kind_of_the_list() {
        let text = r#"{"apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "FunctionList",
            "items": [{"metadata": {"name": "f", "namespace": "pay"}, "spec": {}}]}"#;
        let contents = one(text);
        assert_eq!(contents.found[0].reference.short(), "function/f");
        assert_eq!(contents.found[0].pointer, "/items/0");
    }

    #[test]
    fn items_that_are_no_list_are_unread_and_none_are_none() {
        assert_eq!(one("apiVersion: v1\nkind: List\nitems: {}\n").unread.len(), 1);
        let empty = one("apiVersion: v1\nkind: List\nitems: []\n");
        assert!(empty.unread.is_empty() && empty.found.is_empty());
    }

    #[test]
    fn generated_names_are_names_and_two_of_them_are_two_objects() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {generateName: job-}\n";
        let contents = one(&format!("{pod}---\n{pod}"));
        assert_ne!(contents.found[0].reference, contents.found[1].reference);
    }

    #[test]
    fn non_objects_are_set_aside_and_what_lacks_half_its_type_is_not() {
        assert_eq!(one("services: {web: {image: x}}").aside, 1);
        assert_eq!(one("kind: Function\nmetadata: {name: f}").unread.len(), 1);
        assert_eq!(one("apiVersion: v2\nname: chart\nversion: 1.0.0").aside, 1);
        assert_eq!(
            one("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}")
                .others,
            1
        );
    }

    #[test]
    fn a_broken_document_says_where_and_which_kind_it_may_have_been() {
        let contents = one(
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\nspec: [\n",
        );
        assert_eq!(contents.found.len(), 1);
        assert_eq!(contents.unread[0].kinds, Some(vec![Kind::Service]));
    }

    #[test]
    fn repeated_keys_and_own_tags_are_read_as_kubectl_reads_them() {
        let contents = one(
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {x: '1', x: '2'}, annotations: {t: !own b}}\n",
        );
        assert_eq!(contents.found[0].object()["metadata"]["labels"]["x"], "2");
        assert_eq!(contents.found[0].object()["metadata"]["annotations"]["t"], "b");
    }

    #[test]
    fn a_template_says_so() {
        let contents = one("apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n");
        assert!(contents.template && contents.unread[0].kinds == Some(vec![Kind::Service]));
        assert!(one("apiVersion: v1\nkind: Service\nmetadata: {name: '${NAME}'}\n").template);
    }
}
