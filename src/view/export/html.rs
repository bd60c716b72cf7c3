//! The screen as an HTML page without external resources.

use super::color::{escape, ground, hex, pair};
use super::grid::{Run, runs};
use crate::view::theme::contrast::Rgb;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

/// Returns the buffer as an HTML document with a title, inline styles and no script.
#[must_use]
pub fn html(buffer: &Buffer, title: &str) -> String {
    let paper = ground(super::grid::ground(buffer));
    let (title, back) = (escape(title), hex(paper));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
         <body style=\"margin:0;background:{back}\">\n\
         <pre style=\"margin:1em;font:14px/1.3 ui-monospace,Menlo,Consolas,monospace\">\n"
    );
    for row in runs(buffer) {
        out.extend(row.iter().map(|run| span(run, paper)));
        out.push('\n');
    }
    out.push_str("</pre>\n</body>\n</html>\n");
    out
}

fn span(run: &Run, paper: Rgb) -> String {
    let (ink, back) = pair(run.look);
    let has = |modifier| run.look.modifier.contains(modifier);
    let lines = has(Modifier::UNDERLINED) || has(Modifier::CROSSED_OUT);
    if back == paper && run.text.trim().is_empty() && !lines {
        return run.text.clone();
    }
    let mut style = format!("color:{}", hex(ink));
    if back != paper {
        style.push_str(";background:");
        style.push_str(&hex(back));
    }
    for (modifier, rule) in [
        (Modifier::BOLD, ";font-weight:bold"),
        (Modifier::DIM, ";opacity:.7"),
        (Modifier::ITALIC, ";font-style:italic"),
        (Modifier::HIDDEN, ";visibility:hidden"),
    ] {
        style.push_str(if has(modifier) { rule } else { "" });
    }
    style.push_str(match (has(Modifier::UNDERLINED), has(Modifier::CROSSED_OUT)) {
        (true, true) => ";text-decoration:underline line-through",
        (true, false) => ";text-decoration:underline",
        (false, true) => ";text-decoration:line-through",
        (false, false) => "",
    });
    if run.is_wide() {
        style.extend([";display:inline-block;width:", &run.width.to_string(), "ch"]);
    }
    format!("<span style=\"{style}\">{}</span>", escape(&run.text))
}
