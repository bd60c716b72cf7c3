//! The trend of the posture, and what the last visit found: a reading goes out once every verdict is known, the past
//! comes back.

use crate::app::Effect;
use crate::app::model::Model;
use crate::app::state::connection::Fresh;
use crate::app::state::pending::{Pending, Ticket};
use crate::app::state::rows::KeptRows;
use crate::app::state::since::BaselineChange;
use crate::app::state::trend::{TrendState, VisitRequest};
use crate::model::Kind;
use crate::source::Origin;
use crate::verdicts::trend::{Trend, TrendReading};
use std::sync::Arc;

/// How often what is found is kept for the next visit, in milliseconds; it is kept at the end as well.
const KEEP_MS: u64 = 3_600_000;

/// Requests a delay where the posture may have changed: a listing that just ended may still be incomplete.
pub fn ask(model: &mut Model) -> Option<Effect> {
    let told = model.trending.generation == Some(model.report.generation);
    if told || model.trending.pending.is_open() || !is_whole(model) {
        return None;
    }
    Some(Effect::Linger(model.trending.pending.start(&mut model.tickets)))
}

/// A cluster that is incomplete or lost has no posture.
fn is_whole(model: &Model) -> bool {
    let settled = model.report.is_settled() && model.snapshot.feeds().all_settled();
    settled && model.session.fresh == Fresh::Live && model.report.spaces().next().is_some()
}

/// Records the posture, if the snapshot is still complete.
pub fn lingered(model: &mut Model, ticket: Ticket) -> Vec<Effect> {
    let whole = is_whole(model);
    let trending = &mut model.trending;
    if !trending.pending.is(ticket) {
        return Vec::new();
    }
    if !whole {
        trending.pending = Pending::default();
        return Vec::new();
    }
    trending.generation = Some(model.report.generation);
    let due = trending.kept.is_none_or(|kept| model.now.saturating_sub(kept) >= KEEP_MS);
    let visit = if due { visit(model).map(Box::new) } else { None };
    if visit.is_some() {
        model.trending.kept = Some(model.now);
    }
    let compares = model.since.is_none();
    vec![Effect::Trend { ticket, reading: Box::new(TrendReading::of(&model.report)), visit, compares }]
}

/// Returns what the next visit compares with; nothing unless this is a cluster, and all of it is known.
#[must_use]
pub fn visit(model: &Model) -> Option<VisitRequest> {
    if model.session.origin != Origin::Cluster || !is_whole(model) {
        return None;
    }
    let lists = model.snapshot.feeds().everywhere(Kind::Namespace).known();
    let whole = lists && model.session.namespaces.is_empty();
    Some(VisitRequest { report: model.report.clone(), whole })
}

/// Takes the past, and shows a message about a file if there is one; ignores an answer about another cluster.
pub fn take(
    model: &mut Model,
    ticket: Ticket,
    (hour, trend): (i64, Arc<Trend>),
    last: Option<BaselineChange>,
    said: Option<String>,
) -> Vec<Effect> {
    if model.trending.pending.accept(ticket) {
        let TrendState { generation, kept, .. } = model.trending;
        model.trending = TrendState { trend, hour, generation, kept, pending: Pending::default() };
        if let Some(said) = said {
            model.say(said);
        }
        if model.since.is_none() && last.is_some() {
            model.since = last;
            // Rows that were filtered without it are computed again.
            model.lists.findings = KeptRows::default();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::app::tests::with_findings;
    use crate::app::update;

    /// The next reading to record, if there is one.
    fn next(model: &mut Model) -> Option<(Ticket, TrendReading)> {
        let Some(Effect::Linger(ticket)) = ask(model) else { return None };
        match update(model, Msg::Linger(ticket)).pop() {
            Some(Effect::Trend { ticket, reading, .. }) => Some((ticket, *reading)),
            _ => None,
        }
    }

    /// A model whose first reading is not answered yet.
    fn told() -> (Model, Ticket, TrendReading) {
        let mut model = with_findings();
        model.trending = TrendState::default();
        let (ticket, reading) = next(&mut model).expect("it is recorded");
        (model, ticket, reading)
    }

    #[test]
    fn the_posture_is_recorded_once_for_each_change() {
        let (mut model, ticket, reading) = told();
        assert_eq!(reading.spaces.keys().collect::<Vec<_>>(), ["shop"]);
        assert!(next(&mut model).is_none());
        let trend = Arc::new(Trend::default());
        update(&mut model, Msg::Trend { ticket, hour: 5, trend, last: None, said: Some("put aside".into()) });
        assert_eq!((model.status.as_str(), model.trending.hour), ("put aside", 5));
        assert!(next(&mut model).is_none());
        model.report.generation += 1;
        assert!(next(&mut model).is_some());
    }

    #[test]
    fn an_incomplete_or_lost_cluster_is_not_recorded() {
        let (mut model, ..) = told();
        model.trending = TrendState::default();
        model.session.fresh = Fresh::Offline("gone".into());
        assert!(next(&mut model).is_none());
        model.session.fresh = Fresh::Live;
        let change = crate::model::Change::Feed {
            kind: crate::model::Kind::Pod,
            namespace: String::new(),
            feed: crate::model::Feed::Opening(0),
        };
        update(&mut model, Msg::News(crate::source::News::Changes(vec![change])));
        let today = model.today;
        while model.report.step(&model.snapshot, today) {}
        assert!(next(&mut model).is_none());
    }

    #[test]
    fn a_reading_lost_meanwhile_is_requested_again() {
        let mut model = with_findings();
        let Some(Effect::Linger(ticket)) = ask(&mut model) else { panic!("a moment is asked for") };
        model.session.fresh = Fresh::Stale("cut".into());
        assert_eq!(update(&mut model, Msg::Linger(ticket)), []);
        model.session.fresh = Fresh::Live;
        assert!(next(&mut model).is_some());
        assert_eq!(update(&mut model, Msg::Linger(ticket)), [], "an old moment counts no more");
    }

    #[test]
    fn a_trend_of_another_cluster_comes_too_late() {
        let (mut model, ticket, reading) = told();
        update(&mut model, Msg::Connected(Box::default()));
        let mut trend = Trend::default();
        trend.take(&reading, 1);
        update(&mut model, Msg::Trend { ticket, hour: 5, trend: Arc::new(trend), last: None, said: None });
        assert!(!model.trending.is_known());
    }

    #[test]
    fn the_last_visit_is_compared_with_unless_a_baseline_is_named() {
        let name = |model: &Model| model.since.as_ref().map(|since| since.name.clone());
        let last = || Some(Box::new(BaselineChange::of_visit(Arc::default(), 24 * 20_000)));
        let answer = |ticket| Msg::Trend { ticket, hour: 5, trend: Arc::default(), last: last(), said: None };
        let (mut model, ticket, _) = told();
        update(&mut model, answer(ticket));
        assert_eq!(name(&model).as_deref(), Some("the last visit (2024-10-04)"));
        update(&mut model, Msg::Connected(Box::default()));
        assert_eq!(name(&model), None, "it is about the cluster that was left");
        let (mut model, ticket, _) = told();
        model.since = Some(BaselineChange::of("b.yaml", Arc::default()));
        update(&mut model, answer(ticket));
        update(&mut model, Msg::Connected(Box::default()));
        assert_eq!(name(&model).as_deref(), Some("b.yaml"));
    }

    #[test]
    fn what_is_found_is_kept_once_an_hour_and_only_of_a_whole_cluster() {
        let kept = |model: &mut Model| {
            let Some(Effect::Linger(ticket)) = ask(model) else { panic!("a moment is asked for") };
            match update(model, Msg::Linger(ticket)).pop() {
                Some(Effect::Trend { visit, .. }) => visit.is_some(),
                other => panic!("{other:?}"),
            }
        };
        let fresh = |origin: Origin| {
            let mut model = with_findings();
            model.trending = TrendState::default();
            model.session.origin = origin;
            model
        };
        assert!(!kept(&mut fresh(Origin::Manifests)) && !kept(&mut fresh(Origin::Recording)));
        let mut model = fresh(Origin::Cluster);
        assert!(kept(&mut model));
        for (later, wanted) in [(KEEP_MS - 1, false), (KEEP_MS, true)] {
            let begun = model.trending.kept.unwrap_or_default();
            (model.trending.pending, model.trending.generation) = (Pending::default(), None);
            model.now = begun + later;
            assert_eq!(kept(&mut model), wanted, "after {later} ms");
        }
        model.session.fresh = Fresh::Stale("cut".into());
        assert_eq!(visit(&model), None);
    }
}
