//! A change of a chart: lines that a template contains as they are rendered, or a value that one line prints.

use super::{PlanSubject, refuse_secret};
use crate::cli::fix::body::read;
use crate::cli::fix::lines;
use crate::cli::fix::rewrite;
use crate::cli::fix::texts::{Stuck, Texts};
use crate::fix::{Plan, Step};
use crate::source::render::{self, RenderedDocuments};
use crate::source::rendering::RenderedRoot;
use crate::source::replace::For;
use crate::yaml;
use crate::yaml::diff::{Sign, diff};
use crate::yaml::pointer::{Op, child};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Lines that change together, with the line before and after them.
#[derive(Default)]
struct Hunk {
    before: Option<String>,
    removed: Vec<String>,
    added: Vec<String>,
    after: Option<String>,
}

/// Applies a step to the template of its object.
///
/// # Errors
/// If it is not certain which lines to change.
pub fn apply(
    texts: &mut Texts,
    step: &Step,
    plan: &Plan,
    around: PlanSubject<'_>,
    before: &RenderedDocuments,
) -> Result<(), Stuck> {
    let PlanSubject { index, root, about, .. } = around;
    if step.is_create() {
        refuse_secret(&step.target)?;
        let near = about.iter().find_map(|object| index.place(object));
        let folder = near.and_then(|place| Path::new(&place.file).parent());
        let folder = folder.map_or_else(|| root.folder.join("templates"), Path::to_owned);
        let path = texts.create(step, plan, &folder)?;
        let has_action = path.and_then(|path| texts.text(&path).ok()).is_some_and(|text| text.contains("{{"));
        return if has_action { Err(format!("{} has braces.", step.target)) } else { Ok(()) };
    }
    let place = index.place(&step.target).ok_or_else(|| format!("{} is in no file.", step.target))?;
    let file = PathBuf::from(&place.file);
    if step.is_delete() {
        return Err(format!("{}: remove {} from the template by hand.", file.display(), step.target));
    }
    let old = before.get(&render::absolute(&file)).ok_or("the template renders nothing")?;
    let docs = yaml::parse_lossy(old).0;
    let doc = docs.iter().find(|doc| rewrite::place(&doc.value, &step.target).is_some());
    let doc = doc.ok_or_else(|| format!("{} is no longer rendered.", step.target))?.index;
    let new = rewrite::step(old, doc, step, plan)?.text;
    for hunk in hunks(old, &new) {
        let template = texts.text(&file)?;
        if let Some(changed) = literal(&template, &hunk) {
            texts.put(&file, &changed, For::Anybody)?;
        } else if !value(texts, &template, &hunk, root)? {
            let line =
                hunk.removed.first().or(hunk.before.as_ref()).map(|line| line.trim()).unwrap_or_default();
            return Err(format!(
                "{} is left as it is: \"{line}\" is not a literal line that it contains once. Change the template or the values so that it renders as -o diff shows.",
                file.display()
            ));
        }
    }
    Ok(())
}

fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let (mut all, mut open, mut last) = (Vec::new(), None::<Hunk>, None::<String>);
    for line in diff(old, new) {
        match line.sign {
            Sign::Same => {
                if let Some(mut hunk) = open.take() {
                    hunk.after = Some(line.text.clone());
                    all.push(hunk);
                }
                last = Some(line.text);
            }
            Sign::Removed | Sign::Added => {
                let hunk = open.get_or_insert_with(|| Hunk { before: last.clone(), ..Hunk::default() });
                let side = if line.sign == Sign::Added { &mut hunk.added } else { &mut hunk.removed };
                side.push(line.text);
            }
        }
    }
    all.extend(open);
    all
}

/// Returns the template with the lines replaced, if it contains them once, as they are rendered.
fn literal(template: &str, hunk: &Hunk) -> Option<String> {
    let is_action = |line: &String| line.contains("{{");
    if hunk.added.iter().any(is_action) {
        return None;
    }
    let rows: Vec<&str> = template.split_inclusive('\n').collect();
    let (before, after) = (hunk.before.as_ref(), hunk.after.as_ref());
    let mut tries = vec![(before, after), (before, None), (None, after)];
    if !hunk.removed.is_empty() {
        tries.push((None, None));
    }
    for (before, after) in tries {
        let wanted: Vec<&String> = before.into_iter().chain(&hunk.removed).chain(after).collect();
        if wanted.is_empty() || wanted.iter().all(|line| line.trim().is_empty()) {
            continue;
        }
        let fits = |(at, rows): (usize, &[&str])| {
            let same = rows.iter().zip(&wanted).all(|(row, line)| row.trim_end() == line.trim_end());
            same.then_some(at)
        };
        let found: Vec<usize> = rows.windows(wanted.len()).enumerate().filter_map(fits).collect();
        if let [at] = found.as_slice() {
            return Some(spliced(template, &rows, at + usize::from(before.is_some()), hunk));
        }
    }
    None
}

fn spliced(template: &str, rows: &[&str], at: usize, hunk: &Hunk) -> String {
    let end = if template.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text: String = rows.iter().take(at).copied().collect();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    hunk.added.iter().for_each(|line| text.extend([line.as_str(), end]));
    text.extend(rows.iter().skip(at + hunk.removed.len()).copied());
    text
}

/// Changes the value that one line of the template prints; returns whether that is certain.
fn value(texts: &mut Texts, template: &str, hunk: &Hunk, root: &RenderedRoot) -> Result<bool, Stuck> {
    let ([old], [new]) = (hunk.removed.as_slice(), hunk.added.as_slice()) else { return Ok(false) };
    let (Some((key, old)), Some((same, new))) = (pair(old), pair(new)) else { return Ok(false) };
    if key != same {
        return Ok(false);
    }
    let lines = template.lines().filter(|line| pair_key(line) == Some(key.as_str()) && line.contains("{{"));
    let paths: Vec<Option<String>> = lines.map(printed).collect();
    let [Some(path)] = paths.as_slice() else { return Ok(false) };
    let own = root.folder.join("values.yaml");
    for file in root.values.iter().rev().chain([&own]) {
        let Ok(text) = texts.text(file) else { continue };
        let Some(all) = read(&text) else { continue };
        match all.pointer(path) {
            None => {}
            Some(found) if *found == old => {
                let changed = lines::edit(&text, &all, &[Op::set(path.clone(), new)]);
                let Some(changed) = changed else { return Ok(false) };
                texts.put(file, &changed, For::Anybody)?;
                return Ok(true);
            }
            Some(_) => return Ok(false),
        }
    }
    Ok(false)
}

fn pair_key(line: &str) -> Option<&str> {
    line.trim_start().trim_start_matches("- ").split_once(':').map(|(key, _)| key.trim())
}

/// Returns the key and the scalar of a line.
fn pair(line: &str) -> Option<(String, Value)> {
    let all = read(line.trim_start().trim_start_matches("- "))?;
    let (key, value) = all.as_object().filter(|map| map.len() == 1)?.iter().next()?;
    let is_scalar = !value.is_object() && !value.is_array() && !value.is_null();
    is_scalar.then(|| (key.clone(), value.clone()))
}

/// Returns the pointer of the only value that a line of a template prints.
fn printed(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("{{")?;
    let (action, rest) = rest.split_once("}}")?;
    let action = action.trim_matches(['-', ' ']);
    let path = action.split(['|', ' ']).next()?.strip_prefix(".Values.")?;
    let is_plain =
        !path.is_empty() && path.chars().all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
    let is_only = !rest.contains("{{");
    (is_plain && is_only).then(|| path.split('.').fold(String::new(), |path, step| child(&path, step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(old: &str, new: &str) -> Hunk {
        hunks(old, new).into_iter().next().expect("a change")
    }

    #[test]
    fn a_literal_line_is_replaced_and_one_that_is_there_twice_is_not() {
        let hunk = one("a: 1\nmethods: [GET]\nb: 2\n", "a: 1\nmethods: [POST]\nb: 2\n");
        let template = "a: {{ .Values.a }}\nmethods: [GET]\nb: {{ .Values.b }}\n";
        let wanted = "a: {{ .Values.a }}\nmethods: [POST]\nb: {{ .Values.b }}\n";
        assert_eq!(literal(template, &hunk).as_deref(), Some(wanted));
        assert_eq!(literal("methods: [GET]\nx: 1\nmethods: [GET]\n", &hunk), None);
        assert_eq!(literal("methods: {{ .Values.m }}\n", &hunk), None);
    }

    #[test]
    fn a_line_is_inserted_behind_a_literal_one() {
        let hunk = one("a: 1\nb: 2\n", "a: 1\nnew: 3\nb: 2\n");
        assert_eq!(literal("a: 1\nb: {{ .x }}\n", &hunk).as_deref(), Some("a: 1\nnew: 3\nb: {{ .x }}\n"));
        assert_eq!(literal("a: {{ .y }}\nb: {{ .x }}\n", &hunk), None);
        let hunk = one("a: 1\n", "a: 1\nnew: '{{ x }}'\n");
        assert_eq!(literal("a: 1\n", &hunk), None, "what helm would expand is not inserted");
    }

    #[test]
    fn only_a_line_that_prints_one_value_leads_to_it() {
        assert_eq!(printed("host: {{ .Values.web.host | quote }}").as_deref(), Some("/web/host"));
        assert_eq!(printed("host: {{ .Values.a }}.{{ .Values.b }}"), None);
        assert_eq!(printed("host: {{ include \"x\" . }}"), None);
        assert_eq!(printed("host: {{ .Values.a-b }}"), None);
    }
}
