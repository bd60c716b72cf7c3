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
            let wanted = format!("Cut it: {}", linear::speakable(&cut.words));
            assert!(page.contains(&wanted), "{wanted}");
        }
        page
    });
    assert!(lines.iter().any(|line| line.contains("ends it")), "{lines:?}");
}
