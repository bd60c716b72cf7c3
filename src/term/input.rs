//! Converts events of the terminal to messages: shift is folded into letters, releases are dropped.

use crate::app::Code;
use crate::app::Key;
use crate::app::Msg;
use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// Returns the message of an event, `now` milliseconds after the start; `None` for events without a
/// meaning.
#[must_use]
pub fn message(event: Event, now: u64) -> Option<Msg> {
    match event {
        Event::Key(event) => key(event).map(|key| Msg::Key(key, now)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize(width, height)),
        Event::Mouse(event) => mouse(event),
        Event::FocusGained | Event::FocusLost => None,
    }
}

#[must_use]
pub fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(letter) => Code::Char(letter),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let code = match code {
        // Some terminals report the letter and shift, others the capital: both become the capital.
        Code::Char(letter) if event.modifiers.contains(KeyModifiers::SHIFT) && !ctrl => {
            Code::Char(letter.to_uppercase().next().unwrap_or(letter))
        }
        Code::Char(letter) if ctrl => Code::Char(letter.to_ascii_lowercase()),
        other => other,
    };
    Some(Key { code, ctrl, alt: event.modifiers.contains(KeyModifiers::ALT) })
}

/// The number of rows that a notch of the wheel moves.
const NOTCH: isize = 3;

fn mouse(event: MouseEvent) -> Option<Msg> {
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Msg::Click(event.column, event.row)),
        MouseEventKind::ScrollDown => Some(Msg::Wheel(NOTCH)),
        MouseEventKind::ScrollUp => Some(Msg::Wheel(-NOTCH)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shift_is_folded_into_the_letter() {
        let event = KeyEvent::new(KeyCode::Char('g'), KeyModifiers::SHIFT);
        assert_eq!(key(event), Some(Key::char('G')));
        let event = KeyEvent::new(KeyCode::Char('D'), KeyModifiers::CONTROL);
        assert_eq!(key(event), Some(Key::ctrl('d')));
    }

    #[test]
    fn a_release_is_not_a_key() {
        let event = KeyEvent::new_with_kind(KeyCode::Char('y'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(key(event), None);
    }
}
