//! A fix that asks several questions is answered in both directions.

use fnsec::app::Place;
use fnsec::app::fix::Stage as Step;
use fnsec::run::scenes::TODAY;
use fnsec::run::stage::Stage;
use fnsec::source::SourceRequest;

/// The question of the fix on screen, and what is typed there.
fn asked(stage: &Stage) -> Option<(usize, String)> {
    let fix = stage.model.fix.as_ref().filter(|_| stage.model.place == Place::Fix)?;
    match fix.stage {
        Step::Answer(at) => Some((at, fix.typed.clone())),
        _ => None,
    }
}

async fn press(stage: &mut Stage, keys: &[&str]) {
    for key in keys {
        stage.press(key).await.expect(key);
    }
}

#[tokio::test]
async fn escape_leads_to_the_question_before_then_to_the_choice_and_then_out_of_the_fix() {
    let demo = SourceRequest { demo: true, ..SourceRequest::default() };
    let mut stage = Stage::open(&demo, TODAY, (120, 36)).await.expect("the demo");
    press(&mut stage, &["4"]).await;
    let several = |stage: &Stage| {
        let fix = stage.model.fix.as_ref();
        fix.and_then(|fix| fix.options.iter().position(|fix| fix.needs.len() > 1))
    };
    // The first finding whose fix asks more than once.
    let mut left = 60;
    while several(&stage).is_none() {
        assert!(left > 0, "no fix asks more than once");
        left -= 1;
        press(&mut stage, &["j", "f"]).await;
        if several(&stage).is_none() && stage.model.place != Place::Findings {
            press(&mut stage, &["esc"]).await;
        }
    }
    if let Some(at) = several(&stage).filter(|_| asked(&stage).is_none()) {
        press(&mut stage, &[&(at + 1).to_string()]).await;
    }
    assert_eq!(asked(&stage).expect("a question").0, 0);
    press(&mut stage, &["ctrl-u", "h", "t", "t", "p", "s", ":", "/", "/", "i", ".", "x", "enter"]).await;
    assert_eq!(asked(&stage).expect("a question").0, 1, "{}", stage.model.status);
    press(&mut stage, &["ctrl-u", "a", "b"]).await;
    press(&mut stage, &["esc"]).await;
    assert_eq!(asked(&stage), Some((0, "https://i.x".into())), "the answer is kept");
    press(&mut stage, &["enter"]).await;
    assert_eq!(asked(&stage), Some((1, "ab".into())), "so is what was typed after it");
    press(&mut stage, &["ctrl-u", "esc", "enter"]).await;
    let need = stage.model.fix.as_ref().and_then(|fix| fix.fix()?.needs.get(1)).expect("a question").clone();
    assert_eq!(asked(&stage), Some((1, need.default)), "an emptied answer is the proposed one again");
    press(&mut stage, &["esc", "esc"]).await;
    assert_eq!(asked(&stage), None);
    let fix = stage.model.fix.as_ref().expect("a fix");
    assert!(
        fix.options.len() > 1 && stage.model.place == Place::Fix,
        "the choice of fixes is before the first one"
    );
    press(&mut stage, &["esc"]).await;
    assert_eq!(stage.model.place, Place::Findings);
}
