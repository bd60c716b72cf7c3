//! Rust source as a list of tokens: identifiers, `::`, and single characters.

/// Splits a source into tokens, without comments, strings, characters and lifetimes.
pub fn tokens(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let next = rest.get(1).copied().unwrap_or(' ');
        at += match rest[0] {
            '/' if next == '/' => rest.iter().take_while(|letter| **letter != '\n').count(),
            '/' if next == '*' => comment(rest),
            '"' => string(rest),
            'r' | 'b' | 'c' if raw(rest).is_some() => raw(rest).unwrap_or(1),
            '\'' => character(rest),
            ':' if next == ':' => {
                all.push("::".into());
                2
            }
            letter if letter.is_alphanumeric() || letter == '_' => {
                let name: String =
                    rest.iter().take_while(|one| one.is_alphanumeric() || **one == '_').collect();
                let length = name.chars().count();
                all.push(name);
                length
            }
            letter if letter.is_whitespace() => 1,
            letter => {
                all.push(letter.into());
                1
            }
        };
    }
    all
}

/// Returns the length of a block comment, which may contain others.
fn comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match (rest[at], rest.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Returns the length of a raw string, of a byte string, or of a string for C.
fn raw(rest: &[char]) -> Option<usize> {
    let prefix = rest.iter().take_while(|letter| matches!(letter, 'r' | 'b' | 'c')).count();
    let hashes = rest[prefix..].iter().take_while(|letter| **letter == '#').count();
    if prefix > 2 || rest.get(prefix + hashes) != Some(&'"') {
        return None;
    }
    if !rest[..prefix].contains(&'r') {
        return (hashes == 0).then(|| prefix + string(&rest[prefix..]));
    }
    let mut end = vec!['"'];
    end.extend(vec!['#'; hashes]);
    let start = prefix + hashes + 1;
    let length = rest[start..].windows(end.len()).position(|window| window == end)?;
    Some(start + length + end.len())
}

/// Returns the length of a character, or of the quote that begins a lifetime.
fn character(rest: &[char]) -> usize {
    match (rest.get(1), rest.get(2)) {
        (Some('\\'), _) => 3 + rest[3..].iter().take_while(|letter| **letter != '\'').count() + 1,
        (Some(_), Some('\'')) => 3,
        _ => 1,
    }
}

/// Removes the items that only tests contain.
pub fn without_tests(tokens: &[String]) -> Vec<String> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut all = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().take(TEST.len()).map(String::as_str).eq(TEST) {
            at += TEST.len() + item(&tokens[at + TEST.len()..]);
        } else {
            all.push(tokens[at].clone());
            at += 1;
        }
    }
    all
}

/// Returns the length of the item that begins here: to its semicolon, or to its closing brace.
fn item(tokens: &[String]) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" if depth == 1 => return at + 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}
