//! A package whose name is taken for that of another.

use super::{READS, at, each};
use crate::checks::prelude::*;
use crate::engine::packages::{NameDifference, imitation};

pub static CHECK: Check = Check {
    id: "package-typosquat",
    family: Leakage,
    severity: High,
    title: "A package name imitates a known package",
    why: "Names that are one typing error away from a popular package are published to run malicious code. Nothing scans what a Function installs.",
    page: include_str!("package_typosquat.md"),
    reads: READS,
    find,
    fixes: no_fix,
};

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    each(scope, |function, one, language, name| {
        let imitation = imitation(language, name)?;
        let of = imitation.of;
        let finding = at(&CHECK, function, one);
        if imitation.way == NameDifference::Withdrawn {
            // A registry may give the name to another author later.
            let message = format!("Package {name} was withdrawn as malicious; it imitated {of}");
            return Some(finding.says(message).sure(Confidence::Likely));
        }
        let how = match imitation.way {
            NameDifference::Separator => "differs only in separators from",
            NameDifference::Scope => "has a scope that is one letter away from that of",
            NameDifference::Flattened => "repeats the scope of",
            NameDifference::Letter | NameDifference::Withdrawn => "is one letter away from",
        };
        let note = "lowered from high: the name is not on the list of withdrawn packages";
        Some(
            finding
                .says(format!("Package {name} {how} {of}"))
                .sure(Confidence::Possible)
                .graded(Medium, note),
        )
    })
}
