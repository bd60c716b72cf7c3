//! What a key costs on a slow line: the explorer over the whole length of its lists, on terminals of every depth of colour,
//! each frame as bytes.

use fnsec::app::effect::Effect;
use fnsec::app::{Key, Msg, update};
use fnsec::run::scenes::{Scene, SceneState};
use fnsec::run::stage::Stage;
use fnsec::term::frugal::Frugal;
use fnsec::view::theme::{Catalog, Depth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

const SIZE: (u16, u16) = (120, 36);

/// The line to a terminal.
#[derive(Clone, Default)]
struct Wire(Rc<RefCell<Vec<u8>>>);

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal with a depth of colour.
struct Far {
    depth: Depth,
    theme: Theme,
    wire: Wire,
    screen: Terminal<Frugal<Wire>>,
    terminal: vt100::Parser,
}

impl Far {
    fn new(depth: Depth) -> Self {
        let name = if depth == Depth::Mono { "mono" } else { "fnsec-dark" };
        let theme = Catalog::default().theme(name, depth, Some(false)).expect("a theme");
        let wire = Wire::default();
        let mut backend = Frugal::new(wire.clone());
        backend.erase(true);
        backend.start_over();
        let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
        let screen = Terminal::with_options(backend, TerminalOptions { viewport }).expect("a terminal");
        let terminal = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        Self { depth, theme, wire, screen, terminal }
    }

    fn compare(&self, frame: &Buffer) {
        for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
            let (is, wanted) = (self.terminal.screen().cell(y, x).expect("a cell"), &frame[(x, y)]);
            let letter = if is.contents().is_empty() { " " } else { is.contents() };
            assert_eq!(letter, wanted.symbol(), "column {x}, row {y}");
            assert_eq!(
                is.inverse(),
                wanted.modifier.contains(ratatui::style::Modifier::REVERSED),
                "{x}, {y}"
            );
            assert_eq!(is.bgcolor(), shown(wanted.bg), "column {x}, row {y}");
            if letter != " " {
                assert_eq!(is.fgcolor(), shown(wanted.fg), "column {x}, row {y}");
            }
        }
    }
}

/// Returns a colour as the emulator names it.
fn shown(color: Color) -> vt100::Color {
    const NAMED: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match color {
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        named => NAMED
            .iter()
            .position(|one| *one == named)
            .and_then(|at| u8::try_from(at).ok())
            .map_or(vt100::Color::Default, vt100::Color::Idx),
    }
}

/// The explorer at one end, terminals at the other one.
struct Explorer {
    stage: Stage,
    all: Vec<Far>,
}

impl Explorer {
    /// Plays keys on the demo.
    async fn open(keys: &'static str, remote: bool, depths: &[Depth]) -> Self {
        let scene = Scene { name: "slow line", context: "demo-buildless", state: SceneState::Fine, keys };
        let mut stage = Stage::play(&scene, SIZE).await.expect("played");
        stage.model.settings.remote = remote;
        let mut explorer = Self { stage, all: depths.iter().map(|depth| Far::new(*depth)).collect() };
        explorer.frame();
        explorer.frame();
        explorer
    }

    /// Paints a frame, and returns its bytes on each terminal, which shows it exactly.
    fn frame(&mut self) -> Vec<usize> {
        let mut geometry = self.stage.model.geometry;
        let mut costs = Vec::new();
        for far in &mut self.all {
            let (model, theme) = (&self.stage.model, &far.theme);
            let drawn = far.screen.draw(|frame| geometry = fnsec::view::draw(model, theme, frame));
            let frame = drawn.expect("drawn").buffer.clone();
            far.screen.backend_mut().drawn(&frame);
            far.screen.backend_mut().end_frame().expect("sent");
            let bytes = far.wire.0.take();
            far.terminal.process(&bytes);
            far.compare(&frame);
            costs.push(bytes.len());
        }
        self.stage.model.geometry = geometry;
        costs
    }

    /// Presses a key; returns the bytes of the answer with what follows once the selection is idle.
    async fn press(&mut self, key: &str) -> Vec<usize> {
        let now = self.stage.model.now + 1_000;
        let effects = update(&mut self.stage.model, Msg::Key(Key::parse(key).expect("a key"), now));
        fnsec::app::update::settle(&mut self.stage.model);
        let answer = self.frame();
        for effect in effects {
            if let Effect::Rest(ticket) = effect {
                self.stage.send(Msg::Rest(ticket)).await;
            }
        }
        let rest = self.frame();
        answer.into_iter().zip(rest).map(|(answer, rest)| answer + rest).collect()
    }

    /// Presses a key for each row of the list that has the keys, and a few times in a text.
    async fn through(&mut self, key: &str) -> Vec<Vec<usize>> {
        const TEXT: usize = 40;
        let model = &self.stage.model;
        let is_text = model.overlay.is_some() || model.place == fnsec::app::Place::Fix;
        let all = model.rows(model.pane).max(if is_text { TEXT } else { 1 });
        // Near, a list is tried until it scrolls.
        let rows = if model.settings.remote { all } else { all.min(TEXT) };
        let mut costs = Vec::new();
        for _ in 1..rows {
            costs.push(self.press(key).await);
        }
        costs
    }
}

/// A list that takes the width of the screen, or has details beside it, with the keys that lead to it.
const LISTS: [(&str, &str); 5] = [
    ("namespaces", "2"),
    ("functions", "3"),
    ("findings", "4"),
    ("the Functions of a namespace", "2 enter tab"),
    ("the plan", "F"),
];

/// Panes that scroll or change beside others, and grids, with what a key may cost there: terminals move whole rows only.
const BESIDE: [(&str, &str, usize); 7] = [
    ("a Function", "3 enter", 400),
    ("the Overview", "1", 380),
    ("its findings", "1 tab", 240),
    ("its changes", "1 backtab", 230),
    ("a namespace", "2 enter", 390),
    ("the map", "5", 930),
    ("access", "6", 380),
];

/// Texts, and lists over a screen.
const TEXTS: [(&str, &str); 8] = [
    ("the source of a Function", "3 enter tab"),
    ("a page", "4 x"),
    ("the YAML of an object", "4 Y"),
    ("a change", "4 j j f"),
    ("help", "?"),
    ("coverage", "a"),
    ("commands", ":"),
    ("namespaces to choose", "g n"),
];

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// Returns the most that a key costs down and up the whole list on each terminal, with everything that follows from it.
fn dearest(name: &str, keys: &'static str, remote: bool, depths: &[Depth]) -> Vec<usize> {
    block_on(async {
        let mut explorer = Explorer::open(keys, remote, depths).await;
        let mut dearest = vec![0; depths.len()];
        for key in ["down", "up"] {
            let costs = explorer.through(key).await;
            for (at, (far, most)) in explorer.all.iter().zip(&mut dearest).enumerate() {
                let all = || costs.iter().filter_map(|each| each.get(at));
                let (highest, sum) = (all().max().copied().unwrap_or(0), all().sum::<usize>());
                let (rows, average) = (costs.len() + 1, sum / costs.len().max(1));
                println!(
                    "{name}, {key}, {:?}: {rows} rows, at most {highest}, on average {average}",
                    far.depth
                );
                *most = highest.max(*most);
            }
        }
        dearest
    })
}

/// The colours of terminals over a network, where COLORTERM is not forwarded.
const OVER_A_NETWORK: [Depth; 2] = [Depth::Ansi256, Depth::Ansi16];

#[test]
fn a_key_on_a_list_costs_few_bytes_over_its_whole_length() {
    /// What a key may cost with everything that follows from it.
    const KEY: usize = 400;
    let costs = LISTS.map(|(name, keys)| (name, dearest(name, keys, true, &OVER_A_NETWORK)));
    let dear: Vec<_> = costs.into_iter().filter(|(_, each)| each.iter().any(|bytes| *bytes > KEY)).collect();
    assert!(dear.is_empty(), "{dear:?}");
}

#[test]
fn a_key_on_a_pane_beside_others_costs_less_than_a_screen() {
    let costs = BESIDE.map(|(name, keys, most)| (name, dearest(name, keys, true, &OVER_A_NETWORK), most));
    let dear: Vec<_> =
        costs.into_iter().filter(|(_, each, most)| each.iter().any(|bytes| bytes > most)).collect();
    assert!(dear.is_empty(), "{dear:?}");
}

#[test]
fn a_key_costs_less_than_a_screen_anywhere_in_every_depth_of_colour() {
    const KEY: usize = 2_000;
    const ALL: [Depth; 4] = [Depth::True, Depth::Ansi256, Depth::Ansi16, Depth::Mono];
    let beside = BESIDE.map(|(name, keys, _)| (name, keys));
    let places = LISTS.into_iter().chain(beside).chain(TEXTS);
    let costs = places.map(|(name, keys)| (name, dearest(name, keys, false, &ALL)));
    let dear: Vec<_> = costs.filter(|(_, each)| each.iter().any(|bytes| *bytes > KEY)).collect();
    assert!(dear.is_empty(), "{dear:?}");
}
