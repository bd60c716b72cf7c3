//! The page of a check: Markdown as sentences.

use super::speech::SpeechLines;
use crate::checks::{self, page};

pub(super) fn check(id: &str, lines: &mut SpeechLines) {
    let Some(check) = checks::find(id) else { return };
    for line in plain(&page::whole(check)) {
        lines.say(&line);
    }
}

/// Returns Markdown as lines: headings and code are named, paragraphs are joined, emphasis is left out.
#[must_use]
pub fn plain(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut paragraph, mut code) = (String::new(), false);
    for line in markdown.lines().chain([""]) {
        let text = line.trim();
        let fence = text.starts_with("```");
        let ends = code || fence || text.is_empty() || text.starts_with(['#', '-', '|']);
        if ends && !paragraph.is_empty() {
            lines.push(std::mem::take(&mut paragraph));
        }
        match text {
            _ if fence => code = !code,
            "" => {}
            _ if code => lines.push(format!("Code: {}", line.trim_end())),
            _ if text.starts_with('#') => {
                lines.push(format!("Heading: {}", bare(text.trim_start_matches('#'))));
            }
            _ if text.starts_with('|') => {
                let cells: Vec<String> = text.trim_matches('|').split('|').map(bare).collect();
                if !cells.iter().all(|cell| cell.trim_matches('-').is_empty()) {
                    lines.push(format!("Row: {}", cells.join(", ")));
                }
            }
            _ => {
                let text = text.strip_prefix("- ").unwrap_or(text);
                let space = if paragraph.is_empty() { "" } else { " " };
                paragraph = [paragraph.as_str(), space, &bare(text)].concat();
            }
        }
    }
    lines
}

fn bare(text: &str) -> String {
    text.replace("**", "").replace('`', "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_lines_that_can_be_read_aloud() {
        let text = "# A `title`\n\nOne **bold**\nsentence.\n- first\n- second\n\n```yaml\na: 1\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let expected = [
            "Heading: A title",
            "One bold sentence.",
            "first",
            "second",
            "Code: a: 1",
            "Row: a, b",
            "Row: 1, 2",
        ];
        assert_eq!(plain(text), expected);
    }
}
