//! Every scene painted: as text at four sizes, as a map of roles, and one gallery a theme.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use fnsec::app::model::THEMES;
use fnsec::model::calendar::Day;
use fnsec::run::scenes::{SCENES, Scene};
use fnsec::run::stage::Stage;
use fnsec::source::Wanted;
use fnsec::view::export;
use fnsec::view::theme::{self, Theme};
use std::collections::BTreeSet;
use std::future::Future;

const SIZES: [(u16, u16); 4] = [(200, 60), (120, 36), (80, 24), (60, 16)];
const TODAY: Day = Day::new(2026, 11, 1);

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

async fn play(scene: &Scene, size: (u16, u16)) -> Stage {
    let wanted = Wanted { demo: true, context: Some(scene.context.into()), ..Wanted::default() };
    let mut stage = Stage::open(&wanted, TODAY, size).await.expect("the demo opens");
    stage.press(scene.keys).await.expect("keys are written properly");
    stage
}

fn record(folder: &str, name: &str, text: &str) {
    insta::with_settings!({snapshot_path => format!("../snapshots/{folder}"), prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn every_scene_is_painted_at_every_size() {
    let theme = theme::load("mono").expect("a theme");
    for scene in SCENES {
        for (width, height) in SIZES {
            let buffer = wait(async { play(scene, (width, height)).await.paint(&theme) });
            record(scene.name, &format!("{width}x{height}"), &export::text(&buffer));
        }
    }
}

#[test]
fn every_scene_has_its_map_of_roles() {
    for scene in SCENES {
        let buffer = wait(async { play(scene, (120, 36)).await.paint(&Theme::roles()) });
        record("roles", scene.name, &export::roles(&buffer));
    }
}

#[test]
fn every_theme_has_its_gallery() {
    for name in THEMES.into_iter().filter(|name| *name != "auto") {
        let theme = theme::load(name).expect("a theme");
        let mut gallery = String::new();
        for scene in ["overview", "function", "fix-review", "coverage"] {
            let scene = fnsec::run::scenes::find(scene).expect("a scene");
            let buffer = wait(async { play(scene, (100, 30)).await.paint(&theme) });
            gallery += &export::ansi(&buffer);
        }
        record("themes", name, &gallery.replace('\u{1b}', "^"));
    }
}

#[test]
fn every_shipped_theme_can_be_chosen() {
    let offered: BTreeSet<&str> = THEMES.into_iter().collect();
    for name in theme::names() {
        assert!(offered.contains(name), "{name} is shipped but not offered: add it to THEMES");
    }
}

/// The places and overlays that some scene shows, told by how they debug-print.
fn shown() -> BTreeSet<String> {
    let word = |text: String| text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned();
    let mut seen = BTreeSet::new();
    for scene in SCENES {
        let stage = wait(play(scene, (120, 36)));
        seen.insert(word(format!("{:?}", stage.model.place)));
        seen.extend(stage.model.overlay.as_ref().map(|overlay| word(format!("{overlay:?}"))));
        seen.extend(stage.model.fix.as_ref().map(|fixing| word(format!("{:?}", fixing.stage))));
    }
    seen
}

#[test]
fn every_screen_and_every_dialog_has_a_scene() {
    let seen = shown();
    let places = [
        "Overview",
        "Namespaces",
        "Namespace",
        "Functions",
        "Function",
        "Findings",
        "Changes",
        "Fix",
        "Explain",
    ];
    let overlays = ["Help", "Palette", "Picker", "Coverage", "Filter", "Confirm", "Leave"];
    let stages = ["Choose", "Answer", "Review", "Editing", "Done"];
    for one in places.iter().chain(&overlays).chain(&stages) {
        assert!(seen.contains(*one), "no scene shows {one}: add one to run/scenes.rs");
    }
}

#[test]
fn painting_a_scene_twice_gives_the_same_bytes() {
    let theme = theme::load("fnsec-dark").expect("a theme");
    let scene = fnsec::run::scenes::find("namespace").expect("a scene");
    let paint = || wait(async { export::svg(&play(scene, (120, 36)).await.paint(&theme), "namespace") });
    assert_eq!(paint(), paint());
}

#[test]
fn in_plain_glyphs_without_colour_every_severity_can_still_be_read() {
    let theme = theme::load("mono").expect("a theme");
    let scene = fnsec::run::scenes::find("ascii").expect("a scene");
    let text = wait(async { export::text(&play(scene, (120, 36)).await.paint(&theme)) });
    assert!(text.is_ascii(), "{text}");
    for word in ["CRIT", "HIGH", "MED"] {
        assert!(text.contains(word), "{word} is missing");
    }
}
