//! `fnsec manifests`: manifests that run fnsec in a cluster, with the least rights.

mod cronjob;

use super::check_id;
use super::exit::CommandResult;
use crate::checks::{Check, Family};
use crate::source::SourceRequest;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Print a job that scans the cluster on a schedule, its account, and the roles it needs
    Cronjob(Cronjob),
}

#[derive(clap::Args)]
pub struct Cronjob {
    /// The container image, best with a digest
    #[arg(long, value_name = "IMAGE")]
    pub image: String,
    /// When to run, in the syntax of cron
    #[arg(long, value_name = "CRON", default_value = "17 5 * * *")]
    pub schedule: String,
    /// Run only this check; repeatable
    #[arg(long = "check", value_name = "ID", value_parser = check_id::Parser, hide_possible_values = true)]
    pub checks: Vec<&'static Check>,
    /// Run only checks of this family; repeatable
    #[arg(long = "family", value_name = "FAMILY")]
    pub families: Vec<Family>,
    /// Also grant list and watch on Secrets, which includes their values; without it, checks that need them are unknown
    #[arg(long)]
    pub with_secrets: bool,
}

/// Runs `fnsec manifests`.
///
/// # Errors
/// If the output cannot be written.
pub fn run(args: &Args, wanted: &SourceRequest) -> CommandResult {
    match &args.command {
        Command::Cronjob(wish) => cronjob::run(wish, wanted),
    }
}
