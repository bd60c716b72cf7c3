//! The combined result of fixes: what was done, what is not known, and the exit code.

use super::bench::Bench;
use super::request::FixRequest;
use crate::checks::doubt::ABSENT;
use crate::cli::exit::{Exit, Outcome};
use crate::cli::out::say;
use crate::output::NotSeen;

/// The combined result of the fixes of all sets.
#[derive(Default)]
pub struct Ends {
    exit: Option<Exit>,
    unknown: Vec<(String, String)>,
    unseen: Vec<NotSeen>,
}

impl Ends {
    /// Returns whether nothing was written yet, so that a file of an earlier run is replaced.
    pub fn first(&self) -> bool {
        self.exit.is_none()
    }

    pub fn take(&mut self, exit: Exit) {
        self.exit = Some(self.exit.map_or(exit, |known| worse(known, exit)));
    }

    pub fn nothing(&mut self, bench: &Bench, wish: &FixRequest, unseen: Vec<NotSeen>) {
        self.unknown.extend(bench.unknown(wish.check));
        self.unseen.extend(unseen);
    }

    /// Reports "nothing to fix" only if the check could be evaluated.
    pub fn exit(self, wish: &FixRequest, allow_unread: bool) -> Exit {
        if let Some(exit) = self.exit {
            return exit;
        }
        let object = wish.object.as_ref().map_or_else(String::new, |object| format!(" on {object}"));
        let unread = !self.unseen.is_empty() || self.unknown.iter().any(|(_, why)| !why.ends_with(ABSENT));
        let rest = if unread { "" } else { ": nothing to fix" };
        say(&format!("No finding of {}{object}{rest}.", wish.check.id));
        for (namespace, why) in &self.unknown {
            say(&format!("The check could not be evaluated in {namespace}: {why}."));
        }
        self.unseen.iter().for_each(|one| say(&format!("Not seen: {one}.")));
        let logged_out = self.unseen.iter().any(|gap| gap.logged_out);
        Outcome { unread, logged_out, allow_unread, ..Outcome::default() }.exit()
    }
}

/// Returns the exit code that needs the user's attention most.
pub fn worse(one: Exit, other: Exit) -> Exit {
    let rank = |exit: Exit| match exit {
        Exit::Clean => 0,
        Exit::Findings => 1,
        Exit::Usage => 2,
        Exit::Unreachable
        | Exit::Coverage
        | Exit::Refused
        | Exit::Bug
        | Exit::Interrupted
        | Exit::Signal(_) => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}
