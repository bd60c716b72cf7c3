//! The files of a Function from git, which are not in the object: what they do is added to what was decoded.

use super::function::Raw;
use super::function_code::Configuration;
use super::function_packages::{dependencies, indexes};
use super::function_texts::Texts;
use super::{Error, from_str};
use crate::model::code::{Analysis, Code, Obstacle, Unparsed};
use crate::model::function::{Checkout, Function, Source};

/// The files at the commit that runs.
#[derive(Debug, Clone, Copy)]
pub struct SuppliedFiles<'a> {
    pub commit: &'a str,
    pub source_path: &'a str,
    pub source: &'a str,
    pub dependencies_path: &'a str,
    /// None if the repository has no such file there.
    pub dependencies: Option<&'a str>,
    /// The names of other files and folders beside the source.
    pub others: &'a [String],
}

/// Adds what the files of a Function from git do; `text` is the object that it was decoded from.
pub fn supply(function: &mut Function, text: &str, files: &SuppliedFiles<'_>) {
    let Source::Git(git) = &mut function.source else { return };
    git.checkout = Checkout::Read {
        commit: files.commit.into(),
        source: files.source_path.into(),
        dependencies: files.dependencies_path.into(),
    };
    let (source, dependencies_path) = function.pointers_of_files();
    let texts = Texts {
        source: Some((source, files.source)),
        dependencies: files.dependencies.map(|dependency| (dependencies_path, dependency)),
    };
    function.leaks.extend(texts.leaks());
    function.unverified = texts.unverified();
    // Literal values of variables are read again, because they are not stored.
    let raw: Result<Raw, Error> = from_str(text);
    let raw = raw.unwrap_or_default();
    let configuration = Configuration {
        runtime: &function.runtime,
        literals: raw.literals(),
        env: &function.env,
        mounts: &function.secret_mounts,
    };
    let mut code = configuration.code(&texts);
    if let Code::Analysed(analysis) = &mut code {
        limit(analysis, files.others);
    }
    function.unused = configuration.unused(&texts, &code);
    function.code = code;
    (function.dependencies, function.dependencies_fault) =
        dependencies(&function.runtime, texts.dependencies);
    function.indexes = indexes(&function.runtime, texts.dependencies);
}

/// A source that imports other files of the repository was analysed in part.
fn limit(analysis: &mut Analysis, others: &[String]) {
    let is_other = |module: &str| {
        let first = module.split(['.', '/']).next().unwrap_or_default();
        module.starts_with(['.', '/'])
            || others.iter().any(|name| name == first || name.strip_suffix(".py") == Some(first))
                && !module.contains('@')
    };
    let uses = analysis.uses.get().unwrap_or_default();
    let found = uses.modules.iter().find(|name_use| is_other(&name_use.name));
    if let Some(module) = found {
        let why = Unparsed { line: module.line, column: 1, reason: Obstacle::OtherFile };
        analysis.incomplete.get_or_insert(why);
    }
}
