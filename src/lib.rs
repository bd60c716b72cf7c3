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
//!
//! The program uses [`main`] alone, so that the compiler finds code that nothing calls. The feature `engines` makes
//! public what other programs can use; `testing`, everything that tests and benches look at.
// What is re-exported for other programs and for tests, the program itself need not use.
#![cfg_attr(not(feature = "testing"), allow(unused_imports))]
#![cfg_attr(test, allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::string_slice))]

#[cfg(not(feature = "engines"))]
mod model;
#[cfg(feature = "engines")]
pub mod model;

#[cfg(not(feature = "engines"))]
mod yaml;
#[cfg(feature = "engines")]
pub mod yaml;

#[cfg(not(feature = "engines"))]
mod engine;
#[cfg(feature = "engines")]
pub mod engine;

#[cfg(not(feature = "engines"))]
mod decode;
#[cfg(feature = "engines")]
pub mod decode;

#[cfg(not(feature = "testing"))]
mod checks;
#[cfg(feature = "testing")]
pub mod checks;

#[cfg(not(feature = "testing"))]
mod verdicts;
#[cfg(feature = "testing")]
pub mod verdicts;

#[cfg(not(feature = "testing"))]
mod fix;
#[cfg(feature = "testing")]
pub mod fix;

#[cfg(not(feature = "testing"))]
mod source;
#[cfg(feature = "testing")]
pub mod source;

#[cfg(not(feature = "testing"))]
mod output;
#[cfg(feature = "testing")]
pub mod output;

#[cfg(not(feature = "testing"))]
mod app;
#[cfg(feature = "testing")]
pub mod app;

#[cfg(not(feature = "testing"))]
mod view;
#[cfg(feature = "testing")]
pub mod view;

#[cfg(not(feature = "testing"))]
mod term;
#[cfg(feature = "testing")]
pub mod term;

#[cfg(not(feature = "testing"))]
mod run;
#[cfg(feature = "testing")]
pub mod run;

#[cfg(not(feature = "testing"))]
mod cli;
#[cfg(feature = "testing")]
pub mod cli;

#[cfg(not(feature = "testing"))]
mod dump;
#[cfg(feature = "testing")]
pub mod dump;

/// Runs the program with the arguments and in the environment of this process.
#[must_use]
pub fn main() -> std::process::ExitCode {
    dump::forbid();
    cli::main()
}
