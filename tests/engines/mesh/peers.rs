//! Who may connect at all: strict, permissive, disabled, by workload, namespace, mesh and port.

use super::{get, mesh, pod, word};
use fnsec::engine::mesh::{MtlsMode, Request};

fn outside() -> Request {
    Request { principal: None, ..get("/") }
}

#[test]
fn without_any_object_callers_of_both_sorts_get_in() {
    assert_eq!(mesh("").mode(&pod(), None), MtlsMode::Permissive);
    assert_eq!(word("", &outside()), "allowed");
}

#[test]
fn strict_refuses_whoever_has_no_certificate() {
    assert_eq!(word("PA@istio-system {mtls: {mode: STRICT}}", &outside()), "denied");
    assert_eq!(word("PA@istio-system {mtls: {mode: STRICT}}", &get("/")), "allowed");
}

#[test]
fn the_nearest_object_that_says_a_mode_decides() {
    let of = |lines: &str| mesh(lines).mode(&pod(), Some(8080));
    let strict = "PA@istio-system {mtls: {mode: STRICT}}";
    assert_eq!(of(&format!("{strict}\nPA {{mtls: {{mode: PERMISSIVE}}}}")), MtlsMode::Permissive);
    assert_eq!(of(&format!("{strict}\nPA {{mtls: {{mode: UNSET}}}}")), MtlsMode::Strict);
    let own = "PA {selector: {matchLabels: {app: x}}, mtls: {mode: DISABLE}, portLevelMtls: {'8080': {mode: STRICT}}}";
    assert_eq!(of(own), MtlsMode::Strict);
    assert_eq!(mesh(own).mode(&pod(), Some(9090)), MtlsMode::Disable);
    assert_eq!(of("PA {selector: {matchLabels: {app: y}}, mtls: {mode: STRICT}}"), MtlsMode::Permissive);
}

#[test]
fn without_mutual_tls_nobody_has_an_identity() {
    let allow = "AP {rules: [{from: [{source: {principals: ['*']}}]}]}";
    assert_eq!(word(allow, &get("/")), "allowed");
    assert_eq!(word(&format!("{allow}\nPA {{mtls: {{mode: DISABLE}}}}"), &get("/")), "denied");
}
