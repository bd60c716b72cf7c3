//! The state machine in isolation: messages in, effects and state out.

use crate::app::Code;
use crate::app::Effect;
use crate::app::Key;
use crate::app::Model;
use crate::app::Msg;
use crate::app::Overlay;
use crate::app::Place;
use crate::app::fix::confirm::{Confirm, DEAF_MS, Tier};
use crate::app::fix::{FixState, Stage};
use crate::app::model::Order;
use crate::app::state::connection::Fresh;
use crate::app::update;
use crate::model::calendar::Day;
use crate::source::trouble::TroubleKind;
use crate::source::{News, Trouble};

pub(super) fn model() -> Model {
    let mut model = Model::new(Day::new(2026, 11, 1));
    model.session.fresh = Fresh::Live;
    model
}

pub(super) fn press(model: &mut Model, keys: &[Key]) -> Vec<Effect> {
    keys.iter().enumerate().flat_map(|(at, key)| update(model, Msg::Key(*key, at as u64 * 1_000))).collect()
}

fn asking(tier: Tier) -> Model {
    let mut model = model();
    model.place = Place::Fix;
    model.fix = Some(FixState::for_tests(Stage::Review));
    model.now = 1_000;
    model.overlay = Some(Overlay::Confirm(Confirm { tier, typed: String::new(), since: 1_000 }));
    model
}

fn applies(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Apply { .. }))
}

#[test]
fn enter_confirms_nothing_of_the_first_tier() {
    let mut model = asking(Tier::Yes);
    assert!(!applies(&update(&mut model, Msg::Key(Key::plain(Code::Enter), 5_000))));
    assert!(model.overlay.is_some());
}

#[test]
fn the_question_is_deaf_in_its_first_moments() {
    let mut model = asking(Tier::Yes);
    assert!(!applies(&update(&mut model, Msg::Key(Key::char('y'), 1_000 + DEAF_MS - 1))));
    assert!(applies(&update(&mut model, Msg::Key(Key::char('y'), 1_000 + DEAF_MS))));
}

#[test]
fn a_name_must_be_typed_exactly_and_cannot_be_pasted() {
    let tier = || Tier::Type { word: "shop".into(), why: "this is production".into() };
    let mut pasted = asking(tier());
    update(&mut pasted, Msg::Paste("shop".into()));
    assert!(!applies(&update(&mut pasted, Msg::Key(Key::plain(Code::Enter), 9_000))));
    let mut typed = asking(tier());
    for (letter, at) in "shop".chars().zip(2_000..) {
        update(&mut typed, Msg::Key(Key::char(letter), at));
    }
    assert!(applies(&update(&mut typed, Msg::Key(Key::plain(Code::Enter), 9_000))));
}

#[test]
fn what_became_stale_is_not_written_even_when_confirmed() {
    let mut model = asking(Tier::Yes);
    let lost = Trouble::new(TroubleKind::Unreachable, "Watching", "connection refused", "");
    update(&mut model, Msg::News(News::Lost(lost)));
    assert!(!applies(&update(&mut model, Msg::Key(Key::char('y'), 9_000))));
    assert!(model.status.contains("OFFLINE"), "{}", model.status);
}

#[test]
fn escape_never_quits() {
    let mut model = model();
    let effects = press(&mut model, &[Key::plain(Code::Esc); 8]);
    assert!(!effects.contains(&Effect::Quit) && !model.quitting);
}

#[test]
fn the_second_interrupt_within_two_seconds_quits_and_a_later_one_does_not() {
    let ctrl_c = Key::ctrl('c');
    let mut quick = model();
    update(&mut quick, Msg::Key(ctrl_c, 1_000));
    assert_eq!(update(&mut quick, Msg::Key(ctrl_c, 2_900)), [Effect::Quit]);
    let mut slow = model();
    update(&mut slow, Msg::Key(ctrl_c, 1_000));
    assert!(!update(&mut slow, Msg::Key(ctrl_c, 3_100)).contains(&Effect::Quit) && !slow.quitting);
}

#[test]
fn an_answer_to_an_old_question_changes_nothing() {
    let mut model = asking(Tier::Yes);
    model.overlay = None;
    let ticket = model.tickets.issue();
    update(&mut model, Msg::Rehearsed { ticket, outcomes: Vec::new() });
    assert!(model.fix.as_ref().is_some_and(|fixing| fixing.rehearsal.is_none()));
}

#[test]
fn a_lost_cluster_keeps_what_is_known() {
    let mut model = model();
    let before = model.snapshot.spaces().count();
    let lost = Trouble::new(TroubleKind::Unauthenticated, "Watching", "Unauthorized", "Log in.");
    update(&mut model, Msg::News(News::Lost(lost)));
    assert!(matches!(model.session.fresh, Fresh::Login(_)));
    assert_eq!(model.snapshot.spaces().count(), before);
    update(&mut model, Msg::News(News::Found));
    assert_eq!(model.session.fresh, Fresh::Live);
}

#[test]
fn a_server_that_lost_every_watch_is_offline_and_one_watch_less_is_stale() {
    use crate::model::{Change, Feed, Kind, Loss};
    let mut model = model();
    let feed =
        |kind: Kind, feed: Feed| Change::Feed { kind, namespace: kind.info().place().to_owned(), feed };
    let stale = || Feed::Stale(Loss::Connection, "connection reset by peer".into());
    let told = vec![feed(Kind::Pod, Feed::Live), feed(Kind::Function, stale())];
    update(&mut model, Msg::News(News::Changes(told)));
    assert!(matches!(model.session.fresh, Fresh::Stale(_)), "{:?}", model.session.fresh);
    update(&mut model, Msg::News(News::Changes(vec![feed(Kind::Pod, stale())])));
    assert!(
        matches!(&model.session.fresh, Fresh::Offline(why) if why.contains("reset")),
        "{:?}",
        model.session.fresh
    );
    update(
        &mut model,
        Msg::News(News::Changes(vec![feed(Kind::Pod, Feed::Live), feed(Kind::Function, Feed::Live)])),
    );
    assert_eq!(model.session.fresh, Fresh::Live);
}

#[test]
fn the_next_try_is_counted_down_and_makes_nothing_live() {
    let mut model = model();
    let lost = Trouble::new(
        TroubleKind::Unreachable,
        "Asking what the cluster serves",
        "connection refused",
        "Check it.",
    );
    update(&mut model, Msg::News(News::Lost(lost)));
    update(&mut model, Msg::News(News::Changes(vec![crate::model::Change::Pause(8)])));
    assert!(matches!(model.session.fresh, Fresh::Offline(_)));
    assert_eq!(model.session.countdown(model.now + 2_000), Some(6));
    update(&mut model, Msg::News(News::Found));
    assert_eq!(model.session.countdown(model.now), None);
}

#[test]
fn a_late_answer_about_another_object_is_not_shown() {
    use crate::model::{Kind, ObjectRef};
    let mut model = model();
    let [open, other] = ["a", "b"].map(|name| ObjectRef::new(Kind::ConfigMap, "shop", name));
    model.place = Place::Object(open.clone());
    let value = |name: &str| serde_json::json!({"kind": "ConfigMap", "metadata": {"name": name}});
    update(&mut model, Msg::Fetched(open.clone(), Ok(Some(value("a")))));
    update(&mut model, Msg::Fetched(other, Ok(Some(value("b")))));
    assert!(model.source.as_ref().is_some_and(|source| source.object == open));
}

#[test]
fn a_paste_goes_into_the_filter_that_is_open_and_into_no_list() {
    let mut model = with_findings();
    press(&mut model, &[Key::char('/')]);
    update(&mut model, Msg::Paste("no-egress\nq".into()));
    assert!(matches!(model.overlay, Some(Overlay::Filter { .. })));
    assert_eq!(model.filter(model.filtered()).text, "no-egressq");
}

#[test]
fn a_broken_edit_is_dropped_by_a_second_escape_and_no_other_key_between() {
    let mut model = model();
    model.place = Place::Fix;
    model.fix = Some(FixState::for_tests(Stage::Review));
    crate::app::fix::edit(&mut model);
    let stage = |model: &Model| model.fix.as_ref().map(|fixing| fixing.stage.clone());
    assert_eq!(stage(&model), Some(Stage::Editing));
    let esc = Key::plain(Code::Esc);
    press(&mut model, &[Key::char(':'), Key::char(' '), Key::char('['), esc]);
    assert_eq!(stage(&model), Some(Stage::Editing), "the first escape says what is wrong");
    press(&mut model, &[Key::char('x'), esc]);
    assert_eq!(stage(&model), Some(Stage::Editing), "another key was between");
    press(&mut model, &[esc]);
    assert_eq!(stage(&model), Some(Stage::Review));
    assert!(model.fix.as_ref().is_some_and(|fixing| fixing.fault.is_none() && fixing.editor.is_none()));
}

/// Returns a model with the findings of a small demo cluster, on the screen that lists them.
fn function(name: &str) -> Msg {
    function_with(name, "x")
}

fn function_with(name: &str, source: &str) -> Msg {
    let text = format!(
        r#"{{"metadata":{{"name":"{name}","namespace":"shop"}},"spec":{{"runtime":"nodejs22","runtimeImageOverride":"other/image:{name}","source":{{"inline":{{"source":"{source}"}}}}}}}}"#
    );
    let object = crate::decode::object(crate::model::Kind::Function, &text).expect("reads");
    Msg::News(News::Changes(vec![crate::model::Change::Put(object)]))
}

pub(in crate::app) fn with_findings() -> Model {
    let mut model = model();
    let today = model.today;
    for number in 0..3 {
        update(&mut model, function(&format!("f{number}")));
    }
    let live = crate::model::Change::Feed {
        kind: crate::model::Kind::Function,
        namespace: String::new(),
        feed: crate::model::Feed::Live,
    };
    update(&mut model, Msg::News(News::Changes(vec![live])));
    while model.report.step(&model.snapshot, today) {}
    update(&mut model, Msg::Key(Key::char('4'), 1));
    model
}

#[test]
fn the_details_stay_until_the_selection_is_idle() {
    let mut model = with_findings();
    let told =
        |model: &Model| model.told_finding().map(|finding| finding.object.name.clone() + finding.check);
    let (first, selected) = (told(&model), model.selected_finding());
    assert!(selected.is_some(), "there are findings");
    let early = update(&mut model, Msg::Key(Key::char('j'), 2));
    let late = update(&mut model, Msg::Key(Key::char('j'), 3));
    assert_eq!(told(&model), first, "the pane is not painted anew for each key");
    assert_ne!(model.selected_finding(), selected);
    let [Effect::Rest(early), Effect::Rest(late)] = [early, late].concat()[..] else {
        panic!("each move asks for a moment")
    };
    update(&mut model, Msg::Rest(early));
    assert_eq!(told(&model), first, "only the last move counts");
    update(&mut model, Msg::Rest(late));
    assert_ne!(told(&model), first);
}

/// Returns the job that a grid requests, if there is one.
fn asked(effects: Vec<Effect>) -> Option<crate::app::state::grids::MapJob> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::MapJob(survey) => Some(*survey),
        _ => None,
    })
}

fn answer(model: &mut Model, survey: crate::app::state::grids::MapJob) -> Vec<Effect> {
    let ticket = survey.ticket;
    update(model, Msg::MapAnswer { ticket, surveyed: Box::new(survey.run()) })
}

fn news(kind: crate::model::Kind) -> Msg {
    let feed = crate::model::Feed::Live;
    Msg::News(News::Changes(vec![crate::model::Change::Feed { kind, namespace: String::new(), feed }]))
}

#[test]
fn no_key_works_out_who_reaches_whom() {
    let mut model = model();
    let survey = asked(press(&mut model, &[Key::char('5')])).expect("it is asked for");
    assert!(model.grids.reach.is_none());
    assert!(asked(press(&mut model, &[Key::char('j')])).is_none(), "once is enough");
    answer(&mut model, survey);
    assert!(model.grids.reach.is_some());
    assert!(asked(press(&mut model, &[Key::char('j')])).is_none());
}

#[test]
fn a_grid_is_computed_again_when_its_inputs_change_and_not_otherwise() {
    use crate::model::Kind;
    let mut model = model();
    let survey = asked(press(&mut model, &[Key::char('5')])).expect("it is asked for");
    answer(&mut model, survey);
    assert!(asked(update(&mut model, news(Kind::Secret))).is_none());
    let survey = asked(update(&mut model, news(Kind::NetworkPolicy))).expect("a policy counts");
    // A change during the computation leads to another request afterwards.
    assert!(asked(update(&mut model, news(Kind::Pod))).is_none());
    assert!(asked(answer(&mut model, survey)).is_some());
}

#[test]
fn an_answer_about_another_cluster_comes_too_late() {
    let mut model = model();
    let survey = asked(press(&mut model, &[Key::char('5')])).expect("it is asked for");
    update(&mut model, Msg::Connected(Box::default()));
    answer(&mut model, survey);
    assert!(model.grids.reach.is_none());
}

#[test]
fn a_list_opened_for_the_first_time_has_rows_though_verdicts_are_missing() {
    let mut model = with_findings();
    press(&mut model, &[Key::char('1')]);
    model.lists.functions = crate::app::state::rows::KeptRows::default();
    model.report.mark_all(&model.snapshot);
    assert!(!model.report.is_settled());
    press(&mut model, &[Key::char('3')]);
    assert_eq!(model.lists.functions.len(), 3);
}

#[test]
fn nothing_is_prepared_while_verdicts_are_missing() {
    let mut model = with_findings();
    model.lists.more = true;
    model.report.mark_all(&model.snapshot);
    let _ = crate::app::update::rested(&mut model);
    assert!(!model.lists.is_preparing(), "the loop would not rest until all verdicts are there");
}

#[test]
fn a_paste_outside_of_a_line_runs_nothing_and_is_said() {
    let mut model = model();
    let effects = update(&mut model, Msg::Paste("4xfQq\nrm -rf\n".into()));
    assert!(effects.iter().all(|effect| matches!(effect, Effect::Fade(_))), "{effects:?}");
    assert_eq!((model.place.clone(), model.quitting), (Place::Overview, false));
    assert!(model.status.contains("pasted"), "{}", model.status);
}

#[test]
fn a_paste_that_begins_with_the_key_of_a_line_is_typed_into_it_and_runs_no_command() {
    let mut model = model();
    update(&mut model, Msg::Paste(":quit\nquit\n".into()));
    let query = match &model.overlay {
        Some(Overlay::Palette { query, .. }) => query.clone(),
        _ => String::new(),
    };
    assert_eq!((query.as_str(), model.quitting), ("quitquit", false));
    update(&mut model, Msg::Paste("a".repeat(5_000)));
    let Some(Overlay::Palette { query, .. }) = &model.overlay else { panic!("the palette") };
    assert_eq!(query.chars().count(), 1_000);
}

#[test]
fn a_key_moves_from_the_row_on_screen_though_others_came_before_it_meanwhile() {
    for tab in ['3', '4'] {
        let mut model = with_findings();
        press(&mut model, &[Key::char(tab)]);
        model.set_order(model.place.kind(), Order::Name);
        press(&mut model, &[Key::char('k'), Key::char('j')]);
        let [second, third] = [1, 2].map(|row| model.row_key(0, row));
        assert_eq!(model.row_key(0, model.cursor(0).row), second);
        update(&mut model, function("earlier"));
        let today = model.today;
        while model.report.step(&model.snapshot, today) {}
        let _ = crate::app::update::rested(&mut model);
        press(&mut model, &[Key::char('j')]);
        assert_eq!(model.row_key(0, model.cursor(0).row), third, "{:?}", model.place);
    }
}

#[test]
fn the_selection_of_a_page_stays_at_its_finding_though_a_worse_one_comes() {
    let page = |place: Place| (place, 0);
    let places = [
        page(Place::Namespace("shop".into())),
        page(Place::Function("shop".into(), "f1".into())),
        (Place::Overview, 1),
    ];
    for (place, pane) in places {
        let mut model = with_findings();
        crate::app::screen::navigate::go(&mut model, place);
        model.pane = pane;
        press(&mut model, &[Key::char('j')]);
        let selected = |model: &Model| {
            model.selected_finding().map(|finding| finding.check.to_owned() + &finding.object.name)
        };
        let (before, row) = (selected(&model), model.cursor(pane).row);
        assert!(before.is_some(), "{:?}", model.place);
        update(&mut model, function_with("f1", "const password = 'hunter2hunter2hunter2'"));
        let today = model.today;
        while model.report.step(&model.snapshot, today) {}
        assert_eq!(selected(&model), before, "before the next frame: {:?}", model.place);
        crate::app::update::settle(&mut model);
        assert_eq!(selected(&model), before, "{:?}", model.place);
        assert!(model.cursor(pane).row > row, "nothing came before it: {:?}", model.place);
    }
}
