//! A recorded point in time as a source: an embedded server with its objects and its answers.

use super::entry::{RecordedKey, UnreadDocument};
use super::read::{ChosenPoint, Recording, read};
use super::state::{PointState, kind, of_resource};
use super::{EXTENSION, LARGEST};
use crate::model::ObjectRef;
use crate::model::platform::Schema;
use crate::source::embedded::{Embedded, RecordedAnswers, RecordedRefusal};
use crate::source::manifests::{ManifestIndex, SkippedInput};
use crate::source::tree::{MemoryTree, Tree};
use crate::source::watches::WatchScope;
use crate::source::{SourceRequest, Trouble, files};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Returns the recording among the files, if they are one.
///
/// # Errors
/// If a recording is named together with other files.
pub fn among(files: &[PathBuf]) -> Result<Option<&Path>, Trouble> {
    let is_recording = |path: &&PathBuf| {
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION)) && !path.is_dir()
    };
    match files {
        [one] if is_recording(&one) => Ok(Some(one)),
        all if all.iter().any(|path| is_recording(&path)) => {
            let why = "a recording is a source of its own";
            Err(Trouble::configuration("Reading files", why, "Name the recording alone."))
        }
        _ => Ok(None),
    }
}

/// A recorded point in time, ready to be connected to.
pub struct Replay {
    pub server: Embedded,
    /// What was recorded, and when.
    pub name: String,
    /// The names of all points in time, if there are several: each is a context.
    pub points: Vec<String>,
    /// What it was: `cluster`, `manifests` or `demo`.
    pub origin: String,
    pub scope: WatchScope,
    /// The namespaces that are reported on; none means all.
    pub only: Vec<String>,
    pub notes: Vec<String>,
    /// The recording as a file, if manifests were recorded.
    pub files: Option<ManifestIndex>,
}

/// Opens a recording at the chosen point in time.
///
/// # Errors
/// If it cannot be read, is not whole, or has no such point.
pub fn open(path: &Path, wanted: &SourceRequest) -> Result<Replay, Trouble> {
    let what = || format!("Reading {}", path.display());
    let at = wanted.at.as_deref().map_or(Ok(ChosenPoint::Last), ChosenPoint::parse).map_err(|why| {
        Trouble::configuration("Choosing a point in time", why, "Use a number from 1, or a time.")
    })?;
    let text = files::text(path, LARGEST);
    let recording = text.and_then(|text| chosen(&text, &at, wanted.context.as_deref())).map_err(|why| {
        Trouble::configuration(what(), why, "Record it again; a part of a recording is not used.")
    })?;
    let server = serve(&recording.state)
        .map_err(|why| Trouble::configuration(what(), why, "Record it again with this version of fnsec."))?;
    replay(path, recording, server, wanted)
}

/// Reads a recording at a point in time; a context that names another point is preferred.
fn chosen(text: &str, at: &ChosenPoint, context: Option<&str>) -> Result<Recording, String> {
    let recording = read(text, at)?;
    let point = &recording.state.point;
    let mut named = names(&point.context, &recording.times).into_iter();
    match context.and_then(|context| named.position(|name| name == context)) {
        Some(other) if other + 1 != recording.number => read(text, &ChosenPoint::Number(other + 1)),
        _ => Ok(recording),
    }
}

/// Returns the name of each point in time; times may be equal.
fn names(context: &str, times: &[String]) -> Vec<String> {
    let count = times.len();
    let name = |(time, number): (&String, usize)| match count {
        1 => format!("recording of {context}, {time}"),
        _ => format!("recording of {context}, {time}, point {number} of {count}"),
    };
    times.iter().zip(1..).map(name).collect()
}

/// Returns a server with the objects and the answers.
fn serve(state: &PointState) -> Result<Embedded, String> {
    let server = Embedded::new();
    for (key, object) in &state.objects {
        let value = serde_json::from_str(object.get()).map_err(|why| why.to_string())?;
        if !server.seed(value) {
            return Err(format!("{} {} cannot be served", key.resource, key.name));
        }
    }
    let mut answers = RecordedAnswers {
        served: state.point.served.iter().filter_map(|word| kind(word)).collect(),
        user: state.point.user.clone(),
        groups: state.point.groups.clone(),
        server: state.point.server.clone(),
        ..RecordedAnswers::default()
    };
    answers.schema = state
        .point
        .schema
        .as_ref()
        .map(|schema| Schema { runtimes: schema.runtimes.clone(), has_contexts: schema.contexts });
    for one in &state.refused {
        let kind = of_resource(&one.resource).ok_or_else(|| format!("unknown resource {}", one.resource))?;
        let refusal =
            RecordedRefusal { code: one.code, reason: one.reason.clone(), message: one.message.clone() };
        answers.refused.insert((kind, one.namespace.clone(), one.name.clone()), refusal);
    }
    for one in &state.rights {
        answers.rights.insert((one.verb.clone(), one.resource.clone(), one.namespace.clone()), one.allowed);
    }
    server.replay(answers);
    Ok(server)
}

fn replay(
    path: &Path,
    recording: Recording,
    server: Embedded,
    wanted: &SourceRequest,
) -> Result<Replay, Trouble> {
    let notes = notes(&recording);
    let PointState { point, objects, unread, .. } = recording.state;
    let names = names(&point.context, &recording.times);
    let name = names.get(recording.number - 1).cloned().unwrap_or_default();
    let points = if names.len() > 1 { names } else { Vec::new() };
    if let Some(asked) = wanted.context.as_ref().filter(|asked| **asked != point.context && **asked != name) {
        let why = format!("the recording has no context \"{asked}\"");
        let next = format!("It is of {}: remove --context.", point.context);
        return Err(Trouble::configuration("Choosing a context", why, next));
    }
    let only = if wanted.namespaces.is_empty() || wanted.all_namespaces {
        point.only
    } else {
        limited(&wanted.namespaces, &point.only, &server)?
    };
    let files = || index(&path.display().to_string(), objects.keys(), unread);
    Ok(Replay {
        files: (point.origin == "manifests").then(files),
        server,
        name,
        points,
        origin: point.origin,
        scope: WatchScope { named: point.named, fallback: point.fallback, ..Default::default() },
        only,
        notes,
    })
}

/// Returns the requested namespaces, each of which must have been recorded.
fn limited(asked: &[String], recorded: &[String], server: &Embedded) -> Result<Vec<String>, Trouble> {
    let spaces = server.objects(crate::model::Kind::Namespace);
    let names = |name: &String| {
        spaces.iter().any(|space| space.pointer("/metadata/name").is_some_and(|own| own == name))
    };
    let is_known = |name: &&String| if recorded.is_empty() { names(name) } else { recorded.contains(name) };
    match asked.iter().find(|name| !is_known(name)) {
        None => Ok(asked.to_vec()),
        Some(name) => Err(Trouble::configuration(
            "Choosing a namespace",
            format!("namespace \"{name}\" was not recorded"),
            "Remove -n to see what was.",
        )),
    }
}

fn notes(recording: &Recording) -> Vec<String> {
    let (count, number) = (recording.times.len(), recording.number);
    let mut notes = vec!["this is a recording: it is read-only, and nothing in it can be applied".to_owned()];
    if count > 1 {
        notes.push(format!("point {number} of {count}; --at chooses another"));
    }
    if count < recording.header.points {
        let intended = recording.header.points;
        notes.push(format!("recording ended early: {count} of {intended} points in time"));
    }
    notes
}

/// Returns an index of the recording as a file, with the documents that could not be read.
fn index<'a>(
    file: &str,
    objects: impl Iterator<Item = &'a RecordedKey>,
    unread: Vec<UnreadDocument>,
) -> ManifestIndex {
    let memory = MemoryTree { name: EXTENSION.into(), ..MemoryTree::default() };
    let mut index = ManifestIndex::default();
    index.tree = Tree::Memory(Arc::new(memory));
    for key in objects {
        if let Some(kind) = of_resource(&key.resource) {
            index.add(&ObjectRef::new(kind, &key.namespace, &key.name), file);
        }
    }
    index.troubles = unread.into_iter().map(skipped).collect();
    index
}

fn skipped(one: UnreadDocument) -> SkippedInput {
    let mut skipped = SkippedInput::new(&one.file, one.line, one.why);
    skipped.kinds = one.kinds.map(|kinds| kinds.iter().filter_map(|word| kind(word)).collect());
    skipped.namespace = one.namespace;
    skipped.hint = one.hint;
    skipped
}
