//! v1beta1 `APIRule`s: today's controller refuses them whatever they say, and leaves what others made of them.

use super::{Generated, World};
use crate::model::apirule::ApiRule;
use crate::model::legacy::{Fate, OFF};

/// As the status says it.
const REFUSED: &str = "Version v1beta1 of APIRule is no longer supported and this APIRule is not reconciled. Make sure to migrate to version v2.";

pub fn generate(rule: &ApiRule, world: &World<'_>) -> Generated {
    const KEPT: &str = "what older API gateways made of it stays in force";
    let by = |who: &str| format!("{who} applies it by the v1beta1 rules, which are not derived");
    let note = match Fate::of(rule, world.snapshot) {
        Fate::Told | Fate::Left(_) => {
            let errors = vec![REFUSED.to_owned()];
            return Generated { valid: Some(false), errors, notes: vec![KEPT.into()], ..of(rule) };
        }
        Fate::Applied(version) => by(&format!("API gateway {version}")),
        Fate::Exempt => by("by an exception of this cluster, the API gateway"),
        Fate::Unsure(version) => format!(
            "API gateway {version} leaves it alone, unless the cluster has an exception, which could not be looked for"
        ),
        Fate::Unknown => {
            format!("from {OFF} on the API gateway leaves it alone; {}", by("an older one"))
        }
    };
    Generated { notes: vec![note], ..of(rule) }
}

fn of(rule: &ApiRule) -> Generated {
    Generated { host: rule.host.clone(), rule: rule.clone(), ..Generated::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Snapshot;

    #[test]
    fn a_rule_that_the_controller_leaves_alone_is_refused_in_its_words() {
        let world = Snapshot::default();
        let described = "Version v1beta1 … this APIRule is not reconciled. …".to_owned();
        let told = ApiRule { origin: "v1beta1".into(), description: described, ..ApiRule::default() };
        let made = generate(&told, &World::cluster(&world));
        assert_eq!((made.valid, made.errors.as_slice()), (Some(false), &[REFUSED.to_owned()][..]));
        let unknown = ApiRule { description: String::new(), ..told };
        let made = generate(&unknown, &World::cluster(&world));
        assert_eq!((made.valid, made.errors.len()), (None, 0));
        assert!(made.notes[0].contains("from 3.10.0 on"), "{:?}", made.notes);
    }
}
