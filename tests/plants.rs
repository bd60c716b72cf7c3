//! A credential that is planted in any text field of any kind appears in no output of any command and on no screen.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation
)]

mod support;

#[path = "plants/commands.rs"]
mod commands;
#[path = "plants/events.rs"]
mod events;
#[path = "plants/fields.rs"]
mod fields;
#[path = "plants/forms.rs"]
mod forms;
#[path = "plants/recordings.rs"]
mod recordings;
#[path = "plants/rounds.rs"]
mod rounds;
#[path = "cli/run.rs"]
#[allow(dead_code)]
mod run;
#[path = "plants/screens.rs"]
mod screens;
