//! Where in the user's own text a refused field is: the file is read once more, and the field is found in it.

use crate::report::Scan;
use crate::source::manifests;
use crate::yaml;
use std::collections::BTreeMap;

/// Checks whose findings are about one field that somebody mistyped.
const FIELDS: [&str; 2] = ["object-refused", "apirule-refused"];

/// Gives the findings about refused fields their line and column.
pub fn find(scan: &mut Scan) {
    let mut texts: BTreeMap<String, Option<(String, Vec<yaml::Doc>)>> = BTreeMap::new();
    for item in scan.items.iter_mut().filter(|item| FIELDS.contains(&item.finding.check)) {
        let Some(place) = item.files.as_ref().and_then(|files| files.place(&item.finding.object)).cloned()
        else {
            continue;
        };
        let known = texts.entry(place.file.clone()).or_insert_with(|| {
            // What came from standard input is gone.
            let text = (place.file != "-").then(|| manifests::text_of(&place.file)).flatten()?;
            let docs = yaml::parse_as_kubectl(&text).0;
            Some((text, docs))
        });
        let Some((text, docs)) = known else { continue };
        let doc = docs.iter().find(|doc| doc.index == place.doc);
        item.at = doc.and_then(|doc| {
            let (line, column) = nearest(text.get(doc.span.clone())?, &place.pointer, &item.finding.path)?;
            Some((line + doc.line - 1, column))
        });
    }
}

/// The place of a field, or of the nearest one around it that is there: what is missing has no place.
fn nearest(text: &str, base: &str, path: &str) -> Option<(usize, usize)> {
    let mut path = path;
    loop {
        if let Some(found) = yaml::locate(text, &format!("{base}{path}")) {
            return Some(found);
        }
        path = path.rsplit_once('/')?.0;
    }
}
