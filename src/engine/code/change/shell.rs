//! The words of a command of a shell, as it splits them. The body of a template flows in; a program and its arguments
//! flow out, nothing if a shell would do anything else than split them.

use super::super::report::Language;

/// Letters that mean something to a shell outside of quotes.
const SPECIAL: &str = "|&;<>()*?~#!\\\n\t[]{}$`";

/// One word: texts and values.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Word {
    parts: Vec<WordPart>,
}

#[derive(Debug, PartialEq, Eq)]
enum WordPart {
    Text(String),
    Value(String),
}

/// Returns the program and its arguments as expressions; each value is a whole argument or a part of one.
pub fn arguments(body: &str, language: Language) -> Option<Vec<String>> {
    let words = words(body, language)?;
    let program = words.first()?;
    if program.parts.iter().any(|part| matches!(part, WordPart::Value(_))) {
        return None;
    }
    words.iter().map(|word| word.written(language)).collect()
}

fn words(body: &str, language: Language) -> Option<Vec<Word>> {
    let open = if language == Language::JavaScript { "${" } else { "{" };
    let mut all: Vec<Word> = Vec::new();
    let (mut rest, mut begins, mut quote) = (body, true, None);
    while let Some(letter) = rest.chars().next() {
        if let Some(tail) = rest.strip_prefix(open) {
            let (value, tail) = tail.split_once('}')?;
            let is_format = language == Language::Python && value.contains(['!', ':', '=']);
            if value.is_empty() || value.contains(['{', '`', '\\', '\n']) || is_format {
                return None;
            }
            last(&mut all, begins)?.parts.push(WordPart::Value(value.trim().to_owned()));
            (begins, rest) = (false, tail);
            continue;
        }
        rest = rest.get(letter.len_utf8()..)?;
        match (quote, letter) {
            (None, ' ') => begins = true,
            (None, '"' | '\'') => {
                quote = Some(letter);
                last(&mut all, begins)?;
                begins = false;
            }
            (Some(open), _) if letter == open => quote = None,
            // Within quotes, only these letters mean more than themselves.
            (Some(_), '\\' | '`' | '$' | '!' | '\n' | '{' | '}') => return None,
            (None, _) if SPECIAL.contains(letter) => return None,
            // A variable for the program.
            (None, '=') if all.len() < 2 && (begins || all.len() == 1) => return None,
            _ => {
                last(&mut all, begins)?.letter(letter);
                begins = false;
            }
        }
    }
    quote.is_none().then_some(all)
}

/// Returns the last word, after a new one was added where one begins.
fn last(all: &mut Vec<Word>, begins: bool) -> Option<&mut Word> {
    if begins {
        all.push(Word::default());
    }
    all.last_mut()
}

impl Word {
    fn letter(&mut self, letter: char) {
        match self.parts.last_mut() {
            Some(WordPart::Text(text)) => text.push(letter),
            Some(WordPart::Value(_)) | None => self.parts.push(WordPart::Text(letter.to_string())),
        }
    }

    /// Writes a word: a text, a value, or a text with values in it.
    fn written(&self, language: Language) -> Option<String> {
        match (self.parts.as_slice(), language) {
            ([], _) => Some("\"\"".to_owned()),
            ([WordPart::Text(text)], _) => Some(format!("\"{}\"", text.replace('"', "\\\""))),
            ([WordPart::Value(value)], Language::JavaScript) => Some(value.clone()),
            // A program takes texts only.
            ([WordPart::Value(value)], Language::Python) => Some(format!("str({value})")),
            (parts, Language::JavaScript) => Some(format!("`{}`", joined(parts, "${"))),
            (parts, Language::Python) => {
                let body = joined(parts, "{");
                let quote = ["\"", "'"].into_iter().find(|quote| !body.contains(quote))?;
                Some(format!("f{quote}{body}{quote}"))
            }
        }
    }
}

fn joined(parts: &[WordPart], open: &str) -> String {
    let each = parts.iter().map(|part| match part {
        WordPart::Text(text) => text.clone(),
        WordPart::Value(value) => format!("{open}{value}}}"),
    });
    each.collect()
}
