//! Toggles, and small actions that a key performs at once.

use crate::app::Effect;
use crate::app::fix;
use crate::app::model::{Model, Settings};
use crate::app::overlay::Overlay;
use crate::app::rows::cursor::Cursor;

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

/// Opens the palette at the themes; the selected one is shown at once.
pub(in crate::app) fn choose_theme(model: &mut Model) -> Vec<Effect> {
    model.overlay = Some(Overlay::Palette { query: "theme ".into(), cursor: Cursor::default() });
    Vec::new()
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
