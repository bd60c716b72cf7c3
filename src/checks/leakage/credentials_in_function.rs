//! A credential in a Function is readable by anyone who may view the Function, its pods or its history.

use crate::checks::prelude::*;
use crate::model::leak::Leak;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "credentials-in-function",
    family: Leakage,
    severity: High,
    title: "Plaintext credential in the Function",
    why: "Anyone with view rights can read code and plaintext environment values in the Function, its pods and every old ReplicaSet. Nothing scans them for credentials.",
    page: include_str!("credentials_in_function.md"),
    reads: &[
        Reads::Kind(Kind::Function),
        Reads::Source,
        Reads::ExposureHint,
        Reads::Hint(Kind::Service),
        Reads::Hint(Kind::Secret),
    ],
    find,
    fixes,
};

const ENV: &str = "/spec/env/";

fn find(scope: &Scope<'_>) -> Vec<Finding> {
    let each = scope.space.functions.values().flat_map(|function| {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let keyed = function.leaks.iter().map(move |leak| {
            let count = seen.entry(key(leak)).and_modify(|count| *count += 1).or_insert(1);
            (leak, format!("{} #{count}", key(leak)))
        });
        keyed.map(|(leak, key)| judge(scope, function, leak).key(key))
    });
    each.collect()
}

/// The identity of a leak wherever it moves: an environment variable by name, a text by its content.
fn key(leak: &Leak) -> String {
    if leak.name.is_empty() {
        format!("{} {} {}", leak.path, leak.kind, leak.preview)
    } else {
        let place = if leak.path.starts_with(ENV) { "env" } else { "annotation" };
        format!("{place} {} {}", leak.name, leak.kind)
    }
}

fn judge(scope: &Scope<'_>, function: &Function, leak: &Leak) -> Finding {
    let sure = sure(leak);
    let finding = Finding::new(&CHECK, function_ref(function))
        .at(&*leak.path)
        .line(leak.line, leak.column)
        .with_evidence(&*leak.preview)
        .says(message(leak))
        .sure(sure);
    match way_in(scope, function) {
        Some(way) if leak.certain => {
            let note = format!(
                "raised from high: the credential is certain, and {way} exposes this code to the outside"
            );
            finding.graded(Critical, note)
        }
        Some(_) | None => finding,
    }
}

/// Returns how sure a leak is. A weak value that is set directly may also be a placeholder.
pub(super) fn sure(leak: &Leak) -> Confidence {
    match (leak.certain, leak.weak) {
        (true, _) => Confidence::Certain,
        (false, true) => Confidence::Possible,
        (false, false) => Confidence::Likely,
    }
}

fn message(leak: &Leak) -> String {
    let what = format!("{} {}", article(&leak.kind), leak.kind);
    if leak.path.starts_with("/metadata/annotations/") {
        return format!("Annotation {} contains {what}", leak.name);
    }
    if leak.weak {
        return format!("{} is set to an easily guessed value", leak.name);
    }
    if !leak.name.is_empty() {
        return format!("The plaintext value of {} contains {what}", leak.name);
    }
    // Reports show the line beside it.
    let text = if leak.path.contains("dep") { "dependencies contain" } else { "source contains" };
    format!("The {text} {what}")
}

fn article(noun: &str) -> &'static str {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O']);
    let spelt = ["npm", "SSH", "SMTP"].iter().any(|word| noun.starts_with(word));
    if vowel || spelt { "an" } else { "a" }
}

fn fixes(scope: &Scope<'_>, finding: &Finding) -> Vec<Fix> {
    let Some(function) = scope.space.functions.get(finding.object.name.as_str()) else {
        return Vec::new();
    };
    let leak = function.leaks.iter().find(|leak| finding.path == leak.path && leak.path.starts_with(ENV));
    leak.and_then(|leak| seal(scope, function, leak)).into_iter().collect()
}

/// Moves an environment value into a new Secret without showing it.
fn seal(scope: &Scope<'_>, function: &Function, leak: &Leak) -> Option<Fix> {
    let entry = leak.path.strip_suffix("/value")?;
    let name = secret_name(&function.meta.name, &leak.name);
    let name = free_name(&name, |name| scope.space.secrets.contains_key(name));
    let field = key_of(&leak.name);
    let secret = ObjectRef::new(Kind::Secret, scope.name(), &name);
    let value = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": scope.name()},
        "type": "Opaque",
        "stringData": {&*field: ""},
    });
    let to = format!("/stringData/{}", escape(&field));
    let create = Edit::create(secret, value)
        .note(
            &*to,
            "the value moves from the Function into the Secret when the fix is applied; it is never shown",
        )
        .carry(&*to, function_ref(function), &*leak.path);
    let from = format!("{entry}/valueFrom/secretKeyRef");
    let ops = vec![
        Op::test(format!("{entry}/name"), json!(leak.name)),
        Op::remove(&*leak.path),
        Op::set(&*from, json!({"name": name, "key": field})),
    ];
    let modify = Edit::modify(function_ref(function), ops)
        .note(from, "the code reads the same variable; only access to its value changes");
    let price = "The pods are replaced. Rotate the credential afterwards: old ReplicaSets, the last-applied annotation and your repository still contain it.";
    let fix = Fix::new("Move the value into a Secret", Risk::Restarts).costs(price);
    Some(fix.edit(create).edit(modify))
}

/// `refund-db-password`
fn secret_name(function: &str, variable: &str) -> String {
    let words =
        variable.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let kebab: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let whole: String = format!("{function}-{}", kebab.join("-")).chars().take(240).collect();
    whole.trim_end_matches(['-', '.']).to_owned()
}

/// Returns the variable's own name if it is a valid key of a Secret.
fn key_of(variable: &str) -> String {
    let fits = |one: char| one.is_ascii_alphanumeric() || "-_.".contains(one);
    let good = !variable.is_empty() && variable.len() <= 253 && variable.chars().all(fits);
    let dots = variable.chars().all(|letter| letter == '.') || variable.starts_with("..");
    if good && !dots { variable.into() } else { "value".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_gets_a_valid_name() {
        assert_eq!(secret_name("refund", "DB_PASSWORD"), "refund-db-password");
        assert_eq!(secret_name("refund", "_db..Pass word_"), "refund-db-pass-word");
        assert_eq!(secret_name("refund", "密码"), "refund");
        assert!(secret_name("refund", &"A_".repeat(500)).len() <= 240);
    }

    #[test]
    fn a_variable_that_is_not_a_valid_key_becomes_value() {
        assert_eq!(key_of("DB_PASSWORD"), "DB_PASSWORD");
        for odd in ["", "..", "..x", "a b", "密码"] {
            assert_eq!(key_of(odd), "value", "{odd}");
        }
    }
}
