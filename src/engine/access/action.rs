//! The request to decide on: a verb on a resource or a path, as the server's filters describe a request.

use std::fmt;

/// One request, with the attributes that an authorizer evaluates.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessRequest {
    pub verb: String,
    pub target: ActionTarget,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionTarget {
    Resource(Resource),
    /// A non-resource path, such as `/metrics`.
    Path(String),
}

/// An empty field is what a request without it has: the core group, no name, no namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Resource {
    pub group: String,
    pub resource: String,
    pub subresource: String,
    /// The object's name; requests that list, watch or delete many carry the one their field selector names.
    pub name: String,
    /// Empty for cluster-wide requests.
    pub namespace: String,
}

impl Default for ActionTarget {
    fn default() -> Self {
        Self::Resource(Resource::default())
    }
}

impl AccessRequest {
    #[must_use]
    pub fn on(verb: &str, group: &str, resource: &str, namespace: &str) -> Self {
        let target = Resource {
            group: group.into(),
            resource: resource.into(),
            namespace: namespace.into(),
            ..Resource::default()
        };
        Self { verb: verb.into(), target: ActionTarget::Resource(target) }
    }

    #[must_use]
    pub fn path(verb: &str, path: &str) -> Self {
        Self { verb: verb.into(), target: ActionTarget::Path(path.into()) }
    }

    /// The same action on a subresource, such as `log`.
    #[must_use]
    pub fn part(mut self, subresource: &str) -> Self {
        if let ActionTarget::Resource(resource) = &mut self.target {
            resource.subresource = subresource.into();
        }
        self
    }

    /// The same action on one object.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        if let ActionTarget::Resource(resource) = &mut self.target {
            resource.name = name.into();
        }
        self
    }

    #[must_use]
    pub fn namespace(&self) -> &str {
        match &self.target {
            ActionTarget::Resource(resource) => &resource.namespace,
            ActionTarget::Path(_) => "",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.resource)?;
        let parts = [(".", &self.group), ("/", &self.subresource), (" named ", &self.name)];
        for (mark, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
            write!(out, "{mark}{part}")?;
        }
        if self.namespace.is_empty() { Ok(()) } else { write!(out, " in {}", self.namespace) }
    }
}

impl fmt::Display for AccessRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            ActionTarget::Resource(resource) => write!(out, "{} {resource}", self.verb),
            ActionTarget::Path(path) => write!(out, "{} {path}", self.verb),
        }
    }
}
