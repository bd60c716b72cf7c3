//! The snapshot of everything known now: cheap to clone, replaced piecewise by changes.

use super::concern::{callee_bits, exposure_bits, holds_everywhere};
use super::index::{Calls, Exposure, HostClaims, Hosts, ServiceRoute, ServiceRoutes, Tokens, calls, ways};
use super::parameters::Parameters;
use super::platform::{Platform, PlatformSigns, Schema, Version};
use super::reads::Reads;
use super::space::DOCUMENT;
use super::{Change, Dirty, Feed, Feeds, Kind, Object, Space};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{self, Included, Unbounded};
use std::sync::Arc;

/// Whether the objects are complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// A cluster's own lists: objects that are not among them do not exist.
    #[default]
    Cluster,
    /// Files: objects that are not among them may still exist.
    Files,
}

/// Namespace and name.
type Name = (String, String);

/// Namespaces and the cluster-wide space behind shared pointers, so that a copy costs a few pointers.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    spaces: BTreeMap<Arc<str>, Arc<Space>>,
    cluster: Arc<Space>,
    feeds: Arc<Feeds>,
    exposure: Arc<Exposure>,
    ways: Arc<ServiceRoutes>,
    tokens: Arc<Tokens>,
    hosts: Arc<Hosts>,
    calls: Arc<Calls>,
    platform: Arc<Platform>,
    schema: Option<Arc<Schema>>,
    server: Option<Version>,
    parameters: Arc<Parameters>,
    extent: Extent,
    /// Which kinds have objects that could not be read, or only in part, and in which namespaces.
    broken: Arc<BTreeSet<(Kind, Arc<str>)>>,
}

impl Snapshot {
    pub fn spaces(&self) -> impl Iterator<Item = &Space> {
        self.spaces.values().map(AsRef::as_ref)
    }

    pub fn space(&self, name: &str) -> Option<&Space> {
        if name.is_empty() { Some(&self.cluster) } else { self.spaces.get(name).map(AsRef::as_ref) }
    }

    #[must_use]
    pub fn cluster(&self) -> &Space {
        &self.cluster
    }

    #[must_use]
    pub fn feeds(&self) -> &Feeds {
        &self.feeds
    }

    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    #[must_use]
    pub fn schema(&self) -> Option<&Schema> {
        self.schema.as_deref()
    }

    /// Returns the version of the API server, where it reported it.
    #[must_use]
    pub fn server(&self) -> Option<Version> {
        self.server
    }

    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    pub fn set_parameters(&mut self, parameters: Parameters) {
        self.parameters = Arc::new(parameters);
    }

    /// Returns where objects of a kind could not be read, or only in part.
    #[must_use]
    pub fn broken(&self) -> &BTreeSet<(Kind, Arc<str>)> {
        &self.broken
    }

    #[must_use]
    pub fn extent(&self) -> Extent {
        self.extent
    }

    pub fn set_extent(&mut self, extent: Extent) {
        self.extent = extent;
    }

    #[must_use]
    pub fn exposure(&self) -> &Exposure {
        &self.exposure
    }

    /// Returns the external entry points that no `APIRule` created.
    #[must_use]
    pub fn ways(&self) -> &ServiceRoutes {
        &self.ways
    }

    #[must_use]
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Returns which objects claim which host.
    #[must_use]
    pub fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.cluster.count(kind) + self.spaces().map(|space| space.count(kind)).sum::<usize>()
    }

    /// Takes in one change and marks what must be evaluated again.
    pub fn apply(&mut self, change: Change, dirty: &mut Dirty) {
        match change {
            Change::Put(object) => self.put(object, dirty),
            Change::Gone { kind, namespace, name } => self.remove(kind, &namespace, &name, dirty),
            Change::Listed { kind, namespace, names, from, until } => {
                self.retain_listed(kind, &namespace, &names, (from, until), dirty);
            }
            Change::Unreadable { kind, namespace, name, why } => {
                let is_document = name.starts_with(DOCUMENT);
                let home = if is_document { namespace.clone() } else { kind.home(&namespace, &name) };
                if !is_document {
                    self.remove(kind, &namespace, &name, dirty);
                }
                self.space_mut(&home).unreadable.insert((kind, name), why);
                self.mark(kind, &home, dirty);
                self.look_for_broken(kind, &home, dirty);
            }
            Change::Feed { kind, namespace, feed } => self.feed(kind, &namespace, feed, dirty),
            Change::Pause(_) => {}
            Change::Server(version) => {
                self.server = Some(version);
                self.look_at_platform(dirty);
            }
            Change::Schema(schema) => {
                self.schema = Some(Arc::new(schema));
                self.look_at_platform(dirty);
            }
        }
    }

    fn put(&mut self, object: Object, dirty: &mut Dirty) {
        let kind = object.kind();
        let home = kind.home(&object.meta().namespace, &object.meta().name);
        if let Object::APIRule(rule) = &object
            && !self.routes_are_known(&home, rule)
        {
            self.forget_routes(&home, &rule.meta.name, dirty);
            self.learn_routes(rule, dirty);
        }
        let (before, after) = (self.known_ways(kind, &home, &object.meta().name), ways::of(&object));
        self.change_ways(&before, &after, dirty);
        self.change_hosts(kind, &home, &object.meta().name, &HostClaims::by(&object));
        self.change_calls(kind, &home, &object.meta().name, &calls::called(&object));
        if self.space_mut(&home).insert(object) {
            self.mark_dirty(kind, &home, dirty);
        }
        self.look_for_broken(kind, &home, dirty);
    }

    fn remove(&mut self, kind: Kind, namespace: &str, name: &str, dirty: &mut Dirty) {
        let home = kind.home(namespace, name);
        if kind == Kind::APIRule {
            self.forget_routes(&home, name, dirty);
        }
        let before = self.known_ways(kind, &home, name);
        self.change_ways(&before, &BTreeSet::new(), dirty);
        self.change_hosts(kind, &home, name, &HostClaims::default());
        self.change_calls(kind, &home, name, &BTreeSet::new());
        if self.space(&home).is_some() && self.space_mut(&home).remove(kind, name) {
            self.mark_dirty(kind, &home, dirty);
            self.look_for_broken(kind, &home, dirty);
            if !home.is_empty() && self.space(&home).is_some_and(Space::is_empty) {
                self.spaces.remove(home.as_str());
            }
        }
    }

    #[expect(clippy::similar_names, reason = "the names that the field uses")]
    fn retain_listed(
        &mut self,
        kind: Kind,
        namespace: &str,
        names: &BTreeSet<(String, String)>,
        (from, until): (Option<Name>, Option<Name>),
        dirty: &mut Dirty,
    ) {
        let mut lost = Vec::new();
        let is_meant = |name: &Name| {
            from.as_ref().is_none_or(|from| name >= from) && until.as_ref().is_none_or(|until| name < until)
        };
        let namespaced = kind.info().namespaced();
        // A Namespace object is kept in the space that it names.
        let space_of = |name: &Name| if namespaced { name.0.clone() } else { name.1.clone() };
        let [first, last] = [&from, &until].map(|name| name.as_ref().map(space_of));
        // A server that puts a Namespace into a namespace breaks the order.
        let in_order = first <= last || last.is_none();
        let bound =
            |name: Option<String>| name.filter(|_| in_order).map_or(Unbounded, |name| Included(name.into()));
        let range: (Bound<Arc<str>>, Bound<Arc<str>>) = (bound(first), bound(last));
        let spaces = (namespaced || kind == Kind::Namespace).then(|| self.spaces.range(range));
        let spaces = spaces.into_iter().flatten().map(|(_, space)| space.as_ref());
        for space in spaces.chain([self.cluster.as_ref()]) {
            let within = namespace.is_empty() || *space.name == *namespace;
            let broken = space
                .unreadable
                .keys()
                .filter(|(one, name)| *one == kind && !name.starts_with(DOCUMENT))
                .map(|(_, name)| name.as_str().into());
            for name in space.names(kind).into_iter().chain(broken).filter(|_| within) {
                let home = if namespaced { space.name.to_string() } else { String::new() };
                let named = (home, name.to_string());
                if is_meant(&named) && !names.contains(&named) {
                    lost.push((space.name.to_string(), named.1));
                }
            }
        }
        for (space, name) in lost {
            self.remove(kind, &space, &name, dirty);
        }
    }

    fn feed(&mut self, kind: Kind, namespace: &str, feed: Feed, dirty: &mut Dirty) {
        let before = self.feeds.of(kind, namespace);
        let told = before.known() != feed.known() || before.why() != feed.why();
        Arc::make_mut(&mut self.feeds).set(kind, namespace, feed);
        if !told {
            return;
        }
        if namespace.is_empty() || namespace == kind.info().place() {
            dirty.everywhere |= kind.bit() | exposure_bits(kind) | callee_bits(kind);
        } else {
            self.mark(kind, namespace, dirty);
            dirty.mark(namespace, exposure_bits(kind));
        }
        if matches!(kind, Kind::Serverless | Kind::Deployment) {
            dirty.everywhere |= Reads::PLATFORM;
        }
        self.look_at_platform(dirty);
    }

    /// Drops everything, for another context.
    pub fn clear(&mut self) {
        *self = Self { parameters: Arc::clone(&self.parameters), ..Self::default() };
    }

    fn mark_dirty(&mut self, kind: Kind, home: &str, dirty: &mut Dirty) {
        if home.is_empty() || holds_everywhere(kind, home) {
            dirty.everywhere |= kind.bit() | callee_bits(kind);
        } else {
            self.mark(kind, home, dirty);
        }
        if kind == Kind::Serverless || (kind == Kind::Deployment && home == "kyma-system") {
            self.look_at_platform(dirty);
        }
    }

    /// Marks a namespace, and those whose code calls it.
    fn mark(&self, kind: Kind, home: &str, dirty: &mut Dirty) {
        dirty.mark(home, kind.bit());
        if callee_bits(kind) != 0 {
            self.calls.callers(home).for_each(|caller| dirty.mark(caller, Reads::CALLEES));
        }
    }

    /// Updates the index of unreadable objects; kinds that lead from one namespace into another are
    /// relevant everywhere.
    fn look_for_broken(&mut self, kind: Kind, home: &str, dirty: &mut Dirty) {
        let space = self.space(home);
        let is_broken = space.is_some_and(|space| space.unreadable.keys().any(|(of, _)| *of == kind));
        let key = (kind, Arc::from(home));
        if is_broken == self.broken.contains(&key) {
            return;
        }
        let known = Arc::make_mut(&mut self.broken);
        if is_broken {
            known.insert(key)
        } else {
            known.remove(&key)
        };
        dirty.everywhere |= kind.bit() | exposure_bits(kind) | callee_bits(kind);
        if matches!(kind, Kind::Serverless | Kind::Deployment) {
            dirty.everywhere |= Reads::PLATFORM;
        }
    }

    fn look_at_platform(&mut self, dirty: &mut Dirty) {
        let platform = Platform::detect(PlatformSigns {
            spaces: &self.spaces,
            feeds: &self.feeds,
            schema: self.schema.as_deref(),
            server: self.server,
        });
        if platform != *self.platform {
            self.platform = Arc::new(platform);
            dirty.everywhere |= Reads::PLATFORM;
        }
    }

    /// Whether the routes of a rule are unchanged, as when only its status changed.
    fn routes_are_known(&self, home: &str, rule: &super::apirule::ApiRule) -> bool {
        let old = self.spaces.get(home).and_then(|space| space.api_rules.get(rule.meta.name.as_str()));
        old.is_some_and(|old| old.rules == rule.rules && old.service == rule.service)
    }

    fn learn_routes(&mut self, rule: &super::apirule::ApiRule, dirty: &mut Dirty) {
        for space in Arc::make_mut(&mut self.exposure).add(rule) {
            dirty.mark(&space, Reads::EXPOSURE);
        }
        for space in Arc::make_mut(&mut self.tokens).add(rule) {
            dirty.mark(&space, Reads::TOKENS);
        }
    }

    fn forget_routes(&mut self, home: &str, name: &str, dirty: &mut Dirty) {
        let Some(old) = self.spaces.get(home).and_then(|space| space.api_rules.get(name)).cloned() else {
            return;
        };
        for space in Arc::make_mut(&mut self.exposure).remove(&old) {
            dirty.mark(&space, Reads::EXPOSURE);
        }
        for space in Arc::make_mut(&mut self.tokens).remove(&old) {
            dirty.mark(&space, Reads::TOKENS);
        }
    }

    fn known_ways(&self, kind: Kind, home: &str, name: &str) -> BTreeSet<((String, String), ServiceRoute)> {
        self.spaces.get(home).map(|space| ways::known(space, kind, name)).unwrap_or_default()
    }

    fn change_ways(
        &mut self,
        before: &BTreeSet<((String, String), ServiceRoute)>,
        after: &BTreeSet<((String, String), ServiceRoute)>,
        dirty: &mut Dirty,
    ) {
        if before == after {
            return;
        }
        let own = Arc::make_mut(&mut self.ways);
        own.remove(before);
        own.add(after);
        for ((namespace, _), _) in before.symmetric_difference(after) {
            dirty.mark(namespace, Reads::EXPOSURE);
        }
    }

    fn change_hosts(&mut self, kind: Kind, home: &str, name: &str, after: &HostClaims) {
        let before =
            self.spaces.get(home).map(|space| HostClaims::known(space, kind, name)).unwrap_or_default();
        if before == *after || (before.is_empty() && after.is_empty()) {
            return;
        }
        let hosts = Arc::make_mut(&mut self.hosts);
        hosts.remove(&before);
        hosts.add(after);
    }

    fn change_calls(&mut self, kind: Kind, home: &str, name: &str, after: &BTreeSet<Arc<str>>) {
        let before = self.spaces.get(home).map(|space| calls::known(space, kind, name)).unwrap_or_default();
        if before != *after {
            Arc::make_mut(&mut self.calls).change(home, &before, after);
        }
    }

    fn space_mut(&mut self, name: &str) -> &mut Space {
        if name.is_empty() {
            return Arc::make_mut(&mut self.cluster);
        }
        let key: Arc<str> = name.into();
        Arc::make_mut(self.spaces.entry(key).or_insert_with(|| Arc::new(Space::named(name))))
    }
}

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod tests;
