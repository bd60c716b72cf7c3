//! Sets of keys for hands that are used to another program.

use super::Preset;
use crate::app::Action;

/// Returns the keys of a preset that differ from the default ones, in the form of the key table.
pub(super) fn of(preset: Preset) -> &'static [(Action, &'static str)] {
    match preset {
        Preset::Default => &[],
        Preset::K9s => K9S,
    }
}

/// In k9s `y` shows YAML, `d` describes, `c` copies, `-` returns and `ctrl-e` hides the header. What follows `y`
/// otherwise follows `Y`. `ctrl-d`, which deletes there, still scrolls: nothing is deleted from a list.
const K9S: &[(Action, &str)] = &[
    (Action::Whole, "y"),
    (Action::Explain, "d x"),
    (Action::CopyName, "c Y,n"),
    (Action::CopyYaml, "Y,y"),
    (Action::CopyPatch, "Y,p"),
    (Action::CopyKubectl, "Y,k"),
    (Action::CopyFinding, "Y,i"),
    (Action::CopyMarkdown, "Y,m"),
    (Action::CopyLink, "Y,l"),
    (Action::CopyScreen, "Y,s"),
    (Action::CopyRequest, "Y,r"),
    (Action::CopyTest, "Y,t"),
    (Action::SavePicture, "Y,v"),
    (Action::JumpBack, "- ctrl-o"),
    (Action::ToggleHints, ". ctrl-e"),
    (Action::Tab('2'), "2 0"),
];
