//! Frames: how long one takes, and how long from a key to a frame.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use divan::Bencher;
use fnsec::app::Effect;
use fnsec::app::Key;
use fnsec::app::Msg;
use fnsec::app::model::Model;
use fnsec::app::update;
use fnsec::verdicts::Report;
use fnsec::view;
use fnsec::view::theme::{self, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use support::{TODAY, changed_function, listed};

fn main() {
    divan::main();
}

const SCREENS: [(u16, u16); 2] = [(120, 36), (200, 60)];

fn model(functions: usize) -> Model {
    let mut model = Model::new(TODAY);
    model.snapshot = listed(support::changes(functions));
    model.report = Report::of(&model.snapshot, TODAY);
    model.changes = 1;
    fnsec::app::update::settle(&mut model);
    model
}

fn theme() -> Theme {
    theme::load("fnsec-dark").expect("a theme")
}

fn terminal(size: (u16, u16)) -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(size.0, size.1)).expect("never fails")
}

/// One frame of the overview with 20,000 Functions.
#[divan::bench(args = SCREENS)]
fn paint_overview(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    let (model, theme, mut terminal) = (model(20_000), theme(), terminal(size));
    bencher.bench_local(move || {
        let mut geometry = model.geometry;
        terminal.draw(|frame| geometry = view::draw(&model, &theme, frame)).is_ok()
    });
}

/// From a key to the painted frame, on the list of 20,000 Functions.
#[divan::bench(args = SCREENS)]
fn key_to_frame_functions(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    keys(bencher, size, '3');
}

/// The same on the list of all findings.
#[divan::bench(args = SCREENS)]
fn key_to_frame_findings(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    keys(bencher, size, '4');
}

/// The same on the map of who reaches whom, once it is worked out.
#[divan::bench(args = SCREENS)]
fn key_to_frame_reach(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    keys(bencher, size, '5');
}

/// The same on who may do what.
#[divan::bench(args = SCREENS)]
fn key_to_frame_access(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    keys(bencher, size, '6');
}

/// A list of 20,000 is opened that was not looked at before.
#[divan::bench]
fn open_functions(bencher: Bencher<'_, '_>) {
    opened(bencher, '3');
}

#[divan::bench]
fn open_findings(bencher: Bencher<'_, '_>) {
    opened(bencher, '4');
}

/// As the loop leaves it when nobody has pressed anything yet.
fn opened(bencher: Bencher<'_, '_>, tab: char) {
    let (mut model, theme, mut terminal) = (model(20_000), theme(), terminal(SCREENS[0]));
    let tabs = [tab, '2'];
    let mut turn = tabs.iter().cycle();
    bencher.bench_local(move || {
        let _ = fnsec::app::update::rested(&mut model);
        while model.lists.is_preparing() {
            let _ = fnsec::app::update::rested(&mut model);
        }
        let key = turn.next().copied().unwrap_or(tab);
        update(&mut model, Msg::Key(Key::char(key), 0));
        fnsec::app::update::settle(&mut model);
        let mut geometry = model.geometry;
        terminal.draw(|frame| geometry = view::draw(&model, &theme, frame)).is_ok()
    });
}

fn keys(bencher: Bencher<'_, '_>, size: (u16, u16), tab: char) {
    let (mut model, theme, mut terminal) = (model(20_000), theme(), terminal(size));
    for effect in update(&mut model, Msg::Key(Key::char(tab), 0)) {
        if let Effect::MapJob(survey) = effect {
            let ticket = survey.ticket;
            update(&mut model, Msg::MapAnswer { ticket, surveyed: Box::new(survey.run()) });
        }
    }
    let mut down = true;
    bencher.bench_local(move || {
        down = !down;
        update(&mut model, Msg::Key(Key::char(if down { 'j' } else { 'k' }), 0));
        let mut geometry = model.geometry;
        terminal.draw(|frame| geometry = view::draw(&model, &theme, frame)).is_ok()
    });
}

/// One changed Function: taken in, judged, listed anew and painted.
#[divan::bench(args = SCREENS)]
fn change_to_frame(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    let (mut model, theme, mut terminal) = (model(20_000), theme(), terminal(size));
    update(&mut model, Msg::Key(Key::char('3'), 0));
    let mut turn = 0;
    bencher.bench_local(move || {
        turn += 1;
        let change = changed_function(&model.snapshot, turn);
        update(&mut model, Msg::News(fnsec::source::News::Changes(vec![change])));
        let Model { report, snapshot, today, .. } = &mut model;
        while report.step(snapshot, *today) {}
        fnsec::app::update::settle(&mut model);
        let mut geometry = model.geometry;
        terminal.draw(|frame| geometry = view::draw(&model, &theme, frame)).is_ok()
    });
}
