//! The grids: who connects to whom, pod by pod, and who may do what. A row is one subject with all it reaches.

use super::speech::SpeechLines;
use crate::app::map::access_table::{AccessMark, SubjectRow};
use crate::app::map::reach_map::ReachMap;
use crate::app::map::what_if::shown;
use crate::app::model::Model;
use crate::engine::access::{Capability, Who};
use crate::engine::network::{ConnectionPair, DirectionAnswer, Openness, Reachability};
use crate::view::screens::reach::openness;

pub(super) fn reach(model: &Model, lines: &mut SpeechLines) {
    let Some(reach) = shown(model) else {
        return lines.say("Checking which pods can connect");
    };
    match model.grids.what_if.as_ref().map(|what_if| (&what_if.plan.title, &what_if.then)) {
        Some((title, Some(then))) => {
            lines.label("What if", &format!("{title}; {} pairs change", then.changed));
        }
        Some((title, None)) => lines.label("What if", title),
        None => {}
    }
    let (open, all) = reach.open;
    lines.label("Pairs", &format!("{open} of {all} pairs of namespaces are fully open"));
    lines.label("Selected", &format!("{} to {}", from(model, reach), to(model, reach)));
    lines.say("Each row is where connections come from; to NAME selects where they go, open shows the pods");
}

fn from(model: &Model, reach: &ReachMap) -> String {
    reach.name(model.cursor(0).row).unwrap_or_default()
}

fn to(model: &Model, reach: &ReachMap) -> String {
    reach.matrix.names.get(model.grids.reach_column).map(ToString::to_string).unwrap_or_default()
}

/// Returns a row for each source: where it connects to, by how much.
pub(super) fn reach_rows(model: &Model) -> Vec<String> {
    let Some(reach) = shown(model) else { return Vec::new() };
    (0..reach.rows()).map(|row| reach_row(model, reach, row)).collect()
}

fn reach_row(model: &Model, reach: &ReachMap, row: usize) -> String {
    let names = |wanted: Openness, closed: bool| -> Vec<&str> {
        let all = reach.matrix.names.iter().enumerate().filter(|(column, _)| {
            openness(model, reach, row, *column) == Some(wanted)
                && reach.is_closed_by_mesh(row, *column) == closed
        });
        all.map(|(_, name)| &**name).collect()
    };
    let part = |words: &str, names: &[&str]| {
        if names.is_empty() { String::new() } else { format!(", {words} {}", names.join(" ")) }
    };
    let denied = [names(Openness::All, true), names(Openness::Some, true)].concat();
    let parts = [
        part("all ports of", &names(Openness::All, false)),
        part("some ports of", &names(Openness::Some, false)),
        part("the mesh denies", &denied),
        part("unknown for", &names(Openness::Unknown, false)),
    ];
    let words = parts.concat();
    let words = if words.is_empty() { ", nothing".to_owned() } else { words };
    format!("from {}{words}", reach.name(row).unwrap_or_default())
}

/// Adds what decides about the selected cell.
pub(super) fn why_reach(model: &Model, lines: &mut SpeechLines) {
    let Some(reach) = shown(model) else { return };
    lines.label("Connection", &format!("{} to {}", from(model, reach), to(model, reach)));
    let words = match openness(model, reach, model.cursor(0).row, model.grids.reach_column) {
        Some(Openness::All) => "all ports are open",
        Some(Openness::Some) => "some ports are open",
        Some(Openness::None) => "closed",
        Some(Openness::Empty) => "there are no pods to connect",
        Some(Openness::Unknown) | None => "unknown",
    };
    lines.label("Answer", words);
    if reach.is_closed_by_mesh(model.cursor(0).row, model.grids.reach_column) {
        lines.say("The mesh denies every connection that the policies allow");
    }
    if let Some(words) = reach.assumption() {
        lines.say(words.trim_end_matches('.'));
    }
    for pair in reach.pairs.rows.iter().take(20) {
        lines.label("Pods", &pair_row(pair));
    }
    for outlet in &reach.outlets {
        let policies: Vec<&str> = outlet.policies.iter().map(|name| &**name).collect();
        let by = if policies.is_empty() { String::new() } else { format!(" by {}", policies.join(", ")) };
        lines.label("Outside", &format!("{}, {}{by}", outlet.outlet.word(), reached(outlet.verdict)));
    }
}

pub(super) fn pair(model: &Model, from: &str, to: &str, lines: &mut SpeechLines) {
    let left_out = shown(model).map_or(0, |reach| reach.pairs.left_out);
    lines.say(&format!("Each row is a group of pods in {from} and {to} with equal policies"));
    if left_out > 0 {
        lines.say(&format!("{left_out} more pairs are not listed"));
    }
}

pub(super) fn pair_rows(model: &Model) -> Vec<String> {
    shown(model).map(|reach| reach.pairs.rows.iter().map(pair_row).collect()).unwrap_or_default()
}

fn pair_row(pair: &ConnectionPair) -> String {
    let named = |name: &str, count: usize| match count {
        0 | 1 => name.to_owned(),
        2 => format!("{name} and 1 more"),
        count => format!("{name} and {} more", count - 1),
    };
    let (sure, possible) = (pair.answer.sure(), pair.answer.possible());
    let words = match (sure.is_none(), possible.is_none()) {
        (false, _) => format!("open, {sure}"),
        (true, true) => "closed".into(),
        (true, false) => "unknown".into(),
    };
    format!("{} to {}, {words}", named(&pair.from, pair.from_count), named(&pair.to, pair.to_count))
}

pub(super) fn why_pair(model: &Model, lines: &mut SpeechLines) {
    let pair = shown(model).and_then(|reach| reach.pairs.rows.get(model.cursor(0).row));
    let Some(pair) = pair else { return lines.say("There are no pods to connect") };
    lines.label("Pods", &pair_row(pair));
    lines.label("Leaving", &side(&pair.answer.egress));
    lines.label("Entering", &side(&pair.answer.ingress));
    if let Some(one) = shown(model).and_then(|reach| reach.crowd.pair(&pair.from, &pair.to)) {
        lines.label("Mesh", &one.shown());
    }
    for why in &pair.answer.why {
        lines.label("Unknown", why);
    }
    for note in &pair.answer.notes {
        lines.label("Note", note);
    }
}

fn reached(verdict: Reachability) -> &'static str {
    match verdict {
        Reachability::Denied => "closed",
        Reachability::Unknown => "unknown",
        Reachability::Allowed => "open",
    }
}

fn side(side: &DirectionAnswer) -> String {
    if !side.isolated {
        return "unrestricted, no policy selects the pod".into();
    }
    let all: Vec<&str> = side.policies.iter().map(|name| &**name).collect();
    let admits: Vec<String> =
        side.admits.iter().map(|(name, ports, _)| format!("{name} allows {ports}")).collect();
    let admits = if admits.is_empty() { "no policy allows it".to_owned() } else { admits.join("; ") };
    format!("isolated by {}; {admits}", all.join(", "))
}

pub(super) fn access(model: &Model, namespace: &str, lines: &mut SpeechLines) {
    let Some(access) = model.grids.access.as_ref().filter(|access| access.namespace == namespace) else {
        return lines.say("Checking who may do what");
    };
    if namespace.is_empty() {
        lines.label("Namespaces", &access.access.namespaces().count().to_string());
        lines.say(
            "Each row is a subject with what it can do in any namespace; why NUMBER names the namespaces",
        );
    }
    lines.label("Subjects", &access.rows.len().to_string());
    for one in &access.blast {
        let words = match one.namespaces {
            0 if one.here == AccessMark::Unknown => "unknown".to_owned(),
            1 => "in 1 namespace".to_owned(),
            many => format!("in {many} namespaces"),
        };
        let label = format!("Token of {namespace}/default can");
        lines.label(&label, &format!("{}, {words}", one.to.words()));
    }
    for gap in &access.gaps {
        lines.label("Not read", gap);
    }
}

pub(super) fn access_rows(model: &Model) -> Vec<String> {
    model.grids.access.iter().flat_map(|access| access.rows.iter().map(access_row)).collect()
}

fn access_row(row: &SubjectRow) -> String {
    let can =
        Capability::ALL.iter().zip(row.marks.iter().zip(row.counts)).filter_map(|(to, (mark, count))| {
            let place = match count {
                0 => String::new(),
                1 => " in 1 namespace".to_owned(),
                count => format!(" in {count} namespaces"),
            };
            let how = match mark {
                AccessMark::Cluster => "in the whole cluster".to_owned(),
                AccessMark::Here if count == 0 => "here".to_owned(),
                AccessMark::Here => place.trim_start().to_owned(),
                AccessMark::Indirect => format!("by a detour{place}"),
                AccessMark::Some => format!("for some objects{place}"),
                AccessMark::Unknown => "unknown".to_owned(),
                AccessMark::No => return None,
            };
            Some(format!("{} {how}", to.words()))
        });
    let can: Vec<String> = can.collect();
    format!("{} can: {}", row.subject.shown(), can.join("; "))
}

/// Adds how the selected subject gets each of its capabilities.
pub(super) fn why_access(model: &Model, lines: &mut SpeechLines) {
    let Some(access) = &model.grids.access else { return };
    let Some(row) = access.rows.get(model.cursor(0).row) else {
        return lines.say("No subject that was read may do any of this");
    };
    lines.label("Subject", &row.subject.shown());
    let who = Who::of(&row.subject);
    if access.namespace.is_empty() {
        for to in Capability::ALL {
            let names = access.access.namespaces_of(&who, to);
            let names: Vec<&str> = names.iter().map(|(name, _)| &**name).collect();
            lines.label(&format!("Namespaces in which they can {}", to.words()), &names.join(" "));
        }
    }
    for (to, _) in Capability::ALL.iter().zip(row.marks).filter(|(_, mark)| *mark > AccessMark::Unknown) {
        let ways = access.access.ways(&who, *to, &access.namespace);
        let direct = ways.iter().any(|(way, _)| way.is_direct());
        for (way, rights) in ways.iter().filter(|(way, _)| way.is_direct() || !direct) {
            let how = if way.is_direct() { "granted directly" } else { way.how };
            lines.label("Can", &format!("{}, {how}", to.words()));
            for (right, chains) in rights {
                for chain in chains.iter().take(3) {
                    lines.label("Because", &format!("{}, {chain}", right.shown()));
                }
            }
        }
    }
}
