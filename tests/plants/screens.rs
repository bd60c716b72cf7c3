//! The explorer over files with planted credentials: no screen shows one, whole or cut.

use crate::rounds::{Round, count, rounds};
use crate::run::World;
use fnsec::run::stage::Stage;
use fnsec::source::SourceRequest;
use fnsec::view::export::text;
use fnsec::view::theme::Theme;
use std::collections::BTreeSet;

const USUAL: usize = 20;
const SIZES: [(u16, u16); 2] = [(240, 70), (84, 26)];
/// From screen to screen; what is open is left at the end of each.
const WAYS: [&str; 10] = ["1", "2", "enter", "tab", "3", "enter", "tab", "5 j l", "6 j l", "a"];
/// Findings whose fixes are looked at.
const FINDINGS: usize = 4;

async fn paint(stage: &mut Stage, round: &Round, keys: &str, found: &mut Vec<String>) {
    stage.press(keys).await.expect("keys");
    for size in SIZES {
        stage.model.size = size;
        let shown = text(&stage.paint(&Theme::roles()));
        found.extend(round.leaks(&shown, &format!("the screen behind {keys:?}")));
    }
}

/// What is shown of a round; `None` where the files make no source.
async fn leaks(round: &Round) -> Option<Vec<String>> {
    let world = World::new();
    let file = world.file("all.yaml", &round.text());
    let wanted = SourceRequest { files: vec![file], ..SourceRequest::default() };
    let mut stage = Stage::open(&wanted, crate::support::TODAY, SIZES[0]).await.ok()?;
    let mut found = Vec::new();
    for keys in WAYS {
        paint(&mut stage, round, keys, &mut found).await;
    }
    paint(&mut stage, round, "esc 4 g g", &mut found).await;
    for at in 0..FINDINGS {
        let down = "j ".repeat(at);
        paint(&mut stage, round, &format!("4 home {down} enter"), &mut found).await;
        paint(&mut stage, round, "esc 4", &mut found).await;
        for keys in ["Y", "tab", "esc 4", "f", "enter", "d", "y", "esc esc esc esc"] {
            paint(&mut stage, round, keys, &mut found).await;
        }
    }
    Some(found)
}

#[test]
fn no_screen_shows_a_planted_value() {
    let rounds = rounds(count(USUAL));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let all: Vec<Vec<String>> = rounds.iter().filter_map(|round| runtime.block_on(leaks(round))).collect();
    assert!(all.len() * 10 > rounds.len() * 9, "{} of {} rounds were opened", all.len(), rounds.len());
    let found: BTreeSet<String> = all.into_iter().flatten().collect();
    assert!(found.is_empty(), "{} leaks: {found:#?}", found.len());
}
