//! The security of Kyma Functions, explored in a terminal.
//!
//! ```text
//!    cluster / manifests / demo
//!            │ source
//!            ▼
//! Change ─► model::Snapshot ─► verdicts::Report ─► app::Model ─► view ─► frame
//!                                                   ▲               term
//!                                    app::update ───┘ Effect ─► source::submit
//! ```
//!
//! Each layer names only those above it in this list; `tests/layers.rs` keeps it so.
#![cfg_attr(test, allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::string_slice))]

pub mod model;

pub mod yaml;

pub mod engine;

pub mod decode;

pub mod checks;

pub mod verdicts;

pub mod fix;

pub mod source;

pub mod output;

pub mod app;

pub mod view;

pub mod term;

pub mod run;

pub mod cli;

pub mod dump;
