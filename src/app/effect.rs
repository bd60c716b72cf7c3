//! What goes in and out of the state machine.

use crate::app::Key;
use crate::app::input::copy::Copied;
use crate::checks::config::{Config, Wish};
use crate::fix::{Plan, Receipt, Write};
use crate::model::ObjectRef;
use crate::source::submit::Outcome;
use crate::source::{News, Trouble};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something happened.
#[derive(Debug)]
pub enum Msg {
    /// A key, and the milliseconds since the program began.
    Key(Key, u64),
    Paste(String),
    /// A click on a cell, or the wheel (rows down).
    Click(u16, u16),
    Wheel(isize),
    Resize(u16, u16),
    News(News),
    /// Another context was opened.
    Connected(Box<crate::app::cluster::session::Session>),
    Refused(Trouble),
    Identity(String),
    /// The whole object, for a source or YAML pane.
    Fetched(ObjectRef, Result<Option<Value>, Trouble>),
    /// Fresh bases and rights for a fix.
    Prepared {
        seq: u64,
        bases: Result<Vec<Option<Value>>, Trouble>,
        may: BTreeMap<String, bool>,
    },
    UndoReady {
        seq: u64,
        plan: Result<Box<Plan>, Trouble>,
    },
    Rehearsed {
        seq: u64,
        outcomes: Vec<Result<Outcome, Trouble>>,
    },
    Applied {
        seq: u64,
        outcomes: Vec<Result<Outcome, Trouble>>,
    },
    /// The receipts, newest first, and how many lines made no sense.
    Journal(Result<(Vec<Receipt>, usize), Trouble>),
    /// Open receipts were compared with what is there.
    Reconciled {
        looked: Result<(), Trouble>,
        journal: Result<(Vec<Receipt>, usize), Trouble>,
    },
    Copied(Copied),
    Saved(Result<String, String>),
    /// A risk was accepted in the configuration, or why not.
    Accepted {
        wish: Box<Wish>,
        written: Result<Box<Config>, String>,
    },
    /// What an editor of the user's own made of a text, or why there is none.
    EditedOutside(Result<String, String>),
    /// The arming of writes ran out.
    Disarm,
    /// Something changed that somebody may want to look at again after a pause.
    Settle(u64),
    /// The selection has not moved for a moment.
    Rest(u64),
    /// A grid was worked out.
    MapAnswer {
        seq: u64,
        surveyed: Box<crate::app::map::map_job::MapAnswer>,
    },
    /// The picture has been whole for a while.
    Linger(u64),
    /// How the posture went up to this hour, and what is worth saying of it.
    Trend {
        seq: u64,
        hour: i64,
        trend: std::sync::Arc<crate::checks::trend::Trend>,
        said: Option<String>,
    },
    /// What to change first was worked out.
    Weighed(Box<crate::app::fix::suggestions::Weighed>),
    Shutdown,
}

/// Something shall be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Quit,
    Suspend,
    Copy {
        text: String,
        what: String,
    },
    CopyScreen,
    Save {
        name: String,
        text: String,
    },
    Fetch(ObjectRef),
    /// Read the targets of a fix, and ask what we may do to them.
    Prepare {
        seq: u64,
        targets: Vec<ObjectRef>,
        verbs: Vec<(String, ObjectRef)>,
    },
    PrepareUndo {
        seq: u64,
        receipts: Vec<Receipt>,
    },
    Rehearse {
        seq: u64,
        writes: Vec<Write>,
    },
    /// Send these one after the other.
    Apply {
        seq: u64,
        steps: Vec<(Write, Receipt)>,
    },
    ReadJournal,
    /// Compare these receipts with what is there.
    Reconcile(Vec<Receipt>),
    /// Write a risk that was accepted into the configuration.
    Accept(Box<Wish>),
    /// Let the user's own editor have the text.
    EditOutside(String),
    Relist,
    Switch(String),
    LogIn,
    Mouse(bool),
    Arm(bool),
    Theme(String),
    /// Send `Msg::Settle(seq)` after a pause without further edits.
    Settle(u64),
    /// Send `Msg::Rest(seq)` after a moment.
    Rest(u64),
    /// Work out a grid where no key waits for it.
    MapJob(Box<crate::app::map::map_job::MapJob>),
    /// Send `Msg::Linger(seq)` after a while.
    Linger(u64),
    /// Remember how the posture is.
    Trend {
        seq: u64,
        reading: Box<crate::checks::trend::Reading>,
    },
    /// Work out what to change first, where no key waits for it.
    Weigh(Box<crate::app::fix::suggestions::Weighing>),
}
