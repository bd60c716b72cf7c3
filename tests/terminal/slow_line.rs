//! What a key costs on a slow line: the explorer over the whole length of its lists, on a terminal at the other end of a
//! network, each frame as bytes.

use fnsec::app::effect::Effect;
use fnsec::app::{Key, Msg, update};
use fnsec::run::scenes::{Scene, SceneState};
use fnsec::run::stage::Stage;
use fnsec::term::frugal::Frugal;
use fnsec::view::theme::{Catalog, Depth, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
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

/// The explorer at one end, a terminal at the other one.
struct Remote {
    stage: Stage,
    theme: Theme,
    wire: Wire,
    screen: Terminal<Frugal<Wire>>,
    terminal: vt100::Parser,
}

impl Remote {
    /// Plays keys on the demo.
    async fn open(keys: &'static str) -> Self {
        let scene = Scene { name: "slow line", context: "demo-buildless", state: SceneState::Fine, keys };
        let mut stage = Stage::play(&scene, SIZE).await.expect("played");
        stage.model.settings.remote = true;
        let theme = Catalog::default().theme("fnsec-dark", Depth::Ansi256, Some(false)).expect("a theme");
        let wire = Wire::default();
        let mut backend = Frugal::new(wire.clone());
        backend.erase(true);
        backend.scroll(true);
        backend.start_over();
        let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
        let screen = Terminal::with_options(backend, TerminalOptions { viewport }).expect("a terminal");
        let terminal = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        let mut remote = Self { stage, theme, wire, screen, terminal };
        remote.frame();
        remote.frame();
        remote
    }

    /// Paints a frame, and returns its bytes; the terminal shows it exactly.
    fn frame(&mut self) -> usize {
        let (model, theme) = (&self.stage.model, &self.theme);
        let mut geometry = model.geometry;
        let drawn = self.screen.draw(|frame| geometry = fnsec::view::draw(model, theme, frame));
        let frame = drawn.expect("drawn").buffer.clone();
        self.stage.model.geometry = geometry;
        self.screen.backend_mut().drawn(&frame);
        self.screen.backend_mut().end_frame().expect("sent");
        let bytes = self.wire.0.take();
        self.terminal.process(&bytes);
        self.compare(&frame);
        bytes.len()
    }

    fn compare(&self, frame: &Buffer) {
        for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
            let (is, wanted) = (self.terminal.screen().cell(y, x).expect("a cell"), &frame[(x, y)]);
            let letter = if is.contents().is_empty() { " " } else { is.contents() };
            assert_eq!(letter, wanted.symbol(), "column {x}, row {y}");
            let color = match wanted.bg {
                ratatui::style::Color::Indexed(index) => vt100::Color::Idx(index),
                _ => vt100::Color::Default,
            };
            assert_eq!(is.bgcolor(), color, "column {x}, row {y}");
        }
    }

    /// Presses a key; returns the bytes of the answer, and of what follows once the selection is idle.
    async fn press(&mut self, key: &str) -> (usize, usize) {
        let now = self.stage.model.now + 1_000;
        let effects = update(&mut self.stage.model, Msg::Key(Key::parse(key).expect("a key"), now));
        fnsec::app::update::settle(&mut self.stage.model);
        let answer = self.frame();
        for effect in effects {
            if let Effect::Rest(ticket) = effect {
                self.stage.send(Msg::Rest(ticket)).await;
            }
        }
        (answer, self.frame())
    }

    /// Presses a key for each row of the list that has the keys.
    async fn through(&mut self, key: &str) -> Vec<(usize, usize)> {
        let model = &self.stage.model;
        let rows = model.rows(model.pane);
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
    ("a Function", "3 enter", 450),
    ("the Overview", "1", 700),
    ("its findings", "1 tab", 800),
    ("its changes", "1 backtab", 520),
    ("a namespace", "2 enter", 1_150),
    ("the map", "5", 1_000),
    ("access", "6", 450),
];

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// Returns the most that a key costs down and up the whole list, with everything that follows from it.
fn dearest(name: &str, keys: &'static str) -> usize {
    block_on(async {
        let mut remote = Remote::open(keys).await;
        let mut dearest = 0;
        for key in ["j", "k"] {
            let costs = remote.through(key).await;
            let whole = |(answer, rest): (usize, usize)| answer + rest;
            let most = costs.iter().copied().max_by_key(|cost| whole(*cost)).unwrap_or_default();
            let sum: usize = costs.iter().copied().map(whole).sum();
            let average = sum / costs.len().max(1);
            println!("{name}, {key}: {} rows, at most {most:?}, on average {average}", costs.len() + 1);
            dearest = dearest.max(whole(most));
        }
        dearest
    })
}

#[test]
fn a_key_on_a_list_costs_few_bytes_over_its_whole_length() {
    /// What a key may cost with everything that follows from it.
    const KEY: usize = 400;
    let costs = LISTS.map(|(name, keys)| (name, dearest(name, keys)));
    let dear: Vec<_> = costs.into_iter().filter(|(_, bytes)| *bytes > KEY).collect();
    assert!(dear.is_empty(), "{dear:?}");
}

#[test]
fn a_key_on_a_pane_beside_others_costs_less_than_a_screen() {
    let costs = BESIDE.map(|(name, keys, most)| (name, dearest(name, keys), most));
    let dear: Vec<_> = costs.into_iter().filter(|(_, bytes, most)| bytes > most).collect();
    assert!(dear.is_empty(), "{dear:?}");
}
