//! The inputs and outputs of the state machine.

use crate::app::Key;
use crate::app::KeyAction;
use crate::app::state::copied::CopyResult;
use crate::app::state::pending::Ticket;
use crate::fix::{Plan, Receipt, Write};
use crate::model::ObjectRef;
use crate::source::inspect::{InspectTarget, Inspection};
use crate::source::memory::MemoryEntry;
use crate::source::rights::OwnRights;
use crate::source::submit::SubmitOutcome;
use crate::source::{News, Trouble};
use crate::verdicts::config::{Config, NewException};
use serde_json::Value;
use std::collections::BTreeMap;

/// An input: something happened.
#[derive(Debug)]
pub enum Msg {
    /// A key, and when it was pressed in milliseconds since the program began.
    Key(Key, u64),
    /// An action by its name instead of its key, and when it was asked for.
    Act(KeyAction, u64),
    /// The selection of a row of the focused list, counted from 0.
    Select(usize),
    Paste(String),
    /// A click on a cell, or a turn of the wheel (rows down).
    Click(u16, u16),
    Wheel(isize),
    Resize(u16, u16),
    News(News),
    /// Another context was opened.
    Connected(Box<crate::app::state::connection::ConnectionState>),
    Refused(Trouble),
    Identity(String),
    /// The whole object, for a source or YAML pane.
    Fetched(ObjectRef, Result<Option<Value>, Trouble>),
    /// Events, or lines of a log, of the object on screen.
    Inspected(Ticket, Inspection),
    /// The current objects and the permissions for a fix.
    Prepared {
        ticket: Ticket,
        bases: Result<Vec<Option<Value>>, Trouble>,
        may: BTreeMap<String, bool>,
    },
    UndoReady {
        ticket: Ticket,
        plan: Result<Box<Plan>, Trouble>,
    },
    Rehearsed {
        ticket: Ticket,
        outcomes: Vec<Result<SubmitOutcome, Trouble>>,
    },
    Applied {
        ticket: Ticket,
        outcomes: Vec<Result<SubmitOutcome, Trouble>>,
    },
    /// The receipts, newest first, and the number of lines that could not be parsed.
    Journal(Result<(Vec<Receipt>, usize), Trouble>),
    /// Open receipts were compared with the cluster.
    Reconciled {
        looked: Result<(), Trouble>,
        journal: Result<(Vec<Receipt>, usize), Trouble>,
    },
    Copied(CopyResult),
    Saved(Result<String, String>),
    /// A risk was stored in the configuration, or the reason why not.
    Accepted {
        wish: Box<NewException>,
        written: Result<Box<Config>, String>,
    },
    /// The text that the user's own editor returned, or the reason why there is none.
    EditedOutside(Result<String, String>),
    /// The time for which writes were armed is over.
    Disarm,
    /// A pause after an edit or a change is over.
    Settle(Ticket),
    /// The selection has not moved for a moment.
    Rest(Ticket),
    /// The rules of a namespace for the user; none where the server did not answer.
    Rights {
        namespace: String,
        rights: Option<OwnRights>,
    },
    /// There is time to count fixes.
    CountFixes,
    /// A status message was long enough on screen.
    Fade(u64),
    /// A grid was computed.
    MapAnswer {
        ticket: Ticket,
        surveyed: Box<crate::app::state::grids::MapAnswer>,
    },
    /// The snapshot has been complete for a while.
    Linger(Ticket),
    /// The trend up to this hour, what the last visit found, and a message about a file if there is one.
    Trend {
        ticket: Ticket,
        hour: i64,
        trend: std::sync::Arc<crate::verdicts::trend::Trend>,
        last: Option<Box<crate::app::state::since::BaselineChange>>,
        said: Option<String>,
    },
    /// The changes to make first were computed.
    RankedChanges(Box<crate::app::state::suggestions::RankedChanges>),
    Shutdown,
}

/// An output: work that is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Quit,
    Suspend,
    Copy {
        text: String,
        what: String,
    },
    CopyScreen,
    /// Copies what the screen says, as lines of text.
    CopyTwin,
    /// Saves the screen as a picture.
    SavePicture,
    Save {
        name: String,
        text: String,
    },
    Fetch(ObjectRef),
    /// Reads events and logs until another object is inspected.
    Inspect {
        ticket: Ticket,
        target: InspectTarget,
    },
    EndInspection,
    /// Reads the targets of a fix, and asks what the user may do to them.
    Prepare {
        ticket: Ticket,
        targets: Vec<ObjectRef>,
        verbs: Vec<(String, ObjectRef)>,
    },
    PrepareUndo {
        ticket: Ticket,
        receipts: Vec<Receipt>,
    },
    Rehearse {
        ticket: Ticket,
        writes: Vec<Write>,
    },
    /// Sends these steps one after the other.
    Apply {
        ticket: Ticket,
        steps: Vec<(Write, Receipt)>,
    },
    /// Asks what the user may do in a namespace.
    Rights(String),
    ReadJournal,
    /// Compares these receipts with the cluster.
    Reconcile(Vec<Receipt>),
    /// Stores an accepted risk in the configuration.
    Accept(Box<NewException>),
    /// Opens the text in the user's own editor.
    EditOutside(String),
    Relist,
    Switch(String),
    LogIn,
    Mouse(bool),
    Arm(bool),
    Theme(String),
    /// Stores a line that was typed, or the name of a filter.
    Remember(MemoryEntry),
    /// Stores how many lessons of the tutor are done.
    Lesson(usize),
    /// Sends `Msg::Settle(ticket)` after a pause without further edits.
    Settle(Ticket),
    /// Sends `Msg::Rest(ticket)` after a moment.
    Rest(Ticket),
    /// Sends `Msg::CountFixes` after a moment.
    CountFixes,
    /// Sends `Msg::Fade(said)` once a status message was long enough on screen.
    Fade(u64),
    /// Computes a grid in the background, so that no key waits for it.
    MapJob(Box<crate::app::state::grids::MapJob>),
    /// Sends `Msg::Linger(ticket)` after a while.
    Linger(Ticket),
    /// Records the current posture, and what is found if that is due; asks for the last visit if it is compared with.
    Trend {
        ticket: Ticket,
        reading: Box<crate::verdicts::trend::TrendReading>,
        visit: Option<Box<crate::app::state::trend::VisitRequest>>,
        compares: bool,
    },
    /// Computes what to change first in the background, so that no key waits for it.
    Weigh(Box<crate::app::state::suggestions::RankRequest>),
}
