//! Finds unquoted values that kubectl reads differently, while they are being typed.
//! A text, valid or not, flows in; warnings with their line flow out.

use super::plain::kubectl;

/// The lines, from 1, of plain scalars that kubectl turns into another value, with a sentence each.
#[must_use]
pub fn misread(text: &str) -> Vec<(usize, String)> {
    let mut walk = Walk::default();
    let mut found = Vec::new();
    for (row, line) in text.lines().enumerate() {
        walk.line(line, &mut |plain| {
            if let Some(value) = kubectl(plain) {
                let advice =
                    format!("kubectl reads `{plain}` as {value}: quote it if it is text, or write {value}.");
                found.push((row + 1, advice));
            }
        });
    }
    found
}

/// The context that earlier lines set for the next one.
#[derive(Default)]
struct Walk {
    block: Option<usize>,
    quote: Option<char>,
    depth: usize,
}

impl Walk {
    fn line(&mut self, line: &str, found: &mut impl FnMut(&str)) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if self.block.is_some_and(|above| line.trim().is_empty() || indent > above) {
            return;
        }
        self.block = None;
        if self.quote.is_none() && self.depth == 0 && (line.starts_with("---") || line.starts_with('%')) {
            return;
        }
        let (mut rest, mut last, mut above) = (line, indent, indent);
        loop {
            let start = line.len() - rest.trim_start_matches([' ', '\t']).len();
            match self.token(&mut rest) {
                None => return,
                Some(Token::Dash) => above = start,
                Some(Token::Colon) => above = last,
                Some(Token::Block) => self.block = Some(above),
                Some(Token::Other) => last = start,
                Some(Token::Plain(text)) => {
                    found(text);
                    last = start;
                }
            }
        }
    }

    fn token<'t>(&mut self, rest: &mut &'t str) -> Option<Token<'t>> {
        *rest = rest.trim_start_matches([' ', '\t']);
        let first = rest.chars().next()?;
        if let Some(quote) = self.quote {
            self.quote = skip_quoted(rest, quote);
            return Some(Token::Other);
        }
        let alone =
            |rest: &str| rest.get(1..).is_some_and(|after| after.is_empty() || after.starts_with(' '));
        match first {
            '#' => {
                *rest = "";
                None
            }
            '-' | '?' | ':' if alone(rest) => {
                advance(rest, 1);
                Some(match first {
                    '-' => Token::Dash,
                    ':' => Token::Colon,
                    _ => Token::Other,
                })
            }
            '"' | '\'' => {
                advance(rest, 1);
                self.quote = skip_quoted(rest, first);
                Some(Token::Other)
            }
            '[' | '{' | ']' | '}' | ',' | ':' if self.depth > 0 || "[{".contains(first) => {
                self.nest(first);
                advance(rest, 1);
                Some(Token::Other)
            }
            '&' | '!' | '*' => {
                let end = rest.find(' ').unwrap_or(rest.len());
                advance(rest, end);
                Some(Token::Other)
            }
            '|' | '>' if self.depth == 0 => {
                *rest = "";
                Some(Token::Block)
            }
            _ => Some(self.plain(rest)),
        }
    }

    fn nest(&mut self, sign: char) {
        match sign {
            '[' | '{' => self.depth += 1,
            ']' | '}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn plain<'t>(&self, rest: &mut &'t str) -> Token<'t> {
        let bytes = rest.as_bytes();
        let spaced = |at: usize| bytes.get(at + 1).is_none_or(|b| matches!(b, b' ' | b'\t'));
        let ends = |at: usize, b: u8| match b {
            b':' => spaced(at),
            b'#' => at > 0 && bytes.get(at - 1) == Some(&b' '),
            b',' | b'[' | b']' | b'{' | b'}' => self.depth > 0,
            _ => false,
        };
        let end = bytes.iter().enumerate().find(|(at, b)| ends(*at, **b));
        let end = end.map_or(rest.len(), |(at, _)| at.max(1));
        let text = rest.get(..end).unwrap_or(rest).trim_end();
        advance(rest, end);
        Token::Plain(text)
    }
}

enum Token<'t> {
    Dash,
    Colon,
    Block,
    Plain(&'t str),
    Other,
}

/// Skips to after the closing quote, or to the end of the line with the quote still open.
fn skip_quoted(rest: &mut &str, quote: char) -> Option<char> {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let doubled = chars.peek().is_some_and(|(_, next)| *next == quote);
        if (c == '\\' && quote == '"') || (c == quote && quote == '\'' && doubled) {
            chars.next();
        } else if c == quote {
            advance(rest, at + 1);
            return None;
        }
    }
    *rest = "";
    // A quote that is open at the end of a line continues on the next one.
    Some(quote)
}

fn advance(rest: &mut &str, by: usize) {
    *rest = rest.get(by..).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<usize> {
        misread(text).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn unquoted_switches_and_octals_are_noticed() {
        assert_eq!(
            lines("enabled: yes\nmode: 0644\nlist:\n- on\n- [a, no]\nm: {k: off}\non: 1\n"),
            [1, 2, 4, 5, 6, 7]
        );
        assert_eq!(
            misread("a: yes # sure")[0].1,
            "kubectl reads `yes` as true: quote it if it is text, or write true."
        );
    }

    #[test]
    fn quoted_text_blocks_and_comments_are_left_alone() {
        let text = "a: \"yes\"\nb: 'no'\nc: |\n  on\n\n  - off\n# yes\nd: yes sir\ne: \"two\n  - no\n  lines\"\nf: true\n- g: |\n    no\n";
        assert_eq!(lines(text), Vec::<usize>::new());
    }

    #[test]
    fn a_key_after_a_block_in_a_list_is_seen() {
        assert_eq!(lines("- run: |\n    no\n  on: 1\n"), [3]);
    }

    #[test]
    fn broken_text_is_still_read() {
        assert_eq!(lines("a: [\nb: yes\nc: }"), [2]);
        assert_eq!(lines("]}\u{0}\n\"\\"), Vec::<usize>::new());
        assert_eq!(lines(""), Vec::<usize>::new());
    }
}
