//! An identifier for a finding that survives reordering, reformatting and a change of cluster.

use super::Finding;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Returns `v1:` and 128 bits of SHA-256 over check, object and evidence key; no versions, no positions.
#[must_use]
pub fn of(finding: &Finding) -> String {
    let group = finding.object.api_version.split_once('/').map_or("", |(group, _)| group);
    let key = if finding.key.is_empty() { &*finding.path } else { &*finding.key };
    let parts =
        [finding.check, group, &finding.object.kind, &finding.object.namespace, &finding.object.name, key];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut print = String::from("v1:");
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(print, "{byte:02x}");
    }
    print
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;
    use crate::model::{Kind, ObjectRef};

    #[test]
    fn position_and_wording_do_not_change_a_fingerprint() {
        let object = ObjectRef::new(Kind::APIRule, "shop", "orders");
        let one = Finding::new(checks::ALL[0], object).at("/spec/rules/0/jwt").key("GET /orders");
        let moved = one.clone().at("/spec/rules/3/jwt").line(7, 1).says("said differently");
        assert_eq!(of(&one), of(&moved));
        assert_ne!(of(&one), of(&one.clone().key("POST /orders")));
    }
}
