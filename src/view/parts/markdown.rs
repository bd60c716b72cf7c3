//! Pages of checks as styled lines: headings, code, lists, paragraphs.

use super::canvas::Canvas;
use super::text;
use crate::view::theme::Role;
use ratatui::text::{Line, Span};

/// A page as it is painted.
#[derive(Debug, Default)]
pub struct MarkdownPage {
    pub lines: Vec<Line<'static>>,
    /// The line of the page that each of them shows; several lines may be one paragraph, and one may need several.
    pub sources: Vec<usize>,
}

/// Text that is wrapped as a whole, and the lines of the page that it is from.
#[derive(Default)]
struct Paragraph {
    text: String,
    first: usize,
    count: usize,
}

/// Lays out a page for a width.
#[must_use]
pub fn lines(canvas: &Canvas<'_, '_>, page: &str, width: usize) -> MarkdownPage {
    let mut out = MarkdownPage::default();
    let mut paragraph = Paragraph::default();
    let mut code = false;
    for (at, line) in page.lines().enumerate() {
        if line.starts_with("```") {
            flush(canvas, &mut paragraph, width, &mut out);
            code = !code;
        } else if code {
            out.push(Line::from(canvas.span(format!("    {line}"), Role::CodeString)), at);
        } else if let Some(heading) = line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")) {
            flush(canvas, &mut paragraph, width, &mut out);
            out.push(Line::from(canvas.span(heading, Role::Title)), at);
        } else if line.trim().is_empty() {
            flush(canvas, &mut paragraph, width, &mut out);
            out.push(Line::default(), at);
        } else if line.starts_with("- ") {
            flush(canvas, &mut paragraph, width, &mut out);
            paragraph.add(&format!("{} {}", canvas.glyphs.bullet, line.trim_start_matches("- ")), at);
        } else {
            paragraph.add(line.trim(), at);
        }
    }
    flush(canvas, &mut paragraph, width, &mut out);
    out
}

impl MarkdownPage {
    fn push(&mut self, line: Line<'static>, source: usize) {
        self.lines.push(line);
        self.sources.push(source);
    }
}

impl Paragraph {
    fn add(&mut self, text: &str, at: usize) {
        if self.count == 0 {
            self.first = at;
        } else {
            self.text.push(' ');
        }
        self.text.push_str(text);
        self.count += 1;
    }
}

fn flush(canvas: &Canvas<'_, '_>, paragraph: &mut Paragraph, width: usize, out: &mut MarkdownPage) {
    let Paragraph { text, first, count } = std::mem::take(paragraph);
    if count == 0 {
        return;
    }
    let mut code = false;
    let wrapped = text::wrap(&without_emphasis(&text), width);
    let number = wrapped.len();
    for (at, line) in wrapped.into_iter().enumerate() {
        out.push(inline(canvas, &line, &mut code), first + at * count / number);
    }
}

/// Removes the marks of emphasis; in code they are part of it.
fn without_emphasis(paragraph: &str) -> String {
    let parts = paragraph.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 0 { part.replace("**", "") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}

/// Styles a line; backquotes switch between prose and code, across line ends too.
fn inline(canvas: &Canvas<'_, '_>, line: &str, code: &mut bool) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (at, part) in line.split('`').enumerate() {
        if at > 0 {
            *code = !*code;
        }
        spans.push(canvas.span(part, if *code { Role::CodeKeyword } else { Role::Text }));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::without_emphasis;

    #[test]
    fn emphasis_is_removed_and_code_stays() {
        assert_eq!(without_emphasis("it is **only** `/{**}` here"), "it is only `/{**}` here");
    }
}
