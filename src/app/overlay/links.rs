//! Where to read more: the addresses of a check's page, to show and copy. No browser is started over SSH.

use crate::app::Code;
use crate::app::Effect;
use crate::app::Key;
use crate::app::KeyAction;
use crate::app::Overlay;
use crate::app::Place;
use crate::app::model::Model;
use crate::app::rows::cursor::Cursor;
use crate::checks::{self, page};

/// Returns the check of the current screen.
fn check(model: &Model) -> Option<&'static checks::Check> {
    match model.place {
        Place::Explain(id) => checks::find(id),
        _ => model.selected_finding().and_then(|finding| checks::find(finding.check)),
    }
}

pub fn open(model: &mut Model) -> Vec<Effect> {
    match check(model) {
        Some(check) => {
            model.overlay = Some(Overlay::Links { check: check.id, cursor: Cursor::default() });
        }
        None => model.say("select a finding first"),
    }
    Vec::new()
}

/// Returns the first address, to copy it without opening the list.
///
/// # Errors
/// If the screen has no check, or the check has no address.
pub fn first(model: &Model) -> Result<String, String> {
    let check = check(model).ok_or("select a finding first")?;
    page::links(check).first().map(|link| (*link).to_owned()).ok_or_else(|| "its page has no links".into())
}

pub fn press(model: &mut Model, id: &'static str, mut cursor: Cursor, key: Key) -> Vec<Effect> {
    let links = checks::find(id).map(page::links).unwrap_or_default();
    let action = model.keys.action(None, key, model.place.kind());
    match (key.code, action) {
        (Code::Esc | Code::Backspace, _) | (_, Some(KeyAction::Close | KeyAction::Links)) => {
            return Vec::new();
        }
        (Code::Char('y') | Code::Enter, _) => {
            let link = links.get(cursor.row).map(|link| (*link).to_owned());
            return link.map_or_else(Vec::new, |text| vec![Effect::Copy { text, what: "link".into() }]);
        }
        (_, Some(KeyAction::Down)) => cursor.by(1, links.len()),
        (_, Some(KeyAction::Up)) => cursor.by(-1, links.len()),
        _ => {}
    }
    model.overlay = Some(Overlay::Links { check: id, cursor });
    Vec::new()
}
