use super::*;
use crate::model::Snapshot;

#[test]
fn a_rule_that_the_controller_ignores_is_refused_with_its_message() {
    let world = Snapshot::default();
    let described = "Version v1beta1 … this APIRule is not reconciled. …".to_owned();
    let told = ApiRule { origin: "v1beta1".into(), description: described, ..ApiRule::default() };
    let made = derive(&told, &GenerationContext::cluster(&world));
    assert_eq!((made.valid, made.errors.as_slice()), (Some(false), &[REFUSED.to_owned()][..]));
    let unknown = ApiRule { description: String::new(), ..told };
    let made = derive(&unknown, &GenerationContext::cluster(&world));
    assert_eq!((made.valid, made.errors.len()), (None, 0));
    assert!(made.notes[0].contains("from 3.10.0"), "{:?}", made.notes);
}
