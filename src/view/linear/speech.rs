//! Lines that are read aloud: whole sentences or `label: value`, without characters that only look good.

use crate::view::parts::text::clean;

/// Lines in the making.
#[derive(Debug, Default)]
pub struct SpeechLines(Vec<String>);

impl SpeechLines {
    /// Adds `label: value`; nothing for an empty value.
    pub fn label(&mut self, label: &str, value: &str) {
        let value = speakable(value);
        if !value.is_empty() {
            self.0.push(format!("{label}: {value}"));
        }
    }

    /// Adds a sentence; its full stop is added where it is missing.
    pub fn say(&mut self, text: &str) {
        let text = sentence(&speakable(text));
        if !text.is_empty() {
            self.0.push(text);
        }
    }

    /// Returns the lines.
    #[must_use]
    pub fn done(self) -> Vec<String> {
        self.0
    }
}

/// Returns the text with a capital letter and an end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    // A name keeps its letters: only a word of the language becomes a capital.
    let is_word =
        text.split(' ').next().is_some_and(|word| word.chars().all(|letter| letter.is_ascii_lowercase()));
    let first = if is_word { first.to_uppercase().to_string() } else { first.to_string() };
    let end = if text.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Replaces what a screen reader skips or spells: arrows, middle dots, ellipses, frames, bars. Control characters
/// and credentials are replaced as on the other screens.
#[must_use]
pub fn speakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            // A masked value is one word, not a row of bullets.
            '•' if out.ends_with("masked") => {}
            '•' => out.push_str("masked"),
            '→' => out.push_str("to"),
            '·' => out.push(','),
            '…' => out.push_str("..."),
            '\u{2500}'..='\u{259f}' | '\u{25a0}'..='\u{25ff}' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

/// Returns a line of a text with its indent in words, which decides what a line of YAML or Python belongs to.
#[must_use]
pub fn spoken(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    match line.len() - text.len() {
        _ if text.trim().is_empty() => "empty".into(),
        0 => text.to_owned(),
        indent => format!("indent {indent}, {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sentences_or_labels() {
        let mut lines = SpeechLines::default();
        lines.say("no change can be proposed");
        lines.say("Is it?");
        lines.say("api-token-mounted is off");
        lines.label("From", "a → b · 3 routes …");
        lines.label("Empty", " ");
        let all = lines.done();
        assert_eq!(
            all,
            [
                "No change can be proposed.",
                "Is it?",
                "api-token-mounted is off.",
                "From: a to b, 3 routes ..."
            ]
        );
    }

    #[test]
    fn a_masked_value_is_one_word() {
        assert_eq!(speakable("key '••••••••', 1"), "key 'masked', 1");
    }

    #[test]
    fn frames_bars_and_escape_sequences_are_not_spoken() {
        let text = speakable("│ a ███▒ \u{1b}[31mred");
        assert!(text.starts_with("a ") && !text.contains('\u{1b}') && !text.contains('█'), "{text}");
    }
}
