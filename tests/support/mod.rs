//! What several test targets share: clusters made of YAML text, without any server.
#![allow(dead_code, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

pub mod cases;
#[allow(dead_code)]
pub mod wire;

use fnsec::decode;
use fnsec::engine::mesh;
use fnsec::model::advisories::Advisories;
use fnsec::model::calendar::Day;
use fnsec::model::parameters::Parameters;
use fnsec::model::{Change, Dirty, Extent, Feed, Kind, ObjectRef, Snapshot};
use fnsec::source::osv;
use fnsec::verdicts::Report;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The day every test lives in, unless it says otherwise.
pub const TODAY: Day = Day::new(2026, 11, 1);

/// Objects as their JSON, kept beside the feeds that shall not be live.
#[derive(Clone, Default)]
pub struct Estate {
    pub objects: BTreeMap<ObjectRef, Value>,
    pub feeds: Vec<(Kind, Feed)>,
    pub today: Option<Day>,
    pub extent: Extent,
    pub advisories: Option<Arc<Advisories>>,
}

/// The kind of this name; of several that share one, the one it is called here.
fn named(word: &str) -> Option<Kind> {
    let exact = Kind::ALL.into_iter().find(|kind| format!("{kind:?}") == word);
    exact.or_else(|| Kind::ALL.into_iter().find(|kind| kind.info().name == word))
}

/// What an object is read as: some ConfigMaps are settings as well.
fn kinds_of(value: &Value) -> impl Iterator<Item = Kind> {
    let word = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let (api, name) = (word("apiVersion"), word("kind"));
    let group = api.split_once('/').map_or("", |(group, _)| group);
    Kind::ALL.into_iter().filter(move |kind| {
        let info = kind.info();
        info.name == name && info.group == group && info.includes(value)
    })
}

impl Estate {
    /// Reads YAML; comment lines at the top may say `# forbidden: KIND`, `# not-served: KIND`, `# loading: KIND`,
    /// `# today: 2027-01-31`, `# extent: files`, `# osv: FOLDER` below `tests`.
    pub fn read(text: &str) -> Self {
        let mut estate = Self::default();
        for line in text.lines().take_while(|line| line.starts_with('#')) {
            estate.directive(line.trim_start_matches('#').trim());
        }
        for doc in fnsec::yaml::parse(text).expect("fixtures are YAML") {
            if !doc.value.is_null() {
                estate.put(doc.value);
            }
        }
        estate
    }

    fn directive(&mut self, line: &str) {
        let Some((word, rest)) = line.split_once(": ") else { return };
        let kind = || named(rest.trim()).expect("a kind's name");
        match word {
            "forbidden" => self.feeds.push((kind(), Feed::Forbidden("forbidden for this user".into()))),
            "not-served" => self.feeds.push((kind(), Feed::NotServed)),
            "loading" => self.feeds.push((kind(), Feed::Opening(0))),
            "extent" => self.extent = if rest.trim() == "files" { Extent::Files } else { Extent::Cluster },
            "osv" => {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(rest.trim());
                self.advisories = Some(Arc::new(osv::load(&path).expect("OSV data")));
            }
            "today" => {
                self.today = Some(Day::parse(rest.trim()).expect("a date"));
            }
            _ => {}
        }
    }

    pub fn put(&mut self, mut value: Value) {
        let text = |value: &Value, at: &str| {
            value.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let target = ObjectRef::of(
            &text(&value, "/apiVersion"),
            &text(&value, "/kind"),
            &text(&value, "/metadata/namespace"),
            &text(&value, "/metadata/name"),
        );
        assert!(target.known().is_some(), "{target} ({}) is of a kind fnsec reads", target.api_version);
        if value.pointer("/metadata/uid").is_none() {
            value["metadata"]["uid"] = json!(format!("uid-{}-{}", target.kind, target.name));
        }
        self.objects.insert(target, value);
    }

    /// The object, in whichever version it is kept: another version of an object is still the same object.
    pub fn object(&self, target: &ObjectRef) -> Option<&Value> {
        self.objects.get(&self.key(target)?)
    }

    pub fn object_mut(&mut self, target: &ObjectRef) -> Option<&mut Value> {
        let key = self.key(target)?;
        self.objects.get_mut(&key)
    }

    fn key(&self, target: &ObjectRef) -> Option<ObjectRef> {
        let place = |one: &ObjectRef| (one.kind.clone(), one.namespace.clone(), one.name.clone());
        self.objects.keys().find(|one| place(one) == place(target)).cloned()
    }

    pub fn today(&self) -> Day {
        self.today.unwrap_or(TODAY)
    }

    pub fn parameters(&self) -> Parameters {
        Parameters { advisories: self.advisories.clone(), ..Parameters::default() }
    }

    pub fn snapshot(&self) -> Snapshot {
        let (mut snapshot, mut dirty) = (Snapshot::default(), Dirty::default());
        snapshot.set_extent(self.extent);
        snapshot.set_parameters(self.parameters());
        let mut by_kind: BTreeMap<Kind, Vec<&Value>> = BTreeMap::new();
        for value in self.objects.values() {
            kinds_of(value).for_each(|kind| by_kind.entry(kind).or_default().push(value));
        }
        for kind in Kind::ALL {
            let values = by_kind.remove(&kind).unwrap_or_default();
            self.told(kind, values).into_iter().for_each(|change| snapshot.apply(change, &mut dirty));
        }
        snapshot
    }

    /// All that a watch of one kind would tell.
    pub fn arrival(&self, kind: Kind) -> Vec<Change> {
        let values = self.objects.values().filter(|value| kinds_of(value).any(|own| own == kind));
        self.told(kind, values.collect())
    }

    fn told(&self, kind: Kind, values: Vec<&Value>) -> Vec<Change> {
        let feed = self.feeds.iter().find(|(of, _)| *of == kind).map_or(Feed::Live, |(_, feed)| feed.clone());
        let known = feed.known();
        let values = values.into_iter().filter(|_| known);
        let put = |value: &Value| match decode::object(kind, &value.to_string()) {
            Ok(object) => Change::Put(object),
            Err(broken) => {
                Change::Unreadable { kind, namespace: broken.namespace, name: broken.name, why: broken.why }
            }
        };
        let namespace = kind.info().place().to_owned();
        [Change::Feed { kind, namespace, feed }].into_iter().chain(values.map(put)).collect()
    }

    /// What the controller of APIRules does about a change of annotations: it makes their policies again,
    /// from what its rules say, as the engine derives it. Nothing else of a cluster is played here.
    pub fn reconcile(&mut self, before: &Self) {
        let notes = |estate: &Self, target: &ObjectRef| {
            estate.objects.get(target).and_then(|one| one.pointer("/metadata/annotations").cloned())
        };
        let rules: Vec<ObjectRef> =
            self.objects.keys().filter(|one| one.known() == Some(Kind::APIRule)).cloned().collect();
        let asked = rules.into_iter().filter(|one| notes(self, one) != notes(before, one));
        for target in asked.collect::<Vec<_>>() {
            self.make_policies(&target);
        }
    }

    fn make_policies(&mut self, target: &ObjectRef) {
        let snapshot = self.snapshot();
        let space = snapshot.space(&target.namespace).expect("its namespace");
        let rule = space.api_rules.get(target.name.as_str()).expect("it reads").clone();
        let made = mesh::generate(&rule, &mesh::GenerationContext::in_force(&snapshot));
        assert_ne!(made.valid, Some(false), "{:?}", made.errors);
        // A rule about which too little is known keeps its policies.
        if made.valid.is_none() {
            return;
        }
        let kinds = [Kind::AuthorizationPolicy, Kind::RequestAuthentication];
        let labels = json!({
            mesh::generate::OWNER: target.name, mesh::generate::OWNER_SPACE: target.namespace,
        });
        self.objects.retain(|one, value| {
            let own = labels
                .as_object()
                .expect("labels")
                .iter()
                .all(|(key, name)| value["metadata"]["labels"][key] == *name);
            !(own && one.known().is_some_and(|kind| kinds.contains(&kind)))
        });
        let policies = made
            .policies
            .iter()
            .map(|one| (kinds[0], &one.policy.meta, mesh::spec::authorization(&one.policy)));
        let requests = made.requests.iter().map(|one| (kinds[1], &one.meta, mesh::spec::authentication(one)));
        for (at, (kind, meta, spec)) in policies.chain(requests).enumerate() {
            self.put(json!({
                "apiVersion": kind.info().api_version(), "kind": kind.info().name,
                "metadata": {"name": format!("{}-{at}", target.name), "namespace": meta.namespace, "labels": labels},
                "spec": spec,
            }));
        }
    }

    pub fn report(&self) -> Report {
        Report::of(&self.snapshot(), self.today())
    }
}

/// Takes changes in, and judges again what they touch, as the explorer does.
pub fn take(snapshot: &mut Snapshot, report: &mut Report, changes: Vec<Change>, today: Day) {
    let mut dirty = Dirty::default();
    for change in changes {
        snapshot.apply(change, &mut dirty);
    }
    report.mark(snapshot, &dirty);
    while report.step(snapshot, today) {}
}
