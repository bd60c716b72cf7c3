//! What the user may change, by namespace: asked once, when a finding of the namespace is on screen.

use crate::model::ObjectRef;
use crate::source::rights::OwnRights;
use std::collections::BTreeMap;

/// The writes of one fix.
pub type Needs = Vec<(&'static str, ObjectRef)>;

/// The most namespaces whose rules are kept.
pub const KEPT: usize = 200;

#[derive(Debug, Default)]
pub struct KnownRights {
    /// Without rules where the server did not answer: the rehearsal of a fix shows it then.
    pub(in crate::app) known: BTreeMap<String, Option<OwnRights>>,
    /// The open request; there is one at a time.
    pub(in crate::app) open: Option<String>,
}

impl KnownRights {
    /// Returns the writes of a fix that are not permitted, as `patch networkpolicies in shop`.
    #[must_use]
    pub fn missing(&self, namespace: &str, needs: &Needs) -> Vec<String> {
        let Some(Some(rights)) = self.known.get(namespace) else { return Vec::new() };
        let refused = needs.iter().filter(|(verb, object)| rights.may(verb, object) == Some(false));
        let mut all: Vec<String> = refused.map(|(verb, object)| phrase(verb, object)).collect();
        all.dedup();
        all
    }
}

fn phrase(verb: &str, object: &ObjectRef) -> String {
    let plural = object.known().map_or("objects", |kind| kind.info().plural);
    match object.namespace.as_str() {
        "" => format!("{verb} {plural}"),
        namespace => format!("{verb} {plural} in {namespace}"),
    }
}
