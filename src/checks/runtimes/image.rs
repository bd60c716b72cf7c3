//! Parses image references as far as checks need it: repository, tag and digest.

/// Where Kyma publishes the images that its module uses to run Functions.
const KYMA: [&str; 2] = [
    "europe-docker.pkg.dev/kyma-project/prod/function-runtime-",
    "europe-docker.pkg.dev/kyma-project/restricted-prod/function-runtime-",
];

/// The parts of `registry/repository:tag@sha256:…`.
#[derive(Debug, PartialEq, Eq)]
pub struct Image<'a> {
    pub repository: &'a str,
    pub tag: Option<&'a str>,
    pub digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    /// Returns `None` for a blank override.
    pub fn read(text: &'a str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let (name, digest) = text.split_once('@').map_or((text, None), |(name, rest)| (name, Some(rest)));
        // A colon before the last slash belongs to the registry's port.
        let tagged = name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'));
        let (repository, tag) = tagged.map_or((name, None), |(name, tag)| (name, Some(tag)));
        Some(Self { repository, tag, digest: digest.filter(|digest| is_digest(digest)) })
    }

    /// Returns whether Kyma itself publishes the image.
    pub fn is_kyma(&self) -> bool {
        KYMA.iter().any(|prefix| self.repository.starts_with(prefix))
    }
}

/// Returns whether a text is a complete SHA-256 digest.
pub fn is_digest(text: &str) -> bool {
    let hex = text.strip_prefix("sha256:").unwrap_or_default();
    hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_not_a_tag() {
        let image = Image::read("registry.local:5000/team/node").expect("an image");
        assert_eq!((image.repository, image.tag), ("registry.local:5000/team/node", None));
        let tagged = Image::read("registry.local:5000/team/node:22").expect("an image");
        assert_eq!((tagged.repository, tagged.tag), ("registry.local:5000/team/node", Some("22")));
    }

    #[test]
    fn half_a_digest_pins_nothing() {
        let whole = format!("a/b@sha256:{}", "0f".repeat(32));
        assert!(Image::read(&whole).is_some_and(|image| image.digest.is_some()));
        for text in ["a/b@sha256:0f0f", "a/b@", "@", "a/b@md5:00"] {
            assert!(Image::read(text).is_some_and(|image| image.digest.is_none()), "{text}");
        }
    }

    #[test]
    fn a_look_alike_registry_is_not_kymas() {
        let image = |text| Image::read(text).is_some_and(|image| image.is_kyma());
        assert!(image("europe-docker.pkg.dev/kyma-project/prod/function-runtime-nodejs22:1.13.0"));
        assert!(!image(
            "evil.example/europe-docker.pkg.dev/kyma-project/prod/function-runtime-nodejs22:1.13.0"
        ));
    }
}
