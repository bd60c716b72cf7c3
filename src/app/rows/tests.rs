use super::*;
use crate::decode;
use crate::model::calendar::Day;
use crate::model::{Change, Dirty, Feed, Kind, Object, Snapshot};
use crate::source::generate::{Size, estate};
use proptest::prelude::*;

const TODAY: Day = Day::new(2026, 11, 1);

fn model() -> Model {
    let mut model = Model::new(TODAY);
    let feed = |kind: Kind| {
        let namespace = kind.info().place().into();
        Change::Feed { kind, namespace, feed: Feed::Live }
    };
    take(&mut model, Kind::ALL.map(feed).into());
    let read = |value: serde_json::Value| {
        let named = |kind: &Kind| value["kind"] == kind.info().name;
        let kind = Kind::ALL.into_iter().find(named)?;
        decode::object(kind, &value.to_string()).ok().map(Change::Put)
    };
    take(&mut model, estate(Size { functions: 40, namespaces: 8, seed: 3 }).filter_map(read).collect());
    model
}

/// Takes changes in as the explorer does, and evaluates everything that they affect.
fn take(model: &mut Model, changes: Vec<Change>) {
    let mut dirty = Dirty::default();
    for change in changes {
        model.snapshot.apply(change, &mut dirty);
    }
    model.changes += 1;
    model.lists.functions.mark(&dirty);
    model.report.mark(&model.snapshot, &dirty);
    let Model { report, snapshot, today, .. } = model;
    report.finish(snapshot, *today);
}

#[derive(Debug, Clone)]
enum Step {
    /// Another image, about which some check reports something.
    Image(usize),
    Gone(usize),
    Back(usize),
    Emptied(usize),
    Filter(&'static str),
    Order(Order),
    Reverse,
    Accepted,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..40_usize).prop_map(Step::Image),
        3 => (0..40_usize).prop_map(Step::Gone),
        2 => (0..40_usize).prop_map(Step::Back),
        1 => (0..8_usize).prop_map(Step::Emptied),
        1 => prop::sample::select(vec!["", "sev:high", "nodejs"]).prop_map(Step::Filter),
        1 => prop::sample::select(Order::of(ScreenKind::Functions).to_vec()).prop_map(Step::Order),
        1 => Just(Step::Reverse),
        1 => Just(Step::Accepted),
    ]
}

fn changes(model: &Model, first: &Snapshot, step: &Step) -> Vec<Change> {
    let at = |snapshot: &Snapshot, at: usize| {
        let all = snapshot.spaces().flat_map(|space| space.functions.values().cloned());
        let all: Vec<_> = all.collect();
        (!all.is_empty()).then(|| (*all[at % all.len()]).clone())
    };
    let gone = |one: &crate::model::function::Function| Change::Gone {
        kind: Kind::Function,
        namespace: one.meta.namespace.clone().into(),
        name: one.meta.name.clone().into(),
    };
    match step {
        Step::Image(one) => at(&model.snapshot, *one)
            .into_iter()
            .map(|mut one| {
                one.image_override =
                    if one.image_override.is_empty() { "x.example/own:1" } else { "" }.into();
                Change::Put(Object::Function(Box::new(one)))
            })
            .collect(),
        Step::Gone(one) => at(&model.snapshot, *one).iter().map(gone).collect(),
        Step::Back(one) => {
            at(first, *one).into_iter().map(|one| Change::Put(Object::Function(Box::new(one)))).collect()
        }
        Step::Emptied(one) => {
            let space = first.spaces().nth(*one).into_iter();
            let mut all: Vec<Change> =
                space.clone().flat_map(|space| space.functions.values()).map(|one| gone(one)).collect();
            all.extend(space.map(|space| Change::Gone {
                kind: Kind::Namespace,
                namespace: String::new(),
                name: space.name.to_string(),
            }));
            all
        }
        Step::Filter(_) | Step::Order(_) | Step::Reverse | Step::Accepted => Vec::new(),
    }
}

fn anew<T: Row>(model: &Model) -> Vec<T> {
    let mut kept = KeptRows::default();
    kept.refresh(model);
    kept.rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn rows_that_are_kept_are_those_that_would_be_made_anew(steps in prop::collection::vec(any_step(), 1..12)) {
        let mut model = model();
        let first = model.snapshot.clone();
        let (mut functions, mut findings) = (KeptRows::<FunctionRow>::default(), KeptRows::<FindingRow>::default());
        for step in steps {
            match step {
                Step::Filter(text) => {
                    for sort in [ScreenKind::Functions, ScreenKind::Findings] {
                        model.set_filter(sort, text);
                    }
                }
                Step::Order(order) => {
                    for sort in [ScreenKind::Functions, ScreenKind::Findings] {
                        model.set_order(sort, order);
                    }
                }
                Step::Reverse => {
                    for sort in [ScreenKind::Functions, ScreenKind::Findings] {
                        model.reverse(sort);
                    }
                }
                Step::Accepted => model.settings.show_accepted = !model.settings.show_accepted,
                _ => {}
            }
            std::mem::swap(&mut functions, &mut model.lists.functions);
            let news = changes(&model, &first, &step);
            take(&mut model, news);
            std::mem::swap(&mut functions, &mut model.lists.functions);
            functions.refresh(&model);
            findings.refresh(&model);
            prop_assert_eq!(&functions.rows, &anew::<FunctionRow>(&model));
            prop_assert_eq!(&findings.rows, &anew::<FindingRow>(&model));
        }
    }
}

proptest! {
    #[test]
    fn merged_lists_are_in_order_and_the_first_comes_first_of_equals(
        mut one in prop::collection::vec(0..9_u8, 0..20),
        mut other in prop::collection::vec(0..9_u8, 0..20),
    ) {
        one.sort_unstable();
        other.sort_unstable();
        let [one, other] = [(one, 'a'), (other, 'b')]
            .map(|(all, list)| all.into_iter().map(|number| (number, list)).collect::<Vec<_>>());
        let mut sorted = [one.clone(), other.clone()].concat();
        sorted.sort_by_key(|(number, _)| *number);
        prop_assert_eq!(merge(one, other, |left, right| left.0.cmp(&right.0)), sorted);
    }
}
