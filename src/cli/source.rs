//! The options that select the source of objects, the same for every command.

use super::exit::Failure;
use super::span;
use crate::model::advisories::Advisories;
use crate::source::NO_LIMIT;
use crate::source::Opening;
use crate::source::SourceRequest;
use crate::source::osv;
use crate::source::rendering::{RenderWhen, Rendering};
use crate::source::sources::FunctionSources;
use crate::source::tree::Tree;
use crate::verdicts::config::Config;
use clap::builder::FalseyValueParser;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

#[derive(clap::Args, Debug, Clone)]
#[group(skip)]
#[command(next_help_heading = "Source")]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with its own name")]
pub struct Args {
    /// The kubeconfig to use instead of $KUBECONFIG or ~/.kube/config
    #[arg(long, global = true, value_name = "FILE", env = "FNSEC_KUBECONFIG")]
    kubeconfig: Option<PathBuf>,
    /// The kubeconfig context (with --demo: a context of the demo)
    #[arg(long, global = true, value_name = "NAME", env = "FNSEC_CONTEXT")]
    context: Option<String>,
    /// The kubeconfig cluster
    #[arg(long, global = true, value_name = "NAME", env = "FNSEC_CLUSTER")]
    cluster: Option<String>,
    /// The kubeconfig user
    #[arg(long, global = true, value_name = "NAME", env = "FNSEC_USER")]
    user: Option<String>,
    /// A namespace to check; repeatable; default: all that can be listed, else the one of the context
    #[arg(
        short,
        long = "namespace",
        global = true,
        value_name = "NS",
        value_delimiter = ',',
        env = "FNSEC_NAMESPACE"
    )]
    namespaces: Vec<String>,
    /// Check all namespaces, even if -n is given
    #[arg(short = 'A', long, global = true, env = "FNSEC_ALL_NAMESPACES", value_parser = FalseyValueParser::new())]
    all_namespaces: bool,
    /// The user to impersonate
    #[arg(long = "as", global = true, value_name = "USER", env = "FNSEC_AS")]
    as_user: Option<String>,
    /// A group to impersonate; repeatable
    #[arg(
        long = "as-group",
        global = true,
        value_name = "GROUP",
        value_delimiter = ',',
        env = "FNSEC_AS_GROUP"
    )]
    as_groups: Vec<String>,
    /// Read manifests instead of a cluster: a file, a folder, or - for standard input; repeatable
    #[arg(short = 'f', long = "filename", global = true, value_name = "PATH", conflicts_with = "demo")]
    files: Vec<PathBuf>,
    /// The point in time of a recording, as a number from 1 or a time such as 2026-11-01T12:00:00Z; default: the last
    #[arg(long, global = true, value_name = "N|TIME", requires = "files")]
    at: Option<String>,
    /// Render charts and kustomizations with helm, kustomize or kubectl: never, auto (where the program is there), always
    #[arg(long, global = true, value_name = "WHEN", default_value = "never", value_parser = when, env = "FNSEC_RENDER")]
    render: RenderWhen,
    /// A file with values for the charts; repeatable
    #[arg(long, global = true, value_name = "FILE")]
    values: Vec<PathBuf>,
    /// Use the built-in demo cluster
    #[arg(long, global = true, env = "FNSEC_DEMO", value_parser = FalseyValueParser::new())]
    demo: bool,
    /// The configuration of checks and accepted risks; default: fnsec.yaml beside the manifests, else your own
    #[arg(long, global = true, value_name = "FILE", env = "FNSEC_CONFIG")]
    config: Option<PathBuf>,
    /// A clone of a repository, for Functions whose code is in git; repeatable; the current folder is found by its remotes
    #[arg(long = "source", global = true, value_name = "REPO=DIR", value_parser = clone_of)]
    sources: Vec<(String, PathBuf)>,
    /// Vulnerabilities of packages in the OSV format: an archive that OSV publishes, or a folder with archives or records
    #[arg(long, global = true, value_name = "FILE|DIR", env = "FNSEC_OSV")]
    osv: Option<PathBuf>,
    /// Ignore fnsec.yaml beside the manifests and annotations that accept risks: for untrusted input
    #[arg(long, global = true, env = "FNSEC_NO_PROJECT_CONFIG", value_parser = FalseyValueParser::new())]
    no_project_config: bool,
    /// Do not exit with 4 if something could not be read; it is still reported
    #[arg(long, global = true, env = "FNSEC_ALLOW_UNREAD", value_parser = FalseyValueParser::new())]
    allow_unread: bool,
    /// The time to wait for an answer, such as 30s or 1m; 0 waits indefinitely
    #[arg(long, global = true, value_name = "SPAN", value_parser = span::parse, env = "FNSEC_REQUEST_TIMEOUT")]
    request_timeout: Option<Duration>,
    /// Never change anything
    #[arg(long, global = true, env = "FNSEC_READ_ONLY", value_parser = FalseyValueParser::new())]
    read_only: bool,
}

fn clone_of(text: &str) -> Result<(String, PathBuf), String> {
    let (repository, folder) = text.split_once('=').filter(|(repository, _)| !repository.is_empty()).ok_or(
        "give the address of a repository and a folder, such as https://github.com/acme/orders.git=../orders",
    )?;
    let folder = PathBuf::from(folder);
    if folder.is_dir() {
        Ok((repository.to_owned(), folder))
    } else {
        Err(format!("{} is not a folder", folder.display()))
    }
}

fn when(word: &str) -> Result<RenderWhen, String> {
    match word {
        "never" => Ok(RenderWhen::Never),
        "auto" => Ok(RenderWhen::Auto),
        "always" => Ok(RenderWhen::Always),
        _ => Err("use never, auto or always".into()),
    }
}

impl Args {
    /// Returns the requested source, with its configuration.
    ///
    /// # Errors
    /// If the configuration cannot be read or is invalid.
    pub fn wanted(self) -> Result<SourceRequest, Failure> {
        let advisories = self.advisories()?;
        let loaded = self.load()?;
        Ok(self.with(loaded, advisories))
    }

    /// Returns the requested source for the explorer, which starts even if the configuration is invalid; the
    /// second value says so.
    ///
    /// # Errors
    /// If a named configuration does not exist.
    pub fn wanted_by_explorer(self) -> Result<(SourceRequest, Option<String>), Failure> {
        let advisories = self.advisories()?;
        match self.load() {
            Ok(loaded) => Ok((self.with(loaded, advisories), None)),
            Err(failure) if self.config.as_ref().is_some_and(|path| !path.is_file()) => Err(failure),
            Err(failure) => {
                let said = failure.words.lines().nth(1).unwrap_or(&failure.words).to_owned();
                let notice = format!("{said}; checks and accepted risks of this file are not in effect");
                let file = self.config.clone().or_else(super::config::own);
                Ok((self.with((Config::default(), file), advisories), Some(notice)))
            }
        }
    }

    /// Returns the configuration that the command line names.
    pub fn named_config(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// Returns the namespaces that the command line names.
    pub fn namespaces(&self) -> &[String] {
        &self.namespaces
    }

    fn load(&self) -> Result<(Config, Option<PathBuf>), Failure> {
        super::config::load(self.config.as_deref(), &self.files, !self.no_project_config)
    }

    fn advisories(&self) -> Result<Option<Arc<Advisories>>, Failure> {
        let read = self.osv.as_deref().map(osv::load).transpose();
        Ok(read.map_err(|trouble| Failure::reading(&trouble))?.map(Arc::new))
    }

    fn with(
        self,
        (mut config, config_file): (Config, Option<PathBuf>),
        advisories: Option<Arc<Advisories>>,
    ) -> SourceRequest {
        config.parameters.advisories = advisories;
        let is_recording = crate::source::recording::among(&self.files).is_ok_and(|found| found.is_some());
        let timeout = self.request_timeout.map(|span| if span.is_zero() { NO_LIMIT } else { span });
        SourceRequest {
            demo: self.demo,
            files: self.files,
            tree: Tree::default(),
            at: self.at,
            rendering: Rendering { when: self.render, values: self.values },
            kubeconfig: self.kubeconfig,
            context: self.context,
            cluster: self.cluster,
            user: self.user,
            namespaces: self.namespaces,
            all_namespaces: self.all_namespaces,
            as_user: self.as_user,
            as_groups: self.as_groups,
            read_only: self.read_only || is_recording,
            request_timeout: timeout,
            config: Arc::new(config),
            config_file,
            // The demo starts no program.
            sources: if self.demo {
                FunctionSources::default()
            } else {
                FunctionSources::of(self.sources, PathBuf::from("."))
            },
            allow_unread: self.allow_unread,
            still: false,
            opening: Opening::Command,
        }
    }
}
