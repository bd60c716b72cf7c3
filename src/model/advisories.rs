//! Advisories about packages, as the user supplied them, by registry and name.

use std::collections::BTreeMap;

/// Where packages are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registry {
    Npm,
    Pypi,
}

impl Registry {
    pub const ALL: [Self; 2] = [Self::Npm, Self::Pypi];

    /// Returns its name in the OSV format.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pypi => "PyPI",
        }
    }
}

/// Everything that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advisories {
    packages: BTreeMap<Registry, BTreeMap<Box<str>, Vec<Advisory>>>,
    /// Records about packages of a known registry.
    pub records: usize,
    /// The day of the latest change of a record; empty if the records have none.
    pub newest: Box<str>,
    /// Why some records could not be read, if so.
    pub unread: Option<String>,
}

/// What one record says of one package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advisory {
    pub id: Box<str>,
    pub aliases: Box<[Box<str>]>,
    /// None if the record has no severity.
    pub impact: Option<Impact>,
    pub ranges: Box<[Range]>,
    pub versions: Box<[Box<str>]>,
}

/// How severe a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    Low,
    Medium,
    High,
    Critical,
}

/// Events in the order of the ecosystem.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Range(pub Box<[VersionChange]>);

/// What changes at a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionChange {
    /// `0` is before all versions.
    Introduced(Box<str>),
    Fixed(Box<str>),
    LastAffected(Box<str>),
    Limit(Box<str>),
}

impl Advisories {
    /// Adds what a record says of a package, by its name in the registry.
    pub fn add(&mut self, registry: Registry, package: &str, advisory: Advisory) {
        let packages = self.packages.entry(registry).or_default();
        // Most packages have one.
        let known = packages.entry(package.into()).or_insert_with(|| Vec::with_capacity(1));
        known.push(advisory);
    }

    /// Returns the advisories about a package, by its name in the registry.
    #[must_use]
    pub fn of(&self, registry: Registry, package: &str) -> &[Advisory] {
        let found = self.packages.get(&registry).and_then(|all| all.get(package));
        found.map_or(&[], Vec::as_slice)
    }

    /// Returns whether there is any record about packages of a registry.
    #[must_use]
    pub fn covers(&self, registry: Registry) -> bool {
        self.packages.contains_key(&registry)
    }
}

impl Advisory {
    /// Returns all names of what it is about.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.id].into_iter().chain(&self.aliases).map(AsRef::as_ref)
    }
}
