//! The files of a git revision, read through `git` without touching the work tree. Names of revisions and paths are
//! arguments behind `--end-of-options` or literal paths, never parts of a command.

use super::Trouble;
use super::manifests::walk::{is_foreign_name, is_manifest};
use super::manifests::{LARGEST, normal};
use super::program::{self, ProgramFailure};
use super::tree::MemoryTree;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files of a revision that are read.
const FILES: usize = 50_000;
/// Content of a revision that is read, in bytes.
const TOTAL: usize = 256 << 20;

/// An entry of the tree of a revision.
struct Blob {
    id: String,
    size: usize,
    path: PathBuf,
}

/// Reads the manifests below some paths as they are in a revision.
///
/// # Errors
/// If git is missing, there is no repository, or the revision has no such path.
pub fn read(revision: &str, paths: &[PathBuf]) -> Result<MemoryTree, Trouble> {
    read_with(revision, paths, false)
}

fn read_with(revision: &str, paths: &[PathBuf], may_lack: bool) -> Result<MemoryTree, Trouble> {
    let mut memory = MemoryTree { name: revision.to_owned(), ..MemoryTree::default() };
    for path in paths {
        add(&mut memory, revision, path, may_lack).map_err(|why| {
            let what = format!("Reading {} at {revision}", path.display());
            let next = "Check the revision and the path, and that git is on the PATH.";
            Trouble::configuration(what, why, next)
        })?;
    }
    Ok(memory)
}

/// The same, where a path that the revision does not have yet contains nothing.
///
/// # Errors
/// If git is missing, or there is no repository or no such revision.
pub fn read_if_there(revision: &str, paths: &[PathBuf]) -> Result<MemoryTree, Trouble> {
    read_with(revision, paths, true)
}

/// Files that differ between a revision and the work tree.
#[derive(Debug, Default)]
pub struct ChangedFiles(BTreeSet<PathBuf>);

impl ChangedFiles {
    /// Returns the files below these paths that differ, new ones included.
    ///
    /// # Errors
    /// If git is missing, or there is no such revision.
    pub fn since(revision: &str, paths: &[PathBuf]) -> Result<Self, Trouble> {
        let mut all = Self::default();
        for path in paths {
            let found = touched(revision, path).map_err(|why| {
                let what = format!("Comparing {} with {revision}", path.display());
                Trouble::configuration(what, why, "Check the revision, and that git is on the PATH.")
            })?;
            all.0.extend(found);
        }
        Ok(all)
    }

    #[must_use]
    pub fn has(&self, file: &str) -> bool {
        self.0.contains(&normal(Path::new(file)))
    }
}

fn touched(revision: &str, path: &Path) -> Result<Vec<PathBuf>, String> {
    let (folder, rest) = divided(path);
    let commit = commit(&folder, revision)?;
    let rest = if rest.as_os_str().is_empty() { PathBuf::from(".") } else { rest };
    let rest = rest.to_str().ok_or("the path is not UTF-8")?;
    let changed = git(
        &folder,
        &["diff", "--name-only", "--no-ext-diff", "--no-renames", "--relative", "-z", &commit, "--", rest],
        b"",
    )?;
    let others = git(&folder, &["ls-files", "--others", "--exclude-standard", "-z", "--", rest], b"")?;
    let names = [changed, others].concat();
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(|name| normal(&folder.join(String::from_utf8_lossy(name).as_ref()))).collect())
}

fn add(memory: &mut MemoryTree, revision: &str, path: &Path, may_lack: bool) -> Result<(), String> {
    if path.as_os_str() == "-" {
        return Err("standard input has no revision".into());
    }
    let (folder, rest) = divided(path);
    let commit = commit(&folder, revision)?;
    let prefix = text(git(&folder, &["rev-parse", "--show-prefix"], b"")?)?;
    let whole = normal(&Path::new(prefix.trim_end_matches('\n')).join(&rest));
    let inner = whole.to_str().ok_or("the path is not UTF-8")?;
    let mut arguments = vec!["ls-tree", "-r", "-z", "-l", "--full-tree", &commit];
    arguments.extend((!inner.is_empty()).then_some(["--", inner]).into_iter().flatten());
    let listed = git(&folder, &arguments, b"")?;
    let mut blobs = Vec::new();
    let mut is_there = inner.is_empty();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        is_there = true;
        take(entry, &whole, path, memory, &mut blobs);
    }
    if !is_there && !may_lack {
        return Err("the revision has no such file or folder".into());
    }
    contents(&folder, blobs, memory)
}

/// Returns the nearest folder that exists, and the rest of the path below it.
fn divided(path: &Path) -> (PathBuf, PathBuf) {
    let here = || PathBuf::from(".");
    let found = path.ancestors().find(|ancestor| ancestor.is_dir()).map(Path::to_owned);
    let rest = found.as_deref().and_then(|found| path.strip_prefix(found).ok()).unwrap_or(path).to_owned();
    (found.filter(|found| !found.as_os_str().is_empty()).unwrap_or_else(here), rest)
}

/// Returns the id of the commit that a revision names.
fn commit(folder: &Path, revision: &str) -> Result<String, String> {
    let wanted = format!("{revision}^{{commit}}");
    let found = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted], b"");
    let found =
        found.map_err(|why| if why.contains("git: it ended") { "no such revision".into() } else { why })?;
    let id = text(found)?.trim().to_owned();
    let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { Ok(id) } else { Err("no such revision".into()) }
}

/// Takes an entry, as `MODE TYPE ID SIZE<tab>PATH`, if it may contain manifests.
fn take(entry: &[u8], whole: &Path, shown: &Path, memory: &mut MemoryTree, blobs: &mut Vec<Blob>) {
    let text = String::from_utf8_lossy(entry);
    let Some((head, name)) = text.split_once('\t') else { return };
    let parts: Vec<&str> = head.split_whitespace().collect();
    let [mode, sort, id, size] = parts.as_slice() else { return };
    let name = Path::new(name);
    let is_named = name == whole;
    let Ok(below) = name.strip_prefix(whole) else { return };
    let path = if is_named { shown.to_owned() } else { normal(&shown.join(below)) };
    let is_wanted =
        is_named || (is_manifest(name) && !below.iter().any(|part| is_left_out(&part.to_string_lossy())));
    match (*sort, *mode) {
        ("blob", "120000") => memory.links += usize::from(is_wanted),
        ("blob", _) if is_wanted => {
            blobs.push(Blob { id: (*id).to_owned(), size: size.parse().unwrap_or(0), path });
        }
        _ => {}
    }
}

/// Returns whether a folder of the disk with this name would be skipped.
fn is_left_out(part: &str) -> bool {
    part.starts_with('.') || is_foreign_name(part)
}

/// Reads the content of blobs, as `ID TYPE SIZE<newline>CONTENT<newline>` each.
fn contents(folder: &Path, blobs: Vec<Blob>, memory: &mut MemoryTree) -> Result<(), String> {
    let largest = usize::try_from(LARGEST).unwrap_or(usize::MAX);
    let (mut wanted, mut total) = (Vec::new(), 0_usize);
    for blob in blobs {
        total = total.saturating_add(blob.size);
        let why = if blob.size > largest {
            format!("larger than {} MiB", largest >> 20)
        } else if total > TOTAL || memory.files.len() + wanted.len() >= FILES {
            format!("beyond {FILES} files or {} MiB of one revision", TOTAL >> 20)
        } else {
            wanted.push(blob);
            continue;
        };
        memory.files.insert(blob.path, Err(why));
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = wanted.iter().map(|blob| blob.id.as_str()).collect();
    let ids = ids.join("\n") + "\n";
    let out = git(folder, &["cat-file", "--batch"], ids.as_bytes())?;
    let mut rest = out.as_slice();
    for blob in wanted {
        let (content, after) = next(rest, blob.size).ok_or("git cat-file gave an incomplete answer")?;
        memory.files.insert(blob.path, Ok(content.to_vec()));
        rest = after;
    }
    Ok(())
}

/// Divides the next content from the rest.
pub(super) fn next(out: &[u8], size: usize) -> Option<(&[u8], &[u8])> {
    let end = out.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(out.get(..end)?).ok()?;
    let told: usize = head.rsplit(' ').next()?.parse().ok()?;
    let body = out.get(end + 1..)?;
    (told == size).then_some((body.get(..size)?, body.get(size + 1..)?))
}

pub(super) fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    // The configuration of a repository must not start programs, or replace objects.
    let fixed =
        ["--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"];
    let all: Vec<&str> = fixed.into_iter().chain(arguments.iter().copied()).collect();
    program::run("git", &all, folder, input).map_err(|failure| match failure {
        ProgramFailure::Missing => "git is not on the PATH".into(),
        ProgramFailure::Failed(why) => why,
    })
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "git gave an answer that is not UTF-8".into())
}
