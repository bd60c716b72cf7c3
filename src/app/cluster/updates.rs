//! Updates from the cluster: changes go into the snapshot, lost watches are reported, nothing is dropped.

use crate::app::Effect;
use crate::app::KeyAction;
use crate::app::cluster::apply::changed;
use crate::app::model::Model;
use crate::app::state::connection::Fresh;
use crate::model::{Change, Dirty};
use crate::source::News;

/// Returns the sentence of a refusal of the credentials, with the key that logs in.
fn login(model: &Model, sentence: &str) -> String {
    format!("{sentence} Press {} to log in again here.", model.keys.key(KeyAction::LogIn))
}

pub fn take(model: &mut Model, news: News) -> Vec<Effect> {
    let effects = hear(model, news);
    model.session.note(model.now);
    effects
}

fn hear(model: &mut Model, news: News) -> Vec<Effect> {
    match news {
        News::Found => {
            // What was said at the start, such as an invalid setting, is read first.
            if model.session.fresh != Fresh::Live && model.status.is_empty() {
                model.say("connected");
            }
            model.session.fresh = Fresh::Live;
            Vec::new()
        }
        News::Lost(trouble) => {
            let sentence = trouble.to_string();
            model.session.fresh = if trouble.kind.needs_login() {
                Fresh::Login(login(model, &sentence))
            } else {
                // The explorer keeps retrying; a command does not.
                Fresh::Offline(format!("{sentence} Retrying automatically."))
            };
            Vec::new()
        }
        News::Changes(mut changes) => {
            changes.retain(|change| {
                let Change::Pause(seconds) = change else { return true };
                model.session.wait(model.now, *seconds);
                false
            });
            if changes.is_empty() {
                return Vec::new();
            }
            let Err(changes) = crate::app::cluster::pause::hold(model, changes) else { return Vec::new() };
            let mut dirty = Dirty::default();
            for change in changes {
                model.snapshot.apply(change, &mut dirty);
            }
            changed(model, &dirty)
        }
    }
}
