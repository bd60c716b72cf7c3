//! What a caller sends becomes the host of a request.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "server-side-request-forgery",
    family: Reach,
    severity: Medium,
    title: "Caller input chooses a host to call",
    why: "The Function reaches Services, the cluster's API and cloud metadata that its caller cannot, and passes their answers on.",
    page: include_str!("server_side_request_forgery.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::ServerSideRequestForgery], code::reaches)
}
