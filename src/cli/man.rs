//! `fnsec man [COMMAND]`: the manual page, as roff.

use super::exit::{CommandResult, Exit, Failure};
use super::out;

#[derive(clap::Args, Debug)]
pub struct Args {
    /// The command whose page to print; default: fnsec itself
    command: Option<String>,
}

/// Runs `fnsec man`.
///
/// # Errors
/// If there is no such command, or the output cannot be written.
pub fn run(args: &Args) -> CommandResult {
    let page = page(args.command.as_deref())?;
    let mut roff = Vec::new();
    let written = clap_mangen::Man::new(page).render(&mut roff);
    written.map_err(|why| Failure::usage(format!("Writing the manual page: {why}.")))?;
    out::print(&String::from_utf8_lossy(&roff))?;
    Ok(Exit::Clean)
}

fn page(name: Option<&str>) -> Result<clap::Command, Failure> {
    let mut whole = super::command();
    whole.build();
    let Some(name) = name else {
        return Ok(whole);
    };
    let found = whole.get_subcommands().find(|command| command.get_name() == name).cloned();
    found.ok_or_else(|| {
        let names: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
        Failure::usage(format!("No command \"{name}\". The commands are {}.", names.join(", ")))
    })
}
