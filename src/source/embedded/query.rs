//! The query of a request, with percent escapes undone.

use std::collections::BTreeMap;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(BTreeMap<String, String>);

impl Query {
    pub fn parse(text: Option<&str>) -> Self {
        Self(form_urlencoded::parse(text.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn flag(&self, key: &str) -> bool {
        matches!(self.text(key), Some("true" | "1"))
    }

    pub fn number(&self, key: &str) -> Option<u64> {
        self.text(key)?.parse().ok()
    }

    pub fn dry_run(&self) -> bool {
        self.text("dryRun") == Some("All")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let query = Query::parse(Some("fieldSelector=metadata.name%3Da+b&watch=true&limit=5&bad=%zz"));
        assert_eq!(query.text("fieldSelector"), Some("metadata.name=a b"));
        assert!(query.flag("watch"));
        assert_eq!(query.number("limit"), Some(5));
    }
}
