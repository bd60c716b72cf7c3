//! Finds a refused field in the user's own text: the file is read once more to locate the field.

use crate::output::Item;
use crate::source::manifests;
use crate::yaml;
use std::collections::BTreeMap;

/// Checks whose findings are about one mistyped field.
const FIELDS: [&str; 2] = ["object-refused", "apirule-refused"];

/// The places in the files read so far, by file and document, with the document's first line.
#[derive(Default)]
pub struct Positions(BTreeMap<String, BTreeMap<usize, (usize, yaml::Places)>>);

impl Positions {
    /// Adds the line and column to findings about refused fields.
    pub fn find(&mut self, items: &mut [Item]) {
        for item in items.iter_mut().filter(|item| FIELDS.contains(&item.finding.check)) {
            self.place(item);
        }
    }

    fn place(&mut self, item: &mut Item) {
        let Some(place) = item.files.as_ref().and_then(|files| files.place(&item.finding.object)).cloned()
        else {
            return;
        };
        let known = self.0.entry(place.file.clone()).or_insert_with(|| {
            // Standard input cannot be read again.
            let text = (place.file != "-").then(|| manifests::text_of(&place.file)).flatten();
            text.map(|text| places(&text)).unwrap_or_default()
        });
        item.at = known.get(&place.doc).and_then(|(first, places)| {
            let (line, column) = nearest(places, &place.pointer, &item.finding.path)?;
            Some((line + first - 1, column))
        });
    }
}

/// Returns the first line of each document of a text, and the places in it.
fn places(text: &str) -> BTreeMap<usize, (usize, yaml::Places)> {
    let docs = yaml::parse_as_kubectl(text).0;
    let places = |doc: &yaml::Doc| text.get(doc.span.clone()).map(yaml::Places::of).unwrap_or_default();
    docs.iter().map(|doc| (doc.index, (doc.line, places(doc)))).collect()
}

/// Returns the place of a field, or of its nearest existing parent, because a missing field has no place.
fn nearest(places: &yaml::Places, base: &str, path: &str) -> Option<(usize, usize)> {
    let mut path = path;
    loop {
        if let Some(found) = places.find(&format!("{base}{path}")) {
            return Some(found);
        }
        path = path.rsplit_once('/')?.0;
    }
}
