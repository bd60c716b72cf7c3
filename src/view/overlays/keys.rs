//! The keys of an open dialog, for the footer: those of the screen below it do nothing.

use crate::app::fix::confirm::Tier;
use crate::app::model::Model;
use crate::app::overlay::coverage::denied;
use crate::app::state::accept::AcceptField;
use crate::app::{KeyAction, Overlay};

/// Returns the keys of the open dialog, the one that closes it last.
#[must_use]
pub fn words(model: &Model, overlay: &Overlay) -> String {
    let moves = || format!("{} {} move", model.keys.key(KeyAction::Down), model.keys.key(KeyAction::Up));
    match overlay {
        Overlay::Help { .. } => "down up move  type to search  esc close".into(),
        Overlay::Palette { .. } => "down up move  enter run  esc close".into(),
        Overlay::Picker(_) => "down up move  enter choose  esc close".into(),
        Overlay::Coverage { .. } if denied(model).is_empty() => format!("{}  esc close", moves()),
        Overlay::Coverage { .. } => format!("{}  y copies the role  esc close", moves()),
        Overlay::Filter { .. } | Overlay::Search { .. } => "enter keep  esc cancel".into(),
        Overlay::Confirm(question) => match question.tier {
            Tier::Yes => "y apply  n or esc cancel".into(),
            Tier::Type { .. } => "enter apply, once it matches  esc cancel".into(),
        },
        Overlay::Accept(dialog) => match dialog.field {
            AcceptField::Reason => "enter next  tab other field  esc cancel".into(),
            AcceptField::Expires => "enter save  tab other field  esc cancel".into(),
        },
        Overlay::Links { .. } => format!("{}  y copy  esc close", moves()),
        Overlay::Picture(_) => "y copies this as text  s saves it as SVG  esc close".into(),
        Overlay::Trouble(_) => "esc close".into(),
        Overlay::Leave => "y discard  n or esc keep editing".into(),
    }
}
