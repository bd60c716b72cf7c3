//! `fnsec sbom`: the packages and the image of each Function as CycloneDX.

use super::answers::Answers;
use super::exit::{CommandResult, Failure};
use super::gather::{SourceVerdicts, gather_all_kinds};
use super::out::{self, print};
use crate::model::Kind;
use crate::model::calendar::Day;
use crate::model::function::Function;
use crate::output::NotSeen;
use crate::output::sbom::{self, Bom};
use crate::output::unseen;
use crate::source::SourceRequest;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    /// Names of Functions; default: all
    names: Vec<String>,
    /// Write one document for all Functions
    #[arg(long)]
    merge: bool,
    /// Write the documents to files in this folder, named NAMESPACE.NAME.cdx.json; without it, several documents are printed as one per line
    #[arg(long, value_name = "DIR", conflicts_with = "merge")]
    directory: Option<PathBuf>,
}

const KINDS: [Kind; 1] = [Kind::Function];

/// Runs `fnsec sbom`. What could not be read is part of the documents, of standard error and of the exit code.
///
/// # Errors
/// If the source cannot be read, a name is not found, or a document cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, today: Day) -> CommandResult {
    let mut answers = Answers::new(wanted.allow_unread);
    let sets = gather_all_kinds(&wanted, today, &KINDS).await?;
    let mut functions: Vec<&Function> = Vec::new();
    let mut missing: Vec<NotSeen> = Vec::new();
    for gathered in &sets {
        functions.extend(chosen(gathered, &args.names));
        missing.extend(gathered.not_seen(&KINDS));
    }
    if let Some(name) = args.names.iter().find(|name| !functions.iter().any(|one| *one.meta.name == ***name))
    {
        return Err(Failure::usage(format!("no Function is named {name}; check the name and the namespace")));
    }
    missing.extend(functions.iter().filter_map(|function| unread(function)));
    if args.merge {
        let name = sets.first().map_or("", |set| set.connection.name.as_str());
        print(&pretty(&sbom::merged(name, &functions))?)?;
    } else if let Some(folder) = &args.directory {
        write_all(folder, &functions)?;
    } else if let [one] = functions.as_slice() {
        print(&pretty(&sbom::of(one))?)?;
    } else {
        for one in &functions {
            print(&format!("{}\n", text(serde_json::to_string(&sbom::of(one)))?))?;
        }
    }
    answers.note(missing.clone());
    if !missing.is_empty() {
        out::say(unseen::lines(&missing).trim());
    }
    Ok(answers.exit())
}

fn chosen<'a>(gathered: &'a SourceVerdicts, names: &[String]) -> Vec<&'a Function> {
    let only = &gathered.connection.only;
    let spaces = gathered.snapshot.spaces();
    let spaces = spaces.filter(|space| only.is_empty() || only.iter().any(|name| **name == *space.name));
    let all = spaces.flat_map(|space| space.functions.values().map(AsRef::as_ref));
    all.filter(|function: &&Function| {
        names.is_empty() || names.iter().any(|name| *function.meta.name == **name)
    })
    .collect()
}

fn unread(function: &Function) -> Option<NotSeen> {
    Some(NotSeen {
        what: format!("packages of Function/{}", function.meta.name),
        namespace: function.meta.namespace.to_string(),
        why: sbom::unknown(function)?,
        kind: None,
        logged_out: false,
    })
}

fn write_all(folder: &std::path::Path, functions: &[&Function]) -> Result<(), Failure> {
    let failed = |path: &std::path::Path, why: &std::io::Error| {
        Failure::usage(format!("Writing {}: {why}. Check the path and its permissions.", path.display()))
    };
    std::fs::create_dir_all(folder).map_err(|why| failed(folder, &why))?;
    for one in functions {
        let path =
            folder.join(format!("{}.{}.cdx.json", file_name(&one.meta.namespace), file_name(&one.meta.name)));
        std::fs::write(&path, &*out::safe(&pretty(&sbom::of(one))?)).map_err(|why| failed(&path, &why))?;
    }
    Ok(())
}

/// Names in files are not checked by a server: what could lead elsewhere is replaced.
fn file_name(name: &str) -> String {
    name.replace(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'), "_")
}

fn pretty(bom: &Bom) -> Result<String, Failure> {
    Ok(text(serde_json::to_string_pretty(bom))? + "\n")
}

fn text(written: serde_json::Result<String>) -> Result<String, Failure> {
    written.map_err(|why| Failure::usage(format!("Writing the document: {why}.")))
}
