//! What the picture of attack paths shows can be read aloud too.

use fnsec::app::Msg;
use fnsec::run::scenes;
use fnsec::run::stage::Stage;
use fnsec::view::linear;

#[test]
fn every_attack_path_of_the_picture_and_what_cuts_it_has_its_line() {
    let scene = scenes::find("overview").expect("a scene");
    let lines = super::super::wait(async {
        let mut stage = Box::pin(Stage::play(scene, (120, 36))).await.expect("the scene plays");
        stage.send(Msg::Resize(200, 60)).await;
        assert!(stage.model.page.path_cuts.len() > 3, "the picture has paths");
        let page = linear::page(&stage.model);
        for (namespace, path) in &stage.model.page.paths {
            let name = format!("{namespace}/{}: ", path.function);
            let line =
                page.iter().find(|line| line.contains(&name)).unwrap_or_else(|| panic!("no line for {name}"));
            assert!(path.links.iter().all(|link| line.contains(link.words)), "{line}");
        }
        for cut in &stage.model.page.path_cuts {
            let wanted = format!("Cut it: {}", linear::speakable(&cut.words()));
            assert!(page.contains(&wanted), "{wanted}");
        }
        page
    });
    assert!(lines.iter().any(|line| line.contains("ends it")), "{lines:?}");
}

#[test]
fn what_cuts_a_path_is_shown_in_whole_steps_those_that_end_it_first() {
    let scene = scenes::find("overview").expect("a scene");
    let theme = fnsec::view::theme::load("fnsec-dark").expect("a theme");
    for width in [200, 220, 240, 300] {
        let text = super::super::wait(async {
            let mut stage = Box::pin(Stage::play(scene, (120, 36))).await.expect("the scene plays");
            stage.send(Msg::Resize(width, 60)).await;
            fnsec::view::export::text(&stage.paint(&theme))
        });
        let steps: Vec<&str> = text.lines().filter(|line| line.contains("ends it: ")).collect();
        assert!(steps.len() > 3, "{width}: {text}");
        assert!(steps.iter().all(|line| !line.contains('…')), "{width}: {steps:?}");
    }
}
