//! Pictures of a scan as SVG: a stacked bar, with its numbers in words for screen readers.

use super::markup::escape;
use std::fmt::Write;

/// One part of a bar: its name, its size and the class that colours it.
pub struct BarPart<'a> {
    pub name: &'a str,
    pub count: usize,
    pub class: &'a str,
}

const WIDTH: usize = 600;
const HEIGHT: usize = 18;

/// Returns a bar whose parts have the width of their share, each named, so that colour is not needed to read it.
pub fn bar(title: &str, parts: &[BarPart<'_>]) -> String {
    let total: usize = parts.iter().map(|part| part.count).sum();
    let shown: Vec<&BarPart<'_>> = parts.iter().filter(|part| part.count > 0).collect();
    let words: Vec<String> = shown.iter().map(|part| format!("{} {}", part.count, part.name)).collect();
    let label = escape(&format!("{title}: {}", words.join(", ")));
    let mut out = format!(
        "<svg class=\"bar\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{label}\"><title>{label}</title>"
    );
    let mut before = 0;
    for part in shown {
        // Both ends are rounded from the whole, so that the parts meet and fill the bar.
        let [from, to] =
            [before, before + part.count].map(|count| (count * WIDTH).checked_div(total).unwrap_or(0));
        before += part.count;
        let width = (to - from).max(1);
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{from}\" y=\"0\" width=\"{width}\" height=\"{HEIGHT}\"><title>{} {}</title></rect>",
            part.class,
            part.count,
            escape(part.name)
        );
        if width >= 60 {
            let middle = from + width / 2;
            let _ = write!(out, "<text x=\"{middle}\" y=\"13\">{} {}</text>", part.count, escape(part.name));
        }
    }
    out + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar_and_are_named() {
        let part = |name, count| BarPart { name, count, class: "high" };
        let made = bar("Findings", &[part("high", 1), part("low", 2), part("none", 0)]);
        assert!(made.contains("aria-label=\"Findings: 1 high, 2 low\""), "{made}");
        assert!(
            made.contains("x=\"0\" y=\"0\" width=\"200\"")
                && made.contains("x=\"200\" y=\"0\" width=\"400\""),
            "{made}"
        );
        assert!(!made.contains("none"), "{made}");
    }
}
