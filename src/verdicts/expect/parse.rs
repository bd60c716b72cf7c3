//! Parses a sentence; an error names the word and the nearest one that is expected there.

use super::{Destination, Expectation, Opens, PermissionPlace, Subject, Target};
use crate::engine::pod_security::Level;
use crate::verdicts::suggest::suggest;

/// Parses a whole sentence.
///
/// # Errors
/// What was expected where the sentence does not fit the grammar.
pub fn parse(sentence: &str) -> Result<Expectation, String> {
    let words = words(sentence)?;
    let mut reader = Reader { words: &words, at: 0 };
    let parsed = reader.sentence()?;
    match reader.peek() {
        "" => Ok(parsed),
        rest => Err(format!("expected the end of the sentence, found \"{rest}\"")),
    }
}

/// Returns the words; a part in double quotes is one word, and a comma ends a word of a list.
fn words(sentence: &str) -> Result<Vec<String>, String> {
    let (mut all, mut word, mut is_quoted, mut is_open) = (Vec::new(), String::new(), false, false);
    for letter in sentence.chars() {
        match letter {
            '"' => {
                is_open |= !is_quoted;
                is_quoted = !is_quoted;
            }
            letter if letter.is_whitespace() && !is_quoted => {
                if is_open || !word.is_empty() {
                    all.push(std::mem::take(&mut word));
                }
                is_open = false;
            }
            letter => word.push(letter),
        }
    }
    if is_quoted {
        return Err("the quote is not closed".into());
    }
    if is_open || !word.is_empty() {
        all.push(word);
    }
    Ok(all)
}

struct Reader<'a> {
    words: &'a [String],
    at: usize,
}

const STARTS: [&str; 8] = ["internet", "a", "user", "group", "account", "no", "namespace", "NS/NAME"];
const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];

impl<'a> Reader<'a> {
    fn peek(&self) -> &'a str {
        self.words.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> &'a str {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn is(&self, word: &str) -> bool {
        self.peek().eq_ignore_ascii_case(word)
    }

    /// Takes a word if it comes next.
    fn take(&mut self, word: &str) -> bool {
        let is_next = self.is(word);
        self.at += usize::from(is_next);
        is_next
    }

    fn one_of<'w>(&mut self, known: &[&'w str]) -> Result<&'w str, String> {
        let found = known.iter().find(|word| self.is(word)).copied();
        let found = found.ok_or_else(|| wrong(self.peek(), known))?;
        self.at += 1;
        Ok(found)
    }

    fn expect(&mut self, words: &[&str]) -> Result<(), String> {
        words.iter().try_for_each(|word| self.one_of(&[word]).map(drop))
    }

    fn named(&mut self, what: &str) -> Result<String, String> {
        match self.next() {
            "" => Err(format!("expected {what}, found the end of the sentence")),
            word => Ok(word.to_owned()),
        }
    }

    /// Parses `may` or `may not`.
    fn may(&mut self) -> Result<bool, String> {
        self.expect(&["may"])?;
        Ok(!self.take("not"))
    }

    fn sentence(&mut self) -> Result<Expectation, String> {
        if self.peek().contains('/') {
            return self.connection();
        }
        match self.one_of(&STARTS)? {
            "internet" => {
                let may = self.may()?;
                self.expect(&["reach"])?;
                Ok(Expectation::Internet { may, to: self.target()? })
            }
            "a" => self.token(),
            "no" => {
                self.expect(&["namespace", "below"])?;
                Ok(Expectation::Level { least: self.level()?, namespace: None })
            }
            "namespace" => {
                let namespace = self.named("the name of a namespace")?;
                self.expect(&["enforces"])?;
                Ok(Expectation::Level { least: self.level()?, namespace: Some(namespace) })
            }
            kind => self.right(kind),
        }
    }

    fn level(&mut self) -> Result<Level, String> {
        let word = self.one_of(&LEVELS)?;
        Level::parse(word).ok_or_else(|| wrong(word, &LEVELS))
    }

    fn target(&mut self) -> Result<Target, String> {
        target(&self.named("NS/NAME")?)
    }

    fn connection(&mut self) -> Result<Expectation, String> {
        let from = self.target()?;
        let may = self.may()?;
        self.expect(&["connect", "to"])?;
        let to =
            if self.take("internet") { Destination::Internet } else { Destination::Pods(self.target()?) };
        Ok(Expectation::Connection { from, may, to })
    }

    fn token(&mut self) -> Result<Expectation, String> {
        self.expect(&["token", "of", "issuer"])?;
        let issuer = self.named("an issuer")?;
        let audiences = if self.take("for") { self.listed(&["audience", "audiences"])? } else { Vec::new() };
        let scopes = if self.take("with") { self.listed(&["scope", "scopes"])? } else { Vec::new() };
        let opens = match self.one_of(&["opens", "does", "for", "with"])? {
            "opens" if self.take("nothing") => Opens::Only(Vec::new()),
            "opens" => {
                self.one_of(&["only", "nothing"])?;
                Opens::Only(self.targets()?)
            }
            "does" => {
                self.expect(&["not", "open"])?;
                Opens::Not(self.targets()?)
            }
            word => {
                return Err(format!(
                    "\"{word}\" is repeated, or in another order: audience first, then scope"
                ));
            }
        };
        Ok(Expectation::Token { issuer, audiences, scopes, opens })
    }

    fn listed(&mut self, names: &[&str]) -> Result<Vec<String>, String> {
        let what = self.one_of(names)?;
        self.list(what)
    }

    /// Parses words that a comma separates.
    fn list(&mut self, what: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        loop {
            let word = self.named(what)?;
            let more = word.ends_with(',');
            let parts = word.split(',').filter(|part| !part.is_empty()).map(str::to_owned);
            all.extend(parts);
            if !more {
                return Ok(all);
            }
        }
    }

    fn targets(&mut self) -> Result<Vec<Target>, String> {
        self.list("NS/NAME")?.iter().map(|word| target(word)).collect()
    }

    fn right(&mut self, kind: &str) -> Result<Expectation, String> {
        let name = self.named("a name")?;
        let subject = match kind {
            "user" => Subject::User(name),
            "group" => Subject::Group(name),
            _ => {
                let (namespace, name) = name.split_once('/').ok_or("an account is written as NS/NAME")?;
                Subject::Account(namespace.to_owned(), name.to_owned())
            }
        };
        let may = self.may()?;
        let verbs = verbs(&self.named("a verb")?.to_lowercase());
        let resource = self.named("a resource")?;
        let name = if self.take("named") { self.named("a name")? } else { String::new() };
        let place = match self.peek() {
            "" => PermissionPlace::Anywhere,
            _ => match self.one_of(&["in", "anywhere", "named"])? {
                "in" => PermissionPlace::Namespace(self.named("the name of a namespace")?),
                _ => PermissionPlace::Anywhere,
            },
        };
        Ok(Expectation::Right { subject, may, verbs, resource, name, place })
    }
}

/// Returns the verbs of the API that a word means.
fn verbs(word: &str) -> Vec<String> {
    let meant = |word: &str| -> Vec<String> {
        let known: &[&str] = match word {
            "read" => &["get", "list", "watch"],
            "change" => &["update", "patch"],
            "write" => &["create", "update", "patch", "delete"],
            verb => return vec![verb.to_owned()],
        };
        known.iter().map(|verb| (*verb).to_owned()).collect()
    };
    word.split(',').filter(|part| !part.is_empty()).flat_map(meant).collect()
}

fn target(word: &str) -> Result<Target, String> {
    match word.split_once('/') {
        Some((namespace, name)) if !namespace.is_empty() && !name.is_empty() && !name.contains('/') => {
            Ok(Target { namespace: namespace.to_owned(), name: name.to_owned() })
        }
        _ => Err(format!("expected NS/NAME, such as pay/refund or pay/*, found \"{word}\"")),
    }
}

fn wrong(found: &str, known: &[&str]) -> String {
    let expected = known.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ");
    if found.is_empty() {
        return format!("expected {expected}, found the end of the sentence");
    }
    let guess = suggest(found, known.iter().copied());
    let guess = guess.map_or_else(String::new, |word| format!("; did you mean \"{word}\"?"));
    format!("expected {expected}, found \"{found}\"{guess}")
}
