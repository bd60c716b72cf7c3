//! File names for new objects: two objects never share one, and none leads outside its folder.

use crate::model::ObjectRef;

/// The longest stem that leaves room in a file name for what is added to it.
const LONGEST: usize = 200;

/// The name of an object's file without its extension, such as `networkpolicy-shop-ingress`.
pub fn stem(target: &ObjectRef) -> String {
    let parts = [&*target.kind, &*target.namespace, &*target.name];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).map(plain).collect();
    let mut stem = parts.join("-");
    stem.truncate(LONGEST);
    stem
}

/// The first of `STEM.yaml`, `STEM-2.yaml`, `STEM-3.yaml` that is free.
pub fn free(stem: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let first = format!("{stem}.yaml");
    if !is_taken(&first) {
        return first;
    }
    (2..10_000).map(|nth| format!("{stem}-{nth}.yaml")).find(|name| !is_taken(name)).unwrap_or(first)
}

/// Returns lower-case letters, digits and inner dots, with hyphens for all other characters.
fn plain(part: &str) -> String {
    let letter = |letter: char| {
        let plain = letter.is_ascii_alphanumeric() || letter == '.';
        if plain { letter.to_ascii_lowercase() } else { '-' }
    };
    part.chars().map(letter).collect::<String>().trim_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn a_name_contains_the_namespace_and_stays_in_its_folder() {
        let of = |kind: Kind, namespace: &str, name: &str| stem(&ObjectRef::new(kind, namespace, name));
        assert_eq!(of(Kind::NetworkPolicy, "shop", "ingress"), "networkpolicy-shop-ingress");
        assert_eq!(of(Kind::Namespace, "", "shop"), "namespace-shop");
        assert_eq!(of(Kind::Secret, "..", "../../etc/x"), "secret---..-etc-x");
        assert!(of(Kind::Secret, "a", &"b".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        assert_eq!(free("a", |_| false), "a.yaml");
        assert_eq!(free("a", |name| ["a.yaml", "a-2.yaml"].contains(&name)), "a-3.yaml");
    }
}
