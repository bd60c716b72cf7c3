//! The table of screens.

use crate::app::screen::place::ScreenKind;
use crate::app::screen::spec::ScreenSpec;
use crate::app::screen::{
    access, changes, explain, findings, fix, function, functions, namespace, namespaces, object, overview,
    pair, plan, reach,
};

/// Returns what a screen defines.
#[must_use]
pub const fn spec(screen: ScreenKind) -> ScreenSpec {
    match screen {
        ScreenKind::Overview => overview::SPEC,
        ScreenKind::Namespaces => namespaces::SPEC,
        ScreenKind::Namespace => namespace::SPEC,
        ScreenKind::Functions => functions::SPEC,
        ScreenKind::Function => function::SPEC,
        ScreenKind::Findings => findings::SPEC,
        ScreenKind::Reach => reach::SPEC,
        ScreenKind::Pair => pair::SPEC,
        ScreenKind::Access => access::SPEC,
        ScreenKind::Object => object::SPEC,
        ScreenKind::Changes => changes::SPEC,
        ScreenKind::Plan => plan::SPEC,
        ScreenKind::Fix => fix::SPEC,
        ScreenKind::Explain => explain::SPEC,
    }
}
