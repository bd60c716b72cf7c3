//! Which Serverless runs here, and which version introduced what: the era decides half of the checks.

use super::{Feed, Feeds, Kind, Space};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// How Functions become pods on this cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Era {
    /// Image builds with kaniko, and a registry.
    Legacy,
    /// Sources are copied in at pod start; no image is built.
    Buildless,
    #[default]
    Unknown,
}

/// What is known about the platform, and from which source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Platform {
    pub era: Era,
    /// The module's version, where a deployment shows it.
    pub version: Option<Version>,
    /// The minimum version, where only the schema shows it.
    pub at_least: Option<Version>,
    pub evidence: String,
    pub gateway: Option<Version>,
    /// The API server's own version.
    pub server: Option<Version>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let core = text.split(['-', '+', '@']).next()?;
        let mut parts = core.split('.').map(str::parse);
        let (major, minor, patch) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        Some(Self(major, minor, patch))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// The content of the server's own description of the Function kind, which any user can read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    pub runtimes: Vec<String>,
    /// Whether there is `spec.podSecurityContext`, which exists since buildless 1.10.
    pub has_contexts: bool,
}

/// What shows which platform runs.
#[derive(Clone, Copy)]
pub struct PlatformSigns<'a> {
    pub spaces: &'a BTreeMap<Arc<str>, Arc<Space>>,
    pub feeds: &'a Feeds,
    pub schema: Option<&'a Schema>,
    pub server: Option<Version>,
}

impl fmt::Display for Era {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Legacy => "legacy (image builds)",
            Self::Buildless => "buildless",
            Self::Unknown => "unknown era",
        })
    }
}

impl Platform {
    /// Returns the version, or the minimum version.
    #[must_use]
    pub fn floor(&self) -> Option<Version> {
        self.version.or(self.at_least)
    }

    /// Detects the platform from the controller's image first, then the module's resource, then the schema.
    #[must_use]
    pub fn detect(signs: PlatformSigns<'_>) -> Self {
        let gateway = image_version(signs, "api-gateway-controller-manager");
        let own = by_controller(signs).or_else(|| by_resource(signs)).or_else(|| by_schema(signs));
        Self { gateway, server: signs.server, ..own.unwrap_or_else(|| Self::unknown(signs)) }
    }

    fn unknown(signs: PlatformSigns<'_>) -> Self {
        let why = match signs.feeds.of(Kind::Deployment, SYSTEM_NAMESPACE) {
            Feed::Live | Feed::Stale(..) => "no Serverless controller in kyma-system".into(),
            feed => format!("deployments of kyma-system: {}", feed.why()),
        };
        Self { evidence: why, ..Self::default() }
    }
}

const SYSTEM_NAMESPACE: &str = "kyma-system";
const CONTROLLER: &str = "serverless-ctrl-mngr";

fn image_of<'a>(signs: PlatformSigns<'a>, deployment: &str) -> Option<&'a str> {
    let found = signs.spaces.get(SYSTEM_NAMESPACE)?.deployments.get(deployment)?;
    found.template.spec.containers.first().map(|container| container.image.as_str())
}

fn image_version(signs: PlatformSigns<'_>, deployment: &str) -> Option<Version> {
    Version::parse(image_of(signs, deployment)?.rsplit_once(':')?.1)
}

fn by_controller(signs: PlatformSigns<'_>) -> Option<Platform> {
    let image = image_of(signs, CONTROLLER)?;
    let era = if image.contains("function-buildless-controller") {
        Era::Buildless
    } else if image.contains("function-controller") {
        Era::Legacy
    } else {
        return None;
    };
    let version = image_version(signs, CONTROLLER);
    Some(Platform { era, version, evidence: format!("{CONTROLLER} runs {image}"), ..Platform::default() })
}

fn by_resource(signs: PlatformSigns<'_>) -> Option<Platform> {
    let (era, mode) =
        signs.spaces.values().flat_map(|space| space.serverlesses.values()).find_map(|serverless| {
            match serverless.mode()? {
                "disabled" => Some((Era::Legacy, "disabled")),
                "enabled" => Some((Era::Buildless, "enabled")),
                _ => None,
            }
        })?;
    Some(Platform {
        era,
        evidence: format!("the Serverless resource sets buildless-mode={mode}"),
        ..Platform::default()
    })
}

fn by_schema(signs: PlatformSigns<'_>) -> Option<Platform> {
    let schema = signs.schema?;
    let evidence = "the Function schema has security contexts (1.10 or newer)".into();
    let at_least = Some(Version(1, 10, 0));
    schema.has_contexts.then(|| Platform { era: Era::Buildless, at_least, evidence, ..Platform::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_image_tags() {
        assert_eq!(Version::parse("1.13.0"), Some(Version(1, 13, 0)));
        assert_eq!(Version::parse("v1.9.6-rc1"), Some(Version(1, 9, 6)));
        assert_eq!(Version::parse("main"), None);
        assert!(Version(1, 10, 0) > Version(1, 9, 6));
    }

    #[test]
    fn without_evidence_the_era_stays_unknown() {
        let platform = Platform::detect(PlatformSigns {
            spaces: &BTreeMap::new(),
            feeds: &Feeds::default(),
            schema: None,
            server: None,
        });
        assert_eq!(platform.era, Era::Unknown);
        assert!(platform.evidence.contains("still loading"));
    }
}
