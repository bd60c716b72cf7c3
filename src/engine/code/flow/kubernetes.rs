//! Calls of the Kubernetes API through the client libraries: the name of a function has verb and resource.

use super::super::report::{Language, Namespace, Verb};
use super::facts::KubernetesUse;
use super::role::ValueRole;
use super::run::FlowRun;
use super::site::Site;
use super::value::Value;

impl<'a> FlowRun<'_, 'a> {
    pub fn kubernetes(&mut self, site: &Site<'a>) {
        let library = matches!(site.root, "@kubernetes/client-node" | "kubernetes" | "kubernetes_asyncio");
        if !library || !self.paths.has_call(site.callee.path) {
            return;
        }
        let snake = if self.language == Language::Python { site.name.to_owned() } else { snake(site.name) };
        let Some(call) = self.api_call(&snake, site) else { return };
        if !matches!(call.verb, Verb::Get | Verb::List | Verb::Watch) {
            self.facts.change(site.span);
        }
        self.facts.kubernetes(call);
    }

    fn api_call(&self, name: &str, site: &Site<'a>) -> Option<KubernetesUse> {
        let (verb, rest) = verb(name)?;
        let namespaced = rest.strip_prefix("namespaced_");
        let resource = namespaced.unwrap_or(rest);
        let all = resource.strip_suffix("_for_all_namespaces");
        let resource = all.unwrap_or(resource);
        let span = site.span;
        if resource.starts_with("custom_object") || resource.starts_with("cluster_custom_object") {
            let plural = if namespaced.is_some() { 3 } else { 2 };
            let resource = self.argument(site, plural, "plural").and_then(|value| self.text_of(value));
            let namespace = if namespaced.is_some() { self.namespace(site, 2) } else { Namespace::None };
            let resource = resource.unwrap_or("*").to_owned();
            return Some(KubernetesUse { verb, resource, namespace, span });
        }
        let namespace = match namespaced {
            None => Namespace::None,
            Some(_) => self.namespace(site, namespace_place(verb)),
        };
        Some(KubernetesUse { verb, resource: resource.replace('_', ""), namespace, span })
    }

    /// An argument by place, by keyword, or as a field of the only argument.
    fn argument(&self, site: &Site<'a>, place: usize, name: &str) -> Option<Value> {
        site.keyword(name).or_else(|| self.field(site.first(), name)).or_else(|| site.at(place))
    }

    fn namespace(&self, site: &Site<'a>, place: usize) -> Namespace {
        let Some(value) = self.argument(site, place, "namespace") else { return Namespace::Unresolved };
        if let Some(text) = self.text_of(value) {
            return Namespace::Literal(text.into());
        }
        let name = self.paths.name(value.path).filter(|_| self.paths.role(value.path) == ValueRole::Variable);
        name.map_or(Namespace::Unresolved, |name| Namespace::Environment(name.into()))
    }
}

/// Where the namespace is among the arguments.
const fn namespace_place(verb: Verb) -> usize {
    match verb {
        Verb::Get | Verb::Update | Verb::Patch | Verb::Delete => 1,
        Verb::List | Verb::Watch | Verb::Create | Verb::DeleteCollection => 0,
    }
}

fn verb(name: &str) -> Option<(Verb, &str)> {
    let table = [
        ("read_", Verb::Get),
        ("get_", Verb::Get),
        ("list_", Verb::List),
        ("watch_", Verb::Watch),
        ("create_", Verb::Create),
        ("replace_", Verb::Update),
        ("patch_", Verb::Patch),
        ("delete_collection_", Verb::DeleteCollection),
        ("delete_", Verb::Delete),
    ];
    table.iter().find_map(|(prefix, verb)| Some((*verb, name.strip_prefix(prefix)?)))
}

/// `listNamespacedPod` as `list_namespaced_pod`.
fn snake(name: &str) -> String {
    let mut text = String::with_capacity(name.len().saturating_add(4));
    for letter in name.chars() {
        if letter.is_uppercase() {
            text.push('_');
            text.extend(letter.to_lowercase());
        } else {
            text.push(letter);
        }
    }
    text
}
