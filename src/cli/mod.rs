//! The command line: arguments in, exit codes out. One file per command.
//!
//! Data goes to standard output, everything else to standard error.

mod answers;
mod apirule;
mod asked;
mod baseline;
mod bug;
mod can;
mod changes;
mod check_id;
mod completion;
mod config;
mod diff;
mod doctor;
pub mod exit;
mod explain;
mod explore;
mod facts;
mod fix;
mod formats;
mod gather;
mod interrupt;
mod keys;
mod log;
mod man;
mod manifests;
mod migrate;
mod out;
mod pod_security;
mod positions;
pub mod reach;
mod record;
mod render;
mod report;
mod sbom;
mod scan;
mod send;
mod set_names;
mod settle;
mod source;
mod span;
mod stream;
mod test;
mod theme;
mod today;
mod tokens;
mod tutor;
mod undo;
mod version;
mod watch;
mod who_can;

pub use explore::Options;
pub use gather::SourceVerdicts;

use crate::source::SourceRequest;
use clap::{ArgAction, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use exit::{CommandResult, Exit, Failure};
use std::process::ExitCode;

/// A terminal explorer for the security of Kyma Functions.
///
/// Without a command, it starts the explorer.
#[derive(Parser)]
#[command(name = "fnsec", version, propagate_version = false, max_term_width = 100)]
#[command(after_help = "Exit codes:\n  \
      0    clean, or below --fail-on\n  \
      1    findings at or above --fail-on\n  \
      2    usage or configuration\n  \
      3    the source cannot be reached or refuses to authenticate\n  \
      4    coverage below --min-coverage\n  \
      5    a rehearsal or apply was refused or conflicted\n  \
      70   a bug\n  \
      130  interrupted")]
pub struct Cli {
    #[command(flatten)]
    source: source::Args,
    #[command(flatten)]
    screen: explore::Args,
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto", env = "FNSEC_COLOR")]
    #[arg(help = "When to use colours; auto respects NO_COLOR")]
    color: out::Color,
    #[arg(short, long, global = true, action = ArgAction::Count)]
    #[arg(help = "Log to fnsec.log in the state folder; -vv logs more, FNSEC_LOG sets levels (see README)")]
    verbose: u8,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the checks and report findings and coverage
    Scan(scan::Args),
    /// Keep known findings in a file, and show what is new
    Baseline(baseline::Args),
    /// Compare two sources: findings, and what a change opens or closes
    Diff(diff::Args),
    /// Test the expectations in fnsec.yaml: what may reach, open, read or connect to what
    Test(test::Args),
    /// Record everything that checks read, to use it as a source later
    Record(record::Args),
    /// Report changes of findings as they happen
    Watch(watch::Args),
    /// Show the page of a check; without CHECK, list all checks
    Explain(explain::Args),
    /// Print, rehearse or apply the fix for matching findings
    Fix(fix::Args),
    /// Print, rehearse or write findings as policy reports in the cluster
    Report(report::Args),
    /// Undo a recorded change; without RECEIPT, the newest one
    Undo(undo::Args),
    /// List the changes in the journal
    Changes(changes::Args),
    /// Show which pods and workload templates a Pod Security level would refuse
    PodSecurity(pod_security::Args),
    /// Show who can connect to whom; without options, between all namespaces
    Reach(reach::Args),
    /// Show whether a subject may perform an action, and through which binding and role; --user names the user
    Can(can::Args),
    /// List every subject with a permission, with the chain of binding and role
    WhoCan(who_can::Args),
    /// Show what the controller generates from an APIRule: policies, routes, or why it refuses; and who has access
    Apirule(apirule::Args),
    /// Print the v2 form of v1beta1 APIRules, and the v1alpha2 form of v1alpha1 Functions, with every difference
    Migrate(migrate::Args),
    /// Show which issuers, audiences and scopes grant access to which routes and Functions
    Tokens(tokens::Args),
    /// Write a software bill of materials of each Function, as CycloneDX
    Sbom(sbom::Args),
    /// Check kubeconfig, connection, rights, terminal and journal; the report is safe to post
    Doctor(doctor::Args),
    /// Render a scene as text, ANSI or SVG without a terminal
    Render(render::Args),
    /// Show, check and locate the configuration of the explorer
    Config(config::command::Args),
    /// List the keys of the explorer
    Keys(keys::Args),
    /// List, import and check themes
    Theme(theme::Args),
    /// Learn the explorer in twelve lessons on the demo
    Tutor(tutor::Args),
    /// Print manifests that run fnsec in a cluster, with the least rights
    Manifests(manifests::Args),
    /// Print the completion script for a shell
    Completion(completion::Args),
    /// Print the manual page
    Man(man::Args),
    /// Show the version
    Version(version::Args),
}

impl Command {
    /// Returns the command as typed.
    fn name(&self) -> &'static str {
        match self {
            Self::Scan(_) => "scan",
            Self::Baseline(_) => "baseline",
            Self::Diff(_) => "diff",
            Self::Test(_) => "test",
            Self::Record(_) => "record",
            Self::Watch(_) => "watch",
            Self::Explain(_) => "explain",
            Self::Fix(_) => "fix",
            Self::Report(_) => "report",
            Self::Undo(_) => "undo",
            Self::Changes(_) => "changes",
            Self::PodSecurity(_) => "pod-security",
            Self::Reach(_) => "reach",
            Self::Can(_) => "can",
            Self::WhoCan(_) => "who-can",
            Self::Apirule(_) => "apirule",
            Self::Migrate(_) => "migrate",
            Self::Tokens(_) => "tokens",
            Self::Sbom(_) => "sbom",
            Self::Render(_) => "render",
            Self::Doctor(_) => "doctor",
            Self::Config(_) => "config",
            Self::Keys(_) => "keys",
            Self::Theme(_) => "theme",
            Self::Tutor(_) => "tutor",
            Self::Completion(_) => "completion",
            Self::Man(_) => "man",
            Self::Manifests(_) => "manifests",
            Self::Version(_) => "version",
        }
    }
}

/// Returns the whole command tree, for completions and manual pages.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Parses the command line and runs the command.
pub fn main() -> ExitCode {
    bug::catch();
    let parsed = Cli::command().try_get_matches();
    let parsed = parsed.and_then(|matches| Cli::from_arg_matches(&matches).map(|cli| (cli, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(why) => {
            let _ = why.print();
            return Exit::of_code(why.exit_code()).into();
        }
    };
    let exit = match run(cli, &matches) {
        Ok(exit) => exit,
        Err(failure) => {
            out::say(&format!("fnsec: {}", failure.words));
            failure.exit
        }
    };
    tracing::info!(code = exit.code(), "end");
    exit.into()
}

fn run(cli: Cli, matches: &ArgMatches) -> CommandResult {
    let Cli { source, screen, color, verbose, command } = cli;
    log::start(verbose, command.as_ref().map(Command::name))?;
    let settings = screen.settings(&source, matches);
    match command {
        None => {
            let (wanted, notice) = source.wanted_by_explorer()?;
            let (today, linear) = (today::today()?, screen.is_linear());
            let since = screen.since()?;
            explore::run(Options { wanted, today, settings, color, linear, lesson: None, since, notice })
        }
        Some(Command::Scan(args)) => wait(scan::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Baseline(args)) => wait(baseline::run(args, source.wanted()?, today::today()?)),
        Some(Command::Diff(args)) => wait(diff::run(args, source.wanted()?, today::today()?)),
        Some(Command::Test(args)) => wait(test::run(args, source.wanted()?, today::today()?)),
        Some(Command::Fix(args)) => wait(fix::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Report(args)) => wait(report::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Undo(args)) => wait(undo::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Record(args)) => wait(record::run(args, source.wanted()?, today::today()?)),
        Some(Command::Watch(args)) => wait(watch::run(args, source.wanted()?, today::today()?)),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Changes(args)) => wait(changes::run(args, source.wanted()?, today::today()?)),
        Some(Command::PodSecurity(args)) => {
            wait(pod_security::run(args, source.wanted()?, today::today()?, color))
        }
        Some(Command::Reach(args)) => wait(reach::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Can(args)) => wait(can::run(args, source.wanted()?, today::today()?)),
        Some(Command::WhoCan(args)) => wait(who_can::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Apirule(args)) => wait(apirule::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Migrate(args)) => wait(migrate::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Tokens(args)) => wait(tokens::run(args, source.wanted()?, today::today()?, color)),
        Some(Command::Sbom(args)) => wait(sbom::run(args, source.wanted()?, today::today()?)),
        Some(Command::Doctor(args)) => wait(doctor::run(args, source.wanted()?, color)),
        Some(Command::Render(args)) => wait(render::run(args, settings)),
        Some(Command::Config(args)) => config::command::run(&args, &settings),
        Some(Command::Keys(args)) => keys::run(&args, &settings),
        Some(Command::Tutor(args)) => {
            let (wanted, notice) = source.wanted_by_explorer()?;
            let wanted =
                SourceRequest { demo: true, context: None, files: Vec::new(), read_only: false, ..wanted };
            let (today, lesson) = (today::today()?, Some(tutor::lesson(&args)));
            let linear = args.linear || screen.is_linear();
            explore::run(Options { wanted, today, settings, color, linear, lesson, since: None, notice })
        }
        Some(Command::Theme(args)) => theme::run(&args, &settings),
        Some(Command::Completion(args)) => completion::run(&args),
        Some(Command::Manifests(args)) => manifests::run(&args, &source.wanted()?),
        Some(Command::Man(args)) => man::run(&args),
        Some(Command::Version(args)) => version::run(&args),
    }
}

/// Runs a command that uses a source; Ctrl-C ends it between two steps.
fn wait(command: impl Future<Output = CommandResult>) -> CommandResult {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|why| Failure::usage(format!("Starting the runtime: {why}.")))?;
    let ended = runtime.block_on(async {
        interrupt::listen().await;
        command.await
    });
    runtime.shutdown_background();
    ended
}
