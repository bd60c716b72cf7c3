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
mod log;
mod man;
mod manifests;
mod out;
mod pod_security;
mod positions;
pub mod reach;
mod render;
mod scan;
mod send;
mod settle;
mod source;
mod span;
mod stream;
mod test;
mod today;
mod tokens;
mod undo;
mod version;
mod who_can;

pub use explore::Options;
pub use gather::{Gathered, gather};

use clap::{ArgAction, CommandFactory, Parser, Subcommand};
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
      5    a rehearsal or apply was rejected or conflicted\n  \
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
    /// Show the page of a check; without CHECK, list all checks
    Explain(explain::Args),
    /// Print, rehearse or apply the fix for matching findings
    Fix(fix::Args),
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
    /// Show which issuers, audiences and scopes grant access to which routes and Functions
    Tokens(tokens::Args),
    /// Check kubeconfig, connection, rights, terminal and journal; the report is safe to post
    Doctor(doctor::Args),
    /// Render a scene as text, ANSI or SVG without a terminal
    Render(render::Args),
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
            Self::Explain(_) => "explain",
            Self::Fix(_) => "fix",
            Self::Undo(_) => "undo",
            Self::Changes(_) => "changes",
            Self::PodSecurity(_) => "pod-security",
            Self::Reach(_) => "reach",
            Self::Can(_) => "can",
            Self::WhoCan(_) => "who-can",
            Self::Apirule(_) => "apirule",
            Self::Tokens(_) => "tokens",
            Self::Render(_) => "render",
            Self::Doctor(_) => "doctor",
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
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(why) => {
            let _ = why.print();
            return Exit::of_code(why.exit_code()).into();
        }
    };
    let exit = match run(cli) {
        Ok(exit) => exit,
        Err(failure) => {
            out::say(&format!("fnsec: {}", failure.words));
            failure.exit
        }
    };
    tracing::info!(code = exit.code(), "end");
    exit.into()
}

fn run(cli: Cli) -> CommandResult {
    let Cli { source, screen, color, verbose, command } = cli;
    log::start(verbose, command.as_ref().map(Command::name))?;
    let (wanted, today) = (source.wanted()?, today::today()?);
    match command {
        None => explore::run(Options::new(wanted, today, screen, color)),
        Some(Command::Scan(args)) => wait(scan::run(args, wanted, today, color)),
        Some(Command::Baseline(args)) => wait(baseline::run(args, wanted, today)),
        Some(Command::Diff(args)) => wait(diff::run(args, wanted, today)),
        Some(Command::Test(args)) => wait(test::run(args, wanted, today)),
        Some(Command::Fix(args)) => wait(fix::run(args, wanted, today, color)),
        Some(Command::Undo(args)) => wait(undo::run(args, wanted, today, color)),
        Some(Command::Explain(args)) => explain::run(&args),
        Some(Command::Changes(args)) => wait(changes::run(args, wanted, today)),
        Some(Command::PodSecurity(args)) => wait(pod_security::run(args, wanted, today, color)),
        Some(Command::Reach(args)) => wait(reach::run(args, wanted, today, color)),
        Some(Command::Can(args)) => wait(can::run(args, wanted, today)),
        Some(Command::WhoCan(args)) => wait(who_can::run(args, wanted, today, color)),
        Some(Command::Apirule(args)) => wait(apirule::run(args, wanted, today, color)),
        Some(Command::Tokens(args)) => wait(tokens::run(args, wanted, today, color)),
        Some(Command::Doctor(args)) => wait(doctor::run(args, wanted, color)),
        Some(Command::Render(args)) => wait(render::run(args)),
        Some(Command::Completion(args)) => completion::run(&args),
        Some(Command::Manifests(args)) => manifests::run(&args, &wanted),
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
