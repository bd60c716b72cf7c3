//! Event sources of Functions, as a table and as JSON lines.

use super::text::{Paint, clean, lined};
use crate::engine::events::EventWay;
use crate::engine::network::Reachability;
use crate::yaml::Put;
use serde_json::{Value, json};

/// Returns the visible event sources, and why there may be more.
pub fn table(ways: &[EventWay], unseen: &[String], paint: Paint) -> String {
    let gaps: String = unseen.iter().map(|why| clean(&format!("Not known: {why}.")) + "\n").collect();
    if ways.is_empty() && unseen.is_empty() {
        return "No Subscriptions.\n".into();
    }
    if ways.is_empty() {
        return gaps;
    }
    let head = ["NAMESPACE", "SUBSCRIPTION", "EVENTS", "START", "DELIVERY"].map(str::to_owned).to_vec();
    let row = |way: &EventWay| {
        let cells = [&way.namespace, &way.subscription, &way.events, &way.end(), &way.words()];
        cells.map(|cell| clean(cell)).to_vec()
    };
    lined(&std::iter::once(head).chain(ways.iter().map(row)).collect::<Vec<_>>(), paint) + &gaps
}

#[must_use]
pub fn lines(ways: &[EventWay]) -> String {
    ways.iter().map(|way| line(way).to_string() + "\n").collect()
}

fn line(way: &EventWay) -> Value {
    let delivered = match way.delivery.verdict {
        Reachability::Allowed => json!(true),
        Reachability::Denied => json!(false),
        Reachability::Unknown => Value::Null,
    };
    let mut line = json!({
        "namespace": way.namespace, "subscription": way.subscription, "source": way.source, "types": way.types,
        "service": way.service, "functions": way.functions, "delivered": delivered,
        "through": if way.by_gateway { "gateway" } else { "eventing" }, "by": way.delivery.by,
    });
    if !way.delivery.why.is_empty() {
        line.put(["why"], json!(way.delivery.why));
    }
    line
}
