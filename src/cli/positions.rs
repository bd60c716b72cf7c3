//! Where in the user's own text a refused field is: the file is read once more, and the field is found in it.

use crate::report::Item;
use crate::source::manifests;
use crate::yaml;
use std::collections::BTreeMap;

/// Checks whose findings are about one field that somebody mistyped.
const FIELDS: [&str; 2] = ["object-refused", "apirule-refused"];

/// The places in the files that were looked at so far, by file and document, with the line it begins on.
#[derive(Default)]
pub struct Positions(BTreeMap<String, BTreeMap<usize, (usize, yaml::Places)>>);

impl Positions {
    /// Gives the findings about refused fields their line and column.
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
            // What came from standard input is gone.
            let text = (place.file != "-").then(|| manifests::text_of(&place.file)).flatten();
            text.map(|text| places(&text)).unwrap_or_default()
        });
        item.at = known.get(&place.doc).and_then(|(first, places)| {
            let (line, column) = nearest(places, &place.pointer, &item.finding.path)?;
            Some((line + first - 1, column))
        });
    }
}

/// The first line of each document of a text, and the places in it.
fn places(text: &str) -> BTreeMap<usize, (usize, yaml::Places)> {
    let docs = yaml::parse_as_kubectl(text).0;
    let places = |doc: &yaml::Doc| text.get(doc.span.clone()).map(yaml::Places::of).unwrap_or_default();
    docs.iter().map(|doc| (doc.index, (doc.line, places(doc)))).collect()
}

/// The place of a field, or of the nearest one around it that is there: what is missing has no place.
fn nearest(places: &yaml::Places, base: &str, path: &str) -> Option<(usize, usize)> {
    let mut path = path;
    loop {
        if let Some(found) = places.find(&format!("{base}{path}")) {
            return Some(found);
        }
        path = path.rsplit_once('/')?.0;
    }
}
