//! A credential that is planted in any text field of any kind appears in no output of any command and on no screen.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod support;

#[path = "planted/commands.rs"]
mod commands;
#[path = "planted/fields.rs"]
mod fields;
#[path = "planted/forms.rs"]
mod forms;
#[path = "planted/rounds.rs"]
mod rounds;
#[path = "cli/run.rs"]
#[allow(dead_code)]
mod run;
#[path = "planted/screens.rs"]
mod screens;
