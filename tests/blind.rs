//! Keys pressed blindly, sizes nobody has, names meant to deceive: the explorer keeps painting.

#[cfg(test)]
mod blind {
    use fnsec::app::Code;
    use fnsec::app::Key;
    use fnsec::app::Msg;
    use fnsec::model::calendar::Day;
    use fnsec::run::scenes::{SCENES, Scene};
    use fnsec::run::stage::{Stage, some_keys};
    use fnsec::source::SourceRequest;
    use fnsec::view::theme::{self, Theme};
    use proptest::prelude::*;
    use proptest::sample::select;
    use ratatui::buffer::Cell;
    use std::future::Future;
    use std::path::Path;

    const TODAY: Day = Day::new(2026, 11, 1);

    fn wait<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
    }

    async fn demo(context: &str, size: (u16, u16)) -> Stage {
        let wanted = SourceRequest { demo: true, context: Some(context.into()), ..SourceRequest::default() };
        Stage::open(&wanted, TODAY, size).await.expect("the demo opens")
    }

    fn mono() -> Theme {
        theme::load("mono").expect("a theme")
    }

    /// Something a user or a terminal may do at any moment.
    #[derive(Debug, Clone)]
    enum Deed {
        Key(Key),
        Paste(String),
        /// Letter by letter.
        Type(&'static str),
        Resize(u16, u16),
        Click(u16, u16),
        Wheel(isize),
    }

    impl Deed {
        fn msgs(self, now: u64) -> Vec<Msg> {
            let one = match self {
                Self::Type(text) => return text.chars().map(|letter| Msg::Key(typed(letter), now)).collect(),
                Self::Key(key) => Msg::Key(key, now),
                Self::Paste(text) => Msg::Paste(text),
                Self::Resize(width, height) => Msg::Resize(width, height),
                Self::Click(column, row) => Msg::Click(column, row),
                Self::Wheel(rows) => Msg::Wheel(rows),
            };
            vec![one]
        }
    }

    fn typed(letter: char) -> Key {
        match letter {
            '\n' => Key::plain(Code::Enter),
            '\t' => Key::plain(Code::Tab),
            other => Key::char(other),
        }
    }

    /// Text with the shape of YAML: what a user may type on the way to something that makes sense.
    const SHAPES: [&str; 16] = [
        "data: x\n",
        "metadata: x\n",
        "spec: [1]\n",
        "stringData: {a: [}\n",
        ": [",
        "- - -",
        "\"",
        "'",
        "\t\t- a\n",
        "{",
        "&a *a",
        "a: &a [*a]\n",
        "!!binary x",
        "--- |\n  x\n...\n",
        "? ? ?\n",
        "%YAML 9.9\n---\n",
    ];

    /// Keys that lead to everything that takes text: editors, answers, filters, pickers, reasons and the palette.
    const INPUTS: [&str; 8] = [
        "4 / \"credentials database_url\" enter f e",
        "4 / \"family:pod-security\" enter f e end",
        "4 / \"jwt-without\" enter f enter",
        "4 /",
        "3 /",
        ":",
        "g f",
        "4 i",
    ];

    /// Keys that lead deep into the explorer, so that blind ones are pressed there too.
    const PATHS: [&str; 9] = [
        "",
        "4 / \"credentials database_url\" enter f e",
        "4 / \"family:tokens\" enter f",
        "4 / \"family:pod-security\" enter f 1 e",
        "4 / \"api-token-mounted\" enter f 1 A",
        "4 / \"api-token-mounted\" enter f 1 A y 7 u",
        "3 enter tab j j",
        ": \"exp\"",
        "g n \"p\"",
    ];

    /// Keys that move within a text, or end it.
    const MOVES: [Code; 8] =
        [Code::Enter, Code::Esc, Code::Home, Code::End, Code::Up, Code::Down, Code::Backspace, Code::Tab];

    fn deed() -> impl Strategy<Value = Deed> {
        prop_oneof![
            12 => select(some_keys()).prop_map(Deed::Key),
            1 => any::<String>().prop_map(Deed::Paste),
            1 => select(&SHAPES[..]).prop_map(Deed::Type),
            1 => select(&SHAPES[..]).prop_map(|text| Deed::Paste(text.into())),
            1 => (1..=400_u16, 1..=100_u16).prop_map(|(width, height)| Deed::Resize(width, height)),
            1 => (0..=400_u16, 0..=100_u16).prop_map(|(column, row)| Deed::Click(column, row)),
            1 => (-100..=100_isize).prop_map(Deed::Wheel),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_pressed_it_keeps_painting(
            path in select(&PATHS[..]), deeds in prop::collection::vec(deed(), 1..60), legacy in any::<bool>(),
        ) {
            let context = if legacy { "demo-legacy" } else { "demo-buildless" };
            let theme = mono();
            wait(async {
                let mut stage = demo(context, (100, 30)).await;
                stage.press(path).await.expect("keys are written properly");
                for (at, deed) in deeds.into_iter().enumerate() {
                    for msg in deed.msgs(1_000_000 + at as u64 * 170) {
                        stage.send(msg).await;
                    }
                    stage.paint(&theme);
                }
            });
        }

    }

    proptest! {
        // Letter by letter is slow.
        #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_typed_into_an_input_it_keeps_painting(
            path in select(&INPUTS[..]),
            deeds in prop::collection::vec(prop_oneof![
                4 => select(&SHAPES[..]).prop_map(Deed::Type),
                2 => select(&SHAPES[..]).prop_map(|text| Deed::Paste(text.into())),
                2 => select(&MOVES[..]).prop_map(|code| Deed::Key(Key::plain(code))),
            ], 1..12),
        ) {
            let theme = mono();
            wait(async {
                let mut stage = demo("demo-buildless", (100, 30)).await;
                stage.press(path).await.expect("keys are written properly");
                for (at, deed) in deeds.into_iter().enumerate() {
                    for msg in deed.msgs(1_000_000 + at as u64 * 1_000) {
                        stage.send(msg).await;
                    }
                    stage.paint(&theme);
                }
            });
        }
    }

    #[test]
    fn a_line_of_65536_letters_is_taken_by_every_input() {
        let theme = mono();
        for path in INPUTS {
            wait(async {
                let mut stage = demo("demo-buildless", (100, 30)).await;
                stage.press(path).await.expect("keys are written properly");
                stage.send(Msg::Paste("x".repeat(65_536))).await;
                stage.paint(&theme);
                stage.press("home enter esc").await.expect("keys are written properly");
                stage.paint(&theme);
            });
        }
    }

    #[test]
    fn a_text_typed_where_a_mapping_belongs_ends_nothing() {
        let theme = mono();
        for line in
            ["data: x", "stringData: [1]", "metadata: x", "metadata: {namespace: 1}", "type: [x]", "spec: 7"]
        {
            wait(async {
                let mut stage = demo("demo-buildless", (120, 40)).await;
                stage
                    .press("4 / \"credentials-in-function\" enter f e")
                    .await
                    .expect("keys are written properly");
                stage.send(Msg::Paste(format!("{line}\n"))).await;
                // The draft is rehearsed once typing pauses.
                stage.press("esc").await.expect("keys are written properly");
                stage.paint(&theme);
            });
        }
    }

    #[test]
    fn every_scene_can_be_painted_at_any_size() {
        let theme = mono();
        let sizes: Vec<(u16, u16)> = (1..=12)
            .flat_map(|width| (1..=12).map(move |height| (width * 3 - 2, height * 2 - 1)))
            .chain([
                (1, 100),
                (400, 1),
                (400, 100),
                (39, 9),
                (40, 10),
                (41, 11),
                (79, 24),
                (99, 12),
                (101, 13),
            ])
            .collect();
        for scene in SCENES {
            wait(async {
                let mut stage = Box::pin(play(scene)).await;
                for size in &sizes {
                    stage.model.size = *size;
                    stage.paint(&theme);
                }
            });
        }
    }

    async fn play(scene: &Scene) -> Stage {
        let mut stage = demo(scene.context, (120, 36)).await;
        stage.press(scene.keys).await.expect("keys are written properly");
        stage
    }

    /// Names and texts that want to be taken for something else, or to break the screen.
    const HOSTILE: [&str; 12] = [
        "esc\u{1b}[2J\u{1b}]0;owned\u{7}",
        "bell\u{7}back\u{8}null\u{0}del\u{7f}",
        "bidi\u{202e}lmth.exe\u{202c}",
        "isolate\u{2066}x\u{2069}\u{200f}",
        "zero\u{200b}width\u{200d}\u{feff}joined",
        "漢字かな交じり文の名前",
        "👩‍👩‍👧‍👦🏳️‍🌈👍🏿",
        "e\u{301}\u{301}\u{301}\u{301}combining",
        "c1\u{9b}31m\u{85}next\u{2028}line\u{2029}para",
        "tab\tand\r\nnewline",
        "\u{e0041}\u{e007f}tags\u{ad}soft",
        "عربي עברית",
    ];

    fn quoted(text: &str) -> String {
        serde_json::to_string(text).expect("JSON")
    }

    /// Manifests whose every text is hostile.
    fn manifests() -> String {
        let long = "long-".repeat(60);
        let mut all = String::new();
        for text in HOSTILE.into_iter().chain([long.as_str()]) {
            let name = quoted(text);
            let source = quoted(&format!(
                "// {text}\nconst password = \"{text}hunter2hunter2\";\nmodule.exports = {{}}"
            ));
            let objects = format!(
                "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, annotations: {{note: {name}}}}}\n\
             ---\napiVersion: serverless.kyma-project.io/v1alpha2\nkind: Function\n\
             metadata: {{name: {name}, namespace: {name}, labels: {{a: {name}}}, annotations: {{b: {name}}}}}\n\
             spec: {{runtime: {name}, env: [{{name: API_TOKEN, value: {source}}}], \
             source: {{inline: {{source: {source}, dependencies: {name}}}}}}}\n\
             ---\napiVersion: gateway.kyma-project.io/v2\nkind: APIRule\nmetadata: {{name: {name}, namespace: {name}}}\n\
             spec: {{hosts: [{name}], gateway: {name}, service: {{name: {name}, port: 80}}, \
             rules: [{{path: {name}, methods: [GET, POST], noAuth: true}}]}}\n"
            );
            all += &objects;
        }
        all
    }

    fn deceives(letter: char) -> bool {
        matches!(letter,
        '\u{0}'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    }

    fn write(folder: &Path) {
        std::fs::write(folder.join("all.yaml"), manifests()).expect("written");
    }

    #[test]
    fn a_hostile_name_is_shown_but_never_obeyed() {
        let folder = tempfile::TempDir::new().expect("a folder");
        write(folder.path());
        let theme = mono();
        let wanted = SourceRequest { files: vec![folder.path().to_owned()], ..SourceRequest::default() };
        let tours = [
            "",
            "2",
            "2 enter",
            "3",
            "3 enter tab",
            "4",
            "4 x",
            "4 f",
            "4 f 1 A",
            "a",
            "g n",
            "g f",
            ": \"e\"",
        ];
        wait(async {
            for size in [(200, 60), (80, 24), (47, 13)] {
                let mut stage = Stage::open(&wanted, TODAY, size).await.expect("files");
                let mut found = 0;
                for tour in tours {
                    stage.press("esc esc esc esc 1").await.expect("keys");
                    stage.press(tour).await.expect("keys");
                    for down in 0..10 {
                        let buffer = stage.paint(&theme);
                        // The cells themselves: what they hold goes to the terminal as it is.
                        let text: String = buffer.content().iter().map(Cell::symbol).collect();
                        let bad: Vec<char> = text.chars().filter(|letter| deceives(*letter)).collect();
                        assert!(bad.is_empty(), "{tour} {down} at {size:?}: {bad:?}\n{text}");
                        found += usize::from(text.contains("漢字") || text.contains("漢"));
                        stage.press("j").await.expect("keys");
                    }
                }
                assert!(found > 0, "the names are shown at {size:?}");
            }
        });
    }
}
