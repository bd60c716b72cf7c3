//! Pages of checks as styled lines: headings, code, lists, paragraphs.

use super::canvas::Canvas;
use super::text;
use crate::view::theme::Role;
use ratatui::text::{Line, Span};

/// Lays out a page for a width; one logical line may become several.
#[must_use]
pub fn lines(canvas: &Canvas<'_, '_>, page: &str, width: usize) -> Vec<Line<'static>> {
    let mut out = Vec::new();
    let mut paragraph = String::new();
    let mut code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            flush(canvas, &mut paragraph, width, &mut out);
            code = !code;
        } else if code {
            out.push(Line::from(canvas.span(format!("    {line}"), Role::CodeString)));
        } else if let Some(heading) = line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")) {
            flush(canvas, &mut paragraph, width, &mut out);
            out.push(Line::from(canvas.span(heading, Role::Title)));
        } else if line.trim().is_empty() {
            flush(canvas, &mut paragraph, width, &mut out);
            out.push(Line::default());
        } else if line.starts_with("- ") {
            flush(canvas, &mut paragraph, width, &mut out);
            paragraph = format!("{} {}", canvas.glyphs.bullet, line.trim_start_matches("- "));
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    flush(canvas, &mut paragraph, width, &mut out);
    out
}

fn flush(canvas: &Canvas<'_, '_>, paragraph: &mut String, width: usize, out: &mut Vec<Line<'static>>) {
    if !paragraph.is_empty() {
        let mut code = false;
        for line in text::wrap(&without_emphasis(&std::mem::take(paragraph)), width) {
            out.push(inline(canvas, &line, &mut code));
        }
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
