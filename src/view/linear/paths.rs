//! Attack paths, and what cuts them.

use super::speech::SpeechLines;
use crate::app::model::Model;
use crate::verdicts::attack_path::AttackPath;

/// Adds a path: the Function, and each link by what an attacker gains.
pub(super) fn path(name: &str, path: &AttackPath, lines: &mut SpeechLines) {
    let chain: Vec<String> = path.links.iter().map(|link| link.words.to_string()).collect();
    let label = format!("Attack path, {}", path.severity.word());
    lines.label(&label, &format!("{name}: {}", chain.join("; then ")));
}

/// Adds the paths of the cluster, the worst first, each with what cuts it.
pub(super) fn of_cluster(model: &Model, lines: &mut SpeechLines) {
    for (at, (namespace, one)) in model.page.paths.iter().enumerate() {
        path(&format!("{namespace}/{}", one.function), one, lines);
        if let Some(cut) = model.page.path_cuts.get(at) {
            lines.label("Cut it", &cut.words());
        }
    }
}
