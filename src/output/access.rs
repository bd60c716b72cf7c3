//! Answers about access: the bindings that grant it, or what could not be read, for people and for machines.

use super::text::{Paint, clean, lined};
use crate::checks::prelude::plural;
use crate::engine::access::{AccessAnswer, GrantedBy, Holders, UnreadGap};
use crate::model::rbac::Subject;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Returns the answer's part of a JSON line: `allowed` is null if unknown.
pub fn answered(answer: &AccessAnswer) -> Map<String, Value> {
    let mut out = Map::new();
    match answer {
        AccessAnswer::Allowed(ways) => {
            out.insert("allowed".into(), json!(true));
            out.insert("via".into(), ways.iter().map(via).collect());
        }
        AccessAnswer::Denied => {
            out.insert("allowed".into(), json!(false));
            out.insert("via".into(), json!([]));
        }
        AccessAnswer::Unknown(gaps) => {
            out.insert("allowed".into(), Value::Null);
            out.insert("via".into(), json!([]));
            out.insert("why".into(), json!(why(gaps)));
        }
    }
    out
}

fn via(way: &GrantedBy) -> Value {
    match way {
        GrantedBy::Masters => json!({"binding": "", "role": "system:masters"}),
        GrantedBy::Chain(chain) if chain.is_cluster_wide() => {
            json!({"binding": chain.binding(), "role": chain.role()})
        }
        GrantedBy::Chain(chain) => {
            json!({"binding": chain.binding(), "role": chain.role(), "namespace": &*chain.namespace})
        }
    }
}

/// Returns everything that could not be read, in one sentence.
fn why(gaps: &[UnreadGap]) -> String {
    let each: Vec<String> = gaps.iter().map(ToString::to_string).collect();
    format!("not seen: {}", each.join("; "))
}

/// Formats one answer for people.
#[must_use]
pub fn answer_text(who: &str, action: &str, answer: &AccessAnswer) -> String {
    let mut out = format!("{}: {} may {}{}\n", answer.word(), clean(who), not(answer), clean(action));
    match answer {
        AccessAnswer::Allowed(ways) => {
            for way in ways {
                let _ = writeln!(out, "  {}", clean(&way.to_string()));
            }
        }
        AccessAnswer::Denied => out += "  no binding grants it, and all bindings were read\n",
        AccessAnswer::Unknown(gaps) => {
            for gap in gaps {
                let _ = writeln!(out, "  not seen: {}", clean(&gap.to_string()));
            }
        }
    }
    out
}

fn not(answer: &AccessAnswer) -> &'static str {
    match answer {
        AccessAnswer::Allowed(_) => "",
        AccessAnswer::Denied => "not ",
        AccessAnswer::Unknown(_) => "or may not ",
    }
}

/// Formats every subject with a permission.
pub fn table(action: &str, holders: &Holders, paint: Paint) -> String {
    let head = ["SUBJECT", "WHERE", "BINDING", "ROLE"].map(str::to_owned).to_vec();
    let each = holders.rows.iter().flat_map(|holder| {
        holder.via.iter().map(move |way| {
            let (binding, role) = match way {
                GrantedBy::Masters => ("(built into the API server)".to_owned(), "everything".to_owned()),
                GrantedBy::Chain(chain) => (chain.binding(), chain.role()),
            };
            let place = if holder.namespace.is_empty() { "everywhere" } else { &holder.namespace };
            vec![subject(&holder.subject), clean(place), clean(&binding), clean(&role)]
        })
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(each).collect();
    let mut out = lined(&rows, paint);
    let count = holders.rows.len();
    let _ = writeln!(out, "\n{count} subject{} may {}", plural(count), clean(action));
    for gap in &holders.gaps {
        let _ = writeln!(out, "Not seen: {}. There may be more.", clean(&gap.to_string()));
    }
    out
}

/// `ServiceAccount x/default`, `Group admins`.
#[must_use]
pub fn subject(subject: &Subject) -> String {
    match subject.kind.as_str() {
        "ServiceAccount" => clean(&format!("ServiceAccount {}/{}", subject.namespace, subject.name)),
        kind => clean(&format!("{kind} {}", subject.name)),
    }
}

/// Returns one line per subject; unread items have their own lines.
#[must_use]
pub fn lines(holders: &Holders) -> String {
    let row = |holder: &crate::engine::access::PermissionHolder| {
        json!({
            "subject": {"kind": holder.subject.kind, "name": holder.subject.name, "namespace": holder.subject.namespace},
            "namespace": &*holder.namespace,
            "via": holder.via.iter().map(via).collect::<Vec<_>>(),
        })
    };
    let gap = |gap: &UnreadGap| json!({"unknown": gap.kind.info().plural, "namespace": &*gap.namespace, "why": gap.to_string()});
    let all = holders.rows.iter().map(row).chain(holders.gaps.iter().map(gap));
    all.map(|line| line.to_string() + "\n").collect()
}
