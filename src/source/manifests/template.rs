//! Unrendered templates: their text is not a manifest, and their names cannot exist.

use serde_json::Value;

/// The placeholder syntax of Helm, of shells and of hand-written templates.
const SIGNS: [(&str, &str); 4] = [("{{", "}}"), ("${", "}"), ("<", ">"), ("$(", ")")];

/// Returns whether a text contains Helm or Go template syntax.
pub fn is_template(text: &str) -> bool {
    text.contains("{{") && text.contains("}}")
}

/// Returns the name or host of an object that is a placeholder: such an object cannot exist.
pub fn placeholder(object: &Value) -> Option<String> {
    let texts = [
        "/metadata/name",
        "/metadata/namespace",
        "/metadata/generateName",
        "/spec/host",
        "/spec/service/host",
        "/spec/service/name",
        "/spec/gateway",
    ];
    let named = texts.iter().filter_map(|place| object.pointer(place));
    let lists = ["/spec/hosts", "/subjects"]
        .iter()
        .filter_map(|place| object.pointer(place))
        .filter_map(Value::as_array);
    let listed =
        lists.flatten().flat_map(|list| [Some(list), list.get("name"), list.get("namespace")]).flatten();
    let text = named.chain(listed).filter_map(Value::as_str).find(|text| has_sign(text))?;
    Some(text.chars().take(60).collect())
}

fn has_sign(text: &str) -> bool {
    SIGNS.iter().any(|(open, close)| text.split_once(open).is_some_and(|(_, rest)| rest.contains(close)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_to_fill_in_are_recognised_and_ordinary_names_are_not() {
        for name in ["{{ .Values.name }}", "${NAME}", "<your-name>", "pay-$(ID)"] {
            assert!(placeholder(&json!({"metadata": {"name": name}})).is_some(), "{name}");
        }
        for name in ["pay", "system:node", "a.b-c", "a<b"] {
            assert_eq!(placeholder(&json!({"metadata": {"name": name}})), None);
        }
        assert!(placeholder(&json!({"spec": {"hosts": ["{{ .Values.host }}"]}})).is_some());
    }
}
