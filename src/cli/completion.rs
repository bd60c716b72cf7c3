//! `fnsec completion SHELL`.

use super::exit::{CommandResult, Exit};
use super::out;
use clap_complete::Shell;

#[derive(clap::Args, Debug)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs `fnsec completion`.
///
/// # Errors
/// If the output cannot be written.
pub fn run(args: &Args) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "fnsec", &mut script);
    out::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}
