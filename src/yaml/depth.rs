//! How deeply brackets are nested in a text, counted in one pass without parsing it.

/// No manifest is nested deeper; the parsers refuse at the same depth.
const LIMIT: usize = 128;

/// The line, from 1, on which brackets or list markers are nested too deeply; block and quoted scalars do not
/// count.
pub fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut block: Option<usize> = None;
    let mut quote: Option<u8> = None;
    for (row, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let blank = line.trim().is_empty();
        if let Some(parent) = block {
            if blank || indent > parent {
                continue;
            }
            block = None;
        }
        if blank {
            continue;
        }
        let marks = line.trim_start().split("- ").take_while(|part| part.is_empty()).count();
        let (opened, ended) = brackets(line, depth, &mut quote);
        if opened + marks > LIMIT {
            return Some(row + 1);
        }
        depth = ended;
        if depth == 0 && quote.is_none() && starts_block(line) {
            block = Some(indent);
        }
    }
    None
}

/// The deepest nesting within a line, and the one at its end.
fn brackets(line: &str, before: usize, quote: &mut Option<u8>) -> (usize, usize) {
    let (mut depth, mut deepest) = (before, before);
    let (mut escaped, mut last) = (false, b' ');
    for byte in line.bytes() {
        if escaped {
            escaped = false;
            continue;
        }
        match (*quote, byte) {
            (Some(b'"'), b'\\') => escaped = true,
            (Some(open), byte) if open == byte => *quote = None,
            (None, b'#') if last.is_ascii_whitespace() => break,
            // A quote starts a scalar only where a value may start.
            (None, b'"' | b'\'') if last.is_ascii_whitespace() || b"[{,:".contains(&last) => {
                *quote = Some(byte);
            }
            (None, b'[' | b'{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = byte;
    }
    (deepest, depth)
}

/// Whether the lines below are a block scalar: `|`, `>-`, `|2+`.
fn starts_block(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let bare = line.trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '+' | '-'));
    [" |", " >", "\t|", "\t>"].iter().any(|end| bare.ends_with(end)) || matches!(bare.trim(), "|" | ">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_found_in_every_style() {
        assert_eq!(too_deep(&format!("a: 1\nb: {}", "[".repeat(200))), Some(2));
        assert_eq!(too_deep(&"{\"a\":".repeat(200)), Some(1));
        assert_eq!(too_deep(&"[\n".repeat(200)), Some(129));
        assert_eq!(too_deep(&format!("a:\n  {}x", "- ".repeat(200))), Some(2));
    }

    #[test]
    fn texts_and_comments_are_as_deep_as_they_like() {
        let many = "[{".repeat(200);
        for text in [
            format!("a: |\n  {many}\n\n  {many}\nb: 1"),
            format!("a: \"{many}\""),
            format!("a: '{many}'"),
            format!("# {many}"),
            format!("a: >-\n  {many}\n"),
            format!("- |+\n  {many}\n- b"),
        ] {
            assert_eq!(too_deep(&text), None, "{text:.20}");
        }
    }

    #[test]
    fn closed_brackets_do_not_add_up() {
        assert_eq!(too_deep(&"a: [{b: 1}]\n".repeat(500)), None);
    }
}
