//! Every scene painted: as text at two sizes, some at four, as a map of roles, and pictures of each theme.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use fnsec::app::fix::Stage as FixStage;
use fnsec::app::screen::place::ScreenKind;
use fnsec::app::{Overlay, Place};
use fnsec::run::scenes::{self, SCENES, Scene};
use fnsec::run::stage::Stage;
use fnsec::view::export;
use fnsec::view::theme::{self, Theme};
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::LazyLock;
use strum::VariantNames;

mod painted {
    pub mod filters;
    pub mod heads;
    pub mod keys;
    pub mod leaving;
    pub mod marks;
    pub mod no_fix;
    pub mod paths;
    pub mod questions;
    pub mod remote;
    pub mod room;
    pub mod rows;
}

/// Of every scene.
const SIZES: [(u16, u16); 2] = [(120, 36), (80, 24)];
/// Of the scenes whose layout changes with the room they have.
const EXTREMES: [(u16, u16); 2] = [(200, 60), (60, 16)];
/// Read by tests, and not recorded.
const LARGE: [(u16, u16); 2] = [(160, 45), (200, 60)];
const FLEXIBLE: [&str; 12] = [
    "overview",
    "namespaces",
    "namespace",
    "functions",
    "function",
    "findings",
    "explain",
    "reach",
    "access",
    "fix-review",
    "changes",
    "coverage",
];

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

/// What one scene looks like, played once and painted many times.
struct Played {
    texts: Vec<(String, String)>,
    /// The same on large screens.
    large: Vec<(String, String)>,
    place: ScreenKind,
    roles: String,
    /// What the linear mode reads.
    lines: Vec<String>,
    /// The screen, the overlay and the stage of the fix that it shows.
    shows: Vec<String>,
    /// What is painted and read with every action on another key, without the last message.
    remapped: Vec<String>,
    /// The last lines of each picture, and the keys that leave, by default and with other keys.
    feet: Vec<painted::leaving::Foot>,
}

static PLAYED: LazyLock<Vec<(&'static str, Played)>> = LazyLock::new(|| {
    wait(async {
        let mut all = Vec::new();
        for scene in SCENES {
            all.push((scene.name, Box::pin(play(scene)).await));
        }
        all
    })
});

async fn play(scene: &Scene) -> Played {
    let mut stage = Stage::play(scene, (120, 36)).await.expect("the scene plays");
    let word = |text: String| text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned();
    let mut shows = vec![word(format!("{:?}", stage.model.place))];
    shows.extend(stage.model.overlay.as_ref().map(|overlay| word(format!("{overlay:?}"))));
    shows.extend(stage.model.fix.as_ref().map(|fixing| word(format!("{:?}", fixing.stage))));
    let lines = fnsec::view::linear::page(&stage.model);
    let roles = export::roles(&stage.paint(&Theme::roles()));
    let mono = theme::load("mono").expect("a theme");
    let (mut texts, mut feet) = (Vec::new(), Vec::new());
    let extremes = EXTREMES.into_iter().filter(|_| FLEXIBLE.contains(&scene.name));
    for (width, height) in SIZES.into_iter().chain(extremes) {
        stage.send(fnsec::app::Msg::Resize(width, height)).await;
        texts.push((format!("{width}x{height}"), export::text(&stage.paint(&mono))));
        feet.push(painted::leaving::Foot::of(&stage.model, &texts.last().expect("a picture").1));
    }
    let mut large = Vec::new();
    for (width, height) in LARGE {
        stage.send(fnsec::app::Msg::Resize(width, height)).await;
        large.push((format!("{width}x{height}"), export::text(&stage.paint(&mono))));
    }
    let place = stage.model.place.kind();
    stage.send(fnsec::app::Msg::Resize(120, 36)).await;
    stage.model.keys = painted::keys::remapped();
    // Both were worded with the keys of before.
    stage.model.status.clear();
    stage.model.session.fresh = fnsec::app::state::connection::Fresh::Live;
    let mut remapped = fnsec::view::linear::page(&stage.model);
    for size in SIZES {
        stage.model.size = size;
        let text = export::text(&stage.paint(&mono));
        feet.push(painted::leaving::Foot::of(&stage.model, &text));
        remapped.extend(text.lines().map(str::to_owned));
    }
    Played { texts, large, place, roles, lines, shows, remapped, feet }
}

fn record(folder: &str, name: &str, text: &str) {
    insta::with_settings!({snapshot_path => format!("../snapshots/{folder}"), prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn every_scene_is_painted_at_every_size() {
    for (scene, played) in PLAYED.iter() {
        for (size, text) in &played.texts {
            record(scene, size, text);
        }
    }
}

#[test]
fn every_scene_has_its_map_of_roles() {
    for (scene, played) in PLAYED.iter() {
        record("roles", scene, &played.roles);
    }
}

#[test]
fn every_scene_can_be_read_aloud() {
    for (scene, played) in PLAYED.iter() {
        assert!(!played.lines.is_empty(), "{scene}");
        for line in &played.lines {
            let is_label = line.split_once(": ").is_some_and(|(label, _)| !label.is_empty());
            assert!(is_label || line.ends_with(['.', '?', '!', ':']), "{scene}: {line:?}");
            let is_shape = |letter: char| ('\u{2500}'..='\u{25ff}').contains(&letter);
            assert!(!line.chars().any(|letter| letter.is_control() || is_shape(letter)), "{scene}: {line:?}");
        }
    }
}

#[test]
fn every_theme_has_its_gallery() {
    const GALLERY: [&str; 2] = ["overview-findings", "fix-review"];
    let themes: Vec<Theme> =
        theme::names().into_iter().map(|name| theme::load(name).expect("a theme")).collect();
    for name in GALLERY {
        let scene = scenes::find(name).expect("a scene");
        let mut stage = wait(Stage::play(scene, (100, 30))).expect("the scene plays");
        for theme in &themes {
            let picture = export::svg(&stage.paint(theme), name);
            insta::with_settings!({snapshot_path => format!("../snapshots/themes/{}", theme.name), prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_binary_snapshot!(&format!("{name}.svg"), picture.into_bytes());
            });
        }
    }
}

#[test]
fn every_shipped_theme_can_be_chosen() {
    let offered = theme::offered();
    for name in theme::names() {
        assert!(offered.iter().any(|one| one == name), "{name} is shipped but not offered");
    }
}

#[test]
fn every_screen_and_every_dialog_has_a_scene() {
    let seen: BTreeSet<&str> =
        PLAYED.iter().flat_map(|(_, played)| &played.shows).map(String::as_str).collect();
    // What lasts as long as a server takes to answer, where the embedded one answers at once, and a context that
    // cannot be opened, which the demo does not have.
    let brief = ["Preparing", "Applying", "Waiting", "Trouble"];
    let all = [Place::VARIANTS, Overlay::VARIANTS, FixStage::VARIANTS].concat();
    let missing: Vec<&str> =
        all.into_iter().filter(|one| !seen.contains(one) && !brief.contains(one)).collect();
    assert!(missing.is_empty(), "no scene shows {missing:?}: add one to run/scenes.rs");
}

/// The demo is for users, and changes with what is shown to them; a scene of it is recorded again each time.
#[test]
fn few_scenes_change_with_the_demo() {
    let of_demo = SCENES.iter().filter(|scene| scene.context != fnsec::source::demo::SMALL).count();
    assert!(of_demo * 10 <= SCENES.len(), "{of_demo} of {} scenes: use the small cluster", SCENES.len());
}

#[test]
fn playing_a_scene_twice_gives_the_same_bytes() {
    let theme = theme::load("fnsec-dark").expect("a theme");
    let scene = scenes::find("fix-done").expect("a scene");
    let paint =
        || export::svg(&wait(Stage::play(scene, (120, 36))).expect("it plays").paint(&theme), "fix-done");
    assert_eq!(paint(), paint());
}

#[test]
fn in_plain_glyphs_without_colour_every_severity_can_still_be_read() {
    let (_, played) = PLAYED.iter().find(|(name, _)| *name == "ascii").expect("the scene");
    let (_, text) = played.texts.iter().find(|(size, _)| size == "120x36").expect("the size");
    assert!(text.is_ascii(), "{text}");
    for word in ["CRIT", "HIGH", "MED"] {
        assert!(text.contains(word), "{word} is missing");
    }
}
