//! `fnsec doctor`: checks of the kubeconfig, the connection, the permissions, the terminal and the journal.
//!
//! Each check is one line, and a failure never ends the run: dependent checks are unknown, with the reason. No
//! credential value reaches this code, and all names pass through `mask`.

mod answer;
mod check;
mod cluster;
mod connection;
mod identity;
mod journal;
mod kubeconfig;
mod mask;
mod rights;
mod show;
mod terminal;

use super::exit::CommandResult;
use super::out::{Color, Output};
use crate::source::SourceRequest;
use check::{DoctorCheck, Sheet};
use clap::ValueEnum;
use mask::Mask;
use serde_json::json;

#[derive(clap::Args, Debug)]
#[command(after_help = "Exit codes, the first that applies:\n  \
      2    a fault of the configuration or the journal\n  \
      3    the cluster cannot be reached or refuses to authenticate\n  \
      4    a permission is denied, or something is unknown (not with --allow-unread)\n  \
      0    otherwise; notes do not count")]
pub struct Args {
    /// Replace paths and the names of hosts, users, contexts, clusters and namespaces: ‹host-1›, ‹user-1›, …
    #[arg(long)]
    anonymous: bool,
    /// Output format: table or json; repeatable
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    output: Vec<Output<Format>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Runs `fnsec doctor`.
///
/// # Errors
/// If the output cannot be written.
pub async fn run(args: Args, wanted: SourceRequest, color: Color) -> CommandResult {
    let allow_unread = wanted.allow_unread;
    let mut mask = Mask::new(args.anonymous, etcetera::home_dir().ok());
    let mut checks = vec![version()];
    checks.extend(Box::pin(cluster::checks(wanted, &mut mask)).await);
    checks.extend([terminal::screen(), terminal::clipboard(), journal::check(&mut mask)]);
    let sheet = Sheet { checks, anonymous: args.anonymous };
    for output in &args.output {
        output.write(&match output.format {
            Format::Table => show::table(&sheet, output.paint(color)),
            Format::Json => show::json(&sheet),
        })?;
    }
    Ok(sheet.exit(allow_unread))
}

fn version() -> DoctorCheck {
    let (version, system) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let machine = std::env::consts::ARCH;
    DoctorCheck::ok("version", format!("fnsec {version} on {system}, {machine}."))
        .with(json!({"fnsec": version, "os": system, "arch": machine}))
}
