//! Ctrl-C.

use crate::app::Effect;
use crate::app::model::Model;

/// How soon a second Ctrl-C must follow to quit, in milliseconds.
pub(in crate::app) const TWICE_MS: u64 = 2_000;

/// Closes what is open on the first Ctrl-C; quits on the second within two seconds.
pub(in crate::app) fn interrupt(model: &mut Model) -> Vec<Effect> {
    let again = model.interrupted.is_some_and(|before| model.now.saturating_sub(before) <= TWICE_MS);
    if again {
        model.quitting = true;
        return vec![Effect::Quit];
    }
    model.interrupted = Some(model.now);
    model.overlay = None;
    model.prefix = None;
    model.say("ctrl-c again within 2 s quits");
    Vec::new()
}
