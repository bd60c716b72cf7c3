//! XML of a caller is parsed by a parser that resolves entities.

use crate::checks::code;
use crate::checks::prelude::*;
use crate::model::code::CodeRule;

pub static CHECK: Check = Check {
    id: "xml-external-entities",
    family: Leakage,
    severity: Medium,
    title: "XML of a caller may load files",
    why: "A caller who declares an entity reads files of the pod, such as its token, or sends requests from inside the cluster.",
    page: include_str!("xml_external_entities.md"),
    reads: code::READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    code::by_caller(&CHECK, scope, &[CodeRule::XmlExternalEntities], code::reaches)
}
