//! Every screen and every dialog says how one leaves it, by a key that is in effect.

use fnsec::app::KeyAction;
use fnsec::app::model::Model;

/// The bottom of a picture.
pub struct Foot {
    lines: String,
    keys: [String; 2],
}

impl Foot {
    pub fn of(model: &Model, text: &str) -> Self {
        let mut last: Vec<&str> = text.lines().rev().take(2).collect();
        last.reverse();
        Self {
            lines: last.join("\n"),
            keys: [format!("{} quit", model.keys.key(KeyAction::Close)), model.keys.key(KeyAction::Back)],
        }
    }

    fn says_how_one_leaves(&self) -> bool {
        self.keys.iter().any(|key| self.lines.contains(key))
    }
}

#[test]
fn every_screen_and_every_dialog_says_how_one_leaves_it() {
    for (scene, played) in super::super::PLAYED.iter() {
        for foot in &played.feet {
            assert!(foot.says_how_one_leaves(), "{scene}: none of {:?} in\n{}", foot.keys, foot.lines);
        }
    }
}
