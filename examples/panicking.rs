//! Takes the terminal as the explorer does, and then hits a bug: tests look at what is left of the screen.

use fnsec::term::Session;
use fnsec::term::session::guard_panics;

fn main() -> std::io::Result<()> {
    guard_panics();
    let mut session = Session::take()?;
    session.mouse(true)?;
    session.draw(|frame| frame.render_widget("about to fail", frame.area()))?;
    let nothing: Option<u8> = std::env::args().nth(7).and_then(|word| word.parse().ok());
    assert!(nothing.is_some(), "a bug on purpose");
    Ok(())
}
