//! Pasted text that a terminal sends as keys, where bracketed paste is missing. Keys that arrived together flow in; the
//! text flows out if nobody types like that.

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use std::collections::BTreeSet;

/// From how many keys at once it is a paste: a slow network bundles a few.
const FEWEST: usize = 8;
/// How many different letters it has: a key that is held down repeats one.
const DIFFERENT: usize = 4;

/// Returns the letter that an event types.
#[must_use]
pub fn letter(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    let is_plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
    if key.kind == KeyEventKind::Release || !is_plain {
        return None;
    }
    match key.code {
        KeyCode::Char(letter) => Some(letter),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

/// Returns the text that the first events paste, and how many events that are; `None` if they were typed.
#[must_use]
pub fn pasted<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<(usize, String)> {
    let text: String = events.into_iter().map_while(letter).collect();
    let count = text.chars().count();
    let is_many = count >= FEWEST && text.chars().collect::<BTreeSet<_>>().len() >= DIFFERENT;
    // A line that goes on after its end: each line would be a command of its own.
    let lines = text.trim_end_matches('\n').contains('\n') && count > DIFFERENT;
    (is_many || lines).then_some((count, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn events(text: &str) -> Vec<Event> {
        let code = |letter| if letter == '\n' { KeyCode::Enter } else { KeyCode::Char(letter) };
        text.chars().map(|one| Event::Key(KeyEvent::new(code(one), KeyModifiers::NONE))).collect()
    }

    #[test]
    fn many_different_letters_at_once_are_a_paste() {
        assert_eq!(pasted(&events("xfjkjkxfjkjkxfjk")), Some((16, "xfjkjkxfjkjkxfjk".into())));
        assert_eq!(pasted(&events("ls -l\nrm x\n")).map(|(count, _)| count), Some(11));
    }

    #[test]
    fn keys_that_repeat_or_that_a_network_bundles_are_typed() {
        assert_eq!(pasted(&events("jjjjjjjjjjjjjjkkkk")), None);
        assert_eq!(pasted(&events("4jjf")), None);
        assert_eq!(pasted(&events("plug\n")), None);
        let mut mixed = events("4j");
        mixed.push(Event::Resize(80, 24));
        mixed.extend(events("abcdefgh"));
        assert_eq!(pasted(&mixed), None);
    }
}
