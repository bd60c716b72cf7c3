//! Probes: a query as a JSON line, answered with its own fields and the result.

use super::ends::{Ground, ReachQuery, ask};
use crate::model::network_policy::Protocol;
use crate::output::reach::{ConnectionReport, answered};
use serde_json::{Map, Value, json};

/// Answers one query of a file.
///
/// # Errors
/// If a field is missing or invalid, or an end is not found.
pub fn answer(ground: Ground<'_>, mut probe: Map<String, Value>) -> Result<Value, String> {
    let text = |key: &str| probe.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
    let (from, to) = (text("from").ok_or("\"from\" is required")?, text("to").ok_or("\"to\" is required")?);
    let port = match probe.get("port") {
        None | Some(Value::Null) => None,
        Some(port) => {
            let number = port.as_u64().or_else(|| port.as_str().and_then(|text| text.parse().ok()));
            let number = number.and_then(|number| u16::try_from(number).ok()).filter(|number| *number > 0);
            Some(number.ok_or_else(|| format!("invalid port {port}: use a number from 1 to 65535"))?)
        }
    };
    let word = text("protocol").unwrap_or_default();
    let protocol = Protocol::read(&word.to_uppercase());
    let protocol = protocol.ok_or_else(|| format!("invalid protocol \"{word}\": use TCP, UDP or SCTP"))?;
    let told = ask(ground, &ReachQuery { from: &from, to: &to, port, protocol })?;
    probe.extend(answered(&told));
    Ok(Value::Object(probe))
}

/// Returns the answer to a query from the command line.
pub fn line(asked: &ReachQuery<'_>, told: &[ConnectionReport]) -> Value {
    let mut line = Map::new();
    line.insert("from".into(), json!(asked.from));
    line.insert("to".into(), json!(asked.to));
    line.insert("protocol".into(), json!(asked.protocol.word()));
    if let Some(port) = asked.port {
        line.insert("port".into(), json!(port));
    }
    line.extend(answered(told));
    Value::Object(line)
}
