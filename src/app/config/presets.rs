//! Sets of keys for hands that are used to another program.

use super::Preset;
use crate::app::KeyAction;

/// Returns the keys of a preset that differ from the default ones, in the form of the key table.
pub(super) fn of(preset: Preset) -> &'static [(KeyAction, &'static str)] {
    match preset {
        Preset::Default => &[],
        Preset::K9s => K9S,
    }
}

/// In k9s `y` shows YAML, `d` describes, `c` copies, `-` returns and `ctrl-e` hides the header. What follows `y`
/// otherwise follows `Y`. `ctrl-d`, which deletes there, still scrolls: nothing is deleted from a list.
const K9S: &[(KeyAction, &str)] = &[
    (KeyAction::Whole, "y"),
    (KeyAction::Explain, "d x"),
    (KeyAction::CopyName, "c Y,n"),
    (KeyAction::CopyYaml, "Y,y"),
    (KeyAction::CopyPatch, "Y,p"),
    (KeyAction::CopyKubectl, "Y,k"),
    (KeyAction::CopyFinding, "Y,i"),
    (KeyAction::CopyMarkdown, "Y,m"),
    (KeyAction::CopyLink, "Y,l"),
    (KeyAction::CopyScreen, "Y,s"),
    (KeyAction::CopyRequest, "Y,r"),
    (KeyAction::CopyTest, "Y,t"),
    (KeyAction::SavePicture, "Y,v"),
    (KeyAction::JumpBack, "- ctrl-o"),
    (KeyAction::ToggleHints, ". ctrl-e"),
    (KeyAction::Tab('2'), "2 0"),
];
