//! Effects that are performed in the background; each answers with a message.

use super::answer::Tools;
use super::arm::{ARMED_FOR, Arming};
use super::exceptions::Exceptions;
use super::inspecting::Inspecting;
use super::replies::{ConnectionNumber, Replies};
use crate::app::Effect;
use crate::app::Msg;
use crate::app::state::copied::CopyResult;
use crate::source::courier::Courier;
use crate::source::flight;
use crate::source::journal::{self, Journal};
use crate::source::ledger::Ledger;
use crate::source::submit::Submitter;
use crate::source::trend::Trends;
use crate::source::watches::WatchScope;
use crate::source::{Connection, Origin, access};
use crate::term::Session;
use crate::term::clipboard::{self, ClipboardWays, CopyOutcome, Surroundings};
use kube::Client;
use std::time::Duration;

/// How long typing must pause before the text is rehearsed.
const PAUSE: Duration = Duration::from_millis(600);
/// How long a selection must stay before its details are shown; a key that is held down repeats faster.
const MOMENT: Duration = Duration::from_millis(90);
/// How long a status message stays; most are one line, read in less.
const READ: Duration = Duration::from_secs(6);
/// Wait this long after the last list before trusting the snapshot: lists that were refused are retried per
/// namespace by then.
const WHILE: Duration = Duration::from_secs(3);

pub struct Performer {
    tools: Tools,
    scope: WatchScope,
    out: Replies,
    arming: Arming,
    inspecting: Inspecting,
    origin: Origin,
}

impl Performer {
    pub fn new(connection: &Connection, armed: bool, exceptions: Exceptions, out: Replies) -> Self {
        let ledger = match (connection.origin, Journal::own()) {
            (Origin::Cluster, Ok(journal)) => Ledger::File(journal),
            _ => Ledger::memory(),
        };
        let submitter = Submitter::new(connection.client.clone(), connection.read_only);
        submitter.arm(armed);
        Self {
            tools: Tools {
                client: connection.client.clone(),
                courier: Courier {
                    submitter,
                    ledger,
                    name: journal::new_id,
                    clock: || jiff::Timestamp::now().to_string(),
                },
                exceptions,
                trends: Trends::own(connection),
            },
            scope: connection.scope.clone(),
            out,
            arming: Arming::default(),
            inspecting: Inspecting::default(),
            origin: connection.origin,
        }
    }

    /// Returns the same for another connection.
    pub fn again(&self, connection: &Connection, armed: bool) -> Self {
        Self::new(connection, armed, self.tools.exceptions.clone(), self.out.next())
    }

    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    pub fn exceptions(&self) -> &Exceptions {
        &self.tools.exceptions
    }

    pub fn source(&self) -> (Client, WatchScope) {
        (self.tools.client.clone(), self.scope.clone())
    }

    /// Returns the number of the connection, which its answers have.
    pub fn connection(&self) -> ConnectionNumber {
        self.out.connection()
    }

    /// Requests the name of the user; files have none.
    pub fn identify(&self) {
        if self.origin == Origin::Manifests {
            return;
        }
        tokio::spawn(identity(self.tools.client.clone(), self.out.clone()));
    }

    /// Waits for writes in progress; no write begins after that.
    pub async fn finish(&self) {
        flight::close().await;
    }

    pub fn perform(&self, effect: Effect) {
        let (tools, out) = (self.tools.clone(), self.out.clone());
        let pause = match effect {
            Effect::Settle(_) => PAUSE,
            Effect::Rest(_) | Effect::CountFixes => MOMENT,
            Effect::Fade(_) => READ,
            Effect::Linger(_) => WHILE,
            _ => Duration::ZERO,
        };
        match effect {
            Effect::Arm(armed) => return self.arm(armed),
            Effect::Inspect { ticket, target } => {
                return self.inspecting.begin(tools.client, ticket, target, out);
            }
            Effect::EndInspection => return self.inspecting.end(),
            _ => {}
        }
        let work = async move {
            tokio::time::sleep(pause).await;
            if let Some(msg) = tools.answer(effect).await {
                out.send(msg).await;
            }
        };
        // Whatever is opened or closed meanwhile, a write continues until its outcome is recorded.
        tokio::spawn(work);
    }

    fn arm(&self, armed: bool) {
        self.tools.courier.submitter.arm(armed);
        let number = self.arming.next();
        if armed {
            let (arming, submitter, out) =
                (self.arming.clone(), self.tools.courier.submitter.clone(), self.out.clone());
            tokio::spawn(async move {
                tokio::time::sleep(ARMED_FOR).await;
                if arming.is(number) {
                    submitter.arm(false);
                    out.send(Msg::Disarm).await;
                }
            });
        }
    }
}

/// Copies a text; the part that may block runs in the background, the part that needs the terminal here.
pub async fn copy(
    text: String,
    what: String,
    permitted: ClipboardWays,
    terminal: &mut Session,
) -> CopyResult {
    let bytes = text.len();
    let went =
        tokio::task::spawn_blocking(move || clipboard::copy(&text, Surroundings::read(), permitted)).await;
    let (how, ok) = match went {
        Ok(CopyOutcome::Done(how)) => (how, true),
        Ok(CopyOutcome::Send(sequence, how)) => match terminal.send(&sequence) {
            Ok(()) => (how, true),
            Err(why) => (format!("the terminal refused it: {why}"), false),
        },
        Ok(CopyOutcome::Failed(why)) => (why, false),
        Err(_) => ("the clipboard failed".into(), false),
    };
    CopyResult { what, bytes, how, ok }
}

/// Asks once for the identity of the user, in the background.
async fn identity(client: Client, out: Replies) {
    if let Ok(identity) = access::identity(&client).await {
        out.send(Msg::Identity(identity.user)).await;
    }
}
