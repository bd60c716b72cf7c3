//! Takes settings of the configuration into the running explorer: at the start all of them, later those that
//! changed.

use crate::app::Effect;
use crate::app::Place;
use crate::app::config::{Confirming, ExplorerConfig, Glyphs};
use crate::app::model::Model;
use crate::app::state::connection::Env;
use crate::verdicts::config::Fault;

/// Takes all settings; the start screen only here.
pub fn begin(model: &mut Model, config: &ExplorerConfig) {
    let settings = &mut model.settings;
    settings.theme.clone_from(&config.theme);
    settings.mouse = config.mouse;
    settings.hints = config.hints;
    settings.wrap = config.wrap;
    settings.show_passed = config.passed;
    settings.show_accepted = config.accepted;
    settings.show_system = config.system;
    settings.always_typed = config.confirm == Confirming::Typed;
    settings.columns = config.columns.clone();
    settings.filters = config.filters.clone();
    if config.glyphs != Glyphs::Auto {
        settings.ascii = config.glyphs == Glyphs::Ascii;
    }
    model.keys = config.keys.bindings.clone();
    if let Some(place) = Place::of_tab(config.start.digit()) {
        model.place = place;
    }
}

/// Takes the settings that a changed file changed; what was toggled by key since stays otherwise.
pub fn follow(model: &mut Model, before: &ExplorerConfig, after: &ExplorerConfig) -> Vec<Effect> {
    let mut effects = Vec::new();
    let settings = &mut model.settings;
    let switch = |old: bool, new: bool, own: &mut bool| {
        if old != new {
            *own = new;
        }
    };
    switch(before.hints, after.hints, &mut settings.hints);
    switch(before.wrap, after.wrap, &mut settings.wrap);
    switch(before.passed, after.passed, &mut settings.show_passed);
    switch(before.accepted, after.accepted, &mut settings.show_accepted);
    switch(before.system, after.system, &mut settings.show_system);
    settings.always_typed = after.confirm == Confirming::Typed;
    settings.columns = after.columns.clone();
    settings.filters = after.filters.clone();
    if before.glyphs != after.glyphs && after.glyphs != Glyphs::Auto {
        settings.ascii = after.glyphs == Glyphs::Ascii;
    }
    if before.mouse != after.mouse {
        settings.mouse = after.mouse;
        effects.push(Effect::Mouse(after.mouse));
    }
    if before.theme != after.theme {
        settings.theme.clone_from(&after.theme);
        effects.push(Effect::Theme(after.theme.clone()));
    }
    model.keys = after.keys.bindings.clone();
    effects.extend(guard(model, after));
    effects
}

/// A cluster that now counts as production needs arming at once; one that no longer does stays production.
fn guard(model: &mut Model, config: &ExplorerConfig) -> Option<Effect> {
    let session = &mut model.session;
    let is_new = session.origin == crate::source::Origin::Cluster
        && session.env != Env::Prod
        && Env::of(&session.context, &session.host, &config.production) == Env::Prod;
    if !is_new {
        return None;
    }
    (session.env, session.armed) = (Env::Prod, false);
    Some(Effect::Arm(false))
}

/// Returns one sentence about invalid settings: the first one with its line, and how many more there are.
#[must_use]
pub fn sentence(faults: &[Fault]) -> Option<String> {
    let first = faults.first()?;
    let more = match faults.len() {
        1 => String::new(),
        count => format!(" (and {} more; fnsec config check lists them)", count - 1),
    };
    Some(format!("{first}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::model;
    use crate::source::Origin;

    fn config(text: &str) -> ExplorerConfig {
        let mut resolved = crate::app::config::EffectiveSettings::default();
        resolved.file("c", text);
        assert_eq!(resolved.faults, []);
        resolved.config
    }

    #[test]
    fn all_settings_are_taken_at_the_start() {
        let mut model = model();
        begin(
            &mut model,
            &config("explorer: {start: findings, wrap: true, glyphs: ascii, confirm: typed, system: false}"),
        );
        assert_eq!(model.place, Place::Findings);
        let settings = &model.settings;
        assert!(settings.wrap && settings.ascii && settings.always_typed && !settings.show_system);
    }

    #[test]
    fn a_changed_file_changes_what_it_names_and_not_what_was_toggled() {
        let mut model = model();
        let (before, after) = (config(""), config("explorer: {theme: nord, mouse: true, start: reach}"));
        begin(&mut model, &before);
        model.settings.wrap = true;
        let effects = follow(&mut model, &before, &after);
        assert_eq!(effects, [Effect::Mouse(true), Effect::Theme("nord".into())]);
        assert!(model.settings.wrap && model.place == Place::Overview);
        assert_eq!(follow(&mut model, &after, &after), []);
    }

    #[test]
    fn a_cluster_that_becomes_production_is_disarmed_and_never_the_other_way_round() {
        let mut model = model();
        model.session.origin = Origin::Cluster;
        model.session.context = "shop-eu10".into();
        let (before, after) = (config(""), config("explorer: {production: [eu10]}"));
        assert_eq!(follow(&mut model, &before, &after), [Effect::Arm(false)]);
        assert!(model.session.env == Env::Prod && !model.session.armed);
        assert_eq!(follow(&mut model, &after, &before), []);
        assert!(model.session.env == Env::Prod && !model.session.armed);
    }
}
