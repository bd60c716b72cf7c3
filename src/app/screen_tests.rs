//! What a key or a click does, and what a screen keeps.

use super::tests::{model, press};
use crate::app::input::hints;
use crate::app::model::{Model, Order};
use crate::app::overlay::palette;
use crate::app::screen::place::ScreenKind;
use crate::app::state::settings::Head;
use crate::app::{Code, Effect, Key, KeyAction, Msg, Overlay, Place, update};

#[test]
fn a_message_ends_by_itself_but_never_the_next_one() {
    let mut model = model();
    let effects = press(&mut model, &[Key::char('d')]);
    let Some(Effect::Fade(first)) = effects.last().cloned() else { panic!("it fades: {effects:?}") };
    assert!(model.status.contains("only in a fix"), "{}", model.status);
    press(&mut model, &[Key::char('c')]);
    update(&mut model, Msg::Fade(first));
    assert!(model.status.contains("not a key here"), "{}", model.status);
    let last = model.said;
    update(&mut model, Msg::Fade(last));
    assert_eq!(model.status, "");
}

#[test]
fn a_message_is_about_the_screen_on_which_it_was_said() {
    let mut model = model();
    press(&mut model, &[Key::char('d')]);
    assert!(!model.status.is_empty());
    press(&mut model, &[Key::char('4')]);
    assert_eq!(model.status, "");
}

#[test]
fn q_on_a_tab_quits_however_many_tabs_were_visited() {
    let mut model = model();
    press(&mut model, &['4', '1', '4', '7', '1', '4'].map(Key::char));
    assert!(press(&mut model, &[Key::char('q')]).contains(&Effect::Quit));
}

#[test]
fn each_grid_keeps_its_own_column() {
    let mut model = model();
    model.place = Place::Reach;
    *model.grids.column_mut(&Place::Reach) = 3;
    *model.grids.column_mut(&Place::Access(String::new())) = 1;
    assert_eq!((model.grids.reach_column, model.grids.access_column), (3, 1));
}

#[test]
fn letters_after_a_slash_never_run_as_commands() {
    for place in [Place::Reach, Place::Fix, Place::Plan(String::new()), Place::Explain("jwt-without-issuer")]
    {
        let mut model = model();
        model.place = place.clone();
        let before = model.settings.clone();
        press(&mut model, &['/', 't', 't'].map(Key::char));
        assert_eq!(model.settings, before, "{place:?}");
    }
}

#[test]
fn logging_in_again_while_it_works_is_asked_twice() {
    let mut model = model();
    let key = Key::char('L');
    assert!(!update(&mut model, Msg::Key(key, 1_000)).contains(&Effect::LogIn));
    assert!(!update(&mut model, Msg::Key(key, 9_000)).contains(&Effect::LogIn));
    assert!(update(&mut model, Msg::Key(key, 10_000)).contains(&Effect::LogIn));
}

#[test]
fn a_search_jumps_to_its_matches_and_esc_returns() {
    let mut model = model();
    model.place = Place::Explain("jwt-without-issuer");
    press(&mut model, &['/', 't', 'e', 'n', 'a', 'n'].map(Key::char));
    let first = model.cursor(0).row;
    assert!(first > 0);
    press(&mut model, &[Key::plain(Code::Enter), Key::char('n')]);
    assert!(model.cursor(0).row > first && model.status.starts_with("match 2 of "), "{}", model.status);
    press(&mut model, &[Key::char('N')]);
    assert_eq!(model.cursor(0).row, first);
    press(&mut model, &[Key::char('/'), Key::char('#'), Key::plain(Code::Esc)]);
    assert_eq!((model.cursor(0).row, &model.search), (first, &None));
}

#[test]
fn a_click_opens_a_tab_and_acts_on_a_hint() {
    let mut model = model();
    let tab =
        crate::app::screen::tabs::line(&model, 120).into_iter().find(|tab| tab.digit == '4').expect("a tab");
    update(&mut model, Msg::Click(tab.columns.start + 3, 1));
    assert_eq!(model.place, Place::Findings);
    let hints = hints::line(&model, 120);
    let help = hints.iter().find(|hint| hint.key == "?").expect("a hint");
    update(&mut model, Msg::Click(help.columns.start, 34));
    assert!(matches!(model.overlay, Some(Overlay::Help { .. })));
}

#[test]
fn a_list_is_sorted_from_a_menu_and_reversed_when_its_order_is_chosen_again() {
    let mut model = model();
    model.place = Place::Functions;
    let choose = |model: &mut Model| {
        press(model, &['s', 'r', 'u', 'n', 't'].map(Key::char));
        press(model, &[Key::plain(Code::Enter)]);
    };
    choose(&mut model);
    assert_eq!(model.order(ScreenKind::Functions), Order::Runtime);
    assert_eq!(model.status, "sorted by runtime");
    choose(&mut model);
    assert!(model.is_reversed(ScreenKind::Functions), "{}", model.status);
}

#[test]
fn a_click_on_the_head_of_a_column_sorts_by_it() {
    let mut model = model();
    model.place = Place::Findings;
    model.geometry.heads[1] = Some(Head { from: 10, to: 20, order: Order::Title });
    let row = model.geometry.top - 1;
    update(&mut model, Msg::Click(9, row));
    assert_eq!(model.order(ScreenKind::Findings), Order::Risk);
    update(&mut model, Msg::Click(10, row));
    assert_eq!(model.order(ScreenKind::Findings), Order::Title);
}

#[test]
fn the_tab_that_a_screen_was_opened_from_stays_lit() {
    let mut model = model();
    for (digit, tab) in [('1', 0), ('4', 3)] {
        press(&mut model, &[Key::char(digit)]);
        crate::app::screen::navigate::go(&mut model, Place::Explain("jwt-without-issuer"));
        let open = crate::app::screen::tabs::line(&model, 120).iter().position(|tab| tab.is_open);
        assert_eq!(open, Some(tab));
    }
}

#[test]
fn no_hint_leads_to_where_one_is_or_to_a_pane_that_there_is_not() {
    let mut model = model();
    let has = |model: &Model, key: &str| hints::line(model, 200).iter().any(|hint| hint.key == key);
    assert!(has(&model, "tab"), "the Overview has panes");
    model.place = Place::Findings;
    assert!(!has(&model, "tab") && has(&model, "enter"));
    model.place = Place::Reach;
    assert!(!has(&model, "m") && has(&model, "w"));
    model.place = Place::Access("shop".into());
    assert!(!has(&model, "w") && has(&model, "m"));
    model.place = Place::Explain("jwt-without-issuer");
    assert!(!has(&model, "enter"));
}

#[test]
fn hints_end_before_the_edge_of_the_screen() {
    for width in 20..200 {
        let last = hints::line(&model(), width).into_iter().next_back();
        assert!(last.is_none_or(|hint| hint.columns.end + 2 <= width), "{width}");
    }
}

#[test]
fn what_users_of_other_tools_type_comes_first() {
    let mut model = model();
    for (typed, action) in
        [("q", KeyAction::QuitAll), ("help", KeyAction::Help), ("undo", KeyAction::Tab('7'))]
    {
        let found = palette::matching(&model, typed);
        assert_eq!(
            found.first().map(|item| &item.run),
            Some(&palette::PaletteCommand::Action(action)),
            "{typed}"
        );
    }
    assert!(press(&mut model, &[':', 'q'].map(Key::char)).is_empty());
    assert!(press(&mut model, &[Key::plain(Code::Enter)]).contains(&Effect::Quit));
}

#[test]
fn a_theme_is_shown_while_it_is_selected_and_the_chosen_one_comes_back() {
    let mut model = model();
    model.themes = vec!["auto".into(), "nord".into()];
    press(&mut model, &['t', 't'].map(Key::char));
    assert_eq!(press(&mut model, &[Key::plain(Code::Down)]), [Effect::Theme("nord".into())]);
    assert!(press(&mut model, &[Key::plain(Code::F(5))]).is_empty(), "it is on screen already");
    assert_eq!(press(&mut model, &[Key::plain(Code::Esc)]), [Effect::Theme("auto".into())]);
    assert_eq!(model.settings.theme, "auto");
}

#[test]
fn n_in_the_source_moves_along_the_way_of_the_selected_finding() {
    use crate::app::screen::source_view::SourceView;
    use crate::model::{Change, Feed, Kind};
    let value = serde_json::json!({
        "apiVersion": "serverless.kyma-project.io/v1alpha2", "kind": "Function",
        "metadata": {"name": "host-check", "namespace": "shop"},
        "spec": {"runtime": "nodejs24", "source": {"inline": {"source":
            "const { exec } = require('child_process');\nmodule.exports = { main: (event) => {\n  const host = event.data.host;\n\n  exec(`ping ${host}`);\n} };\n"}}},
    });
    let mut model = model();
    let object = crate::decode::object(Kind::Function, &value.to_string()).expect("it reads");
    let feed = Change::Feed { kind: Kind::Function, namespace: String::new(), feed: Feed::Live };
    update(&mut model, Msg::News(crate::source::News::Changes(vec![Change::Put(object), feed])));
    let today = model.today;
    while model.report.step(&model.snapshot, today) {}
    model.place = Place::Function("shop".into(), "host-check".into());
    let findings = model.findings_here();
    let at = findings.iter().position(|one| one.check == "command-injection").expect("a finding");
    model.cursor_mut(0).row = at;
    let target = findings[at].object.clone();
    model.source = Some(SourceView::of(target, &value));
    model.pane = 1;
    let lines: Vec<usize> = (0..3)
        .map(|_| {
            press(&mut model, &[Key::char('n')]);
            assert_eq!(model.pane, 1);
            model.cursor(1).row
        })
        .collect();
    // Below the heading, a row has the number of its line; the way begins again after its end.
    assert_eq!(lines, [3, 5, 3]);
}
