//! Texts of files, folders and standard input, in a stable order.

use super::is_manifest;
use crate::source::Trouble;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Folders deeper than this are not followed: links may run in circles.
const DEPTH: usize = 32;

/// Every manifest a path names, with the name to show for it.
pub fn texts(path: &Path) -> Result<Vec<(String, String)>, Trouble> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|why| unreadable(path, &why))?;
        return Ok(vec![("-".into(), String::from_utf8_lossy(&bytes).into_owned())]);
    }
    let mut files = Vec::new();
    collect(path, DEPTH, &mut files)?;
    files.sort();
    files.into_iter().map(|file| read(&file)).collect()
}

fn read(file: &Path) -> Result<(String, String), Trouble> {
    let bytes = std::fs::read(file).map_err(|why| unreadable(file, &why))?;
    Ok((file.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()))
}

fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    let meta = std::fs::metadata(path).map_err(|why| unreadable(path, &why))?;
    if !meta.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(|why| unreadable(path, &why))? {
        let inner = entry.map_err(|why| unreadable(path, &why))?.path();
        if inner.is_dir() && depth > 0 && !is_hidden(&inner) {
            collect(&inner, depth - 1, files)?;
        } else if is_manifest(&inner) {
            files.push(inner);
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with('.'))
}

fn unreadable(path: &Path, why: &std::io::Error) -> Trouble {
    let what = format!("Reading {}", path.display());
    Trouble::configuration(what, why.to_string(), "Check the path and its permissions.")
}
