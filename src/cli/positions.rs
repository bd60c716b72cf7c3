//! Finds the field of a finding in the user's own text: the file is read once more to locate it.

use crate::model::ObjectRef;
use crate::output::Item;
use crate::yaml;
use serde_json::Value;
use std::collections::BTreeMap;

/// Number of files whose positions are kept; findings are sorted by namespace, so that those of a file are near.
const KEPT: usize = 64;

/// The places in the files read last, by file and document.
#[derive(Default)]
pub struct Positions(BTreeMap<String, File>);

/// The line and column of each line of a text, without its indentation, if it is there once.
type LinePositions = BTreeMap<String, Option<(usize, usize)>>;

#[derive(Default)]
struct File {
    documents: BTreeMap<usize, Document>,
    /// Where each line of a template is, if it is there once; nothing for a file that was not rendered.
    source: Option<Source>,
}

/// What a file was rendered from.
#[derive(Default)]
struct Source {
    lines: LinePositions,
    /// Its documents, with their kinds and names; a template may have none.
    documents: Vec<(String, String, Document)>,
}

/// A document of a file.
struct Document {
    /// Its first line in the file, from 1.
    first: usize,
    text: String,
    places: yaml::ValuePositions,
}

impl Positions {
    /// Adds the line and column of the field to findings in files.
    pub fn find(&mut self, items: &mut [Item]) {
        for item in items.iter_mut().filter(|item| item.files.is_some()) {
            self.place(item);
        }
    }

    fn place(&mut self, item: &mut Item) {
        let Some(files) = item.files.clone() else { return };
        let Some(place) = files.place(&item.finding.object) else { return };
        if !self.0.contains_key(&place.file) && self.0.len() >= KEPT {
            self.0.clear();
        }
        let known = self.0.entry(place.file.clone()).or_insert_with(|| {
            // Standard input cannot be read again.
            let text = (place.file != "-").then(|| files.text_of(&place.file)).flatten();
            let documents = text.map(|text| documents(&text)).unwrap_or_default();
            let source = files.tree.is_rendered().then(|| files.source_of(&place.file).unwrap_or_default());
            File { documents, source: source.map(|text| Source::of(&text)) }
        });
        let (finding, object) = (&item.finding, &item.finding.object);
        let find = |line, column| {
            let document = known.documents.get(&place.doc)?;
            let found = document.find(&place.pointer, &finding.path, line, column);
            match &known.source {
                None => found,
                Some(source) => {
                    let same = || source.document(object)?.find("", &finding.path, line, column);
                    let line = found.and_then(|(row, _)| document.source(&source.lines, row));
                    Some(line.or_else(same).unwrap_or((1, 1)))
                }
            }
        };
        item.at = find(finding.line, finding.column);
        let steps = finding.flow.iter().map(|step| find(step.line, step.column));
        item.steps = steps.collect::<Option<_>>().unwrap_or_default();
    }
}

impl Source {
    fn of(text: &str) -> Self {
        let word = |value: &Value, pointer: &str| {
            value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let docs = yaml::parse_as_kubectl(text).0;
        let named = docs.iter().map(|doc| {
            (word(&doc.value, "/kind"), word(&doc.value, "/metadata/name"), Document::of(doc, text))
        });
        Self { lines: lines(text), documents: named.collect() }
    }

    /// Returns the document of an object; its name may have got a prefix or a suffix.
    fn document(&self, object: &ObjectRef) -> Option<&Document> {
        let of_kind = || self.documents.iter().filter(|(kind, ..)| *kind == *object.kind);
        let same = of_kind().find(|(_, name, _)| *name == *object.name);
        let mut near =
            of_kind().filter(|(_, name, _)| !name.is_empty() && object.name.contains(name.as_str()));
        let only = match (near.next(), near.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        };
        same.or(only).map(|(.., document)| document)
    }
}

impl Document {
    fn of(doc: &yaml::Doc, text: &str) -> Self {
        let own = text.get(doc.span.clone()).unwrap_or_default();
        Self { first: doc.line, text: own.to_owned(), places: yaml::ValuePositions::of(own) }
    }

    /// Returns the place of a field in the file, or of its nearest existing parent, because a missing field has no
    /// place. A line within a text counts from the first line of its block; `line` is 0 if the field is not a text.
    fn find(&self, base: &str, path: &str, line: u32, column: u32) -> Option<(usize, usize)> {
        let (row, at) = nearest(&self.places, base, path)?;
        let exact = self.places.find(&format!("{base}{path}")).is_some();
        let (row, at) = if line > 0 && exact { self.within(row, at, line, column) } else { (row, at) };
        Some((row + self.first - 1, at))
    }

    /// Returns the place of a rendered line in the template, if the template has exactly one line like it.
    fn source(&self, source: &LinePositions, row: usize) -> Option<(usize, usize)> {
        let line = self.text.lines().nth(row.checked_sub(self.first)?)?;
        *source.get(line.trim())?
    }

    /// Returns the place of a line of a literal block, which begins below its `|`. Lines of other styles are joined
    /// or escaped, so that only the start of the text is known.
    fn within(&self, row: usize, at: usize, line: u32, column: u32) -> (usize, usize) {
        let [line, column] = [line, column].map(|number| usize::try_from(number).unwrap_or(0));
        let mut rows = self.text.lines().skip(row - 1);
        let head = rows.next().unwrap_or_default();
        if head.chars().nth(at - 1) != Some('|') {
            return (row, at);
        }
        let indent = |text: &str| text.chars().take_while(|letter| *letter == ' ').count();
        let first = rows.clone().find(|text| !text.trim().is_empty()).map_or(0, indent);
        (row + line, first + column.max(1))
    }
}

/// Returns the places of the lines of a template. A program may indent them differently.
fn lines(text: &str) -> LinePositions {
    let mut all = LinePositions::new();
    for (at, line) in text.lines().enumerate() {
        let indent = line.chars().take_while(|letter| letter.is_whitespace()).count();
        let place = Some((at + 1, indent + 1));
        all.entry(line.trim().to_owned()).and_modify(|found| *found = None).or_insert(place);
    }
    all
}

/// Returns the documents of a text with the places in them.
fn documents(text: &str) -> BTreeMap<usize, Document> {
    let docs = yaml::parse_as_kubectl(text).0;
    docs.iter().map(|doc| (doc.index, Document::of(doc, text))).collect()
}

fn nearest(places: &yaml::ValuePositions, base: &str, path: &str) -> Option<(usize, usize)> {
    let mut path = path;
    loop {
        if let Some(found) = places.find(&format!("{base}{path}")) {
            return Some(found);
        }
        path = path.rsplit_once('/')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# first\na: 1\n---\nspec:\n  source: |\n    one()\n    two()\n  folded: >-\n    a\n    b\n";

    fn at(path: &str, line: u32, column: u32) -> Option<(usize, usize)> {
        documents(TEXT).get(&1)?.find("", path, line, column)
    }

    #[test]
    fn a_line_of_a_block_is_a_line_of_the_file() {
        assert_eq!(at("/spec/source", 2, 3), Some((7, 7)));
        assert_eq!(TEXT.lines().nth(6), Some("    two()"));
    }

    #[test]
    fn a_line_of_another_style_is_at_the_start_of_its_text() {
        assert_eq!(at("/spec/folded", 2, 1), Some((8, 11)));
    }

    #[test]
    fn a_missing_field_is_at_its_nearest_parent() {
        assert_eq!(at("/spec/rules/0", 0, 0), Some((5, 3)));
        assert_eq!(at("/spec/absent", 4, 1), Some((5, 3)));
    }
}
