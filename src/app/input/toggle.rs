//! Toggles, and small actions that a key performs at once.

use crate::app::Effect;
use crate::app::fix;
use crate::app::model::{Model, Settings, THEMES};

pub(in crate::app) fn toggle(
    model: &mut Model,
    field: impl FnOnce(&mut Settings) -> &mut bool,
    what: &str,
) -> Vec<Effect> {
    let flag = field(&mut model.settings);
    *flag = !*flag;
    let word = if *flag { "on" } else { "off" };
    model.say(format!("{what}: {word}"));
    Vec::new()
}

pub(in crate::app) fn next_theme(model: &mut Model) -> Vec<Effect> {
    let themes = THEMES;
    let at = themes.iter().position(|name| *name == model.settings.theme).unwrap_or(0);
    let next = themes.get((at + 1) % themes.len()).copied().unwrap_or("auto");
    model.settings.theme = next.into();
    model.say(format!("theme: {next}"));
    vec![Effect::Theme(next.into())]
}

pub(in crate::app) fn diff_mode(model: &mut Model) -> Vec<Effect> {
    if let Some(fixing) = &mut model.fix {
        fixing.show = match fixing.show {
            fix::Show::Diff => fix::Show::Yaml,
            fix::Show::Yaml => fix::Show::Diff,
        };
        fixing.scroll = 0;
    }
    Vec::new()
}

pub(in crate::app) fn save(model: &mut Model) -> Vec<Effect> {
    let Some(plan) = model.fix.as_ref().and_then(|fixing| fixing.plan.as_ref()) else {
        return Vec::new();
    };
    let name = plan.steps.first().map_or_else(
        || "change".into(),
        |step| format!("{}-{}", step.target.kind.to_lowercase(), step.target.name),
    );
    vec![Effect::Save { name: format!("fnsec-{name}.yaml"), text: plan.text() }]
}
